"""What is bought, as pages and programs name it: a lot, its items, offers and contracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import catalogue
from assets.inventory.catalogue import EquipmentType
from assets.inventory.partners import Partner
from assets.money import SPENT_IN, Currency, Money
from assets.procurement import bids, contract_lines, contracts, items, lots, penalties, thresholds
from assets.procurement.bids import OFFERS, Bid
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract, ContractChange
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot, Procedure
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.procurement.thresholds import Hint, Threshold
from assets.words import Language
from labels.papers.penalty_letter import Letter
from web.access import Db, MyRights
from web.answer import Amount, Expected
from web.named import Key, id_of, within

PUBLISHED = "notice_published"
PER_CENT = 1000  # in the thousandths of a percent in which a penalty is kept
RATE = 100  # in the hundredths of a percent in which VAT is kept


def _lot(number: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> Lot:
    lot = lots.numbered(db, number, rights)
    within(request, lot)
    lot.expect(expected)
    return lot


def _item(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> LotItem:
    item = items.item(db, key, rights)
    within(request, item)
    item.expect(expected)
    return item


def _bid(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Bid:
    bid = bids.bid(db, key, rights)
    within(request, bid)
    bid.expect(expected)
    return bid


def _contract(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Contract:
    contract = contracts.contract(db, key, rights)
    within(request, contract)
    if "line" not in request.path_params:
        contract.expect(expected)
    return contract


def _threshold(key: Key, db: Db, expected: Expected) -> Threshold:
    found = thresholds.threshold(db, key)
    found.expect(expected)
    return found


TheThreshold = Annotated[Threshold, Depends(_threshold)]
TheLot = Annotated[Lot, Depends(_lot)]
TheItem = Annotated[LotItem, Depends(_item)]
TheBid = Annotated[Bid, Depends(_bid)]
TheContract = Annotated[Contract, Depends(_contract)]


def _line(contract: TheContract, line: str, db: Db, expected: Expected) -> ContractLine:
    found = contract_lines.line(db, contract, id_of(line))
    found.expect(expected)
    return found


TheLine = Annotated[ContractLine, Depends(_line)]


@dataclass(frozen=True)
class Agreed:
    """A contract with what changed it, as lists show it."""

    contract: Contract
    net: Money
    vat: Money
    ends_on: date | None
    changes: Sequence[ContractChange]


@dataclass(frozen=True)
class Purchase:
    """What a lot's page shows of its buying."""

    items: Sequence[LotItem]
    worth: Sequence[Money]
    bids: Sequence[Bid]
    contracts: Sequence[Agreed]
    hints: Sequence[Hint]
    hinted_on: date
    offers_missing: int


def purchase(db: Session, schedule: Schedule, today: date) -> Purchase:
    """The thresholds are those of the day of the call, where that is planned, else of today."""
    lot = schedule.lot
    called = [each.expected_on for each in schedule.milestones if each.code == PUBLISHED]
    on = called[0] if called else today
    bought, offered = db.exec(items.of_lot(lot)).all(), db.exec(bids.of_lot(lot)).all()
    missing = OFFERS - len(offered) if lot.procedure is Procedure.DIRECT else 0
    return Purchase(
        items=bought,
        worth=items.worth(bought),
        bids=offered,
        contracts=agreed(db, lot),
        hints=thresholds.hints(db, lot, on),
        hinted_on=on,
        offers_missing=max(missing, 0),
    )


def agreed(db: Session, lot: Lot) -> list[Agreed]:
    """The contracts of a lot with their modifications, in two queries."""
    signed = db.exec(contracts.of_lots([lot.id])).all()
    changes = db.exec(contracts.changes_of(each.id for each in signed)).all()
    return [with_changes(each, changes) for each in signed]


def with_changes(contract: Contract, changes: Sequence[ContractChange]) -> Agreed:
    own = [each for each in changes if each.contract_id == contract.id]
    net, vat = contracts.net_of(contract, own), contracts.vat_of(contract, own)
    return Agreed(contract, net, vat, contracts.ends_on(contract, own), own)


# What a supplier in a country reads.
SPOKEN_IN = {"RO": Language.RO, "HU": Language.HU}


def letter(db: Session, contract: Contract, on: date, language: Language | None) -> Letter:
    """The letter about a delay, at first in the language of the country in which was bought."""
    penalty = penalties.of(db, contract, on)
    if penalty is None:
        raise Missing("Nothing is late under this contract.")
    partner = db.get_one(Partner, contract.partner_id)
    project = db.get_one(Project, contract.lot.project_id)
    usual = SPOKEN_IN.get(partner.country, Language.EN)
    return Letter(penalty, language or usual, on, partner.name, f"{project.code} {project.acronym}")


def usual_currency(lot: Lot) -> Currency:
    """In which currency it is bought: as it was estimated, or as one pays in the country."""
    return lot.estimate_currency or SPENT_IN.get(lot.partner.country, Currency.EUR)


def kind(db: Session, key: UUID | None) -> EquipmentType | None:
    return db.get(EquipmentType, key) if key else None


def kind_id(db: Session, words: str) -> Any:
    """The kind of equipment that somebody means; none for no words."""
    return catalogue.type_called(db, words).id if words.strip() else None


def line_id(db: Session, lot: Lot, code: str) -> Any:
    """The budget line of a lot's partner with this code; none for no code."""
    found = lots.budget_line(db, lot, code)
    return found.id if found else None


def line_item(db: Session, contract: Contract, line: ContractLine) -> dict[str, Any]:
    """A line of a contract as programs read it."""
    meant = kind(db, line.type_id)
    return {
        "id": str(line.id),
        "position": line.position,
        "title": line.title,
        "item": str(line.item_id) if line.item_id else None,
        "type": meant.key if meant else None,
        "model": str(line.model_id) if line.model_id else None,
        "quantity": line.quantity,
        "price": Money(line.price_minor, contract.currency).json(),
        "vat_rate": str(per_cent(line.vat_rate, RATE)),
        "version": line.version,
    }


def alike(contract: Contract, amount: Amount) -> Money:
    """What a program says in the currency of the contract."""
    return in_currency(amount.money, contract.currency, "amount")


def in_currency(money: Money, currency: Currency, field: str) -> Money:
    if money.currency is not currency:
        raise Refused("The contract is in {currency}.", currency=currency, field=field)
    return money


def thousandths(per_cent: Decimal | None) -> int | None:
    return None if per_cent is None else int(per_cent * PER_CENT)


def hundredths(per_cent: Decimal) -> int:
    return int(per_cent * RATE)


def per_cent(kept: int | None, unit: int) -> Decimal | None:
    """A share as people read it: 100 thousandths are 0.1."""
    return None if kept is None else (Decimal(kept) / unit).normalize() + 0
