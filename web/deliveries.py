"""Deliveries as pages and programs ask for them: what is noted, and protocols with their papers."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets import acceptance, files
from assets.acceptance import Agreement
from assets.database import CHANGED_MEANWHILE
from assets.errors import Missing, Refused
from assets.inventory import places
from assets.inventory.register import Asset, State
from assets.procurement import (
    contracts,
    deliveries,
    placeholders,
    proposals,
    protocols,
    units,
)
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery
from assets.procurement.lots import Kind
from assets.procurement.placeholders import Lack
from assets.procurement.proposals import Proposal
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.schedules import Schedule
from assets.rights import Guarded, Permission, Rights
from assets.words import Language, say
from labels.papers import protocol as papers
from labels.papers.protocol import Sheet, Thing
from web.access import Db, MyRights, reading, writing
from web.answer import Expected
from web.forms import Day
from web.named import Key, id_of, within

# In which states things are that a protocol is about.
READY = {
    ProtocolKind.INSTALLATION: (State.DELIVERED,),
    ProtocolKind.ACCEPTANCE: (State.DELIVERED, State.INSTALLED),
}


def _delivery(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Delivery:
    delivery = deliveries.delivery(db, key, rights)
    within(request, delivery)
    delivery.expect(expected)
    return delivery


TheDelivery = Annotated[Delivery, Depends(_delivery)]


class Noted(BaseModel):
    """What a delivery note says, and when it is to come; each count beside the id of its line."""

    note_number: str = Field(default="", max_length=80)
    expected_on: Day | None = None
    note: str = Field(default="", max_length=1000)
    line: list[str] = Field(default_factory=list)
    noted: list[str] = Field(default_factory=list)
    version: int | None = None

    @property
    def counts(self) -> dict[UUID, int]:
        return {
            id_of(line): _whole(count) for line, count in zip(self.line, self.noted, strict=False)
        }

    @property
    def said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("note_number", "expected_on", "note")}


def _whole(text: str) -> int:
    written = text.strip() or "0"
    if not written.isascii() or not written.isdecimal() or len(written) > len(str(deliveries.MOST)):
        raise Refused("Write a whole number from 0 on.", field="noted")
    return int(written)


class Agreed(BaseModel):
    """What a protocol says: its day and number, what it is about, who signs, what was remarked."""

    on: Day
    number: str = Field(default="", max_length=80)
    chosen: list[str] = Field(default_factory=list)
    place: str = ""
    signed_by: str = Field(default="", max_length=1000)
    remarks: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=600)


@contextmanager
def drawn_up(request: Request, key: UUID, kind: ProtocolKind, said: Agreed) -> Generator[Protocol]:
    """Keep a protocol; its paper is drawn before anything is locked."""
    rights: Rights = request.state.rights
    with reading(request) as db:
        sheet = _sheet(db, key, kind, said, rights)
    number = sheet.number.replace("/", "-").replace("\\", "-")  # it is no path
    name = f"{say(sheet.language, papers.TITLES[kind])} {number}.pdf"
    paper = files.receive(papers.pdf(sheet), name, request.app.state.settings)
    with writing(request) as db:
        again = _sheet(db, key, kind, said, rights)
        if (again.rows, again.number) != (sheet.rows, sheet.number):
            raise Refused(CHANGED_MEANWHILE)
        agreed = Agreement(
            _protocol(again),
            again.delivery,
            [each.asset for each in again.things],
            places.called(db, said.place, there(again.delivery.contract, rights))
            if said.place
            else None,
            said.reason,
        )
        yield acceptance.settle(db, agreed, paper, again.language)


def _protocol(sheet: Sheet) -> Protocol:
    return Protocol(
        delivery_id=sheet.delivery.id,
        kind=sheet.kind,
        number=sheet.number,
        on=sheet.on,
        signed_by=sheet.signed_by,
        remarks=sheet.remarks,
    )


def _sheet(db: Session, key: UUID, kind: ProtocolKind, said: Agreed, rights: Rights) -> Sheet:
    """What the protocol will say. Raises Missing or Forbidden before anything is drawn."""
    delivery = deliveries.delivery(db, key, rights)
    rights.must(Permission.PROCUREMENT_KEEP, delivery)
    chosen = units.called(db, delivery, said.chosen) if kind in READY else []
    known = things(db, delivery, chosen, said.on)
    return Sheet(
        kind=kind,
        number=said.number.strip() or protocols.next_number(db, delivery),
        on=said.on,
        language=_language(db, delivery, chosen),
        delivery=delivery,
        tallies=deliveries.tallies(db, delivery),
        things=known,
        signed_by=said.signed_by,
        remarks=said.remarks.strip(),
        reason=said.reason.strip(),
    )


def things(db: Session, delivery: Delivery, assets: Sequence[Asset], on: date) -> list[Thing]:
    """These things with what each still lacks, and how long its warranty will last."""
    missing = acceptance.lacking(db, delivery, assets)
    return [
        Thing(
            each,
            each.place.path,
            acceptance.warranted_until(each, delivery, on),
            missing[each.id],
        )
        for each in assets
    ]


def _language(db: Session, delivery: Delivery, assets: Sequence[Asset]) -> Language:
    """That of the site where the things are, or of the lot's."""
    lot = delivery.contract.lot
    site = assets[0].site if assets else lot.site
    if site is None:
        first = units.in_states(db, delivery, list(State))
        site = first[0].site if first else None
    return (site.language if site else None) or Language(
        {"RO": "ro", "HU": "hu"}.get(lot.partner.country, "en")
    )


@dataclass(frozen=True)
class Brought:
    """What one contract of a lot has brought, and what of it is not in the register yet."""

    contract: Contract
    ordered: int
    come: int
    lacks: list[Lack]
    deliveries: Sequence[Delivery]

    @property
    def lacking(self) -> int:
        return sum(each.things for each in self.lacks)


@dataclass(frozen=True)
class OfLot:
    """What the page of a lot says of its deliveries, and the milestones that they prove."""

    contracts: list[Brought]
    proposals: list[Proposal]


def of_lot(db: Session, schedule: Schedule) -> OfLot | None:
    """The deliveries of a lot; nothing where it buys no goods or has no contract."""
    if schedule.lot.kind is not Kind.GOODS:
        return None
    signed = db.exec(contracts.of_lots([schedule.lot.id])).all()
    brought = [_brought(db, each) for each in signed]
    return OfLot(brought, proposals.of(db, schedule)) if brought else None


def _brought(db: Session, contract: Contract) -> Brought:
    lines = db.exec(deliveries.lines_of(contract)).all()
    return Brought(
        contract,
        sum(each.quantity for each in lines),
        deliveries.come_under(db, contract),
        placeholders.lacking(db, contract),
        db.exec(deliveries.of_contract(contract)).all(),
    )


def there(contract: Contract, rights: Rights) -> Rights:
    """With which rights places are named: whoever buys for a site of others knows its places."""
    site = contract.lot.site_id
    if site is None or rights.may(Permission.PLACES_SEE, Guarded(site_id=site)):
        return rights
    return replace(rights, at_sites={**rights.at_sites, site: frozenset({Permission.PLACES_SEE})})


def kind_of(word: str) -> ProtocolKind:
    try:
        return ProtocolKind(word)
    except ValueError:
        raise Missing("There is no such page.") from None
