"""Invoices and what was paid of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory import suppliers
from assets.inventory.partners import Partner
from assets.inventory.suppliers import Supplier
from assets.listing import Cut, Order, PageOf, page
from assets.money import Currency, Money
from assets.procurement.contracts import Contract
from assets.procurement.lots import Lot
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import fold


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

    supplier: Supplier = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner | None = Relationship(sa_relationship_kwargs=UNLOADED)
    lot: Lot | None = Relationship(sa_relationship_kwargs=UNLOADED)
    contract: Contract | None = Relationship(sa_relationship_kwargs=UNLOADED)

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

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.vat_minor

    @property
    def eligible_minor(self) -> int:
        return self.eligible_net_minor + self.eligible_vat_minor


class Payment(Guarded, table=True):
    """What was paid of an invoice on a day."""

    invoice_id: UUID = Field(foreign_key="invoice.id", index=True)
    paid_on: date = Field(index=True)
    amount_minor: int = Field(sa_type=BigInteger)
    reference: str = Field(default="", max_length=120)  # of the payment order

    @property
    def label(self) -> str:
        return self.reference or self.paid_on.isoformat()


@dataclass(frozen=True)
class Said:
    """What is said of an invoice."""

    supplier: str
    number: str
    issued_on: date
    currency: Currency
    received_on: date | None = None
    due_on: date | None = None
    e_reference: str = ""
    note: str = ""

    def check(self, today: date) -> None:
        """Raise Refused beside what cannot be so."""
        if not self.supplier.strip():
            raise Refused("Fill this in.", field="supplier")
        if not key_of(self.number):
            raise Refused("A number has letters or figures.", field="number")
        self._check_days(today)

    def _check_days(self, today: date) -> None:
        for field in ("issued_on", "received_on"):
            if (day := getattr(self, field)) and day > today:
                raise Refused("{day} has not come yet.", day=day, field=field)
        for field in ("received_on", "due_on"):
            if (day := getattr(self, field)) and day < self.issued_on:
                raise Refused("The invoice is of {day}.", day=self.issued_on, field=field)


@dataclass(frozen=True)
class Owed:
    """What an invoice asks for and what has been paid of it."""

    net: Money
    vat: Money
    paid: Money

    @property
    def gross(self) -> Money:
        return self.net + self.vat

    @property
    def left(self) -> Money:
        return self.gross - self.paid

    @property
    def settled(self) -> bool:
        return self.gross.minor != 0 and self.left.minor == 0


@dataclass(frozen=True)
class Wanted:
    """Which invoices are looked for."""

    search: str = ""
    project_id: UUID | None = None
    lot_id: UUID | None = None
    unpaid: bool = False


def key_of(number: str) -> str:
    """Its letters and figures alone: FV 12/2027, fv-12-2027 and FV122027 are one invoice."""
    return "".join(letter for letter in fold(number) if letter.isalnum())[:80]


def receive(
    session: Session,
    seen_by: Rights,
    said: Said,
    today: date,
    *,
    of: Lot | Partner | None,
    contract: Contract | None = None,
) -> Invoice:
    """A new invoice, for a lot or for a partner alone. The same one twice is refused."""
    said.check(today)
    if of is None:
        raise Refused("Say for whom it is.", field="partner")
    lot = of if isinstance(of, Lot) else None
    invoice = Invoice(
        partner_id=lot.partner_id if lot else of.id,
        site_id=lot.site_id if lot else None,
        lot_id=lot.id if lot else None,
        contract_id=contract.id if contract else None,
        supplier_id=suppliers.named(session, said.supplier).id,
        number="",
        number_key="",
        issued_on=said.issued_on,
        currency=said.currency,
    )
    if contract and contract.lot_id != invoice.lot_id:
        raise Refused("That contract is of another lot.", field="contract")
    revise(session, seen_by, invoice, said, today)
    session.add(invoice)
    session.flush()
    return invoice


def revise(session: Session, seen_by: Rights, invoice: Invoice, said: Said, today: date) -> None:
    """What the paper says. In another currency than before only while it has no lines."""
    said.check(today)
    if said.currency != invoice.currency and session.exec(lines_of(invoice)).first():
        raise Refused("Its lines are in {currency}.", currency=invoice.currency, field="currency")
    supplier = suppliers.named(session, said.supplier)
    _must_be_new(session, seen_by, supplier, said.number, invoice)
    invoice.supplier_id, invoice.number = supplier.id, said.number.strip()
    invoice.number_key = key_of(said.number)
    for field in ("issued_on", "received_on", "due_on", "currency"):
        setattr(invoice, field, getattr(said, field))
    invoice.e_reference, invoice.note = said.e_reference.strip(), said.note.strip()


def _must_be_new(
    session: Session, seen_by: Rights, supplier: Supplier, number: str, invoice: Invoice
) -> None:
    """Raise Refused where that supplier's invoice is here already, whatever it was for."""
    same = select(Invoice).where(
        Invoice.supplier_id == supplier.id,
        Invoice.number_key == key_of(number),
        Invoice.id != invoice.id,
    )
    found = session.exec(same.options(*alongside(Invoice.lot))).first()
    if found is None:
        return
    if found.lot and seen_by.may(Permission.PROCUREMENT_SEE, found):
        raise Refused(
            "{supplier} has sent this invoice before: it is {number}, for lot {lot}.",
            supplier=supplier.name,
            number=found.number,
            lot=found.lot.number,
            field="number",
        )
    raise Refused(
        "{supplier} has sent this invoice before: it is in the register as {number}.",
        supplier=supplier.name,
        number=found.number,
        field="number",
    )


def whole(seen_by: Rights) -> SelectOfScalar[Invoice]:
    """Invoices with all that their page says of them."""
    loaded = alongside(Invoice.supplier, Invoice.partner, Invoice.lot, Invoice.contract)
    seen = seen_by.where(Permission.PROCUREMENT_SEE, Invoice)
    return select(Invoice).where(seen).options(*loaded)


def invoice(session: Session, key: UUID, seen_by: Rights) -> Invoice:
    found = session.exec(whole(seen_by).where(Invoice.id == key)).first()
    if found is None:
        raise Missing("There is no such invoice.")
    return found


def listed(session: Session, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the invoices that she sees, the latest first."""
    columns: Any = Invoice.__table__.c  # type: ignore[attr-defined]
    asked: Any = select(columns.issued_on, columns.id)
    asked = asked.where(seen_by.where(Permission.PROCUREMENT_SEE, Invoice))
    if wanted.search.strip():
        asked = asked.where(columns.number_key.startswith(key_of(wanted.search), autoescape=True))
    if wanted.lot_id:
        asked = asked.where(columns.lot_id == wanted.lot_id)
    if wanted.project_id:
        of_project = select(Lot.id).where(Lot.project_id == wanted.project_id)
        asked = asked.where(columns.lot_id.in_(of_project))
    if wanted.unpaid:
        asked = asked.where(unsettled())
    found = page(session, asked, Order(columns.issued_on, columns.id, descending=True), cut)
    keys = [row.id for row in found.rows]
    shown = {
        each.id: each for each in session.exec(whole(seen_by).where(col(Invoice.id).in_(keys)))
    }
    return replace(found, rows=[shown[key] for key in keys])


def unsettled() -> Any:
    """It asks for more than is paid; a credit note never does."""
    return _asked_of(InvoiceLine.net_minor + InvoiceLine.vat_minor) > _paid()


def _asked_of(amount: Any) -> Any:
    asked = select(func.coalesce(func.sum(amount), 0))
    return asked.where(InvoiceLine.invoice_id == Invoice.id).scalar_subquery()


def _paid() -> Any:
    asked = select(func.coalesce(func.sum(Payment.amount_minor), 0))
    return asked.where(Payment.invoice_id == Invoice.id).scalar_subquery()


def of_lot(lot: Lot, seen_by: Rights) -> SelectOfScalar[Invoice]:
    return whole(seen_by).where(Invoice.lot_id == lot.id).order_by(col(Invoice.issued_on).desc())


def lines_of(invoice: Invoice) -> SelectOfScalar[InvoiceLine]:
    rows = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    return rows.order_by(col(InvoiceLine.position))


def payments_of(invoice: Invoice) -> SelectOfScalar[Payment]:
    rows = select(Payment).where(Payment.invoice_id == invoice.id)
    return rows.order_by(col(Payment.paid_on), col(Payment.created_at), col(Payment.id))


def owed(session: Session, found: Iterable[Invoice]) -> Mapping[UUID, Owed]:
    """What each of these asks for, and what has been paid of it, in two queries."""
    kept: Sequence[Invoice] = list(found)
    keys = [each.id for each in kept]
    summed = select(
        InvoiceLine.invoice_id, func.sum(InvoiceLine.net_minor), func.sum(InvoiceLine.vat_minor)
    )
    of_lines = summed.where(col(InvoiceLine.invoice_id).in_(keys))
    asked = {
        key: (int(net), int(vat))
        for key, net, vat in session.exec(of_lines.group_by(col(InvoiceLine.invoice_id)))
    }
    payments = select(Payment.invoice_id, func.sum(Payment.amount_minor))
    payments = payments.where(col(Payment.invoice_id).in_(keys))
    paid = {
        key: int(sum_) for key, sum_ in session.exec(payments.group_by(col(Payment.invoice_id)))
    }
    return {
        each.id: Owed(
            Money(asked.get(each.id, (0, 0))[0], each.currency),
            Money(asked.get(each.id, (0, 0))[1], each.currency),
            Money(paid.get(each.id, 0), each.currency),
        )
        for each in kept
    }
