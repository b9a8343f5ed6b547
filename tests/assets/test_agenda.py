from datetime import UTC, date, datetime, timedelta

import pytest

from assets import agenda, checks, my_day, people, settings
from assets.inventory import finding, places
from assets.inventory.finding import Due, SortBy
from assets.inventory.places import Kind, Place
from assets.inventory.register import Condition, State, Verdict
from assets.listing import Cut
from assets.maintenance import inheritance, occurrences, orders, plans, worklists
from assets.maintenance.terms import Kind as Work
from assets.rights import EVERYTHING, Role
from assets.words import Words
from tests.builders import (
    DAY,
    a_lot,
    a_person,
    a_plan,
    a_room,
    a_round,
    a_schedule,
    a_site,
    an_asset,
    an_order,
    committed,
    some_terms,
)


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


def titles(group):
    return [duty.titles.en for duty in group.duties]


def test_my_day_begins_with_what_is_late(session):
    days = {"Late": -3, "Today": 0, "Tomorrow": 1, "In a week": 7, "Later": 8}
    for title, away in days.items():
        an_order(session, due_on=DAY + timedelta(away), title=title)

    day = my_day.of(session, EVERYTHING, DAY)

    assert titles(day.late) == ["Late"]
    assert titles(day.today) == ["Today"]
    assert titles(day.week) == ["Tomorrow", "In a week"]
    assert day.late.duties[0].days(DAY) == -3
    assert day.following is None
    assert not day.free


def test_a_plan_is_told_until_its_order_is_open_and_then_the_order(session):
    plan = a_plan(session)
    before = my_day.of(session, EVERYTHING, DAY).today

    occurrences.open_due(session, DAY)
    after = my_day.of(session, EVERYTHING, DAY).today

    assert [(duty.number, duty.plan_id) for duty in before.duties] == [("", plan.id)]
    assert [(duty.number, duty.plan_id) for duty in after.duties] == [("W-00001", plan.id)]
    assert before.count == after.count == 1


def test_a_free_day_shows_what_comes_next(session):
    a_plan(session, due_on=date(2027, 9, 1), title="In autumn")
    a_plan(session, due_on=date(2027, 6, 1), title="In summer")

    day = my_day.of(session, EVERYTHING, DAY)

    assert day.free
    assert day.following.titles == Words("In summer", "In summer", "In summer")
    assert (day.following.tag, day.following.place) == ("LOV-00002", "Gym")


def test_a_person_is_told_of_her_sites_alone(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    for site in (lovrin, szentes):
        a_plan(session, an_asset(session, place=a_room(session, "Gym", site)), title=site.name)
    technician = people.rights_of(session, a_person(session, Role.TECHNICIAN, szentes))
    viewer = people.rights_of(session, a_person(session, Role.VIEWER, szentes))

    assert titles(my_day.of(session, technician, DAY).today) == ["Szentes"]
    assert my_day.of(session, viewer, DAY).free


def test_what_is_out_of_order_is_told(session):
    bath = an_asset(session, "Whirlpool tub", condition=Condition.DOWN)
    an_asset(session, "Laser", condition=Condition.QUARANTINED)
    an_asset(session, "Treadmill")
    an_asset(session, "Scrapped", condition=Condition.DOWN, state=State.DISPOSED)

    unfit = my_day.of(session, EVERYTHING, DAY).unfit

    assert [row.name for row in unfit.rows] == ["Laser", "Whirlpool tub"]
    assert unfit.count == 2
    assert unfit.rows[1].tag == bath.tag


def test_what_the_law_asks_for_and_is_late_is_not_to_be_used(session):
    late = DAY - timedelta(1)
    lift = an_asset(session, "Lift")
    for asset in (lift, an_asset(session, "In store", state=State.IN_STORAGE)):
        a_plan(session, asset, late, kind=Work.STATUTORY_INSPECTION)
    a_plan(session, an_asset(session, "Due today"), DAY, kind=Work.STATUTORY_INSPECTION)
    a_plan(session, an_asset(session, "Cleaned late"), late, kind=Work.HYGIENE)

    unfit = my_day.of(session, EVERYTHING, DAY).unfit

    assert [(row.tag, row.barred_on) for row in unfit.rows] == [(lift.tag, late)]
    assert lift.verdict_on(DAY) is Verdict.STOP


def test_what_is_broken_and_late_by_the_law_is_told_once(session):
    lift = an_asset(session, "Lift", condition=Condition.DOWN)
    a_plan(session, lift, DAY - timedelta(1), kind=Work.STATUTORY_INSPECTION)
    several = [
        an_asset(session, f"Bath {nth}", condition=Condition.DOWN) for nth in range(agenda.SHOWN)
    ]

    unfit = my_day.of(session, EVERYTHING, DAY).unfit

    assert unfit.count == len(several) + 1
    assert [row.name for row in unfit.rows[:2]] == ["Bath 0", "Bath 1"]
    assert len(unfit.rows) == agenda.SHOWN


def test_a_draft_presses_nobody_until_it_is_opened(session, engine):
    said = {"title": "Perhaps", "kind": Work.CORRECTIVE, "due_on": DAY - timedelta(5), "on": DAY}
    order = orders.ask(session, an_asset(session), state=orders.State.DRAFT, **said)
    drafted = my_day.of(session, EVERYTHING, DAY).free
    drafts = worklists.Wanted(state=orders.State.DRAFT)
    listed = worklists.counted(session, drafts, DAY, EVERYTHING)

    order.become(orders.State.OPEN)
    session.commit()

    assert (drafted, listed) == (True, 1)
    assert titles(my_day.of(session, EVERYTHING, DAY).late) == ["Perhaps"]
    assert list(checks.check(engine, settings.load())) == []


def test_a_round_and_a_plan_of_a_round_stand_in_the_day_with_their_place(session):
    hall = a_room(session, "Pool hall")
    a_round(session, 2, hall)
    terms = some_terms(title="Walk the hall")
    plan = committed(session, inheritance.add_round(session, hall, terms, DAY))

    today = my_day.of(session, EVERYTHING, DAY).today

    told = {duty.titles.en: (duty.place, duty.tag, duty.address) for duty in today.duties}
    assert told == {
        "Look at everything": ("Pool hall", "", "/orders/W-00001"),
        "Walk the hall": ("Pool hall", "", f"/plans/{plan.id}"),
    }


@pytest.fixture(params=[0, finding.FEW])
def few(request, monkeypatch):
    """Whether the things lead the way to their duties, or the days do."""
    monkeypatch.setattr(finding, "FEW", request.param)


@pytest.mark.usefixtures("few")
def test_a_place_tells_what_is_due_of_the_things_in_it_and_below_the_nearest_first(session):
    hall, cellar = a_room(session, "Hall"), a_room(session, "Cellar")
    corner = committed(
        session, places.open_place(session, Place(name="Corner", kind=Kind.ZONE), hall)
    )
    bath = an_asset(session, "Bath", hall)
    an_order(session, bath, DAY + timedelta(9), title="Opened")
    a_plan(session, an_asset(session, "Lamp", corner), DAY + timedelta(2), title="To come")
    a_plan(session, an_asset(session, "Boiler", cellar), title="Elsewhere")
    orders.ask(session, bath, title="Asked for", kind=Work.CORRECTIVE, due_on=DAY, on=DAY)
    a_plan(session, bath, title="Paused").pause()
    session.commit()

    due = agenda.standing_in(session, hall, EVERYTHING, most=20)

    assert [duty.titles.en for duty in due] == ["Asked for", "To come", "Opened"]
    assert [bool(duty.number) for duty in due] == [True, False, True]
    assert agenda.standing_in(session, hall, EVERYTHING, most=2) == due[:2]
    assert agenda.standing_in(session, a_site(session), EVERYTHING, most=1)[0].name == "Boiler"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("sort", [SortBy.NAME, SortBy.DUE])
def test_a_list_tells_how_near_the_next_duty_of_each_thing_is(session, sort):
    days = {"Yesterday": -1, "Today": 0, "In 30 days": 30, "In 31 days": 31}
    for name, away in days.items():
        a_plan(session, an_asset(session, name), DAY + timedelta(away))
    an_asset(session, "Never")

    def listed(due, site=None):
        wanted = finding.Wanted(due=due, site=site, sort=sort)
        return [row.name for row in finding.listed(session, wanted, DAY, Cut(), EVERYTHING).rows]

    assert listed(Due.LATE) == listed(Due.LATE, a_site(session)) == ["Yesterday"]
    assert sorted(listed(Due.SOON)) == ["In 30 days", "Today"]
    assert listed(Due.LATER) == ["In 31 days"]
    assert listed(Due.NOTHING) == listed(Due.NOTHING, a_site(session)) == ["Never"]


@pytest.mark.usefixtures("few")
def test_of_a_place_she_is_told_what_she_may_see(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    gym = a_room(session, "Gym", szentes)
    an_order(session, an_asset(session, place=gym), title="Seen")
    a_plan(session, an_asset(session, place=gym), title="Seen too")
    there, here = (a_person(session, Role.VIEWER, site, site.code) for site in (szentes, lovrin))

    told = [
        agenda.standing_in(session, gym, people.rights_of(session, each), most=20)
        for each in (there, here)
    ]

    assert [len(duties) for duties in told] == [2, 0]


@pytest.mark.sqlite
def test_what_is_due_in_a_room_costs_the_same_however_much_is_due_beside_it(session):
    store, hall = a_room(session, "Store"), a_room(session, "Hall")
    a_plan(session, an_asset(session, place=store))
    viewer = people.rights_of(session, a_person(session, Role.VIEWER, a_site(session)))
    before = steps(session, lambda: agenda.standing_in(session, store, viewer, most=20))
    beside = an_asset(session, place=hall)
    session.add_all(
        plans.new(some_terms(), asset_id=beside.id, site_id=beside.site_id, due_on=DAY, due_key=DAY)
        for _ in range(200)
    )
    session.commit()

    after = steps(session, lambda: agenda.standing_in(session, store, viewer, most=20))

    assert after < 2 * before


def steps(session, ask):
    """How many steps SQLite takes to answer."""
    connection, taken = session.connection().connection.driver_connection, []
    connection.set_progress_handler(lambda: taken.append(1) and None, 1)
    ask()
    connection.set_progress_handler(None, 1)
    return len(taken)


def test_long_lists_are_cut_and_counted(session):
    asset = an_asset(session)
    for number in range(agenda.SHOWN + 4):
        a_plan(session, asset, DAY - timedelta(number), title=f"Check {number}")

    day = my_day.of(session, EVERYTHING, DAY + timedelta(1))

    assert len(day.late.duties) == agenda.SHOWN
    assert day.late.count == agenda.SHOWN + 4
    assert day.late.duties[0].due_on == DAY - timedelta(agenda.SHOWN + 3)


def test_an_officer_is_told_of_her_milestones(session):
    lot = a_lot(session, "Treadmills")
    a_schedule(session, lot, start=DAY)
    officer = people.rights_of(session, a_person(session, Role.PROCUREMENT_OFFICER))
    technician = people.rights_of(session, a_person(session, Role.TECHNICIAN))

    duty, *_ = my_day.of(session, officer, DAY).today.duties

    assert (duty.lot, duty.name, duty.due_on) == (lot.number, "Treadmills", DAY)
    assert my_day.of(session, technician, DAY).free
