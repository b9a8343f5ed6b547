"""What stands in the rows of lists of purchases that are taken away."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session

from assets.exchange.purchase_rows import DAYS, HUNDREDTHS, THOUSANDTHS, Said
from assets.inventory.catalogue import EquipmentType
from assets.money import Money
from assets.procurement import contract_lines, contracts, items
from assets.procurement.budgets import BudgetLine
from assets.procurement.contracts import Contract
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot


def lot(session: Session, lot: Lot) -> Iterator[Said]:
    named = {
        name: getattr(lot, name) for name in ("number", "title", "legal_basis", "notice_number")
    }
    yield named | {
        "project": lot.project.code,
        "partner": lot.partner.code,
        "site": lot.site.code if lot.site else None,
        "kind": lot.kind.value,
        "procedure": lot.procedure.value,
        "estimate": lot.estimate,
        "currency": lot.estimate_currency,
        "budget_line": _code(session, lot.budget_line_id),
    }


def items_of(session: Session, lot: Lot) -> Iterator[Said]:
    each: LotItem
    for each in session.exec(items.of_lot(lot)):
        yield {
            "lot": lot.number,
            "position": each.position,
            "title": each.title,
            "type": each.type.key if each.type else None,
            "quantity": each.quantity,
            "price": each.price,
            "currency": each.price_currency,
            "specification": each.specification,
            "budget_line": _code(session, each.budget_line_id),
        }


def contracts_of(session: Session, lot: Lot) -> Iterator[Said]:
    each: Contract
    for each in session.exec(contracts.of_lots([lot.id])):
        shares = {name: getattr(each, name) for name in ("penalty", "penalty_most")}
        own = {name: getattr(each, name) for name in (*DAYS, "number", "warranty_months", "note")}
        yield own | {
            "lot": lot.number,
            "supplier": each.supplier.name,
            "net": each.net,
            "vat": each.vat,
            "currency": each.currency,
            "guarantee": each.guarantee,
            "guarantee_amount": each.guaranteed,
            **{name: None if kept is None else kept / THOUSANDTHS for name, kept in shares.items()},
        }


def lines_of(session: Session, lot: Lot) -> Iterator[Said]:
    positions = {each.id: each.position for each in session.exec(items.of_lot(lot))}
    for signed in session.exec(contracts.of_lots([lot.id])).all():
        for each in session.exec(contract_lines.of(signed)):
            yield {
                "lot": lot.number,
                "contract": signed.number,
                "position": each.position,
                "title": each.title,
                "item": positions.get(each.item_id) if each.item_id else None,
                "type": _type(session, each.type_id),
                "quantity": each.quantity,
                "price": Money(each.price_minor, signed.currency),
                "currency": signed.currency,
                "vat_rate": each.vat_rate / HUNDREDTHS,
            }


def _code(session: Session, key: UUID | None) -> str | None:
    line = session.get(BudgetLine, key) if key else None
    return line.code if line else None


def _type(session: Session, key: UUID | None) -> str | None:
    kind = session.get(EquipmentType, key) if key else None
    return kind.key if kind else None
