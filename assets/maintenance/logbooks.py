"""Log books: what is to be read next, what was read of one meter, and its course in few points."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside, streamed
from assets.errors import Missing
from assets.inventory import places
from assets.inventory.places import Place
from assets.inventory.register import GONE, OPERATED, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.limits import Quantity
from assets.maintenance.meters import COUNTS, NOT_ASKED, Meter, Reading
from assets.maintenance.profiles import BAD
from assets.people import Person
from assets.rights import Permission, Rights

MOST_POINTS = 500  # of a chart
_METER: Any = Meter.__table__  # type: ignore[attr-defined]
_READING: Any = Reading.__table__  # type: ignore[attr-defined]
_Site = aliased(Place)
_By: Any = aliased(Person)  # who withdrew a reading


class Point(NamedTuple):
    """What a meter showed at a moment."""

    at: datetime
    value: Decimal


@dataclass(frozen=True)
class Span:
    """From one moment to another."""

    since: datetime
    until: datetime


def waiting(session: Session, site: Place | None, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the gauges in use, as rows: what was not read for longest comes first."""
    asked = [col(Quantity.counter).is_(False), _METER.c.read_key < NOT_ASKED]
    rows = _rows(seen_by).where(*asked, col(Asset.state).in_(OPERATED))
    if site:
        rows = rows.where(_METER.c.site_id == site.id)
    rows = rows.add_columns(_METER.c.read_key.label("sort_key"), _METER.c.id)
    return page(session, rows, Order(_METER.c.read_key, _METER.c.id), cut)


def out_of_limits(
    session: Session, site: Place | None, seen_by: Rights, most: int
) -> Sequence[Any]:
    """The meters whose last reading is to be acted on, as rows; the oldest first."""
    rows = _rows(seen_by).where(_METER.c.last_severity.in_(BAD), _METER.c.read_key < NOT_ASKED)
    if site:
        rows = rows.where(_METER.c.site_id == site.id)
    return session.connection().execute(rows.order_by(_METER.c.read_key).limit(most)).all()


def _rows(seen_by: Rights) -> Select[Any]:
    names = (Quantity.name_en, Quantity.name_ro, Quantity.name_hu)
    shown: Select[Any] = select(
        _METER.c.id.label("meter_id"),
        *names,
        _METER.c.name.label("meter"),
        Quantity.unit,
        _METER.c.last_value,
        _METER.c.last_at,
        _METER.c.last_severity,
        Asset.tag,
        Asset.name,
        col(Place.path).label("place"),
        col(_Site.zone).label("zone"),
    )  # type: ignore[call-overload]
    joined = shown.select_from(Meter).join(Quantity, col(Quantity.id) == _METER.c.quantity_id)
    joined = joined.join(Asset, col(Asset.id) == _METER.c.asset_id)
    joined = joined.join(Place, col(Place.id) == col(Asset.place_id))
    joined = joined.join(_Site, col(_Site.id) == _METER.c.site_id)
    return joined.where(seen_by.where(Permission.ASSETS_SEE, Meter))


def read(meter: Meter, span: Span | None = None) -> Select[Any]:
    """The readings of one meter as rows, the latest first; those of a span where one is given.

    What was withdrawn stands among them.
    """
    shown: list[Any] = [
        _READING.c[name] for name in ("at", "value", "total", "severity", "turn", "reason")
    ]
    shown += [_READING.c[name] for name in ("way", "note", "limits", "opened_id")]
    shown += [_READING.c[name] for name in ("id", "version", "withdrawn_at", "withdrawn_for")]
    shown += [col(Person.name).label("read_by"), _By.name.label("withdrawn_by")]
    rows: Select[Any] = select(*shown).select_from(Reading)
    rows = rows.outerjoin(Person, col(Person.id) == _READING.c.read_by_id)
    rows = rows.outerjoin(_By, _By.id == _READING.c.withdrawn_by_id)
    rows = rows.where(_READING.c.meter_id == meter.id)
    if span:
        rows = rows.where(_READING.c.at.between(span.since, span.until))
    return rows.order_by(_READING.c.at.desc())


def listed(session: Session, meter: Meter, cut: Cut, span: Span | None = None) -> PageOf:
    """One page of the readings of a meter, the latest first."""
    key, row_id = _READING.c.at, _READING.c.id
    rows = read(meter, span).order_by(None).add_columns(key.label("sort_key"), row_id)
    return page(session, rows, Order(key, row_id, descending=True), cut)


def course(session: Session, meter: Meter, span: Span, most: int = MOST_POINTS) -> list[Point]:
    """What a meter showed over a span, in at most so many points.

    Of many readings, the least and the greatest of each stretch stand for all of it: no peak is
    lost. The database finds them, so that a hundred thousand cost little more than a hundred.
    """
    mine = (
        (_READING.c.meter_id == meter.id) & _READING.c.at.between(span.since, span.until) & COUNTS
    )
    count = session.exec(select(func.count()).where(mine)).one()
    if count <= most:
        asked: Any = select(_READING.c.at, _READING.c.value).where(mine).order_by(_READING.c.at)
        return [Point(*row) for row in session.connection().execute(asked)]
    stretch: Any = func.ntile(most // 2).over(order_by=_READING.c.at).label("stretch")
    drawn: Any = (_READING.c.at, _READING.c.value, stretch)
    parted: Any = select(*drawn).where(mine).subquery()
    ends: Any = [func.min(parted.c.at), func.min(parted.c.value), func.max(parted.c.at)]
    ends.append(func.max(parted.c.value))
    grouped: Any = select(*ends).group_by(parted.c.stretch)
    found = session.connection().execute(grouped.order_by(parted.c.stretch))
    return [
        point
        for first, least, last, greatest in found
        for point in (Point(first, least), Point(last, greatest))
    ]


def taken(meters: Collection[UUID], moment: datetime) -> SelectOfScalar[Reading]:
    """What was read on these meters at one moment and counts."""
    return select(Reading).where(col(Reading.meter_id).in_(meters), Reading.at == moment, COUNTS)


def reading(session: Session, key: UUID, seen_by: Rights) -> Reading:
    """One reading with its meter, also one that was withdrawn."""
    of_key = select(Reading).where(Reading.id == key)
    seen = of_key.where(seen_by.where(Permission.ASSETS_SEE, Reading))
    whole = alongside(Reading.meter)[0]
    loaded = (whole.joinedload(Meter.quantity), whole.joinedload(Meter.asset))  # type: ignore[attr-defined]
    found = session.exec(seen.options(*loaded)).one_or_none()
    if found is None:
        raise Missing("There is no such reading.")
    return found


def things_in(place: Place) -> SelectOfScalar[UUID]:
    """What stands in a place or in one inside it, as the ids of what can be read."""
    here = col(Asset.place_id).in_(places.below(place))
    return select(Asset.id).where(here, col(Asset.state).not_in(GONE))


def lines(session: Session, meter: Meter, span: Span) -> Iterator[Any]:
    """The readings of a span one after the other, as rows; never all of them are held at once."""
    yield from streamed(session, read(meter, span))
