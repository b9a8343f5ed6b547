"""Documents as lists: those of a thing, and those that come to an end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.inventory import documents
from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Permission, Rights
from assets.words import N_, Worded

SOON = timedelta(days=60)

Things = Collection[tuple[About, UUID]]

_ATTACHMENT: Any = Attachment.__table__  # type: ignore[attr-defined]
_DOCUMENT: Any = Document.__table__  # type: ignore[attr-defined]


class Ending(Worded):
    """How near the end of a document is."""

    OVER = "over", N_("Expired")
    MONTH = "30", N_("Ends within 30 days")
    TWO_MONTHS = "60", N_("Ends within 60 days")


@dataclass(frozen=True)
class Wanted:
    """Which of the documents that end."""

    ending: Ending | None = None
    kind: Kind | None = None
    site: Place | None = None


@dataclass(frozen=True)
class Found:
    """A document, one of the things that it belongs to, and to how many it belongs."""

    document: Document
    attachment: Attachment
    count: int


def of_things(things: Things, seen_by: Rights) -> SelectOfScalar[Attachment]:
    """What belongs to these things, as far as this person sees it, the newest first."""
    rows = select(Attachment).where(_about(things), documents.seen(seen_by))
    newest = (_ATTACHMENT.c.created_at.desc(), _ATTACHMENT.c.id.desc())
    return rows.options(*alongside(Attachment.document)).order_by(*newest)


def listed_of(session: Session, things: Things, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of what belongs to these things, as attachments with their documents."""
    keys = _ATTACHMENT.c.created_at, _ATTACHMENT.c.id
    which: Any = select(*keys).where(_about(things), documents.seen(seen_by))
    found = page(session, which, Order(*keys, descending=True), cut)
    rows = of_things(things, seen_by).where(col(Attachment.id).in_([row.id for row in found.rows]))
    return replace(found, rows=session.exec(rows).all())


def _about(things: Things) -> ColumnElement[bool]:
    return or_(
        *(
            and_(_ATTACHMENT.c.about == about, _ATTACHMENT.c.subject_id == key)
            for about, key in things
        )
    )


def ending(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the documents that end, the first to end first."""
    keys = _DOCUMENT.c.valid_until, _DOCUMENT.c.id
    belonging = _belonging(wanted, seen_by).where(_ATTACHMENT.c.document_id == _DOCUMENT.c.id)
    which: Any = select(*keys).where(belonging.exists(), *_asked(wanted, on))
    found = page(session, which, Order(*keys), cut)
    return replace(found, rows=_found(session, [row.id for row in found.rows], wanted, seen_by))


def _asked(wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    until = _DOCUMENT.c.valid_until
    asked = [until.is_not(None)]
    if wanted.ending is Ending.OVER:
        asked.append(until < on)
    elif wanted.ending:
        asked += [until >= on, until <= on + timedelta(days=int(wanted.ending))]
    return [*asked, _DOCUMENT.c.kind == wanted.kind] if wanted.kind else asked


def _belonging(wanted: Wanted, seen_by: Rights) -> Select[Any]:
    rows: Select[Any] = select(_ATTACHMENT.c.id).where(documents.seen(seen_by))
    return rows.where(_ATTACHMENT.c.site_id == wanted.site.id) if wanted.site else rows


def _found(session: Session, keys: list[UUID], wanted: Wanted, seen_by: Rights) -> list[Found]:
    """These documents in their order, each with the first thing that it belongs to."""
    own = {"partition_by": _ATTACHMENT.c.document_id}
    nth = func.row_number().over(order_by=_ATTACHMENT.c.id, **own).label("nth")
    counted = func.count().over(**own).label("count")
    rows = _belonging(wanted, seen_by).where(_ATTACHMENT.c.document_id.in_(keys))
    ranked = rows.add_columns(nth, counted).subquery()
    first = select(Attachment, ranked.c.count).join(ranked, ranked.c.id == _ATTACHMENT.c.id)
    loaded = first.where(ranked.c.nth == 1).options(*alongside(Attachment.document))
    found = {
        each.document_id: Found(each.document, each, count) for each, count in session.exec(loaded)
    }
    return [found[key] for key in keys]


def names_of(session: Session, keys: Iterable[UUID]) -> dict[UUID, str]:
    """What these assets are called."""
    rows: Any = select(Asset.id, Asset.name).where(col(Asset.id).in_(set(keys)))
    return dict(session.exec(rows).all())


def tagged(tags: Collection[str], seen_by: Rights) -> SelectOfScalar[Asset]:
    """The assets with these tags that this person sees."""
    meant = col(Asset.tag).in_({tag.strip().upper() for tag in tags})
    return select(Asset).where(meant, seen_by.where(Permission.ASSETS_SEE, Asset))
