"""The documents of things, and things by their tags."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.inventory import documents
from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Permission, Rights

SOON = timedelta(days=60)

Things = Collection[tuple[About, UUID]]

_ATTACHMENT: Any = Attachment.__table__  # type: ignore[attr-defined]
_DOCUMENT: Any = Document.__table__  # type: ignore[attr-defined]


def of_things(things: Things, seen_by: Rights) -> SelectOfScalar[Attachment]:
    """What belongs to these things, as far as this person sees it, the newest first."""
    rows = select(Attachment).where(about(things), documents.seen(seen_by, leading=False))
    newest = (_ATTACHMENT.c.created_at.desc(), _ATTACHMENT.c.id.desc())
    return rows.options(*alongside(Attachment.document)).order_by(*newest)


def manuals(things: Things, seen_by: Rights) -> SelectOfScalar[Attachment]:
    """The manuals of these things."""
    manual = select(Document.id).where(Document.kind == Kind.MANUAL)
    return of_things(things, seen_by).where(col(Attachment.document_id).in_(manual))


def listed_of(session: Session, things: Things, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of what belongs to these things, as attachments with their documents."""
    keys = _ATTACHMENT.c.created_at, _ATTACHMENT.c.id
    which: Any = select(*keys).where(about(things), documents.seen(seen_by, leading=False))
    found = page(session, which, Order(*keys, descending=True), cut)
    rows = of_things(things, seen_by).where(col(Attachment.id).in_([row.id for row in found.rows]))
    return replace(found, rows=session.exec(rows).all())


def about(things: Things) -> ColumnElement[bool]:
    """Whether they belong to one of these things."""
    return or_(
        *(
            and_(_ATTACHMENT.c.about == about, _ATTACHMENT.c.subject_id == key)
            for about, key in things
        )
    )


def names_of(session: Session, keys: Iterable[UUID]) -> dict[UUID, str]:
    """What these assets are called."""
    rows: Any = select(Asset.id, Asset.name).where(col(Asset.id).in_(set(keys)))
    return dict(session.exec(rows).all())


def tagged(tags: Collection[str], seen_by: Rights) -> SelectOfScalar[Asset]:
    """The assets with these tags that this person sees."""
    meant = col(Asset.tag).in_({tag.strip().upper() for tag in tags})
    return select(Asset).where(meant, seen_by.where(Permission.ASSETS_SEE, Asset))
