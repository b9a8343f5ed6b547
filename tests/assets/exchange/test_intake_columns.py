import pytest
from sqlmodel import select

from assets.exchange.cells import Order
from assets.exchange.mappings import Field
from assets.inventory import identifiers
from assets.inventory.catalogue import Model
from assets.inventory.register import State
from assets.inventory.suppliers import Supplier
from assets.maintenance import inheritance, plans
from assets.money import Currency, Money
from tests.assets.exchange.lists import (
    brought,
    counts,
    known,
    planned,
    refusals,
    wrong,
)
from tests.builders import (
    DAY,
    a_loan,
    a_model,
    a_room,
    a_site,
    a_type,
    an_asset,
    committed,
    some_terms,
)


def test_two_rows_about_one_thing_are_refused_but_the_first(engine, session):
    an_asset(session, "Bike", a_room(session, "Gym"))

    plan = planned(
        engine,
        "tag,name,place,external_ref\n"
        "LOV-00001,One,,\nLOV-00001,Two,,\n,Three,Gym,x\n,Four,Gym,x\n",
    )

    assert counts(plan) == (1, 1, 0, 2)
    assert refusals(plan) == [
        (3, "", "", "Row 2 is about the same thing."),
        (5, "", "", "Row 4 is about the same thing."),
    ]


def test_a_row_that_fits_two_things_is_refused(engine, session):
    model = a_model(session, "Zimmer", "Opton")
    an_asset(session, "One", a_room(session, "Gym"), model_id=model.id, serial_number="S1")
    an_asset(session, "Two", a_room(session, "Gym"), external_ref="x")

    plan = planned(
        engine, "name,place,maker,model,serial_number,external_ref\nA,Gym,Zimmer,Opton,S1,x\n"
    )

    assert refusals(plan) == [
        (2, "", "", "This can be LOV-00001 or LOV-00002. Write its tag."),
    ]


def test_a_place_is_found_by_its_path_or_by_a_name_that_one_place_of_the_site_has(engine, session):
    a_room(session, "Gym")
    a_room(session, "Gym", a_site(session, "SZE", "Szentes", "HU"))

    plan = planned(
        engine,
        "name,site,place\nA,LOV,gym\nB,Szentes,GYM\nC,,lovrin/gym\nD,,Gym\nE,SZE,Lovrin / Gym\n",
    )

    assert [each.says[Field.PLACE] for each in plan.new] == [
        "Lovrin / Gym",
        "Szentes / Gym",
        "Lovrin / Gym",
    ]
    assert [(no[0], no[3][:34]) for no in refusals(plan)] == [
        (5, "Several places are called Gym. Wri"),
        (6, "There is no place called Lovrin / "),
    ]


def test_things_without_a_place_go_where_the_person_says_or_are_refused(engine, session):
    store = a_room(session, "Store")

    told, untold = (planned(engine, "name\nBike\n", place=place) for place in (store, None))

    assert told.new[0].values["place_id"] == store.id
    assert [no[3] for no in refusals(untold)] == ["Say in which place it stands."]


def test_a_date_that_reads_in_two_ways_is_asked_about(engine, session):
    a_room(session, "Gym")
    text = "name,place,acquired_on\nBike,Gym,01/03/2026\nBed,Gym,02/03/2026\n"

    asking = planned(engine, text)
    told = planned(engine, text, order=Order.MONTH_FIRST)

    assert asking.unsure == ["acquired_on"]
    assert counts(asking) == (0, 0, 0, 2)
    assert [str(each.values["acquired_on"]) for each in told.new] == ["2026-01-03", "2026-02-03"]


def test_a_column_that_proves_its_order_is_not_asked_about(engine, session):
    a_room(session, "Gym")

    plan = planned(
        engine,
        "name,place,acquired_on\nBike,Gym,01/03/2026\nBed,Gym,02/23/2026\n",
        order=Order.DAY_FIRST,
    )

    assert [str(each.values["acquired_on"]) for each in plan.new] == ["2026-01-03", "2026-02-23"]


@pytest.mark.parametrize(
    ("cell", "country", "price"),
    [
        ("1234.50 EUR", "RO", Money(123450, Currency.EUR)),
        ("12 000 Ft", "RO", Money(1200000, Currency.HUF)),
        ("99,90", "RO", Money(9990, Currency.RON)),
        ("99,90", "HU", Money(9990, Currency.HUF)),
    ],
)
def test_an_amount_is_in_the_currency_it_names_or_else_in_that_of_its_site(
    engine, session, cell, country, price
):
    a_room(session, "Gym", a_site(session, country=country))

    plan = planned(engine, f"name;place;price\nBike;Gym;{cell}\n")

    assert plan.new[0].says[Field.PRICE] == price


def test_the_states_of_a_life_follow_one_another(engine, session):
    an_asset(session, "Bike", state=State.PLANNED)
    an_asset(session, "Bed", state=State.IN_USE)

    plan = brought(
        engine,
        "tag,state\nLOV-00001,in_use\nLOV-00002,În depozit\n".replace("În depozit", "in_storage"),
    )

    assert counts(plan) == (0, 1, 0, 1)
    assert plan.refused[0].column == "state"
    assert known(session, "LOV-00002").state is State.IN_STORAGE


def test_what_is_retired_is_not_moved_by_a_list(engine, session):
    an_asset(session, "Bike", a_room(session, "Gym"), state=State.RETIRED)
    a_room(session, "Store")

    plan = planned(engine, "tag,place\nLOV-00001,Store\n")

    assert refusals(plan) == [(2, "place", "Store", "LOV-00001 is retired and stays where it is.")]


def test_what_retires_ends_its_plans_as_by_hand(engine, session):
    kind = a_type(session)
    committed(session, inheritance.add(session, kind, some_terms(), DAY))
    asset = an_asset(session, "Bike", type_id=kind.id)

    brought(engine, "tag,state,ended_reason\nLOV-00001,retired,Worn out\n")

    session.expire_all()
    assert [plan.ended_on for plan in session.exec(plans.of_asset(asset))] != [None]
    assert wrong(engine) == []


def test_an_imported_thing_is_owed_what_its_type_asks_for(engine, session):
    a_room(session, "Gym")
    kind = a_type(session, "REH-TREADMILL")
    committed(session, inheritance.add(session, kind, some_terms(every=6), DAY))

    brought(
        engine,
        "name,place,type,in_use_on\nA,Gym,REH-TREADMILL,2027-01-15\nB,Gym,REH-TREADMILL,2027-01-15\n",
    )

    for tag in ("LOV-00001", "LOV-00002"):
        owed = session.exec(plans.of_asset(known(session, tag))).all()
        assert [str(plan.due_on) for plan in owed] == ["2027-07-15"]
    assert str(known(session).due_on) == "2027-07-15"
    assert wrong(engine) == []


def test_a_thing_planned_for_another_site_takes_its_label_along(engine, session):
    asset = an_asset(session, "Bike", a_room(session, "Gym"), state=State.PLANNED)
    label = identifiers.label_of(session, asset)
    session.commit()
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    brought(engine, "tag,site,place\nLOV-00001,SZE,Pool\n")

    session.expire_all()
    assert known(session).site_id == label.site_id == pool.site_id
    assert wrong(engine) == []


def test_what_is_here_is_not_moved_to_another_site_by_a_list(engine, session):
    an_asset(session, "Bike", a_room(session, "Gym"))
    a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    plan = planned(engine, "tag,site,place\nLOV-00001,SZE,Pool\n")

    assert refusals(plan) == [(2, "place", "Pool", "Pool is at another site. Send it instead.")]


def test_a_list_that_brings_a_lent_thing_back_ends_its_loan(engine, session):
    loan = a_loan(session)

    brought(engine, "tag,state\nLOV-00001,in_use\n")

    session.expire_all()
    assert loan.returned_on is not None
    assert wrong(engine) == []


def test_makers_and_models_that_are_new_come_along_and_known_ones_are_not_doubled(engine, session):
    a_room(session, "Gym")
    a_model(session, "Zimmer", "Opton")

    brought(
        engine,
        "name,place,maker,model\nA,Gym,ZIMMER,Optón\nB,Gym,Kettler,X1\nC,Gym,kettler,x1\n",
    )

    assert sorted(each.name for each in session.exec(select(Model))) == ["Opton", "X1"]
    assert sorted(each.name for each in session.exec(select(Supplier))) == ["Kettler", "Zimmer"]


def test_what_a_refused_row_names_is_not_added_to_the_catalogue(engine, session):
    a_room(session, "Gym")

    brought(engine, "name,place,maker,model\nA,Nowhere,Kettler,X1\nB,Gym,,\n")

    assert session.exec(select(Model)).all() == []


def test_a_maker_without_a_model_is_kept_in_the_note(engine, session):
    a_room(session, "Gym")

    brought(engine, "name,place,Producător,note\nA,Gym,Zimmer,Noisy\n")

    assert known(session).note == "Noisy\nProducător: Zimmer"


def test_the_words_of_another_program_go_into_the_note_where_they_are_not_known(engine, session):
    store = a_room(session, "Store")
    text = "Item Name,Asset Tag,Category,Location,Company\nLaptop,A-1,Laptops,Sofia office,ACME\n"

    plan = brought(engine, text, mapping="snipe-it", place=store)

    assert refusals(plan) == []
    thing = known(session)
    assert (thing.external_ref, thing.place_id) == ("A-1", store.id)
    assert thing.note == "Category: Laptops\nCompany: ACME\nLocation: Sofia office"
    assert counts(brought(engine, text, mapping="snipe-it", place=store)) == (0, 0, 1, 0)


def test_what_the_staff_wrote_stays_beside_what_another_program_says(engine, session):
    store = a_room(session, "Store")
    text = "qrId,title,location\nq1,Bike,Sofia\n"
    brought(engine, text, place=store)
    known(session).note = "Mind the brake.\nlocation: Sofia"
    session.commit()

    brought(engine, text.replace("Sofia", "Arad"), place=store)

    assert known(session).note == "Mind the brake.\nlocation: Arad"
