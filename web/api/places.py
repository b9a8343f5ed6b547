"""Places, for programs: /api/v1/places and /api/v1/sites."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import branches, partners, places, relocations
from assets.inventory.places import Kind, Place
from assets.rights import Permission
from assets.words import Language
from web.access import Db, MyRights, Today, may
from web.answer import Answer, Day
from web.doors import programs
from web.filters import place_of, site_of
from web.named import ThePlace
from web.paging import Paged

router = programs(tags=["places"])


class AskedPlaces(Paged):
    """Which places, and which page of them; `inside` is the id of a place that they are inside."""

    search: str = ""
    site: str = ""
    inside: str = ""


class Details(BaseModel):
    """What may be said of any place."""

    model_config = ConfigDict(extra="forbid")

    area_m2: Decimal | None = Field(default=None, gt=0, le=10_000_000, decimal_places=2)
    capacity: int | None = Field(default=None, ge=1, le=1_000_000)
    opens_on: Day | None = None
    closes_on: Day | None = None
    contact: str = Field(default="", max_length=200)


class NewPlace(Details):
    """A new place: what it is called, and the path or the name of the place it is inside of."""

    name: str = Field(min_length=1, max_length=120)
    inside: str = Field(min_length=1)
    kind: Kind = Kind.ROOM


class NewSite(Details):
    """A new site: its name, how its tags begin, where it lies and what is spoken there."""

    name: str = Field(min_length=1, max_length=120)
    code: str = Field(min_length=1, max_length=8)
    zone: str = Field(min_length=1, max_length=40)
    language: Language
    country: str = Field(min_length=2, max_length=2)
    partner: str = ""


class Changes(Details):
    """What may be changed of a place. A field that is left out stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=120)
    kind: Kind | None = None


Posted = Annotated[NewPlace, Body()]
PostedSite = Annotated[NewSite, Body()]
Patched = Annotated[Changes, Body()]
Into = Annotated[str, Body(embed=True, min_length=1)]


@router.get("/places", dependencies=[may(Permission.PLACES_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedPlaces, Query()]
) -> Response:
    """A page of the places in the order of the tree. `next` is the address of the following one."""
    site = site_of(db, asked.site, rights)
    inside = place_of(db, asked.inside, rights)
    found = branches.listing(db, asked.search, site, asked.cut, rights, inside)
    return answer.page(found, [item(row) for row in found.rows])


@router.post("/places", dependencies=[may(Permission.PLACES_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Add a place inside another. Answers 201 with the item."""
    inside = places.called(db, said.inside, rights)
    rights.must(Permission.PLACES_KEEP, inside)
    place = places.open_place(db, Place(**said.model_dump(exclude={"inside"})), inside)
    return answer.item(item(branches.one(db, place)), 201, f"/api/v1/places/{place.id}")


@router.post("/sites", dependencies=[may(Permission.SITES_OPEN)], status_code=201)
def open_site(answer: Answer, db: Db, rights: MyRights, said: PostedSite) -> Response:
    """Open a site. Answers 201 with the item."""
    owner = partners.coded(db, said.partner) if said.partner else None
    given = said.model_dump(exclude={"partner"})
    site = Place(**given, kind=Kind.SITE, partner_id=owner.id if owner else None)
    rights.must(Permission.SITES_OPEN, site)
    places.open_site(db, site)
    return answer.item(item(branches.one(db, site)), 201, f"/api/v1/places/{site.id}")


@router.get("/places/{key}", dependencies=[may(Permission.PLACES_SEE)])
def show(answer: Answer, db: Db, place: ThePlace) -> Response:
    """One place."""
    return answer.item(item(branches.one(db, place)))


@router.patch("/places/{key}", dependencies=[may(Permission.PLACES_KEEP)])
def edit(answer: Answer, db: Db, place: ThePlace, said: Patched) -> Response:
    """Change fields."""
    _describe(db, place, said)
    db.flush()
    return answer.item(item(branches.one(db, place)))


@router.get("/places/{key}/move", dependencies=[may(Permission.PLACES_KEEP)])
def look_at_move(answer: Answer, db: Db, rights: MyRights, place: ThePlace, into: str) -> Response:
    """How many places and things would move. `into` is a path, or a name that one place has."""
    relocations.must_move(db, place, _kept(db, into, rights))
    return answer.item(relocations.load(db, place)._asdict())


@router.post("/places/{key}/move", dependencies=[may(Permission.PLACES_KEEP)])
def move(answer: Answer, db: Db, rights: MyRights, place: ThePlace, into: Into) -> Response:
    """Put it, with all that is in it, inside another place, be it of another site."""
    relocations.move(db, place, _kept(db, into, rights))
    return answer.item(item(branches.one(db, place)))


@router.get("/places/{key}/merge", dependencies=[may(Permission.PLACES_KEEP)])
def look_at_merge(
    answer: Answer, db: Db, rights: MyRights, today: Today, place: ThePlace, into: str
) -> Response:
    """How many places, itself among them, and things the other place would take up."""
    relocations.must_merge(db, place, _kept(db, into, rights), today)
    return answer.item(relocations.load(db, place)._asdict())


@router.post("/places/{key}/merge", dependencies=[may(Permission.PLACES_KEEP)])
def merge(
    answer: Answer, db: Db, rights: MyRights, today: Today, place: ThePlace, into: Into
) -> Response:
    """It turned out to be another place, which takes up all that is in it and answers for it."""
    other = _kept(db, into, rights)
    relocations.merge(db, place, other, today)
    return answer.item(item(branches.one(db, other)))


def _kept(db: Db, words: str, rights: MyRights) -> Place:
    into = places.called(db, words, rights, field="into")
    rights.must(Permission.PLACES_KEEP, into)
    return into


def item(row: Any) -> dict[str, Any]:
    """One row in JSON's own types."""
    names = ("id", *branches.FIELDS, "site", "partner", "inside")
    said = {name: getattr(row, name) for name in names}
    known = {name: None if value is None else str(value) for name, value in said.items()}
    return known | {"capacity": row.capacity, "version": row.version}


def _describe(db: Db, place: Place, said: Changes) -> None:
    given = said.model_dump(exclude_unset=True)
    if "name" in given:
        places.rename(db, place, said.name or "")
    if said.kind:
        place.become(said.kind)
    days = {name: given.get(name, getattr(place, name)) for name in ("opens_on", "closes_on")}
    places.keep_open(db, place, **days)
    for name in given.keys() & {"area_m2", "capacity", "contact"}:
        setattr(place, name, given[name])
