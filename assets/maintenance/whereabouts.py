"""Whereabouts: what becomes of the days of a thing's plans when it is put into another place."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.inventory.register import Asset
from assets.maintenance import occurrences, reckoning
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import AtClosure, Shift


def changed(asset: Asset) -> bool:
    """Whether it stands elsewhere now, since it was read."""
    past = inspect(asset)
    moved: bool = past.attrs["place_id"].history.has_changes()
    return moved and past.persistent


def follow(session: Session, keys: Collection[UUID]) -> list[UUID]:
    """Put the days to come of these things where the calendar of their new place has them.

    Which of the things have another day now.
    """
    if not keys:
        return []
    plan, today = MaintenancePlan, moment_of(session).date()
    to_come = col(plan.asset_id).in_(keys), col(plan.series_on) >= today
    bending = (col(plan.at_closure) != AtClosure.STAY) | (col(plan.on_free_day) != Shift.STAY)
    found = session.exec(select(plan).where(*to_come, bending, col(plan.ended_on).is_(None)))
    return [each.asset_id for each in found.all() if _laid_anew(session, each) and each.asset_id]


def _laid_anew(session: Session, plan: MaintenancePlan) -> bool:
    """Whether its next day is another one now. Its open order goes along."""
    before = plan.due_on
    reckoning.reckon(session, plan)
    if plan.due_on == before or _had(session, plan):
        plan.set_due(before)
        return False
    occurrences.keep_in_step(session, plan)
    return True


def _had(session: Session, plan: MaintenancePlan) -> bool:
    """Whether its day has had its order already."""
    had = select(WorkOrder.id).where(WorkOrder.plan_id == plan.id, WorkOrder.due_on == plan.due_on)
    return session.exec(had).first() is not None
