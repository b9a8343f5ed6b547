"""Withdrawals: a reading that was wrong counts no more, and what it alone has done is undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from assets import trail
from assets.database import moment_of
from assets.errors import Refused
from assets.inventory import places
from assets.inventory.register import Asset, Condition
from assets.maintenance import metering, orders, readings, reopening
from assets.maintenance.limits import Quantity, Severity
from assets.maintenance.meters import COUNTS, Meter, Reading, plain
from assets.maintenance.orders import WorkOrder
from assets.maintenance.readings import Taken
from assets.people import Person
from assets.trail import Entry


@dataclass(frozen=True)
class Closing:
    """What one reading alone has closed: its order, which nobody began, and how it was before."""

    asset: Asset
    order: WorkOrder
    before: Condition


def withdraw(
    session: Session, reading: Reading, reason: str, by: Person, *, reopens: bool = False
) -> None:
    """It stays in the record and counts for nothing; if so wished, what it closed is open again.

    Raises Refused where it is withdrawn already, for no reason, or where more than it closed that.
    """
    if reading.withdrawn_at:
        raise Refused("This reading was withdrawn already.")
    if not reason.strip():
        raise Refused("Say why it does not count.", field="reason")
    meter = session.get_one(Meter, reading.meter_id)
    _must_fit_without(session, meter, reading)
    closed = closing(session, reading) if reopens else None
    if reopens and closed is None:
        raise Refused("Not this reading alone keeps it closed any more.", field="reopens")
    reading.withdrawn_at, reading.withdrawn_by_id = moment_of(session), by.id
    reading.withdrawn_for, reading.total = reason.strip(), None
    _follow(session, meter)
    if closed:
        _reopen(session, closed, reading.withdrawn_for)


def _must_fit_without(session: Session, meter: Meter, reading: Reading) -> None:
    """A counter that was replaced stands lower, and would do so for no reason without it."""
    following = readings.after(session, meter, reading.at)
    if following is None or not session.get_one(Quantity, meter.quantity_id).counter:
        return
    last = readings.before(session, meter, reading.at)
    taken = Taken(following.value, following.at, following.turn)
    for _ in readings.misfits(taken, last, None, readings.zone_of(session, meter)):
        raise Refused(
            "{value} was read after it and would run backwards. Withdraw that one first.",
            value=plain(following.value),
        )


def _follow(session: Session, meter: Meter) -> None:
    """What is derived from the readings of this meter is that of those which count."""
    session.flush()
    if session.get_one(Quantity, meter.quantity_id).counter:
        readings.recount(session, meter)
    readings.note_last(session, meter)
    metering.heed(session, meter)


def closing(session: Session, reading: Reading) -> Closing | None:
    """What this reading alone has taken down, if nothing has been done about it since."""
    meter = session.get_one(Meter, reading.meter_id)
    asset = session.get_one(Asset, meter.asset_id)
    order = session.get(WorkOrder, reading.opened_id) if reading.opened_id else None
    if reading.severity is not Severity.CLOSE or asset.condition is not Condition.DOWN:
        return None
    if order is None or not order.to_do or order.started_at or any(_others(session, reading)):
        return None
    before = _before(session, reading, asset)
    return Closing(asset, order, before) if before else None


def _others(session: Session, reading: Reading) -> Iterator[Reading]:
    """The other readings that ask for its order, or keep its thing closed."""
    same = select(Reading).where(COUNTS, Reading.opened_id == reading.opened_id)
    yield from session.exec(same.where(Reading.id != reading.id).limit(1))
    meter = session.get_one(Meter, reading.meter_id)
    for _, each in reopening.closings(session, [meter.asset_id]):
        if each.id != reading.id:
            yield each


def _before(session: Session, reading: Reading, asset: Asset) -> Condition | None:
    """What was said of the thing before this reading took it down, unless it was judged since."""
    own = select(Entry.batch_id).where(Entry.key == reading.id, Entry.verb == "created")
    batch_id = session.exec(own).first()
    for entry, _ in session.exec(trail.history(asset.id)):
        if said := entry.changes.get("condition"):
            return Condition(said[0]) if entry.batch_id == batch_id and said[0] else None
    return None


def _reopen(session: Session, closed: Closing, reason: str) -> None:
    today = places.day_at(session, closed.asset.site_id)
    orders.cancel(session, closed.order, reason, today)
    closed.asset.judge(closed.before)
    session.flush()
