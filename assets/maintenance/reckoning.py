"""Reckoning: the next day of one plan, by its series, the calendar of its place, and its meter."""

import statistics
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from assets.inventory import places
from assets.inventory.register import Asset
from assets.maintenance import series, shifts
from assets.maintenance.meters import COUNTS, Meter, Reading
from assets.maintenance.shifts import Calendar

OPEN = Calendar(free=lambda _: False)
_LOOKS_BACK = timedelta(90)
_FARTHEST = 36_500  # days that a forecast may be away


def reckon(session: Session, plan: Any, asset: Asset | None = None) -> None:
    """Its next day anew: that of its series, moved where it can be done, or that of its meter."""
    days = []
    if plan.quantity_id and plan.asset_id:
        days.append(_by_meter(session, plan))
    if plan.rhythm and plan.standing:
        manner, calendar = series.manner_of(plan), calendar_of(session, plan, asset)
        standing, day = series.laid(plan.rhythm, plan.standing, manner, calendar)
        plan.series_on, plan.occurrence = standing.series_on, standing.occurrence
        days.append(day)
    plan.set_due(min((day for day in days if day), default=None))


def calendar_of(session: Session, plan: Any, asset: Asset | None = None) -> Calendar:
    """The calendar that moves the days of a plan, if any can."""
    if not series.bends(plan):
        return OPEN
    thing = asset or (session.get(Asset, plan.asset_id) if plan.asset_id else None)
    place_id = thing.place_id if thing else plan.place_id
    return shifts.calendar_of(
        session, site_id=plan.site_id, place_id=place_id, asset_id=plan.asset_id
    )


def _by_meter(session: Session, plan: Any) -> date | None:
    """The day on which its meter reached what it asks for, or is expected to reach it."""
    of_it = Meter.asset_id == plan.asset_id, Meter.quantity_id == plan.quantity_id
    meters = (
        select(Meter.id).where(*of_it, ~col(Meter.given_up)).order_by(Meter.name, col(Meter.id))
    )
    read: Any = select(Reading.at, Reading.total).where(  # type: ignore[type-var]
        Reading.meter_id == session.exec(meters).first(), COUNTS, col(Reading.total).is_not(None)
    )
    last = session.exec(read.order_by(col(Reading.at).desc())).first()
    if last is None:
        return None
    if plan.meter_done is None:
        plan.meter_done = last[1]
    wanted, at = plan.meter_done + plan.meter_every, col(Reading.at)
    reached = session.exec(read.where(col(Reading.total) >= wanted).order_by(at)).first()
    if reached:
        return places.day_of(session, reached[0], plan.site_id)
    lately = session.exec(read.where(at >= last[0] - _LOOKS_BACK).order_by(at)).all()
    expected_on = forecast(lately, wanted)
    return max(expected_on, places.day_at(session, plan.site_id)) if expected_on else None


def forecast(read: Sequence[tuple[datetime, Decimal | None]], wanted: Decimal) -> date | None:
    """When the last reading will have grown to what is wanted, by least squares over all."""
    last_at, last = read[-1]
    points = [((at - last_at) / timedelta(1), float(total or 0)) for at, total in read]
    if len({day for day, _ in points}) < 2:  # noqa: PLR2004
        return None
    slope = statistics.linear_regression(*zip(*points, strict=True)).slope
    if slope <= 0:
        return None
    days = (float(wanted) - float(last or 0)) / slope
    return (last_at + timedelta(days)).date() if days < _FARTHEST else None
