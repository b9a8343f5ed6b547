"""What a label can be on: things, places, lots, spare parts and the folders of papers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from assets.database import Record
from assets.errors import Forbidden, Missing
from assets.inventory.documents import Attachment, Document, shown
from assets.inventory.identifiers import Label
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance.spares import SparePart
from assets.procurement.lots import Lot
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Worded

AT_ONCE = 500  # rows that one question to the database names


class Kind(Worded):
    """What a label is on: the name of the table."""

    ASSET = "asset", N_("Things")
    PLACE = "place", N_("Places")
    LOT = "lot", N_("Lots")
    PART = "spare_part", N_("Spare parts")
    PAPER = "document", N_("Folders of documents")


@dataclass(frozen=True)
class Noun:
    """One kind: its table, the column of a label that names it, and what it is called by."""

    table: type[Record]
    column: Any
    named: Any
    sees: Permission


NOUNS = {
    Kind.ASSET: Noun(Asset, Label.asset_id, Asset.tag, Permission.ASSETS_SEE),
    Kind.PLACE: Noun(Place, Label.place_id, Place.id, Permission.PLACES_SEE),
    Kind.LOT: Noun(Lot, Label.lot_id, Lot.number, Permission.PROCUREMENT_SEE),
    Kind.PART: Noun(SparePart, Label.spare_part_id, SparePart.id, Permission.ORDERS_SEE),
    Kind.PAPER: Noun(Document, Label.document_id, Document.id, Permission.DOCUMENTS_SEE),
}


def of(label: Label) -> Kind | None:
    """The kind of what a label is on; None while it is on nothing."""
    return next((kind for kind in Kind if getattr(label, f"{kind}_id")), None)


def seen(kind: Kind, by: Rights) -> ColumnElement[bool]:
    """The rows of this kind that she sees."""
    noun = NOUNS[kind]
    return shown(by) if kind is Kind.PAPER else by.where(noun.sees, noun.table, leading=False)


def labelled(kind: Kind, by: Rights) -> ColumnElement[bool]:
    """Those that she may label too. A paper has a folder at each site that keeps it."""
    may = Permission.LABELS_PRINT
    if kind is not Kind.PAPER:
        return seen(kind, by) & by.where(may, NOUNS[kind].table, leading=False)
    kept = (col(Attachment.document_id) == Document.id, by.where(may, Attachment, leading=False))
    return shown(by) & select(Attachment.id).where(*kept).exists()


def homes(session: Session, kind: Kind, keys: list[UUID], by: Rights) -> dict[UUID, Any]:
    """At which site and of which partner each of these is: (key, site_id, partner_id).

    Raises Missing when she sees one of them not, and Forbidden when she may not label it.
    """
    found: dict[UUID, Any] = {}
    for begin in range(0, len(keys), AT_ONCE):
        some = keys[begin : begin + AT_ONCE]
        for home in session.connection().execute(_homes(kind, some, by)):
            found.setdefault(home[0], home)
    if len(found) < len(set(keys)):
        _must_see(session, kind, [key for key in keys if key not in found], by)
    return found


def _homes(kind: Kind, keys: list[UUID], by: Rights) -> Any:
    if kind is Kind.PAPER:
        kept = (
            col(Attachment.document_id).in_(keys),
            by.where(Permission.LABELS_PRINT, Attachment),
        )
        of_papers: Any = (Attachment.document_id, Attachment.site_id, Attachment.partner_id)
        return (
            select(*of_papers).where(*kept).order_by(col(Attachment.created_at), col(Attachment.id))
        )
    table: Any = NOUNS[kind].table
    whose: Any = (table.id, table.site_id, table.partner_id)
    return select(*whose).where(table.id.in_(keys), labelled(kind, by))


def _must_see(session: Session, kind: Kind, keys: list[UUID], by: Rights) -> None:
    table: Any = NOUNS[kind].table
    for begin in range(0, len(keys), AT_ONCE):
        some = keys[begin : begin + AT_ONCE]
        found = session.exec(select(table.id).where(table.id.in_(some), seen(kind, by))).all()
        if len(found) < len(some):
            raise Missing("There is no such thing to label.", field="chosen")
    raise Forbidden("You may not do that here.")


def named(session: Session, kind: Kind, names: list[str], by: Rights) -> list[UUID]:
    """The ids of those that are called so, in this order: tags, numbers of lots, or ids."""
    noun: Any = NOUNS[kind]
    asked = list(dict.fromkeys(_key(kind, name) for name in names))
    found: dict[Any, UUID] = {}
    for begin in range(0, len(asked), AT_ONCE):
        some = col(noun.named).in_(asked[begin : begin + AT_ONCE])
        asked_for = select(noun.named, noun.table.id).where(some, seen(kind, by))
        found |= dict(session.exec(asked_for).all())
    for name in asked:
        if name not in found:
            raise _none(kind, str(name))
    return [found[name] for name in asked]


def _key(kind: Kind, name: str) -> str | UUID:
    if kind in {Kind.ASSET, Kind.LOT}:
        return name.strip().upper()
    try:
        return UUID(name)
    except ValueError:
        raise _none(kind, name) from None


def _none(kind: Kind, name: str) -> Missing:
    if kind is Kind.ASSET:
        return Missing("There is no asset {tag}.", tag=name, field="tags")
    if kind is Kind.LOT:
        return Missing("There is no lot {number}.", number=name, field="tags")
    return Missing("There is no such thing to label.", field="tags")


def sees(session: Session, kind: Kind, key: UUID, by: Rights) -> bool:
    """Whether she sees this one."""
    table: Any = NOUNS[kind].table
    return session.exec(select(table.id).where(table.id == key, seen(kind, by))).first() is not None


def one(session: Session, kind: Kind, key: UUID) -> Guarded | Document:
    """What a label is on."""
    found: Any = session.get(NOUNS[kind].table, key)
    if found is None:
        raise Missing("There is no such thing to label.")
    return found  # type: ignore[no-any-return]
