"""Designs of labels, for programs: /api/v1/labels/designs."""

from typing import Annotated, Any

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory.places import Place
from assets.labelling import drafts, keeping
from assets.labelling.drafts import LabelDesign
from assets.rights import Permission
from labels import designs, fields, offered, previews
from labels.codes import Kind
from labels.designs import DESIGNS, Design, Layout
from web import drafted
from web.access import Db, MyRights, may
from web.answer import Answer
from web.doors import programs
from web.kept import A_DRAWING, Asked, Called, TheDraft, site_to_keep_for

router = programs("/labels/designs", tags=["labels"])


class LineSaid(BaseModel):
    """How one field is set."""

    model_config = ConfigDict(extra="forbid")

    field: str
    size: str = "normal"
    strong: bool = False
    rows: int = 1


class Fields(BaseModel):
    """What may be said of a design. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Called | None = None
    layout: Layout | None = None
    code: Kind | None = None
    lines: Annotated[list[LineSaid], Field(max_length=drafted.MOST_LINES)] | None = None
    mark: bool | None = None
    for_what: list[str] | None = None
    given_up: bool | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What is said of how it looks."""
        return self.model_dump(exclude_none=True, exclude={"name", "given_up", "site"})


class Adding(Fields):
    """A new design, and the code of the site that keeps it."""

    site: str = Field(min_length=1)
    name: Called
    layout: Layout
    code: Kind


@router.get("", dependencies=[may(Permission.LABELS_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    """The designs: on the first page those that are known everywhere, then those of the sites."""
    found = keeping.page_of(
        db, LabelDesign, asked.cut, rights, site=asked.place(db, rights), given_up=asked.given_up
    )
    items = [_item(offered.drawn(row), row.site, row) for row in found.rows]
    if not (asked.after or asked.before or asked.site or asked.given_up):
        items = [*(_item(each) for each in DESIGNS.values()), *items]
    return answer.page(found, items)


@router.post("", dependencies=[may(Permission.LABELS_PRINT)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Annotated[Adding, Body()]) -> Response:
    """Keep a design for a site. Answers 201 with the design."""
    site = site_to_keep_for(db, said.site, rights)
    made = drafts.add(db, site, said.name, designs.read(said.told).said())
    return answer.item(_own(db, made), 201, f"/api/v1/labels/designs/{made.key}")


@router.get("/{key}", dependencies=[may(Permission.LABELS_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, key: str) -> Response:
    """One design."""
    if key in DESIGNS:
        return answer.item(_item(DESIGNS[key]))
    return answer.item(_own(db, drafts.draft(db, key, rights)))


@router.get(
    "/{key}/preview.svg",
    dependencies=[may(Permission.LABELS_SEE)],
    response_class=Response,
    responses={200: A_DRAWING},
)
def preview(
    request: Request, db: Db, rights: MyRights, key: str, stock: str = "L7160", asset: str = ""
) -> Response:
    """A label of this design on a paper: that of an asset by its tag, or an example."""
    design, on = offered.design(db, key, rights), offered.stock(db, stock, rights)
    settings = request.app.state.settings
    example = fields.example(design.for_what)
    label = drafted.label_of(db, asset, rights, settings) if asset else example
    return Response(previews.svg(label, design, on), media_type="image/svg+xml")


@router.patch("/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def edit(answer: Answer, db: Db, kept: TheDraft, said: Annotated[Fields, Body()]) -> Response:
    """Change fields. With `If-Match: <version>`, only if nobody else has changed it since."""
    design = designs.read(kept.said | said.told)
    drafts.draw(db, kept, kept.name if said.name is None else said.name, design.said())
    if said.given_up is not None:
        keeping.give_up(db, kept, given_up=said.given_up)
    db.flush()
    return answer.item(_own(db, kept))


def _item(design: Design, site: str | None = None, row: Any = None) -> dict[str, Any]:
    """A design under the names of the contract. What is known everywhere has no site."""
    said = design.said()
    named = {"key": design.key, "name": said.pop("words")}
    stands = {"given_up": bool(row and row.given_up), "version": row.version if row else None}
    return named | said | {"site": site} | stands


def _own(db: Db, kept: LabelDesign) -> dict[str, Any]:
    return _item(offered.drawn(kept), db.get_one(Place, kept.site_id).code, kept)
