"""Deliveries for programs: /api/v1/deliveries, and what a contract brings: /api/v1/contracts."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets import retractions
from assets.inventory import places
from assets.inventory.register import Asset
from assets.procurement import deletions, deliveries, placeholders, protocols, receiving, units
from assets.procurement.deliveries import MOST, Delivery
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.receiving import Arrival
from assets.rights import Permission
from web import deliveries as asked
from web.access import Db, MyRights, Today, may, reading, slowly
from web.answer import Answer, AnswerFor, Day, Expected
from web.bought import TheContract
from web.deliveries import Agreed, TheDelivery
from web.doors import programs
from web.named import Key
from web.paging import Paged

router = programs(tags=["deliveries"])


class AskedDeliveries(Paged):
    """Which page of the deliveries; `all` asks also for those that have come."""

    all: bool = False


class AskedThings(Paged):
    """Which page of the things that came with a delivery."""


class Count(BaseModel):
    """How many of the line in this position of the contract the delivery note says."""

    model_config = ConfigDict(extra="forbid")

    position: int
    noted: int = Field(ge=0, le=MOST)


class Noted(BaseModel):
    """What a delivery note says, and when it is to come."""

    model_config = ConfigDict(extra="forbid")

    lines: list[Count]
    note_number: str = Field(default="", max_length=80)
    expected_on: Day | None = None
    note: str = Field(default="", max_length=1000)


class Laying(BaseModel):
    """Where what is ordered shall stand when it comes: the path of a place."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(min_length=1)


class Come(BaseModel):
    """What has come: the code of its label or its tag, its serial number, or how many of a line."""

    model_config = ConfigDict(extra="forbid")

    label: str = ""
    serial: str = ""
    position: int | None = None
    count: int = Field(default=1, ge=1, le=receiving.MOST_AT_ONCE)
    place: str = Field(min_length=1)
    remark: str = Field(default="", max_length=200)
    unnumbered: bool = False


class Wrong(BaseModel):
    """What did not come although it was received, and why it was."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(min_length=1)
    reason: str = Field(min_length=1, max_length=400)


class Agreeing(BaseModel):
    """What a protocol says; `tags` are the things that were installed or are accepted."""

    model_config = ConfigDict(extra="forbid")

    on: Day
    number: str = Field(default="", max_length=80)
    tags: list[str] = Field(default_factory=list)
    place: str = ""
    signed_by: str = Field(default="", max_length=1000)
    remarks: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=600)

    @property
    def agreed(self) -> Agreed:
        said = self.model_dump(exclude={"tags"})
        return Agreed(**said, chosen=[tag.strip().upper() for tag in self.tags])


@router.get("/deliveries", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, said: Annotated[AskedDeliveries, Query()]
) -> Response:
    """A page of the deliveries that are to come, the latest announced first."""
    found = deliveries.listed(db, said.cut, rights, open_only=not said.all)
    return answer.page(found, [_row(each) for each in found.rows])


@router.post(
    "/contracts/{key}/deliveries",
    dependencies=[may(Permission.PROCUREMENT_KEEP)],
    status_code=201,
)
def announce(
    answer: Answer,
    db: Db,
    contract: TheContract,
    said: Annotated[Noted, Body()],
) -> Response:
    """Announce a delivery under a contract. Answers 201 with it."""
    noted = _noted(db, contract, said)
    made = deliveries.announce(db, contract, noted, **said.model_dump(exclude={"lines"}))
    return _whole(answer, db, made, 201)


@router.post("/contracts/{key}/things", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def lay(
    answer: Answer,
    db: Db,
    rights: MyRights,
    contract: TheContract,
    said: Annotated[Laying, Body()],
) -> Response:
    """Register what is ordered and is not here yet. Answers how many things are new."""
    place = places.called(db, said.place, asked.there(contract, rights))
    rights.must(Permission.ASSETS_REGISTER, contract)
    return answer.item({"registered": placeholders.lay(db, contract, place)})


@router.get("/deliveries/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, delivery: TheDelivery) -> Response:
    """One delivery: what was noted and counted, and its protocols."""
    return _whole(answer, db, delivery)


@router.get("/deliveries/{key}/things", dependencies=[may(Permission.PROCUREMENT_SEE)])
def things(
    answer: Answer, db: Db, delivery: TheDelivery, said: Annotated[AskedThings, Query()]
) -> Response:
    """A page of the things that came with it."""
    found = units.received(db, delivery, said.cut)
    return answer.page(found, [_thing(each) for each in found.rows])


@router.patch("/deliveries/{key}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(
    answer: Answer, db: Db, delivery: TheDelivery, said: Annotated[Noted, Body()]
) -> Response:
    """Say anew what the delivery note says. `If-Match` takes the version of the delivery."""
    protocols.must_be_counted(db, delivery)
    noted = _noted(db, delivery.contract, said)
    deliveries.revise(db, delivery, noted, **said.model_dump(exclude={"lines"}))
    return _whole(answer, db, delivery)


@router.post("/deliveries/{key}/receive", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def receive(
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    delivery: TheDelivery,
    *,
    said: Annotated[Come, Body()],
) -> Response:
    """This has come and stands there. Answers the things."""
    line = _line(db, delivery, said.position)
    arrival = Arrival(line_id=line, **said.model_dump(exclude={"position", "place"}))
    at = places.called(db, said.place, asked.there(delivery.contract, rights))
    come = receiving.receive(db, delivery, arrival, at, today, rights)
    return answer.item({"items": [_thing(each) for each in come], "version": delivery.version})


@router.post("/deliveries/{key}/take-back", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_back(
    answer: Answer, db: Db, delivery: TheDelivery, said: Annotated[Wrong, Body()]
) -> Response:
    """These things have not come: they are awaited again, and their labels are free."""
    wrong = units.called(db, delivery, [tag.strip().upper() for tag in said.tags])
    retractions.take_back(db, delivery, wrong, said.reason)
    return _whole(answer, db, delivery)


@router.post("/deliveries/{key}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(answer: Answer, db: Db, delivery: TheDelivery) -> Response:
    """Take it off that was announced by mistake, before any of it came. `If-Match` as ever."""
    whole = _whole(answer, db, delivery)
    deletions.delivery(db, delivery)
    return whole


@router.post(
    "/deliveries/{key}/protocols/{kind}",
    dependencies=[slowly(Permission.PROCUREMENT_KEEP)],
    status_code=201,
)
def draw_up(
    answer: Answer,
    request: Request,
    key: Key,
    kind: ProtocolKind,
    expected: Expected,
    *,
    said: Annotated[Agreeing, Body()],
) -> Response:
    """Draw up a protocol and do what it says: installed things are, accepted things are ours."""
    with reading(request) as db:
        deliveries.delivery(db, key, request.state.rights).expect(expected)
    with asked.drawn_up(request, key, kind, said.agreed) as protocol:
        return answer.item(_protocol(protocol), 201)


def _noted(db: Db, contract: Any, said: Noted) -> dict[UUID, int]:
    known = {each.position: each.id for each in db.exec(deliveries.lines_of(contract))}
    return {known.get(each.position, contract.id): each.noted for each in said.lines}


def _line(db: Db, delivery: Delivery, position: int | None) -> UUID | None:
    if position is None:
        return None
    known = {each.position: each.id for each in db.exec(deliveries.lines_of(delivery.contract))}
    return known.get(position, delivery.id)


def _whole(answer: AnswerFor, db: Db, delivery: Delivery, status: int = 200) -> Response:
    db.flush()
    address = f"/api/v1/deliveries/{delivery.id}"
    told = {
        "id": str(delivery.id),
        "number": delivery.number,
        "contract": delivery.contract.number,
        "lot": delivery.contract.lot.number,
        "note_number": delivery.note_number,
        "expected_on": _day(delivery.expected_on),
        "received_on": _day(delivery.received_on),
        "note": delivery.note,
        "lines": _lines(deliveries.tallies(db, delivery)),
        "protocols": [_protocol(each) for each in db.exec(protocols.of(delivery))],
        "version": delivery.version,
    }
    return answer.item(told, status, address if status == 201 else "")  # noqa: PLR2004


def _lines(tallies: Sequence[deliveries.Tally]) -> list[dict[str, Any]]:
    return [
        {
            "position": each.line.position,
            "title": each.line.title,
            "ordered": each.line.quantity,
            "in_other_deliveries": each.elsewhere,
            "noted": each.noted,
            "counted": each.counted,
            "still_to_come": each.left,
            "remark": each.remark,
        }
        for each in tallies
    ]


def _protocol(protocol: Protocol) -> dict[str, Any]:
    return {
        "kind": protocol.kind,
        "number": protocol.number,
        "on": _day(protocol.on),
        "signed_by": protocol.signed_by,
        "remarks": protocol.remarks,
    }


def _thing(asset: Asset | Any) -> dict[str, Any]:
    return {
        "tag": asset.tag,
        "name": asset.name,
        "state": asset.state,
        "serial_number": asset.serial_number,
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "contract": row.contract,
        "lot": row.lot,
        "note_number": row.note_number,
        "expected_on": _day(row.expected_on),
        "received_on": _day(row.received_on),
        "version": row.version,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
