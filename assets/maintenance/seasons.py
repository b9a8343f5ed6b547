"""Seasons: which duties a closure moves and where to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, select

from assets import workdays
from assets.inventory import places, relocations, takeovers
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.maintenance import closures, plans, reopenings, series, shifts
from assets.maintenance.closures import Closure, Said
from assets.maintenance.criticality import pressing_key
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.reckoning import OPEN
from assets.maintenance.series import Standing
from assets.maintenance.shifts import Calendar, Subject
from assets.maintenance.terms import AtClosure, Shift, binds
from assets.rhythm import Rhythm
from assets.trail import Change
from assets.workdays import CalendarDay

_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
MOST_SHOWN = 50
MOST_FOLLOWED = 500  # duties whose later times are looked at for one page
_MOST_LEFT_OUT = 1000
NEAR = timedelta(days=14)
_AT_ONCE = 5000


@dataclass(frozen=True)
class Falling:
    """A time of a duty that falls into a closure: its plan as a row, and the day it is done on."""

    plan: Any
    series_on: date
    due_on: date


@dataclass(frozen=True)
class Move:
    """A duty that a closure moves: its plan as a row, see `_duties`, and where it goes."""

    plan: Any
    series_on: date
    to: date
    occurrence: int

    @property
    def was(self) -> date:
        day: date = self.plan.due_on
        return day


def shut(session: Session, subject: Place | Asset, said: Said) -> tuple[Closure, list[Move]]:
    """A new closure, and the duties that it has moved."""
    closure = closures.shut(session, subject, said)
    return closure, _rearrange(session, subject, [around(closure)])


def change(session: Session, closure: Closure, said: Said) -> list[Move]:
    """Other days. What the old ones had moved goes back, and the order of its reopening along."""
    closure.must_stand()
    before, ended_on, left = around(closure), closure.ends_on, days_of(closure)
    closure.agree(said)
    session.flush()
    reopenings.follow(session, closure, closure.ends_on - ended_on)
    subject, near = subject_of(session, closure), [before, around(closure)]
    return _rearrange(session, subject, near, left)


def cancel(session: Session, closure: Closure) -> list[Move]:
    """It is not closed after all. What it had moved goes back to the day of its series."""
    closure.must_stand()
    closure.cancelled = True
    session.flush()
    reopenings.give_up(session, closure)
    near = [around(closure)]
    return _rearrange(session, subject_of(session, closure), near, days_of(closure))


def preview(session: Session, subject: Place | Asset, said: Said) -> list[Move]:
    """What a new closure would move."""
    with session.begin_nested() as looked:
        closure = closures.shut(session, subject, said)
        moves = to_move(session, subject, [around(closure)])
        looked.rollback()
    return moves


def preview_change(session: Session, closure: Closure, said: Said) -> list[Move]:
    """What other days of a closure would move. Its record is read anew afterwards."""
    closure.must_stand()
    with session.begin_nested() as looked:
        before, left = around(closure), days_of(closure)
        closure.agree(said)
        session.flush()
        subject = subject_of(session, closure)
        moves = to_move(session, subject, [before, around(closure)], left)
        looked.rollback()
    return moves


def falling(session: Session, closure: Closure, on: date) -> list[Falling]:
    """The duties whose series comes to a day in this closure, the next time or a later one."""
    span = None if closure.cancelled else closure.next_from(on)
    if span is None:
        return []
    day = func.coalesce(_PLAN.c.series_on, _PLAN.c.due_on)
    here = _here(subject_of(session, closure))
    asked = _duties(here).where(day <= span[1], _PLAN.c.due_key < NEVER)
    found = [(row, _first_in(row, span)) for row in session.execute(asked.limit(MOST_FOLLOWED))]
    inside = [(row, came) for row, came in found if came][:MOST_SHOWN]
    calendars = shifts.calendars_of(session, [_subject(row) for row, _ in inside])
    return [_fallen(row, came, calendars[_subject(row)]) for row, came in inside]


def _first_in(row: Any, span: tuple[date, date]) -> date | None:
    """The first day of a duty's series in these days."""
    day: date | None = row.series_on or row.due_on
    rhythm = _rhythm(row)
    while day is not None and day < span[0]:
        day = rhythm.after(day, row.anchor_on or day) if rhythm else None
    return day if day is not None and day <= span[1] else None


def _fallen(row: Any, came: date, calendar: Calendar) -> Falling:
    if came == (row.series_on or row.due_on):
        return Falling(row, came, row.due_on)
    return Falling(row, came, shifts.shifted(came, series.manner_of(row), calendar) or came)


def _subject(row: Any) -> Subject:
    return Subject(row.site_id, row.place_id, row.asset_id)


def subject_of(session: Session, closure: Closure) -> Place | Asset:
    """What is shut."""
    if closure.asset_id:
        return session.get_one(Asset, closure.asset_id)
    return session.get_one(Place, closure.place_id)


def around(closure: Closure) -> Calendar:
    """The days of this closure, and those near it: what a weekend moves may pass its ends."""
    return days_of(closure, NEAR)


def days_of(closure: Closure, near: timedelta = timedelta(0)) -> Calendar:
    span = [(closure.begins_on - near, closure.ends_on + near)]
    return Calendar(lambda _: False, *(([], span) if closure.yearly else (span, [])))


def declare(session: Session, **said: Any) -> CalendarDay:
    """An exception of a calendar, see `workdays.declare`: the duties that it concerns make way."""
    own = workdays.declare(session, **said)
    _lay_around(session, own)
    return own


def forget(session: Session, own: CalendarDay) -> None:
    """It is what its calendar says after all."""
    session.delete(own)
    _lay_around(session, own)


def _lay_around(session: Session, own: CalendarDay) -> None:
    """Put the duties anew that stand on this day, or were moved over it."""
    session.flush()
    sites = select(Place.id).where(col(Place.parent_id).is_(None), Place.country == own.country)
    series_on, due_on = _PLAN.c.series_on, _PLAN.c.due_on
    over = ((series_on <= own.day) & (due_on >= own.day)) | (
        (due_on <= own.day) & (series_on >= own.day)
    )
    heeding = _PLAN.c.on_free_day != Shift.STAY
    duties = _duties(_PLAN.c.site_id.in_(sites)).where(heeding, over)
    _put(session, _moves(session, session.execute(duties).all()))


def _follow_place(session: Session, place: Place) -> None:
    """The same for all that is in a place which stands inside others now."""
    bending = (_PLAN.c.on_free_day != Shift.STAY) | (_PLAN.c.at_closure != AtClosure.STAY)
    to_come = _PLAN.c.series_on >= places.day_at(session, place.site_id)
    duties = _duties(_here(place)).where(bending, to_come)
    _put(session, _moves(session, session.execute(duties).all()))


relocations.MOVED.append(_follow_place)


def _rearrange(
    session: Session, subject: Place | Asset, near: Sequence[Calendar], left: Calendar = OPEN
) -> list[Move]:
    """Put every duty that is meant on the day that its series and its calendar give."""
    session.flush()
    moves = to_move(session, subject, near, left)
    _put(session, moves)
    return moves


def _put(session: Session, moves: Sequence[Move]) -> None:
    takeovers.change_rows(session, WorkOrder, _moved_orders(session, moves))
    takeovers.change_rows(session, MaintenancePlan, [_moved(each) for each in moves])
    plans.settle_all(session, [each.plan.asset_id for each in moves if each.plan.asset_id])


def to_move(
    session: Session, subject: Place | Asset, near: Sequence[Calendar], left: Calendar = OPEN
) -> list[Move]:
    """Which duties here, due on one of these days, do not stand where they should.

    What was left out on the days of `left`, which are closed no more, is called up again.
    """
    heeding = _PLAN.c.at_closure != AtClosure.STAY
    owed = [
        row
        for row in session.execute(_duties(_here(subject)).where(heeding))
        if _falls(row, near) or _left_out(row, left)
    ]
    return _moves(session, owed, left)


def _moves(session: Session, owed: Sequence[Any], left: Calendar = OPEN) -> list[Move]:
    """Those of these duties that do not stand where their calendars put them."""
    subjects = {row.id: _subject(row) for row in owed}
    calendars = shifts.calendars_of(session, subjects.values())
    had = _had(session, list(subjects))
    found = (_to_move(row, calendars[subjects[row.id]], had[row.id], left) for row in owed)
    return [move for move in found if move and move.to != move.was]


def _falls(row: Any, near: Sequence[Calendar]) -> bool:
    days = row.series_on or row.due_on, row.due_on
    return any(each.closed(day) for each in near for day in days)


def _left_out(row: Any, left: Calendar) -> list[Standing]:
    """The times just before the next one of a plan that fell on these days, the latest first."""
    found: list[Standing] = []
    skips = row.at_closure is AtClosure.SKIP and not binds(row.kind, row.source)
    if not skips or not (rhythm := _rhythm(row)):
        return found
    day, anchor_on = row.series_on or row.due_on, row.anchor_on or row.due_on
    for occurrence in range(row.occurrence - 1, 0, -1):
        day = rhythm.before(day, anchor_on)
        if day is None or not left.closed(day):
            break
        found.append(Standing(day, anchor_on, occurrence))
    return found


def _rhythm(row: Any) -> Rhythm | None:
    return Rhythm(row.every, row.unit, row.month_end) if row.every and row.unit else None


def _had(session: Session, keys: Sequence[UUID]) -> dict[UUID, dict[date, date | None]]:
    """The days for which each plan has had its order, and until when that has settled it."""
    found: dict[UUID, dict[date, date | None]] = defaultdict(dict)
    for begin in range(0, len(keys), _AT_ONCE):
        names = ("plan_id", "state", "due_on", "done_on", "late_on")
        days: Any = select(*(_ORDER.c[name] for name in names))
        some = days.where(_ORDER.c.plan_id.in_(keys[begin : begin + _AT_ONCE]))
        for plan_id, state, *known in session.execute(some):
            settled_on = None if state in TO_DO else max(day for day in known if day)
            found[plan_id][known[0]] = settled_on
    return found


def _duties(here: ColumnElement[bool]) -> Select[Any]:
    """Those that have a day and go on; paused or at rest, they keep it for when they are asked."""
    names = ("id", "version", "title", "title_ro", "title_hu", "site_id", "partner_id", "place_id")
    more = ("asset_id", "every", "unit", "anchor_on", "series_on", "due_on", "lead_days", "mode")
    rules = ("on_free_day", "at_closure", "kind", "source", "due_key", "open_key")
    reckoned = ("month_end", "occurrence", "quantity_id", "early_days", "late_days")
    columns: Any = [_PLAN.c[name] for name in (*names, *more, *rules, *reckoned)]
    columns += [_PLAN.c.title.label("label"), col(Asset.tag), col(Asset.name)]
    rows: Any = select(*columns)
    joined = rows.select_from(MaintenancePlan).outerjoin(Asset, col(Asset.id) == _PLAN.c.asset_id)
    living = _PLAN.c.ended_on.is_(None) & _PLAN.c.due_on.is_not(None)
    found: Select[Any] = joined.where(here, living)
    return found.order_by(_PLAN.c.due_key, _PLAN.c.id)


def _here(subject: Place | Asset) -> ColumnElement[bool]:
    if isinstance(subject, Asset):
        mine: ColumnElement[bool] = _PLAN.c.asset_id == subject.id
        return mine
    inside = places.below(subject)
    at_site: ColumnElement[bool] = _PLAN.c.site_id == subject.site_id
    here: ColumnElement[bool] = _PLAN.c.place_id.in_(inside) | col(Asset.place_id).in_(inside)
    return at_site & here


def _to_move(
    row: Any, calendar: Calendar, had: Mapping[date, date | None], left: Calendar
) -> Move | None:
    """Where a plan's next day goes, counted from what is called up again.

    A time that is left out, or that goes to a day which has had its order, gives way to the next.
    """
    manner = series.manner_of(row)
    settled_on = max((day for day in had.values() if day), default=date.min)
    again = [each for each in _left_out(row, left) if each.series_on > settled_on]
    day: date = again[-1].series_on if again else row.series_on or row.due_on
    rhythm = _rhythm(row)
    for left_out in range(_MOST_LEFT_OUT):
        to = shifts.shifted(day, manner, calendar)
        if to is not None and (to == row.due_on or to not in had):
            return Move(row, day, to, row.occurrence - len(again) + left_out)
        if rhythm is None:
            return None
        day = rhythm.after(day, row.anchor_on or day)
    return None


def _moved(move: Move) -> Change:
    row = dict(move.plan._mapping)  # noqa: SLF001 - it is how SQLAlchemy calls a row as a mapping
    changes: dict[str, tuple[Any, Any]] = {
        "series_on": (row["series_on"], move.series_on),
        "due_on": (move.was, move.to),
        "occurrence": (row["occurrence"], move.occurrence),
    }
    keys = {
        "due_key": (row["due_key"], move.to),
        "open_key": (row["open_key"], move.to - timedelta(row["lead_days"])),
    }
    if row["due_key"] == NEVER:
        keys.clear()
    return Change(row, {k: v for k, v in (changes | keys).items() if v[0] != v[1]})


def _moved_orders(session: Session, moves: Sequence[Move]) -> list[Change]:
    """The orders that were opened for these days already, with the days in which they are kept."""
    moved = {each.plan.id: each for each in moves}
    names = ("id", "version", "number", "site_id", "partner_id", "plan_id", "due_on", "due_key")
    more = ("early_on", "late_on", "opened_on", "priority", "pressing_key")
    columns: list[Any] = [_ORDER.c[name] for name in (*names, *more)]
    columns.append(_ORDER.c.number.label("label"))
    standing: Select[Any] = select(*columns).where(
        _ORDER.c.plan_id.in_(moved), _ORDER.c.state.in_(TO_DO)
    )
    rows = session.execute(standing).mappings()
    return [
        _moved_order(dict(row), moved[row["plan_id"]])
        for row in rows
        if row["due_on"] == moved[row["plan_id"]].was
    ]


def _moved_order(row: dict[str, Any], move: Move) -> Change:
    early_on, late_on = series.kept(move.plan, move.to, move.series_on, row["opened_on"])
    moved = {
        **dict.fromkeys(("due_on", "due_key"), move.to),
        "early_on": early_on,
        "late_on": late_on,
        "pressing_key": pressing_key(row["priority"], move.to),
    }
    return Change(row, {name: (row[name], new) for name, new in moved.items() if row[name] != new})
