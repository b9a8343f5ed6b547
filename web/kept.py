"""Papers and designs that sites keep for their labels, as pages and programs ask for them."""

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from assets.inventory import places
from assets.inventory.places import Place
from assets.labelling import drafts, papers
from assets.labelling.drafts import LabelDesign
from assets.labelling.papers import LabelStock
from assets.maintenance.spares import trimmed
from assets.rights import Permission, Rights
from labels.stocks import Stock
from web.access import Db, MyRights
from web.answer import Expected
from web.forms import Amount, Form, posted
from web.named import within
from web.page import PageFor
from web.paging import Paged

Called = Annotated[str, Field(min_length=1, max_length=40)]
Millimetres = Annotated[Amount, Field(ge=0, le=1000, decimal_places=2)]
Count = Annotated[int, Field(ge=1, le=60)]
A_DRAWING = {"content": {"image/svg+xml": {}}, "description": "A drawing in millimetres."}


class Asked(Paged):
    """Which of them: those of a site, or those that were given up."""

    site: str = ""
    given_up: bool = False

    def place(self, db: Db, rights: Rights) -> Place | None:
        return places.site(db, self.site, rights) if self.site else None


class Measures(BaseModel):
    """A sheet or a roll as somebody measures it. Steps that are not said leave no gap."""

    name: Called
    page_width: Millimetres
    page_height: Millimetres
    columns: Count = 1
    rows: Count = 1
    width: Millimetres
    height: Millimetres
    left: Millimetres = Decimal(0)
    top: Millimetres = Decimal(0)
    column_step: Millimetres | None = None
    row_step: Millimetres | None = None
    film: bool = False

    @property
    def stock(self) -> Stock:
        """What these measures make. Raises Refused where they do not fit."""
        return Stock(
            key="",
            name=self.name,
            page_width=float(self.page_width),
            page_height=float(self.page_height),
            columns=self.columns,
            rows=self.rows,
            width=float(self.width),
            height=float(self.height),
            left=float(self.left),
            top=float(self.top),
            column_step=float(self.width if self.column_step is None else self.column_step),
            row_step=float(self.height if self.row_step is None else self.row_step),
            film=self.film,
        )

    @property
    def said(self) -> dict[str, Any]:
        return asdict(self.stock)


def _paper(key: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> LabelStock:
    kept = papers.paper(db, key, rights)
    within(request, kept)
    kept.expect(expected)
    return kept


ThePaper = Annotated[LabelStock, Depends(_paper)]


def _draft(key: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> LabelDesign:
    kept = drafts.draft(db, key, rights)
    within(request, kept)
    kept.expect(expected)
    return kept


TheDraft = Annotated[LabelDesign, Depends(_draft)]


def plain(measure: float) -> Decimal:
    """A measure without zeros at the end."""
    return trimmed(Decimal(str(measure)))


class GivingUp(BaseModel):
    """Whether it is offered no more, or again."""

    given_up: bool = False
    version: int | None = None


PostedGivingUp = Annotated[Form[GivingUp], posted(GivingUp)]


def own_sites(page: PageFor) -> list[tuple[str, str]]:
    """The sites where she may keep some."""
    own = [site for site in page.sites if page.rights.may(Permission.LABELS_PRINT, site)]
    return [(site.code or "", site.name) for site in own]


def site_to_keep_for(db: Db, code: str, rights: Rights) -> Place:
    """The site of this code, where she may print labels."""
    site = places.site(db, code, rights)
    rights.must(Permission.LABELS_PRINT, site)
    return site
