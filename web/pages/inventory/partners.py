"""Pages about partners: all of them, and what is said of one."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import words
from assets.errors import Refused
from assets.inventory import partners
from assets.inventory.partners import Partner
from assets.rights import Permission
from assets.words import N_
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, posted
from web.named import ThePartner
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages("/partners")

DETAILS = {
    "name": N_("Name"),
    "country": N_("Country"),
    "gs1_prefix": N_("Company prefix of GS1"),
}


class Details(BaseModel):
    """What is said of a partner."""

    name: str = Field(min_length=1, max_length=200)
    country: str = Field(min_length=1, max_length=2)
    gs1_prefix: str = Field(default="", max_length=20)
    version: int | None = None


class NewPartner(Details):
    """A partner, with the code it keeps."""

    code: str = Field(min_length=1, max_length=20)


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedPartner = Annotated[Form[NewPartner], posted(NewPartner)]


@router.get("", dependencies=[may(Permission.PLACES_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, asked: Annotated[Paged, from_address(Paged)]
) -> Response:
    found = partners.found(db, asked.cut)
    return page.render(
        "inventory/partners/index.html",
        found=found,
        country_of={row.id: words.country(row.country, page.language) for row in found.rows},
        kept={row.id for row in found.rows if rights.may_for(Permission.SITES_OPEN, [row.id])},
        adds=rights.may_for(Permission.SITES_OPEN, []),
        neighbours=asked.neighbours("/partners", found),
    )


@router.get("/new", dependencies=[may(Permission.SITES_OPEN)])
def new(page: Page, rights: MyRights) -> Response:
    rights.must_for(Permission.SITES_OPEN, [])
    return _new_form(page, Form({}))


@router.post("", dependencies=[may(Permission.SITES_OPEN)])
def add(page: Page, db: Db, rights: MyRights, form: PostedPartner) -> Response:
    rights.must_for(Permission.SITES_OPEN, [])
    if form.valid:
        try:
            partners.add(db, **form.data.model_dump(exclude={"version"}))
            return page.go_to("/partners")
        except Refused as no:
            form.refuse(no)
    return _new_form(page, form)


@router.get("/{code}/edit", dependencies=[may(Permission.SITES_OPEN)])
def revise(page: Page, partner: ThePartner) -> Response:
    return _edit_form(page, partner, Form(_said_of(partner)))


@router.post("/{code}/edit", dependencies=[may(Permission.SITES_OPEN)])
def edit(page: Page, partner: ThePartner, form: PostedDetails) -> Response:
    if form.valid:
        try:
            partner.expect(form.data.version)
            partner.revise(**form.data.model_dump(include=set(DETAILS)))
            return page.go_to("/partners")
        except Refused as no:
            form.refuse(no)
    return _edit_form(page, partner, form)


def _new_form(page: PageFor, form: Form[NewPartner]) -> Response:
    status = 422 if form.errors else 200
    return page.render("inventory/partners/new.html", block="form", status=status, form=form)


def _edit_form(page: PageFor, partner: Partner, form: Form[Details]) -> Response:
    return page.render(
        "inventory/partners/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        partner=partner,
        theirs=form.written_meanwhile(partner.version, _said_of(partner), DETAILS),
    )


def _said_of(partner: Partner) -> dict[str, Any]:
    """The partner as its form shows it."""
    return {name: getattr(partner, name) for name in DETAILS}
