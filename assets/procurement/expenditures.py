"""The list of what a partner report declares, cost by cost, as national control reads it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, func, select

from assets.inventory.suppliers import Supplier
from assets.money import Currency, Money
from assets.procurement.budgets import BudgetLine, CostCategory
from assets.procurement.contracts import Contract
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.lots import Lot
from assets.procurement.reports import PartnerReport, ReportedCost


class Expenditure(NamedTuple):
    """One cost of a report, with all that proves it."""

    key: UUID
    budget_line: str
    category: CostCategory
    title: str
    lot: str
    contract: str
    supplier: str
    invoice_key: UUID
    invoice: str
    issued_on: date
    e_reference: str
    paid_on: date | None
    net: Money
    vat: Money
    declared: Money
    rate: Decimal | None
    rate_month: date | None
    euro: Money | None
    refused: Money
    accepted: Money | None

    @property
    def gross(self) -> Money:
        return self.net + self.vat


def listed(session: Session, report: PartnerReport) -> Sequence[Expenditure]:
    """Every cost of the report, by the lines of the budget and the days of the invoices."""
    return [_read(row) for row in session.exec(_asked(report))]


def _asked(report: PartnerReport) -> Any:
    last_paid = select(func.max(Payment.paid_on)).where(Payment.invoice_id == Invoice.id)
    asked: Any = select(  # type: ignore[call-overload]
        ReportedCost, InvoiceLine, Invoice, BudgetLine, Supplier.name, last_paid.scalar_subquery()
    )
    asked = asked.add_columns(Lot.number, Contract.number)
    asked = asked.join(InvoiceLine, col(InvoiceLine.id) == col(ReportedCost.invoice_line_id))
    asked = asked.join(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
    asked = asked.join(BudgetLine, col(BudgetLine.id) == col(InvoiceLine.budget_line_id))
    asked = asked.join(Supplier, col(Supplier.id) == col(Invoice.supplier_id))
    asked = asked.outerjoin(Lot, col(Lot.id) == col(Invoice.lot_id))
    asked = asked.outerjoin(Contract, col(Contract.id) == col(Invoice.contract_id))
    of_report = asked.where(ReportedCost.report_id == report.id)
    return of_report.order_by(
        BudgetLine.code, Invoice.issued_on, Invoice.number, InvoiceLine.position
    )


def _read(row: Any) -> Expenditure:
    cost, line, invoice, budget, supplier, paid_on, lot, contract = row
    euro = Currency.EUR
    return Expenditure(
        key=cost.id,
        budget_line=budget.code,
        category=budget.category,
        title=line.title,
        lot=lot or "",
        contract=contract or "",
        supplier=supplier,
        invoice_key=invoice.id,
        invoice=invoice.number,
        issued_on=invoice.issued_on,
        e_reference=invoice.e_reference,
        paid_on=paid_on,
        net=Money(line.net_minor, invoice.currency),
        vat=Money(line.vat_minor, invoice.currency),
        declared=Money(cost.eligible_minor, invoice.currency),
        rate=cost.rate,
        rate_month=cost.rate_month,
        euro=Money.known(cost.euro_minor, euro),
        refused=Money(cost.refused_euro_minor, euro),
        accepted=Money.known(cost.accepted_minor, euro),
    )
