from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from assets.errors import Missing, Refused
from assets.inventory.register import State
from assets.listing import Cut
from assets.maintenance import planned, plans
from assets.maintenance.planned import Asleep
from assets.maintenance.terms import Kind, When
from assets.rhythm import Mode, Unit
from assets.rights import EVERYTHING, GRANTED, Permission, Rights, Role
from tests.builders import DAY, a_plan, a_room, a_site, an_asset, some_terms

NEXT_YEARS = st.dates(date(2027, 1, 1), date(2057, 12, 31))


def a_loose_plan(first_on, **terms):
    plan = plans.new(some_terms(**terms))
    plan.fall_due(first_on)
    return plan


def settled(plan, *days):
    """Where the plan goes when each occurrence is settled on one of these days."""
    reached = []
    for on in days:
        plan.move_on(plan.due_on, on)
        reached.append(str(plan.due_on))
    return reached


def test_a_fixed_plan_keeps_its_anchor_day():
    plan = a_loose_plan(date(2027, 1, 31), every=1)

    reached = settled(plan, date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31))

    assert reached == ["2027-02-28", "2027-03-31", "2027-04-30"]


def test_late_work_does_not_move_a_fixed_series():
    plan = a_loose_plan(date(2027, 1, 15), every=6)

    assert settled(plan, date(2027, 3, 2)) == ["2027-07-15"]


def test_early_work_counts_for_the_occurrence_that_was_near():
    plan = a_loose_plan(date(2027, 6, 30), every=1, unit=Unit.YEAR)

    assert settled(plan, date(2027, 6, 12)) == ["2028-06-30"]


def test_what_was_missed_between_is_counted_and_not_asked_for_one_by_one():
    plan = a_loose_plan(date(2027, 1, 31), every=1)

    missed = plan.move_on(date(2027, 1, 31), on=date(2027, 7, 14))

    assert missed == 5  # the ends of February, March, April, May and June
    assert plan.due_on == date(2027, 7, 31)


def test_a_floating_plan_counts_from_the_day_it_was_done():
    plan = a_loose_plan(date(2027, 1, 15), every=3, mode=Mode.FLOATING)

    assert settled(plan, date(2027, 2, 28), date(2027, 5, 1)) == ["2027-05-28", "2027-08-01"]


@given(NEXT_YEARS, st.integers(1, 6), st.integers(0, 27))
def test_thirty_years_of_months_never_drift(first_on, every, late):
    plan = a_loose_plan(first_on, every=every)

    for number in range(1, 361 // every):
        plan.move_on(plan.due_on, plan.due_on + timedelta(late))
        assert plan.due_on == first_on + relativedelta(months=every * number)


@given(NEXT_YEARS, st.integers(1, 24), st.integers(0, 2000))
def test_however_late_the_next_day_is_ahead_and_in_the_series(first_on, every, late):
    plan, on = a_loose_plan(first_on, every=every), first_on + timedelta(late)

    missed = plan.move_on(first_on, on)

    series = [first_on + relativedelta(months=every * number) for number in range(1, 80)]
    assert plan.due_on == next(day for day in series if day > on)
    assert missed == len([day for day in series if day <= on])


def test_another_rhythm_begins_with_the_day_that_stands():
    plan = a_loose_plan(date(2027, 1, 31), every=1)
    plan.move_on(plan.due_on, plan.due_on)

    plan.agree(some_terms(every=2, unit=Unit.WEEK))

    assert plan.due_on == date(2027, 2, 28)
    assert settled(plan, date(2027, 2, 28)) == ["2027-03-14"]


def test_another_title_leaves_the_series_alone():
    plan = a_loose_plan(date(2027, 1, 31), every=1)
    plan.move_on(plan.due_on, plan.due_on)

    plan.agree(some_terms("Check the belt and the rails", every=1))

    assert settled(plan, date(2027, 2, 28)) == ["2027-03-31"]


def test_a_plan_without_a_title_is_refused():
    with pytest.raises(Refused, match="Say what is to be done") as no:
        plans.new(some_terms("  "))

    assert no.value.field == "title"


def test_an_asset_knows_the_earliest_day_of_its_plans(session):
    asset = an_asset(session)

    for day in (date(2027, 9, 1), date(2027, 4, 1), date(2027, 6, 1)):
        a_plan(session, asset, due_on=day)

    assert asset.due_on == date(2027, 4, 1)


def test_a_paused_plan_is_not_owed_until_it_goes_on(session):
    asset = an_asset(session)
    plan = a_plan(session, asset)

    plan.pause()
    plans.settle(session, plan)
    owed_meanwhile = asset.due_on
    plan.resume()
    plans.settle(session, plan)

    assert owed_meanwhile is None
    assert asset.due_on == DAY


def test_a_retired_asset_gets_no_plan(session):
    asset = an_asset(session, state=State.RETIRED)

    with pytest.raises(Refused, match="LOV-00001 is retired"):
        plans.add(session, asset, some_terms(), DAY)


def test_plans_go_along_to_another_site(session):
    asset = an_asset(session)
    plan = a_plan(session, asset)
    szentes = a_site(session, "SZE", "Szentes", "HU")

    asset.stand_in(a_room(session, "Gym", szentes), on=DAY)
    session.flush()

    assert plan.site_id == szentes.id


def shown(session, seen_by=EVERYTHING, **wanted):
    page = planned.listed(session, planned.Wanted(**wanted), DAY, Cut(), seen_by)
    return [row.title for row in page.rows]


def test_the_due_list_goes_by_the_day_and_leaves_out_what_rests(session):
    days = {"Today": 0, "Late": -1, "This week": 7, "Later": 8, "Paused": -2}
    known = {
        title: a_plan(session, due_on=DAY + timedelta(away), title=title)
        for title, away in days.items()
    }
    known["Paused"].pause()
    session.flush()

    assert shown(session) == ["Late", "Today", "This week", "Later"]
    assert [shown(session, when=when) for when in When] == [
        ["Late"],
        ["Today"],
        ["This week"],
        ["Later"],
    ]
    assert shown(session, asleep=Asleep.PAUSED) == ["Paused"]
    assert shown(session, kind=Kind.HYGIENE) == []


def test_a_person_sees_the_plans_of_her_sites(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    ours = a_plan(session, an_asset(session, place=a_room(session, "Gym", lovrin)), title="Ours")
    theirs = a_plan(session, an_asset(session, place=a_room(session, "Gym", szentes)))
    technician = Rights(at_sites={lovrin.id: GRANTED[Role.TECHNICIAN]})

    assert shown(session, technician) == ["Ours"]
    assert shown(session, place=a_room(session, "Gym", lovrin)) == ["Ours"]
    assert shown(session, technician, place=szentes) == []
    assert plans.plan(session, ours.id, technician).asset.tag == "LOV-00001"
    with pytest.raises(Missing):
        plans.plan(session, theirs.id, technician)
    assert not technician.may(Permission.PLANS_KEEP, ours)


def test_a_plan_of_nothing_is_refused_by_the_database(session):
    session.add(plans.new(some_terms()))

    with pytest.raises(IntegrityError, match="one_subject"):
        session.flush()


@pytest.mark.parametrize("kind", [Kind.CORRECTIVE, Kind.MODIFICATION])
def test_what_does_not_come_again_is_not_planned(session, kind):
    plan = a_plan(session)

    with pytest.raises(Refused, match="Ask for it as an order"):
        plan.agree(some_terms(kind=kind))
    with pytest.raises(Refused, match="Ask for it as an order"):
        a_plan(session, kind=kind)
