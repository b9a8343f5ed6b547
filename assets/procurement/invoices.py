"""Invoices and what was paid of them."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import BYTEWISE, stored
from assets.money import Currency
from assets.rights import Guarded
from assets.trail import derived


class Invoice(Guarded, table=True):
    """One invoice of one supplier. Its number is known once, whatever project it is for."""

    __table_args__ = (UniqueConstraint("supplier_id", "number_key"),)

    lot_id: UUID | None = Field(default=None, foreign_key="lot.id", index=True)
    contract_id: UUID | None = Field(default=None, foreign_key="contract.id", index=True)
    supplier_id: UUID = Field(foreign_key="supplier.id")
    number: str = Field(max_length=80)
    # Its letters and figures alone, so that a dash or a space makes no other invoice.
    number_key: str = Field(sa_type=BYTEWISE, max_length=80, sa_column_kwargs=derived())
    issued_on: date = Field(index=True)
    received_on: date | None = None
    due_on: date | None = Field(default=None, index=True)
    currency: Currency = Field(sa_type=stored(Currency))
    # Which number the state's system gave it: RO e-Factura, HU Online Számla.
    e_reference: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.number


class InvoiceLine(Guarded, table=True):
    """What one line of an invoice asks for, and how much of it the grant may pay."""

    __table_args__ = (UniqueConstraint("invoice_id", "position"),)

    invoice_id: UUID = Field(foreign_key="invoice.id")
    position: int
    title: str = Field(default="", max_length=300)
    quantity: int = 1
    contract_line_id: UUID | None = Field(default=None, foreign_key="contract_line.id", index=True)
    budget_line_id: UUID | None = Field(default=None, foreign_key="budget_line.id", index=True)
    net_minor: int = Field(sa_type=BigInteger)
    vat_minor: int = Field(default=0, sa_type=BigInteger)
    eligible_net_minor: int = Field(default=0, sa_type=BigInteger)
    eligible_vat_minor: int = Field(default=0, sa_type=BigInteger)
    label: str = Field(default="", max_length=200)


class Payment(Guarded, table=True):
    """What was paid of an invoice on a day."""

    invoice_id: UUID = Field(foreign_key="invoice.id", index=True)
    paid_on: date = Field(index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    reference: str = Field(default="", max_length=120)  # of the payment order

    @property
    def label(self) -> str:
        return self.reference or self.paid_on.isoformat()
