"""Pages about VAT: how much each country asks, and from when."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.procurement import vat
from assets.procurement.vat import Band, Said, VatRate
from assets.rights import Permission
from assets.words import N_
from web.access import Db, may
from web.budgeted import TheVat
from web.doors import pages
from web.forms import Amount, Day, Form, posted
from web.page import Page, PageFor

router = pages("/procurement/vat")

HERE = "/procurement/vat"
DETAILS = {
    "percent": N_("VAT in per cent"),
    "source": N_("Where it is written"),
    "verified": N_("Verified"),
}


class Correcting(BaseModel):
    """What a rate is, and where it is written."""

    percent: Amount = Field(ge=0, lt=100, decimal_places=2)
    source: str = Field(min_length=1, max_length=300)
    verified: bool = False
    version: int | None = None


class Adding(Correcting):
    """The same from a day on, in one country."""

    country: str = Field(min_length=2, max_length=2)
    band: Band = Band.STANDARD
    valid_from: Day


PostedRate = Annotated[Form[Correcting], posted(Correcting)]
PostedAdding = Annotated[Form[Adding], posted(Adding)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db) -> Response:
    found: Sequence[VatRate] = db.exec(vat.listed()).all()
    return page.render("procurement/vat/index.html", found=found)


@router.get("/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page) -> Response:
    usual = {"band": Band.STANDARD}
    return _form(page, Form(dict.fromkeys(Adding.model_fields, "") | usual))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def add(page: Page, db: Db, form: PostedAdding) -> Response:
    if form.valid:
        try:
            said = form.data
            told = Said(said.percent, said.valid_from, said.source, said.verified)
            vat.add(db, said.country, said.band, told)
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _form(page, form)


@router.get("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, rate: TheVat) -> Response:
    return _form(page, Form(_said_of(page, rate)), rate)


@router.post("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, rate: TheVat, form: PostedRate) -> Response:
    if form.valid:
        try:
            said = form.data
            rate.expect(said.version)
            vat.correct(rate, Said(said.percent, rate.valid_from, said.source, said.verified))
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _form(page, form, rate)


def _said_of(page: PageFor, rate: VatRate) -> dict[str, Any]:
    return {
        "percent": page.said(rate.percent),
        "source": rate.source,
        "verified": rate.verified or "",
    }


def _form(page: PageFor, form: Form[Any], rate: VatRate | None = None) -> Response:
    return page.render(
        f"procurement/vat/{'edit' if rate else 'new'}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        rate=rate,
        bands=[(each.value, page.said(each)) for each in Band],
        theirs=form.written_meanwhile(rate.version, _said_of(page, rate), DETAILS) if rate else [],
    )
