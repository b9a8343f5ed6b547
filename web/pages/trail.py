"""Pages about the history of the register: what happened, the latest first."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from itertools import groupby
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from assets import annals, chronicle
from assets.annals import Wanted
from assets.captions import KINDS
from assets.chronicle import Told
from assets.errors import Missing, Refused
from assets.exchange import cells
from assets.listing import Cut
from assets.rights import Permission
from assets.words import N_
from web.access import Db, MyRights, may
from web.filters import PAGE, address, neighbours
from web.named import id_of
from web.page import Page, PageFor

router = APIRouter(prefix="/trail")

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
    "maintenance_plan": "/plans/{about}",
    "work_order": "/orders/{label}",
    "project": "/procurement/projects/{label}",
    "lot": "/procurement/lots/{label}",
    "milestone": "/procurement/lots/{label}",
}


class Asked(BaseModel):
    """What the history is asked for, as it stands in the address."""

    model_config = ConfigDict(frozen=True)

    who: str = ""
    person: str = ""
    kind: str = ""
    day: str = ""
    limit: int = PAGE
    after: str = ""
    before: str = ""

    def wanted(self, zone: tzinfo) -> Wanted:
        """What is not understood is as good as not said."""
        begun = _midnight(self.day, zone)
        return Wanted(
            who=self.who,
            person_id=id_of(self.person) if self.person else None,
            kind=self.kind if self.kind in KINDS else "",
            since=begun,
            until=begun + timedelta(days=1) if begun else None,
        )


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
def index(page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    wanted = asked.wanted(page.zone)
    found = annals.listed(db, wanted, Cut(asked.limit, asked.after, asked.before), rights)
    keys = [row.id for row in found.rows]
    seen = annals.glimpse(db, keys, wanted, rights, SHOWN_OF_BATCH)
    batches = _batches(page, chronicle.told(db, seen, page.language), SHOWN_OF_BATCH)
    return page.render(
        "trail/index.html",
        block="found",
        asked=asked,
        kinds=[(kind, page.say(words)) for kind, words in KINDS.items()],
        chips=_chips(page, asked, wanted, whose=batches[0].who if batches else ""),
        batches=batches,
        neighbours=neighbours(asked, "/trail", found),
    )


@router.get("/{number}", dependencies=[may(Permission.TRAIL_SEE)])
def show(
    page: Page, db: Db, rights: MyRights, number: Number, asked: Annotated[Asked, Query()]
) -> Response:
    cut = Cut(asked.limit, asked.after, asked.before)
    found = annals.of_batch(db, number, cut, rights)
    told = chronicle.told(db, found.rows, page.language)
    if not told:
        raise Missing("There is no such page.")
    return page.render(
        "trail/show.html",
        batch=_batches(page, told, len(told))[0],
        neighbours=neighbours(asked, f"/trail/{number}", found),
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
        "who": f"“{asked.who}”" if asked.who else "",
        "kind": page.say(KINDS[wanted.kind]) if wanted.kind else "",
        "day": page.said(wanted.since.date()) if wanted.since else "",
    }
    return [
        (words, address(asked, "/trail", **{name: ""})) for name, words in said.items() if words
    ]


def _midnight(written: str, zone: tzinfo) -> datetime | None:
    try:
        day = cells.day(written)
    except Refused:
        return None
    return datetime.combine(day, time(), zone) if day else None
