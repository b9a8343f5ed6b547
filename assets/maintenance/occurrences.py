"""Occurrences: the order that a plan opens when its day comes, each once."""

from datetime import date
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from assets import duties, trail
from assets.database import moment_of
from assets.errors import Refused
from assets.inventory.places import Place
from assets.maintenance import orders, plans, rounds
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind


def open_due(session: Session, on: date, site: Place | None = None) -> int:
    """Open an order for each occurrence that has come due, at one site or everywhere.

    Two may do so at once: the second waits for the counter and then finds nothing left to open.
    """
    orders.take_numbers(session, 0)
    due = session.connection().execute(_due_unopened(on, site)).all()
    first = orders.take_numbers(session, len(due)) - len(due) + 1
    off = duties.off_since(session, duties.OPEN_DUE, site.id, on) if site else None
    blank = _blank(session, on)
    rows = [_of_plan(blank, plan, number, off) for number, plan in enumerate(due, first)]
    orders.press(session, rows)
    trail.add_rows(session, WorkOrder, rows, label="number")
    rounds.lay_out(session, {row["id"]: row["plan_id"] for row in rows})
    return len(rows)


def _blank(session: Session, on: date) -> dict[str, Any]:
    """What all orders that are opened together say."""
    order = WorkOrder(number="", title="", kind=Kind.PREVENTIVE, due_on=on, opened_on=on)
    order.created_at = moment_of(session)
    return order.model_dump()


def _due_unopened(on: date, site: Place | None) -> Any:
    plan = MaintenancePlan
    standing = select(WorkOrder.id).where(
        WorkOrder.plan_id == plan.id,
        col(WorkOrder.state).in_(TO_DO) | (col(WorkOrder.due_on) == col(plan.due_on)),
    )
    due = select(
        plan.id,
        plan.title,
        plan.title_ro,
        plan.title_hu,
        plan.kind,
        plan.due_on,
        plan.asset_id,
        plan.site_id,
        plan.partner_id,
        *orders.ASKED_BY,
    ).where(col(plan.due_key) <= on, ~standing.exists())  # type: ignore[call-overload]
    if site:
        due = due.where(plan.site_id == site.id)
    return due.order_by(col(plan.due_key), col(plan.id))


def _of_plan(blank: dict[str, Any], plan: Any, number: int, off: date | None) -> dict[str, Any]:
    missed = off and off <= plan.due_on < blank["opened_on"]
    return (
        blank
        | orders.asked_by(plan)
        | {
            "id": uuid4(),
            "number": orders.numbered(number),
            "plan_id": plan.id,
            "asset_id": plan.asset_id,
            "site_id": plan.site_id,
            "partner_id": plan.partner_id,
            "kind": plan.kind,
            "title": plan.title,
            "title_ro": plan.title_ro,
            "title_hu": plan.title_hu,
            "due_on": plan.due_on,
            "due_key": plan.due_on,
            "off_since": off if missed else None,
        }
    )


def open_next(session: Session, plan: MaintenancePlan, on: date) -> WorkOrder:
    """Open the next occurrence of a plan now, without waiting for its day."""
    if not plan.living or plan.due_on is None or plan.asset_id is None:
        raise Refused("Nothing falls due by this plan.")
    last = orders.take_numbers(session, 1)
    if (standing := orders.to_do_of(session, plan)) is not None:
        return standing
    row = _of_plan(_blank(session, on), plan, last, None)
    orders.press(session, [row])
    order = WorkOrder(**row)
    session.add(order)
    session.flush()
    rounds.lay_out(session, {order.id: plan.id})
    return order


def reschedule(session: Session, plan: MaintenancePlan, to: date) -> None:
    """Another day for the next occurrence, for the order opened for it, and for all that follow."""
    if plan.asset_id is None:
        raise Refused("Nothing falls due by this plan.")
    had = select(WorkOrder.id).where(WorkOrder.plan_id == plan.id, WorkOrder.due_on == to)
    if to != plan.due_on and session.exec(had).first():
        raise Refused("{day} has had its order already.", day=to, field="due_on")
    if (order := orders.to_do_of(session, plan)) is not None:
        order.due_on = order.due_key = to
    plan.fall_due(to)
    plans.settle(session, plan)
