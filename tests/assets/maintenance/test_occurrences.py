from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.maintenance import completion, occurrences, plans
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind, Level, Priority
from assets.rhythm import Mode, Unit
from assets.rights import Role
from tests.builders import DAY, a_person, a_plan, a_type, an_asset, committed


@pytest.fixture(autouse=True)
def _on_the_day(session):
    session.info["at"] = datetime(2027, 3, 1, 8, tzinfo=UTC)


def opened(session, plan, on):
    occurrences.open_due(session, on)
    of_plan = select(WorkOrder).where(WorkOrder.plan_id == plan.id)
    return session.exec(of_plan.order_by(WorkOrder.number.desc())).first()


def test_an_order_is_opened_so_many_days_ahead_as_the_plan_says(session):
    plan = a_plan(session, due_on=DAY, lead_days=14)

    early = opened(session, plan, DAY - timedelta(15))
    order = opened(session, plan, DAY - timedelta(14))

    assert early is None
    assert (order.due_on, order.opened_on) == (DAY, DAY - timedelta(14))


def test_an_order_keeps_the_window_in_which_it_is_done_in_time(session):
    late = {"every": 6, "late_days": 5}
    service, test = a_plan(session, **late), a_plan(session, every=6, kind=Kind.SAFETY_TEST)
    floating = a_plan(session, every=6, mode=Mode.FLOATING)

    windows = [opened(session, each, DAY) for each in (service, test, floating)]

    early_on = DAY - timedelta(18)
    assert [(each.early_on, each.late_on) for each in windows] == [
        (early_on, DAY + timedelta(5)),
        (early_on, DAY),
        (early_on, DAY + timedelta(18)),
    ]


def test_every_third_time_is_the_large_one(session):
    plan = a_plan(session, due_on=date(2027, 1, 31), every=1, levels=(Level(3, "The large one"),))

    titles, who = [], a_person(session)
    for _ in range(4):
        order = opened(session, plan, plan.due_on)
        titles.append((order.title, order.level))
        session.info["at"] = datetime.combine(plan.due_on, datetime.min.time(), UTC)
        completion.complete(session, order, who, plan.due_on)

    ordinary = ("Check the belt", 1)
    assert titles == [ordinary, ordinary, ("The large one", 3), ordinary]


def test_an_order_says_whose_work_it_is_and_what_it_demands(session):
    ana, gone = a_person(session, name="Ana"), a_person(session, name="Gone")
    demands = {"needs_certificate": True, "needs_photo": True, "needs_signature": True}
    hers = a_plan(session, person_id=ana.id, **demands)
    nobodys = a_plan(session, person_id=gone.id, role=Role.TECHNICIAN)
    gone.disabled = True
    committed(session, gone)

    order, other = opened(session, hers, DAY), opened(session, nobodys, DAY)

    assert (order.taken_by_id, order.state) == (ana.id, State.ASSIGNED)
    assert all(getattr(order, name) for name in demands)
    assert (other.taken_by_id, other.state, other.role) == (None, State.ASSIGNED, Role.TECHNICIAN)


def test_work_on_what_matters_most_presses_more(session):
    kind = a_type(session, criticality=4)
    pressing = a_plan(session, an_asset(session, type_id=kind.id))
    hardly = a_plan(session, an_asset(session, type_id=kind.id, criticality=1))

    priorities = [opened(session, each, DAY).priority for each in (pressing, hardly)]

    assert priorities == [Priority.HIGH, Priority.LOW]


def test_work_before_its_window_was_extra_and_the_duty_is_opened_on_its_day(session):
    plan = a_plan(session, due_on=DAY + timedelta(90), every=6)
    extra = occurrences.open_next(session, plan, DAY)

    completion.complete(session, extra, a_person(session), DAY)
    order = opened(session, plan, DAY + timedelta(90))

    assert (extra.due_on, extra.late_on) == (DAY, None)
    assert (order.due_on, plan.occurrence) == (DAY + timedelta(90), 1)
    assert order is not extra


def test_what_comes_daily_and_was_done_a_day_early_is_asked_again(session):
    plan = a_plan(session, due_on=DAY, every=1, unit=Unit.DAY, mode=Mode.FLOATING, lead_days=1)
    order = opened(session, plan, DAY - timedelta(1))

    completion.complete(session, order, a_person(session), DAY - timedelta(1))

    again = opened(session, plan, DAY)
    assert again is not order
    assert (again.due_on, again.state) == (DAY, State.OPEN)


def test_what_the_law_or_safety_asks_for_is_put_off_with_a_reason_alone(session):
    plan = a_plan(session, kind=Kind.STATUTORY_INSPECTION)

    with pytest.raises(Refused, match="Say why") as no:
        occurrences.reschedule(session, plan, DAY + timedelta(7))
    occurrences.reschedule(session, plan, DAY - timedelta(7))
    occurrences.reschedule(session, plan, DAY + timedelta(7), "The office gave this day")

    assert no.value.field == "reason"
    assert plan.due_on == session.get_one(plans.Asset, plan.asset_id).barred_key
