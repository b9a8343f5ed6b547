"""Taking a thing over: from this day it is ours to care for, and its duties begin."""

from datetime import date

from sqlmodel import Session

from assets.inventory import life
from assets.inventory.register import Asset, State
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan


def accept(session: Session, asset: Asset, on: date) -> list[MaintenancePlan]:
    """Accept it, and return the plans that it now has from its type, the next one first."""
    life.step(session, asset, State.ACCEPTED, on)
    session.flush()
    return list(session.exec(plans.of_asset(asset)).all())
