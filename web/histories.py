"""The history of a record as it is asked for, and as a list that is taken away."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, fields
from datetime import datetime, time, timedelta, tzinfo
from typing import Annotated

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, Field
from sqlmodel import Session

from assets import biographies, chronicle, extracts
from assets.annals import Wanted
from assets.chronicle import Told
from assets.database import Record
from assets.errors import Refused
from assets.exchange import cells, exports
from assets.exchange.mappings import EXTRA
from assets.extracts import Line
from assets.inventory import involvements
from assets.listing import Cut
from assets.naming import FIELDS, KINDS
from assets.rights import Rights
from assets.trail import Batch, Entry
from assets.words import Language
from web.access import reading
from web.forms import Sentence
from web.named import id_of
from web.page import PageFor
from web.paging import Paged, one_of
from web.remembered import Remembered

SHOWN = 10  # on the page of a record
_ASKED = (*FIELDS, *involvements.TOLD, f"{re.escape(EXTRA)}.+")
HEADERS = [each.name for each in fields(Line)]

Pairs = list[tuple[Entry, Batch]]


def _a_day(written: str) -> str:
    try:
        cells.day(written)
    except Refused as no:
        raise Sentence(no) from None
    return written


# A day as it was typed, which the page shows again.
Written = Annotated[str, AfterValidator(_a_day)]


class Asked(Paged):
    """What the history of a record is asked for, as it stands in the address.

    `field` is a column, a custom field as `extra.key`, or what is told beside: `loan`, `transfer`,
    `attachment`.
    """

    who: str = ""
    field: str = Field(default="", pattern=one_of(_ASKED))
    day: Written = ""

    def wanted(self, zone: tzinfo) -> Wanted:
        begun = midnight(self.day, zone)
        return Wanted(
            who=self.who,
            since=begun,
            until=begun + timedelta(days=1) if begun else None,
            kind=self.field if self.field in involvements.TOLD else "",
            field="" if self.field in involvements.TOLD else self.field,
        )


class AskedOfAll(Paged):
    """What the history of the register is asked for, as it stands in the address."""

    who: str = ""
    person: str = ""
    kind: str = Field(default="", pattern=one_of(KINDS))
    field: str = Field(default="", pattern=one_of(FIELDS))
    day: Written = ""

    def wanted(self, zone: tzinfo) -> Wanted:
        begun = midnight(self.day, zone)
        return Wanted(
            who=self.who,
            person_id=id_of(self.person) if self.person else None,
            kind=self.kind,
            field=self.field,
            since=begun,
            until=begun + timedelta(days=1) if begun else None,
        )


def latest(page: PageFor, db: Session, record: Record) -> list[Told]:
    """The latest of what happened to a record, as its page shows it."""
    found = biographies.listed(db, record, Wanted(), Cut(SHOWN), page.rights)
    return chronicle.told(db, found.rows, page.language)


def midnight(written: str, zone: tzinfo) -> datetime | None:
    """When the day begins that somebody wrote."""
    day = cells.day(written)
    return datetime.combine(day, time(), zone) if day else None


def of_record(
    request: Request, told: Remembered, asked: Asked, rights: Rights
) -> StreamingResponse:
    """The history of one record, field by field, while it is read."""
    wanted = asked.wanted(request.state.zone)
    name = f"{told.tag or told.record.__tablename__}-history"
    return csv(
        request,
        name,
        lambda db: biographies.everything(db, told.record, wanted, rights),
        request.state.language,
    )


def csv(
    request: Request, name: str, read: Callable[[Session], Iterable[Pairs]], language: Language
) -> StreamingResponse:
    """The history that `read` gives, field by field, while it is read."""
    disposition = f'attachment; filename="{name}.csv"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    pieces = exports.write_csv(HEADERS, _rows(request, read, language))
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _rows(
    request: Request, read: Callable[[Session], Iterable[Pairs]], language: Language
) -> Iterator[tuple[str | int | datetime, ...]]:
    with reading(request) as db:
        for pairs in read(db):
            yield from map(astuple, extracts.lines(db, pairs, language))
