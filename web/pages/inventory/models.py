"""Pages about the models that makers sell: the list, one model, and what is said of it."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.inventory import catalogue, holdings, nomenclature, suppliers
from assets.inventory.catalogue import (
    AppliedPart,
    Basis,
    DeviceClass,
    Model,
    Product,
    ProtectionClass,
)
from assets.listing import Cut
from assets.maintenance import planned
from assets.rights import Permission
from assets.words import N_, Worded
from web import attached, histories, views
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Form, Typed, posted
from web.named import TheModel
from web.page import Page, PageFor
from web.paging import Paged, from_address

router = pages("/catalogue/models")

HERE = "/catalogue/models"
MOST_SUGGESTED = 20

DETAILS = {
    "maker": N_("Maker"),
    "name": N_("Name"),
    "type": N_("Kind"),
    "part_number": N_("Part number"),
    "udi_di": N_("UDI-DI"),
    "emdn": N_("EMDN code"),
    "mdr_class": N_("MDR class"),
    "basis": N_("Regulatory basis"),
    "protection_class": N_("Protection class"),
    "applied_part": N_("Applied part"),
    "service_life_years": N_("Years it usually lasts"),
    "power": N_("Power"),
    "source": N_("Source"),
}

CHOICES: dict[str, type[Worded]] = {
    "mdr_class": DeviceClass,
    "basis": Basis,
    "protection_class": ProtectionClass,
    "applied_part": AppliedPart,
}


class Asked(Paged):
    """Which models, and which page of them."""

    search: str = ""
    type: str = ""


class Details(BaseModel):
    """What is said of a model."""

    maker: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    type: str = ""
    part_number: str = Field(default="", max_length=80)
    udi_di: str = Field(default="", max_length=40)
    emdn: str = Field(default="", max_length=20)
    mdr_class: DeviceClass | None = None
    basis: Basis | None = None
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    power: str = Field(default="", max_length=120)
    source: str = Field(default="", max_length=400)
    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    kind = catalogue.keyed(db, asked.type) if asked.type else None
    found = holdings.models(db, asked.search, kind, asked.cut)
    return page.render(
        "inventory/catalogue/models.html",
        block="found",
        asked=asked,
        kind=kind,
        chips=[(page.said(kind.names), asked.address(HERE, type=""))] if kind else [],
        found=found,
        neighbours=asked.neighbours(HERE, found),
        counts=holdings.of_models(db, rights, [row.id for row in found.rows]),
        **views.of_list(page, db),
    )


@router.get("/makers", dependencies=[may(Permission.CATALOGUE_SEE)])
def suggest(page: Page, db: Db, typed: Typed) -> Response:
    return page.render("inventory/catalogue/suggestions.html", names=_makers(db, typed))


@router.get("/suggestions", dependencies=[may(Permission.CATALOGUE_SEE)])
def suggest_models(page: Page, db: Db, typed: Typed) -> Response:
    rows = holdings.models(db, typed, None, Cut(MOST_SUGGESTED)).rows
    names = [" ".join(filter(None, (row.maker, row.name, row.part_number))) for row in rows]
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page, db: Db, type: str = "") -> Response:  # noqa: A002
    kind = page.said(catalogue.keyed(db, type).names) if type else ""
    return _details(page, db, Form({"type": kind}))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def add(page: Page, db: Db, form: PostedDetails) -> Response:
    if form.valid:
        try:
            model = catalogue.enter(db, _product(db, form.data))
            return page.go_to(f"{HERE}/{model.id}")
        except Refused as no:
            form.refuse(no)
    return _details(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(page: Page, db: Db, rights: MyRights, today: Today, model: TheModel) -> Response:
    return page.render(
        "inventory/catalogue/model.html",
        model=model,
        count=holdings.of_models(db, rights, [model.id]).get(model.id, 0),
        emdn=nomenclature.meaning(db, model.emdn),
        plans=db.exec(planned.written_on(model)).all(),
        heirs=planned.heirs(db, model, rights),
        papers=attached.of(page, db, model, today),
        history=histories.latest(page, db, model),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, db: Db, model: TheModel) -> Response:
    return _details(page, db, Form(_said_of(page, model)), model)


@router.post("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, db: Db, model: TheModel, form: PostedDetails) -> Response:
    if form.valid:
        try:
            model.expect(form.data.version)
            catalogue.correct(db, model, _product(db, form.data))
            return page.go_to(f"{HERE}/{model.id}")
        except Refused as no:
            form.refuse(no)
    return _details(page, db, form, model)


def _details(page: PageFor, db: Db, form: Form[Details], model: Model | None = None) -> Response:
    return page.render(
        "inventory/catalogue/edit_model.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        model=model,
        makers=_makers(db, ""),
        kinds=[page.said(kind.names) for kind in db.exec(catalogue.types().limit(MOST_SUGGESTED))],
        emdn=nomenclature.meaning(db, str(form.values.get("emdn", ""))),
        choices={
            name: [(each, page.said(each)) for each in kind] for name, kind in CHOICES.items()
        },
        theirs=(
            form.written_meanwhile(model.version, _said_of(page, model), DETAILS) if model else []
        ),
    )


def _product(db: Db, said: Details) -> Product:
    """What the form says. Raises Refused for a kind that does not exist."""
    return Product(
        maker=said.maker,
        name=said.name,
        part_number=said.part_number,
        type_id=catalogue.type_called(db, said.type).id if said.type else None,
        udi_di=said.udi_di,
        emdn=said.emdn,
        mdr_class=said.mdr_class or "",
        basis=said.basis,
        protection_class=said.protection_class,
        applied_part=said.applied_part,
        service_life_years=said.service_life_years,
        power=said.power,
        source=said.source,
    )


def _makers(db: Db, begun: str) -> list[str]:
    return [each.name for each in db.exec(suppliers.suggested(begun).limit(MOST_SUGGESTED))]


def _said_of(page: PageFor, model: Model) -> dict[str, Any]:
    """The model as its form shows it."""
    said = {name: getattr(model, name) or "" for name in DETAILS}
    kind = page.said(model.type.names) if model.type else ""
    return said | {"maker": model.maker.name, "type": kind}
