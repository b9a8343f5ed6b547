"""What a counter has counted in all, whatever happens to it and in whatever order it is told."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from assets.errors import Refused
from assets.maintenance import meters, profiles
from assets.maintenance.meters import Turn
from assets.maintenance.readings import Taken, misfits
from tests.builders import an_asset, committed

AT = datetime(2027, 3, 1, tzinfo=UTC)
FULL = Decimal(1000)
SHOWN = st.integers(0, 999).map(Decimal)


@st.composite
def readings(draw):
    """What a counter is said to have shown, whatever happened to it, in the order of time."""
    told = [(draw(SHOWN), None)]
    for value, turn in draw(st.lists(st.tuples(SHOWN, st.sampled_from(Turn)), max_size=30)):
        told.append((value, turn if value < told[-1][0] else None))
    return told


@given(readings())
@trials(max_examples=30, deadline=None)
def test_the_total_never_falls(told):
    counted = meters.totals(told, FULL)

    assert counted == sorted(counted)
    assert len(counted) == len(told)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=40))
@trials(max_examples=30, deadline=None)
def test_over_every_beginning_again_it_counts_what_was_worked(worked):
    """The oracle is the work itself, which no counter of four figures can show."""
    work, shown = [], []
    for each in worked:
        work.append((work[-1] if work else 0) + each % 1000)
        value = Decimal(work[-1] % 1000)
        fell = bool(shown) and work[-1] // 1000 > work[-2] // 1000
        shown.append((value, Turn.ROLLED_OVER if fell else None))

    assert meters.totals(shown, FULL) == work


@given(st.lists(st.integers(0, 900), min_size=1, max_size=30), st.data())
@trials(max_examples=30, deadline=None)
def test_what_was_misread_once_leaves_the_total_as_if_it_had_not_been(values, data):
    right = [(Decimal(each), None) for each in sorted(values)]
    place = data.draw(st.integers(0, len(right) - 1))
    value = right[place][0]
    misread = [
        *right[:place],
        (value + 5000, None),
        (value, Turn.CORRECTED),
        *right[place + 1 :],
    ]

    counted = meters.totals(misread, None)

    assert counted[-1] == meters.totals(right, None)[-1]


def test_a_counter_that_fits_on_both_sides_is_not_refused():
    before, after = Taken(Decimal(5), AT), Taken(Decimal(9), AT + timedelta(hours=2))

    for value, fits in ((4, False), (5, True), (9, True), (10, False)):
        taken = Taken(Decimal(value), AT + timedelta(hours=1))
        assert (not list(misfits(taken, before, after, UTC))) is fits


def test_two_meters_of_one_quantity_are_told_apart_by_their_names(session):
    profiles.load(session)
    lamp, hours = an_asset(session, "UV"), profiles.quantity(session, "lamp_hours")
    committed(session, meters.add(session, lamp, hours))

    with pytest.raises(Refused) as no:
        meters.add(session, lamp, hours)
    meters.add(session, lamp, hours, name="Lamp 2")

    assert no.value.field == "name"


def test_only_a_gauge_has_limits_and_only_a_counter_begins_again(session):
    profiles.load(session)
    thing, din = an_asset(session), profiles.profile(session, "DIN19643-2023")
    ph, hours = (profiles.quantity(session, key) for key in ("ph", "operating_hours"))

    with pytest.raises(Refused):
        meters.add(session, thing, hours, profile=din)
    with pytest.raises(Refused):
        meters.add(session, thing, ph, rolls_over_at=FULL)
