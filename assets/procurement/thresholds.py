"""Amounts from which another procedure is asked for: shown as a hint, never as legal advice."""

from datetime import date

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import Record, Trilingual, stored
from assets.money import Currency
from assets.procurement.lots import Kind


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
