from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from assets import checks, settings
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.maintenance import plans, week_sheets, worklists
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind, Outcome
from assets.maintenance.week_sheets import Keyed, Tick
from assets.people import Person
from assets.rights import EVERYTHING, Role
from tests.builders import (
    DAY,
    a_person,
    a_plan,
    a_room,
    a_round,
    a_site,
    an_asset,
    an_order,
)

WEDNESDAY, SUNDAY = DAY + timedelta(2), DAY + timedelta(6)
DONE = {"tick": Tick.DONE, "on": DAY}


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def bela(session):
    return a_person(session, Role.TECHNICIAN, a_site(session), name="Bela")


def sheet(session):
    return week_sheets.of_week(session, a_site(session), DAY, EVERYTHING)


def keyed(session, by, *rows):
    site, at = a_site(session), session.info["at"]
    with transaction(session.connection().engine, by=Actor("test"), at=at) as changes:
        person = changes.get_one(Person, by.id)
        said = week_sheets.key_back(changes, site, rows, person, EVERYTHING)
    session.expire_all()
    return said


def order(session, number):
    session.expire_all()
    return worklists.order(session, number, EVERYTHING)


def no_of(outcomes):
    return {key: (str(no), no.field) for key, no in outcomes.refused.items()}


def test_a_week_begins_on_monday():
    days = [DAY + timedelta(number) for number in range(-1, 8)]

    assert [str(week_sheets.monday(day)) for day in days] == [
        "2027-02-22",
        *["2027-03-01"] * 7,
        "2027-03-08",
    ]


def test_a_sheet_has_the_late_work_first_and_all_that_falls_due_until_sunday(session):
    hall = a_room(session, "Hall")
    late = an_order(session, an_asset(session, "Bath", hall), DAY - timedelta(9))
    on_sunday = a_plan(session, due_on=SUNDAY)
    round_of_two = a_round(session, 2)
    a_plan(session, due_on=SUNDAY + timedelta(1))
    an_order(session, an_asset(session, place=a_site(session, "SZE", "Szentes", "HU")))

    found = sheet(session)

    assert [(line.number, line.due_on, line.name) for line in found.lines] == [
        (late.number, DAY - timedelta(9), "Bath"),
        (round_of_two.number, DAY, ""),
        ("", SUNDAY, "Treadmill"),
    ]
    assert [line.place for line in found.lines] == ["Hall", "Gym", "Gym"]
    assert [line.path for line in found.lines] == [
        f"/orders/{late.number}",
        f"/orders/{round_of_two.number}",
        f"/plans/{on_sunday.id}",
    ]
    assert (found.last, found.more) == (SUNDAY, False)


def test_what_is_ticked_is_done_on_its_day_by_whoever_signed(session, bela):
    first, second = an_order(session, an_asset(session)), an_order(session, an_asset(session))
    ana = a_person(session, Role.TECHNICIAN, a_site(session), name="Ana")

    said = keyed(
        session,
        bela,
        Keyed(first.number, Tick.DONE, date(2027, 3, 3), "ana", "Oiled"),
        Keyed(second.number),
    )

    done, left = order(session, first.number), order(session, second.number)
    assert (said.done, said.refused) == ([first.number], {})
    assert (done.done_on, done.done_by_id, done.note) == (date(2027, 3, 3), ana.id, "Oiled")
    assert left.state is State.OPEN


def test_what_cannot_be_done_holds_nothing_else_up(engine, session, bela):
    fine, unsigned, tomorrow = (an_order(session, an_asset(session)) for _ in range(3))

    said = keyed(
        session,
        bela,
        Keyed(unsigned.number, who="Nobody", **DONE),
        Keyed(tomorrow.number, Tick.FAILED, date(2031, 1, 1), note="Torn"),
        Keyed(fine.number, **DONE),
    )

    assert said.done == [fine.number]
    assert no_of(said) == {
        unsigned.number: ("Nobody called Nobody works there.", "who"),
        tomorrow.number: ("2031-01-01 has not come yet.", "done_on"),
    }
    assert order(session, unsigned.number).state is State.OPEN
    assert order(session, tomorrow.number).outcome is None
    assert list(checks.check(engine, settings.load())) == []


@pytest.mark.parametrize(
    ("row", "no"),
    [
        ({"note": "Oiled"}, ("tick", "Say whether it is done or failed")),
        ({"tick": Tick.FAILED, "on": DAY}, ("note", "Say what you found.")),
        ({"tick": Tick.DONE}, ("on", "Fill this in.")),
    ],
)
def test_what_is_half_said_is_asked_for(session, bela, row, no):
    said = keyed(session, bela, Keyed(an_order(session).number, **row))

    ((words, field),) = no_of(said).values()
    assert (field, words[: len(no[1])]) == no


def test_what_failed_asks_for_its_repair_once_however_often_it_is_sent(session, bela):
    checked = an_order(session)
    row = Keyed(checked.number, Tick.FAILED, DAY, note="Belt torn")

    said = [keyed(session, bela, row) for _ in range(2)]

    assert [each.done for each in said] == [[checked.number]] * 2
    assert order(session, checked.number).outcome is Outcome.FAIL
    repairs = session.exec(select(WorkOrder).where(WorkOrder.corrects_id == checked.id)).all()
    assert [(each.kind, each.title) for each in repairs] == [(Kind.CORRECTIVE, "Belt torn")]


def test_what_fails_again_asks_for_no_second_repair(session, bela):
    checked = an_order(session)

    for found in ("Belt torn", "Belt still torn"):
        keyed(session, bela, Keyed(checked.number, Tick.FAILED, DAY, note=found))

    repairs = session.exec(select(WorkOrder).where(WorkOrder.corrects_id == checked.id)).all()
    assert [each.title for each in repairs] == ["Belt torn"]


def test_work_that_was_not_open_yet_is_done_once_however_often_it_is_sent(session, bela):
    plan = a_plan(session, due_on=WEDNESDAY, every=1)
    (line,) = sheet(session).lines

    said = [keyed(session, bela, Keyed(line.key, **DONE)) for _ in range(2)]

    assert [each.done for each in said] == [[line.key]] * 2
    (done,) = session.exec(select(WorkOrder).where(WorkOrder.plan_id == plan.id)).all()
    session.refresh(plan)
    assert (done.due_on, done.done_on, done.state) == (WEDNESDAY, DAY, State.DONE)
    assert plan.due_on == date(2027, 4, 3)


def test_a_plan_that_has_another_day_since_it_was_printed_is_looked_at_again(session, bela):
    plan = a_plan(session, due_on=SUNDAY)
    (line,) = sheet(session).lines
    plan.fall_due(SUNDAY + timedelta(30))
    plans.settle(session, plan)
    session.commit()

    said = keyed(session, bela, Keyed(line.key, **DONE))

    assert no_of(said) == {line.key: ("It has another day by now. Look at it again.", "")}


def test_some_numbers_are_keyed_back_as_they_are_typed_or_scanned(session):
    first, second = an_order(session, an_asset(session)), an_order(session, an_asset(session))
    said = f"https://rehab.example/orders/{second.number}\n{first.number.lower()}, {first.number}"

    found = week_sheets.of_numbers(session, a_site(session), said, EVERYTHING)

    assert [line.number for line in found.lines] == [second.number, first.number]
    for wrong, no in (("17", "Write the numbers"), ("W-99999", "no order W-99999 here")):
        with pytest.raises(Refused, match=no):
            week_sheets.of_numbers(session, a_site(session), wrong, EVERYTHING)
