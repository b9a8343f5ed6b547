"""Lots, items and contracts from the officer's own list: rehearsed row by row, then written.

The verbs of procurement are asked for every row. A row that they refuse is told and left out.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, select

from assets.database import Record
from assets.errors import No, Refused
from assets.exchange import cells, purchase_columns
from assets.exchange.exports import Value
from assets.exchange.purchase_columns import COLUMNS, Purchases
from assets.exchange.readings import Refusal
from assets.exchange.sheets import Sheet
from assets.exchange.vocabulary import choices
from assets.inventory import catalogue, suppliers
from assets.money import SPENT_IN, Currency, Money
from assets.procurement import contracts, items, lots, milestones, stages
from assets.procurement.budgets import BudgetLine
from assets.procurement.contracts import Contract
from assets.procurement.items import LotItem
from assets.procurement.lots import Kind, Lot, Procedure
from assets.rights import Permission, Rights

Said = dict[str, Any]
DAYS = ("awarded_on", "signed_on", "starts_on", "ends_on", "guarantee_until")
THOUSANDTHS = 1000  # of a percent
_NAMED = ("legal_basis", "notice_number")


@dataclass(frozen=True)
class Line:
    """What one row has done: to what, and whether it was new or changed; or nothing."""

    row: int
    label: str
    new: bool = False
    changed: bool = False


@dataclass
class Report:
    """What a list does, row by row."""

    lines: list[Line] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    left_out: tuple[str, ...] = ()

    @property
    def new(self) -> list[Line]:
        return [each for each in self.lines if each.new]

    @property
    def changed(self) -> list[Line]:
        return [each for each in self.lines if each.changed]

    @property
    def same(self) -> list[Line]:
        return [each for each in self.lines if not each.new and not each.changed]

    @property
    def fingerprint(self) -> str:
        """The same for the same outcome: what was looked at is what is done, or nothing is."""
        told = [*map(repr, self.lines), *(f"{each.row}{each.no}" for each in self.refused)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def bring(session: Session, sheet: Sheet, of: Purchases, today: date, by: Rights) -> Report:
    """Write what a list says, row by row. Whoever only rehearses rolls the transaction back."""
    meant = purchase_columns.meant(sheet, of)
    report = Report(left_out=meant.left_out)
    for row in sheet.rows:
        said, refused = purchase_columns.told(row, meant)
        report.refused += refused
        if refused or not said:
            continue
        try:
            with session.begin_nested():
                known, new = _VERBS[of](session, said, today, by)
                changed = session.is_modified(known)
                session.flush()
        except No as no:
            value = str(said.get(no.field, ""))
            report.refused.append(Refusal(row.number, no.field, value, no))
        else:
            label = known.label  # type: ignore[attr-defined]
            report.lines.append(Line(row.number, label, new, changed and not new))
    return report


def rows(session: Session, of: Purchases, by: Rights) -> Iterator[list[Value]]:
    """All that this person sees, in the order of the columns."""
    for lot in session.exec(lots.listed(by)).all():
        for values in _TELLERS[of](session, lot):
            yield [values.get(each.name) for each in COLUMNS[of]]


def headers(of: Purchases) -> list[str]:
    return [each.name for each in COLUMNS[of]]


def _lot(session: Session, said: Said, today: date, by: Rights) -> tuple[Record, bool]:
    number = said.get("number", "")
    if number:
        lot = lots.numbered(session, number, by)
        by.must(Permission.PROCUREMENT_KEEP, lot)
    else:
        lot = _opened(session, said, by)
        chosen = session.exec(stages.usual(lot.kind)).all()
        if chosen:
            milestones.plan_lot(session, lot, said.get("start", today), chosen)
    values: Said = {name: said[name] for name in _NAMED if name in said}
    if "procedure" in said:
        values["procedure"] = _one(Procedure, said, "procedure")
    values |= _budget_line(session, lot, said)
    usual = lot.estimate_currency or _spent_at(lot)
    estimate = _money(said, "estimate", usual) or lot.estimate
    lot.describe(title=said.get("title", lot.title), estimate=estimate, **values)
    return lot, not number


def _opened(session: Session, said: Said, by: Rights) -> Lot:
    for name in ("title", "project", "partner", "kind"):
        if name not in said:
            raise Refused("Fill this in.", field=name)
    return lots.open_named(
        session,
        by,
        project=said["project"],
        partner=said["partner"].upper(),
        site=said.get("site"),
        title=said["title"],
        kind=_one(Kind, said, "kind"),
    )


def _item(session: Session, said: Said, _: date, by: Rights) -> tuple[Record, bool]:
    lot = _lot_of(session, said, by)
    at, held = said.get("position"), session.exec(items.of_lot(lot)).all()
    known = next((each for each in held if each.position == at), None)
    named = [each for each in held if each.title == said.get("title")]
    known = known or (named[0] if at is None and len(named) == 1 else None)
    values = {name: said[name] for name in ("specification",) if name in said}
    if "type" in said:
        values["type_id"] = catalogue.type_called(session, said["type"]).id
    values |= _budget_line(session, lot, said)
    usual = (known and known.price_currency) or lot.estimate_currency or _spent_at(lot)
    price = _money(said, "price", usual)
    if known is None:
        title, count = said.get("title", ""), said.get("quantity", 1)
        return items.add(session, lot, title=title, quantity=count, price=price, **values), True
    known.describe(
        title=said.get("title", known.title),
        quantity=said.get("quantity", known.quantity),
        price=price or known.price,
        **values,
    )
    return known, False


def _contract(session: Session, said: Said, today: date, by: Rights) -> tuple[Record, bool]:
    lot = _lot_of(session, said, by)
    held = session.exec(contracts.of_lots([lot.id])).all()
    known = next((each for each in held if each.number == said.get("number")), None)
    usual = known.currency if known else lot.estimate_currency or _spent_at(lot)
    currency = _currency(said, usual)
    values = _agreed(said, currency)
    if known is None:
        for name in ("number", "supplier", "signed_on", "net"):
            if name not in said:
                raise Refused("Fill this in.", field=name)
        supplier = suppliers.named(session, said["supplier"])
        net = cells.money(said["net"], currency) or Money(0, currency)
        values["number"] = said["number"]
        return contracts.sign(session, lot, supplier, net=net, today=today, **values), True
    if currency is not known.currency:
        raise Refused("The contract is in {currency}.", currency=known.currency, field="currency")
    if price := _money(said, "net", currency):
        values["net_minor"] = price.minor
    known.describe(today, **values)
    return known, False


def _agreed(said: Said, currency: Currency) -> Said:
    values = {name: said[name] for name in (*DAYS, "warranty_months", "guarantee", "note")
              if name in said}  # fmt: skip
    for name in ("penalty", "penalty_most"):
        if name in said:
            values[name] = int(said[name] * THOUSANDTHS)
    for name, column in (("vat", "vat_minor"), ("guarantee_amount", "guarantee_minor")):
        if money := _money(said, name, currency):
            values[column] = money.minor
    return values


def _lot_of(session: Session, said: Said, by: Rights) -> Lot:
    if "lot" not in said:
        raise Refused("Fill this in.", field="lot")
    lot = lots.numbered(session, said["lot"], by)
    by.must(Permission.PROCUREMENT_KEEP, lot)
    return lot


def _budget_line(session: Session, lot: Lot, said: Said) -> Said:
    line = lots.budget_line(session, lot, said.get("budget_line", ""))
    return {"budget_line_id": line.id} if line else {}


def _one(kind: Any, said: Said, name: str) -> Any:
    try:
        return choices(kind).only(said[name])
    except Refused as no:
        no.field = name
        raise


def _currency(said: Said, usual: Currency) -> Currency:
    written = str(said.get("currency", usual)).upper()
    if written not in set(Currency):
        raise Refused("There is no currency {name} here.", name=written, field="currency")
    return Currency(written)


def _money(said: Said, name: str, usual: Currency) -> Money | None:
    try:
        return cells.money(said[name], _currency(said, usual)) if name in said else None
    except Refused as no:
        no.field = no.field or name
        raise


def _spent_at(lot: Lot) -> Currency:
    return SPENT_IN.get(lot.partner.country, Currency.EUR)


def _tell_lot(session: Session, lot: Lot) -> Iterator[Said]:
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


def _tell_items(session: Session, lot: Lot) -> Iterator[Said]:
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


def _tell_contracts(session: Session, lot: Lot) -> Iterator[Said]:
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


def _code(session: Session, key: Any) -> str | None:
    if key is None:
        return None
    return session.exec(select(BudgetLine.code).where(BudgetLine.id == key)).first()


_VERBS: dict[Purchases, Callable[[Session, Said, date, Rights], tuple[Record, bool]]] = {
    Purchases.LOTS: _lot,
    Purchases.ITEMS: _item,
    Purchases.CONTRACTS: _contract,
}
_TELLERS: dict[Purchases, Callable[[Session, Lot], Iterator[Said]]] = {
    Purchases.LOTS: _tell_lot,
    Purchases.ITEMS: _tell_items,
    Purchases.CONTRACTS: _tell_contracts,
}
