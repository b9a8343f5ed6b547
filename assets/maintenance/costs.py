"""Costs: what an order has cost, in each currency for itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from sqlmodel import Session, select

from assets.maintenance import labour
from assets.maintenance.orders import WorkOrder
from assets.maintenance.spares import StockMove
from assets.money import Currency, Money

HOUR = 60


@dataclass(frozen=True)
class Cost:
    """What was spent on an order: amounts of one currency each, and nothing where it is unknown."""

    minutes: int
    labour: list[Money]
    parts: list[Money]
    vendor: list[Money]

    @property
    def total(self) -> list[Money]:
        return _summed(chain(self.labour, self.parts, self.vendor))


def of_order(session: Session, order: WorkOrder) -> Cost:
    worked = session.exec(labour.of_order(order)).all()
    moved = session.exec(select(StockMove).where(StockMove.order_id == order.id)).all()
    paid = [_share(each.rate, Decimal(each.minutes) / HOUR) for each in worked if each.rate]
    used = [
        _share(price, -each.change)
        for each in moved
        if (price := Money.known(each.price_minor, each.price_currency))
    ]
    vendor = [order.vendor_cost] if order.vendor_cost else []
    return Cost(sum(each.minutes for each in worked), _summed(paid), _summed(used), vendor)


def _share(price: Money, times: Decimal) -> Money:
    minor = (price.minor * times).quantize(Decimal(1), ROUND_HALF_UP)
    return Money(int(minor), price.currency)


def _summed(amounts: Iterable[Money]) -> list[Money]:
    """One amount of each currency, in the order of the currencies."""
    sums: dict[Currency, int] = defaultdict(int)
    for each in amounts:
        sums[each.currency] += each.minor
    return [Money(sums[each], each) for each in Currency if each in sums]
