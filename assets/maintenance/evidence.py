"""The rows behind a figure: the orders, or the things, that it was reckoned from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.listing import MOST, Cut, Order, PageOf, page, pages
from assets.maintenance import expenses, measures, obligations, tallies, worklists
from assets.maintenance.labour import Labour
from assets.maintenance.measures import Figure, Scope, Share, Span
from assets.maintenance.orders import WorkOrder
from assets.money import Money

_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_ASSET: Any = Asset.__table__  # type: ignore[attr-defined]
_SITE = aliased(Place)

# Figures whose rows are things.
OF_THINGS = frozenset({Figure.STATUTORY})
# Figures of which some rows stand above the line and others do not.
SHARED = frozenset(
    {
        Figure.PM_COMPLIANCE,
        Figure.PM_COMPLETION,
        Figure.STATUTORY,
        Figure.REPEATS,
        Figure.PLANNED_SHARE,
    }
)
# Figures whose rows make up what stands above the line alone.
ABOVE = frozenset({Figure.AVAILABILITY, Figure.FAILURE_RATE, Figure.COST})
_MOMENTS = ("reported_at", "started_at", "down_from", "down_until")
_MORE = ("early_on", "late_on", "opened_on", "reason", "failure_mode", *_MOMENTS)


@dataclass(frozen=True)
class Wanted:
    """Which rows of which figure are looked at."""

    figure: Figure
    scope: Scope
    span: Span
    share: Share | None = None


@dataclass(frozen=True)
class Line:
    """A row, with what it has cost and the minutes that were worked, where the figure is of that.

    Of an order its row of columns, see `worklists.columns`; of a thing what `_things` selects.
    """

    row: Any
    cost: list[Money] | None = None
    minutes: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it stands above the line."""
        return bool(self.row.above)

    def hours(self, figure: Figure) -> float | None:
        """How long it took, where the figure is of that."""
        names = {Figure.RESPONSE: _MOMENTS[:2], Figure.MTTR: _MOMENTS[2:]}.get(figure)
        ends = [getattr(self.row, name) for name in names or ()]
        if not all(isinstance(each, datetime) for each in ends) or not ends:
            return None
        return float((ends[1] - ends[0]).total_seconds()) / tallies.HOUR


def listed(session: Session, wanted: Wanted, cut: Cut) -> PageOf:
    """One page of the rows, each a `Line`."""
    if wanted.figure in OF_THINGS:
        by = Order(_ASSET.c.name_key, _ASSET.c.id)
        rows = _things(wanted)
    else:
        by = Order(measures.ORDERS[wanted.figure].by, _ORDER.c.id)
        rows = _orders(wanted)
    found = page(session, rows.add_columns(by.key.label("sort_key"), by.id), by, cut)
    return replace(found, rows=_lines(session, wanted, found.rows))


def everything(session: Session, wanted: Wanted) -> Iterator[Line]:
    """All the rows, page by page, for taking away."""
    for found in pages(lambda cut: listed(session, wanted, replace(cut, limit=MOST))):
        yield from found.rows


def _lines(session: Session, wanted: Wanted, rows: Any) -> list[Line]:
    keys = [row.id for row in rows]
    if wanted.figure is Figure.COST:
        costs = expenses.totals(session, keys)
        return [Line(row, cost=costs.get(row.id, [])) for row in rows]
    if wanted.figure is Figure.PLANNED_SHARE:
        days = col(Labour.day).between(wanted.span.first, wanted.span.last)
        summed: list[Any] = [Labour.order_id, func.sum(Labour.minutes)]
        told = select(*summed).where(days, col(Labour.order_id).in_(keys))
        worked = session.connection().execute(told.group_by(col(Labour.order_id)))
        minutes = {row[0]: row[1] for row in worked}
        return [Line(row, minutes=minutes.get(row.id, 0)) for row in rows]
    return [Line(row) for row in rows]


def _orders(wanted: Wanted) -> Select[Any]:
    counted = measures.ORDERS[wanted.figure]
    shares: dict[Share | None, ColumnElement[bool]] = {
        None: counted.below,
        Share.COUNTED: and_(counted.below, counted.above),
        Share.LEFT: and_(counted.below, ~counted.above),
        Share.APART: counted.apart,
    }
    shown = worklists.columns().add_columns(
        *(_ORDER.c[name] for name in _MORE), counted.above.label("above")
    )
    asked = *wanted.scope.of(WorkOrder), shares[wanted.share], _in_time(wanted, counted.by)
    return shown.where(*asked)


def _in_time(wanted: Wanted, by: Any) -> ColumnElement[bool]:
    """Whether an order belongs to the days that are asked for."""
    span, scope = wanted.span, wanted.scope
    if wanted.figure is Figure.AVAILABILITY:
        return tallies.was_down(scope, span)
    if wanted.figure in {Figure.MTTR, Figure.RESPONSE}:
        return scope.holds(by, span)
    days: ColumnElement[bool] = by.between(span.first, span.last)
    if wanted.figure is Figure.PLANNED_SHARE:
        worked = col(Labour.day).between(span.first, span.last)
        some: ColumnElement[bool] = _ORDER.c.id.in_(select(Labour.order_id).where(worked))
        return some
    if wanted.figure is Figure.COST:
        spent = expenses.of_orders(*scope.of(WorkOrder), measures.DONE, days)
        costly: ColumnElement[bool] = _ORDER.c.id.in_(select(spent.c.order_id))
        return and_(days, costly)
    return days


def _things(wanted: Wanted) -> Select[Any]:
    """The things with a duty of law or safety on the last day, and since when they are late."""
    scope, on = wanted.scope, wanted.span.last
    late = _ASSET.c.id.in_(obligations.late_on(scope, on))
    shares = {None: true(), Share.COUNTED: ~late, Share.LEFT: late, Share.APART: ~true()}
    names = ("tag", "name", "state", "condition", "barred_key")
    shown: list[Any] = [
        *(_ASSET.c[name] for name in names),
        col(Place.path).label("place"),
        col(_SITE.code).label("site"),
        (~late).label("above"),
    ]
    joined = select(*shown).select_from(Asset).join(Place, col(Place.id) == _ASSET.c.place_id)
    joined = joined.join(_SITE, col(_SITE.id) == _ASSET.c.site_id)
    owing = _ASSET.c.id.in_(obligations.of_things(scope, on))
    found: Select[Any] = joined.where(*scope.of_things(), owing, shares[wanted.share])
    return found
