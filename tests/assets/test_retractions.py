from datetime import date, timedelta

import pytest
from sqlmodel import select

from assets import checks, retractions, settings
from assets.errors import Refused
from assets.inventory import identifiers
from assets.inventory.documents import Kind
from assets.inventory.identifiers import Label
from assets.inventory.places import Kind as PlaceKind
from assets.inventory.register import Asset, State
from assets.procurement import deliveries, placeholders, protocols, receiving, units
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.receiving import Arrival
from assets.rights import EVERYTHING
from assets.trail import Batch
from tests.builders import (
    DAY,
    a_bought,
    a_contract,
    a_document,
    a_model,
    a_room,
    a_site,
    committed,
)
from tests.registers import NOON

WRONG = "It was the neighbour's."


@pytest.fixture(autouse=True)
def now(session):
    session.info["at"] = NOON


@pytest.fixture
def hall(session):
    """It opens later, so that what comes for it waits in a store."""
    return a_room(session, "Pool hall", opens_on=date(2028, 1, 1))


@pytest.fixture
def delivery(session, hall):
    """Three treadmills of a known model, which are in the register since they were ordered."""
    contract = a_contract(session)
    line = a_bought(session, contract, quantity=3, model_id=a_model(session).id)
    placeholders.lay(session, contract, hall)
    return committed(session, deliveries.announce(session, contract, {line.id: 2}))


def came(session, delivery, *labels, count=1, **said):
    store = a_room(session, "Store", kind=PlaceKind.STORE)
    for each in labels or [""]:
        arrival = Arrival(each, count=count, **said)
        receiving.receive(session, delivery, arrival, store, DAY, EVERYTHING)
        session.commit()
    return things(session)


def things(session):
    return session.exec(select(Asset).order_by(Asset.tag)).all()


def values(asset):
    return asset.model_dump(exclude={"version"})


def taken_back(session, delivery, *assets, reason=WRONG):
    retractions.take_back(session, delivery, assets, reason)
    session.commit()


def test_what_is_taken_back_is_awaited_as_it_was(session, engine, delivery):
    before = values(things(session)[0])
    (label,) = committed(session, identifiers.blank(session, 1, a_site(session)))
    udi = "010950600013435221SN-1"

    first = came(session, delivery, label.code, serial=udi)[0]
    learnt = a_model(session).udi_di
    taken_back(session, delivery, first)

    assert (first.serial_number, learnt) == ("", "09506000134352")
    assert values(things(session)[0]) == before
    assert session.get(Label, label.id).blank
    own = session.exec(identifiers.of_asset(first)).one()
    assert (own.prints, own.code == label.code) == (0, False)
    assert a_model(session).udi_di is None
    assert session.exec(select(Batch).order_by(Batch.number.desc())).first().reason == WRONG
    assert list(checks.check(engine, settings.load())) == []


def test_the_count_and_the_next_scan_know_that_it_has_not_come(session, delivery):
    first, second, _ = came(session, delivery, "LOV-00001", "LOV-00002")

    taken_back(session, delivery, first)
    (tally,) = deliveries.tallies(session, delivery)
    left = (tally.counted, delivery.received_on)
    taken_back(session, delivery, second)

    assert left == (1, DAY)
    assert delivery.received_on is None
    assert came(session, delivery, "LOV-00001")[0].state is State.DELIVERED


def test_of_what_was_counted_together_one_is_taken_back_alone(session, engine, delivery):
    three = came(session, delivery, count=3)

    taken_back(session, delivery, three[1])

    states = [each.state for each in things(session)]
    assert states == [State.DELIVERED, State.ORDERED, State.DELIVERED]
    assert list(checks.check(engine, settings.load())) == []


def test_what_got_into_the_register_at_the_ramp_stays_there_as_ordered(session):
    contract = a_contract(session)
    line = a_bought(session, contract)
    brought = committed(session, deliveries.announce(session, contract, {line.id: 1}))

    (only,) = came(session, brought, serial="SN-1")
    taken_back(session, brought, only)

    (only,) = things(session)
    assert (only.state, only.serial_number, only.delivered_on) == (State.ORDERED, "", None)
    assert session.exec(units.of_asset(only)).one().delivery_line_id is None


def test_nothing_is_taken_back_without_a_reason(session, delivery):
    first = came(session, delivery, "LOV-00001")[0]

    with pytest.raises(Refused, match="Say why it is taken back") as no:
        retractions.take_back(session, delivery, [first], " ")

    assert no.value.field == "reason"


@pytest.mark.parametrize("state", [State.INSTALLED, State.ACCEPTED])
def test_what_has_gone_further_is_not_taken_back(session, delivery, state):
    first = came(session, delivery, "LOV-00001")[0]
    first.state = state

    with pytest.raises(Refused, match=f"LOV-00001 is {state.words.lower()}"):
        retractions.take_back(session, delivery, [first], WRONG)


def test_what_a_protocol_counts_is_not_taken_back(session, delivery):
    first = came(session, delivery, "LOV-00001")[0]
    closed = Protocol(kind=ProtocolKind.RECEIPT, on=DAY, number="NIR 4", remarks="One follows.")
    protocols.draw_up(session, closed, delivery)

    with pytest.raises(Refused, match="Protocol NIR 4 of"):
        retractions.take_back(session, delivery, [first], WRONG)


def test_what_has_papers_since_it_came_stays(session, delivery):
    early, late = came(session, delivery, "LOV-00001", "LOV-00002")[:2]
    session.info["at"] = NOON - timedelta(days=1)
    a_document(session, early, Kind.MANUAL)
    session.info["at"] = NOON + timedelta(days=1)
    a_document(session, late, Kind.STICKER, name="Sticker.csv")

    taken_back(session, delivery, early)
    with pytest.raises(Refused, match="noted on LOV-00002 since it came"):
        retractions.take_back(session, delivery, [late], WRONG)
