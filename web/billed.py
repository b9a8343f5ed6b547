"""Invoices as pages and programs show them: what one is for, its lines, and those of a lot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from assets.errors import Refused
from assets.inventory import partners
from assets.inventory.partners import Partner
from assets.money import Money
from assets.procurement import billing, invoices, lots
from assets.procurement.budgets import BudgetLine
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.invoices import Invoice, InvoiceLine, Owed
from assets.procurement.lots import Lot
from assets.rights import Rights

Shown = tuple[InvoiceLine, str, Money, Money, Money]


@dataclass(frozen=True)
class Billed:
    """The invoices of a lot, and what is owed of each."""

    invoices: Sequence[Invoice]
    owed: Mapping[UUID, Owed]


def of_lot(session: Session, lot: Lot, seen_by: Rights) -> Billed:
    found = session.exec(invoices.of_lot(lot, seen_by)).all()
    return Billed(found, invoices.owed(session, found))


def linked(
    session: Session, rights: Rights, lot: str, partner: str, contract: str
) -> tuple[Lot | None, Partner | None, Contract | None]:
    """The lot, partner and contract that are named; the only contract of a lot goes unsaid."""
    for_lot = lots.numbered(session, lot, rights) if lot.strip() else None
    payer = partners.coded(session, partner) if partner and not for_lot else None
    signed = session.exec(billing.contracts_of(for_lot)).all() if for_lot else []
    named = [each for each in signed if each.number == contract.strip()]
    if contract.strip() and not named:
        raise Refused("That lot has no contract {number}.", number=contract, field="contract")
    chosen = named or (signed if len(signed) == 1 else [])
    return for_lot, payer, chosen[0] if chosen else None


def lines_shown(session: Session, invoice: Invoice) -> Sequence[Shown]:
    """Each line, the code of what pays it, and its amounts."""
    return [
        (
            line,
            code or "",
            Money(line.net_minor, invoice.currency),
            Money(line.vat_minor, invoice.currency),
            Money(line.eligible_minor, invoice.currency),
        )
        for line, code in session.exec(billing.lines_with_codes(invoice))
    ]


def payer(session: Session, rights: Rights, code: str, invoice: Invoice) -> BudgetLine | None:
    """The line of a budget with this code. Raises Refused where it could be one of several."""
    if not code.strip():
        return None
    found = session.exec(billing.payers(invoice, rights, code)).all()
    if not found:
        raise Refused("There is no line {code} in this budget.", code=code, field="budget_line")
    return found[0]


def contract_line(session: Session, invoice: Invoice, key: UUID | None) -> ContractLine | None:
    if key is None:
        return None
    found = {each.id: each for each in session.exec(billing.bought(invoice))}
    if key not in found:
        raise Refused("That line is in another contract.", field="contract_line")
    return found[key]
