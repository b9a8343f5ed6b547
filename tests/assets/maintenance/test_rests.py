from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from assets.inventory.register import NEVER, Condition, State
from assets.maintenance import completion, inheritance, occurrences, orders, plans
from assets.maintenance.orders import State as OrderState
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Kind
from assets.rhythm import Unit
from tests.builders import DAY, a_person, a_plan, a_type, an_asset, committed, some_terms

LATER = DAY + timedelta(40)


def at(session, day):
    """What happens next happens on this day."""
    session.info["at"] = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def asset(session):
    at(session, DAY)
    return an_asset(session)


def store(session, asset, on=DAY):
    at(session, on)
    asset.step(State.IN_STORAGE, on)
    return committed(session, asset)


def use(session, asset, on):
    at(session, on)
    asset.step(State.IN_USE, on)
    return committed(session, asset)


def orders_of(session, plan):
    of_plan = select(WorkOrder).where(WorkOrder.plan_id == plan.id).order_by(WorkOrder.number)
    return [(each.due_on, each.state) for each in session.exec(of_plan)]


def test_nothing_is_asked_of_a_stored_thing_and_what_fell_due_is_owed_on_its_return(session, asset):
    plan = a_plan(session, asset, DAY + timedelta(10), every=6)

    store(session, asset)
    stored = asset.due_on, plan.suspended_on, plan.suspended_for
    opened_meanwhile = occurrences.open_due(session, DAY + timedelta(20))
    use(session, asset, LATER)

    assert stored == (None, DAY, "in_storage")
    assert opened_meanwhile == 0
    assert (plan.due_on, plan.suspended_on, asset.due_on) == (LATER, None, LATER)
    plan.move_on(plan.due_on, LATER)
    assert plan.due_on == date(2027, 9, 11)  # six months after the day that it was due


def test_what_has_not_fallen_due_meanwhile_keeps_its_day(session, asset):
    plan = a_plan(session, asset, DAY + timedelta(60))

    store(session, asset)
    use(session, asset, LATER)

    assert plan.due_on == asset.due_on == DAY + timedelta(60)


@pytest.mark.parametrize("condition", [Condition.DOWN, Condition.QUARANTINED])
def test_a_thing_that_is_out_of_order_rests_and_owes_its_check_when_it_works(
    session, asset, condition
):
    plan = a_plan(session, asset, DAY + timedelta(5), kind=Kind.SAFETY_TEST)

    asset.judge(condition)
    committed(session, asset)
    resting = plan.suspended_for, asset.due_on
    at(session, LATER)
    asset.judge(Condition.UP)
    committed(session, asset)

    assert resting == (condition, None)
    assert plan.due_on == LATER
    assert asset.barred_key == DAY + timedelta(5)  # before it is used again


def test_an_order_that_nobody_has_begun_does_not_apply_and_says_so(session, asset):
    plan = a_plan(session, asset)
    order = occurrences.open_next(session, plan, DAY)

    store(session, asset, DAY)
    called_off = order.state, order.reason, order.due_key
    use(session, asset, LATER)
    opened = occurrences.open_due(session, LATER)

    reason = "Not applicable: it was put into a store."
    assert called_off == (OrderState.CANCELLED, reason, NEVER)
    assert opened == 1
    assert orders_of(session, plan) == [(DAY, OrderState.CANCELLED), (LATER, OrderState.OPEN)]


def test_an_order_is_asked_again_if_the_thing_is_back_before_its_day(session, asset):
    plan = a_plan(session, asset, DAY + timedelta(60), every=1, unit=Unit.YEAR)
    order = occurrences.open_next(session, plan, DAY + timedelta(40))

    store(session, asset)
    use(session, asset, DAY + timedelta(20))

    assert (order.state, order.reason, order.asset_tag) == (OrderState.OPEN, "", "")
    assert orders_of(session, plan) == [(DAY + timedelta(60), OrderState.OPEN)]


def test_work_that_is_going_on_is_not_taken_away_from_whoever_does_it(session, asset):
    plan = a_plan(session, asset)
    order = occurrences.open_next(session, plan, DAY)
    order.state = OrderState.IN_PROGRESS
    committed(session, order)

    asset.judge(Condition.DOWN)
    committed(session, asset)
    asset.judge(Condition.UP)
    at(session, LATER)
    committed(session, asset)
    completion.complete(session, order, a_person(session), DAY)

    assert order.state is OrderState.DONE
    assert plan.due_on == date(2027, 9, 1)


def test_what_is_given_to_a_stored_thing_rests_from_the_beginning(session):
    at(session, DAY)
    stored = an_asset(session, type_id=a_type(session).id, state=State.IN_STORAGE)

    inheritance.add(session, a_type(session), some_terms(), DAY)
    plans.add(session, stored, some_terms(), DAY)

    own = session.exec(plans.of_asset(stored)).all()
    assert [each.suspended_for for each in own] == ["in_storage"] * 2
    assert stored.due_on is None


def test_of_many_missed_in_a_store_one_is_owed_and_the_count_goes_on(session, asset):
    plan = a_plan(session, asset, date(2027, 3, 31), every=1)

    store(session, asset)
    use(session, asset, date(2027, 8, 10))

    assert (plan.due_on, plan.series_on, plan.occurrence) == (
        date(2027, 8, 10),
        date(2027, 7, 31),
        5,
    )
    assert plan.move_on(plan.due_on, date(2027, 8, 10)) == 0
    assert plan.due_on == date(2027, 8, 31)


def test_a_lapsed_safety_duty_bars_its_thing_and_a_late_service_does_not(session, asset):
    a_plan(session, asset, DAY - timedelta(9))
    open_still = asset.barred_key

    safety = a_plan(session, asset, DAY, kind=Kind.STATUTORY_INSPECTION)
    barred = asset.barred_key
    safety.move_on(DAY, DAY)
    plans.settle(session, safety)

    assert (open_still, barred) == (NEVER, DAY)
    assert asset.barred_key == date(2027, 9, 1)


def test_a_lent_thing_is_barred_from_the_day_its_test_runs_out(session, asset):
    a_plan(session, asset, DAY + timedelta(5), kind=Kind.SAFETY_TEST)

    asset.state = State.ON_LOAN
    committed(session, asset)

    assert (asset.due_on, asset.barred_key) == (None, DAY + timedelta(5))


def test_an_order_opened_ahead_of_its_time_and_cancelled_gives_nothing_up(session, asset):
    plan = a_plan(session, asset, DAY + timedelta(90), kind=Kind.SAFETY_TEST)
    order = occurrences.open_next(session, plan, DAY)

    orders.cancel(session, order, "Pressed by mistake", DAY)

    assert plan.due_on == DAY + timedelta(90)
    assert occurrences.open_due(session, DAY + timedelta(90)) == 1


def test_a_check_of_a_resting_thing_is_asked_again_by_hand_and_its_day_has_one_order(
    session, asset
):
    plan = a_plan(session, asset)
    occurrences.open_due(session, DAY)
    asset.judge(Condition.DOWN)
    committed(session, asset)
    called_off = orders_of(session, plan)

    again = occurrences.open_next(session, plan, DAY)

    assert called_off == [(DAY, OrderState.CANCELLED)]
    assert orders_of(session, plan) == [(DAY, OrderState.OPEN)]
    assert (again.reason, again.due_key) == ("", DAY)
