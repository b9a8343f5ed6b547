"""Plans that go by a meter: when they fall due, as far as the readings tell."""

from sqlmodel import Session, col, select

from assets.maintenance import orders, plans, reckoning
from assets.maintenance.meters import Meter
from assets.maintenance.plans import MaintenancePlan


def heed(session: Session, meter: Meter) -> None:
    """Reckon anew the next day of every plan that goes by this meter, which was just read.

    One whose order is open already has come due, and keeps its day.
    """
    session.flush()
    of_it = MaintenancePlan.asset_id == meter.asset_id
    by_it = MaintenancePlan.quantity_id == meter.quantity_id
    living = col(MaintenancePlan.ended_on).is_(None)
    for plan in session.exec(select(MaintenancePlan).where(of_it, by_it, living)).all():
        if orders.to_do_of(session, plan) is None:
            reckoning.reckon(session, plan)
            plans.note(session, plan)
