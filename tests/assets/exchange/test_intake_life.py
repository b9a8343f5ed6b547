"""Lists that say more of a thing: its full record, the steps of its life, and its parts."""

import pytest

from assets.inventory import parts, register, suppliers
from assets.inventory.documents import Kind
from assets.inventory.register import State
from assets.rights import EVERYTHING, Role
from tests.assets.exchange.lists import (
    brought,
    counts,
    everything,
    known,
    planned,
    refusals,
    wrong,
)
from tests.builders import DAY, a_document, a_lot, a_person, a_room, a_site, an_asset

FULL = (
    "name,place,fara serie,Lot de fabricație,Gestionar,Firmă de service,Cont,Livrat la,"
    "Durată normală de funcționare (luni),Service life (years),Serviced until\n"
    "Baie,Gym,da,B-7,Ana Pop,Servis SRL,2132,01.02.2027,48,9,2028-01-31\n"
)


@pytest.fixture
def ana(session):
    return a_person(session, Role.TECHNICIAN, a_site(session), name="Ana Pop")


def test_the_full_record_comes_in_under_the_headings_of_the_house(engine, session, ana):
    a_room(session, "Gym")

    brought(engine, FULL)

    bath = known(session)
    assert (bath.unnumbered, bath.batch_number, bath.custodian_id) == (True, "B-7", ana.id)
    assert bath.service_provider_id == suppliers.named(session, "Servis SRL").id
    assert (bath.account, bath.depreciation_months, bath.service_life_years) == ("2132", 48, 9)
    assert (str(bath.delivered_on), str(bath.service_until)) == ("2027-02-01", "2028-01-31")
    assert wrong(engine) == []


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("custodian", "Bela", "Nobody called Bela works there."),
        ("custodian", "An Pop", "Nobody called An Pop works there. The nearest name is Ana Pop."),
        ("depreciation_months", "1201", "Write a number from 1 to 1200."),
        ("service_life_years", "0", "Write a number from 1 to 100."),
        ("unnumbered", "perhaps", "perhaps is neither yes nor no."),
    ],
)
@pytest.mark.usefixtures("ana")
def test_what_cannot_be_is_refused_in_its_cell(engine, session, column, cell, sentence):
    a_person(session, Role.TECHNICIAN, a_site(session, "SZE", "Szentes", "HU"), name="Bela")
    an_asset(session)

    plan = planned(engine, f"tag,{column}\nLOV-00001,{cell}\n")

    assert refusals(plan) == [(2, column, cell, sentence)]


def test_what_contradicts_itself_is_refused(engine, session):
    an_asset(session, serial_number="A1", warranty_from=DAY)

    plan = planned(engine, "tag,unnumbered,warranty_until\nLOV-00001,yes,2020-01-01\n")

    assert {column for _, column, _, _ in refusals(plan)} == {"unnumbered", "warranty_until"}


def test_who_is_custodian_now_is_known_by_name_though_she_has_gone(engine, session, ana):
    an_asset(session, custodian_id=ana.id)
    ana.disabled = True
    session.commit()

    plan = planned(engine, "tag,custodian\nLOV-00001,ana pop\n")

    assert counts(plan) == (0, 0, 1, 0)


def test_a_list_makes_no_step_whose_demand_is_not_met(engine, session):
    for number in range(4):
        an_asset(session, f"Bike {number}", state=State.DELIVERED)
    a_document(session, known(session, "LOV-00002"), Kind.ACCEPTANCE)
    lot = a_lot(session)
    known(session, "LOV-00003").lot_number = lot.number
    a_document(session, lot, Kind.ACCEPTANCE)

    plan = brought(
        engine,
        "tag,state,serial_number\n"
        "LOV-00001,accepted,A1\nLOV-00002,accepted,A2\nLOV-00003,accepted,A3\nLOV-00004,accepted,\n",
    )

    told = {row: sentence for row, _, _, sentence in refusals(plan)}
    assert told == {
        2: "Add the acceptance protocol, to it or to its lot.",
        5: "Write its serial number, or say that it carries none.",
    }
    for tag in ("LOV-00002", "LOV-00003"):
        assert (known(session, tag).state, known(session, tag).accepted_on) == ("accepted", DAY)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("on_loan", "Lend it instead, so that it is known who has it and until when."),
        ("in_transit", "Send it instead, so that the other site can receive it."),
        ("retired", "Say why it goes."),
    ],
)
def test_a_list_is_told_the_same_as_a_person(engine, session, state, sentence):
    an_asset(session)

    plan = planned(engine, f"tag,state\nLOV-00001,{state}\n")

    assert refusals(plan) == [(2, "state", state, sentence)]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("on_loan", "Lend it instead, so that it is known who has it and until when."),
        ("in_transit", "Send it instead, so that the other site can receive it."),
    ],
)
def test_a_list_registers_nothing_as_lent_or_sent(engine, session, state, sentence):
    a_room(session, "Gym")

    plan = planned(engine, f"name,place,state\nBath,Gym,{state}\n")

    assert refusals(plan) == [(2, "state", state, sentence)]
    assert counts(plan)[0] == 0


def test_an_old_list_brings_what_is_accepted_and_gone_with_what_those_steps_ask(engine, session):
    a_room(session, "Gym")

    plan = brought(
        engine,
        "name,place,state,serial_number,unnumbered,ended_reason\n"
        "Bath,Gym,accepted,A1,,\nBed,Gym,accepted,,yes,\nTub,Gym,disposed,,,Worn out\n"
        "Bike,Gym,accepted,,,\nLamp,Gym,retired,,,\n",
    )

    assert refusals(plan) == [
        (5, "serial_number", "", "Write its serial number, or say that it carries none."),
        (6, "ended_reason", "", "Say why it goes."),
    ]
    states = [each.state for each in everything(session)]
    assert states == ["accepted", "accepted", "disposed"]
    assert wrong(engine) == []


def test_a_list_says_again_what_is_part_of_what_and_does_not_change_it(engine, session):
    whole, part = an_asset(session, "Unit"), an_asset(session, "Handpiece")
    parts.put_on(session, part, register.asset(session, whole.id, EVERYTHING), DAY)
    session.commit()

    plan = planned(
        engine,
        "tag,name,place,part_of\nLOV-00002,Handpiece,,lov-00001\nLOV-00001,Unit,,LOV-00002\n"
        ",Hose,Gym,LOV-00001\n",
    )

    assert counts(plan) == (0, 0, 1, 2)
    assert [(row, column) for row, column, _, _ in refusals(plan)] == [
        (3, "part_of"),
        (4, "part_of"),
    ]
    assert "on the page of LOV-00001" in str(plan.refused[-1].no)


def test_days_that_cannot_be_and_a_vat_that_is_not_in_the_price_are_refused(engine, session):
    a_room(session, "Gym")

    plan = planned(
        engine,
        "name,place,state,delivered_on,in_use_on,price,vat\n"
        "Bath,Gym,in_use,2027-02-02,2027-02-01,,\nBed,Gym,delivered,,2027-02-01,,\n"
        "Tub,Gym,in_use,2027-03-02,,,\nBike,Gym,in_use,,,100 EUR,101 EUR\n"
        "Lamp,Gym,in_use,,,100 EUR,19 RON\nMat,Gym,in_use,,,,19 EUR\n",
    )

    assert [(row, column, no) for row, column, _, no in refusals(plan)] == [
        (2, "in_use_on", "This is before 2027-02-02."),
        (3, "in_use_on", "It is delivered. Make the step, and say the day there."),
        (4, "delivered_on", "This day is still to come."),
        (5, "vat", "It is contained in the price, and cannot be more."),
        (6, "vat", "Write the VAT in the currency of the price."),
        (7, "vat", "Write the price that it is contained in."),
    ]


def test_a_list_retires_and_disposes_with_a_reason(engine, session):
    bike = an_asset(session)
    a_document(session, bike, Kind.DISPOSAL)

    brought(engine, "tag,state,ended_reason\nLOV-00001,retired,Worn out\n")
    brought(engine, "tag,state\nLOV-00001,disposed\n")

    assert (known(session).state, known(session).ended_reason) == ("disposed", "Worn out")
    assert wrong(engine) == []


@pytest.fixture
def kit(session):
    case, bike = an_asset(session, "Case", a_room(session, "Gym")), an_asset(session, "Bike")
    parts.put_on(session, bike, register.asset(session, case.id, EVERYTHING), DAY)
    session.commit()
    return case


@pytest.mark.usefixtures("kit")
def test_what_a_list_moves_takes_its_parts_along(engine, session):
    hall = a_room(session, "Hall")

    brought(engine, "tag,place,note\nLOV-00001,Hall,\nLOV-00002,,Heavy\n")

    assert {known(session, tag).place_id for tag in ("LOV-00001", "LOV-00002")} == {hall.id}
    assert known(session, "LOV-00002").note == "Heavy"
    assert wrong(engine) == []


@pytest.mark.usefixtures("kit")
def test_a_list_moves_no_part_alone_and_retires_no_whole_with_parts(engine, session):
    a_room(session, "Hall")

    plan = planned(
        engine,
        "tag,place,state,ended_reason\nLOV-00001,,retired,Worn out\nLOV-00002,Hall,,\n",
    )

    assert [(row, column) for row, column, _, _ in refusals(plan)] == [(2, "state"), (3, "place")]
