"""Rounds, for programs: /api/v1/rounds, the stops of an order, and those of a plan."""

from typing import Annotated, Any

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import moves, scans
from assets.inventory.carriers import LONGEST
from assets.maintenance import rounds, routes, walks
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.rounds import Found, Reached
from assets.maintenance.terms import Kind, Outcome
from assets.rights import Permission
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, AnswerFor, Day
from web.cared import StopOfRound, TheOrder, ThePlan, TheStop
from web.doors import programs
from web.named import within
from web.paging import Paged

router = programs(tags=["orders"])


class Asking(BaseModel):
    """A round over the assets with these tags, in this order or as one walks."""

    model_config = ConfigDict(extra="forbid")

    assets: list[str] = Field(min_length=1)
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.INSPECTION
    due_on: Day
    as_one_walks: bool = False


class Answering(BaseModel):
    """What was found at a stop; with the code that was read there, if one was."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    note: str = Field(default="", max_length=1000)
    code: str = Field(default="", max_length=LONGEST)


class Repair(BaseModel):
    """What is to be done about what failed, and until when."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    due_on: Day


Things = Annotated[list[str], Body(embed=True, max_length=routes.MOST)]
Reason = Annotated[str, Body(embed=True, min_length=1, max_length=1000)]


@router.post("/rounds", dependencies=[may(Permission.ORDERS_DO)], status_code=201)
def ask(
    answer: Answer, db: Db, rights: MyRights, today: Today, said: Annotated[Asking, Body()]
) -> Response:
    """Ask for a round. Answers 201 with its number."""
    things = moves.chosen(db, said.assets, rights, Permission.ORDERS_DO)
    if said.as_one_walks:
        things = routes.walked(db, things)
    order = rounds.ask(db, things, title=said.title, kind=said.kind, due_on=said.due_on, on=today)
    made = {"number": order.number, "stops": len(things)}
    return answer.item(made, 201, f"/api/v1/orders/{order.number}")


@router.get("/orders/{number}/stops", dependencies=[may(Permission.ORDERS_SEE)])
def stops(answer: Answer, db: Db, order: TheOrder, asked: Annotated[Paged, Query()]) -> Response:
    """A page of the stops of a round, in the order in which they are walked."""
    found = walks.listed(db, order, asked.cut)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("/orders/{number}/stops/{stop}", dependencies=[may(Permission.ORDERS_DO)])
def found(
    answer: Answer,
    db: Db,
    rights: MyRights,
    me: Me,
    at: TheStop,
    said: Annotated[Answering, Body()],
) -> Response:
    """What was found at a stop. `reached` says whether the code of its label was read."""
    reached = walks.reached_by(db, at.stop, said.code, rights)
    rounds.answer(db, at.order, at.stop, me, Found(reached, said.outcome, said.note))
    return _item(answer, db, at)


@router.post("/orders/{number}/stops/{stop}/leave-out", dependencies=[may(Permission.ORDERS_DO)])
def leave_out(answer: Answer, db: Db, me: Me, at: TheStop, reason: Reason) -> Response:
    """Leave a stop out, and say why."""
    rounds.answer(db, at.order, at.stop, me, Found(Reached.PASSED_BY, note=reason))
    return _item(answer, db, at)


@router.post("/orders/{number}/stops/{stop}/repair", dependencies=[may(Permission.ORDERS_DO)])
def repair(
    answer: Answer, db: Db, today: Today, at: TheStop, said: Annotated[Repair, Body()]
) -> Response:
    """Ask for the repair of what failed at a stop; asked again, it is the same order."""
    asked = rounds.repair(db, at.order, at.stop, said.title, due_on=said.due_on, on=today)
    return answer.item({"number": asked.number}, 200, f"/api/v1/orders/{asked.number}")


@router.get("/plans/{key}/stops", dependencies=[may(Permission.PLANS_SEE)])
def arranged(request: Request, answer: Answer, db: Db, plan: ThePlan) -> Response:
    """The stops of a plan's rounds as somebody arranged them; none: all, as one walks."""
    within(request, plan)
    return _arranged(answer, db, plan)


@router.post("/plans/{key}/stops", dependencies=[may(Permission.PLANS_KEEP)])
def arrange(
    request: Request, answer: Answer, db: Db, rights: MyRights, plan: ThePlan, things: Things
) -> Response:
    """Let the plan's rounds meet these assets, in this order; an empty list: all, as one walks."""
    within(request, plan)
    meant = {thing.id: thing for thing in (scans.thing(db, each, rights) for each in things)}
    routes.arrange(db, plan, list(meant.values()))
    return _arranged(answer, db, plan)


def _arranged(answer: AnswerFor, db: Db, plan: MaintenancePlan) -> Response:
    return answer.item({"things": [each.tag for each in routes.arranged(db, plan)]})


def _item(answer: AnswerFor, db: Db, at: StopOfRound) -> Response:
    db.flush()
    stop = at.stop
    return answer.item(
        {
            "id": str(stop.id),
            "position": stop.position,
            "asset": stop.asset_tag,
            "name": stop.asset_name,
            "place": stop.place_path,
            "reached": stop.reached,
            "outcome": stop.outcome,
            "note": stop.note,
            "done_at": stop.done_at.isoformat() if stop.done_at else None,
            "version": stop.version,
        }
    )


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "position": row.sort_key,
        "asset": row.tag,
        "name": row.name,
        "place": row.place,
        "reached": row.reached,
        "outcome": row.outcome,
        "note": row.note,
        "done_at": row.done_at.isoformat() if row.done_at else None,
        "done_by": row.done_by,
        "version": row.version,
    }
