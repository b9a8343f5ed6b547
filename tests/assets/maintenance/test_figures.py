from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assets.inventory import places
from assets.inventory.register import State as AssetState
from assets.listing import Cut
from assets.maintenance import costs, evidence, figures, rests
from assets.maintenance.evidence import Wanted
from assets.maintenance.labour import Labour
from assets.maintenance.measures import Figure, Scope, Share, Span
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.spares import StockMove
from assets.maintenance.terms import FailureMode, Kind
from assets.money import Currency, Money
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import (
    a_person,
    a_plan,
    a_room,
    a_site,
    a_spare_part,
    a_type,
    an_asset,
    saved,
)

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
NOON = 12


@pytest.fixture(autouse=True)
def at(session):
    session.info["at"] = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def gym(session):
    """Of Lovrin: the Gym, where a treadmill stands since before the year."""
    return a_room(session)


def a_thing(session, room, name="Treadmill", **values):
    return an_asset(session, name, room, **({"in_use_on": date(2025, 1, 1)} | values))


numbers = iter(range(1, 100_000))


def an_order_of(session, about, **values):
    """A row as it stands when the work on it is over, with no more said than the test says."""
    row = {
        "number": f"W-{next(numbers):05}",
        "title": "Work",
        "kind": Kind.CORRECTIVE,
        "asset_id": about.id,
        "site_id": about.site_id,
        "due_on": date(2026, 3, 10),
        "opened_on": date(2026, 3, 10),
        "state": State.CLOSED,
        "due_key": date(9999, 12, 31),
    }
    return saved(session, WorkOrder(**(row | values)))


def a_time(session, plan, late_on, done_on=None, **values):
    """One time of a plan, whose window is the week before this day."""
    state = {"state": State.DONE, "done_on": done_on} if done_on else {"state": State.OPEN}
    window = {"early_on": late_on.replace(day=late_on.day - 7), "late_on": late_on}
    said = {"plan_id": plan.id, "kind": Kind.PREVENTIVE, "due_on": late_on} | window | state
    return an_order_of(session, plan, **(said | {"asset_id": plan.asset_id} | values))


def repair(session, thing, opened_on, **values):
    return an_order_of(session, thing, opened_on=opened_on, **values)


def told(session, span=YEAR, seen_by=EVERYTHING, **scope):
    """Every figure, by its name."""
    asked = Scope(places.sites(session, seen_by), seen_by, **scope)
    found, _ = figures.all_of(session, asked, span)
    return {each.figure: each for each in found}


def whole(session, figure, span=YEAR, currency="", **scope):
    """What stands above the line, below it, and the figure."""
    found = told(session, span, **scope)[figure]
    part = found.whole(currency)
    return round(part.above, 2), round(part.below, 4), part.value(found.told.measure)


def behind(session, figure, share=None, span=YEAR, **scope):
    asked = Scope(places.sites(session, EVERYTHING), EVERYTHING, **scope)
    return evidence.listed(session, Wanted(figure, asked, span, share), Cut()).rows


def at_moment(day, hour=NOON, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_planned_work_is_in_time_within_its_window_and_what_rested_stands_apart(session, gym):
    plan = a_plan(session, a_thing(session, gym))
    a_time(session, plan, date(2026, 3, 10), date(2026, 3, 10))
    a_time(session, plan, date(2026, 3, 20), date(2026, 3, 13))
    a_time(session, plan, date(2026, 3, 31), date(2026, 4, 1))
    a_time(session, plan, date(2026, 3, 15), state=State.CANCELLED, reason="No time", missed=2)
    rested = rests.NOT_ASKED[AssetState.IN_STORAGE]
    a_time(session, plan, date(2026, 3, 16), state=State.CANCELLED, reason=rested)
    a_time(session, plan, date(2026, 4, 8), date(2026, 4, 8))

    assert whole(session, Figure.PM_COMPLIANCE, MARCH) == (2, 4, 50)
    assert whole(session, Figure.PM_COMPLETION, MARCH) == (3, 4, 75)
    counts = {share: len(behind(session, Figure.PM_COMPLIANCE, share, MARCH)) for share in Share}
    assert counts == {Share.COUNTED: 2, Share.LEFT: 2, Share.APART: 1}
    asked = Scope(places.sites(session, EVERYTHING), EVERYTHING)
    _, tallies = figures.all_of(session, asked, MARCH)
    (row,) = tallies.planned.values()
    assert (row.given_up, row.at_rest, row.missed) == (1, 1, 2)


def test_a_period_holds_its_first_and_its_last_day_and_no_other(session, gym):
    thing = a_thing(session, gym)
    for day in (date(2026, 2, 28), MARCH.first, MARCH.last, date(2026, 4, 1)):
        repair(session, thing, day)
    # 31 March 20:59 and 21:00 UTC: in Lovrin the second is the first minute of April.
    for minute in (20 * 60 + 59, 21 * 60):
        up = datetime(2026, 3, 31, minute // 60, minute % 60, tzinfo=UTC)
        repair(session, thing, date(2026, 1, 1), down_from=at_moment(31, 10), down_until=up)

    assert whole(session, Figure.FAILURE_RATE, MARCH)[0] == 2
    assert whole(session, Figure.MTTR, MARCH)[:2] == (10.98, 1)
    assert len(behind(session, Figure.MTTR, span=MARCH)) == 1


def test_time_between_failures_and_their_rate_go_by_the_days_things_were_in_use(session, gym):
    a_thing(session, gym)
    half = a_thing(session, gym, "Bath", in_use_on=date(2026, 7, 2))  # 183 days
    gone = {"state": AssetState.RETIRED, "ended_on": date(2026, 1, 10)}  # 10 days
    a_thing(session, gym, "Old bath", **gone)
    a_thing(session, gym, "Not here yet", state=AssetState.ORDERED)
    before = whole(session, Figure.MTBF)

    for month in (2, 8):
        repair(session, half, date(2026, month, 1))
    repair(session, half, date(2026, 9, 1), state=State.CANCELLED)

    assert before == (558, 0, None)
    assert whole(session, Figure.MTBF) == (558, 2, 279)
    above, below, rate = whole(session, Figure.FAILURE_RATE)
    assert (above, below, round(rate, 3)) == (2, 1.5288, 1.308)
    assert len(behind(session, Figure.MTBF)) == 2


def test_restoration_and_availability_go_by_when_things_were_down(session, gym):
    thing = a_thing(session, gym)
    repair(session, thing, MARCH.first, down_from=at_moment(2), down_until=at_moment(3))
    repair(session, thing, MARCH.first, down_from=at_moment(2, 18), down_until=at_moment(4))
    since = datetime(2026, 2, 1, tzinfo=UTC)
    before = datetime(2026, 2, 28, 21, 59, tzinfo=UTC)  # March begins in Lovrin a minute later
    repair(session, thing, date(2026, 2, 1), down_from=since, down_until=before)
    other = a_thing(session, gym, "Bath")
    repair(session, other, MARCH.last, down_from=at_moment(31, 9), down_until=None)

    assert whole(session, Figure.MTTR, MARCH) == (24 + 42, 2, 33)
    down = 48 + 12  # of two orders once, and what is still down until the month is over
    above, below, value = whole(session, Figure.AVAILABILITY, MARCH)
    assert (above, below) == (2 * 31 * 24 - down, 2 * 31 * 24)
    assert value == pytest.approx(95.968, abs=0.001)
    assert len(behind(session, Figure.AVAILABILITY, span=MARCH)) == 3


def test_the_response_is_the_middle_one_of_all_also_of_several_sites(session, gym):
    spa = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    for room, hours in ((gym, 1), (gym, 2), (spa, 3), (spa, 20), (spa, 21)):
        asked = {"reported_at": at_moment(5, 0), "started_at": at_moment(5, hours)}
        repair(session, a_thing(session, room), MARCH.first, **asked)
    repair(session, a_thing(session, gym), MARCH.first, reported_at=at_moment(5))

    assert whole(session, Figure.RESPONSE, MARCH) == (0, 5, 3)
    by_site = told(session, MARCH)[Figure.RESPONSE].by_site()
    assert sorted(part.value(None) for part in by_site.values()) == [1.5, 20]


def test_a_failure_comes_back_when_the_same_thing_fails_alike_within_thirty_days(session, gym):
    bath, other = a_thing(session, gym, "Bath"), a_thing(session, gym)
    leaks = {"failure_mode": FailureMode.LEAKS}
    repair(session, bath, date(2026, 2, 20), **leaks)
    again = repair(session, bath, date(2026, 3, 22), **leaks)  # 30 days
    repair(session, bath, date(2026, 3, 23), failure_mode=FailureMode.NOISE)
    repair(session, other, date(2026, 2, 21), **leaks)
    repair(session, other, date(2026, 3, 24), **leaks)  # 31 days
    repair(session, bath, date(2026, 3, 25))

    assert whole(session, Figure.REPEATS, MARCH) == (1, 4, 25)
    (line,) = behind(session, Figure.REPEATS, Share.COUNTED, MARCH)
    assert line.row.number == again.number


def test_cost_is_brought_to_a_year_and_each_currency_stands_for_itself(session, gym):
    price = {"price_minor": 10_000_00, "price_currency": Currency.EUR}
    thing = a_thing(session, gym, **price)
    a_thing(session, gym, "Bath", price_minor=50_000_00, price_currency=Currency.RON)
    done = {"done_on": date(2026, 3, 31), "vendor_minor": 50_00, "vendor_currency": Currency.EUR}
    order = repair(session, thing, date(2026, 2, 1), **done)
    said = {"order_id": order.id, "site_id": order.site_id, "day": date(2026, 2, 1)}
    bela = a_person(session, name="Bela")
    rate = {"rate_minor": 10_00, "rate_currency": Currency.RON}
    saved(session, Labour(person_id=bela.id, minutes=20, **rate, **said))  # 3.33 lei
    used = {"price_minor": 33_33, "price_currency": Currency.EUR, "site_id": order.site_id}
    part = a_spare_part(session, quantity=0)
    saved(session, StockMove(spare_part_id=part.id, order_id=order.id, change=Decimal(-1), **used))
    repair(session, thing, MARCH.first, **(done | {"done_on": date(2026, 4, 1)}))

    above, below, value = whole(session, Figure.COST, MARCH, "EUR")

    assert (above, below) == (round(8333 * 365 / 31, 2), 10_000_00)
    assert value == pytest.approx(9.811, abs=0.001)
    assert whole(session, Figure.COST, MARCH, "RON")[:2] == (round(333 * 365 / 31, 2), 50_000_00)
    (line,) = behind(session, Figure.COST, span=MARCH)
    assert line.cost == costs.of_order(session, order).total
    assert line.cost == [Money(83_33, Currency.EUR), Money(3_33, Currency.RON)]


def test_the_planned_share_is_of_the_minutes_that_were_worked_in_the_period(session, gym):
    thing, bela = a_thing(session, gym), a_person(session, name="Bela")
    worked = ((Kind.INSPECTION, 90, 1), (Kind.CORRECTIVE, 20, 31), (Kind.MODIFICATION, 10, 2))
    for kind, minutes, day in worked:
        order = an_order_of(session, thing, kind=kind)
        said = {"order_id": order.id, "person_id": bela.id, "site_id": order.site_id}
        saved(session, Labour(minutes=minutes, day=date(2026, 3, day), **said))
        saved(session, Labour(minutes=300, day=date(2026, 4, 1), **said))

    assert whole(session, Figure.PLANNED_SHARE, MARCH) == (90, 120, 75)
    minutes = {
        line.minutes: line.counts for line in behind(session, Figure.PLANNED_SHARE, span=MARCH)
    }
    assert minutes == {90: True, 20: False, 10: False}


def test_duties_are_kept_on_the_last_day_also_of_a_past_period(session, gym):
    session.info["at"] = datetime(2026, 1, 5, tzinfo=UTC)
    kept, late, rests_now, was_late = (a_thing(session, gym, f"Bath {n}") for n in range(4))
    law = {"kind": Kind.SAFETY_TEST}
    plans = [
        a_plan(session, kept, date(2026, 3, 31), **law),
        a_plan(session, late, date(2026, 3, 30), **law),
        a_plan(session, rests_now, date(2026, 3, 1), **law),
        a_plan(session, was_late, date(2027, 3, 20), **law),
    ]
    for plan in plans:
        plan.created_at = datetime(2026, 1, 5, tzinfo=UTC)
    rests.rest(plans[2], date(2026, 3, 20), "in_storage")
    a_time(session, plans[3], date(2026, 3, 20), date(2026, 4, 2), kind=Kind.SAFETY_TEST)
    a_plan(session, a_thing(session, gym), date(2026, 3, 1))  # asked for by nobody but us
    session.commit()

    def on(day):
        return whole(session, Figure.STATUTORY, Span(date(2026, 1, 1), day))

    assert on(date(2026, 1, 4))[:2] == (0, 0)
    assert on(date(2026, 3, 1)) == (4, 4, 100)
    assert on(date(2026, 3, 2))[:2] == (3, 4)
    assert on(date(2026, 3, 31))[:2] == (1, 3)
    assert on(date(2026, 4, 2))[:2] == (1, 3)
    late_then = behind(session, Figure.STATUTORY, Share.LEFT, MARCH)
    assert {line.row.name for line in late_then} == {"Bath 1", "Bath 3"}
    months, found = figures.by_month(
        session, Figure.STATUTORY, Scope(places.sites(session, EVERYTHING), EVERYTHING), MARCH
    )
    assert (len(months), found.by_span()[11].above) == (12, 1)


def test_several_sites_are_reckoned_from_their_sums_and_what_she_may_not_see_is_in_no_number(
    session, gym
):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    here = a_plan(session, a_thing(session, gym, type_id=a_type(session).id))
    there = a_plan(session, a_thing(session, a_room(session, "Pool", szentes)))
    a_time(session, here, date(2026, 3, 10), date(2026, 3, 10))
    for day, done in ((11, 11), (12, 30), (13, 30)):
        a_time(session, there, date(2026, 3, day), date(2026, 3, done))
    hers = Rights(at_sites={szentes.id: frozenset({Permission.ORDERS_SEE, Permission.PLACES_SEE})})

    found = told(session, MARCH)[Figure.PM_COMPLIANCE]
    only = told(session, MARCH, seen_by=hers)

    assert found.whole().value(found.told.measure) == 50  # and not the middle of 100 and 33
    assert {part[:2] for part in found.by_site().values()} == {(1, 1), (1, 3)}
    assert whole(session, Figure.PM_COMPLIANCE, MARCH, site=szentes)[:2] == (1, 3)
    assert whole(session, Figure.PM_COMPLIANCE, MARCH, kind=a_type(session))[:2] == (1, 1)
    assert only[Figure.PM_COMPLIANCE].whole()[:2] == (1, 3)
    assert only[Figure.MTBF].whole().above == 31
    assert told(session, MARCH, seen_by=Rights())[Figure.PM_COMPLIANCE].parts == {}
