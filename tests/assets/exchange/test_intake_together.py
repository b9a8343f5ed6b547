import pytest
from sqlmodel import select

from assets.database import Actor, transaction
from assets.errors import Refused
from assets.exchange import intake
from assets.exchange.mappings import Field, Mapping
from assets.exchange.sheets import Row, Sheet
from assets.inventory.places import TagCounter
from assets.inventory.suppliers import Supplier
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
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
    a_person,
    a_room,
    a_site,
    an_asset,
)


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
