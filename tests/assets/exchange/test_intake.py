import pytest
from sqlmodel import select

from assets.inventory import finding
from assets.inventory.catalogue import Model
from assets.inventory.finding import Wanted
from assets.inventory.register import Asset, Condition, State
from assets.money import Currency, Money
from assets.rights import EVERYTHING
from tests.assets.exchange.lists import (
    applied,
    batches,
    brought,
    counts,
    everything,
    known,
    planned,
    refusals,
    wrong,
)
from tests.builders import (
    DAY,
    a_lot,
    a_model,
    a_room,
    a_site,
    a_type,
    an_asset,
)


def test_new_things_get_the_next_tags_in_the_order_of_the_list(engine, session):
    a_room(session, "Gym")

    brought(engine, "name,place\nBike,Gym\nAnkle weight,Gym\nBed,Gym\n")

    assert [(each.tag, each.name) for each in everything(session)] == [
        ("LOV-00001", "Bike"),
        ("LOV-00002", "Ankle weight"),
        ("LOV-00003", "Bed"),
    ]


def test_every_column_of_the_contract_is_taken(engine, session):
    a_room(session, "Sală")
    kind, lot = a_type(session, "REH-TREADMILL"), a_lot(session)

    brought(
        engine,
        "name;state;condition;site;place;type;maker;model;serial_number;inventory_number;"
        "external_ref;owner;lot_number;price;acquired_on;accepted_on;in_use_on;warranty_until;note\n"
        "Bandă;in_storage;degraded;LOV;Sală;REH-TREADMILL;h/p/cosmos;pluto;S1;4711;"
        f"X9;TM;{lot.number};1 234,50 RON;01.03.2026;2. 3. 2026;2026-03-03;2028.03.01;Zgomot\n",
    )

    thing = known(session)
    assert (thing.name, thing.state, thing.condition) == (
        "Bandă",
        State.IN_STORAGE,
        Condition.DEGRADED,
    )
    assert (thing.place.name, thing.type_id, thing.partner.code) == ("Sală", kind.id, "TM")
    assert (thing.model.maker.name, thing.model.name) == ("h/p/cosmos", "pluto")
    assert (thing.serial_number, thing.inventory_number) == ("S1", "4711")
    assert (thing.external_ref, thing.lot_number) == ("X9", lot.number)
    assert thing.price == Money(123450, Currency.RON)
    assert [str(day) for day in (thing.acquired_on, thing.accepted_on, thing.in_use_on)] == [
        "2026-03-01",
        "2026-03-02",
        "2026-03-03",
    ]
    assert (str(thing.warranty_until), thing.note) == ("2028-03-01", "Zgomot")


def test_a_list_is_one_batch_under_its_name_and_the_register_is_whole_after_it(engine, session):
    a_room(session, "Gym")
    before = len(batches(session))

    done = applied(
        engine,
        planned(engine, "name,place,maker,model\nBike,Gym,Kettler,X1\nBed,Gym,,\n"),
        "our list.csv",
    )

    assert [(each.id, each.reason) for each in batches(session)[before:]] == [
        (done.batch_id, "our list.csv")
    ]
    assert (done.created, done.changed) == (2, 0)
    assert wrong(engine) == []
    made = {*session.exec(select(Asset.created_at)), *session.exec(select(Model.created_at))}
    assert made == {batches(session)[-1].at}


def test_what_was_imported_is_found_by_its_words(engine, session):
    a_room(session, "Sală de kineto")

    brought(
        engine, "name,place,maker,model,serial_number\nBandă,Sală de kineto,Zimmer,Opton,ZX-17\n"
    )

    for word in ("banda", "kineto", "zimmer", "opton", "zx-17", "lov-00001", "1"):
        assert finding.counted(session, Wanted(search=word), DAY, EVERYTHING) == 1, word


def test_three_bad_rows_are_refused_and_the_others_are_taken(engine, session):
    a_room(session, "Gym")
    plan = planned(
        engine,
        "name,place,acquired_on\nBike,Gym,2026-03-01\nBed,Gim,\nTable,Gym,31.02.2026\n,Gym,\nMat,Gym,\n",
    )

    applied(engine, plan)

    assert refusals(plan) == [
        (3, "place", "Gim", "There is no place called Gim here. The nearest name is Gym."),
        (
            4,
            "acquired_on",
            "31.02.2026",
            "31.02.2026 is not a date. Write it as 2026-03-01 or 01.03.2026.",
        ),
        (5, "name", "", "Give it a name."),
    ]
    assert [each.name for each in everything(session)] == ["Bike", "Mat"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(engine, session):
    a_room(session, "Gym")

    plan = planned(engine, "name,place,state,price\nBike,Gim,broken,ten\n")

    assert {column for _, column, _, _ in refusals(plan)} >= {"place", "state"}


def test_a_plan_writes_nothing(engine, session):
    a_room(session, "Gym")
    before = len(batches(session))

    planned(engine, "name,place\nBike,Gym\n")

    assert everything(session) == []
    assert len(batches(session)) == before


def test_a_tag_changes_what_differs_and_a_blank_cell_leaves_what_is_there(engine, session):
    an_asset(session, "Bike", serial_number="S1", note="Squeaks")

    plan = brought(engine, "tag,name,serial_number,note\nLOV-00001,Blue bike,,Squeaks\n")

    thing = known(session)
    assert (thing.name, thing.serial_number, thing.note) == ("Blue bike", "S1", "Squeaks")
    assert [(each.field, each.old, each.new) for each in plan.changed[0].says] == [
        ("name", "Bike", "Blue bike")
    ]
    assert finding.counted(session, Wanted(search="blue"), DAY, EVERYTHING) == 1
    assert wrong(engine) == []


def test_a_tag_that_is_unknown_is_refused(engine, session):
    a_room(session, "Gym")

    plan = planned(engine, "tag,name,place\nLOV-00077,Bike,Gym\n")

    assert refusals(plan) == [
        (
            2,
            "tag",
            "LOV-00077",
            "There is no asset LOV-00077. Leave the cell empty to register a new one.",
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "name,place\nBike,Gym\nBike,Gym\nBed,Gym\n",
        "name,place,serial_number,maker,model\nBike,Gym,S1,Kettler,X1\nBed,Gym,,,\n",
        "name,place,external_ref\nBike,Gym,a-1\nBed,Gym,a-2\n",
    ],
)
def test_the_same_list_twice_does_no_harm(engine, session, text):
    a_room(session, "Gym")
    first = brought(engine, text)
    written = len(batches(session))

    second = brought(engine, text)

    assert counts(second) == (0, 0, len(first.new), 0)
    assert len(batches(session)) == written


def test_a_mended_copy_of_a_list_brings_only_what_was_mended(engine, session):
    a_room(session, "Gym")
    brought(engine, "name,place\nBike,Gym\nBed,Gim\n")

    plan = brought(engine, "name,place\nBike,Gym\nBed,Gym\n")

    assert counts(plan) == (1, 0, 1, 0)
    assert [each.name for each in everything(session)] == ["Bike", "Bed"]


def test_what_was_corrected_here_stays_when_the_same_list_comes_again(engine, session):
    a_room(session, "Gym")
    brought(engine, "name,place\nBkie,Gym\n")
    known(session).call("Bike")
    session.commit()

    plan = brought(engine, "name,place\nBkie,Gym\n")

    assert counts(plan) == (0, 0, 1, 0)
    assert known(session).name == "Bike"


def test_the_number_of_another_system_finds_the_thing_at_its_own_site_only(engine, session):
    a_room(session, "Gym")
    a_room(session, "Bath", a_site(session, "SZE", "Szentes", "HU"))
    brought(engine, "name,place,external_ref\nBike,Gym,17\n")

    plan = brought(engine, "name,place,external_ref\nBlue bike,Gym,17\nTub,Bath,17\n")

    assert counts(plan) == (1, 1, 0, 0)
    assert [each.name for each in everything(session)] == ["Blue bike", "Tub"]


def test_a_serial_number_finds_the_thing_of_the_same_model(engine, session):
    model = a_model(session, "Zimmer", "Opton")
    an_asset(session, "Laser", a_room(session, "Gym"), model_id=model.id, serial_number="S1")

    plan = planned(
        engine,
        "name,place,maker,model,serial_number\n"
        "New laser,Gym,ZIMMER,opton,S1\nOther,Gym,Zimmer,Opton Pro,S1\n",
    )

    assert counts(plan) == (1, 1, 0, 0)
    assert plan.changed[0].thing["tag"] == "LOV-00001"
