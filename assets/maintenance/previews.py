"""Previews: the next ten times of a plan, as it stands or as it would be."""

from datetime import date
from typing import Any

from sqlmodel import Session

from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import inheritance, plans, reckoning, series
from assets.maintenance.inheritance import Move
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.series import Coming, Standing
from assets.maintenance.terms import Terms


def of_plan(session: Session, plan: MaintenancePlan) -> list[Coming]:
    """The next times of a plan that falls due itself."""
    if plan.standing is None or not plan.falls_due:
        return []
    calendar = reckoning.calendar_of(session, plan)
    return series.ahead(plan.terms, plan.standing, calendar, due_on=plan.due_on)


def of_new(
    session: Session, terms: Terms, first_on: date, on: Asset | Place | None = None
) -> list[Coming]:
    """The times of a new plan; of one on a kind, those of a thing that is taken over on the day."""
    whose: dict[str, Any] = {"site_id": on.site_id} if on else {}
    if isinstance(on, Asset):
        whose["asset_id"] = on.id
    elif on:
        whose["place_id"] = on.id
    fresh = plans.new(terms, **whose)
    calendar = reckoning.calendar_of(session, fresh, on if isinstance(on, Asset) else None)
    return series.ahead(terms, Standing(first_on, first_on), calendar)


def of_changed(session: Session, plan: MaintenancePlan, terms: Terms, on: date) -> list[Coming]:
    """The times that a plan would have by other terms."""
    if not plan.falls_due:
        return of_new(session, terms, on)
    then = MaintenancePlan(**plan.model_dump())
    inheritance.take_up(then, terms, on)
    if then.standing is None:
        return []
    return series.ahead(terms, then.standing, reckoning.calendar_of(session, then))


def moves(session: Session, plan: MaintenancePlan, terms: Terms) -> list[Move]:
    """Which open orders other terms would move. The record is read anew afterwards."""
    with session.begin_nested() as looked:
        found = inheritance.pass_on(session, plan, terms)
        looked.rollback()
    return found
