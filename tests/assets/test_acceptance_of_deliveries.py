from datetime import date

import pytest

from assets import acceptance
from assets.acceptance import Proof
from assets.errors import Refused
from assets.inventory import register
from assets.inventory.catalogue import ProtectionClass
from assets.inventory.documents import Kind
from assets.inventory.register import State
from assets.maintenance import inheritance, plans
from assets.maintenance.limits import Method
from assets.maintenance.safety_tests import Connection, Reason, SafetyTest
from assets.maintenance.terms import Outcome
from assets.procurement import deliveries, placeholders, proposals, protocols, receiving, units
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.receiving import Arrival
from assets.rhythm import Unit
from assets.rights import EVERYTHING
from assets.words import Language
from tests.builders import (
    DAY,
    a_contract,
    a_document,
    a_line,
    a_lot,
    a_room,
    a_schedule,
    a_type,
    committed,
    saved,
    some_terms,
)


@pytest.fixture
def delivery(session):
    """Two electrotherapy devices that have come to Lovrin, with 24 months of warranty."""
    kind = a_type(session, "ELECTRO", mdr_class="IIa", est_months=12)
    inheritance.add(session, kind, some_terms("Safety test", every=1, unit=Unit.YEAR), DAY)
    contract = a_contract(session, warranty_months=24)
    line = a_line(session, contract, "Electrotherapy", quantity=2, type_id=kind.id)
    placeholders.lay(session, contract, a_room(session))
    brought = deliveries.announce(session, contract, {line.id: 2})
    for number in (1, 2):
        come = Arrival(f"LOV-0000{number}", f"SN-{number}")
        receiving.receive(session, brought, come, a_room(session), DAY, EVERYTHING)
    return committed(session, brought)


def came(session):
    whole = register.whole(EVERYTHING).order_by(register.Asset.tag)
    return session.exec(whole).all()


def an_electrical_test(session, asset, verdict=Outcome.PASS):
    said = {"method": Method.ALTERNATIVE, "connection": Connection.DETACHABLE}
    said |= {"protection_class": ProtectionClass.I, "reason": Reason.ACCEPTANCE}
    test = SafetyTest(
        number=f"EST-{asset.tag}",
        asset_id=asset.id,
        site_id=asset.site_id,
        tested_on=DAY,
        verdict=verdict,
        **said,
    )
    return saved(session, test)


def test_what_is_missing_is_said_of_each_thing(session, delivery):
    first, second = came(session)
    bare = acceptance.lacking(session, delivery, [first])[first.id]
    first.udi_raw = "010950600013435221SN-1"
    an_electrical_test(session, first)
    an_electrical_test(session, second, Outcome.FAIL)
    a_document(session, delivery, Kind.DECLARATION)
    a_document(session, delivery, Kind.MANUAL, language=Language.HU, name="In Hungarian.csv")

    missing = acceptance.lacking(session, delivery, [first, second])

    assert bare == [Proof.UDI, Proof.TEST, Proof.DECLARATION, Proof.MANUAL]
    assert missing[first.id] == [Proof.MANUAL]
    assert missing[second.id] == [Proof.UDI, Proof.TEST, Proof.MANUAL]


@pytest.mark.usefixtures("delivery")
def test_what_is_no_device_is_asked_for_its_number_alone(session):
    bench = came(session)[0]
    bench.mdr_class = "-"

    assert acceptance.asked(bench) == [Proof.SERIAL]


def test_what_is_missing_needs_a_reason_that_stays_with_the_thing(session, delivery):
    a_document(session, delivery.contract.lot, Kind.ACCEPTANCE)
    things = came(session)

    with pytest.raises(Refused, match="Something is missing") as no:
        acceptance.accept_delivered(session, delivery, things, DAY)
    acceptance.accept_delivered(session, delivery, things, DAY, "The manual follows by post.")

    assert no.value.field == "reason"
    unit = session.exec(units.of_asset(things[0])).one()
    assert unit.waived.endswith("Manual în limba unității: The manual follows by post.")


def test_no_reason_replaces_a_serial_number(session, delivery):
    things = came(session)
    things[1].serial_number = ""

    with pytest.raises(Refused, match="Write the serial number of LOV-00002"):
        acceptance.accept_delivered(session, delivery, things, DAY, "It is worn off.")


def test_warranty_and_plans_begin_with_the_acceptance(session, delivery):
    a_document(session, delivery.contract.lot, Kind.ACCEPTANCE)
    things = came(session)

    acceptance.accept_delivered(session, delivery, things, date(2027, 3, 31), "As agreed.")

    first = things[0]
    assert (first.state, first.accepted_on) == (State.ACCEPTED, date(2027, 3, 31))
    assert (first.warranty_from, first.warranty_until) == (
        date(2027, 3, 31),
        date(2029, 3, 31),
    )
    assert [each.title for each in session.exec(plans.of_asset(first))] == ["Safety test"]


def test_without_the_protocol_nothing_is_accepted(session, delivery):
    with pytest.raises(Refused, match="Add the acceptance protocol"):
        acceptance.accept_delivered(session, delivery, came(session), DAY, "As agreed.")


def test_milestones_are_proposed_once_all_has_come_so_far(session, delivery):
    codes = ["delivery", "installation", "training", "acceptance"]
    schedule = a_schedule(session, delivery.contract.lot, codes=codes)
    things = came(session)

    receiving.install(session, things[:1], date(2027, 3, 2))
    early = [each.milestone.code for each in proposals.of(session, schedule)]
    receiving.install(session, things[1:], date(2027, 3, 3))
    taught = Protocol(kind=ProtocolKind.TRAINING, on=date(2027, 3, 4), number="")
    protocols.draw_up(session, taught, delivery)
    later = [(each.milestone.code, each.on.day) for each in proposals.of(session, schedule)]

    assert early == ["delivery"]
    assert later == [("delivery", 1), ("installation", 3), ("training", 4)]


def test_a_lot_without_a_contract_proposes_nothing(session):
    assert proposals.of(session, a_schedule(session, a_lot(session))) == []
