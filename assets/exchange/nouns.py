"""What there is to find: one row for each noun, with its texts, who sees it, and how it is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false
from sqlmodel import col, select

from assets import colleagues, people
from assets.database import Row, alongside
from assets.inventory import catalogue, documents, finding, partners, places, suppliers
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.documents import Document
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import GONE, Asset, State
from assets.inventory.suppliers import Supplier
from assets.maintenance import faults, orders
from assets.maintenance.checklists import Checklist
from assets.maintenance.faults import Fault
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.spares import SparePart
from assets.people import Person
from assets.procurement import invoices, lots, projects, reports
from assets.procurement.invoices import Invoice
from assets.procurement.lots import Lot
from assets.procurement.projects import Project
from assets.procurement.reports import PartnerReport
from assets.rights import EVERYTHING, Permission, Rights
from assets.words import fold

Seen = Callable[[Rights], ColumnElement[bool]]


class Line(NamedTuple):
    """How one thing that was found is told: its name, and what tells it from its like.

    `code` is what its address says.
    """

    code: str
    name: Any
    said: tuple[Any, ...]


def _everything(row: Any) -> set[str]:
    return finding.words_of(text for text in row[1:] if isinstance(text, str))


@dataclass(frozen=True)
class Noun:
    """One kind of record that can be found.

    The words of its names forgive a typing error; its number, typed whole, comes first.
    """

    table: type[Row]
    needs: Permission
    seen: Seen
    whole: Callable[[], Any]
    line: Callable[[Any], Line]
    named: tuple[str, ...] = ("name",)
    numbered: tuple[str, ...] = ()
    # Numbers in a form of their own, by which it is found and which nobody reads.
    keyed: tuple[str, ...] = ()
    # Other columns that it is found by, and the record whose name it is found by too.
    more: tuple[str, ...] = ()
    of: tuple[type[Row], str] | None = None
    gone: ColumnElement[bool] = false()  # noqa: RUF009 - it never changes
    words: Callable[[Any], set[str]] = _everything
    # The numbers that somebody may mean who types a text, where no word leads to them.
    numbers: Callable[[str], list[str]] | None = None

    @property
    def kind(self) -> str:
        return str(self.table.__tablename__)

    @property
    def id(self) -> ColumnElement[Any]:
        key: ColumnElement[Any] = self.table.__table__.c.id  # type: ignore[attr-defined]
        return key

    @property
    def numbers_known(self) -> tuple[str, ...]:
        """The columns of its numbers; by the first, what somebody means is looked up."""
        return (*self.keyed, *self.numbered)

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns whose change changes the words."""
        return (*self.named, *self.numbers_known, *self.more)

    def said(self) -> Select[Any]:
        """The id of every record, and the texts that it is found by, its names first."""
        table: Any = self.table
        rows: Select[Any] = select(table.id, *(getattr(table, name) for name in self.texts))
        if self.of is None:
            return rows
        other: Any = self.of[0]
        return rows.add_columns(other.name).join(other, other.id == getattr(table, self.of[1]))

    def names(self, row: Any) -> list[str]:
        """The names in a row of `said`."""
        return [name for name in row[1 : 1 + len(self.named)] if name]


def at_her_sites(permission: Permission, table: type[Row]) -> Seen:
    return lambda by: by.where(permission, table)


def _nothing(_row: Any) -> set[str]:
    """The words of assets are kept apart: see `finding`."""
    return set()


def _of_order(row: Any) -> set[str]:
    """While there is something to do, what; nobody looks for work that is done but by its number.

    That has an index of its own: a hundred thousand orders need not be kept twice.
    """
    titles = {row.title, row.title_ro, row.title_hu} if row.state in TO_DO else set()
    return {word for title in titles for word in _words(title)}


@lru_cache(maxsize=2000)  # many are opened at once, of few plans
def _words(title: str) -> set[str]:
    return finding.words_of([title])


def _order_numbers(text: str) -> list[str]:
    """The number of the order that is meant: W-00017, w-17, or 17."""
    said = re.fullmatch(r"(?:w-?)?0*([1-9][0-9]{0,8})", fold(text))
    return [orders.numbered(int(said[1]))] if said else []


def _fault_numbers(text: str) -> list[str]:
    """The number of the report that is meant: F-00017 or f-17."""
    said = re.fullmatch(r"f-?0*([1-9][0-9]{0,8})", fold(text))
    return [faults.numbered(int(said[1]))] if said else []


def _invoice_numbers(text: str) -> list[str]:
    """The number of the invoice that is meant, however its dashes and spaces are typed."""
    return [invoices.key_of(text)]


def _report_numbers(text: str) -> list[str]:
    return [text.strip().upper()]


def _places(by: Rights) -> ColumnElement[bool]:
    return by.where(Permission.PLACES_SEE, Place) & col(Place.merged_into_id).is_(None)


def _projects(by: Rights) -> ColumnElement[bool]:
    seen: Any = projects.listed(by)
    return col(Project.id).in_(seen.with_only_columns(Project.id).order_by(None))


def _people(by: Rights) -> ColumnElement[bool]:
    seen: Any = colleagues.seen(by)
    return col(Person.id).in_(seen.with_only_columns(Person.id).order_by(None))


def _asset(asset: Any) -> Line:
    made = f"{asset.maker} {asset.model}" if asset.model else ""
    state = None if asset.state is State.IN_USE else asset.state
    return Line(asset.tag, asset.name, (asset.tag, made, f"{asset.place}, {asset.site}", state))


def _place(place: Place) -> Line:
    above = place.path.removesuffix(place.name).removesuffix(" / ")
    return Line(str(place.id), place.name, (place.code, place.kind, above))


def _model(model: Model) -> Line:
    kind = model.type.names if model.type else None
    return Line(str(model.id), model.name, (model.maker.name, model.part_number, kind))


def _type(kind: EquipmentType) -> Line:
    return Line(kind.key, kind.names, (kind.group.names, kind.key))


def _checklist(checklist: Checklist) -> Line:
    return Line(checklist.key, checklist.names, (checklist.kind,))


def _supplier(supplier: Supplier) -> Line:
    return Line(str(supplier.id), supplier.name, ())


def _document(document: Document) -> Line:
    said = (document.kind, document.number, document.language, document.dated_on)
    return Line(str(document.id), document.name, said)


def _order(order: WorkOrder) -> Line:
    due_on = order.due_on if order.to_do else order.done_on
    about = order.asset or order.place
    where = about.name if about else ""
    return Line(order.number, order.titles, (order.number, where, order.state, due_on))


def _fault(fault: Fault) -> Line:
    return Line(fault.number, fault.kind, (fault.number, fault.asset.name, fault.state))


def _part(part: SparePart) -> Line:
    model = part.model.name if part.model else ""
    return Line(
        str(part.id), part.name, (part.part_number, model, part.place.path if part.place else "")
    )


def _lot(lot: Lot) -> Line:
    return Line(lot.number, lot.title, (lot.number, lot.project.acronym, lot.partner.name))


def _invoice(invoice: Invoice) -> Line:
    lot = invoice.lot.number if invoice.lot else ""
    said = (invoice.number, lot, invoice.issued_on)
    return Line(str(invoice.id), invoice.supplier.name, said)


def _report(report: PartnerReport) -> Line:
    said = (report.label, report.partner.name, report.stage)
    return Line(str(report.id), report.project.acronym, said)


def _project(project: Project) -> Line:
    return Line(project.code, project.acronym, (project.code, project.title))


def _person(person: Person) -> Line:
    return Line(str(person.id), person.name, (person.email,))


def _partner(partner: Partner) -> Line:
    return Line(partner.code, partner.name, (partner.code,))


P = Permission

# In the order in which they are told of where none fits better than the others.
NOUNS = [
    Noun(
        Asset, P.ASSETS_SEE, at_her_sites(P.ASSETS_SEE, Asset),
        finding.rows, _asset,
        numbered=("tag", "serial_number", "inventory_number"),
        gone=col(Asset.state).in_(GONE), words=_nothing,
    ),
    Noun(
        Place, P.PLACES_SEE, _places,
        lambda: places.listed(EVERYTHING), _place, numbered=("code",), more=("path",),
    ),
    Noun(
        WorkOrder, P.ORDERS_SEE, at_her_sites(P.ORDERS_SEE, WorkOrder),
        lambda: select(WorkOrder).options(*alongside(WorkOrder.asset, WorkOrder.place)),
        _order,
        named=("title", "title_ro", "title_hu"), numbered=("number",), more=("state",),
        numbers=_order_numbers, gone=~col(WorkOrder.state).in_(TO_DO), words=_of_order,
    ),
    Noun(  # by its number alone: its words may name somebody
        Fault, P.FAULTS_SEE, at_her_sites(P.FAULTS_SEE, Fault),
        lambda: select(Fault).options(*alongside(Fault.asset)), _fault, named=(),
        numbered=("number",), numbers=_fault_numbers, words=_nothing,
    ),
    Noun(
        Model, P.CATALOGUE_SEE, lambda _: col(Model.merged_into_id).is_(None),
        catalogue.models, _model,
        numbered=("part_number", "udi_di"), more=("maker_id",), of=(Supplier, "maker_id"),
    ),
    Noun(
        EquipmentType, P.CATALOGUE_SEE, lambda _: col(EquipmentType.id).is_not(None),
        catalogue.types, _type, named=("name_en", "name_ro", "name_hu"), numbered=("key",),
    ),
    Noun(
        Checklist, P.CATALOGUE_SEE, lambda _: col(Checklist.id).is_not(None),
        lambda: select(Checklist), _checklist, named=("name_en", "name_ro", "name_hu"),
        numbered=("key",), gone=col(Checklist.withdrawn).is_(True),
    ),
    Noun(
        SparePart, P.ORDERS_SEE, at_her_sites(P.ORDERS_SEE, SparePart),
        lambda: select(SparePart).options(*alongside(SparePart.model, SparePart.place)),
        _part, numbered=("part_number",), gone=col(SparePart.given_up).is_(True),
    ),
    Noun(Document, P.DOCUMENTS_SEE, documents.shown, lambda: select(Document), _document,
         numbered=("number",)),
    Noun(
        Lot, P.PROCUREMENT_SEE, at_her_sites(P.PROCUREMENT_SEE, Lot),
        lambda: lots.listed(EVERYTHING), _lot, named=("title",), numbered=("number",),
    ),
    Noun(
        Project, P.PROCUREMENT_SEE, _projects, lambda: projects.listed(EVERYTHING), _project,
        named=("acronym", "title"), numbered=("code",), gone=col(Project.closed).is_(True),
    ),
    Noun(  # by its number alone, as reports are
        Invoice, P.PROCUREMENT_SEE, at_her_sites(P.PROCUREMENT_SEE, Invoice),
        lambda: invoices.whole(EVERYTHING), _invoice, named=(),
        keyed=("number_key",), numbered=("number",), numbers=_invoice_numbers, words=_nothing,
    ),
    Noun(
        PartnerReport, P.PROCUREMENT_SEE, at_her_sites(P.PROCUREMENT_SEE, PartnerReport),
        lambda: reports.whole(EVERYTHING), _report, named=(),
        numbered=("label",), numbers=_report_numbers, words=_nothing,
    ),
    Noun(Supplier, P.CATALOGUE_SEE, lambda _: col(Supplier.merged_into_id).is_(None),
         suppliers.listed, _supplier),
    Noun(Partner, P.PLACES_SEE, lambda _: col(Partner.id).is_not(None), partners.listed, _partner,
         numbered=("code",)),
    Noun(
        Person, P.PEOPLE_SEE, _people, people.listed, _person,
        numbered=("email",), gone=col(Person.disabled).is_(True),
    ),
]  # fmt: skip
OF = {noun.table: noun for noun in NOUNS}
