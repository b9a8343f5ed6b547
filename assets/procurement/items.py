"""Items of a lot: what is bought in it, how many, and what is asked of it."""

from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import stored
from assets.money import Currency
from assets.rights import Guarded


class LotItem(Guarded, table=True):
    """So many of one kind of thing, work or service."""

    __table_args__ = (UniqueConstraint("lot_id", "position"),)

    lot_id: UUID = Field(foreign_key="lot.id")
    position: int
    title: str = Field(max_length=300)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id")
    quantity: int = 1
    # Of one, without VAT.
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    price_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    specification: str = Field(default="", max_length=4000)
    budget_line_id: UUID | None = Field(default=None, foreign_key="budget_line.id", index=True)

    @property
    def label(self) -> str:
        return f"{self.position}. {self.title}"[:200]
