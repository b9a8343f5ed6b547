"""What the page of a thing shows of its documents and photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlmodel import Session

from assets.database import Record
from assets.inventory import documents, papers
from assets.inventory.documents import About, Attachment, Document
from assets.inventory.register import Asset
from assets.words import N_, number
from web import subjects
from web.page import PageFor

MOST_SHOWN = 100
KILO = 1000

FROM = {About.MODEL: N_("From the model"), About.LOT: N_("From the lot")}


@dataclass(frozen=True)
class Line:
    """A document as a list shows it."""

    id: UUID
    title: str
    meta: str
    when: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Shelf:
    """The documents that come from one thing: its photos, and the others."""

    title: str
    photos: Sequence[Document]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Attached:
    """All that the section shows; `add` is empty for whoever may not."""

    shelves: Sequence[Shelf]
    count: int
    more: bool
    all: str
    add: str
    missing: Sequence[tuple[str, str]] = ()


def of(page: PageFor, db: Session, thing: Record, today: date) -> Attached:
    """The documents of a thing, and those of what gives it some."""
    things, own = subjects.sources(db, thing), str(thing.__tablename__)
    held = db.exec(papers.of_things(things.items(), page.rights).limit(MOST_SHOWN + 1)).all()
    shown = held[:MOST_SHOWN]
    keeps = documents.keeps(page.rights, thing)
    named = subjects.subject(thing)
    add = f"{named.href}/documents/new"
    return Attached(
        shelves=[
            _shelf(page, about, shown, today, "" if about == own else page.say(FROM[about]))
            for about in _abouts(things, shown)
        ],
        count=len(shown),
        more=len(held) > MOST_SHOWN,
        all=f"/documents?{urlencode({'about': named.about, 'key': named.key})}",
        add=add if keeps else "",
        missing=_missing(page, thing, shown, add) if keeps else (),
    )


def _abouts(things: dict[About, UUID], shown: Sequence[Attachment]) -> list[About]:
    held = {each.about for each in shown}
    return [about for about in things if about in held]


def _shelf(
    page: PageFor, about: About, shown: Sequence[Attachment], today: date, title: str
) -> Shelf:
    held = [each.document for each in shown if each.about is about]
    return Shelf(
        title=title,
        photos=[each for each in held if each.photo],
        lines=[line(page, each, today) for each in held if not each.photo],
    )


def line(page: PageFor, document: Document, today: date) -> Line:
    """One document in a list, with the day on which it ends where it does."""
    title = page.said(document.kind)
    if document.language:
        title = f"{title}, {page.said(document.language)}"
    dated = page.say(N_("of {day}"), day=document.dated_on) if document.dated_on else ""
    parts = (document.number, dated, document.name, size(page, document))
    when, tone = ending(page, document, today)
    return Line(
        document.id, title, " · ".join(each for each in parts if each), when, tone, "file-text"
    )


def ending(page: PageFor, document: Document, today: date) -> tuple[str, str]:
    """When it ends in words, and the tone of it; nothing for what never does."""
    until = document.valid_until
    if until is None:
        return "", "calm"
    if until < today:
        return page.say(N_("Expired on {day}"), day=until), "bad"
    soon = until <= today + papers.SOON
    return page.say(N_("Valid until {day}"), day=until), "warn" if soon else "calm"


def size(page: PageFor, document: Document) -> str:
    """How large the file is: 240 kB, 1.8 MB."""
    kilobytes = max(1, round(document.size / KILO))
    if kilobytes < KILO:
        return f"{number(kilobytes, page.language)} kB"
    return f"{number(round(kilobytes / KILO, 1), page.language)} MB"


def _missing(
    page: PageFor, thing: Record, shown: Sequence[Attachment], add: str
) -> list[tuple[str, str]]:
    """What an accepted thing still lacks, in words, each with the address that adds it."""
    if not isinstance(thing, Asset):
        return []
    language = thing.site.language
    lacking = documents.missing(thing, [each.document for each in shown], language)
    return [(_lacked(page, *each), _adding(add, *each)) for each in lacking]


def _lacked(page: PageFor, kind: Any, language: Any) -> str:
    said = page.said(kind)
    return f"{said} ({page.said(language)})" if language else said


def _adding(add: str, kind: Any, language: Any) -> str:
    return f"{add}?{urlencode({'kind': kind} | ({'language': language} if language else {}))}"
