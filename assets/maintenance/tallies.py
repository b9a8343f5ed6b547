"""What the figures are reckoned from, counted by the database: of each span and each site."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, and_, case
from sqlmodel import Session, col, func, select

from assets.database import moment_of
from assets.inventory.places import zone_of
from assets.inventory.register import COMING, NEVER, Asset, State
from assets.maintenance import expenses, measures, obligations
from assets.maintenance.labour import Labour
from assets.maintenance.measures import Scope, Span
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import RECURRING

HOUR = 3600
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_ASSET: Any = Asset.__table__  # type: ignore[attr-defined]
_NOT_YET = (*COMING, State.DELIVERED, State.INSTALLED, State.ACCEPTED)

Place = tuple[int, UUID]  # the number of a span, and a site


class Things(NamedTuple):
    """So many things of a site in use from one day to another, and what they cost."""

    site_id: UUID
    begun_on: date
    ended_on: date | None
    currency: str | None
    number: int
    minor: int | None

    def days_in(self, span: Span) -> int:
        """On how many days of the span each of them was in use."""
        last = min(self.ended_on or NEVER, span.last)
        return max(0, (last - max(self.begun_on, span.first)).days + 1)


@dataclass
class Tallies:
    """All that is counted once for the figures of one page, each when it is first asked for."""

    session: Session
    scope: Scope
    spans: Sequence[Span]  # one after the other, without gaps

    @property
    def whole(self) -> Span:
        return Span(self.spans[0].first, self.spans[-1].last)

    def nth(self, day: Any) -> ColumnElement[Any]:
        """The number of the span that a day falls into."""
        ends = [(day <= each.last, number) for number, each in enumerate(self.spans)]
        return case(*ends, else_=len(ends)).label("nth")

    @cached_property
    def planned(self) -> dict[Place, Any]:
        """The times of plans whose window ended: `due`, `in_time`, `done`, `given_up` and more."""
        return self._by_day(
            _ORDER.c.late_on,
            measures.OWED,
            due=_count(~measures.AT_REST),
            in_time=_count(measures.IN_TIME),
            done=_count(measures.DONE),
            given_up=_count(measures.GIVEN_UP),
            at_rest=_count(measures.AT_REST),
            missed=func.coalesce(func.sum(_ORDER.c.missed), 0),
        )

    @cached_property
    def repairs(self) -> dict[Place, Any]:
        """The repairs that were asked for: `count`, and how many of them came `back`."""
        back = _count(measures.CAME_BACK)
        return self._by_day(_ORDER.c.opened_on, measures.REPAIR, number=func.count(), back=back)

    def _by_day(self, day: Any, among: Any, **sums: Any) -> dict[Place, Any]:
        whole = day.between(self.whole.first, self.whole.last)
        told: Any = select(
            self.nth(day), _ORDER.c.site_id, *(each.label(name) for name, each in sums.items())
        )
        asked = told.where(*self.scope.of(WorkOrder), among, whole)
        rows = self.session.connection().execute(asked.group_by("nth", _ORDER.c.site_id))
        return {(row.nth, row.site_id): row for row in rows}

    @cached_property
    def minutes(self) -> dict[Place, tuple[int, int]]:
        """The minutes of planned work, and those of all work."""
        planned = func.sum(case((_ORDER.c.kind.in_(RECURRING), col(Labour.minutes)), else_=0))
        told: Any = select(
            self.nth(Labour.day), _ORDER.c.site_id, planned, func.sum(Labour.minutes)
        )
        asked = told.join(_ORDER, _ORDER.c.id == col(Labour.order_id)).where(
            *self.scope.of(WorkOrder), col(Labour.day).between(self.whole.first, self.whole.last)
        )
        rows = self.session.connection().execute(asked.group_by("nth", _ORDER.c.site_id))
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    @cached_property
    def costs(self) -> dict[tuple[int, UUID, str], int]:
        """What the orders have cost that were done, in each currency."""
        done = measures.DONE & _ORDER.c.done_on.between(self.whole.first, self.whole.last)
        spent = expenses.of_orders(*self.scope.of(WorkOrder), done)
        told: Any = select(
            self.nth(spent.c.done_on), spent.c.site_id, spent.c.currency, func.sum(spent.c.minor)
        )
        asked = told.group_by("nth", spent.c.site_id, spent.c.currency)
        rows = self.session.connection().execute(asked)
        return {(row[0], row[1], str(row[2])): int(row[3]) for row in rows}

    @cached_property
    def things(self) -> list[Things]:
        """The things that were in use in these days, those alike together.

        Since when before these days, and until when after them, makes no difference.
        """
        first, last = self.whole.first, self.whole.last
        registered = func.date(_ASSET.c.created_at, type_=Date)
        begun = func.coalesce(_ASSET.c.in_use_on, _ASSET.c.accepted_on, registered, type_=Date)
        told: list[Any] = [
            _ASSET.c.site_id,
            case((begun < first, first), else_=begun).label("begun"),
            case((_ASSET.c.ended_on <= last, _ASSET.c.ended_on)).label("ended"),
            _ASSET.c.price_currency,
            func.count(),
            func.sum(_ASSET.c.price_minor),
        ]
        met = begun <= last, func.coalesce(_ASSET.c.ended_on, NEVER) >= first
        asked = select(*told).where(*self.scope.of_things(), _ASSET.c.state.not_in(_NOT_YET), *met)
        alike = _ASSET.c.site_id, "begun", "ended", _ASSET.c.price_currency
        return [Things(*row) for row in self.session.connection().execute(asked.group_by(*alike))]

    @cached_property
    def thing_days(self) -> dict[Place, int]:
        """On how many days things were in use, taken together."""
        found: dict[Place, int] = defaultdict(int)
        for each in self.things:
            for number, span in enumerate(self.spans):
                found[number, each.site_id] += each.number * each.days_in(span)
        return found

    @cached_property
    def prices(self) -> dict[tuple[int, UUID, str], int]:
        """What the things have cost that were in use, in each currency."""
        found: dict[tuple[int, UUID, str], int] = defaultdict(int)
        for each in self.things:
            for number, span in enumerate(self.spans):
                if each.currency and each.days_in(span):
                    found[number, each.site_id, str(each.currency)] += int(each.minor or 0)
        return found

    @cached_property
    def zones(self) -> dict[UUID, ZoneInfo]:
        return {site.id: zone_of(site) for site in self.scope.sites}

    @cached_property
    def _ends(self) -> dict[UUID, list[datetime]]:
        """By which moments the spans are over at each site."""
        zones = {zone: [each.bounds(zone)[1] for each in self.spans] for zone in self.scope.zones()}
        return {site_id: zones[zone] for site_id, zone in self.zones.items()}

    def hours(self, by: Any, among: Any, since: Any, until: Any) -> Iterator[tuple[Place, float]]:
        """How long it took each of these orders from one moment to another."""
        told: Any = select(_ORDER.c.site_id, by, since, until)
        asked = told.where(*self.scope.of(WorkOrder), among, self.scope.holds(by, self.whole))
        for site_id, at, begun, ended in self.session.connection().execute(asked):
            yield (bisect_right(self._ends[site_id], at), site_id), _hours(begun, ended)

    @cached_property
    def down_hours(self) -> dict[Place, float]:
        """How long things were down, of several orders about one thing only once."""
        found: dict[Place, float] = defaultdict(float)
        for site_id, times in self._downtimes().items():
            for number, span in enumerate(self.spans):
                begin, end = span.bounds(self.zones[site_id])
                for own in times.values():
                    found[number, site_id] += _covered(own, begin, min(end, self._now))
        return found

    @property
    def _now(self) -> datetime:
        return moment_of(self.session)

    def _downtimes(self) -> dict[UUID, dict[UUID, list[tuple[datetime, datetime]]]]:
        told: Any = select(*(_ORDER.c[name] for name in ("site_id", "asset_id", *_DOWN)))
        asked = told.where(*self.scope.of(WorkOrder), was_down(self.scope, self.whole))
        found: Any = defaultdict(lambda: defaultdict(list))
        for site_id, asset_id, begun, ended in self.session.connection().execute(
            asked.order_by(_ORDER.c.down_from)
        ):
            found[site_id][asset_id].append((begun, ended or self._now))
        return found  # type: ignore[no-any-return]

    @cached_property
    def duties(self) -> dict[Place, tuple[int, int]]:
        """The things with a duty of law or safety on the last day, and those with a late one."""
        return obligations.counted(self.session, self.scope, [each.last for each in self.spans])


_DOWN = ("down_from", "down_until")


def was_down(scope: Scope, span: Span) -> ColumnElement[bool]:
    """Whether an order says that its thing was down on one of these days."""
    widest = Span(date(1900, 1, 1), span.last)
    until, far = _ORDER.c.down_until, Span(span.first, date(2200, 1, 1))
    ended_before = until.is_not(None) & ~scope.holds(until, far)
    return and_(measures.WAS_DOWN, scope.holds(_ORDER.c.down_from, widest), ~ended_before)


def _count(which: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((which, 1), else_=0))


def _hours(begun: datetime, ended: datetime) -> float:
    return (ended - begun) / timedelta(hours=1)


def _covered(times: Sequence[tuple[datetime, datetime]], begin: datetime, end: datetime) -> float:
    """How many hours of a span these times cover, which come in the order in which they begin."""
    hours, reached = 0.0, begin
    for since, until in times:
        from_now, by_then = max(since, reached), min(until, end)
        if from_now < by_then:
            hours, reached = hours + _hours(from_now, by_then), by_then
    return hours
