"""Spare parts, for programs: /api/v1/spares, and the parts of an order."""

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import catalogue, places
from assets.maintenance import spares, stock
from assets.maintenance.spares import SparePart, StockMove
from assets.money import Money
from assets.rights import Permission, Rights
from web.access import Db, MyRights, may
from web.answer import Amount, Answer, AnswerFor
from web.cared import TheOrder, TheSpare, TheUsed
from web.doors import programs
from web.shelves import Asked

router = programs(tags=["spare parts"])

Quantity = Annotated[Decimal, Field(gt=0, le=999_999, decimal_places=3)]
Counted = Annotated[Decimal, Field(ge=0, le=999_999, decimal_places=3)]


class Fields(BaseModel):
    """What may be said of a part. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    part_number: str | None = Field(default=None, max_length=80)
    unit: str | None = Field(default=None, max_length=20)
    minimum: Counted | None = None
    price: Amount | None = None
    supplier: str | None = Field(default=None, max_length=200)
    model: UUID | None = None
    place: str | None = Field(default=None, max_length=400)
    given_up: bool | None = None


class Adding(Fields):
    """A new part in the store of the site of this code, and how many lie there."""

    site: str
    name: str = Field(min_length=1, max_length=200)
    quantity: Counted = Decimal(0)


class Receiving(BaseModel):
    """So many have come, and what one of them cost."""

    model_config = ConfigDict(extra="forbid")

    quantity: Quantity
    price: Amount | None = None
    reason: str = Field(default="", max_length=500)


class Counting(BaseModel):
    """So many lie there, and why that is another number."""

    model_config = ConfigDict(extra="forbid")

    counted: Counted
    reason: str = Field(min_length=1, max_length=500)


class Using(BaseModel):
    """Which part an order used, by its id, its name or its number, and how many."""

    model_config = ConfigDict(extra="forbid")

    part: str = Field(min_length=1, max_length=300)
    quantity: Quantity


@router.get("/spares", dependencies=[may(Permission.ORDERS_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    """A page of the spare parts, by name. `show=short`: those below their minimum."""
    found = spares.listed(db, asked.wanted(db, rights), asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("/spares", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Annotated[Adding, Body()]) -> Response:
    """Keep a new part in the store of a site. Answers 201 with the part."""
    site = places.site(db, said.site, rights)
    rights.must(Permission.PLANS_KEEP, site)
    part = spares.add(db, site, said.name, said.part_number or "")
    _describe(db, part, said, rights)
    if said.quantity:
        stock.count(db, part, said.quantity, stock.FIRST_COUNT)
    return _item(answer, db, part, rights, HTTPStatus.CREATED)


@router.get("/spares/{key}", dependencies=[may(Permission.ORDERS_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, part: TheSpare) -> Response:
    """One spare part."""
    return _item(answer, db, part, rights)


@router.patch("/spares/{key}", dependencies=[may(Permission.PLANS_KEEP)])
def edit(
    answer: Answer, db: Db, rights: MyRights, part: TheSpare, said: Annotated[Fields, Body()]
) -> Response:
    """Change fields. How many lie there is changed by what comes, goes and is counted."""
    name = part.name if said.name is None else said.name
    number = part.part_number if said.part_number is None else said.part_number
    spares.rename(db, part, name, number)
    _describe(db, part, said, rights)
    return _item(answer, db, part, rights)


@router.post("/spares/{key}/receive", dependencies=[may(Permission.ORDERS_DO)])
def receive(
    answer: Answer, db: Db, rights: MyRights, part: TheSpare, said: Annotated[Receiving, Body()]
) -> Response:
    """So many have come; a price is that of one from now on."""
    price = said.price.money if said.price else None
    stock.receive(db, part, said.quantity, price, said.reason)
    return _item(answer, db, part, rights)


@router.post("/spares/{key}/count", dependencies=[may(Permission.ORDERS_DO)])
def count(
    answer: Answer, db: Db, rights: MyRights, part: TheSpare, said: Annotated[Counting, Body()]
) -> Response:
    """So many lie there: the difference is written down with the reason."""
    stock.count(db, part, said.counted, said.reason)
    return _item(answer, db, part, rights)


@router.get("/orders/{number}/parts", dependencies=[may(Permission.ORDERS_SEE)])
def used(answer: Answer, db: Db, order: TheOrder) -> Response:
    """The spare parts that an order has used, without what was put back."""
    return answer.item({"items": [_move(each) for each in stock.used_by(db, order)]})


@router.post("/orders/{number}/parts", dependencies=[may(Permission.ORDERS_DO)], status_code=201)
def use(answer: Answer, db: Db, order: TheOrder, said: Annotated[Using, Body()]) -> Response:
    """Take a part out of the store for an order. Answers 201 with the movement."""
    part = spares.meant(db, said.part, order.site_id)
    stock.use(db, part, order, said.quantity)
    made = next(each for each in reversed(stock.used_by(db, order)))
    return answer.item(_move(made) | {"short": part.short}, 201)


@router.post("/orders/{number}/parts/{move}/back", dependencies=[may(Permission.ORDERS_DO)])
def take_back(answer: Answer, db: Db, order: TheOrder, move: TheUsed) -> Response:
    """Put back what an order has not used after all."""
    stock.take_back(db, move, order)
    return answer.item({"items": [_move(each) for each in stock.used_by(db, order)]})


def _describe(db: Db, part: SparePart, said: Fields, by: Rights) -> None:
    """Write down what is said; the rest stays."""
    asked = said.model_fields_set
    told = {name: getattr(said, name) for name in asked & {"unit", "given_up", "minimum"}}
    if "place" in asked:
        told["place"] = places.called(db, said.place, by) if said.place else None
    if "model" in asked:
        told["model"] = catalogue.model(db, said.model) if said.model else None
    if "price" in asked:
        told["price"] = said.price and said.price.money
    spares.describe(db, part, told | ({"supplier": said.supplier} if "supplier" in asked else {}))


def _item(
    answer: AnswerFor, db: Db, part: SparePart, rights: Rights, status: int = 200
) -> Response:
    db.flush()
    item = _row(spares.row(db, part, rights))
    location = f"/api/v1/spares/{part.id}" if status == HTTPStatus.CREATED else ""
    return answer.item(item, status, location)


def _row(row: Any) -> dict[str, Any]:
    price = Money.known(row.price_minor, row.price_currency)
    return {
        "id": str(row.id),
        "name": row.name,
        "part_number": row.part_number,
        "site": row.site,
        "place": row.place,
        "quantity": str(spares.trimmed(row.quantity)),
        "unit": row.unit,
        "minimum": None if row.minimum is None else str(spares.trimmed(row.minimum)),
        "short": row.short,
        "price": price.json() if price else None,
        "supplier": row.supplier,
        "model": row.model,
        "version": row.version,
    }


def _move(move: StockMove) -> dict[str, Any]:
    price = Money.known(move.price_minor, move.price_currency)
    return {
        "id": str(move.id),
        "part": str(move.spare_part_id),
        "name": move.spare_part.name,
        "quantity": str(spares.trimmed(-move.change)),
        "price": price.json() if price else None,
    }
