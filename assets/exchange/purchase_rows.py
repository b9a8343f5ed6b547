"""What one row of a list of purchases does: to a lot, an item, a contract or a line of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from assets.database import Record
from assets.errors import Refused
from assets.exchange import cells
from assets.exchange.vocabulary import choices
from assets.inventory import catalogue, suppliers
from assets.money import SPENT_IN, Currency, Money
from assets.procurement import contract_lines, contracts, items, lots, milestones, stages
from assets.procurement.contracts import Contract
from assets.procurement.items import LotItem
from assets.procurement.lots import Kind, Lot, Procedure
from assets.rights import Permission, Rights

Said = dict[str, Any]
Done = tuple[Record, bool]  # what a row is about, and whether it is new
DAYS = ("awarded_on", "signed_on", "starts_on", "ends_on", "guarantee_until")
THOUSANDTHS = 1000  # of a percent
HUNDREDTHS = 100
_NAMED = ("legal_basis", "notice_number")


def lot(session: Session, said: Said, today: date, by: Rights) -> Done:
    number = said.get("number", "")
    if number:
        lot = lots.numbered(session, number, by)
        by.must(Permission.PROCUREMENT_KEEP, lot)
    else:
        lot = _opened(session, said, by)
        chosen = session.exec(stages.usual(lot.kind, lot.partner.country)).all()
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


def item(session: Session, said: Said, _: date, by: Rights) -> Done:
    lot = _lot_of(session, said, by)
    known = _meant(said, session.exec(items.of_lot(lot)).all())
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


def contract(session: Session, said: Said, today: date, by: Rights) -> Done:
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


def line(session: Session, said: Said, _: date, by: Rights) -> Done:
    signed = _contract_of(session, said, by)
    known = _meant(said, session.exec(contract_lines.of(signed)).all())
    values = _bought(session, signed, said)
    price = _money(said, "price", signed.currency)
    if known is None:
        if price is None:
            raise Refused("Fill this in.", field="price")
        title = said.get("title", "")
        return contract_lines.add(session, signed, title=title, price=price, **values), True
    values["title"] = said.get("title", known.title)
    known.describe(signed, price=price or Money(known.price_minor, signed.currency), **values)
    return known, False


def _meant(said: Said, held: Sequence[Any]) -> Any:
    """The one at this position; where none is said, the only one of this name."""
    if at := said.get("position"):
        return next((each for each in held if each.position == at), None)
    named = [each for each in held if each.title == said.get("title")]
    return named[0] if len(named) == 1 else None


def _bought(session: Session, signed: Contract, said: Said) -> Said:
    values: Said = {"quantity": said["quantity"]} if "quantity" in said else {}
    if "vat_rate" in said:
        values["vat_rate"] = int(said["vat_rate"] * HUNDREDTHS)
    if "type" in said:
        values["type_id"] = catalogue.type_called(session, said["type"]).id
    if "item" in said:
        same = items.of_lot(signed.lot).where(LotItem.position == said["item"])
        meant = session.exec(same).first()
        if meant is None:
            raise Refused("It is no item of {lot}.", lot=signed.lot.number, field="item")
        values["item_id"] = meant.id
    return values


def _contract_of(session: Session, said: Said, by: Rights) -> Contract:
    """The contract of this number, of the lot where one is named. Never guesses between two."""
    if "contract" not in said:
        raise Refused("Fill this in.", field="contract")
    same = contracts.listed(by).where(Contract.number == said["contract"])
    if "lot" in said:
        same = same.where(Contract.lot_id == lots.numbered(session, said["lot"], by).id)
    found = session.exec(same.limit(2)).all()
    if not found:
        raise Refused("There is no contract {number}.", number=said["contract"], field="contract")
    if len(found) > 1:
        raise Refused("Several contracts have this number. Name the lot too.", field="lot")
    by.must(Permission.PROCUREMENT_KEEP, found[0])
    return found[0]


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
