"""Transfers from site to site, for programs: /api/v1/transfers."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import dispatches, moves, places, transfers
from assets.inventory.register import Condition
from assets.inventory.transfers import Transfer, TransferLine
from assets.rights import Permission
from labels.papers import hand_over
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, AnswerFor, Day
from web.away import AskedTransfers
from web.doors import programs
from web.named import TheArrival, TheDeparture, TheTransfer

router = programs("/transfers", tags=["transfers"])

A_PDF = {"content": {"application/pdf": {}}, "description": "The sheet, ready to be printed."}


class Sending(BaseModel):
    """Which things go to the site of this code, to which place there, and by when."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(min_length=1)
    site: str = Field(min_length=1)
    place: str = ""
    expected_on: Day | None = None
    note: str = Field(default="", max_length=1000)


class Receipt(BaseModel):
    """What has come, by tags or by the codes of labels, and where it stands now."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(min_length=1)
    place: str = Field(min_length=1)
    condition: Condition | None = None
    note: str = Field(default="", max_length=1000)


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    asked: Annotated[AskedTransfers, Query()],
) -> Response:
    """A page of transfers, the latest first: on the way, or else `state=late`, `received` …"""
    found = dispatches.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    return answer.page(found, [_row(row, today) for row in found.rows])


@router.post("", dependencies=[may(Permission.ASSETS_MOVE)], status_code=201)
def send(
    answer: Answer,
    db: Db,
    rights: MyRights,
    me: Me,
    today: Today,
    said: Annotated[Sending, Body()],
) -> Response:
    """Send things and their parts to another site, all or none. Answers 201 with the transfer."""
    going = moves.chosen(db, said.tags, rights)
    to = dispatches.destination(db, said.site, said.place, rights)
    sent = transfers.send(db, going, to, today, expected_on=said.expected_on, by=me, note=said.note)
    made = dispatches.transfer(db, sent.number, rights)
    return _item(answer, db, made, today, 201)


@router.get(
    "/{number}.pdf",
    dependencies=[may(Permission.ASSETS_SEE)],
    response_class=Response,
    responses={200: A_PDF},
)
def sheet(db: Db, transfer: TheTransfer) -> Response:
    """The hand-over sheet, in the languages of both sites."""
    lines = dispatches.lines_of(db, transfer)
    pdf = hand_over.pdf(transfer, lines, *dispatches.owners(db, transfer))
    return Response(pdf, media_type="application/pdf")


@router.get("/{number}", dependencies=[may(Permission.ASSETS_SEE)])
def show(answer: Answer, db: Db, today: Today, transfer: TheTransfer) -> Response:
    """One transfer with its things."""
    return _item(answer, db, transfer, today)


@router.post("/{number}/receive", dependencies=[may(Permission.ASSETS_MOVE)])
def receive(  # noqa: PLR0913
    answer: Answer,
    db: Db,
    me: Me,
    today: Today,
    transfer: TheArrival,
    *,
    rights: MyRights,
    said: Annotated[Receipt, Body()],
) -> Response:
    """These have come. The transfer stays open until the last of its things has."""
    come = dispatches.meant(db, dispatches.lines_of(db, transfer), " ".join(said.tags))
    at = places.called(db, said.place, rights)
    transfers.receive(
        db, transfer, come, at, today, by=me, condition=said.condition, note=said.note
    )
    return _item(answer, db, transfer, today)


@router.post("/{number}/call-back", dependencies=[may(Permission.ASSETS_MOVE)])
def call_back(answer: Answer, db: Db, today: Today, transfer: TheDeparture) -> Response:
    """What has not come yet is again what it was."""
    transfers.call_back(db, transfer, today)
    return _item(answer, db, transfer, today)


def _item(answer: AnswerFor, db: Db, transfer: Transfer, on: date, status: int = 200) -> Response:
    db.flush()
    lines = dispatches.lines_of(db, transfer)
    told = {
        "number": transfer.number,
        "state": transfer.state,
        "late": transfer.late(on),
        "from": transfer.site.code,
        "to": transfer.to_site.code,
        "place": transfer.to_place.path if transfer.to_place_id != transfer.to_site_id else None,
        "sent_on": transfer.sent_on.isoformat(),
        "expected_on": _day(transfer.expected_on),
        "ended_on": _day(transfer.ended_on),
        "note": transfer.note,
        "things": [_thing(line) for line in lines],
        "version": transfer.version,
    }
    location = f"/api/v1/transfers/{transfer.number}" if status == 201 else ""  # noqa: PLR2004
    return answer.item(told, status, location)


def _thing(line: TransferLine) -> dict[str, Any]:
    asset = line.asset
    return {
        "tag": asset.tag,
        "name": asset.name,
        "maker": asset.model.maker.name if asset.model else None,
        "model": asset.model.name if asset.model else None,
        "serial_number": asset.serial_number,
        "inventory_number": asset.inventory_number,
        "under_way": line.under_way_id is not None,
        "condition_sent": line.condition_sent,
        "received_on": _day(line.received_on),
        "condition_received": line.condition_received,
        "note": line.note,
    }


def _row(row: Any, on: date) -> dict[str, Any]:
    return {
        "number": row.number,
        "state": row.state,
        "late": row.state == transfers.State.SENT and (row.expected_on or on) < on,
        "from": row.from_site,
        "to": row.to_site,
        "sent_on": row.sent_on.isoformat(),
        "expected_on": _day(row.expected_on),
        "ended_on": _day(row.ended_on),
        "things": row.things,
        "missing": row.missing,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
