from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assets.errors import Missing, Refused
from assets.inventory.register import Asset, Condition
from assets.maintenance import costs, downtimes, labour, orders
from assets.maintenance.spares import SparePart, StockMove
from assets.maintenance.terms import Kind
from assets.money import Currency, Money
from assets.rights import Role
from tests.builders import DAY, a_person, a_room, a_site, an_asset, an_order, committed, saved

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at(session):
    session.info["at"] = AT


def worked(session, order, minutes, rate=None, name="Bela"):
    person = a_person(session, Role.TECHNICIAN, a_site(session), name=name)
    return labour.add(session, order, person, DAY, minutes, rate)


def used(session, order, count, price):
    part = saved(
        session, SparePart(name=f"Belt {count}", name_key=f"{count}", site_id=order.site_id)
    )
    values = {"price_minor": price.minor, "price_currency": price.currency} if price else {}
    move = StockMove(spare_part_id=part.id, order_id=order.id, change=Decimal(-count), **values)
    return saved(session, move)


def test_what_an_order_cost_is_summed_in_each_currency_apart(session):
    order = an_order(session)
    worked(session, order, 90, Money(40_00, Currency.RON))  # 60.00 lei
    worked(session, order, 20, Money(10_00, Currency.RON), "Cora")  # 3.333, so 3.33 lei
    worked(session, order, 15, None, "Dana")
    used(session, order, 2, Money(12_50, Currency.EUR))
    used(session, order, 1, None)
    order.vendor_minor, order.vendor_currency = 100_00, Currency.EUR

    cost = costs.of_order(session, order)

    assert cost.minutes == 125
    assert cost.labour == [Money(63_33, Currency.RON)]
    assert cost.total == [Money(125_00, Currency.EUR), Money(63_33, Currency.RON)]
    assert costs.of_order(session, an_order(session)).total == []


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_no_day_has_so_many_minutes(session, minutes):
    with pytest.raises(Refused, match="Write the minutes of one day") as no:
        worked(session, an_order(session), minutes)

    assert no.value.field == "minutes"


def test_time_is_worked_by_those_who_may_and_on_days_that_have_come(session):
    order, viewer = an_order(session), a_person(session, Role.VIEWER, a_site(session))

    with pytest.raises(Refused, match="may do no work there"):
        labour.add(session, order, viewer, DAY, 10)
    with pytest.raises(Refused, match="has not come yet"):
        labour.add(session, order, a_person(session), DAY + timedelta(2), 10)


def test_time_written_down_by_mistake_is_taken_away(session):
    order, other = an_order(session), an_order(session)
    mine = worked(session, order, 30)
    session.flush()

    with pytest.raises(Missing):
        labour.take_away(session, other, mine.id)
    labour.take_away(session, order, mine.id)
    session.flush()

    assert session.exec(labour.of_order(order)).all() == []


def test_the_time_worked_goes_with_the_thing(session):
    order = an_order(session)
    mine = worked(session, order, 30)
    hall = a_room(session, "Hall", a_site(session, "SZE", "Szentes", "HU"))

    session.get_one(Asset, order.asset_id).stand_in(hall, on=DAY)
    session.flush()

    assert mine.site_id == order.site_id == hall.site_id


def judged(session, asset, at, condition):
    session.info["at"] = at
    asset.judge(condition)
    session.commit()


def test_the_downtime_is_suggested_from_when_it_was_judged_down_and_up(session):
    asset = an_asset(session)
    hours = [AT + timedelta(hours=each) for each in range(6)]
    judged(session, asset, hours[0], Condition.DOWN)
    judged(session, asset, hours[1], Condition.UP)
    judged(session, asset, hours[2], Condition.DOWN)
    session.info["at"] = hours[3]
    said = {"title": "Mend", "kind": Kind.CORRECTIVE, "due_on": DAY, "on": DAY}
    order = committed(session, orders.ask(session, asset, **said))

    still = downtimes.suggested(session, order)
    judged(session, asset, hours[4], Condition.QUARANTINED)
    judged(session, asset, hours[5], Condition.DEGRADED)

    assert still == (hours[2], None)
    assert downtimes.suggested(session, order) == (hours[2], hours[5])


def test_no_downtime_is_suggested_for_what_was_up_again_before(session):
    asset = an_asset(session)
    judged(session, asset, AT, Condition.DOWN)
    judged(session, asset, AT + timedelta(hours=1), Condition.UP)
    session.info["at"] = AT + timedelta(hours=2)

    assert downtimes.suggested(session, an_order(session, asset)) == (None, None)
