from datetime import date, timedelta

import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.inventory import identifiers
from assets.inventory.places import Kind
from assets.inventory.register import Asset, State
from assets.procurement import deliveries, placeholders, protocols, receiving, units
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.receiving import Arrival
from assets.rights import EVERYTHING
from assets.trail import Entry
from tests.builders import (
    DAY,
    a_bought,
    a_contract,
    a_line,
    a_model,
    a_room,
    a_site,
    committed,
)


@pytest.fixture
def contract(session):
    return a_contract(session)


@pytest.fixture
def line(session, contract):
    return a_bought(session, contract, quantity=3, vat_rate=1900)


@pytest.fixture
def delivery(session, contract, line):
    placeholders.lay(session, contract, a_room(session))
    return committed(session, deliveries.announce(session, contract, {line.id: 2}))


def scanned(session, delivery, label="", at=None, **said):
    come = Arrival(label, **said)
    place = at or a_room(session)
    return committed(session, receiving.receive(session, delivery, come, place, DAY, EVERYTHING))


def things(session):
    return session.exec(select(Asset).order_by(Asset.tag)).all()


def closing(on=DAY, **said):
    return Protocol(kind=ProtocolKind.RECEIPT, on=on, number="", **said)


def test_what_is_ordered_stands_in_the_register_before_it_comes(session, contract, line):
    count = placeholders.lay(session, contract, a_room(session))
    again = placeholders.lay(session, contract, a_room(session))

    made = things(session)
    assert (count, again, line.quantity) == (3, 0, 3)
    assert [each.tag for each in made] == ["LOV-00001", "LOV-00002", "LOV-00003"]
    assert {(each.state, each.lot_number) for each in made} == {(State.ORDERED, "ROHU00627-L01")}
    # 10,000.00 and 19 % of it
    assert (made[0].price_minor, made[0].vat_minor) == (11_900_00, 1_900_00)
    assert session.exec(identifiers.of_asset(made[0])).one().prints == 0


def test_two_thousand_pieces_are_laid_at_once(session, contract):
    a_bought(session, contract, "Chair", 100_00, quantity=2000)

    placeholders.lay(session, contract, a_room(session))
    session.commit()

    assert len(things(session)) == 2000
    told = session.exec(select(Entry).where(Entry.kind == "unit")).all()
    assert len(told) == 2000


def test_a_thing_is_received_by_its_label_and_its_serial_number(session, delivery):
    code = session.exec(identifiers.of_asset(things(session)[1])).one().code

    (come,) = scanned(session, delivery, code, serial="SN-77")

    assert (come.tag, come.serial_number) == ("LOV-00002", "SN-77")
    assert (come.state, come.delivered_on) == (State.DELIVERED, DAY)
    assert delivery.received_on == DAY
    (tally,) = deliveries.tallies(session, delivery)
    assert (tally.noted, tally.counted, tally.left, tally.differs) == (2, 1, 2, True)


def test_a_label_printed_in_advance_goes_on_the_next_thing_of_the_line(session, delivery, line):
    (label,) = committed(session, identifiers.blank(session, 1, a_site(session)))

    (come,) = scanned(session, delivery, label.code, line_id=line.id)

    assert come.tag == "LOV-00001"
    assert [each.code for each in session.exec(identifiers.of_asset(come))] == [label.code]


def test_a_udi_at_the_ramp_says_the_model_and_the_serial_number(session, contract):
    model = a_model(session)
    model.udi_di = "09506000134352"
    line = a_bought(session, contract, model_id=model.id)
    a_bought(session, contract, "Mat", quantity=5)
    brought = committed(session, deliveries.announce(session, contract, {line.id: 1}))

    (come,) = scanned(session, brought, serial="010950600013435221SN1")

    assert (come.name, come.serial_number) == ("Treadmill", "SN1")
    assert come.udi_raw == "010950600013435221SN1"


def test_what_nobody_laid_in_advance_gets_in_as_it_comes(session, contract, line):
    brought = committed(session, deliveries.announce(session, contract, {line.id: 3}))

    come = scanned(session, brought, count=3, unnumbered=True)

    assert [(each.state, each.unnumbered) for each in come] == [(State.DELIVERED, True)] * 3
    assert all(session.exec(units.of_asset(each)).one().delivery_line_id for each in come)


def test_what_comes_before_its_room_is_open_waits_in_a_store(session, contract):
    room = a_room(session, "Pool hall", opens_on=date(2028, 1, 1))
    store = a_room(session, "Store", kind=Kind.STORE)
    line = a_bought(session, contract)
    placeholders.lay(session, contract, room)
    brought = deliveries.announce(session, contract, {line.id: 1})

    (come,) = scanned(session, brought, count=1, at=store)

    assert (come.place_id, come.waits_for_id) == (store.id, room.id)


@pytest.mark.parametrize(
    ("said", "words", "field"),
    [
        (Arrival("LOV-00001"), "received already", "label"),
        (Arrival("LOV-00004"), "opens nothing of this delivery", "label"),
        (Arrival("LOV-00002", serial="SN-1"), "has the serial number SN-1 already", "serial"),
        (Arrival(count=3), "3 of “Treadmill” were ordered", "line"),
        (Arrival("LOV-00002", count=2), "those of one thing", "count"),
        (Arrival("LOV-00002", "SN-2", unnumbered=True), "or it carries none", "unnumbered"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(session, delivery, said, words, field):
    scanned(session, delivery, "LOV-00001", serial="SN-1")

    with pytest.raises(Refused) as no:
        receiving.receive(session, delivery, said, a_room(session), DAY, EVERYTHING)

    assert words in str(no.value)
    assert no.value.field == field


def test_a_thing_of_another_contract_is_not_taken(session, contract, delivery):
    other = a_contract(session, contract.lot, number="13/2027")
    a_bought(session, other, "Mat")
    placeholders.lay(session, other, a_room(session))

    with pytest.raises(Refused, match="LOV-00004 is not of this contract"):
        scanned(session, delivery, "LOV-00004")


def test_a_count_that_differs_is_closed_with_what_was_agreed(session, delivery):
    scanned(session, delivery, "LOV-00001", remark="The box is torn.")

    with pytest.raises(Refused, match="not what the delivery note says") as no:
        protocols.draw_up(session, closing(), delivery)
    made = protocols.draw_up(session, closing(remarks="One follows in April."), delivery)
    session.commit()

    assert no.value.field == "remarks"
    assert made.number == "ROHU00627-L01-1/1"
    (tally,) = deliveries.tallies(session, delivery)
    assert tally.remark == "The box is torn."
    with pytest.raises(Refused, match="was counted on"):
        scanned(session, delivery, "LOV-00002")


@pytest.mark.parametrize("kind", ProtocolKind)
def test_no_protocol_is_older_than_what_it_is_about(session, delivery, kind):
    scanned(session, delivery, count=2)

    early = Protocol(kind=kind, on=DAY - timedelta(1), number="")

    with pytest.raises(Refused, match="It came on") as no:
        protocols.draw_up(session, early, delivery)

    assert no.value.field == "on"


def test_a_second_delivery_knows_what_came_with_the_first(session, contract, delivery, line):
    scanned(session, delivery, count=2)
    second = deliveries.announce(session, contract, {line.id: 2})

    (tally,) = deliveries.tallies(session, second)

    assert (second.number, tally.elsewhere, tally.left, tally.too_many) == (2, 2, 1, True)


def test_the_first_delivery_says_of_a_later_one_that_it_is_another(
    session, contract, delivery, line
):
    scanned(session, delivery, count=2)
    second = deliveries.announce(session, contract, {line.id: 1})
    scanned(session, second)

    (tally,) = deliveries.tallies(session, delivery)

    assert (tally.counted, tally.elsewhere, tally.left) == (2, 1, 0)


def test_what_is_no_thing_gets_no_place_in_the_register(session, contract, line):
    training = a_line(session, contract, "Transport and training")

    laid = placeholders.lay(session, contract, a_room(session))

    assert laid == line.quantity
    with pytest.raises(Refused, match="Write a whole number"):
        deliveries.announce(session, contract, {training.id: 1})


def test_a_delivery_brings_something_of_its_contract(session, contract, line):
    other = a_bought(session, a_contract(session, contract.lot, number="13/2027"))

    for noted in ({}, {line.id: 0}, {line.id: -1}, {other.id: 1}):
        with pytest.raises(Refused) as no:
            deliveries.announce(session, contract, noted)
        assert no.value.field == "noted"
