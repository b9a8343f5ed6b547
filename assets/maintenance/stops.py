"""Stops: the things of a planned round, in the order in which one walks."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Refused
from assets.inventory.register import Asset
from assets.maintenance.plans import MaintenancePlan, PlanStop


def of_plan(plan: MaintenancePlan) -> SelectOfScalar[Asset]:
    """The things of a round with an order of its own; none of one that takes what stands there."""
    stops = select(Asset).join(PlanStop, col(PlanStop.asset_id) == col(Asset.id))
    return stops.where(PlanStop.plan_id == plan.id).order_by(col(PlanStop.position))


def keep(session: Session, plan: MaintenancePlan, things: Sequence[Asset]) -> None:
    """Walk these, one after the other; nothing named, all that stands in the place."""
    if things and not plan.in_rounds:
        raise Refused("Only a round has an order of its own.", field="stops")
    for each in things:
        if each.site_id != plan.site_id or things.count(each) > 1:
            raise Refused(
                "{tag} cannot be a stop: each stands at the site of the round, and comes once.",
                tag=each.tag,
                field="stops",
            )
    for stop in session.exec(select(PlanStop).where(PlanStop.plan_id == plan.id)).all():
        session.delete(stop)
    session.flush()
    for position, each in enumerate(things, 1):
        session.add(PlanStop(plan_id=plan.id, asset_id=each.id, position=position))
    session.flush()
