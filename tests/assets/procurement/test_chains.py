"""What hangs on what: figures worked by hand, and what must hold whatever moves."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import busday_offset, datetime64

from assets import workdays
from assets.errors import Refused
from assets.inventory.partners import Partner
from assets.procurement import chains
from assets.procurement.dependencies import Link
from assets.procurement.lots import Kind, Lot
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.procurement.stages import Stage

MONDAY = date(2027, 3, 1)
HUNGARY = workdays.free_in("HU", {})


def a_plan(days, country="HU"):
    """A lot with a milestone on each of these days after a Monday, in the order of its stages."""
    lot = Lot(number="L", number_key="l", title="Beds", kind=Kind.GOODS, project_id=uuid4())
    lot.partner = Partner(code="P", name="P", country=country)
    return lot, [
        _laid(lot, position, MONDAY + timedelta(each)) for position, each in enumerate(days)
    ]


def _laid(lot, position, on):
    stage = Stage(
        position=position, code=f"s{position}", days=5, name_en="S", name_ro="S", name_hu="S"
    )
    milestone = Milestone(lot_id=lot.id, stage_id=stage.id, baseline_on=on, forecast_on=on)
    milestone.stage = stage
    return milestone


@st.composite
def schedules(draw):
    """A plan and any dependencies that lead onward, each for some days, some of them worked."""
    days = draw(st.lists(st.integers(0, 60), min_size=2, max_size=7))
    lot, laid = a_plan(days)
    pairs = [(a, b) for b in range(len(laid)) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8))
    links = [
        Link(laid[b].id, laid[a].id, draw(st.integers(0, 9)), draw(st.booleans()))
        for a, b in chosen
    ]
    for each in draw(st.lists(st.sampled_from(laid[1:]), max_size=2)):
        each.actual_on = each.forecast_on
    return Schedule(lot, laid, links)


def said(schedule):
    return [each.forecast_on for each in schedule.milestones]


def moved(schedule, days, *, following):
    """The forecasts after the first milestone is moved, which then come back as they were."""
    before = said(schedule)
    first = schedule.milestones[0]
    schedule.forecast(first, first.forecast_on + timedelta(days), "So.", following=following)
    after = said(schedule)
    for each, day in zip(schedule.milestones, before, strict=True):
        each.forecast_on = day
    return after


@settings(max_examples=30, deadline=None)
@given(schedules(), st.integers(-30, 60), st.booleans())
def test_what_moves_along_is_never_before_what_it_waits_for(schedule, days, following):
    before = said(schedule)

    after = moved(schedule, days, following=following)

    places = {each.id: place for place, each in enumerate(schedule.milestones)}
    for link in schedule.links:
        each, other = places[link.milestone_id], places[link.after_id]
        if not schedule.milestones[each].met and after[each] != before[each]:
            nearest = link.earliest(after[other], HUNGARY) if following else after[other]
            assert after[each] >= nearest


@settings(max_examples=30, deadline=None)
@given(schedules(), st.integers(-30, 40), st.integers(0, 40), st.booleans())
def test_the_later_one_comes_the_later_all_that_follow(schedule, days, more, following):
    sooner = moved(schedule, days, following=following)
    later = moved(schedule, days + more, following=following)

    assert all(one <= other for one, other in zip(sooner, later, strict=True))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_nothing_waits_for_itself_however_the_links_are_said(pairs):
    keys = [uuid4() for _ in range(7)]
    kept: list[Link] = []
    for one, other in pairs:
        link = Link(keys[one], keys[other])
        if one == other or _reaches(kept, keys[other], keys[one]):
            with pytest.raises(Refused, match="in a circle"):
                chains.must_not_turn_back([*kept, link])
        else:
            chains.must_not_turn_back([*kept, link])
            kept.append(link)

    assert not any(_reaches(kept, key, key) for key in keys)


def _reaches(links, start, goal):
    """Whether one walks from start to goal along what waits for what."""
    seen, todo = set(), [each.after_id for each in links if each.milestone_id == start]
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo += [each.after_id for each in links if each.milestone_id == key]
    return goal in seen


def test_what_follows_keeps_its_margin_and_what_another_one_holds_back_stays():
    lot, (first, second, third, other) = a_plan([0, 8, 20, 2])
    links = [
        Link(second.id, first.id, 5),
        Link(third.id, second.id, 5),
        Link(third.id, other.id, 5),
    ]
    schedule = Schedule(lot, [first, second, third, other], links)

    schedule.forecast(first, MONDAY + timedelta(10), "So.", following=True)

    assert [(day - MONDAY).days for day in said(schedule)] == [10, 18, 30, 2]


def test_hungarian_working_days_leave_out_the_day_of_the_revolution():
    lot, (first, second) = a_plan([0, 30])
    schedule = Schedule(lot, [first, second], [Link(second.id, first.id, 10, working=True)])

    # From Friday the 12th: the 15th is the day of the revolution, the 26th Good Friday and the
    # 29th Easter Monday. By weekdays alone it would be Friday the 26th.
    assert schedule.chain.earliest(second, lambda _: date(2027, 3, 12)) == date(2027, 3, 31)


@pytest.mark.parametrize(("working", "earliest"), [(False, "2027-04-20"), (True, "2027-04-26")])
def test_a_lag_counts_every_day_or_the_working_days_alone(working, earliest):
    """No day is free between 8 and 26 April 2027 but the ends of the weeks."""
    lag, after = 12, date(2027, 4, 8)

    found = Link(uuid4(), uuid4(), lag, working).earliest(after, HUNGARY)

    assert found == date.fromisoformat(earliest)
    by_numpy = busday_offset(after, lag) if working else datetime64(after) + lag
    assert found == by_numpy.astype(date)


def test_alone_a_milestone_pushes_only_what_would_come_before_it():
    lot, (first, second, third) = a_plan([0, 8, 20])
    links = [Link(second.id, first.id, 5), Link(third.id, second.id, 5)]
    schedule = Schedule(lot, [first, second, third], links)

    schedule.forecast(first, MONDAY + timedelta(6), "So.", following=False)
    near = said(schedule)
    schedule.forecast(first, MONDAY + timedelta(12), "So.", following=False)

    assert [(day - MONDAY).days for day in near] == [6, 8, 20]
    assert [(day - MONDAY).days for day in said(schedule)] == [12, 12, 20]


def test_nothing_is_expected_before_what_it_waits_for():
    lot, (first, second) = a_plan([3, 8])
    schedule = Schedule(lot, [first, second], [Link(second.id, first.id, 5)])

    with pytest.raises(Refused, match="comes after") as no:
        schedule.forecast(second, MONDAY, "So.", following=True)

    assert no.value.field == "to"
