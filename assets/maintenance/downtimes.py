"""Downtimes: from when to when a thing could not be used, as its history tells."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from assets.inventory.register import Condition
from assets.maintenance.orders import WorkOrder
from assets.trail import history

_DOWN = {Condition.DOWN, Condition.QUARANTINED}
_MOST = 500  # entries that are looked through


class Downtime(NamedTuple):
    """Since when it was down, and until when if it is up again."""

    begin: datetime | None = None
    end: datetime | None = None


def suggested(session: Session, order: WorkOrder) -> Downtime:
    """The last time that its thing was down, unless that was over before the order was opened."""
    if order.asset_id is None:
        return Downtime()
    periods = [
        each
        for each in _periods(session, order)
        if each.end is None or each.end >= order.created_at
    ]
    return periods[-1] if periods else Downtime()


def _periods(session: Session, order: WorkOrder) -> Iterator[Downtime]:
    """Each time that it went down, the earliest first."""
    begin = None
    latest = session.exec(history(order.asset_id).limit(_MOST)).all() if order.asset_id else []
    for entry, batch in reversed(latest):
        if "condition" not in entry.changes:
            continue
        down = entry.changes["condition"][1] in _DOWN
        if down and begin is None:
            begin = batch.at
        elif not down and begin is not None:
            yield Downtime(begin, batch.at)
            begin = None
    if begin is not None:
        yield Downtime(begin)
