"""Documents as a list: all that a person may see, the newest first, or those that end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, select

from assets.database import alongside
from assets.errors import Refused
from assets.exchange.glossary import FoundBy
from assets.inventory import documents, finding, papers
from assets.inventory.documents import Attachment, Document, Kind
from assets.inventory.papers import Things
from assets.inventory.places import Place
from assets.listing import Cut, Order, PageOf, page, pages
from assets.rights import Rights
from assets.words import N_, Worded, fold

# What finds no more than FEW leads to them; of what is more common, a list is soon full.
FEW = 1_500
MOST_TERMS = 8
MOST_SUGGESTED = 20
_LAST = "\U0010ffff"

_ATTACHMENT: Any = Attachment.__table__  # type: ignore[attr-defined]
_DOCUMENT: Any = Document.__table__  # type: ignore[attr-defined]


class Ending(Worded):
    """How near the end of a document is."""

    OVER = "over", N_("Expired")
    MONTH = "30", N_("Ends within 30 days")
    TWO_MONTHS = "60", N_("Ends within 60 days")
    SOME_DAY = "any", N_("Ends some day")


@dataclass(frozen=True)
class Wanted:
    """Which documents: by a beginning of each word of name and number, or of these things alone."""

    search: str = ""
    ending: Ending | None = None
    kind: Kind | None = None
    site: Place | None = None
    things: Things = ()


@dataclass(frozen=True)
class Found:
    """A document, one of the things that it belongs to, and to how many it belongs."""

    document: Document
    attachment: Attachment
    count: int


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of documents: the newest first, or of those that end the first to end."""
    key = _DOCUMENT.c.valid_until if wanted.ending else _DOCUMENT.c.created_at
    asked = [*_said(wanted, on), *_called(session, wanted), *_hers(session, wanted, seen_by)]
    which: Any = select(key, _DOCUMENT.c.id).where(*asked)
    by = Order(key, _DOCUMENT.c.id, descending=not wanted.ending)
    found = page(session, which, by, cut)
    return replace(found, rows=_found(session, [row.id for row in found.rows], wanted, seen_by))


def everything(
    session: Session, wanted: Wanted, on: date, seen_by: Rights
) -> Iterator[list[Found]]:
    """All that are wanted, page by page, for taking away."""
    for found in pages(lambda cut: listed(session, wanted, on, cut, seen_by)):
        yield list(found.rows)


def suggested(session: Session, words: str, seen_by: Rights) -> Sequence[Document]:
    """The newest of those whose name and number hold these words, for choosing while typing."""
    wanted = Wanted(search=words)
    asked = [*_called(session, wanted), *_hers(session, wanted, seen_by)]
    newest = (_DOCUMENT.c.created_at.desc(), _DOCUMENT.c.id.desc())
    return session.exec(
        select(Document).where(*asked).order_by(*newest).limit(MOST_SUGGESTED)
    ).all()


def called(session: Session, words: str, seen_by: Rights) -> Document:
    """The document that somebody means by its name or its number, or by both as suggested."""
    found = suggested(session, words, seen_by) if finding.terms_of(words) else ()
    exact = [each for each in found if fold(words.strip()) in _names(each)] or found
    if not exact:
        raise Refused("There is no document called {name}.", name=words, field="document")
    if len(exact) > 1:
        raise Refused(
            "Several documents are called {name}. Write the number of the one you mean, or give it "
            "one first.",
            name=words,
            field="document",
        )
    return exact[0]


def as_suggested(document: Document) -> str:
    """The number and the name, by which it is found again."""
    return " ".join(filter(None, (document.number, document.name)))


def _names(document: Document) -> set[str]:
    return {fold(each) for each in (document.name, document.number, as_suggested(document)) if each}


def _said(wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    until = _DOCUMENT.c.valid_until
    asked: list[ColumnElement[bool]] = [until.is_not(None)] if wanted.ending else []
    if wanted.ending is Ending.OVER:
        asked.append(until < on)
    elif wanted.ending and wanted.ending is not Ending.SOME_DAY:
        asked += [until >= on, until <= on + timedelta(days=int(wanted.ending))]
    return [*asked, _DOCUMENT.c.kind == wanted.kind] if wanted.kind else asked


def _called(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Each term begins a word of the document; the rarest leads the way, if it is rare."""
    terms = list(dict.fromkeys(finding.terms_of(wanted.search)))[:MOST_TERMS]
    counts = {term: _count(session, _worded(term)) for term in terms}
    asked = []
    for number, term in enumerate(sorted(terms, key=counts.__getitem__)):
        if number == 0 and counts[term] <= FEW:
            asked.append(_DOCUMENT.c.id.in_(_worded(term)))
        else:
            asked.append(_worded(term).where(FoundBy.key == _DOCUMENT.c.id).exists())
    return asked


def _worded(term: str) -> Select[Any]:
    kept: Any = select(FoundBy.key).where(FoundBy.kind == Document.__tablename__)
    begun: Select[Any] = kept.where(col(FoundBy.word) >= term, col(FoundBy.word) < term + _LAST)
    return begun


def _hers(session: Session, wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    """The documents that belong to something that she sees, or to what is asked for."""
    belonging: Select[Any] = select(_ATTACHMENT.c.document_id)
    if wanted.things:
        leading = papers.about(wanted.things)
    elif wanted.site:
        leading = _ATTACHMENT.c.site_id == wanted.site.id
    else:
        leading = documents.seen(seen_by)
    if _count(session, belonging.where(leading)) <= FEW:
        few = belonging.where(leading, *_belonging(wanted, seen_by))
        return [_DOCUMENT.c.id.in_(few)]
    of_document = belonging.where(_ATTACHMENT.c.document_id == _DOCUMENT.c.id)
    return [of_document.where(*_belonging(wanted, seen_by)).exists()]


def _belonging(wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    """What is asked of the attachments of a document: its index leads to them, and no other."""
    asked = [documents.seen(seen_by, leading=False)]
    if wanted.site:
        asked.append(func.coalesce(_ATTACHMENT.c.site_id, None) == wanted.site.id)
    return [*asked, papers.about(wanted.things)] if wanted.things else asked


def _count(session: Session, rows: Select[Any]) -> int:
    """How many there are, counted no further than is asked."""
    counted = select(func.count()).select_from(rows.limit(FEW + 1).subquery())
    return session.exec(counted).one()


def _found(session: Session, keys: list[UUID], wanted: Wanted, seen_by: Rights) -> list[Found]:
    """These documents in their order, each with the first thing that it belongs to."""
    own = {"partition_by": _ATTACHMENT.c.document_id}
    nth = func.row_number().over(order_by=_ATTACHMENT.c.id, **own).label("nth")
    counted = func.count().over(**own).label("count")
    rows: Any = select(_ATTACHMENT.c.id, nth, counted)
    held = rows.where(_ATTACHMENT.c.document_id.in_(keys), *_belonging(wanted, seen_by))
    ranked: Any = held.subquery()
    first = select(Attachment, ranked.c.count).join(ranked, ranked.c.id == _ATTACHMENT.c.id)
    loaded = first.where(ranked.c.nth == 1).options(*alongside(Attachment.document))
    found = {
        each.document_id: Found(each.document, each, count) for each, count in session.exec(loaded)
    }
    return [found[key] for key in keys]
