"""Thirty years of days, against dateutil where it agrees with the house and figures by hand."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.errors import Refused
from assets.maintenance import plans, reckoning, series
from assets.maintenance.series import Standing
from assets.maintenance.terms import Kind, Level, Source, level_of, window
from assets.rhythm import Mode, Rhythm, Unit
from assets.words import Language, spoken
from tests.builders import some_terms

BEGINNINGS = st.dates(date(2027, 1, 1), date(2030, 12, 31))
YEARS = 30
UTC = ZoneInfo("UTC")


def a_loose_plan(first_on, **terms):
    plan = plans.new(some_terms(**terms), in_rounds=True)
    plan.fall_due(first_on)
    return plan


def oracle(first_on, every, unit, number):
    """The day of the series by an independent library, counted from its beginning."""
    if unit in {Unit.DAY, Unit.WEEK}:
        frequency = DAILY if unit is Unit.DAY else WEEKLY
        begun = datetime.combine(first_on, datetime.min.time())
        return rrule(frequency, dtstart=begun, interval=every, count=number + 1)[-1].date()
    months = every * (12 if unit is Unit.YEAR else 1)
    return first_on + relativedelta(months=months * number)


def last_of_month(day):
    return day.replace(day=monthrange(day.year, day.month)[1])


def lives_through(first_on, every, unit, lateness, times):
    """A fixed plan of which each time is done so many days late, or early within its window."""
    plan = a_loose_plan(first_on, every=every, unit=unit)
    for number in range(1, times + 1):
        early, late = window(plan)
        plan.move_on(plan.due_on, plan.due_on + timedelta(max(-early, min(late, lateness))))
        assert plan.due_on == oracle(first_on, every, unit, number)
        assert plan.occurrence == number + 1


EVERY = st.tuples(st.integers(1, 12), st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.YEAR]))


@settings(max_examples=30)
@given(BEGINNINGS, EVERY, st.integers(-40, 40))
def test_a_fixed_series_stays_however_early_or_late_within_its_window(first_on, often, lateness):
    lives_through(first_on, *often, lateness, times=12)


@pytest.mark.proof
@settings(max_examples=1500, deadline=None)
@given(BEGINNINGS, EVERY, st.integers(-40, 40))
def test_a_fixed_series_stays_for_thirty_years(first_on, often, lateness):
    every, unit = often
    times = int(YEARS * 365.2425 / Rhythm(every, unit).length)
    lives_through(first_on, every, unit, lateness, times)


@settings(max_examples=30)
@given(BEGINNINGS, st.integers(1, 24), st.lists(st.integers(0, 90), min_size=8, max_size=8))
def test_a_floating_series_is_one_interval_after_each_doing(first_on, every, delays):
    plan = a_loose_plan(first_on, every=every, mode=Mode.FLOATING)

    for delay in delays:
        done = plan.due_on + timedelta(delay)
        plan.move_on(plan.due_on, done)
        assert plan.due_on == done + relativedelta(months=every)


@settings(max_examples=30)
@given(BEGINNINGS, st.integers(1, 24))
def test_at_the_end_of_the_month_every_time_but_the_first_is_its_last_day(first_on, every):
    rhythm = Rhythm(every, Unit.MONTH, month_end=True)

    day, days = first_on, []
    while len(days) < YEARS:
        day = rhythm.after(day, first_on)
        days.append(day)

    expected = (first_on + relativedelta(months=every * n) for n in range(1, YEARS + 1))
    assert days == [last_of_month(each) for each in expected]
    assert [rhythm.before(each, first_on) for each in days] == [first_on, *days[:-1]]


@settings(max_examples=30)
@given(BEGINNINGS, st.integers(1, 14), st.sampled_from(Unit), st.integers(1, 4000))
def test_the_time_before_is_the_one_whose_next_is_this(first_on, every, unit, away):
    rhythm, day = Rhythm(every, unit), first_on + timedelta(away)

    before = rhythm.before(day, first_on)

    assert before is not None
    assert before < day <= rhythm.after(before, first_on)


def test_the_end_of_the_month_does_not_go_with_weeks():
    with pytest.raises(Refused, match="months and years alone") as no:
        Rhythm(2, Unit.WEEK, month_end=True)

    assert no.value.field == "month_end"


@pytest.mark.parametrize("zone", ["Europe/Bucharest", "Europe/Budapest"])
def test_no_day_is_lost_or_doubled_when_the_clocks_change(zone):
    crosses_clock_changes(zone, 2027, 2029)


@pytest.mark.proof
@pytest.mark.parametrize("zone", ["Europe/Bucharest", "Europe/Budapest"])
def test_no_day_is_lost_or_doubled_in_thirty_years_of_clock_changes(zone):
    crosses_clock_changes(zone, 2027, 2057)


def crosses_clock_changes(zone, first, last):
    """At five each morning by the clock on the wall a daily plan is due, and done that evening."""
    plan = a_loose_plan(date(first, 1, 1), every=1, unit=Unit.DAY)
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    mornings = []
    while moment < end:
        there = moment.astimezone(ZoneInfo(zone))
        if there.hour == 5:
            mornings.append(there.date())
            assert plan.due_on == there.date()
            plan.move_on(plan.due_on, there.date())
        moment += timedelta(hours=1)
    assert len(mornings) == len(set(mornings)) == (end - datetime(first, 1, 1, tzinfo=UTC)).days


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"every": 1, "unit": Unit.DAY}, (0, 0)),
        ({"every": 1, "unit": Unit.WEEK}, (1, 1)),
        ({"every": 1}, (3, 3)),
        ({"every": 6}, (18, 18)),
        ({"every": 1, "unit": Unit.YEAR}, (30, 30)),
        ({"every": 6, "early_days": 2, "late_days": 0}, (2, 0)),
        ({"every": 6, "kind": Kind.SAFETY_TEST}, (18, 0)),
        ({"every": 6, "kind": Kind.HYGIENE, "source": Source.LAW}, (18, 0)),
    ],
)
def test_the_window_is_a_tenth_thirty_days_at_most_and_never_late_for_the_law(terms, expected):
    assert window(some_terms(**terms)) == expected


def test_work_before_its_window_is_extra_and_inside_it_moves_on():
    plan = a_loose_plan(date(2027, 6, 30), every=1, unit=Unit.YEAR)

    plan.move_on(plan.due_on, date(2027, 5, 30))
    extra = plan.due_on, plan.occurrence
    plan.move_on(plan.due_on, date(2027, 5, 31))

    assert extra == (date(2027, 6, 30), 1)
    assert (plan.due_on, plan.occurrence) == (date(2028, 6, 30), 2)


def test_the_largest_of_several_rhythms_takes_the_place_of_the_others():
    levels = [Level(3, "Quarterly"), Level(12, "Yearly")]

    met = [level_of(levels, occurrence) for occurrence in range(1, 13)]

    assert [each.title if each else "" for each in met] == [
        *("", "", "Quarterly", "", "", "Quarterly", "", "", "Quarterly", "", "", "Yearly")
    ]


def test_missed_times_count_on():
    plan = a_loose_plan(date(2027, 1, 31), every=1)

    missed = plan.move_on(plan.due_on, date(2027, 3, 31))

    assert (missed, plan.occurrence, plan.due_on) == (2, 4, date(2027, 4, 30))


def test_the_next_ten_days_are_those_of_the_calendar():
    terms = some_terms(every=1, levels=(Level(3, "The large one"),))

    coming = series.ahead(terms, Standing(date(2027, 1, 31), date(2027, 1, 31)), reckoning.OPEN)

    days = [f"{each.due_on:%d.%m.}" for each in coming]
    assert days[:5] == ["31.01.", "28.02.", "31.03.", "30.04.", "31.05."]
    assert [bool(each.level) for each in coming[:6]] == [False, False, True, False, False, True]
    assert (coming[0].early_on, coming[0].late_on) == (date(2027, 1, 28), date(2027, 2, 3))
    assert len(coming) == 10


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": Kind.SAFETY_TEST, "late_days": 3}, "late_days"),
        ({"every": 1, "early_days": 31}, "early_days"),
        ({"levels": (Level(3, "One"), Level(3, "Another"))}, "levels"),
        ({"levels": (Level(3, " "),)}, "levels"),
        ({"meter_every": 500}, "meter_every"),
    ],
)
def test_what_nobody_can_ask_for_is_refused_beside_its_field(wrong, field):
    with pytest.raises(Refused) as no:
        plans.new(some_terms(**wrong))

    assert no.value.field == field


def test_how_often_is_said_with_the_end_of_the_month():
    said = spoken(Rhythm(6, Unit.MONTH, month_end=True), Language.EN)

    assert said == "every 6 months, at the end of the month"
