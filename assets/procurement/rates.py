"""Rates: what a euro was worth in a month, as the Commission publishes it for its accounts."""

from datetime import date
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.database import Record, stored
from assets.money import Currency


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
