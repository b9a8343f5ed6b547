"""Companies that make, sell and service things, for programs: /api/v1/suppliers."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import suppliers
from assets.rights import Permission
from web.access import Db, may
from web.answer import Answer
from web.doors import programs
from web.named import TheSupplier
from web.paging import Paged

router = programs("/suppliers", tags=["catalogue"])


class Asked(Paged):
    """Which companies, and which page of them: every word of `search` is in the name of each."""

    search: str = ""


class Fields(BaseModel):
    """What may be said of a company. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    contact: str | None = Field(default=None, max_length=400)


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(answer: Answer, db: Db, asked: Annotated[Asked, Query()]) -> Response:
    """A page of the companies, by name."""
    found = suppliers.found(db, asked.search, asked.cut)
    return answer.page(found, [_item(row) for row in found.rows])


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(answer: Answer, supplier: TheSupplier) -> Response:
    """One company."""
    return answer.item(_item(supplier))


@router.patch("/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(
    answer: Answer, db: Db, supplier: TheSupplier, said: Annotated[Fields, Body()]
) -> Response:
    """Change fields."""
    if said.name is not None:
        suppliers.rename(db, supplier, said.name)
    if said.contact is not None:
        supplier.describe(contact=said.contact)
    db.flush()
    return answer.item(_item(supplier))


def _item(row: Any) -> dict[str, Any]:
    return {"id": str(row.id), "name": row.name, "contact": row.contact, "version": row.version}
