"""Papers for labels, for programs: /api/v1/labels/stocks."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory.places import Place
from assets.labelling import keeping, papers
from assets.labelling.papers import MEASURES, LabelStock
from assets.rights import Permission
from labels import offered, previews
from labels.stocks import STOCKS, Stock
from web.access import Db, MyRights, may
from web.answer import Answer
from web.doors import programs
from web.kept import (
    A_DRAWING,
    Asked,
    Called,
    Count,
    Measures,
    Millimetres,
    ThePaper,
    site_to_keep_for,
)

router = programs("/labels/stocks", tags=["labels"])


class Adding(Measures):
    """A paper, and the code of the site that keeps it."""

    model_config = ConfigDict(extra="forbid")

    site: str = Field(min_length=1)


class Fields(BaseModel):
    """What may be said of a paper. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Called | None = None
    page_width: Millimetres | None = None
    page_height: Millimetres | None = None
    columns: Count | None = None
    rows: Count | None = None
    width: Millimetres | None = None
    height: Millimetres | None = None
    left: Millimetres | None = None
    top: Millimetres | None = None
    column_step: Millimetres | None = None
    row_step: Millimetres | None = None
    film: bool | None = None
    given_up: bool | None = None


@router.get("", dependencies=[may(Permission.LABELS_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    """The papers: on the first page those that are known everywhere, then those of the sites."""
    found = keeping.page_of(
        db, LabelStock, asked.cut, rights, site=asked.place(db, rights), given_up=asked.given_up
    )
    items = [item(offered.measured(row), row.site, row) for row in found.rows]
    if not (asked.after or asked.before or asked.site or asked.given_up):
        items = [*map(item, STOCKS.values()), *items]
    return answer.page(found, items)


@router.post("", dependencies=[may(Permission.LABELS_PRINT)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Annotated[Adding, Body()]) -> Response:
    """Keep a paper for a site. Answers 201 with the paper."""
    site = site_to_keep_for(db, said.site, rights)
    made = papers.add(db, site, said.name, said.said)
    return answer.item(_own(db, made), 201, f"/api/v1/labels/stocks/{made.key}")


@router.get("/{key}", dependencies=[may(Permission.LABELS_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, key: str) -> Response:
    """One paper."""
    if key in STOCKS:
        return answer.item(item(STOCKS[key]))
    return answer.item(_own(db, papers.paper(db, key, rights)))


@router.get(
    "/{key}/sheet.svg",
    dependencies=[may(Permission.LABELS_SEE)],
    response_class=Response,
    responses={200: A_DRAWING},
)
def sheet(db: Db, rights: MyRights, key: str) -> Response:
    """A sheet of it, drawn."""
    drawn = previews.sheet_svg(offered.stock(db, key, rights))
    return Response(drawn, media_type="image/svg+xml")


@router.patch("/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def edit(answer: Answer, db: Db, kept: ThePaper, said: Annotated[Fields, Body()]) -> Response:
    """Change fields. With `If-Match: <version>`, only if nobody else has changed it since."""
    told = said.model_dump(exclude_none=True)
    given_up = told.pop("given_up", kept.given_up)
    stands = {name: getattr(kept, name) for name in ("name", "film", *MEASURES)}
    measures = Measures.model_validate(stands | told)
    papers.measure(db, kept, measures.name, measures.said)
    keeping.give_up(db, kept, given_up=given_up)
    db.flush()
    return answer.item(_own(db, kept))


def item(stock: Stock, site: str | None = None, row: Any = None) -> dict[str, Any]:
    """A paper under the names of the contract. What is known everywhere has no site."""
    shown = {name: getattr(stock, name) for name in ("key", "name", *MEASURES)}
    kind = {name: getattr(stock, name) for name in ("roll", "film", "check")}
    stands = {"given_up": bool(row and row.given_up), "version": row.version if row else None}
    return shown | kind | {"site": site} | stands


def _own(db: Db, kept: LabelStock) -> dict[str, Any]:
    return item(offered.measured(kept), db.get_one(Place, kept.site_id).code, kept)
