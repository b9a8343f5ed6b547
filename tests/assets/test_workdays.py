from datetime import date, timedelta

import pytest

from assets import workdays
from assets.errors import Missing, Refused
from assets.words import Language


def swapped(year):
    """The days that Hungary worked or took off in a year against its weekdays, without a feast."""
    law = workdays.shipped("HU", year)
    begin = date(year, 1, 1)
    days = [begin + timedelta(n) for n in range(366)]
    worked = [f"{day:%m-%d}" for day in days if day.weekday() == 5 and not law.free(day)]
    off = [f"{day:%m-%d}" for day, name in law.holidays.items() if "Pihenőnap" in name]
    return worked, sorted(off)


@pytest.mark.parametrize(
    ("year", "worked", "off"),
    [
        # 15/2023. (VIII. 11.) GM, 11/2024. (VI. 5.) NGM and 10/2025. (V. 15.) NGM decrees. That of
        # 12 December 2026 for the 24th fell away: the 24th is a holiday since Act LXXII of 2026.
        (2024, ["08-03", "12-07", "12-14"], ["08-19", "12-24", "12-27"]),
        (2025, ["05-17", "10-18", "12-13"], ["05-02", "10-24", "12-24"]),
        (2026, ["01-10", "08-08"], ["01-02", "08-21"]),
    ],
)
def test_hungary_works_the_saturdays_that_its_decrees_name(year, worked, off):
    assert swapped(year) == (worked, off)


def test_the_holidays_of_romania_are_those_of_its_labour_code():
    law = workdays.shipped("RO", 2027)

    # Easter is on 2 May 2027 by the calendar of the Orthodox church, so Whit Monday on 21 June.
    assert [f"{day:%m-%d}" for day in sorted(law.holidays)] == [
        *("01-01", "01-02", "01-06", "01-07", "01-24", "04-30", "05-01", "05-02", "05-03"),
        *("06-01", "06-20", "06-21", "08-15", "11-30", "12-01", "12-25", "12-26"),
    ]
    assert law.holidays[date(2027, 12, 1)] == "Ziua Națională a României"


def test_of_a_country_that_nobody_knows_only_the_weekends_are_free():
    law = workdays.shipped("XK", 2027)

    assert [law.free(date(2027, 3, day)) for day in (5, 6, 7, 8)] == [False, True, True, False]


def test_a_year_shows_what_the_law_and_the_house_say_of_its_days_and_forgets_an_exception(session):
    bridge = workdays.declare(
        session, country="hu", day=date(2026, 3, 16), working=False, name="Bridge"
    )

    shown = {each.day: each for each in workdays.year(session, "HU", 2026, Language.HU)}

    assert shown[date(2026, 8, 8)].working
    assert shown[date(2026, 8, 8)].instead == date(2026, 8, 21)
    assert shown[date(2026, 8, 21)].instead == date(2026, 8, 8)
    assert shown[date(2026, 8, 20)].name == "Az államalapítás ünnepe"
    assert shown[date(2026, 3, 16)].exception is bridge
    session.delete(workdays.declared(session, "hu", date(2026, 3, 16)))
    session.flush()
    with pytest.raises(Missing):
        workdays.declared(session, "HU", date(2026, 3, 16))


@pytest.mark.parametrize(
    ("day", "working", "said"),
    [
        (date(2027, 3, 6), False, "is free anyway"),
        (date(2027, 3, 8), True, "is a working day anyway"),
        (date(2027, 3, 16), True, "has its exception already"),
    ],
)
def test_an_exception_that_changes_nothing_or_stands_already_is_refused(
    session, day, working, said
):
    workdays.declare(session, country="HU", day=date(2027, 3, 16), working=False)

    with pytest.raises(Refused, match=said) as no:
        workdays.declare(session, country="HU", day=day, working=working)

    assert no.value.field == "day"
