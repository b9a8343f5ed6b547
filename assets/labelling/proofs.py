"""What proves that labels were printed and stick: prints, a label's history, scans and photos."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import distinct
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.database import moment_of
from assets.errors import Missing, Refused
from assets.files import Stored
from assets.inventory import documents, identifiers
from assets.inventory.documents import About, Attachment, Document
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.identifiers import Label, LabelPrint
from assets.inventory.places import Place
from assets.inventory.register import COMING, GONE, Asset
from assets.labelling import kinds
from assets.labelling.kinds import Kind
from assets.listing import Cut, Order, PageOf, page
from assets.people import Person
from assets.rights import Permission, Rights
from assets.trail import Batch, Entry

PICTURED = {Kind.ASSET, Kind.PLACE, Kind.LOT}  # what keeps documents


@dataclass(frozen=True)
class Share:
    """How many funded things there are, and how many of them have a photo of their sticker."""

    funded: int
    pictured: int

    @property
    def percent(self) -> int:
        """Whole per cent, and never all of them while one is missing."""
        return 100 * self.pictured // self.funded if self.funded else 0


def prints(session: Session, cut: Cut, seen_by: Rights, site: Place | None = None) -> PageOf:
    """One page of the prints that she may see, the latest first."""
    table: Any = LabelPrint.__table__  # type: ignore[attr-defined]
    names = ("stock", "design", "skipping", "copies", "reason", "printer_id", "created_at")
    rows: Any = select(*(table.c[name] for name in names))
    hers = _hers(select(Label.id), seen_by).where(_MADE.key == LabelPrint.id).correlate(LabelPrint)
    several = col(LabelPrint.site_id).is_(None) & hers.exists()
    rows = rows.where(seen_by.where(Permission.LABELS_PRINT, LabelPrint) | several)
    if site:
        rows = rows.where(table.c.site_id == site.id)
    rows = rows.add_columns(table.c.created_at.label("sort_key"), table.c.id)
    return page(session, rows, Order(table.c.created_at, table.c.id, descending=True), cut)


def counts(session: Session, keys: Collection[UUID], seen_by: Rights) -> dict[UUID, int]:
    """How many labels each of these prints has for her: all, or those that she may print."""
    whole = seen_by.where(Permission.LABELS_PRINT, LabelPrint)
    asked: Any = select(LabelPrint.id, func.json_array_length(LabelPrint.codes))
    found = dict(session.exec(asked.where(col(LabelPrint.id).in_(keys), whole)).all())
    if several := set(keys) - found.keys():
        part: Any = select(_MADE.key, func.count(distinct(col(Label.id))))
        hers = _hers(part, seen_by).where(col(_MADE.key).in_(several))
        found |= dict(session.exec(hers.group_by(col(_MADE.key))).all())
    return found


_MADE, _PRINTED = aliased(Entry), aliased(Entry)


def _hers(rows: Any, by: Rights) -> Any:
    """Of labels that she may print, with the print (_MADE) that has them in its batch."""
    same = col(_MADE.batch_id) == col(_PRINTED.batch_id)
    rows = rows.select_from(Label).join(_PRINTED, col(_PRINTED.key) == Label.id).join(_MADE, same)
    made = (_MADE.kind == "label_print", _MADE.verb == "created", _PRINTED.kind == "label")
    return rows.where(*made, by.where(Permission.LABELS_PRINT, Label, leading=False))


def makers(session: Session, keys: Sequence[UUID]) -> Mapping[UUID, str]:
    """Who made each of these prints, as the trail tells. The timetable and others have no name."""
    asked = (
        select(Entry.key, Person.name)
        .join(Batch, col(Batch.id) == col(Entry.batch_id))
        .join(Person, col(Person.id) == col(Batch.person_id))
        .where(col(Entry.key).in_(keys), Entry.kind == "label_print", Entry.verb == "created")
    )
    return dict(session.exec(asked).all())


def history(session: Session, label: Label) -> Sequence[Any]:
    """Each print of one label, the latest first: (LabelPrint, the name of who printed it)."""
    printed = select(Entry.batch_id).where(Entry.key == label.id).scalar_subquery()
    asked: Any = (
        select(LabelPrint, Person.name)
        .join(Entry, (col(Entry.key) == LabelPrint.id) & (col(Entry.kind) == "label_print"))
        .join(Batch, col(Batch.id) == col(Entry.batch_id))
        .outerjoin(Person, col(Person.id) == col(Batch.person_id))
        .where(col(Entry.batch_id).in_(printed))
        .order_by(col(LabelPrint.created_at).desc(), col(LabelPrint.id))
    )
    return [each for each in session.exec(asked).all() if label.code in each[0].codes]


def coded(session: Session, code: str, by: Rights) -> Label:
    """The label with this code, if she may print it and sees what it is on."""
    label = identifiers.coded(session, code)
    kind = kinds.of(label)
    sees = kind is None or kinds.sees(session, kind, getattr(label, f"{kind}_id"), by)
    if not sees or not by.may(Permission.LABELS_SEE, label):
        raise Missing("This label opens nothing here.")
    by.must(Permission.LABELS_PRINT, label)
    return label


def verify(session: Session, label: Label, by: Rights, photo: Stored | None = None) -> None:
    """Somebody scanned it where it sticks, and perhaps photographed it there."""
    kind = kinds.of(label)
    if kind is None:
        raise Refused("This label is not on anything yet.")
    label.verify(moment_of(session), session.info["by"].person_id)
    if photo:
        if kind not in PICTURED:
            raise Refused("No photo is kept of this one. Verify it without.", field="photo")
        thing = kinds.one(session, kind, getattr(label, f"{kind}_id"))
        documents.must_keep(by, thing)
        documents.attach(session, photo, PaperKind.STICKER, [thing], number=label.code)


def photos(session: Session, label: Label) -> Sequence[Document]:
    """The photos of stickers on what it is on, the latest first."""
    kind = kinds.of(label)
    if kind not in PICTURED:
        return []
    own = (Attachment.subject_id == getattr(label, f"{kind}_id"), Attachment.about == About(kind))
    asked = select(Document).join(Attachment, col(Attachment.document_id) == Document.id)
    asked = asked.where(*own, Document.kind == PaperKind.STICKER)
    return session.exec(asked.order_by(col(Document.created_at).desc()).limit(6)).all()


def share(session: Session, seen_by: Rights, site: Place | None = None) -> Share:
    """Of the funded things that are here: how many have a photo of their sticker in place."""
    here = [
        col(Asset.lot_number) != "",
        func.coalesce(Asset.state, None).not_in(COMING | GONE),
        seen_by.where(Permission.ASSETS_SEE, Asset, leading=False),
    ]
    if site:
        here.append(func.coalesce(Asset.site_id, None) == site.id)
    of_it = (Attachment.subject_id == Asset.id, Attachment.about == About.ASSET)
    stuck = select(Attachment.id).join(Document, col(Document.id) == Attachment.document_id)
    stuck = stuck.where(*of_it, Document.kind == PaperKind.STICKER)
    funded = session.exec(select(func.count()).select_from(Asset).where(*here)).one()
    pictured = select(func.count()).select_from(Asset).where(*here, stuck.exists())
    return Share(funded, session.exec(pictured).one())


def verifier(session: Session, label: Label) -> tuple[datetime, str] | None:
    """When it was last found where it sticks, and by whom."""
    if label.verified_at is None:
        return None
    person = session.get(Person, label.verified_by_id) if label.verified_by_id else None
    return label.verified_at, person.name if person else ""
