from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import Refused
from assets.rhythm import Rhythm, Unit, months_after
from assets.words import Language, spoken

DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


def series(rhythm, anchor, count):
    """The anchor and what follows it, each found from the one before."""
    days = [anchor]
    while len(days) < count:
        days.append(rhythm.after(days[-1], anchor))
    return days


def test_the_last_of_january_comes_back_in_march():
    days = series(Rhythm(1, Unit.MONTH), date(2027, 1, 31), 5)

    assert [f"{day:%d.%m.}" for day in days] == ["31.01.", "28.02.", "31.03.", "30.04.", "31.05."]


def test_a_leap_day_comes_back_every_fourth_year():
    days = series(Rhythm(1, Unit.YEAR), date(2024, 2, 29), 5)

    assert [str(day) for day in days[1:]] == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


@pytest.mark.parametrize(
    ("rhythm", "anchor", "day", "expected"),
    [
        (Rhythm(1, Unit.DAY), date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 2)),
        (Rhythm(2, Unit.WEEK), date(2026, 3, 2), date(2026, 3, 20), date(2026, 3, 30)),
        (Rhythm(6, Unit.MONTH), date(2025, 8, 31), date(2026, 2, 27), date(2026, 2, 28)),
        (Rhythm(6, Unit.MONTH), date(2025, 8, 31), date(2026, 2, 28), date(2026, 8, 31)),
        (Rhythm(3, Unit.MONTH), date(2025, 11, 30), date(2026, 1, 1), date(2026, 2, 28)),
        (Rhythm(2, Unit.YEAR), date(2024, 2, 29), date(2031, 1, 1), date(2032, 2, 29)),
        (Rhythm(1, Unit.YEAR), date(2030, 5, 1), date(2026, 1, 1), date(2030, 5, 1)),
    ],
)
def test_the_next_day_of_a_series_is_as_worked_out_by_hand(rhythm, anchor, day, expected):
    assert rhythm.after(day, anchor) == expected


def test_a_day_of_the_series_is_its_own_first_from():
    rhythm = Rhythm(1, Unit.MONTH)

    assert rhythm.first_from(date(2027, 2, 28), date(2027, 1, 31)) == date(2027, 2, 28)
    assert rhythm.first_from(date(2027, 3, 1), date(2027, 1, 31)) == date(2027, 3, 31)


@given(DAYS, DAYS, st.integers(1, 60))
def test_a_series_of_months_leaves_no_day_out(anchor, day, every):
    found = Rhythm(every, Unit.MONTH).after(day, anchor)

    assert found == next(
        each
        for each in (max(day + timedelta(1), anchor) + timedelta(n) for n in range(5 * 366 + 40))
        if _months_fit(each, anchor, every) and _stands_for(each, anchor)
    )


def _months_fit(day, anchor, every):
    return ((day.year - anchor.year) * 12 + day.month - anchor.month) % every == 0


def _stands_for(day, anchor):
    last = monthrange(day.year, day.month)[1]
    return day.day == anchor.day or (day.day == last and anchor.day > last)


@given(DAYS, DAYS, st.integers(1, 400), st.sampled_from([Unit.DAY, Unit.WEEK]))
def test_a_series_of_days_or_weeks_leaves_no_day_out(anchor, day, every, unit):
    found = Rhythm(every, unit).after(day, anchor)

    step = every * (7 if unit is Unit.WEEK else 1)
    assert found > day or found == anchor
    assert (found - anchor).days % step == 0
    assert found == anchor or (found - day).days <= step


@given(DAYS, st.integers(-600, 600))
def test_months_there_and_back_lose_at_most_the_end_of_a_month(day, months):
    there = months_after(day, months)

    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or (there + timedelta(1)).day == 1


@pytest.mark.parametrize("every", [0, -1, 1201])
def test_a_rhythm_of_nothing_or_of_centuries_is_refused(every):
    with pytest.raises(Refused, match=r"from 1 to 1200 \(month\)") as no:
        Rhythm(every, Unit.MONTH)

    assert no.value.field == "every"


def test_a_day_at_the_end_of_the_calendar_is_refused():
    with pytest.raises(Refused, match="too far away"):
        Rhythm(1, Unit.YEAR).after(date(9999, 12, 31), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [
        (Rhythm(1, Unit.DAY), "every day"),
        (Rhythm(2, Unit.WEEK), "every 2 weeks"),
        (Rhythm(6, Unit.MONTH), "every 6 months"),
        (Rhythm(1, Unit.YEAR), "every year"),
    ],
)
def test_a_rhythm_is_said_in_words(rhythm, said):
    assert spoken(rhythm, Language.EN) == said
