"""Pages about companies: who makes, sells and services things, and how to reach them."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.inventory import holdings, suppliers
from assets.inventory.suppliers import Supplier
from assets.listing import Cut
from assets.rights import Permission
from assets.words import N_
from web import histories, views
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, posted
from web.named import TheSupplier
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages("/catalogue/suppliers")

HERE = "/catalogue/suppliers"
SHOWN_MODELS = 20

DETAILS = {"name": N_("Name"), "contact": N_("Contact")}


class Asked(Paged):
    """Which companies, and which page of them."""

    search: str = ""


class Details(BaseModel):
    """What is said of a company."""

    name: str = Field(min_length=1, max_length=200)
    contact: str = Field(default="", max_length=400)
    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(page: Page, db: Db, asked: Annotated[Asked, from_address(Asked)]) -> Response:
    found = suppliers.found(db, asked.search, asked.cut)
    return page.render(
        "inventory/suppliers/index.html",
        block="found",
        asked=asked,
        found=found,
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
        made=holdings.of_makers(db, [row.id for row in found.rows]),
    )


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(page: Page, db: Db, rights: MyRights, supplier: TheSupplier) -> Response:
    models = holdings.models(db, "", None, Cut(SHOWN_MODELS), maker=supplier)
    return page.render(
        "inventory/suppliers/show.html",
        supplier=supplier,
        models=models,
        counts=holdings.of_models(db, rights, [row.id for row in models.rows]),
        sold=holdings.of_supplier(db, rights, supplier),
        history=histories.latest(page, db, supplier),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, supplier: TheSupplier) -> Response:
    return _details(page, supplier, Form(_said_of(supplier)))


@router.post("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, db: Db, supplier: TheSupplier, form: PostedDetails) -> Response:
    if form.valid:
        try:
            supplier.expect(form.data.version)
            suppliers.rename(db, supplier, form.data.name)
            supplier.describe(contact=form.data.contact)
            return page.go_to(f"{HERE}/{supplier.id}")
        except Refused as no:
            form.refuse(no)
    return _details(page, supplier, form)


def _details(page: PageFor, supplier: Supplier, form: Form[Details]) -> Response:
    return page.render(
        "inventory/suppliers/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        supplier=supplier,
        theirs=form.written_meanwhile(supplier.version, _said_of(supplier), DETAILS),
    )


def _said_of(supplier: Supplier) -> dict[str, Any]:
    """The company as its form shows it."""
    return {name: getattr(supplier, name) for name in DETAILS}
