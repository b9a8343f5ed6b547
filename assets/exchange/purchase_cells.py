"""What stands in the rows of lists of purchases that are taken away, many lots at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from assets.exchange.purchase_rows import DAYS, HUNDREDTHS, THOUSANDTHS, Said
from assets.inventory.catalogue import EquipmentType
from assets.money import Money
from assets.procurement import contract_lines, contracts, items
from assets.procurement.budgets import BudgetLine
from assets.procurement.contracts import Contract
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot

Told = Iterator[Said]


def of_lots(session: Session, found: Sequence[Lot]) -> Told:
    codes = _codes(session, found)
    for lot in found:
        named = ("number", "title", "legal_basis", "notice_number")
        yield {name: getattr(lot, name) for name in named} | {
            "project": lot.project.code,
            "partner": lot.partner.code,
            "site": lot.site.code if lot.site else None,
            "kind": lot.kind.value,
            "procedure": lot.procedure.value,
            "estimate": lot.estimate,
            "currency": lot.estimate_currency,
            "budget_line": codes.get(lot.budget_line_id),
        }


def of_items(session: Session, found: Sequence[Lot]) -> Told:
    held: Sequence[LotItem] = session.exec(items.of_lots(_ids(found))).all()
    codes, by_lot = _codes(session, held), _grouped(held, "lot_id")
    for lot in found:
        for each in by_lot[lot.id]:
            yield {
                "lot": lot.number,
                "position": each.position,
                "title": each.title,
                "type": each.type.key if each.type else None,
                "quantity": each.quantity,
                "price": each.price,
                "currency": each.price_currency,
                "specification": each.specification,
                "budget_line": codes.get(each.budget_line_id),
            }


def of_contracts(session: Session, found: Sequence[Lot]) -> Told:
    for lot, each in _signed(session, found):
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


def of_lines(session: Session, found: Sequence[Lot]) -> Told:
    held = session.exec(items.of_lots(_ids(found))).all()
    positions: dict[UUID | None, int] = {each.id: each.position for each in held}
    signed = _signed(session, found)
    bought = session.exec(contract_lines.of_contracts(_ids(each for _, each in signed))).all()
    kinds = _kinds(session, {each.type_id for each in bought})
    lines = _grouped(bought, "contract_id")
    for lot, contract in signed:
        for each in lines[contract.id]:
            yield {
                "lot": lot.number,
                "contract": contract.number,
                "position": each.position,
                "title": each.title,
                "item": positions.get(each.item_id),
                "type": kinds.get(each.type_id),
                "quantity": each.quantity,
                "price": Money(each.price_minor, contract.currency),
                "currency": contract.currency,
                "vat_rate": each.vat_rate / HUNDREDTHS,
            }


def _signed(session: Session, found: Sequence[Lot]) -> list[tuple[Lot, Contract]]:
    by_lot = _grouped(session.exec(contracts.of_lots(_ids(found))), "lot_id")
    return [(lot, each) for lot in found for each in by_lot[lot.id]]


def _ids(records: Iterable[Any]) -> list[UUID]:
    return [each.id for each in records]


def _grouped(records: Iterable[Any], column: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for each in records:
        found[getattr(each, column)].append(each)
    return found


def _codes(session: Session, records: Iterable[Any]) -> dict[UUID | None, str]:
    """What the lines of the budget are called that these name."""
    keys = {each.budget_line_id for each in records}
    asked = select(BudgetLine.id, BudgetLine.code).where(col(BudgetLine.id).in_(keys))
    return dict(session.exec(asked).all())


def _kinds(session: Session, keys: set[UUID | None]) -> dict[UUID | None, str]:
    asked = select(EquipmentType.id, EquipmentType.key).where(col(EquipmentType.id).in_(keys))
    return dict(session.exec(asked).all())
