"""Pages about the history of the register: what happened, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated
from urllib.parse import quote

from fastapi import Path
from fastapi.responses import Response
from sqlmodel import Session

from assets import annals, chronicle, trail, undo
from assets.annals import Wanted
from assets.chronicle import Told
from assets.errors import Missing, Refused
from assets.naming import FIELDS, KINDS
from assets.rights import Permission
from assets.words import N_
from web import histories, views
from web.access import Db, MyRights, may, reading, slowly, writing
from web.doors import pages
from web.histories import AskedOfAll as Asked
from web.page import Page, PageFor
from web.paging import from_address

router = pages("/trail")
downloads = pages()

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

SHOWN_OF_BATCH = 5

# Where the records that have a page of their own can be seen.
PAGES = {
    "asset": "/assets/{label}",
    "place": "/places/{about}",
    "person": "/people/{about}",
    "role_held": "/people/{about}",
    "model": "/catalogue/models/{about}",
    "supplier": "/catalogue/suppliers/{about}",
    "equipment_type": "/catalogue/types/{label}",
    "checklist": "/checklists/{label}",
    "maintenance_plan": "/plans/{about}",
    "work_order": "/orders/{label}",
    "project": "/procurement/projects/{label}",
    "lot": "/procurement/lots/{label}",
    "milestone": "/procurement/lots/{label}",
}


@dataclass(frozen=True)
class Line:
    """What happened to one record."""

    href: str
    subject: str
    kind: str
    words: str
    named: bool  # the words name the record themselves


@dataclass(frozen=True)
class Batch:
    """What happened at once, as the page shows it."""

    number: int
    at: datetime
    who: str
    reason: str
    lines: list[Line]
    more: bool


@router.get("", dependencies=[may(Permission.TRAIL_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    wanted = asked.wanted(page.zone)
    found = annals.listed(db, wanted, asked.cut, rights)
    keys = [row.id for row in found.rows]
    seen = annals.glimpse(db, keys, wanted, rights, SHOWN_OF_BATCH)
    batches = _batches(page, chronicle.told(db, seen, page.language), SHOWN_OF_BATCH)
    return page.render(
        "trail/index.html",
        block="found",
        asked=asked,
        kinds=[(kind, page.say(words)) for kind, words in KINDS.items()],
        fields=[(name, page.say(words)) for name, words in chronicle.fields_of(wanted.kind)],
        chips=_chips(page, asked, wanted, whose=batches[0].who if batches else ""),
        batches=batches,
        neighbours=asked.neighbours("/trail", found),
        download=asked.address("/trail.csv"),
        **views.of_list(page, db),
    )


@downloads.get("/trail.csv", dependencies=[may(Permission.TRAIL_SEE)])
def download(
    page: Page, rights: MyRights, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    wanted = asked.wanted(page.zone)
    return histories.csv(
        page.request, "history", lambda db: annals.everything(db, wanted, rights), page.language
    )


@router.get("/{number}", dependencies=[may(Permission.TRAIL_SEE)])
def show(
    page: Page, db: Db, number: Number, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    return _batch(page, db, number, asked)


@router.post("/{number}/undo", dependencies=[slowly(Permission.ASSETS_SEE)])
def take_back(page: Page, number: Number) -> Response:
    """Undo what was done to things in one go, or do again what was undone."""
    try:
        with reading(page.request) as db:
            batch = undo.numbered(db, number, page.rights, page.request.state.me.id)
            undoing = undo.plan(db, batch, page.rights)
        with writing(page.request) as db:
            undo.apply(db, undoing)
            return page.go_to(f"/assets/bulk/{trail.next_number(db)}")
    except Refused as no:
        return page.say_no(page.say(no.words, **no.values), 422)


def _batch(page: PageFor, db: Session, number: int, asked: Asked) -> Response:
    found = annals.of_batch(db, number, asked.cut, page.rights)
    told = chronicle.told(db, found.rows, page.language)
    if not told:
        raise Missing("There is no such page.")
    batch = found.rows[0][1]
    return page.render(
        "trail/show.html",
        batch=_batches(page, told, len(told))[0],
        neighbours=asked.neighbours(f"/trail/{number}", found),
        undone=undo.undone(db, batch),
        undone_by=undo.undone_by(db, batch),
        offered=undo.offered(db, batch),
    )


def _batches(page: PageFor, told: list[Told], most: int) -> list[Batch]:
    batches = []
    for number, each in groupby(told, key=lambda entry: entry.batch):
        entries = list(each)
        first, more = entries[0], len(entries) > most
        lines = _lines(page, entries[:most])
        batches.append(Batch(number, first.at, first.person, first.reason, lines, more))
    return batches


def _lines(page: PageFor, entries: list[Told]) -> list[Line]:
    """One line for each record, however many entries it has in the batch."""
    of_record: dict[tuple[str, str], list[Told]] = {}
    for entry in entries:
        of_record.setdefault((entry.kind, entry.subject), []).append(entry)
    return [_line(page, of_one) for of_one in of_record.values()]


def _line(page: PageFor, entries: list[Told]) -> Line:
    first = entries[0]
    # The label of a milestone is that of its lot, and a stage.
    label = first.label.partition(" ")[0] if first.kind == "milestone" else first.label
    href = PAGES.get(first.kind, "").format(label=quote(label), about=first.about)
    said = " ".join(dict.fromkeys(words for entry in entries for words in entry.sentences))
    called = [each for each in (first.label, first.subject) if each]
    named = first.verb == "created" and any(each in said for each in called)
    return Line(href, first.subject, page.say(KINDS.get(first.kind, first.kind)), said, named)


def _chips(page: PageFor, asked: Asked, wanted: Wanted, whose: str) -> list[tuple[str, str]]:
    """Each filter in force with the address of the history without it."""
    said = {
        "person": whose or page.say(N_("One person")) if wanted.person_id else "",
        "who": page.quoted(asked.who),
        "kind": page.say(KINDS[wanted.kind]) if wanted.kind else "",
        "field": page.say(FIELDS[wanted.field]) if wanted.field else "",
        "day": page.said(wanted.since.date()) if wanted.since else "",
    }
    return asked.chips("/trail", said)
