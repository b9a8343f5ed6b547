"""What the figures of maintenance are, of what they are asked, and which orders each counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import col, func, select

from assets.inventory.catalogue import EquipmentType
from assets.inventory.places import Place, zone_of
from assets.inventory.register import Asset
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.rests import NOT_ASKED
from assets.maintenance.statutory import FINISHED
from assets.maintenance.terms import RECURRING, Kind
from assets.rights import Permission, Rights
from assets.words import N_, Worded

AGAIN = 30  # days within which a failure has come back
MONTHS = 12  # that are shown at least
MOST_MONTHS = 36

_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]


class Figure(Worded):
    """One figure, by the name that its address has."""

    PM_COMPLIANCE = "pm-compliance", N_("Planned work done in time")
    PM_COMPLETION = "pm-completion", N_("Planned work done at all")
    STATUTORY = "statutory-compliance", N_("Duties of law and safety kept")
    AVAILABILITY = "availability", N_("Availability")
    MTBF = "mtbf", N_("Mean time between failures (MTBF)")
    MTTR = "mttr", N_("Mean time to restoration (MTTR)")
    RESPONSE = "response-time", N_("Response time")
    REPEATS = "repeat-failures", N_("Repeat failures")
    FAILURE_RATE = "failure-rate", N_("Failures per thing and year")
    PLANNED_SHARE = "planned-share", N_("Planned share of the work")
    COST = "cost-of-service", N_("Cost of service")


class Share(Worded):
    """Which of the rows behind a figure are looked at."""

    COUNTED = "counted", N_("Those above the line")
    LEFT = "left", N_("Those missing from it")
    APART = "apart", N_("Left out: the thing was at rest")


@dataclass(frozen=True)
class Span:
    """From one day to another, both in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The moment it begins in that zone, and the one by which it is over."""
        days = self.first, self.last + timedelta(1)
        begin, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
        return begin, end

    def months(self) -> list["Span"]:
        """Its months, and those before it where it has fewer than a year of them."""
        found = list(_months_back(self.last))
        count = sum(each.last >= self.first for each in found)
        return found[: max(count, MONTHS)][::-1]


def _months_back(last: date) -> Iterator[Span]:
    for _ in range(MOST_MONTHS):
        yield Span(last.replace(day=1), last)
        last = last.replace(day=1) - timedelta(1)


def looked_at(column: Any) -> Any:
    """A column that no index shall lead to: orders are found by their days, see `Rights.where`."""
    return func.coalesce(column, None)


@dataclass(frozen=True)
class Scope:
    """Of which things and orders a figure is asked, and by whom."""

    sites: Sequence[Place]  # those that she sees
    seen_by: Rights
    site: Place | None = None
    kind: EquipmentType | None = None

    def of(self, table: Any) -> list[ColumnElement[bool]]:
        """What it asks of orders, or of plans."""
        asked = self._seen(table, leading=table is not WorkOrder)
        if self.kind:
            of_kind = select(Asset.id).where(Asset.type_id == self.kind.id)
            asked.append(col(table.asset_id).in_(of_kind))
        return asked

    def of_things(self) -> list[ColumnElement[bool]]:
        asked = self._seen(Asset)
        return [*asked, col(Asset.type_id) == self.kind.id] if self.kind else asked

    def _seen(self, table: Any, *, leading: bool = True) -> list[ColumnElement[bool]]:
        seen = self.seen_by.where(Permission.ORDERS_SEE, table, leading=False)
        site_id: Any = col(table.site_id) if leading else looked_at(table.site_id)
        return [seen, site_id == self.site.id] if self.site else [seen]

    def zones(self) -> dict[ZoneInfo, list[Any]]:
        """The sites in each zone."""
        found: dict[ZoneInfo, list[Any]] = {}
        for site in self.sites:
            found.setdefault(zone_of(site), []).append(site.id)
        return found

    def holds(self, moment: Any, span: Span) -> ColumnElement[bool]:
        """Whether a moment of an order falls into these days, as its site counts them."""
        bounds = {zone: span.bounds(zone) for zone in self.zones()}
        if not bounds:
            return false()
        widest = min(begin for begin, _ in bounds.values()), max(end for _, end in bounds.values())
        days = [
            and_(looked_at(_ORDER.c.site_id).in_(keys), moment >= begin, moment < end)
            for keys, (begin, end) in zip(self.zones().values(), bounds.values(), strict=True)
        ]
        return and_(moment >= widest[0], moment < widest[1], or_(*days))


class days_between(GenericFunction[int]):  # noqa: N801
    """How many days the second day is after the first."""

    name = "days_between"
    inherit_cache = True


@compiles(days_between)
def _by_subtraction(element: Any, compiler: Any, **asked: Any) -> str:
    first, second = (compiler.process(each, **asked) for each in element.clauses)
    return f"({second} - {first})"


@compiles(days_between, "sqlite")
def _by_julian_day(element: Any, compiler: Any, **asked: Any) -> str:
    first, second = (compiler.process(each, **asked) for each in element.clauses)
    return f"(julianday({second}) - julianday({first}))"


# A time of a plan. What was done before its window was extra, and has none.
OWED = _ORDER.c.plan_id.is_not(None) & _ORDER.c.late_on.is_not(None)
AT_REST = (_ORDER.c.state == State.CANCELLED) & _ORDER.c.reason.in_(list(NOT_ASKED.values()))
GIVEN_UP = (_ORDER.c.state == State.CANCELLED) & ~AT_REST
DONE = looked_at(_ORDER.c.state).in_(FINISHED)
IN_TIME = (
    DONE
    & (_ORDER.c.done_on >= func.coalesce(_ORDER.c.early_on, _ORDER.c.due_on))
    & (_ORDER.c.done_on <= _ORDER.c.late_on)
)
STANDS = _ORDER.c.state.not_in([State.DRAFT, State.CANCELLED])
REPAIR = (_ORDER.c.kind == Kind.CORRECTIVE) & STANDS
RESTORED = REPAIR & _ORDER.c.down_from.is_not(None) & _ORDER.c.down_until.is_not(None)
ANSWERED = REPAIR & _ORDER.c.reported_at.is_not(None) & _ORDER.c.started_at.is_not(None)
WAS_DOWN = STANDS & _ORDER.c.asset_id.is_not(None) & _ORDER.c.down_from.is_not(None)


def _came_back() -> ColumnElement[bool]:
    """Whether the same thing had failed in the same manner shortly before."""
    before: Any = aliased(WorkOrder)
    apart = days_between(before.opened_on, _ORDER.c.opened_on)
    earlier = or_(apart > 0, and_(apart == 0, before.number < _ORDER.c.number))
    alike = before.asset_id == _ORDER.c.asset_id, before.failure_mode == _ORDER.c.failure_mode
    stands = before.kind == Kind.CORRECTIVE, before.state.not_in([State.DRAFT, State.CANCELLED])
    return select(before.id).where(*alike, *stands, earlier, apart <= AGAIN).exists()


CAME_BACK = _came_back()
_ALL, _NONE = true(), false()


@dataclass(frozen=True)
class Counted:
    """Which orders stand below the line of a figure and which above, by which day or moment."""

    by: ColumnElement[Any]
    below: ColumnElement[bool]
    above: ColumnElement[bool] = _ALL
    apart: ColumnElement[bool] = _NONE


_OF_PLANS: dict[str, Any] = {
    "by": _ORDER.c.late_on,
    "below": OWED & ~AT_REST,
    "apart": OWED & AT_REST,
}
_FAILURES = Counted(_ORDER.c.opened_on, REPAIR)
ORDERS: dict[Figure, Counted] = {
    Figure.PM_COMPLIANCE: Counted(**_OF_PLANS, above=IN_TIME),
    Figure.PM_COMPLETION: Counted(**_OF_PLANS, above=DONE),
    Figure.AVAILABILITY: Counted(_ORDER.c.down_from, WAS_DOWN),
    Figure.MTBF: _FAILURES,
    Figure.MTTR: Counted(_ORDER.c.down_until, RESTORED),
    Figure.RESPONSE: Counted(_ORDER.c.reported_at, ANSWERED),
    Figure.REPEATS: Counted(_ORDER.c.opened_on, REPAIR, CAME_BACK),
    Figure.FAILURE_RATE: _FAILURES,
    Figure.PLANNED_SHARE: Counted(_ORDER.c.due_on, true(), _ORDER.c.kind.in_(RECURRING)),
    Figure.COST: Counted(_ORDER.c.done_on, DONE),
}
