"""The list of what was bought, with every column that a controller on the spot goes through."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from assets.inventory.documents import Attachment, Document, Kind
from assets.inventory.partners import Partner
from assets.inventory.register import OPERATED
from assets.money import Currency, Money
from assets.procurement import origins
from assets.procurement.fundings import Source
from assets.procurement.origins import Origin
from assets.procurement.projects import Project
from assets.procurement.protocols import ProtocolKind
from assets.rights import Rights
from assets.words import N_, Language, say, spoken

Value = str | int | Decimal | date | Money | None


@dataclass(frozen=True)
class Entry:
    """One thing on the list: how it was bought, its papers, and the partner who has it."""

    chain: Origin
    papers: Mapping[Kind, Document]
    project: Project
    language: Language

    def said(self, value: object) -> str:
        return spoken(value, self.language)

    def has(self, kind: Kind) -> str:
        return self.said(kind in self.papers)

    def number(self, kind: Kind) -> str | None:
        return self.papers[kind].number if kind in self.papers else None

    def share(self, source: Source) -> Decimal | None:
        return self.chain.sources.get(source)


class Column(NamedTuple):
    """One column: its heading, and what stands in it."""

    heading: str
    of: Any  # of an Entry, a Value


def _project(each: Entry) -> Value:
    return f"{each.project.code} {each.project.acronym}"


def _model(each: Entry) -> Value:
    model = each.chain.asset.model
    return model.name if model else None


def _maker(each: Entry) -> Value:
    model = each.chain.asset.model
    return model.maker.name if model and model.maker else None


def _called(record: Any) -> Value:
    return record.name if record else None


def _procedure(each: Entry) -> Value:
    lot = each.chain.lot
    return each.said(lot.procedure) if lot else None


def _protocol(each: Entry, kind: ProtocolKind, paper: Kind) -> Value:
    protocol = each.chain.protocols.get(kind)
    return protocol.number if protocol else each.number(paper)


def _signed(each: Entry, kind: ProtocolKind, paper: Kind) -> Value:
    protocol = each.chain.protocols.get(kind)
    if protocol:
        return protocol.on
    return each.papers[paper].dated_on if paper in each.papers else None


def _others(each: Entry) -> Value:
    told = [f"{name} {each.said(percent)} %" for name, percent in each.chain.others]
    return ", ".join(told) or None


def _paid(each: Entry) -> Value:
    return each.chain.payments[-1].paid_on if each.chain.payments else None


def _orders(each: Entry) -> Value:
    return ", ".join(paid.reference for paid in each.chain.payments if paid.reference) or None


def _euro(each: Entry) -> Value:
    return Money.known(each.chain.euro_minor, Currency.EUR)


def _of(name: str, attribute: str) -> Any:
    """What a record of the chain says, where there is one."""

    def read(each: Entry) -> Value:
        record = getattr(each.chain, name)
        found: Value = getattr(record, attribute) if record else None
        return found

    return read


def _named(name: str, attribute: str) -> Any:
    """The same in words."""
    read = _of(name, attribute)
    return lambda each: each.said(value) if (value := read(each)) else None


def _title(each: Entry) -> Value:
    known = each.chain.item or each.chain.budget
    return known.title if known else None


_TAKEN, _STARTED = ProtocolKind.ACCEPTANCE, ProtocolKind.INSTALLATION
COLUMNS = {
    "project": Column(N_("Project"), _project),
    "partner": Column(N_("Partner"), lambda each: _called(each.chain.asset.partner)),
    "budget_line": Column(N_("Budget line"), _of("budget", "code")),
    "category": Column(N_("Cost category"), _named("budget", "category")),
    "item": Column(N_("Item of the application"), _title),
    "name": Column(N_("Name"), _of("asset", "name")),
    "quantity": Column(N_("How many"), lambda _: 1),
    "tag": Column(N_("Tag"), _of("asset", "tag")),
    "inventory_number": Column(N_("Inventory number"), _of("asset", "inventory_number")),
    "maker": Column(N_("Maker"), _maker),
    "model": Column(N_("Model"), _model),
    "serial_number": Column(N_("Serial number"), _of("asset", "serial_number")),
    "site": Column(N_("Site"), lambda each: each.chain.asset.site.name),
    "place": Column(N_("Place"), lambda each: each.chain.asset.place.path),
    "custodian": Column(N_("Custodian"), lambda each: _called(each.chain.asset.custodian)),
    "procedure": Column(N_("Procedure"), _procedure),
    "notice_number": Column(N_("Number in SEAP or EKR"), _of("lot", "notice_number")),
    "lot": Column(N_("Lot"), _of("lot", "number")),
    "contract": Column(N_("Contract"), _of("contract", "number")),
    "contract_on": Column(N_("Contract signed on"), _of("contract", "signed_on")),
    "supplier": Column(N_("Supplier"), _of("supplier", "name")),
    "delivery_note": Column(N_("Delivery note"), _of("delivery", "note_number")),
    "delivered_on": Column(N_("Delivered on"), _of("delivery", "received_on")),
    "acceptance": Column(
        N_("Acceptance protocol"), lambda each: _protocol(each, _TAKEN, Kind.ACCEPTANCE)
    ),
    "accepted_on": Column(
        N_("Accepted on"),
        lambda each: _signed(each, _TAKEN, Kind.ACCEPTANCE) or each.chain.asset.accepted_on,
    ),
    "commissioned_on": Column(
        N_("Commissioned on"), lambda each: _signed(each, _STARTED, Kind.COMMISSIONING)
    ),
    "invoice": Column(
        N_("Invoice"), lambda each: _of("invoice", "number")(each) or each.number(Kind.INVOICE)
    ),
    "invoice_on": Column(N_("Invoice of"), _of("invoice", "issued_on")),
    "net": Column(N_("Net"), lambda each: each.chain.net),
    "vat": Column(N_("VAT"), lambda each: each.chain.vat),
    "gross": Column(N_("Gross"), lambda each: each.chain.gross),
    "rate": Column(N_("Rate to the euro"), _of("cost", "rate")),
    "rate_month": Column(N_("Month of the rate"), _of("cost", "rate_month")),
    "euro": Column(N_("Amount in euro"), _euro),
    "paid_on": Column(N_("Paid on"), _paid),
    "payment_order": Column(N_("Payment order"), _orders),
    "report": Column(N_("Partner report"), _of("report", "number")),
    "erdf": Column(N_("ERDF (%)"), lambda each: each.share(Source.ERDF)),
    "national": Column(N_("National co-financing (%)"), lambda each: each.share(Source.NATIONAL)),
    "own": Column(N_("Own contribution (%)"), lambda each: each.share(Source.OWN)),
    "others": Column(N_("Other sources"), _others),
    "account": Column(N_("Account"), _of("asset", "account")),
    "class_code": Column(N_("Class of fixed assets"), _of("asset", "class_code")),
    "in_use_on": Column(N_("In use since"), _of("asset", "in_use_on")),
    "plate": Column(N_("Photo of the plate"), lambda each: each.has(Kind.PLATE)),
    "whole": Column(N_("Photo of the whole"), lambda each: each.has(Kind.WHOLE)),
    "sticker": Column(N_("Photo of the sticker"), lambda each: each.has(Kind.STICKER)),
    "condition": Column(N_("Condition"), _named("asset", "condition")),
    "used": Column(N_("In use"), lambda each: each.said(each.chain.asset.state in OPERATED)),
    "plaque": Column(N_("Plaque seen"), lambda _: None),
    "stamp": Column(N_("Stamp against double funding"), lambda _: None),
    "checked": Column(N_("Checked by, on"), lambda _: None),
}


def headings(language: Language) -> list[str]:
    return [say(language, each.heading) for each in COLUMNS.values()]


def row(entry: Entry) -> list[Value]:
    return [each.of(entry) for each in COLUMNS.values()]


def listed(
    session: Session,
    project: Project,
    partner: Partner | None,
    language: Language,
    seen_by: Rights,
) -> Iterator[Entry]:
    """The things on the list, one after the other, by their tags."""
    for some in origins.listed(session, project, partner, seen_by):
        yield from entries(session, some, project, language)


def entries(
    session: Session, some: Sequence[Origin], project: Project, language: Language
) -> list[Entry]:
    papers = _papers(session, [each.asset.id for each in some])
    return [Entry(each, papers[each.asset.id], project, language) for each in some]


def _papers(session: Session, things: Collection[UUID]) -> dict[UUID, dict[Kind, Document]]:
    """The latest document of each kind that each of these things has of its own."""
    rows = (
        select(Attachment.subject_id, Document)
        .join(Document, col(Document.id) == col(Attachment.document_id))
        .where(col(Attachment.subject_id).in_(things))
        .order_by(col(Document.created_at), col(Document.id))
    )
    found: dict[UUID, dict[Kind, Document]] = defaultdict(dict)
    for thing, document in session.exec(rows):
        found[thing][document.kind] = document
    return found
