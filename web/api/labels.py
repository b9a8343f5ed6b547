"""Labels, for programs: /api/v1/labels."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import identifiers, places, register, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.identifiers import LabelPrint
from assets.rights import Permission
from labels import prints
from web.access import Db, MyRights, Now, Today, may
from web.answer import Answer
from web.filters import Sought
from web.named import Key

router = APIRouter(prefix="/labels", tags=["labels"])


class Printing(Sought):
    """Which labels to print, on what paper, from which place of the sheet on.

    With `tags`, those of these; or else of all that the filter finds, or of them only those not
    printed yet.
    """

    tags: list[str] = Field(default_factory=list)
    unprinted: bool = False
    stock: str = "L7160"
    first: int = Field(default=1, ge=1)

    @property
    def filtered(self) -> bool:
        filters = Sought.model_fields.keys() | self.own_filters.keys() | {"unprinted"}
        return bool(self.model_fields_set & filters)


class Blank(BaseModel):
    """How many labels to print in advance, and the code of the site where they wait."""

    model_config = ConfigDict(extra="forbid")

    count: int = Field(ge=1)
    site: str = Field(min_length=1)


PostedBlank = Annotated[Blank, Body()]
Thing = Annotated[str, Body(embed=True, min_length=1, max_length=LONGEST)]
Posted = Annotated[Printing, Body()]
A_PDF = {"content": {"application/pdf": {}}, "description": "The sheets, ready to be printed."}


@router.post("", dependencies=[may(Permission.LABELS_PRINT)], status_code=201)
def print_them(
    answer: Answer, db: Db, rights: MyRights, now: Now, today: Today, said: Posted
) -> Response:
    """Print the labels of these tags, or else of all that the filter finds, from `first` on.

    Places of the sheet are counted from 1. Answers 201 with the print and the address of its PDF.
    """
    prints.stock(said.stock).must_have(said.first)
    keys = _keys(db, rights, today, said)
    made = identifiers.print_labels(db, keys, stock=said.stock, skipping=said.first - 1, at=now)
    return answer.item(item(made), 201, f"/api/v1/labels/{made.id}")


@router.post("/blank", dependencies=[may(Permission.LABELS_PRINT)], status_code=201)
def print_blank(answer: Answer, db: Db, rights: MyRights, now: Now, said: PostedBlank) -> Response:
    """Print labels in advance. Answers 201 with the print and the address of its PDF."""
    site = places.site(db, said.site, rights)
    rights.must(Permission.LABELS_PRINT, site)
    made = identifiers.print_blank(db, said.count, site, stock="L7160", at=now)
    return answer.item(item(made), 201, f"/api/v1/labels/{made.id}")


@router.post("/{code}/claim", dependencies=[may(Permission.LABELS_PRINT)])
def claim(answer: Answer, db: Db, rights: MyRights, code: str, thing: Thing) -> Response:
    """Give a blank label to the thing that it sticks on: `thing` is its tag, or a code on it."""
    label = scans.in_hand(db, code, rights)
    asset = scans.claim(db, label, thing, rights)
    return answer.item({"code": label.code, "asset": asset.tag})


@router.get(
    "/{key}.pdf",
    dependencies=[may(Permission.LABELS_PRINT)],
    response_class=Response,
    responses={200: A_PDF},
)
def download(request: Request, db: Db, rights: MyRights, key: Key) -> Response:
    """The sheets of a print."""
    made, labels = identifiers.print_of(db, key, rights)
    paper = prints.stock(made.stock)
    pdf = prints.pdf(labels, paper, request.app.state.settings, skipping=made.skipping)
    return Response(pdf, media_type="application/pdf")


@router.get("/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(answer: Answer, db: Db, rights: MyRights, key: Key) -> Response:
    """One print."""
    made, _ = identifiers.print_of(db, key, rights)
    return answer.item(item(made))


def item(made: LabelPrint) -> dict[str, Any]:
    """A print under the names of the contract."""
    return {
        "id": str(made.id),
        "count": len(made.codes),
        "stock": made.stock,
        "first": made.skipping + 1,
        "pdf": f"/api/v1/labels/{made.id}.pdf",
    }


def _keys(db: Db, rights: MyRights, on: date, said: Printing) -> list[UUID]:
    if said.filtered and not said.tags:
        wanted = said.wanted(db, rights)
        return identifiers.to_label(db, wanted, on, rights, unprinted=said.unprinted)
    assets = [register.tagged(db, tag, rights) for tag in dict.fromkeys(said.tags)]
    for asset in assets:
        rights.must(Permission.LABELS_PRINT, asset)
    return [asset.id for asset in assets]
