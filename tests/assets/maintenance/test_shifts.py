from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets import workdays
from assets.maintenance import closures, shifts
from assets.maintenance.closures import Said
from assets.maintenance.shifts import Calendar, Manner, Subject, shifted
from assets.maintenance.terms import AtClosure, Shift
from tests.builders import a_room, a_site, an_asset, committed

HUNGARY = workdays.free_in("HU", {})
# The pool is drained from Monday, 5 July, to Sunday, 25 July 2027; 24 and 25 are a weekend.
DRAIN = (date(2027, 7, 5), date(2027, 7, 25))
DRAINED = Calendar(HUNGARY, [DRAIN])
INSIDE = date(2027, 7, 14)
FREE = {"on_free_day": Shift.LATER}


@pytest.mark.parametrize(
    ("at_closure", "values", "expected"),
    [
        (AtClosure.STAY, {}, INSIDE),
        (AtClosure.BEFORE, {}, date(2027, 7, 4)),
        (AtClosure.BEFORE, FREE, date(2027, 7, 2)),
        (AtClosure.AFTER, {}, date(2027, 7, 26)),
        (AtClosure.WITHIN, FREE, date(2027, 7, 5)),
        (AtClosure.SKIP, {}, None),
        (AtClosure.AFTER, FREE | {"binding": True}, date(2027, 7, 2)),
        (AtClosure.SKIP, FREE | {"binding": True}, date(2027, 7, 2)),
        (AtClosure.WITHIN, FREE | {"binding": True}, date(2027, 7, 5)),
    ],
)
def test_a_day_in_a_closure_goes_where_the_plan_wants_it(at_closure, values, expected):
    manner = Manner(at_closure=at_closure, **values)

    assert shifted(INSIDE, manner, DRAINED) == expected


@pytest.mark.parametrize("at_closure", AtClosure)
def test_a_day_near_a_closure_stays(at_closure):
    for day in (date(2027, 7, 2), date(2027, 7, 26)):
        assert shifted(day, Manner(Shift.LATER, at_closure), DRAINED) == day


@pytest.mark.parametrize(
    ("manner", "day", "expected"),
    [
        # 20 August 2027 is a Friday and a holiday.
        (Manner(Shift.LATER), date(2027, 8, 20), date(2027, 8, 23)),
        (Manner(Shift.EARLIER), date(2027, 8, 20), date(2027, 8, 19)),
        (Manner(Shift.LATER, binding=True), date(2027, 8, 22), date(2027, 8, 19)),
        (Manner(), date(2027, 8, 21), date(2027, 8, 21)),
        # Saturday, 8 August 2026, was worked for Friday, 21 August.
        (Manner(Shift.LATER), date(2026, 8, 8), date(2026, 8, 8)),
        (Manner(Shift.EARLIER), date(2026, 8, 23), date(2026, 8, 19)),
    ],
)
def test_a_free_day_gives_way_to_a_working_day(manner, day, expected):
    assert shifted(day, manner, Calendar(HUNGARY)) == expected


def test_what_a_weekend_pushes_into_a_closure_is_done_after_it_and_not_left_out():
    saturday = date(2027, 7, 3)

    found = [
        shifted(saturday, Manner(Shift.LATER, at), DRAINED)
        for at in (AtClosure.BEFORE, AtClosure.AFTER, AtClosure.SKIP, AtClosure.WITHIN)
    ]

    assert found == [date(2027, 7, 26)] * 3 + [date(2027, 7, 5)]


def test_closures_that_meet_are_one():
    calendar = Calendar(HUNGARY, [DRAIN, (date(2027, 7, 26), date(2027, 7, 30))])

    assert shifted(INSIDE, Manner(at_closure=AtClosure.AFTER), calendar) == date(2027, 7, 31)
    later = date(2027, 7, 28)
    assert shifted(later, Manner(at_closure=AtClosure.WITHIN), calendar) == date(2027, 7, 5)


def test_a_yearly_closure_comes_again_over_the_new_year_and_from_a_leap_day():
    winter = Calendar(HUNGARY, yearly=[(date(2026, 12, 20), date(2027, 1, 6))])
    leap = Calendar(HUNGARY, yearly=[(date(2024, 2, 29), date(2024, 3, 3))])

    assert winter.closed(date(2030, 1, 5)) == (date(2029, 12, 20), date(2030, 1, 6))
    assert winter.closed(date(2026, 1, 5)) is None
    assert leap.closed(date(2027, 2, 28)) == (date(2027, 2, 28), date(2027, 3, 3))
    assert leap.closed(date(2028, 2, 28)) is None


def test_a_place_that_is_shut_for_good_loses_no_duty():
    calendar = Calendar(lambda _: True)

    assert shifted(INSIDE, Manner(Shift.LATER), calendar) == INSIDE


def day_after(start):
    return st.integers(0, 60).map(lambda days: start + timedelta(days))


SPANS = st.tuples(day_after(date(2027, 7, 1)), st.integers(0, 25)).map(
    lambda drawn: (drawn[0], drawn[0] + timedelta(drawn[1]))
)
CALENDARS = st.builds(
    Calendar,
    st.sampled_from([workdays.free_in("HU", {}), workdays.free_in("RO", {})]),
    st.lists(SPANS, max_size=3),
    st.lists(SPANS, max_size=1),
)
MANNERS = st.builds(
    Manner, st.sampled_from(list(Shift)), st.sampled_from(list(AtClosure)), st.booleans()
)


def closed(day, calendar):
    """Worked out day by day, without a look at how the calendar finds it."""
    years = range(3)
    spans = [*calendar.closures]
    for begins, ends in calendar.yearly:
        spans += [
            (begins.replace(year=begins.year + n), ends.replace(year=ends.year + n)) for n in years
        ]
    return any(begins <= day <= ends for begins, ends in spans)


def hold(day, manner, calendar):
    found = shifted(day, manner, calendar)

    if found is None:
        assert manner.at_closure is AtClosure.SKIP
        assert closed(day, calendar)
        assert not manner.binding
        return
    assert found <= day or not manner.binding
    assert shifted(found, manner, calendar) == found
    assert manner.on_free_day is Shift.STAY or not calendar.free(found)
    if manner.at_closure not in {AtClosure.STAY, AtClosure.WITHIN}:
        assert not closed(found, calendar)
    if not closed(day, calendar) and (manner.on_free_day is Shift.STAY or not calendar.free(day)):
        assert found == day


DAYS = day_after(date(2027, 7, 1)) | day_after(date(2028, 7, 1))


@given(DAYS, MANNERS, CALENDARS)
@settings(max_examples=30)
def test_a_shifted_day_can_be_kept_is_shifted_no_further_and_a_binding_one_is_never_later(
    day, manner, calendar
):
    hold(day, manner, calendar)


@pytest.mark.proof
@given(DAYS, MANNERS, CALENDARS)
@settings(max_examples=5000, deadline=None)
def test_a_shifted_day_holds_in_thousands_of_calendars(day, manner, calendar):
    hold(day, manner, calendar)


def test_a_closure_of_a_place_holds_for_all_below_it_and_that_of_a_thing_for_it_alone(session):
    hall = a_room(session, "Pool hall", a_site(session, "SZE", "Szentes", "HU"))
    pool, beside = an_asset(session, "Pool", hall), an_asset(session, "Pump", hall)
    elsewhere = an_asset(session, "Treadmill", a_room(session, "Gym", a_site(session, "SZE")))
    for subject, day in ((hall, 1), (pool, 11), (a_site(session, "SZE"), 21)):
        said = Said("Shut", date(2027, 7, day), date(2027, 7, day + 2))
        committed(session, closures.shut(session, subject, said))

    things = [pool, beside, elsewhere]
    subjects = [Subject(asset_id=thing.id) for thing in things]
    found = shifts.calendars_of(session, subjects)

    shut = [
        [day for day in (2, 12, 22) if found[subject].closed(date(2027, 7, day))]
        for subject in subjects
    ]
    assert shut == [[2, 12, 22], [2, 22], [22]]
    assert found[subjects[0]].free(date(2027, 8, 20))


def test_the_calendar_of_a_place_is_that_of_its_country_and_of_what_the_house_adds(session):
    lovrin = a_site(session, "LOV")
    workdays.declare(session, country="RO", day=date(2027, 4, 29), working=False, name="Bridge")
    workdays.declare(session, country="RO", day=date(2027, 5, 8), working=True)

    calendar = shifts.calendar_of(session, site_id=lovrin.id, place_id=None, asset_id=None)

    days = [date(2027, 4, 29), date(2027, 4, 30), date(2027, 5, 8), date(2027, 5, 9)]
    assert [calendar.free(day) for day in days] == [True, True, False, True]


def test_a_cancelled_closure_shuts_nothing(session):
    lovrin = a_site(session, "LOV")
    closure = closures.shut(session, lovrin, Said("Shut", *DRAIN))
    closure.cancelled = True
    session.flush()

    calendar = shifts.calendar_of(session, site_id=lovrin.id, place_id=None, asset_id=None)

    assert calendar.closed(INSIDE) is None
