"""Readings: what is read on a meter, what it means, and what follows from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import moment_of
from assets.errors import Refused
from assets.inventory import places
from assets.inventory.places import Place
from assets.inventory.register import GONE, Asset, Condition
from assets.maintenance import metering, meters, profiles, reopening
from assets.maintenance.limits import LimitProfile, Quantity, Severity
from assets.maintenance.meters import COUNTS, NEVER_READ, Meter, Reading, Turn, Way, plain
from assets.maintenance.orders import WorkOrder
from assets.maintenance.profiles import Bounds
from assets.maintenance.terms import titles_of
from assets.people import Person
from assets.words import Words

BAD = profiles.BAD
LONG_AGO = NEVER_READ
FAST = timedelta(minutes=10)  # that a clock may be fast
LARGEST = Decimal(10) ** 10

# Who must hear at once of what closes a pool: the thing, the sentence, and what it is about.
DANGER: list[Callable[[Session, Asset, Words, UUID], object]] = []


@dataclass(frozen=True)
class Taken:
    """What was read: which value, when, and why a counter stands lower if it does."""

    value: Decimal
    at: datetime
    turn: Turn | None = None
    reason: str = ""
    note: str = ""


def take(
    session: Session,
    meter: Meter,
    taken: Taken,
    by: Person | None = None,
    *,
    way: Way = Way.TYPED,
    order: WorkOrder | None = None,
) -> Reading:
    """Keep a reading with the limits that hold now, and do what it asks for. Twice does no harm.

    Raises Refused for what cannot be: a moment to come, a counter that ran backwards for no reason.
    """
    _must_be_read(session, meter, taken)
    if (known := _at(session, meter, taken.at)) is not None:
        if known.value == taken.value:
            return known
        raise Refused("Then it was read already: {value}.", value=plain(known.value), field="value")
    _must_fit(session, meter, taken)
    reading = Reading(**judged(meter, taken, standard_of(session, meter)))
    reading.way, reading.read_by_id = way, by.id if by else None
    reading.order_id = order.id if order else None
    session.add(reading)
    session.flush()
    newest = meter.last_at is None or reading.at > meter.last_at
    _count(session, meter, reading, newest=newest)
    if newest:
        note_last(session, meter)
        act(session, meter, reading)
    metering.heed(session, meter)
    return reading


@dataclass(frozen=True)
class Standard:
    """By which bounds of which profile a reading is judged; none where no profile knows it."""

    profile: str = ""
    bounds: Bounds | None = None

    @cached_property
    def limits(self) -> dict[str, str]:
        """What a reading keeps of them."""
        return {"profile": self.profile} | self.bounds.said if self.bounds else {}


def standard_of(session: Session, meter: Meter) -> Standard:
    """By what the readings of a meter are judged now."""
    bounds = profiles.limit_of(session, meter.profile_id, meter.quantity_id)
    if bounds is None or meter.profile_id is None:
        return Standard()
    return Standard(session.get_one(LimitProfile, meter.profile_id).key, bounds)


def judged(meter: Meter, taken: Taken, by: Standard) -> dict[str, Any]:
    """The columns of a reading: what it says, what that means, and by which limits."""
    return {
        "meter_id": meter.id,
        "site_id": meter.site_id,
        "partner_id": meter.partner_id,
        "value": profiles.kept(taken.value),
        "at": taken.at,
        "severity": by.bounds.severity(taken.value) if by.bounds else None,
        "limits": by.limits,
        "turn": taken.turn,
        "reason": taken.reason.strip(),
        "note": taken.note.strip(),
    }


def act(session: Session, meter: Meter, reading: Reading) -> None:
    """Out of limits, an order is opened; what closes a pool also takes it down and is told now."""
    reopening.renew(session, meter)
    if reading.severity not in BAD:
        return
    asset = session.get_one(Asset, meter.asset_id)
    order = reopening.put_right(session, meter, reading)
    if reading.severity is Severity.CLOSE:
        if asset.condition in reopening.USABLE:
            asset.judge(Condition.DOWN)
        for tell in DANGER:
            tell(session, asset, titles_of(order), order.id)


def _must_be_read(session: Session, meter: Meter, taken: Taken) -> None:
    if meter.given_up:
        raise Refused("This meter was given up.", field="value")
    if session.get_one(Asset, meter.asset_id).state in GONE:
        raise Refused("What it belongs to is retired.", field="value")
    if taken.at > moment_of(session) + FAST:
        raise Refused("This moment is still to come.", field="at")
    must_be_kept(taken.value)


def must_be_kept(value: Decimal) -> None:
    """Raise Refused for a number that is too large or too fine."""
    if abs(value) >= LARGEST:
        raise Refused("This number is too large.", field="value")
    if value != round(value, profiles.MOST_DECIMALS):
        raise Refused(
            "Write at most {decimal_places} decimals.",
            decimal_places=profiles.MOST_DECIMALS,
            field="value",
        )


def _must_fit(session: Session, meter: Meter, taken: Taken) -> None:
    """A counter fits between the reading before and the one after, or says why it does not."""
    if not session.get_one(Quantity, meter.quantity_id).counter:
        return
    if taken.turn and not taken.reason.strip():
        raise Refused("Say why the counter stands lower.", field="reason")
    if taken.turn is Turn.ROLLED_OVER and meter.rolls_over_at is None:
        raise Refused("Say first at which number this counter begins again.", field="turn")
    around = (before(session, meter, taken.at), after(session, meter, taken.at))
    for no in misfits(taken, *around, zone_of(session, meter)):
        raise no
    if meter.rolls_over_at is not None and taken.value > meter.rolls_over_at:
        raise Refused(
            "It begins again at {value}.", value=plain(meter.rolls_over_at), field="value"
        )


def zone_at(session: Session, site_id: UUID | None) -> tzinfo:
    """The zone in whose days people speak at this site."""
    site = session.get(Place, site_id) if site_id else None
    return places.zone_of(site) if site else UTC


def zone_of(session: Session, meter: Meter) -> tzinfo:
    return zone_at(session, meter.site_id)


def misfits(taken: Taken, last: Any, following: Any, zone: tzinfo) -> Iterator[Refused]:
    """Why a counter cannot have stood so between these two readings."""
    if taken.value < 0:
        yield Refused("A counter does not stand below zero.", field="value")
    if last and taken.value < last.value and taken.turn is None:
        yield Refused(
            "It stood at {value} on {day}, and a counter does not run backwards. "
            "Say what happened to it, if this is right.",
            value=plain(last.value),
            day=last.at.astimezone(zone).date(),
            field="value",
        )
    if following and following.turn is None and taken.value > following.value:
        yield Refused(
            "It stood at {value} on {day}, which was later. Write no more than that.",
            value=plain(following.value),
            day=following.at.astimezone(zone).date(),
            field="value",
        )


def _of(meter: Meter) -> SelectOfScalar[Reading]:
    """The readings of a meter that count."""
    return select(Reading).where(Reading.meter_id == meter.id, COUNTS)


def _at(session: Session, meter: Meter, at: datetime) -> Reading | None:
    return session.exec(_of(meter).where(Reading.at == at)).first()


def before(session: Session, meter: Meter, at: datetime) -> Reading | None:
    """The last reading before this moment."""
    earlier = _of(meter).where(Reading.at < at)
    return session.exec(earlier.order_by(col(Reading.at).desc()).limit(1)).first()


def after(session: Session, meter: Meter, at: datetime) -> Reading | None:
    """The first reading after this moment."""
    later = _of(meter).where(Reading.at > at)
    return session.exec(later.order_by(col(Reading.at)).limit(1)).first()


def _count(session: Session, meter: Meter, reading: Reading, *, newest: bool) -> None:
    if not session.get_one(Quantity, meter.quantity_id).counter:
        return
    last = before(session, meter, reading.at)
    if newest and last and last.total is not None and reading.turn is None:
        reading.total = last.total + reading.value - last.value
        return
    recount(session, meter)
    session.refresh(reading)


def recount(session: Session, meter: Meter) -> None:
    """Reckon anew what a counter has counted in all, at each of its readings."""
    session.flush()
    table: Table = Reading.__table__  # type: ignore[attr-defined]
    columns = [table.c[name] for name in ("id", "value", "turn", "total")]
    asked = select(*columns).where(table.c.meter_id == meter.id, COUNTS).order_by(table.c.at)
    rows: Sequence[Any] = session.connection().execute(asked).all()
    counted = meters.totals([(row.value, row.turn) for row in rows], meter.rolls_over_at)
    wrong = [
        {"key": row.id, "counted": total}
        for row, total in zip(rows, counted, strict=True)
        if row.total != total
    ]
    if wrong:
        anew = update(table).where(table.c.id == bindparam("key"))
        session.connection().execute(anew.values(total=bindparam("counted")), wrong)


def note_last(session: Session, meter: Meter) -> None:
    """Write on the meter what the last of its readings says that count, if there is one."""
    last = session.exec(_of(meter).order_by(col(Reading.at).desc()).limit(1)).first()
    said = (last.value, last.at, last.severity) if last else (None, None, None)
    meter.last_value, meter.last_at, meter.last_severity = said
    if not meter.given_up:
        meter.read_key = meter.last_at or NEVER_READ
