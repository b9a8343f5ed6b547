"""Partners, for programs: /api/v1/partners."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import partners
from assets.inventory.partners import Partner
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.answer import Answer
from web.doors import programs
from web.named import ThePartner
from web.paging import Paged

router = programs("/partners", tags=["partners"])


class NewPartner(BaseModel):
    """A new partner. The country has two letters, such as RO or HU.

    `gs1_prefix` is the company prefix that GS1 gave it: 4 to 12 figures, or nothing.
    """

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=200)
    country: str = Field(min_length=2, max_length=2)
    gs1_prefix: str = Field(default="", max_length=20)


class Fields(BaseModel):
    """What may be said of a partner. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    country: str | None = Field(default=None, min_length=2, max_length=2)
    gs1_prefix: str | None = Field(default=None, max_length=20)


Posted = Annotated[NewPartner, Body()]
Patched = Annotated[Fields, Body()]


@router.get("", dependencies=[may(Permission.PLACES_SEE)])
def index(answer: Answer, db: Db, asked: Annotated[Paged, Query()]) -> Response:
    """A page of the partners, by code. `next` is the address of the following page."""
    found = partners.found(db, asked.cut)
    return answer.page(found, [item(row) for row in found.rows])


@router.post("", dependencies=[may(Permission.SITES_OPEN)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Enter a partner. Answers 201 with the item."""
    rights.must_for(Permission.SITES_OPEN, [])
    return answer.item(item(partners.add(db, **said.model_dump())), 201)


@router.get("/{code}", dependencies=[may(Permission.PLACES_SEE)])
def show(answer: Answer, db: Db, code: str) -> Response:
    """One partner."""
    return answer.item(item(partners.coded(db, code)))


@router.patch("/{code}", dependencies=[may(Permission.SITES_OPEN)])
def edit(answer: Answer, db: Db, partner: ThePartner, said: Patched) -> Response:
    """Change fields. With `If-Match: <version>`, only if nobody else has changed it since."""
    stands = {name: getattr(partner, name) for name in Fields.model_fields}
    partner.revise(**stands | said.model_dump(exclude_none=True))
    db.flush()
    return answer.item(item(partner))


def item(partner: Partner) -> dict[str, Any]:
    """A partner under the names of the contract."""
    named = ("code", "name", "country", "gs1_prefix", "version")
    return {name: getattr(partner, name) for name in named}
