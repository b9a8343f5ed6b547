"""Offers, for programs: /api/v1/lots/{number}/bids and /api/v1/bids/{key}."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import suppliers
from assets.procurement import bids, lots
from assets.procurement.bids import Bid, Outcome
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Amount, Answer, Day
from web.bought import TheBid, TheLot
from web.doors import programs

router = programs(tags=["lots"])


class Fields(BaseModel):
    """What may be said of an offer. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount | None = None
    received_on: Day | None = None
    score: str | None = Field(default=None, max_length=40)


class Offer(Fields):
    """What a supplier offers, without VAT."""

    supplier: str = Field(min_length=1, max_length=200)
    amount: Amount


class Judgement(BaseModel):
    """What became of an offer that does not win, and why."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    reason: str = Field(default="", max_length=1000)


class Award(BaseModel):
    """Why this one wins, where that must be said."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=1000)


@router.get("/lots/{number}/bids", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, lot: TheLot) -> Response:
    """The offers for a lot, the cheapest first."""
    return answer.item({"items": [item(each) for each in db.exec(bids.of_lot(lot))]})


@router.post(
    "/lots/{number}/bids", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201
)
def receive(
    answer: Answer, db: Db, lot: TheLot, today: Today, said: Annotated[Offer, Body()]
) -> Response:
    """One more offer. Answers 201 with it."""
    supplier = suppliers.named(db, said.supplier)
    more = {"received_on": said.received_on, "score": said.score or ""}
    fresh = bids.receive(db, lot, supplier, said.amount.money, today=today, **more)
    return answer.item(item(fresh), 201, f"/api/v1/bids/{fresh.id}")


@router.post("/lots/{number}/bids/reopen", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def reopen(answer: Answer, db: Db, lot: TheLot) -> Response:
    """The award does not stand. `If-Match` takes the version of the lot."""
    bids.reopen(db, lot)
    db.flush()
    return index(answer, db, lot)


@router.get("/bids/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, bid: TheBid) -> Response:
    """One offer."""
    return answer.item(item(bid))


@router.patch("/bids/{key}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    answer: Answer, db: Db, bid: TheBid, today: Today, said: Annotated[Fields, Body()]
) -> Response:
    """Change fields. `If-Match` takes the version of the offer."""
    received = said.received_on if "received_on" in said.model_fields_set else bid.received_on
    bid.describe(
        amount=said.amount.money if said.amount else bid.amount,
        today=today,
        received_on=received,
        score=bid.score if said.score is None else said.score,
    )
    db.flush()
    return answer.item(item(bid))


@router.post("/bids/{key}/award", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def award(
    answer: Answer, db: Db, rights: MyRights, bid: TheBid, said: Annotated[Award, Body()]
) -> Response:
    """This offer wins. `If-Match` takes its version."""
    bids.award(db, lots.of_id(db, bid.lot_id, rights), bid, said.reason)
    db.flush()
    return answer.item(item(bid))


@router.post("/bids/{key}/judge", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def judge(answer: Answer, db: Db, bid: TheBid, said: Annotated[Judgement, Body()]) -> Response:
    """It does not win. `If-Match` takes its version."""
    bid.judge(said.outcome, said.reason)
    db.flush()
    return answer.item(item(bid))


def item(bid: Bid) -> dict[str, Any]:
    """An offer under the names of the contract."""
    return {
        "id": str(bid.id),
        "supplier": bid.supplier.name,
        "amount": bid.amount.json(),
        "received_on": bid.received_on.isoformat() if bid.received_on else None,
        "score": bid.score,
        "outcome": bid.outcome,
        "reason": bid.reason,
        "version": bid.version,
    }
