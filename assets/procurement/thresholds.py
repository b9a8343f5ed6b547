"""Amounts from which another procedure is asked for: shown as a hint, never as legal advice."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint, or_
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Trilingual, stored
from assets.errors import Missing, Refused
from assets.money import Currency, Money
from assets.procurement.lots import Kind, Lot

SHIPPED = Path(__file__).parent.parent / "reference" / "thresholds.csv"


class Threshold(Trilingual, Record, table=True):
    """From this amount without VAT, in these days, in one country or in all of the Union."""

    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    code: str = Field(max_length=40)
    country: str = Field(default="", max_length=2)  # empty: the Union
    kind: Kind | None = Field(default=None, sa_type=stored(Kind))
    amount_minor: int = Field(sa_type=BigInteger)
    currency: Currency = Field(sa_type=stored(Currency))
    valid_from: date
    valid_to: date | None = None
    source: str = Field(default="", max_length=300)
    verified: bool = False

    @property
    def label(self) -> str:
        return self.code

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    def revise(self, **values: Any) -> None:
        """Another amount, other days, another source; `values` are columns of Threshold."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.amount_minor <= 0:
            raise Refused("A threshold is above zero.", field="amount")
        if self.valid_to and self.valid_to < self.valid_from:
            raise Refused("It ends after it begins.", field="valid_to")


@dataclass(frozen=True)
class Hint:
    """A threshold beside an estimate: whether that reaches it, or None where it cannot be said."""

    threshold: Threshold
    reached: bool | None


def load(session: Session) -> list[Threshold]:
    """Add the shipped thresholds that are not here yet. What somebody has edited stays."""
    known = {(each.code, each.valid_from) for each in session.exec(listed())}
    with SHIPPED.open(encoding="utf-8", newline="") as shipped:
        read = [_read(row) for row in csv.DictReader(shipped)]
    fresh = [each for each in read if (each.code, each.valid_from) not in known]
    session.add_all(fresh)
    session.flush()
    return fresh


def add(session: Session, code: str, valid_from: date, **values: Any) -> Threshold:
    """One more threshold, or the same for other days."""
    same = listed().where(Threshold.code == code, Threshold.valid_from == valid_from)
    if session.exec(same).first():
        raise Refused(
            "{code} has an amount from {day} already.",
            code=code,
            day=valid_from,
            field="valid_from",
        )
    fresh = Threshold(code=code, valid_from=valid_from, **values)
    fresh.revise()
    session.add(fresh)
    session.flush()
    return fresh


def listed() -> SelectOfScalar[Threshold]:
    """All of them: those of the Union first, and of each the latest first."""
    order = (col(Threshold.country), col(Threshold.code), col(Threshold.valid_from).desc())
    return select(Threshold).order_by(*order)


def threshold(session: Session, key: UUID) -> Threshold:
    found = session.get(Threshold, key)
    if found is None:
        raise Missing("There is no such threshold.")
    return found


def holding(lot: Lot, on: date) -> SelectOfScalar[Threshold]:
    """What counts for such a lot of this country on a day."""
    return listed().where(
        or_(col(Threshold.kind).is_(None), col(Threshold.kind) == lot.kind),
        col(Threshold.country).in_(("", lot.partner.country)),
        col(Threshold.valid_from) <= on,
        or_(col(Threshold.valid_to).is_(None), col(Threshold.valid_to) >= on),
    )


def hints(session: Session, lot: Lot, on: date) -> Sequence[Hint]:
    """What the estimate of a lot reaches. Amounts of two currencies are not compared."""
    return [Hint(each, _reached(lot, each)) for each in session.exec(holding(lot, on))]


def _reached(lot: Lot, threshold: Threshold) -> bool | None:
    if lot.estimate is None or lot.estimate.currency is not threshold.currency:
        return None
    return lot.estimate.minor >= threshold.amount_minor


def _read(row: dict[str, str]) -> Threshold:
    currency = Currency(row["currency"])
    return Threshold(
        code=row["code"],
        country=row["country"],
        kind=Kind(row["kind"]) if row["kind"] else None,
        name_en=row["name_en"],
        name_ro=row["name_ro"],
        name_hu=row["name_hu"],
        amount_minor=Money.read(row["amount"], currency).minor,
        currency=currency,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source=row["source"],
        verified=row["verified"] == "Y",
    )
