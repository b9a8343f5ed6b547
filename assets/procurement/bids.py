"""Bids: what suppliers offer for a lot, and what became of each."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import stored
from assets.money import Currency
from assets.rights import Guarded
from assets.words import N_, Worded


class Outcome(Worded):
    """What became of a bid."""

    OPEN = "open", N_("Not evaluated yet")
    WON = "won", N_("Won")
    LOST = "lost", N_("Did not win")
    REJECTED = "rejected", N_("Rejected")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Bid(Guarded, table=True):
    """An offer of one supplier for one lot, or one of the three offers of a direct purchase."""

    __table_args__ = (UniqueConstraint("lot_id", "supplier_id"),)

    lot_id: UUID = Field(foreign_key="lot.id")
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    received_on: date | None = None
    # Without VAT.
    amount_minor: int = Field(sa_type=BigInteger)
    currency: Currency = Field(sa_type=stored(Currency))
    score: str = Field(default="", max_length=40)
    outcome: Outcome = Field(default=Outcome.OPEN, sa_type=stored(Outcome))
    reason: str = Field(default="", max_length=1000)
    label: str = Field(default="", max_length=250)
