import pytest
from sqlmodel import select

from assets import derivations, replays, trail
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.exchange import intake
from assets.exchange.cells import Order
from assets.exchange.mappings import Field, Mapping
from assets.exchange.sheets import Row, Sheet
from assets.inventory import finding, identifiers, register
from assets.inventory.catalogue import Model
from assets.inventory.finding import Wanted
from assets.inventory.places import TagCounter
from assets.inventory.register import Asset, Condition, State
from assets.inventory.suppliers import Supplier
from assets.maintenance import inheritance, plans
from assets.money import Currency, Money
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
from tests.assets.exchange.lists import applied, brought, counts, planned, refusals
from tests.builders import (
    DAY,
    a_lot,
    a_model,
    a_person,
    a_room,
    a_site,
    a_type,
    an_asset,
    committed,
    some_terms,
)

# The builders' records are made at moments of their own, for their session has none.
BY_BUILDERS = ": created_at is "


def known(session, tag="LOV-00001"):
    session.expire_all()
    return register.tagged(session, tag, EVERYTHING)


def everything(session):
    return session.exec(select(Asset).order_by(Asset.tag)).all()


def batches(session):
    return session.exec(select(trail.Batch).order_by(trail.Batch.number)).all()


def wrong(engine):
    """Whatever does not follow from the trail, or from the rest of the register."""
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        proofs = [replays.told_otherwise(session)]
        proofs += [each(session) for each in derivations.WRONG.values()]
        problems = [problem for proof in proofs for problem in proof if problem]
    return [each for each in problems if BY_BUILDERS not in each]


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

    brought(engine, "tag,state\nLOV-00001,retired\n")

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


def test_a_thing_that_goes_to_another_site_takes_its_label_along(engine, session):
    asset = an_asset(session, "Bike", a_room(session, "Gym"))
    label = identifiers.label_of(session, asset)
    session.commit()
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    brought(engine, "tag,site,place\nLOV-00001,SZE,Pool\n")

    session.expire_all()
    assert known(session).site_id == label.site_id == pool.site_id
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


def test_who_may_import_at_one_site_imports_at_no_other(engine, session):
    site = a_site(session)
    a_room(session, "Gym", site)
    a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    rights = rights_of(session, a_person(session, Role.SITE_MANAGER, site))

    plan = planned(engine, "name,site,place\nA,LOV,Gym\nB,SZE,Pool\n", rights)

    assert counts(plan) == (1, 0, 0, 1)
    assert refusals(plan)[0][:3] == (3, "site", "SZE")


def test_a_thing_that_she_may_not_see_does_not_exist(engine, session):
    an_asset(session, "Tub", a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))
    rights = rights_of(session, a_person(session, Role.SITE_MANAGER, a_site(session)))

    plan = planned(engine, "tag,name\nSZE-00001,Mine\n", rights)

    assert "There is no asset SZE-00001." in refusals(plan)[0][3]


def test_who_may_see_but_not_import_changes_nothing(engine, session):
    an_asset(session, "Bike")
    rights = rights_of(session, a_person(session, Role.TECHNICIAN, a_site(session)))

    plan = planned(engine, "tag,name\nLOV-00001,Mine\n,Other\n", rights, place=a_room(session))

    assert [no[3] for no in refusals(plan)] == [
        "You may not import into Lovrin.",
        "You may not import into Lovrin.",
    ]


def test_who_may_not_move_things_does_not_move_them_by_a_list(engine, session):
    an_asset(session, "Bike", a_room(session, "Gym"))
    a_room(session, "Store")
    rights = rights_of(session, a_person(session, Role.PROCUREMENT_OFFICER, a_site(session)))

    plan = planned(engine, "tag,name,place\nLOV-00001,Bike,Store\n", rights)

    assert refusals(plan) == [(2, "place", "Store", "You may not do that here.")]


def test_a_list_that_is_older_than_the_last_change_is_refused(engine, session):
    asset = an_asset(session, "Bike")
    asset.call("Blue bike")
    session.commit()

    plan = planned(engine, "tag,name,version\nLOV-00001,Red bike,1\n")

    assert refusals(plan)[0][:3] == (2, "version", "1")


def test_a_change_made_meanwhile_refuses_the_whole(engine, session):
    an_asset(session, "Bike", a_room(session, "Gym"))
    plan = planned(engine, "tag,name,place\nLOV-00001,Blue bike,\n,Bed,Gym\n")
    known(session).call("Red bike")
    session.commit()

    with pytest.raises(Refused, match="The register has changed while you looked at this"):
        applied(engine, plan)

    assert [each.name for each in everything(session)] == ["Red bike"]


@pytest.mark.parametrize(
    "text",
    [
        "name,place\nBike,Gym\n",
        "name,place,external_ref\nBike,Gym,x\n",
        "name,place,maker,model\nBike,Gym,Kettler,X1\n",
    ],
)
def test_of_two_imports_at_once_one_is_refused(engine, session, text):
    a_room(session, "Gym")
    one, other = planned(engine, text), planned(engine, text)
    applied(engine, one)

    with pytest.raises(Refused):
        applied(engine, other)

    assert len(everything(session)) == 1


def test_two_lists_that_are_planned_at_once_are_both_written(engine, session):
    a_room(session, "Gym")
    one = planned(engine, "name,place\nBike,Gym\n")
    other = planned(engine, "name,place\nBed,Gym\n")

    applied(engine, one)
    applied(engine, other)

    assert [(each.tag, each.name) for each in everything(session)] == [
        ("LOV-00001", "Bike"),
        ("LOV-00002", "Bed"),
    ]


def test_an_import_that_breaks_off_leaves_nothing_behind(engine, session):
    a_room(session, "Gym")
    plan, before = (
        planned(engine, "name,place,maker,model\nBike,Gym,Kettler,X1\n"),
        len(batches(session)),
    )

    with pytest.raises(OSError), transaction(engine, by=Actor("test")) as broken:  # noqa: PT011, PT012
        plan.arrivals.write(broken)
        raise OSError

    assert everything(session) == session.exec(select(Supplier)).all() == []
    assert len(batches(session)) == before
    assert session.exec(select(TagCounter.last)).one() == 0


def test_formulas_are_kept_as_the_text_that_they_are(engine, session):
    a_room(session, "Gym")

    brought(engine, "name;place\n=cmd|' /C calc'!A0;Gym\n'@SUM(1+9);Gym\n")

    assert [each.name for each in everything(session)] == ["=cmd|' /C calc'!A0", "@SUM(1+9)"]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("name", "x" * 201, "This is too long: 200 characters at most."),
        ("serial_number", "x" * 81, "This is too long: 80 characters at most."),
        ("note", "x" * 4001, "This is too long: 4000 characters at most."),
        ("state", "kaputt", "kaputt is none of these: planned, ordered, delivered"),
        ("type", "Nope", "There is no kind of equipment called Nope."),
        ("owner", "Nobody", "There is no partner called Nobody."),
        ("site", "XXX", "There is no site XXX here."),
        ("lot_number", "L99", "There is no lot L99."),
        ("price", "1.234", "1.234 can be read in two ways."),
        ("price", "12 USD", "12 USD is not in"),
        ("price", "ten", "ten is not a number."),
        ("acquired_on", "gestern", "gestern is not a date."),
        ("version", "one", "one is not a number."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_was_expected(
    engine, session, column, cell, words
):
    a_room(session, "Gym")
    row = {"name": "Bike", "place": "Gym"} | {column: cell}

    plan = planned(engine, f"{';'.join(row)}\n{';'.join(row.values())}\n")

    assert counts(plan) == (0, 0, 0, 1)
    assert (plan.refused[0].column, plan.refused[0].value) == (column, cell)
    assert str(plan.refused[0].no).startswith(words)


def test_ten_thousand_unknown_names_are_refused_in_no_time(engine, session):
    for number in range(50):
        a_room(session, f"Room {number}")
    rows = "".join(f"Bike,Gym {number}\n" for number in range(3000))

    plan = planned(engine, f"name,place\n{rows}")

    assert len(plan.refused_rows) == 3000


NASTY = [
    "\x00\x01\x1f",
    "\u200b\u2060",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "'; DROP TABLE asset; --",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "%s {tag} %(name)s {0}",
    "<script>alert(1)</script>",
    "1e999",
    "-0",
    "٣٤٥",
    "9" * 400,
    "x\ny\tz",
    "31.12.9999",
    "0000-00-00",
    "/ / /",
    "Lovrin / Gym / ",
    "True",
]


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("loose", [False, True])
def test_whatever_stands_in_a_cell_its_row_is_taken_or_refused(engine, session, nasty, loose):
    an_asset(session, "Bike", a_room(session, "Gym"))
    fields = [field for field in Field if field is not Field.NOTED]
    said = [{Field.NAME: f"Thing {field}", Field.PLACE: "Gym"} | {field: nasty} for field in fields]
    said += [{Field.TAG: "LOV-00001"} | {field: nasty} for field in fields]
    rows = [
        Row(number, tuple(each.get(field, "") for field in fields))
        for number, each in enumerate(said, start=2)
    ]
    mapping = Mapping("", {field: field for field in fields}, loose)

    with transaction(engine, by=Actor("test"), read_only=True) as reading:
        plan = intake.plan(reading, Sheet(tuple(fields), rows, 1), mapping, DAY, EVERYTHING)
    applied(engine, plan)

    assert sum(counts(plan)) == len(rows)
    assert wrong(engine) == []
