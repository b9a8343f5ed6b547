"""The history, for programs: /api/v1/trail, and /history and /on beneath each record."""

from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import Response

from assets import annals, biographies, chronicle, pasts, trail, undo
from assets.chronicle import Told
from assets.errors import Missing
from assets.listing import PageOf
from assets.rights import Permission
from assets.trail import Batch, Entry
from web import histories
from web.access import Db, MyRights, may, reading, slowly, writing
from web.answer import Answer, AnswerFor, Day
from web.doors import programs
from web.histories import Asked, AskedOfAll
from web.remembered import HOMES, TheRemembered

router = programs("/trail", tags=["trail"])
of_records = programs(tags=["trail"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

TheAsked = Annotated[Asked, Query()]

SHOWN_OF_BATCH = 5


@router.get("", dependencies=[may(Permission.TRAIL_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedOfAll, Query()]
) -> Response:
    """Batch by batch, the latest first, each with its first few entries."""
    wanted = asked.wanted(answer.request.state.zone)
    found = annals.listed(db, wanted, asked.cut, rights)
    seen = annals.glimpse(db, [row.id for row in found.rows], wanted, rights, SHOWN_OF_BATCH)
    batches = [
        _batch(entries[0], _items(answer, db, entries[:SHOWN_OF_BATCH]))
        for entries in (list(each) for _, each in groupby(seen, key=lambda pair: pair[1].number))
    ]
    return answer.page(found, batches)


@router.get("/{number}", dependencies=[may(Permission.TRAIL_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, number: Number, asked: TheAsked) -> Response:
    """The entries of one batch, in the order in which they were written."""
    found = annals.of_batch(db, number, asked.cut, rights)
    if not found.rows:
        raise Missing("There is no such page.")
    return answer.page(found, _items(answer, db, list(found.rows)))


@router.post("/{number}/undo", dependencies=[slowly(Permission.ASSETS_SEE)])
def take_back(answer: Answer, request: Request, number: Number) -> Response:
    """Undo what was done to things in one go, all or nothing, in a batch of its own."""
    with reading(request) as db:
        batch = undo.numbered(db, number, request.state.rights, request.state.me.id)
        undoing = undo.plan(db, batch, request.state.rights)
    with writing(request) as db:
        undo.apply(db, undoing)
        return answer.item({"undone": number, "batch": trail.next_number(db)})


@router.get(".csv", dependencies=[may(Permission.TRAIL_SEE)])
def download(request: Request, rights: MyRights, asked: Annotated[AskedOfAll, Query()]) -> Response:
    """The whole history that is asked for, field by field, as CSV."""
    wanted, language = asked.wanted(request.state.zone), request.state.language
    return histories.csv(
        request, "history", lambda db: annals.everything(db, wanted, rights), language
    )


def of_record(
    answer: Answer, db: Db, rights: MyRights, told: TheRemembered, asked: TheAsked
) -> Response:
    """What happened to one record, the latest first, with its loans, transfers and papers."""
    wanted = asked.wanted(answer.request.state.zone)
    found: PageOf = biographies.listed(db, told.record, wanted, asked.cut, rights)
    return answer.page(found, _items(answer, db, list(found.rows)))


def download_of_record(
    request: Request, rights: MyRights, told: TheRemembered, asked: TheAsked
) -> Response:
    """The same field by field, as CSV."""
    return histories.of_record(request, told, asked, rights)


def as_it_was(answer: Answer, db: Db, told: TheRemembered, day: Day) -> Response:
    """The record as it was when that day was over where it stands."""
    moment = pasts.end_of(day, told.zone)
    state = pasts.as_of(db, told.record.id, moment)
    if state is None:
        raise Missing("It was not registered yet on {day}.", day=day)
    return answer.item(pasts.item(db, told.record, state, moment) | {"on": day.isoformat()})


for _home in HOMES:
    _of, _seen = f"{_home.program}/{{key}}", [may(_home.needs)]
    of_records.get(f"{_of}/history", dependencies=_seen)(of_record)
    of_records.get(f"{_of}/history.csv", dependencies=_seen)(download_of_record)
    of_records.get(f"{_of}/on/{{day}}", dependencies=_seen)(as_it_was)


def _items(answer: AnswerFor, db: Db, pairs: list[tuple[Entry, Batch]]) -> list[dict[str, Any]]:
    told = chronicle.told(db, pairs, answer.request.state.language)
    return [_item(entry, each) for (entry, _), each in zip(pairs, told, strict=True)]


def _item(entry: Entry, told: Told) -> dict[str, Any]:
    return {
        "at": told.at.isoformat(),
        "person": told.person,
        "source": told.source,
        "kind": entry.kind,
        "label": entry.label,
        "verb": entry.verb,
        "changes": entry.changes,
        "sentences": told.sentences,
        "reason": told.reason,
        "batch": told.batch,
    }


def _batch(first: tuple[Entry, Batch], entries: list[dict[str, Any]]) -> dict[str, Any]:
    _, batch = first
    undoes: UUID | None = batch.undoes_id
    return {
        "number": batch.number,
        "at": batch.at.isoformat(),
        "person": entries[0]["person"],
        "source": batch.source,
        "reason": batch.reason,
        "count": batch.entries,
        "undoes": str(undoes) if undoes else None,
        "entries": entries,
    }
