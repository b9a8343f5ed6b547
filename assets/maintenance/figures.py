"""The figures of maintenance: each from what adds up, for a site, a kind of equipment and a span.

Of several sites and months a figure is reckoned anew from their sums. It is never an average of
their figures.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlmodel import Session

from assets.maintenance import measures
from assets.maintenance.measures import Figure, Scope, Span
from assets.maintenance.orders import WorkOrder
from assets.maintenance.tallies import Tallies
from assets.words import N_, Worded

K = TypeVar("K")

YEAR = 365  # days
_DAY = 24  # hours
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]


class Measure(Worded):
    """What a figure is told in."""

    PERCENT = "percent", N_("per cent")
    DAYS = "days", N_("days")
    HOURS = "hours", N_("hours")
    RATE = "a_year", N_("a year")


@dataclass(frozen=True)
class Told:
    """What a figure is told in, and what stands above and below its line."""

    measure: Measure
    above: str
    below: str


_DUE = N_("fell due")
_REPAIRS = N_("repairs")
TOLD: dict[Figure, Told] = {
    Figure.PM_COMPLIANCE: Told(Measure.PERCENT, N_("done in time"), _DUE),
    Figure.PM_COMPLETION: Told(Measure.PERCENT, N_("done, in time or not"), _DUE),
    Figure.STATUTORY: Told(
        Measure.PERCENT, N_("things with nothing late"), N_("things with such a duty")
    ),
    Figure.AVAILABILITY: Told(Measure.PERCENT, N_("hours not down"), N_("hours in all")),
    Figure.MTBF: Told(Measure.DAYS, N_("days of all things together"), _REPAIRS),
    Figure.MTTR: Told(Measure.HOURS, N_("hours down"), N_("repairs with both moments")),
    Figure.RESPONSE: Told(Measure.HOURS, "", N_("repairs begun")),
    Figure.REPEATS: Told(Measure.PERCENT, N_("came back within 30 days"), _REPAIRS),
    Figure.FAILURE_RATE: Told(Measure.RATE, _REPAIRS, N_("things, each for a year")),
    Figure.PLANNED_SHARE: Told(
        Measure.PERCENT, N_("minutes of planned work"), N_("minutes in all")
    ),
    Figure.COST: Told(Measure.PERCENT, N_("spent, brought to a year"), N_("price of the things")),
}


class Part(NamedTuple):
    """What of a figure adds up: what stands above and below its line, or each single time."""

    above: float = 0
    below: float = 0
    times: tuple[float, ...] = ()

    def with_(self, other: "Part") -> "Part":
        return Part(self.above + other.above, self.below + other.below, self.times + other.times)

    def value(self, measure: Measure) -> float | None:
        """The figure itself; None where there is nothing to divide by."""
        if self.times:
            return median(self.times)
        if not self.below:
            return None
        return (100 if measure is Measure.PERCENT else 1) * self.above / self.below


class Key(NamedTuple):
    """Of which span, site and currency."""

    nth: int
    site_id: UUID
    currency: str = ""


Parts = dict[Key, Part]


@dataclass(frozen=True)
class Reckoned:
    """One figure with its parts; of what is told in money, each currency for itself."""

    figure: Figure
    parts: Parts

    @property
    def told(self) -> Told:
        return TOLD[self.figure]

    @property
    def currencies(self) -> list[str]:
        return sorted({key.currency for key in self.parts}) or [""]

    def whole(self, currency: str = "") -> Part:
        return _sum(each for key, each in self.parts.items() if key.currency == currency)

    def of_span(self, nth: int) -> "Reckoned":
        """The same of one of its spans."""
        of_it = {key: each for key, each in self.parts.items() if key.nth == nth}
        return Reckoned(self.figure, of_it)

    def by_site(self, currency: str = "") -> dict[UUID, Part]:
        return self._grouped(currency, lambda key: key.site_id)

    def by_span(self, currency: str = "") -> dict[int, Part]:
        return self._grouped(currency, lambda key: key.nth)

    def _grouped(self, currency: str, of: Callable[[Key], K]) -> dict[K, Part]:
        found: dict[K, list[Part]] = defaultdict(list)
        for key, each in self.parts.items():
            if key.currency == currency:
                found[of(key)].append(each)
        return {key: _sum(each) for key, each in found.items()}


def _sum(parts: Iterable[Part]) -> Part:
    found = list(parts)
    times = tuple(time for each in found for time in each.times)
    return Part(sum(each.above for each in found), sum(each.below for each in found), times)


def all_of(session: Session, scope: Scope, span: Span) -> tuple[list[Reckoned], Tallies]:
    """Every figure of one span, and what else is told beside them."""
    tallies = Tallies(session, scope, [span])
    return [Reckoned(each, _RECKONED[each](tallies)) for each in Figure], tallies


def by_month(
    session: Session, figure: Figure, scope: Scope, span: Span
) -> tuple[list[Span], Reckoned]:
    """One figure of each month of the span, and of those before it where they are few."""
    months = span.months()
    return months, Reckoned(figure, _RECKONED[figure](Tallies(session, scope, months)))


def _planned(tallies: Tallies, above: str) -> Parts:
    rows = tallies.planned.items()
    return {Key(*key): Part(getattr(row, above), row.due) for key, row in rows}


def _statutory(tallies: Tallies) -> Parts:
    rows = tallies.duties.items()
    return {Key(*key): Part(count - late, count) for key, (count, late) in rows}


def _between_failures(tallies: Tallies) -> Parts:
    return _over(tallies.thing_days, _failures(tallies))


def _failure_rate(tallies: Tallies) -> Parts:
    years = {key: days / YEAR for key, days in tallies.thing_days.items()}
    return _over(_failures(tallies), years)


def _failures(tallies: Tallies) -> dict[tuple[int, UUID], int]:
    return {key: row.number for key, row in tallies.repairs.items()}


def _repeats(tallies: Tallies) -> Parts:
    return {Key(*key): Part(row.back, row.number) for key, row in tallies.repairs.items()}


def _availability(tallies: Tallies) -> Parts:
    hours = {key: days * _DAY for key, days in tallies.thing_days.items()}
    down = tallies.down_hours
    return {
        Key(*key): Part(max(0, count - down.get(key, 0)), count)
        for key, count in hours.items()
        if count
    }


def _restoration(tallies: Tallies) -> Parts:
    asked = measures.ORDERS[Figure.MTTR]
    found: Parts = defaultdict(Part)
    for key, hours in tallies.hours(asked.by, asked.below, _ORDER.c.down_from, asked.by):
        found[Key(*key)] = found[Key(*key)].with_(Part(hours, 1))
    return found


def _response(tallies: Tallies) -> Parts:
    asked = measures.ORDERS[Figure.RESPONSE]
    found: dict[Key, list[float]] = defaultdict(list)
    for key, hours in tallies.hours(asked.by, asked.below, asked.by, _ORDER.c.started_at):
        found[Key(*key)].append(hours)
    return {key: Part(0, len(times), tuple(times)) for key, times in found.items()}


def _planned_share(tallies: Tallies) -> Parts:
    return {Key(*key): Part(*minutes) for key, minutes in tallies.minutes.items()}


def _cost(tallies: Tallies) -> Parts:
    in_a_year = {
        key: minor * YEAR / tallies.spans[key[0]].days for key, minor in tallies.costs.items()
    }
    return _over(in_a_year, tallies.prices)


def _over(above: Mapping[Any, float], below: Mapping[Any, float]) -> Parts:
    """What is above the line and below it; of either, what is unknown is nothing."""
    keys = {key for each in (above, below) for key, amount in each.items() if amount}
    return {Key(*key): Part(above.get(key, 0), below.get(key, 0)) for key in keys}


_RECKONED: dict[Figure, Callable[[Tallies], Parts]] = {
    Figure.PM_COMPLIANCE: lambda tallies: _planned(tallies, "in_time"),
    Figure.PM_COMPLETION: lambda tallies: _planned(tallies, "done"),
    Figure.STATUTORY: _statutory,
    Figure.AVAILABILITY: _availability,
    Figure.MTBF: _between_failures,
    Figure.MTTR: _restoration,
    Figure.RESPONSE: _response,
    Figure.REPEATS: _repeats,
    Figure.FAILURE_RATE: _failure_rate,
    Figure.PLANNED_SHARE: _planned_share,
    Figure.COST: _cost,
}
