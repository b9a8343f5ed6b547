"""Items of lots, for programs: /api/v1/lots/{number}/items and /api/v1/items/{key}."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement import deletions, items, lots
from assets.procurement.budgets import BudgetLine
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot
from assets.rights import Permission
from web import bought
from web.access import Db, MyRights, may
from web.answer import Amount, Answer
from web.bought import TheItem, TheLot
from web.doors import programs

router = programs(tags=["lots"])

MOST_PIECES = 100_000


class Fields(BaseModel):
    """What may be said of an item. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=300)
    type: str | None = Field(default=None, max_length=200)
    quantity: int | None = Field(default=None, ge=1, le=MOST_PIECES)
    price: Amount | None = None
    specification: str | None = Field(default=None, max_length=4000)
    budget_line: str | None = Field(default=None, max_length=40)


class Adding(Fields):
    """One more item of a lot."""

    title: str = Field(min_length=1, max_length=300)


@router.get("/lots/{number}/items", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, lot: TheLot) -> Response:
    """What is bought in a lot, in its order."""
    return answer.item({"items": [item(db, each) for each in db.exec(items.of_lot(lot))]})


@router.post(
    "/lots/{number}/items", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201
)
def add(answer: Answer, db: Db, lot: TheLot, said: Annotated[Adding, Body()]) -> Response:
    """One more item, after the last. Answers 201 with it."""
    fresh = items.add(db, lot, **_values(db, lot, said))
    return answer.item(item(db, fresh), 201, f"/api/v1/items/{fresh.id}")


@router.get("/items/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, known: TheItem) -> Response:
    """One item of a lot."""
    return answer.item(item(db, known))


@router.patch("/items/{key}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    answer: Answer, db: Db, rights: MyRights, known: TheItem, said: Annotated[Fields, Body()]
) -> Response:
    """Change fields. `If-Match` takes the version of the item."""
    lot = lots.of_id(db, known.lot_id, rights)
    as_it_is: dict[str, Any] = {
        "title": known.title,
        "quantity": known.quantity,
        "price": known.price,
    }
    known.describe(**(as_it_is | _values(db, lot, said)))
    db.flush()
    return answer.item(item(db, known))


@router.post("/items/{key}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(answer: Answer, db: Db, known: TheItem) -> Response:
    """Take it off its lot, while nothing stands on it. `If-Match` takes its version."""
    gone = item(db, known)
    deletions.item(db, known)
    return answer.item(gone)


def item(db: Db, known: LotItem) -> dict[str, Any]:
    """An item under the names of the contract."""
    line = db.get(BudgetLine, known.budget_line_id) if known.budget_line_id else None
    kind = bought.kind(db, known.type_id)
    return {
        "id": str(known.id),
        "position": known.position,
        "title": known.title,
        "type": kind.key if kind else None,
        "quantity": known.quantity,
        "price": known.price.json() if known.price else None,
        "specification": known.specification,
        "budget_line": line.code if line else None,
        "version": known.version,
    }


def _values(db: Db, lot: Lot, said: Fields) -> dict[str, Any]:
    asked = said.model_fields_set
    values = {
        name: getattr(said, name)
        for name in asked & {"title", "quantity", "specification"}
        if getattr(said, name) is not None
    }
    if "price" in asked:
        values["price"] = said.price.money if said.price else None
    if "type" in asked:
        values["type_id"] = bought.kind_id(db, said.type or "")
    if "budget_line" in asked:
        values["budget_line_id"] = bought.line_id(db, lot, said.budget_line or "")
    return values
