"""Contracts: what was agreed with a supplier for a lot, line by line, and how it was changed."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import stored
from assets.money import Currency
from assets.rights import Guarded


class Contract(Guarded, table=True):
    """One contract of one lot, or its order at a direct purchase."""

    __table_args__ = (UniqueConstraint("partner_id", "number"),)

    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    number: str = Field(max_length=80)
    awarded_on: date | None = None
    signed_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    # Without VAT, as signed; what modifications add stands with them.
    net_minor: int = Field(sa_type=BigInteger)
    vat_minor: int = Field(default=0, sa_type=BigInteger)
    currency: Currency = Field(sa_type=stored(Currency))
    warranty_months: int | None = None
    guarantee: str = Field(default="", max_length=200)  # of good performance: bank, retention
    guarantee_minor: int | None = Field(default=None, sa_type=BigInteger)
    guarantee_until: date | None = None
    # Thousandths of a percent of the price for each day of delay: 100 is 0.1 %.
    penalty: int | None = None
    penalty_most: int | None = None  # thousandths of a percent in all
    terminated_on: date | None = None
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.number


class ContractLine(Guarded, table=True):
    """So many of one thing at one price."""

    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    contract_id: UUID = Field(foreign_key="contract.id")
    item_id: UUID | None = Field(default=None, foreign_key="lot_item.id", index=True)
    position: int
    title: str = Field(max_length=300)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id")
    model_id: UUID | None = Field(default=None, foreign_key="model.id")
    quantity: int = 1
    # Of one, without VAT, in the currency of the contract.
    price_minor: int = Field(sa_type=BigInteger)
    # Hundredths of a percent: 2100 is 21 %.
    vat_rate: int = 0

    @property
    def label(self) -> str:
        return f"{self.position}. {self.title}"[:200]


class ContractChange(Guarded, table=True):
    """A modification: what it adds to the price, and the new end if there is one."""

    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: UUID = Field(foreign_key="contract.id")
    number: int
    signed_on: date
    reason: str = Field(max_length=1000)
    net_minor: int = Field(default=0, sa_type=BigInteger)
    vat_minor: int = Field(default=0, sa_type=BigInteger)
    ends_on: date | None = None

    @property
    def label(self) -> str:
        return str(self.number)
