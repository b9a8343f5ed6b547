"""Shifts: where a day goes that falls on a holiday, a weekend or a closure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from assets import workdays
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import closures
from assets.maintenance.closures import Closure, Span
from assets.maintenance.terms import AtClosure, Shift

_DAY = timedelta(1)
# Where nobody works for so many days on end, a day stays where it is.
_FARTHEST = 400
_AT_ONCE = 5000


@dataclass(frozen=True)
class Calendar:
    """When nobody works, and from which day to which it is closed, as one thing sees it.

    A yearly closure is written down as it is the first time.
    """

    free: Callable[[date], bool]
    closures: Sequence[Span] = ()
    yearly: Sequence[Span] = ()

    def closed(self, day: date) -> Span | None:
        """The first and the last day of the closure in which a day falls, if it does.

        Closures that meet, or run into one another, are one.
        """
        if not self.closures and not self.yearly:
            return None
        found: Span | None = None
        for begins, ends in sorted(self._around(day)):
            if found and begins <= found[1] + _DAY:
                found = found[0], max(found[1], ends)
            elif found and found[0] <= day <= found[1]:
                return found
            else:
                found = begins, ends
        return found if found and found[0] <= day <= found[1] else None

    def _around(self, day: date) -> Iterator[Span]:
        yield from self.closures
        for begins, ends in self.yearly:
            years = day.year - begins.year
            for later in range(max(0, years - 2), years + 2):
                yield closures.in_year(begins, ends, later)


@dataclass(frozen=True)
class Manner:
    """What a plan wants of a day that cannot be. A binding duty only ever moves earlier."""

    on_free_day: Shift = Shift.STAY
    at_closure: AtClosure = AtClosure.STAY
    binding: bool = False

    @property
    def earlier(self) -> bool:
        return self.binding or self.on_free_day is Shift.EARLIER


def shifted(day: date, manner: Manner, calendar: Calendar) -> date | None:
    """The day on which it can be done; None if this time is left out.

    First the closure: a day in it is pulled before it, pushed after it, left out, or bundled, which
    is its first working day. A day near it stays. Then the free day: to the working day before or
    after. Where both are to be heeded, the day found is neither: what a weekend would push into a
    closure goes on to the day after it, and only a day that falls into the closure itself is left
    out. What a weekend pulls into a closure that bundles is bundled too.

    What is binding is never later than its day. Where it would be pushed after a closure, or left
    out, it is done before; bundled it is done in the closure up to its day, or before. Where no
    such day is found within 400, the day stays: a duty is never lost.
    """
    for _ in range(_FARTHEST):
        found = _moved(day, manner, calendar)
        if found is None or found == day:
            return found
        day = found
    return day


def _moved(day: date, manner: Manner, calendar: Calendar) -> date | None:
    span = calendar.closed(day) if manner.at_closure is not AtClosure.STAY else None
    if span is None:
        return _off_free_days(day, manner, calendar)
    match manner.at_closure:
        case AtClosure.WITHIN:
            return _bundled(day, span, manner, calendar)
        case AtClosure.AFTER if not manner.binding:
            return _walk(span[1], _DAY, manner, calendar) or day
        case AtClosure.SKIP if not manner.binding:
            return None
    return _walk(span[0], -_DAY, manner, calendar) or day


def _off_free_days(day: date, manner: Manner, calendar: Calendar) -> date:
    if manner.on_free_day is Shift.STAY or not calendar.free(day):
        return day
    return _walk(day, -_DAY if manner.earlier else _DAY, manner, calendar) or day


def _bundled(day: date, span: Span, manner: Manner, calendar: Calendar) -> date:
    """The first working day in the closure; of what is binding, up to its own day."""
    first, last = span[0], day if manner.binding else span[1]
    for count in range(min((last - first).days, _FARTHEST) + 1):
        if _worked(first + count * _DAY, manner, calendar):
            return first + count * _DAY
    begin, step = (first, -_DAY) if manner.earlier else (last, _DAY)
    return _walk(begin, step, manner, calendar) or day


def _walk(day: date, step: timedelta, manner: Manner, calendar: Calendar) -> date | None:
    """The nearest day that way on which it can be done, if there is one."""
    for _ in range(_FARTHEST):
        day += step
        if not _worked(day, manner, calendar):
            continue
        if manner.at_closure is AtClosure.WITHIN or (span := calendar.closed(day)) is None:
            return day
        day = span[0] if step < timedelta(0) else span[1]
    return None


def _worked(day: date, manner: Manner, calendar: Calendar) -> bool:
    return manner.on_free_day is Shift.STAY or not calendar.free(day)


class Subject(NamedTuple):
    """What a calendar is asked for: a thing, or a place. Of a thing the place may be left out."""

    site_id: UUID | None = None
    place_id: UUID | None = None
    asset_id: UUID | None = None


def calendar_of(
    session: Session, *, site_id: UUID | None, place_id: UUID | None, asset_id: UUID | None
) -> Calendar:
    """What holds for a thing, or for a place: its own closures and those of all that it is in.

    For many at once ask `calendars_of`.
    """
    subject = Subject(site_id, place_id, asset_id)
    return calendars_of(session, [subject])[subject]


def calendars_of(session: Session, subjects: Iterable[Subject]) -> dict[Subject, Calendar]:
    """The calendars of many things or places, in a few queries however many they are."""
    asked = list(dict.fromkeys(subjects))
    known = _Known(session, asked)
    return {subject: known.calendar(subject) for subject in asked}


class _Standing(NamedTuple):
    """Where something stands: its site, and the path of its place."""

    site_id: UUID | None
    path_key: str


class _Known:
    """What is read once for all that is asked. Things that stand together share a calendar."""

    def __init__(self, session: Session, asked: Sequence[Subject]) -> None:
        self._of_things = _standing_of_things(session, asked)
        self._of_places = _standing_of_places(session, asked)
        self._at_site: dict[UUID | None, list[tuple[str, Closure]]] = defaultdict(list)
        self._on_thing: dict[UUID | None, list[Closure]] = defaultdict(list)
        for closure, site_id, path_key in session.execute(closures.standing()):
            if closure.asset_id:
                self._on_thing[closure.asset_id].append(closure)
            else:
                self._at_site[site_id].append((path_key, closure))
        sites = session.exec(select(Place.id, Place.country).where(col(Place.parent_id).is_(None)))
        self._country = dict(sites.all())
        own = workdays.own_days(session, {*self._country.values(), ""})
        self._free = {country: workdays.free_in(country, days) for country, days in own.items()}
        self._shared: dict[tuple[_Standing, UUID | None], Calendar] = {}

    def calendar(self, subject: Subject) -> Calendar:
        stands = self._standing(subject)
        thing = subject.asset_id if subject.asset_id in self._on_thing else None
        if (stands, thing) not in self._shared:
            self._shared[stands, thing] = self._laid(stands, thing)
        return self._shared[stands, thing]

    def _standing(self, subject: Subject) -> _Standing:
        if subject.place_id in self._of_places:
            return self._of_places[subject.place_id]
        return self._of_things.get(subject.asset_id, _Standing(subject.site_id, ""))

    def _laid(self, stands: _Standing, thing: UUID | None) -> Calendar:
        here = [closure for key, closure in self._at_site[stands.site_id] if _in(stands, key)]
        shut = [*here, *(self._on_thing[thing] if thing else ())]
        country = self._country.get(stands.site_id, "") if stands.site_id else ""
        return Calendar(
            self._free[country],
            tuple((each.begins_on, each.ends_on) for each in shut if not each.yearly),
            tuple((each.begins_on, each.ends_on) for each in shut if each.yearly),
        )


def _in(stands: _Standing, path_key: str) -> bool:
    """Whether it stands in the place of this path. A site itself holds all that is at it."""
    if "\x1f" not in path_key:
        return True
    return f"{stands.path_key}\x1f".startswith(f"{path_key}\x1f")


def _standing_of_things(session: Session, asked: Sequence[Subject]) -> dict[UUID | None, _Standing]:
    keys = [each.asset_id for each in asked if each.asset_id and not each.place_id]
    found: dict[UUID | None, _Standing] = {}
    for begin in range(0, len(keys), _AT_ONCE):
        rows = select(Asset.id, Asset.site_id, Place.path_key).join(
            Place, col(Place.id) == col(Asset.place_id)
        )
        some = rows.where(col(Asset.id).in_(keys[begin : begin + _AT_ONCE]))
        found |= {key: _Standing(site_id, path) for key, site_id, path in session.exec(some)}
    return found


def _standing_of_places(session: Session, asked: Sequence[Subject]) -> dict[UUID | None, _Standing]:
    keys = list({each.place_id for each in asked if each.place_id})
    found: dict[UUID | None, _Standing] = {}
    for begin in range(0, len(keys), _AT_ONCE):
        rows = select(Place.id, Place.site_id, Place.path_key)
        some = rows.where(col(Place.id).in_(keys[begin : begin + _AT_ONCE]))
        found |= {key: _Standing(site_id, path) for key, site_id, path in session.exec(some)}
    return found
