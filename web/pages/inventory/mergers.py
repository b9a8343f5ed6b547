"""Pages on which two models, or two companies, turn out to be one."""

from collections.abc import Iterator
from typing import Annotated

from fastapi.responses import Response

from assets import mergers
from assets.errors import Refused
from assets.inventory import catalogue, suppliers
from assets.inventory.catalogue import Model
from assets.inventory.suppliers import Supplier
from assets.mergers import Load
from assets.rights import Permission
from assets.words import N_, Language, say_count
from web import takeovers
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Form, posted
from web.named import TheModel, TheSupplier
from web.page import Page, PageFor
from web.takeovers import Into, Question

router = pages("/catalogue")

PostedInto = Annotated[Form[Into], posted(Into)]


@router.get("/models/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def look_at_models(
    page: Page, db: Db, rights: MyRights, model: TheModel, into: str = ""
) -> Response:
    def follows(said: str) -> Iterator[str]:
        other = catalogue.model_called(db, said)
        mergers.must_differ(model, other)
        yield from _goes_over(page, mergers.of_model(db, model, rights), model, other)

    return takeovers.looked_at(page, into, _of_models(page, model), follows)


@router.post("/models/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def merge_models(page: Page, db: Db, today: Today, model: TheModel, form: PostedInto) -> Response:
    if form.valid:
        try:
            model.expect(form.data.version)
            into = catalogue.model_called(db, form.data.into)
            mergers.merge_models(db, model, into, today)
            return page.go_to(f"/catalogue/models/{into.id}")
        except Refused as no:
            form.refuse(no)
    return takeovers.shown(page, form, _of_models(page, model))


@router.get("/suppliers/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def look_at_companies(
    page: Page, db: Db, rights: MyRights, supplier: TheSupplier, into: str = ""
) -> Response:
    def follows(said: str) -> Iterator[str]:
        other = suppliers.known(db, said)
        mergers.must_differ(supplier, other)
        yield from _goes_over(page, mergers.of_company(db, supplier, rights), supplier, other)

    return takeovers.looked_at(page, into, _of_companies(page, supplier), follows)


@router.post("/suppliers/{key}/merge", dependencies=[may(Permission.CATALOGUE_KEEP)])
def merge_companies(
    page: Page, db: Db, today: Today, supplier: TheSupplier, form: PostedInto
) -> Response:
    if form.valid:
        try:
            supplier.expect(form.data.version)
            into = suppliers.known(db, form.data.into)
            mergers.merge_companies(db, supplier, into, today)
            return page.go_to(f"/catalogue/suppliers/{into.id}")
        except Refused as no:
            form.refuse(no)
    return takeovers.shown(page, form, _of_companies(page, supplier))


def _goes_over(
    page: PageFor, load: Load, old: Model | Supplier, new: Model | Supplier
) -> Iterator[str]:
    counted = (
        (load.models, _models),
        (load.plans, _plans),
        (load.things, _things),
    )
    yield from (said(page.language, count) for count, said in counted if count)
    said = N_("{old} is shown no more; a list that names it means {new}. This holds at every site.")
    yield page.say(said, old=old.name, new=new.name)


def _models(language: Language, count: int) -> str:
    return say_count(language, "{count} model goes over.", "{count} models go over.", count)


def _plans(language: Language, count: int) -> str:
    return say_count(language, "{count} plan goes over.", "{count} plans go over.", count)


def _things(language: Language, count: int) -> str:
    return say_count(language, "{count} thing goes over.", "{count} things go over.", count)


def _of_models(page: PageFor, model: Model) -> Question:
    return Question(
        page.say(N_("Merge a model")),
        f"{model.maker.name} {model.name}",
        page.say(N_("The model that it is one with, and that stays. Type a few letters.")),
        page.say(N_("Merge")),
        f"/catalogue/models/{model.id}",
        "/catalogue/models/suggestions",
        model.version,
    )


def _of_companies(page: PageFor, supplier: Supplier) -> Question:
    return Question(
        page.say(N_("Merge a company")),
        supplier.name,
        page.say(N_("The company that it is one with, and that stays. Type a few letters.")),
        page.say(N_("Merge")),
        f"/catalogue/suppliers/{supplier.id}",
        "/catalogue/models/makers",
        supplier.version,
    )
