"""Lines of contracts, for programs: /api/v1/contracts/{key}/lines."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import catalogue
from assets.money import Money
from assets.procurement import contract_lines, deletions, items
from assets.procurement.contracts import Contract
from assets.rights import Permission
from web import bought
from web.access import Db, may
from web.answer import Amount, Answer
from web.bought import TheContract, TheLine
from web.doors import programs

router = programs("/contracts/{key}/lines", tags=["contracts"])

MOST_PIECES = 100_000


class Fields(BaseModel):
    """What may be said of a line. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=300)
    quantity: int | None = Field(default=None, ge=1, le=MOST_PIECES)
    price: Amount | None = None
    vat_rate: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] | None = None
    type: str | None = Field(default=None, max_length=200)
    model: UUID | None = None
    item: UUID | None = None


class Adding(Fields):
    """So many of one thing at one price."""

    title: str = Field(min_length=1, max_length=300)
    price: Amount


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def add(answer: Answer, db: Db, contract: TheContract, said: Annotated[Adding, Body()]) -> Response:
    """One more line, after the last. Answers 201 with it."""
    line = contract_lines.add(db, contract, **_values(db, contract, said))
    return answer.item(bought.line_item(db, contract, line), 201)


@router.patch("/{line}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    answer: Answer, db: Db, contract: TheContract, line: TheLine,
    said: Annotated[Fields, Body()],
) -> Response:  # fmt: skip
    """Change fields. `If-Match` takes the version of the line."""
    as_it_is = {"price": Money(line.price_minor, contract.currency)}
    line.describe(contract, **(as_it_is | _values(db, contract, said)))
    db.flush()
    return answer.item(bought.line_item(db, contract, line))


@router.post("/{line}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(answer: Answer, db: Db, contract: TheContract, line: TheLine) -> Response:
    """Take it off, while nothing stands on it. `If-Match` takes its version."""
    gone = bought.line_item(db, contract, line)
    deletions.line(db, line)
    return answer.item(gone)


def _values(db: Db, contract: Contract, said: Fields) -> dict[str, Any]:
    asked = said.model_fields_set
    values: dict[str, Any] = {
        name: getattr(said, name)
        for name in asked & {"title", "quantity"}
        if getattr(said, name) is not None
    }
    if said.price:
        values["price"] = bought.alike(contract, said.price)
    if said.vat_rate is not None:
        values["vat_rate"] = bought.hundredths(said.vat_rate)
    if "type" in asked:
        values["type_id"] = bought.kind_id(db, said.type or "")
    if "model" in asked:
        values["model_id"] = catalogue.model(db, said.model).id if said.model else None
    if "item" in asked:
        values["item_id"] = items.of_id(db, contract.lot, said.item) if said.item else None
    return values
