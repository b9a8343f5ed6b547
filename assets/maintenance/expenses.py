"""What many orders have cost, added up by the database as `costs` adds up those of one."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Subquery, cast, select, union_all
from sqlmodel import Session, col, func

from assets.maintenance.labour import Labour
from assets.maintenance.orders import WorkOrder
from assets.maintenance.spares import StockMove
from assets.money import Currency, Money

_HOUR = 60
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_SAID: list[Any] = [_ORDER.c.id.label("order_id"), _ORDER.c.site_id, _ORDER.c.done_on]


def of_orders(*asked: ColumnElement[bool]) -> Subquery:
    """Each amount that these orders have cost, in rows with its `currency` and its `minor`."""
    half = _HOUR // 2  # so that each is rounded to the nearest
    paid = cast(col(Labour.minutes), BigInteger) * col(Labour.rate_minor) + half
    used = cast(func.round(-col(StockMove.change) * col(StockMove.price_minor)), BigInteger)
    labour: Any = select(*_SAID, _named(Labour.rate_currency), (paid // _HOUR).label("minor"))
    parts: Any = select(*_SAID, _named(StockMove.price_currency), used.label("minor"))
    named = _named(_ORDER.c.vendor_currency)
    vendor: Any = select(*_SAID, named, _ORDER.c.vendor_minor.label("minor"))
    return union_all(
        labour.join(Labour, col(Labour.order_id) == _ORDER.c.id).where(
            *asked, col(Labour.rate_minor).is_not(None)
        ),
        parts.join(StockMove, col(StockMove.order_id) == _ORDER.c.id).where(
            *asked, col(StockMove.price_minor).is_not(None)
        ),
        vendor.where(*asked, _ORDER.c.vendor_minor.is_not(None)),
    ).subquery()


def _named(currency: Any) -> Any:
    return col(currency).label("currency")


def totals(session: Session, keys: Collection[UUID]) -> dict[UUID, list[Money]]:
    """What each of these orders has cost, in each currency."""
    spent = of_orders(_ORDER.c.id.in_(keys))
    told: Any = select(spent.c.order_id, spent.c.currency, func.sum(spent.c.minor))
    found: dict[UUID, list[Money]] = defaultdict(list)
    summed = told.group_by(spent.c.order_id, spent.c.currency).order_by(spent.c.currency)
    for key, currency, minor in session.connection().execute(summed):
        found[key].append(Money(int(minor), Currency(currency)))
    return found
