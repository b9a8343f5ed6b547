"""Places, for programs: /api/v1/places."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import branches, places
from assets.inventory.places import Kind, Place
from assets.listing import Cut
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.answer import Answer, Day
from web.named import ThePlace

router = APIRouter(prefix="/places", tags=["places"])


class AskedPlaces(BaseModel):
    """Which places, and which page of them."""

    search: str = ""
    site: str = ""
    limit: int = 50
    after: str = ""
    before: str = ""


class NewPlace(BaseModel):
    """A new place: what it is called, and the path or the name of the place it is inside of."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    inside: str = Field(min_length=1)
    kind: Kind = Kind.ROOM
    area_m2: Decimal | None = Field(default=None, gt=0, le=10_000_000, decimal_places=2)
    capacity: int | None = Field(default=None, ge=1, le=1_000_000)
    opens_on: Day | None = None
    closes_on: Day | None = None
    contact: str = Field(default="", max_length=200)


Posted = Annotated[NewPlace, Body()]


@router.get("", dependencies=[may(Permission.PLACES_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedPlaces, Query()]
) -> Response:
    """A page of the places in the order of the tree. `next` is the address of the following one."""
    site = places.site(db, asked.site, rights) if asked.site else None
    cut = Cut(asked.limit, asked.after, asked.before)
    found = branches.listing(db, asked.search, site, cut, rights)
    return answer.page(found, [item(row) for row in found.rows])


@router.post("", dependencies=[may(Permission.PLACES_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Add a place inside another. Answers 201 with the item."""
    inside = places.called(db, said.inside, rights)
    rights.must(Permission.PLACES_KEEP, inside)
    place = places.open_place(db, Place(**said.model_dump(exclude={"inside"})), inside)
    return answer.item(item(branches.one(db, place)), 201, f"/api/v1/places/{place.id}")


@router.get("/{key}", dependencies=[may(Permission.PLACES_SEE)])
def show(answer: Answer, db: Db, place: ThePlace) -> Response:
    """One place."""
    return answer.item(item(branches.one(db, place)))


def item(row: Any) -> dict[str, Any]:
    """One row in JSON's own types."""
    said = {name: getattr(row, name) for name in ("id", *branches.FIELDS, "site", "inside")}
    known = {name: None if value is None else str(value) for name, value in said.items()}
    return known | {"capacity": row.capacity, "version": row.version}
