"""Rests: while a thing is stored, lent, on its way or down, its plans ask for nothing.

A thing that is merely out of order rests too, in its binding duties as in the others: nobody tests
a device that lies open on the bench, and a test from before the repair would say nothing of it
afterwards. So the check is owed on the day it is back, and until then its use stays barred from
the day on which its last check ran out (see `MaintenancePlan.barred_key`). Work that somebody has
begun goes on: she may have found the failure with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, inspect
from sqlmodel import Session, col, select

from assets import trail
from assets.inventory import places
from assets.inventory.register import GONE, Asset, Condition, State
from assets.maintenance import orders, plans, series
from assets.maintenance.orders import State as OrderState
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.rhythm import Mode
from assets.words import N_

NOT_ASKED = {
    State.IN_STORAGE: N_("Not applicable: it was put into a store."),
    State.ON_LOAN: N_("Not applicable: it was lent."),
    State.IN_TRANSIT: N_("Not applicable: it was sent on its way."),
    Condition.DOWN: N_("Not applicable: it was out of order."),
    Condition.QUARANTINED: N_("Not applicable: it was in quarantine."),
}
# What nobody has begun yet.
_WAITING = (OrderState.DRAFT, OrderState.OPEN, OrderState.ASSIGNED)
# What rest and waking write on a plan.
_WRITTEN = (
    *("suspended_on", "suspended_for", "series_on", "occurrence", "due_on", "due_key", "open_key"),
)
_AT_ONCE = 2000


def why(state: Any, condition: Any) -> str:
    """The state or the condition for which nothing is asked of a thing; empty when it is asked."""
    asleep = next((each for each in (state, condition) if each in NOT_ASKED), None)
    return str(asleep) if asleep and state not in GONE else ""


def changed(asset: Asset) -> bool:
    """Whether it has come to rest or is back, since it was read."""
    past = (inspect(asset).attrs[name].history for name in ("state", "condition"))
    before = [next(iter(each.deleted or each.unchanged or each.added)) for each in past]
    return why(*before) != why(asset.state, asset.condition)


def follow_all(session: Session, reasons: Mapping[UUID, str], on: date) -> None:
    """The same for many things that were changed row by row: by their ids, why they rest now."""
    keys: dict[str, list[UUID]] = defaultdict(list)
    for key, reason in reasons.items():
        keys[reason].append(key)
    for reason, own in keys.items():
        for begin in range(0, len(own), _AT_ONCE):
            _follow_some(session, own[begin : begin + _AT_ONCE], reason, on)


def _follow_some(session: Session, keys: list[UUID], reason: str, on: date) -> None:
    table: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
    asked = select(table).where(table.c.asset_id.in_(keys), table.c.ended_on.is_(None))
    rows = [dict(row) for row in session.connection().execute(asked).mappings()]
    plans_of_them = [MaintenancePlan(**row) for row in rows]
    follow(session, plans_of_them, reason, on)
    changed = []
    for row, plan in zip(rows, plans_of_them, strict=True):
        new = {name: getattr(plan, name) for name in _WRITTEN}
        changes = {name: (row[name], value) for name, value in new.items() if row[name] != value}
        changed += [trail.Change(row, changes)] if changes else []
    trail.change_rows(session, MaintenancePlan, changed, label="title")
    plans.settle_all(session, keys)


def follow(session: Session, own: Sequence[MaintenancePlan], reason: str, on: date) -> None:
    """Let the plans of a thing rest for a reason, or wake them where there is none."""
    if reason:
        for plan in own:
            rest(plan, on, reason)
        _call_off(session, own, reason)
        return
    waking = [plan for plan in own if plan.suspended_on]
    begun = _begun(session, waking)
    for plan in waking:
        _wake(plan, None if plan.id in begun else on)
    _call_up(session, waking)


def rest(plan: MaintenancePlan, on: date, reason: str) -> None:
    """Nothing is asked by it from this day on."""
    plan.suspended_on, plan.suspended_for = plan.suspended_on or on, reason
    plan.set_due(plan.due_on)


def _rest_with_its_thing(session: Session, plan: MaintenancePlan) -> None:
    """A plan that is given to a thing at rest rests from the beginning."""
    if plan.asset_id is None or plan.suspended_on or plan.ended_on:
        return
    asset = session.get_one(Asset, plan.asset_id)
    if reason := why(asset.state, asset.condition):
        rest(plan, places.day_at(session, plan.site_id), reason)
        plans.note(session, plan)


plans.SETTLED.append(_rest_with_its_thing)


def _begun(session: Session, own: Sequence[MaintenancePlan]) -> set[UUID | None]:
    """Those whose work is going on: it keeps the day it was due."""
    asked = col(WorkOrder.plan_id).in_([plan.id for plan in own])
    going_on = select(WorkOrder.plan_id).where(asked, col(WorkOrder.state).in_(orders.TO_DO))
    return set(session.exec(going_on)) if own else set()


def _wake(plan: MaintenancePlan, on: date | None) -> None:
    """What fell due meanwhile is owed on the day of return, once.

    What the law or safety asks for keeps its day in the series: since then the thing is barred.
    """
    plan.suspended_on, plan.suspended_for = None, ""
    if on and plan.rhythm and plan.standing and plan.mode is Mode.FIXED and not plan.binding:
        last = series.last_by(plan.rhythm, plan.standing, on)
        plan.series_on, plan.occurrence = last.series_on, last.occurrence
    plan.set_due(max(plan.due_on, on) if plan.due_on and on else plan.due_on)


def _call_off(session: Session, own: Iterable[MaintenancePlan], reason: str) -> None:
    """An order that nobody has begun does not apply. Its plan keeps the day."""
    keys = [plan.id for plan in own]
    asked = col(WorkOrder.plan_id).in_(keys), col(WorkOrder.state).in_(_WAITING)
    said = next(words for each, words in NOT_ASKED.items() if each == reason)
    found = session.exec(select(WorkOrder).where(*asked)).all() if keys else ()
    for order in found:
        if order.state in _WAITING:  # what is begun in this very flush is not found so
            order.state, order.reason = OrderState.CANCELLED, said
            orders.finish(session, order)


def _call_up(session: Session, waking: Iterable[MaintenancePlan]) -> None:
    """The order of a day that has not passed meanwhile is asked for again."""
    days = {plan.id: plan.due_on for plan in waking if plan.living}
    asked = select(WorkOrder).where(col(WorkOrder.plan_id).in_(days), called_off())
    for order in session.exec(asked).all() if days else ():
        if order.plan_id and order.due_on == days[order.plan_id]:
            call_up(order)


def called_off() -> ColumnElement[bool]:
    """The orders that did not apply because their thing rested."""
    ours = col(WorkOrder.reason).in_(NOT_ASKED.values())
    return (col(WorkOrder.state) == OrderState.CANCELLED) & ours


def call_up(order: WorkOrder) -> None:
    """It applies after all."""
    order.state = OrderState.ASSIGNED if order.taken_by_id else OrderState.OPEN
    order.reason, order.due_key = "", order.due_on
    order.asset_tag = order.asset_name = order.place_path = ""
