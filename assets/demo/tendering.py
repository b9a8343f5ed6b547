"""How the lots of the demonstration are tendered: items, offers, contracts and modifications.

What a lot buys is what stands or is awaited at the sites. Prices of offers and contracts are
invented, and so is the rate at which the prices of things are put into euro.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory import catalogue, suppliers
from assets.money import Currency, Money
from assets.procurement import bids, contract_lines, contracts, items, modifications, vat
from assets.procurement.contracts import Contract
from assets.procurement.lots import Lot
from assets.procurement.vat import percent
from assets.words import Language

A_EURO = {Currency.EUR: 1, Currency.RON: 5, Currency.HUF: 400}
COUNTRY = {"TM": "RO", "PB": "RO", "SZTE": "HU", "MV": "HU"}
LAW = {"RO": "Legea 98/2016", "HU": "2015. évi CXLIII. törvény (Kbt.)"}
SYSTEM = {"RO": "SEAP", "HU": "EKR"}
# What the things of a lot leave of its price.
REST = {
    "RO": {"goods": "Transport, instalare și instruire", "works": "Construcții și instalații"},
    "HU": {"goods": "Szállítás, telepítés és betanítás", "works": "Építés és épületgépészet"},
}
OTHERS = ("Ofertant demonstrativ Unu S.R.L.", "Ofertant demonstrativ Doi S.R.L.")
OTHERS_HU = ("Bemutató Ajánlattevő Egy Kft.", "Bemutató Ajánlattevő Kettő Kft.")
DEARER = (104, 111)  # per cent of the price that wins
PENALTY, PENALTY_MOST = 100, 10_000  # thousandths of a percent
GUARANTEE = 20  # the price is that many guarantees
WARRANTY = 24  # months
DUE = ("works_reception", "delivery")


@dataclass(frozen=True)
class Bought:
    """So many things of one kind in one lot, at the price of one in cents."""

    kind: str
    name: str
    quantity: int
    cents: int


def tender(tale: Tale) -> None:
    """Tell of every lot what it buys, and of those under contract from whom."""
    officers = {
        row["partner"]: row["email"]
        for row in telling.read("people.toml")["people"]
        if row["role"] == "procurement_officer" and "partner" in row
    }
    for row in telling.lots():
        who = officers[row["partner"]]
        begun = min(day for each in row["milestones"] if (day := tale.on(each, "baseline")))
        tale.happens(begun, partial(_list, tale, row), who=who)
        if not row.get("supplier"):
            continue
        signed = _done(tale, row, "contract_signed")
        opened = _done(tale, row, "bid_deadline") or (signed and signed - timedelta(20))
        if signed is None or opened is None:
            continue
        tale.happens(opened, partial(_offer, tale, row, opened), who=who)
        tale.happens(signed, partial(_sign, tale, row, signed), who=who)
        for each in row["milestones"]:
            changed = tale.on(each, "actual")
            if each["stage"] == "contract_mod" and changed:
                tale.happens(changed, partial(_modify, tale, row, each, changed), who=who)


def things(number: str) -> Iterator[Bought]:
    """What stands or is awaited at the sites of one lot, the dearest first."""
    counted: dict[tuple[str, str, int], int] = {}
    for site in telling.sites():
        for row in site["assets"]:
            if row.get("lot") != number or "price" not in row:
                continue
            currency = Currency(row.get("currency") or site["currency"])
            cents = Money.read(row["price"], currency).minor // A_EURO[currency]
            key = (row["type"], row.get("name", ""), cents)
            counted[key] = counted.get(key, 0) + row.get("quantity", 1)
    found = [Bought(kind, name, many, cents) for (kind, name, cents), many in counted.items()]
    yield from sorted(found, key=lambda each: -each.quantity * each.cents)


def _done(tale: Tale, row: Story, stage: str) -> date | None:
    for each in row["milestones"]:
        day = tale.on(each, "actual")
        if each["stage"] == stage and day and day <= tale.day:
            return day
    return None


def _due(tale: Tale, row: Story) -> date | None:
    days = {each["stage"]: tale.on(each, "baseline") for each in row["milestones"]}
    return next((days[stage] for stage in DUE if stage in days), None)


def _list(tale: Tale, row: Story, session: Session) -> None:
    lot, country = _lot(tale, row, session), COUNTRY[row["partner"]]
    article = {"direct": " art. 7", "simplified": " art. 113"}.get(row["procedure"], "")
    basis = f"{LAW[country]}{article if country == 'RO' else ''}"
    number = f"{SYSTEM[country]} demo {row['number'][-3:]}"
    lot.describe(title=lot.title, estimate=lot.estimate, legal_basis=basis, notice_number=number)
    for each in things(row["number"]):
        kind = catalogue.keyed(session, each.kind)
        title = each.name or kind.names.of(_language(country))
        price = Money(each.cents, Currency.EUR)
        made = items.add(
            session, lot, title=title, quantity=each.quantity, price=price, type_id=kind.id
        )
        tale.named("item", f"{row['number']}/{made.position}", made.id)


def _offer(tale: Tale, row: Story, on: date, session: Session) -> None:
    lot, price = _lot(tale, row, session), Money.read(row["budget"], Currency(row["currency"]))
    names = OTHERS if COUNTRY[row["partner"]] == "RO" else OTHERS_HU
    today = max(on, tale.begins)
    winner = suppliers.named(session, row["supplier"])
    won = bids.receive(session, lot, winner, price, today=today, received_on=on)
    for name, more in zip(names, DEARER, strict=True):
        dearer = Money(price.minor * more // 100, price.currency)
        other = suppliers.named(session, name)
        bids.receive(session, lot, other, dearer, today=today, received_on=on)
    bids.award(session, lot, won)


def _sign(tale: Tale, row: Story, on: date, session: Session) -> None:
    lot, country = _lot(tale, row, session), COUNTRY[row["partner"]]
    price = Money.read(row["budget"], Currency(row["currency"]))
    due = _due(tale, row)
    if due and due < on:  # told from a day so late that the published end lies before
        due = None
    contract = contracts.sign(
        session,
        lot,
        suppliers.named(session, row["supplier"]),
        net=price,
        today=max(on, tale.begins),
        number=f"{row['number'].replace('-', '/')}/{on.year}",
        signed_on=on,
        ends_on=due,
        warranty_months=WARRANTY,
        guarantee_minor=price.minor // GUARANTEE,
        guarantee_until=due + timedelta(WARRANTY * 31) if due else None,
        penalty=PENALTY,
        penalty_most=PENALTY_MOST,
    )
    tale.named("contract", row["number"], contract.id)
    _lines(session, contract, lot, row, country)


def _lines(session: Session, contract: Contract, lot: Lot, row: Story, country: str) -> None:
    """A line for each item, and one for the rest of the price. Its VAT is reckoned on the whole."""
    left = contract.net_minor
    listed: list[dict[str, Any]] = [
        {"title": each.title, "price": each.price, "quantity": each.quantity}
        | {"item_id": each.id, "type_id": each.type_id}
        for each in session.exec(items.of_lot(lot))
    ]
    left -= sum(each["price"].minor * each["quantity"] for each in listed)
    rest: dict[str, Any] = {
        "title": REST[country][row["kind"]],
        "price": Money(left, contract.currency),
    }
    rate = vat.in_force(session, country, contract.signed_on)[0].rate  # the standard one
    for said in [*listed, rest]:
        contract_lines.add(session, contract, vat_rate=rate, **said)
    contract.vat_minor = round(contract.net_minor * percent(rate) / 100)


def _modify(tale: Tale, row: Story, told: Story, on: date, session: Session) -> None:
    contract = session.get_one(Contract, tale.id("contract", row["number"]))
    modifications.add(
        session,
        contract,
        today=max(on, tale.begins),
        signed_on=on,
        reason=told.get("reason", told.get("label", "")),
    )


def _lot(tale: Tale, row: Story, session: Session) -> Lot:
    return session.get_one(Lot, tale.id("lot", row["number"]))


def _language(country: str) -> Language:
    return Language.RO if country == "RO" else Language.HU
