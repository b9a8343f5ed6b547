"""Completion: what an order demands before it is done, and what follows when it is."""

from datetime import date, timedelta

from sqlmodel import Session

from assets.database import moment_of
from assets.errors import Refused
from assets.maintenance import orders, plans, reopening
from assets.maintenance.orders import State, WorkOrder
from assets.people import Person


def complete(session: Session, order: WorkOrder, by: Person, on: date, note: str = "") -> None:
    """It was done on this day: the plan moves on, and the order keeps what it was done to."""
    order.must_be_to_do()
    reopening.must_be_within(session, order)
    at = moment_of(session)
    if on > at.date() + timedelta(1):
        raise Refused("{day} has not come yet.", day=on, field="done_on")
    order.state, order.done_by_id, order.done_on, order.done_at = State.DONE, by.id, on, at
    order.note = note.strip()
    orders.finish(session, order)
    if (plan := orders.plan_of(session, order)) is not None:
        order.missed = plan.move_on(order.due_on, on)
        plans.settle(session, plan)
