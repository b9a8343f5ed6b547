"""Recordings: many readings of one meter at once, as a logger has kept them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlmodel import Session, col, select

from assets import trail
from assets.database import in_haste, moment_of
from assets.errors import Refused
from assets.inventory.register import GONE, Asset
from assets.maintenance import metering, meters, readings
from assets.maintenance.limits import Quantity, Severity
from assets.maintenance.meters import COUNTS, Meter, Reading, Turn, Way
from assets.maintenance.readings import FAST, Taken
from assets.people import Person

# What is older asks for nothing any more: a history that is brought in late is no alarm.
RECENT = timedelta(days=2)
_AT_ONCE = 5000


class Numbered(NamedTuple):
    """What was read, and the row of the list that says so."""

    row: int
    taken: Taken


@dataclass
class Series:
    """What becomes of the readings of one list, before anything is written."""

    meter: Meter
    fresh: list[Numbered] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)  # of `fresh`, as they are written
    known: int = 0
    refused: list[tuple[Numbered, Refused]] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        return sum(row["severity"] is severity for row in self.rows)


class _Stood(NamedTuple):
    """What a counter stood at, as it was read before or is read now."""

    at: datetime
    value: Any
    turn: Turn | None = None
    told: Numbered | None = None


def plan(session: Session, meter: Meter, told: Sequence[Numbered], by: Person | None) -> Series:
    """What is new of this, what is known already and what cannot be. Writes nothing."""
    made = Series(meter)
    if meter.given_up or session.get_one(Asset, meter.asset_id).state in GONE:
        no = Refused("This meter was given up.")
        made.refused = [(each, no) for each in told]
        return made
    ordered = sorted(told, key=lambda each: each.taken.at)
    standing = _standing(session, meter, ordered)
    here = {each.at: each.value for each in standing}
    latest = moment_of(session) + FAST
    for each in ordered:
        if against := _against(each.taken, here, latest):
            made.refused.append((each, against))
        elif each.taken.at in here:
            made.known += 1
        else:
            here[each.taken.at] = each.taken.value
            made.fresh.append(each)
    if session.get_one(Quantity, meter.quantity_id).counter:
        _drop_misfits(session, made, standing)
    made.rows = list(_rows(session, made, by))
    return made


def _against(taken: Taken, here: dict[datetime, Any], latest: datetime) -> Refused | None:
    if taken.at > latest:
        return Refused("This moment is still to come.")
    if (known := here.get(taken.at, taken.value)) != taken.value:
        return Refused("Then it was read already: {value}.", value=meters.plain(known))
    try:
        readings.must_be_kept(taken.value)
    except Refused as no:
        return no
    return None


def _standing(session: Session, meter: Meter, told: Sequence[Numbered]) -> list[_Stood]:
    """What was read before in the time of this list, and the readings on both sides of it."""
    if not told:
        return []
    first, last = told[0].taken.at, told[-1].taken.at
    before = readings.before(session, meter, first)
    asked: Any = select(Reading.at, Reading.value, Reading.turn)
    mine = asked.where(Reading.meter_id == meter.id, COUNTS).order_by(col(Reading.at))
    within = session.exec(mine.where(col(Reading.at).between(first, last))).all()
    after = session.exec(mine.where(Reading.at > last).limit(1)).all()
    earlier = [_Stood(before.at, before.value, before.turn)] if before else []
    return [*earlier, *(_Stood(*row) for row in [*within, *after])]


def _drop_misfits(session: Session, made: Series, standing: Sequence[_Stood]) -> None:
    """Refuse what a counter cannot have stood at, between what it stood at before and after."""
    zone = readings.zone_of(session, made.meter)
    new = [_Stood(each.taken.at, each.taken.value, None, each) for each in made.fresh]
    merged, last, kept = sorted([*standing, *new], key=lambda each: each.at), None, []
    following = _following(merged)
    for each, later in zip(merged, following, strict=True):
        no = None
        if each.told:
            no = next(readings.misfits(each.told.taken, last, later, zone), None)
            if no:
                made.refused.append((each.told, no))
            else:
                kept.append(each.told)
        last = last if no else each
    made.fresh = kept


def _following(merged: Sequence[_Stood]) -> list[_Stood | None]:
    """Of each, the next one that was read before: what is new is judged by what is certain."""
    found, following = None, list[_Stood | None]()
    for each in reversed(merged):
        following.append(found)
        found = found if each.told else each
    return following[::-1]


def _rows(session: Session, made: Series, by: Person | None) -> Iterator[dict[str, Any]]:
    meter, at = made.meter, moment_of(session)
    if not made.fresh:
        return
    standard = readings.standard_of(session, meter)
    blank = Reading(**readings.judged(meter, made.fresh[0].taken, standard)).model_dump()
    blank |= {"way": Way.LOGGER, "read_by_id": by.id if by else None, "created_at": at}
    for each in made.fresh:
        yield blank | readings.judged(meter, each.taken, standard) | {"id": uuid4()}


def parts(made: Series, at: datetime) -> Iterator[Series]:
    """The same in parts, so that nobody waits for the whole of it: one after the other in time.

    What is recent stays together: the worst of it asks for its order.
    """
    old = bisect_right(made.rows, at - RECENT, key=lambda row: row["at"])
    begun = 0
    for end in (*range(_AT_ONCE, old, _AT_ONCE), len(made.rows)):
        yield replace(made, rows=made.rows[begun:end])
        begun = end


def keep(session: Session, made: Series) -> int:
    """Write what is new, all at once, and do what the latest of it asks for: how many were kept."""
    if not made.rows:
        return 0
    with in_haste(session):
        return _write(session, made)


def _write(session: Session, made: Series) -> int:
    meter = made.meter
    times = [row["at"] for row in made.rows]
    mine = select(Reading.at).where(Reading.meter_id == meter.id, COUNTS)
    known = set(session.exec(mine.where(col(Reading.at).between(min(times), max(times)))))
    rows = [row for row in made.rows if row["at"] not in known]
    since = meter.last_at
    trail.add_rows(session, Reading, rows, label="value")
    if session.get_one(Quantity, meter.quantity_id).counter:
        readings.recount(session, meter)
    readings.note_last(session, meter)
    _act(session, meter, since)
    metering.heed(session, meter)
    return len(rows)


def _act(session: Session, meter: Meter, since: datetime | None) -> None:
    """The worst of what is new and recent asks for its order."""
    recent = max(moment_of(session) - RECENT, since or readings.LONG_AGO)
    bad = select(Reading).where(
        Reading.meter_id == meter.id,
        COUNTS,
        Reading.at > recent,
        col(Reading.severity).in_(readings.BAD),
    )
    worst = max(
        session.exec(bad.order_by(col(Reading.at))),
        key=lambda each: (each.severity is Severity.CLOSE, each.at),
        default=None,
    )
    if worst:
        readings.act(session, meter, worst)
