"""What stands on an invoice, who pays which part of it, and what is paid of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Missing, Refused
from assets.money import Money
from assets.procurement import invoices
from assets.procurement.budgets import BudgetLine
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.lots import Lot
from assets.procurement.reports import ReportedCost
from assets.procurement.units import Unit
from assets.rights import Permission, Rights


@dataclass(frozen=True)
class Said:
    """What one line says, in hundredths of the currency of its invoice."""

    title: str
    net_minor: int
    vat_minor: int = 0
    eligible_net_minor: int = 0
    eligible_vat_minor: int = 0
    quantity: int = 1
    budget_line: BudgetLine | None = None
    contract_line: ContractLine | None = None


PLAIN = ("net_minor", "vat_minor", "eligible_net_minor", "eligible_vat_minor", "quantity")


def add_line(session: Session, invoice: Invoice, said: Said) -> InvoiceLine:
    """One more line of an invoice."""
    last = select(func.max(InvoiceLine.position)).where(InvoiceLine.invoice_id == invoice.id)
    line = InvoiceLine(
        invoice_id=invoice.id,
        site_id=invoice.site_id,
        partner_id=invoice.partner_id,
        position=(session.exec(last).one() or 0) + 1,
        net_minor=0,
    )
    _describe(session, invoice, line, said)
    session.add(line)
    session.flush()
    _link(session, line)
    return line


def change_line(session: Session, invoice: Invoice, line: InvoiceLine, said: Said) -> None:
    """What a line says. What a partner has declared of it stays."""
    _must_be_free(session, line)
    _describe(session, invoice, line, said)
    session.flush()
    _unlink(session, line)
    _link(session, line)


def take_line(session: Session, line: InvoiceLine) -> None:
    """The line is not on the invoice after all."""
    _must_be_free(session, line)
    _unlink(session, line)
    session.delete(line)
    session.flush()


def line_of(session: Session, invoice: Invoice, key: UUID) -> InvoiceLine:
    found = session.exec(invoices.lines_of(invoice).where(InvoiceLine.id == key)).first()
    if found is None:
        raise Missing("There is no such line on this invoice.")
    return found


def pay(
    session: Session, invoice: Invoice, paid: Money, on: date, today: date, reference: str = ""
) -> Payment:
    """So much was paid of it. More than it asks for is refused."""
    owed = invoices.owed(session, [invoice])[invoice.id]
    if paid.currency is not invoice.currency:
        raise Refused("The invoice is in {currency}.", currency=invoice.currency, field="amount")
    if on > today:
        raise Refused("{day} has not come yet.", day=on, field="paid_on")
    left = owed.left.minor
    if paid.minor == 0 or abs(paid.minor) > abs(left) or paid.minor * left < 0:
        raise Refused("{left} is left to pay.", left=owed.left, field="amount")
    made = Payment(
        invoice_id=invoice.id,
        site_id=invoice.site_id,
        partner_id=invoice.partner_id,
        paid_on=on,
        amount_minor=paid.minor,
        reference=reference.strip(),
    )
    session.add(made)
    session.flush()
    return made


def take_payment(session: Session, invoice: Invoice, key: UUID) -> None:
    """It was not paid after all; refused once a cost of the invoice is declared."""
    found = session.exec(invoices.payments_of(invoice).where(Payment.id == key)).first()
    if found is None:
        raise Missing("There is no such payment.")
    declared = select(ReportedCost.id).join(
        InvoiceLine, col(InvoiceLine.id) == col(ReportedCost.invoice_line_id)
    )
    if session.exec(declared.where(InvoiceLine.invoice_id == invoice.id)).first():
        raise Refused("A report declares what this invoice cost. Take it out of the report first.")
    session.delete(found)
    session.flush()


def _describe(session: Session, invoice: Invoice, line: InvoiceLine, said: Said) -> None:
    if not said.title.strip():
        raise Refused("Give it a name.", field="title")
    if said.quantity < 1:
        raise Refused("Write a number of at least {ge}.", ge=1, field="quantity")
    _must_be_within(said)
    _must_belong(session, invoice, said)
    line.title = said.title.strip()
    line.label = f"{invoice.number} / {line.position}"[:200]
    for name in PLAIN:
        setattr(line, name, getattr(said, name))
    line.budget_line_id = said.budget_line.id if said.budget_line else None
    line.contract_line_id = said.contract_line.id if said.contract_line else None


def _must_be_within(said: Said) -> None:
    """Raise Refused where the grant would pay more than the line asks for."""
    for part, whole, field in (
        (said.eligible_net_minor, said.net_minor, "eligible_net"),
        (said.eligible_vat_minor, said.vat_minor, "eligible_vat"),
    ):
        if abs(part) > abs(whole) or part * whole < 0:
            raise Refused("At most the whole amount is eligible.", field=field)
    if said.vat_minor * said.net_minor < 0:
        raise Refused("Net and VAT are both owed, or both given back.", field="vat")


def _must_belong(session: Session, invoice: Invoice, said: Said) -> None:
    """Raise Refused for a line of another partner's budget, or of another contract."""
    eligible = said.eligible_net_minor or said.eligible_vat_minor
    if said.budget_line is None and eligible:
        raise Refused("Say which line of the budget pays it.", field="budget_line")
    if said.budget_line and said.budget_line.partner_id != invoice.partner_id:
        raise Refused("That line is in the budget of another partner.", field="budget_line")
    if said.budget_line and invoice.lot_id:
        lot = session.get_one(Lot, invoice.lot_id)
        if said.budget_line.project_id != lot.project_id:
            raise Refused("That line is in the budget of another project.", field="budget_line")
    if said.contract_line and said.contract_line.contract_id != invoice.contract_id:
        raise Refused("That line is in another contract.", field="contract_line")


def _must_be_free(session: Session, line: InvoiceLine) -> None:
    declared = select(ReportedCost.label).where(ReportedCost.invoice_line_id == line.id)
    if (report := session.exec(declared).first()) is not None:
        raise Refused("{report} declares this line. Take it out of there first.", report=report)


def _link(session: Session, line: InvoiceLine) -> None:
    """The line is the invoice of as many things as it says, of those that its contract buys."""
    if line.contract_line_id is None:
        return
    bought = select(Unit).where(
        Unit.contract_line_id == line.contract_line_id, col(Unit.invoice_line_id).is_(None)
    )
    accepted_first = (
        col(Unit.asset_id).is_(None),
        col(Unit.delivery_line_id).is_(None),
        col(Unit.id),
    )
    for unit in session.exec(bought.order_by(*accepted_first).limit(line.quantity)).all():
        unit.invoice_line_id = line.id
    session.flush()


def _unlink(session: Session, line: InvoiceLine) -> None:
    for unit in session.exec(select(Unit).where(Unit.invoice_line_id == line.id)).all():
        unit.invoice_line_id = None
    session.flush()


def contracts_of(lot: Lot) -> SelectOfScalar[Contract]:
    return select(Contract).where(Contract.lot_id == lot.id).order_by(Contract.number)


def lines_with_codes(invoice: Invoice) -> Any:
    """The lines of an invoice, each with the code of the line of the budget that pays it."""
    payer = col(BudgetLine.id) == col(InvoiceLine.budget_line_id)
    asked = select(InvoiceLine, BudgetLine.code).outerjoin(BudgetLine, payer)
    of_invoice = asked.where(InvoiceLine.invoice_id == invoice.id)
    return of_invoice.order_by(col(InvoiceLine.position))


def payers(invoice: Invoice, seen_by: Rights, code: str = "") -> SelectOfScalar[BudgetLine]:
    """The lines of a budget that may pay it: its partner's, in the project of its lot."""
    rows = select(BudgetLine).where(
        BudgetLine.partner_id == invoice.partner_id,
        seen_by.where(Permission.PROCUREMENT_SEE, BudgetLine),
    )
    if invoice.lot_id:
        project = select(Lot.project_id).where(Lot.id == invoice.lot_id).scalar_subquery()
        rows = rows.where(BudgetLine.project_id == project)
    if code.strip():
        rows = rows.where(BudgetLine.code == code.strip())
    return rows.order_by(BudgetLine.code)


def bought(invoice: Invoice) -> SelectOfScalar[ContractLine]:
    """What its contract buys."""
    rows = select(ContractLine).where(ContractLine.contract_id == invoice.contract_id)
    return rows.order_by(col(ContractLine.position))
