"""Doubts: what is asked once before a reading is kept that may have been mistyped."""

from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from assets.inventory.register import Asset
from assets.maintenance import readings
from assets.maintenance.limits import Quantity, Severity
from assets.maintenance.meters import COUNTS, Meter, Reading, measured, plain
from assets.maintenance.readings import Taken
from assets.words import N_, Said

LATEST = 50  # readings that show what is usual
FEWEST = 3  # that show anything
FAR = 3  # times the greatest, or this part of the least
CLOSES = N_("{value} would close {name}. Is it right?")
UNUSUAL = N_("{value}: its last readings were between {least} and {most}. Is it right?")


def of(session: Session, meter: Meter, taken: Taken) -> Said | None:
    """The question whether this is right, if it closes the thing or lies far from the usual."""
    bounds = readings.standard_of(session, meter).bounds
    newest = meter.last_at is None or taken.at > meter.last_at
    quantity = session.get_one(Quantity, meter.quantity_id)
    said: dict[str, Any] = {"value": measured(taken.value, quantity)}
    if newest and bounds and bounds.severity(taken.value) is Severity.CLOSE:
        return Said(CLOSES, said | {"name": session.get_one(Asset, meter.asset_id).name})
    usual = _usual(session, meter)
    if taken.turn or usual is None or not _far(taken.value, *usual):
        return None
    least, most = usual
    return Said(UNUSUAL, said | {"least": plain(least), "most": measured(most, quantity)})


def _usual(session: Session, meter: Meter) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest of its latest readings."""
    latest = select(col(Reading.value)).where(Reading.meter_id == meter.id, COUNTS)
    values = session.exec(latest.order_by(col(Reading.at).desc()).limit(LATEST)).all()
    return (min(values), max(values)) if len(values) >= FEWEST else None


def _far(value: Decimal, least: Decimal, most: Decimal) -> bool:
    """As a slipped decimal point is. Of what is around zero nothing is known."""
    return least > 0 and (value > most * FAR or value < least / FAR)
