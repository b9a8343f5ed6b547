"""Work orders, for programs: /api/v1/orders."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import register
from assets.maintenance import completion, occurrences, orders, worklists
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Kind, titles_of
from assets.rights import Permission
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, Day
from web.filters import AskedOrders
from web.named import TheOrder, ThePlan

router = APIRouter(tags=["orders"])


class Asking(BaseModel):
    """A piece of work that no plan asks for, on the asset with this tag."""

    model_config = ConfigDict(extra="forbid")

    asset: str
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.CORRECTIVE
    due_on: Day


class Completion(BaseModel):
    """When it was done, and what there is to say of it."""

    model_config = ConfigDict(extra="forbid")

    done_on: Day
    note: str = Field(default="", max_length=4000)


Posted = Annotated[Asking, Body()]
Done = Annotated[Completion, Body()]
Reason = Annotated[str, Body(embed=True, min_length=1, max_length=1000)]


@router.get("/orders", dependencies=[may(Permission.ORDERS_SEE)])
def index(
    answer: Answer,
    db: Db,
    rights: MyRights,
    me: Me,
    today: Today,
    asked: Annotated[AskedOrders, Query()],
) -> Response:
    """A page of the work that is asked for; without a state, all that is still to be done."""
    wanted = asked.wanted(db, rights, me)
    found = worklists.listed(db, wanted, today, asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("/orders", dependencies=[may(Permission.ORDERS_DO)], status_code=201)
def ask(answer: Answer, db: Db, rights: MyRights, today: Today, said: Posted) -> Response:
    """Ask for a piece of work. Answers 201 with the order."""
    asset = register.tagged(db, said.asset, rights)
    rights.must(Permission.ORDERS_DO, asset)
    order = orders.ask(db, asset, title=said.title, kind=said.kind, due_on=said.due_on, on=today)
    made = worklists.order(db, order.number, rights)
    return answer.item(item(made), 201, f"/api/v1/orders/{order.number}")


@router.get("/orders/{number}", dependencies=[may(Permission.ORDERS_SEE)])
def show(answer: Answer, order: TheOrder) -> Response:
    """One order."""
    return answer.item(item(order))


@router.post("/orders/{number}/take", dependencies=[may(Permission.ORDERS_DO)])
def take(answer: Answer, db: Db, order: TheOrder, me: Me) -> Response:
    """Say that the token's person is on it."""
    order.take(me)
    db.flush()
    return answer.item(item(order))


@router.post("/orders/{number}/complete", dependencies=[may(Permission.ORDERS_DO)])
def complete(answer: Answer, db: Db, order: TheOrder, me: Me, said: Done) -> Response:
    """It is done: the plan behind it moves on."""
    completion.complete(db, order, me, said.done_on, said.note)
    db.flush()
    return answer.item(item(order))


@router.post("/orders/{number}/cancel", dependencies=[may(Permission.ORDERS_DO)])
def cancel(answer: Answer, db: Db, order: TheOrder, today: Today, reason: Reason) -> Response:
    """Give this occurrence up, and say why."""
    orders.cancel(db, order, reason, today)
    db.flush()
    return answer.item(item(order))


@router.post("/plans/{key}/now", dependencies=[may(Permission.ORDERS_DO)], status_code=201)
def open_now(answer: Answer, db: Db, rights: MyRights, today: Today, plan: ThePlan) -> Response:
    """Open a plan's next order before its day: 201, or 200 with the one that is open already."""
    status = 200 if orders.to_do_of(db, plan) else 201
    order = occurrences.open_next(db, plan, today)
    made = worklists.order(db, order.number, rights)
    return answer.item(item(made), status, f"/api/v1/orders/{order.number}")


def item(order: WorkOrder) -> dict[str, Any]:
    """An order under the names of the contract."""
    return {
        "number": order.number,
        "title": order.title,
        "titles": titles_of(order)._asdict(),
        "kind": order.kind,
        "state": order.state,
        "asset": order.asset_tag or (order.asset.tag if order.asset else None),
        "place": order.place_path or _place(order),
        "due_on": order.due_on.isoformat(),
        "opened_on": order.opened_on.isoformat(),
        "done_on": order.done_on.isoformat() if order.done_on else None,
        "taken_by": order.taken_by_id and str(order.taken_by_id),
        "done_by": order.done_by_id and str(order.done_by_id),
        "note": order.note,
        "reason": order.reason,
        "version": order.version,
    }


def _place(order: WorkOrder) -> str | None:
    if order.asset:
        return order.asset.place.path
    return order.place.path if order.place else None


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "titles": titles_of(row)._asdict(),
        "kind": row.kind,
        "state": row.state,
        "asset": row.tag,
        "site": row.site,
        "place": row.place,
        "due_on": row.due_on.isoformat(),
        "done_on": row.done_on.isoformat() if row.done_on else None,
    }
