from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from assets.maintenance import completion, metering, occurrences, plans, reckoning
from assets.maintenance.limits import Quantity
from assets.maintenance.meters import Meter, Reading
from assets.rhythm import Rhythm, Unit
from tests.builders import DAY, a_person, an_asset, committed, saved, some_terms


@pytest.fixture
def lamp(session):
    session.info["at"] = datetime(2027, 3, 1, 6, tzinfo=UTC)
    names = dict.fromkeys(("name_en", "name_ro", "name_hu"), "Operating hours")
    quantity = saved(session, Quantity(key="hours", unit="h", counter=True, **names))
    asset = an_asset(session)
    whose = {"site_id": asset.site_id, "partner_id": asset.partner_id}
    return saved(session, Meter(asset_id=asset.id, quantity_id=quantity.id, **whose))


def read(session, meter, day, total):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    session.info["at"] = max(session.info["at"], at)
    counted = {"value": Decimal(total), "total": Decimal(total)}
    saved(session, Reading(meter_id=meter.id, site_id=meter.site_id, at=at, **counted))
    metering.heed(session, meter)


def a_service(session, meter, every=500, rhythm=None, **values):
    said = {"quantity_id": meter.quantity_id, "meter_every": Decimal(every), **values}
    terms = some_terms("Service", **said)
    terms = terms.__class__(**{**terms.__dict__, "rhythm": rhythm})
    asset = session.get_one(plans.Asset, meter.asset_id)
    return committed(session, plans.add(session, asset, terms, date(2028, 1, 1)))


def test_the_day_is_forecast_by_what_is_read_and_then_reached(session, lamp):
    plan = a_service(session, lamp)
    unknown = plan.due_on

    read(session, lamp, date(2027, 3, 1), 1000)
    read(session, lamp, date(2027, 3, 11), 1100)
    forecast = plan.due_on
    read(session, lamp, date(2027, 4, 2), 1501)
    reached = plan.due_on
    read(session, lamp, date(2027, 4, 9), 1600)

    assert unknown is None
    assert plan.meter_done == 1000
    assert forecast == date(2027, 4, 20)  # 10 hours a day, 400 more
    assert reached == plan.due_on == date(2027, 4, 2)
    assert session.get_one(plans.Asset, lamp.asset_id).due_on == date(2027, 4, 2)


def test_done_it_counts_anew_from_what_the_meter_shows(session, lamp):
    plan = a_service(session, lamp)
    read(session, lamp, date(2027, 3, 1), 1000)
    read(session, lamp, date(2027, 4, 1), 1550)
    order = occurrences.open_next(session, plan, date(2027, 4, 1))

    completion.complete(session, order, a_person(session), date(2027, 4, 1))

    assert plan.meter_done == 1550
    assert plan.due_on == date(2027, 4, 29)  # 550 hours in 31 days: 28.2 days more


@pytest.mark.parametrize(
    ("hours_a_day", "expected"), [(10, date(2027, 4, 20)), (1, date(2027, 6, 1))]
)
def test_whichever_comes_first_is_the_next_day(session, lamp, hours_a_day, expected):
    plan = a_service(session, lamp, rhythm=Rhythm(3, Unit.MONTH))
    occurrences.reschedule(session, plan, date(2027, 6, 1))

    read(session, lamp, date(2027, 3, 1), 1000)
    read(session, lamp, date(2027, 3, 11), 1000 + 10 * hours_a_day)

    assert plan.due_on == expected
    assert plan.series_on == date(2027, 6, 1)


def test_the_forecast_is_the_line_of_least_squares():
    """By hand: days 0, 1, 2 and totals 0, 10, 26 rise by 13 a day, so 26 more takes two days."""
    begin = datetime(2027, 3, 1, 12, tzinfo=UTC)
    read = [(begin + timedelta(day), Decimal(total)) for day, total in enumerate((0, 10, 26))]

    assert reckoning.forecast(read, Decimal(52)) == date(2027, 3, 5)
    assert reckoning.forecast(read[:1], Decimal(52)) is None
    assert reckoning.forecast([*read[::2], read[-1]], Decimal(10**9)) is None


def test_an_open_order_keeps_its_day_whatever_is_read(session, lamp):
    plan = a_service(session, lamp)
    read(session, lamp, date(2027, 3, 1), 1000)
    read(session, lamp, date(2027, 3, 11), 1100)
    order = occurrences.open_next(session, plan, DAY)

    read(session, lamp, date(2027, 3, 12), 1400)

    assert order.due_on == plan.due_on == date(2027, 4, 20)
