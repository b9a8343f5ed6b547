"""The budget against what became of it: contracted, invoiced, paid, reported, line by line.

Everything is in euro. What a report declares has the rate of its report. All else is converted to
look at it: a contract with the rate of the month it was signed in, an invoice and what is paid of
it with that of the month it was issued in, or else with the last rate known before.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, case, col, func, select

from assets.money import Currency, Money
from assets.procurement import budgets
from assets.procurement.budgets import BudgetLine
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract, ContractChange
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot
from assets.procurement.projects import Project
from assets.procurement.rates import ONE, Converter
from assets.procurement.reports import PartnerReport, ReportedCost
from assets.procurement.shares import shares
from assets.rights import Permission, Rights


@dataclass
class Spent:
    """Cents of a euro: what a line may cost, and how far its money has gone."""

    budget: int = 0
    contracted: int = 0
    invoiced: int = 0
    paid: int = 0
    reported: int = 0
    verified: int = 0

    @property
    def bound(self) -> int:
        """What is contracted or has been invoiced beyond it."""
        return max(self.contracted, self.invoiced)

    @property
    def left(self) -> int:
        return max(self.budget - self.bound, 0)

    @property
    def over(self) -> int:
        return max(self.bound - self.budget, 0)

    def money(self, name: str) -> Money:
        return Money(getattr(self, name), Currency.EUR)


COLUMNS = ("budget", "contracted", "invoiced", "paid", "reported", "verified")


@dataclass(frozen=True)
class Total:
    """What several lines come to. What one of them is over is not paid by what another has left."""

    parts: Sequence[Spent]

    def money(self, name: str) -> Money:
        return Money(sum(getattr(each, name) for each in self.parts), Currency.EUR)


@dataclass(frozen=True)
class Row:
    """One line of the budget; without a line, what no line pays yet."""

    line: BudgetLine | None
    spent: Spent


@dataclass(frozen=True)
class Account:
    """A whole project, line by line, as far as somebody sees it."""

    rows: Sequence[Row]
    # The currencies of which no rate is known, and so some amounts are left out.
    unknown: frozenset[Currency]

    @property
    def total(self) -> Total:
        return Total([row.spent for row in self.rows])

    def of_partners(self) -> dict[UUID | None, Total]:
        """What each partner's lines come to."""
        found: dict[UUID | None, list[Spent]] = defaultdict(list)
        for row in self.rows:
            if row.line:
                found[row.line.partner_id].append(row.spent)
        return {partner: Total(parts) for partner, parts in found.items()}


def account(session: Session, project: Project, seen_by: Rights) -> Account:
    """How the money of a project stands. A row without a line comes last, if there is one."""
    lines = session.exec(budgets.lines(project, seen_by)).all()
    book = _Book(session, project, seen_by, {each.id for each in lines})
    book.budget()
    book.contracts()
    book.invoices()
    book.reports()
    loose = book.spent.pop(None, None)
    rows = [Row(line, book.spent[line.id]) for line in lines]
    rows += [Row(None, loose)] if loose and loose != Spent() else []
    return Account(rows, frozenset(book.converter.unknown))


@dataclass
class _Book:
    """What is written up, line by line."""

    session: Session
    project: Project
    seen_by: Rights
    lines: set[UUID]
    spent: dict[UUID | None, Spent] = field(default_factory=lambda: defaultdict(Spent))

    def __post_init__(self) -> None:
        self.converter = Converter(self.session)

    def budget(self) -> None:
        version = budgets.current(self.session, self.project)
        day = (version and version.approved_on) or self.project.starts_on
        for line, minor in budgets.amounts(self.session, version).items():
            if line in self.lines:
                euro = self.converter.euro(minor, self.project.currency, day)
                self.spent[line].budget = euro

    def contracts(self) -> None:
        """What each contract comes to with its modifications, divided as its lines say."""
        found = self._contracts()
        parts = self._parts([contract.id for contract, *_ in found])
        for contract, gross, lot_line in found:
            weights = parts.get(contract.id) or {lot_line: 1}
            euro = self.converter.euro(gross, contract.currency, contract.signed_on)
            for line, part in zip(weights, shares(euro, list(weights.values())), strict=True):
                self._of(line or lot_line).contracted += part

    def _contracts(self) -> list[Any]:
        """Each contract, what it comes to with VAT, and the line that pays its lot."""
        changed = select(
            func.coalesce(func.sum(ContractChange.net_minor + ContractChange.vat_minor), 0)
        )
        more = changed.where(ContractChange.contract_id == Contract.id).scalar_subquery()
        asked: Any = select(
            Contract, Contract.net_minor + Contract.vat_minor + more, Lot.budget_line_id
        )
        of_project = asked.join(Lot, col(Lot.id) == col(Contract.lot_id)).where(
            Lot.project_id == self.project.id,
            col(Contract.terminated_on).is_(None),
            self.seen_by.where(Permission.PROCUREMENT_SEE, Contract),
        )
        return [(each, int(gross), line) for each, gross, line in self.session.exec(of_project)]

    def _parts(self, keys: list[UUID]) -> dict[UUID, dict[UUID | None, int]]:
        """How much of each contract its lines say is for which line of the budget."""
        worth = func.sum(ContractLine.quantity * ContractLine.price_minor)
        asked = select(ContractLine.contract_id, LotItem.budget_line_id, worth).outerjoin(
            LotItem, col(LotItem.id) == col(ContractLine.item_id)
        )
        grouped = asked.where(col(ContractLine.contract_id).in_(keys)).group_by(
            col(ContractLine.contract_id), col(LotItem.budget_line_id)
        )
        parts: dict[UUID, dict[UUID | None, int]] = defaultdict(dict)
        for contract, line, minor in self.session.exec(
            grouped.order_by(col(LotItem.budget_line_id))
        ):
            if minor:
                parts[contract][line] = int(minor)
        return parts

    def invoices(self) -> None:
        """What is eligible of each line, and of that as much as has been paid of its invoice."""
        for line, eligible, currency, issued_on, gross, paid in self.session.exec(self._billed()):
            into = self._of(line)
            euro = self.converter.euro(int(eligible), currency, issued_on)
            into.invoiced += euro
            into.paid += _part(euro, int(paid), int(gross))

    def _billed(self) -> Any:
        """The lines of all invoices; of one that no line of the budget pays, all that it asks."""
        gross = InvoiceLine.net_minor + InvoiceLine.vat_minor
        eligible = InvoiceLine.eligible_net_minor + InvoiceLine.eligible_vat_minor
        loose = col(InvoiceLine.budget_line_id).is_(None)
        whole = (
            select(InvoiceLine.invoice_id, func.sum(gross).label("gross"))
            .group_by(col(InvoiceLine.invoice_id))
            .subquery()
        )
        paid = select(func.coalesce(func.sum(Payment.amount_minor), 0))
        asked: Any = select(  # type: ignore[call-overload]
            InvoiceLine.budget_line_id,
            case((loose, gross), else_=eligible),
            Invoice.currency,
            Invoice.issued_on,
            whole.c.gross,
            paid.where(Payment.invoice_id == Invoice.id).scalar_subquery(),
        )
        asked = asked.join(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
        asked = asked.join(whole, whole.c.invoice_id == Invoice.id)
        asked = asked.outerjoin(Lot, col(Lot.id) == col(Invoice.lot_id))
        ours = col(InvoiceLine.budget_line_id).in_(self.lines)
        of_lots = loose & (Lot.project_id == self.project.id)
        return asked.where(ours | of_lots, self.seen_by.where(Permission.PROCUREMENT_SEE, Invoice))

    def reports(self) -> None:
        """What reports declare once they are submitted, and what control has left of it."""
        verified = case(
            (
                col(PartnerReport.verified_on).is_not(None),
                col(ReportedCost.euro_minor) - col(ReportedCost.refused_euro_minor),
            ),
            else_=0,
        )
        line = col(InvoiceLine.id) == col(ReportedCost.invoice_line_id)
        asked = select(
            InvoiceLine.budget_line_id, func.sum(ReportedCost.euro_minor), func.sum(verified)
        ).join(InvoiceLine, line)
        joined = asked.join(PartnerReport, col(PartnerReport.id) == col(ReportedCost.report_id))
        told = joined.where(
            PartnerReport.project_id == self.project.id,
            col(PartnerReport.submitted_on).is_not(None),
            self.seen_by.where(Permission.PROCUREMENT_SEE, ReportedCost),
        )
        for key, reported, accepted in self.session.exec(
            told.group_by(col(InvoiceLine.budget_line_id))
        ):
            into = self._of(key)
            into.reported, into.verified = int(reported or 0), int(accepted or 0)

    def _of(self, line: UUID | None) -> Spent:
        return self.spent[line if line in self.lines else None]


def _part(euro: int, paid: int, gross: int) -> int:
    """So much of an amount as has been paid of its invoice, or given back of a credit note."""
    return int((Decimal(euro * paid) / gross).quantize(ONE, ROUND_HALF_UP)) if gross else 0
