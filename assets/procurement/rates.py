"""Rates: what a euro was worth in a month, as the Commission publishes it for its accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from babel.dates import format_skeleton
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from assets.database import Record, stored
from assets.errors import Refused
from assets.listing import Cut, Order, PageOf, page
from assets.money import Currency
from assets.words import WRITTEN_AS, Language, spoken

SOURCE = "InforEuro"
ONE = Decimal(1)
_FOUR = Decimal("0.0001")


class Rate(Record, table=True):
    """How much of a currency one euro was in a month."""

    __table_args__ = (UniqueConstraint("currency", "month"),)

    currency: Currency = Field(sa_type=stored(Currency))
    month: date  # its first day
    per_euro: Decimal = Field(max_digits=14, decimal_places=6)
    source: str = Field(default="", max_length=200)

    @property
    def label(self) -> str:
        return f"{self.currency} {self.month:%Y-%m}"


class Published(NamedTuple):
    """One line of the Commission's file."""

    currency: Currency
    month: date
    per_euro: Decimal


@dataclass(frozen=True)
class Loaded:
    """What a file has brought."""

    fresh: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True)
class Month:
    """A month, as people say it: March 2027."""

    first: date

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@spoken.register
def _(value: Month, language: Language) -> str:
    return str(format_skeleton("yMMMM", value.first, locale=WRITTEN_AS[language]))


def month_of(day: date) -> date:
    return day.replace(day=1)


def load(session: Session, published: Iterable[Published], source: str = SOURCE) -> Loaded:
    """Keep these rates. What was converted with an earlier one keeps the rate it was given."""
    known = {(each.currency, each.month): each for each in session.exec(select(Rate))}
    fresh, changed, same = [], 0, 0
    for currency, month, written in published:
        per_euro = shown(written)
        rate = known.get((currency, month))
        if rate is None:
            rate = Rate(currency=currency, month=month, per_euro=per_euro, source=source)
            known[currency, month] = rate
            fresh.append(rate)
        elif rate.per_euro != per_euro:
            rate.per_euro, rate.source, changed = per_euro, source, changed + 1
        else:
            same += 1
    session.add_all(fresh)
    session.flush()
    return Loaded(len(fresh), changed, same)


def listed(session: Session, cut: Cut) -> PageOf:
    """One page of the rates, the latest month first, and the currencies by their names in it."""
    table: Any = Rate.__table__  # type: ignore[attr-defined]
    rows = select(table.c.currency, table.c.per_euro, table.c.source)
    keyed = rows.add_columns(table.c.month, table.c.id)
    found = page(session, keyed, Order(table.c.month, table.c.id, descending=True), cut)
    by_name = sorted(found.rows, key=lambda row: row.currency)
    return replace(found, rows=sorted(by_name, key=lambda row: row.month, reverse=True))


def needed(session: Session, currency: Currency, on: date) -> Rate | None:
    """The rate of the month of that day; None for the euro. Raises Refused while it is unknown."""
    if currency is Currency.EUR:
        return None
    asked = select(Rate).where(Rate.currency == currency, Rate.month == month_of(on))
    found = session.exec(asked).first()
    if found is None:
        raise Refused(
            "There is no rate of {currency} for {month} yet. Load the Commission's file first.",
            currency=currency,
            month=Month(month_of(on)),
        )
    return found


def in_euro(minor: int, per_euro: Decimal) -> int:
    """So many cents of a euro. Half a cent is rounded up, away from zero."""
    return int((Decimal(minor) / per_euro).quantize(ONE, ROUND_HALF_UP))


def shown(per_euro: Decimal) -> Decimal:
    """A rate with as many decimals as it needs, but four at least: so they stand in one column."""
    needed = per_euro.normalize()
    return max(needed, needed.quantize(_FOUR), key=lambda each: -int(each.as_tuple().exponent))


class Converter:
    """Converts many amounts, each with the rate of its month, or else with the last one before."""

    def __init__(self, session: Session) -> None:
        asked = select(Rate).order_by(col(Rate.month))
        self._rates: dict[Currency, list[tuple[date, Decimal]]] = {}
        for each in session.exec(asked):
            self._rates.setdefault(each.currency, []).append((each.month, each.per_euro))
        # The currencies of which there was no rate at all, and so an amount was left out.
        self.unknown: set[Currency] = set()

    def euro(self, minor: int, currency: Currency, on: date) -> int:
        if currency is Currency.EUR or not minor:
            return minor
        known = self._rates.get(currency)
        if not known:
            self.unknown.add(currency)
            return 0
        before = [rate for month, rate in known if month <= on]
        return in_euro(minor, before[-1] if before else known[0][1])
