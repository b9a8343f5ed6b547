"""Pages about the kinds of equipment: all of them by family, and one with what is usual for it."""

from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import catalogue, holdings, kinds, nomenclature
from assets.inventory.catalogue import Check, DeviceClass, EquipmentType, Usual
from assets.inventory.nomenclature import Meaning
from assets.listing import Cut
from assets.maintenance import planned
from assets.rights import Permission
from assets.words import N_, Words, sort_key
from web import histories, views
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, Typed, posted
from web.named import TheType
from web.page import Page, PageFor

router = pages("/catalogue")

MOST_SUGGESTED = 20
SHOWN_MODELS = 20

DETAILS = {
    "group": N_("Group"),
    "name_en": N_("Name in English"),
    "name_ro": N_("Name in Romanian"),
    "name_hu": N_("Name in Hungarian"),
    "mdr_class": N_("MDR class"),
    "emdn": N_("EMDN code"),
    "pm_months": N_("Months between maintenance"),
    "est_months": N_("Months between electrical safety tests"),
    "cal_months": N_("Months between calibrations"),
    "service_life_years": N_("Years it usually lasts"),
    "checks": N_("Checks"),
    "note": N_("Note"),
}


class Details(BaseModel):
    """What is said of a kind of equipment."""

    group: str = ""
    name_en: str = Field(min_length=1, max_length=200)
    name_ro: str = Field(min_length=1, max_length=200)
    name_hu: str = Field(min_length=1, max_length=200)
    mdr_class: DeviceClass | None = None
    emdn: str = Field(default="", max_length=20)
    pm_months: int | None = Field(default=None, ge=1, le=1200)
    est_months: int | None = Field(default=None, ge=1, le=1200)
    cal_months: int | None = Field(default=None, ge=1, le=1200)
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    checks: list[Check] = Field(default_factory=list)
    note: str = Field(default="", max_length=4000)
    version: int | None = None


class NewKind(Details):
    """A kind of the house's own, with its key.

    The key of a form says that it is the same one; so that of the kind has another name here.
    """

    code: str = Field(min_length=1, max_length=40)
    group: str = Field(min_length=1)


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedKind = Annotated[Form[NewKind], posted(NewKind)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(page: Page, db: Db, rights: MyRights, search: str = "", group: str = "") -> Response:
    found = holdings.matching(db.exec(catalogue.types()), search)
    shown = [kind for kind in found if not group or kind.group.key == group]
    groups = [(each.key, page.said(each.names)) for each in db.exec(catalogue.groups())]
    without = f"/catalogue?{urlencode({'search': search})}"
    return page.render(
        "inventory/catalogue/index.html",
        block="found",
        search=search,
        group=group,
        groups=groups,
        chips=[(words, without) for key, words in groups if key == group],
        families=_families(page, shown),
        counts=holdings.of_types(db, rights),
        **views.of_list(page, db),
    )


@router.get("/kinds", dependencies=[may(Permission.CATALOGUE_SEE)])
def suggest(page: Page, db: Db, typed: Typed) -> Response:
    kinds = holdings.matching(db.exec(catalogue.types()), typed)
    names = sorted(page.said(kind.names) for kind in kinds)
    return page.render("inventory/catalogue/suggestions.html", names=names[:MOST_SUGGESTED])


@router.get("/emdn", dependencies=[may(Permission.CATALOGUE_SEE)])
def suggest_codes(page: Page, db: Db, typed: Typed) -> Response:
    found = db.exec(nomenclature.suggested(typed).limit(MOST_SUGGESTED))
    return page.render("inventory/catalogue/codes.html", found=found)


@router.get("/types/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page, db: Db) -> Response:
    return _details(page, db, Form({}))


@router.post("/types", dependencies=[may(Permission.CATALOGUE_KEEP)])
def add(page: Page, db: Db, form: PostedKind) -> Response:
    if form.valid:
        try:
            group = kinds.group(db, form.data.group)
            kind = kinds.add(db, form.data.code, group, *_described(form.data))
            return page.go_to(f"/catalogue/types/{kind.key}")
        except (Refused, Missing) as no:
            no.field = "code" if no.field == "key" else no.field
            form.refuse(no)
    return _details(page, db, form)


@router.get("/types/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(page: Page, db: Db, rights: MyRights, kind: TheType) -> Response:
    return page.render(
        "inventory/catalogue/type.html",
        kind=kind,
        emdn=_meaning(db, kind),
        count=holdings.of_types(db, rights).get(kind.id, 0),
        plans=db.exec(planned.written_on(kind)).all(),
        heirs=planned.heirs(db, kind, rights),
        models=holdings.models(db, "", kind, Cut(SHOWN_MODELS)),
        history=histories.latest(page, db, kind),
    )


@router.get("/types/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, db: Db, kind: TheType) -> Response:
    return _details(page, db, Form(_said_of(kind)), kind)


@router.post("/types/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, db: Db, kind: TheType, form: PostedDetails) -> Response:
    if form.valid:
        try:
            kind.expect(form.data.version)
            if form.data.group:
                kind.group_id = kinds.group(db, form.data.group).id
            kind.describe(*_described(form.data))
            return page.go_to(f"/catalogue/types/{kind.key}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _details(page, db, form, kind)


def _meaning(db: Db, kind: EquipmentType) -> Meaning:
    """What its code stands for, by the list or by what was shipped with the kind."""
    found = nomenclature.meaning(db, kind.emdn)
    return found if found.term or not kind.emdn_term else Meaning(kind.emdn_term)


def _families(page: PageFor, kinds: list[EquipmentType]) -> list[tuple[str, list[EquipmentType]]]:
    """The kinds by their families, both in the order of the reader's alphabet."""

    def turn(kind: EquipmentType) -> tuple[str, str]:
        return sort_key(page.said(kind.group.names)), sort_key(page.said(kind.names))

    by_family = groupby(sorted(kinds, key=turn), key=lambda kind: page.said(kind.group.names))
    return [(family, list(members)) for family, members in by_family]


def _details(page: PageFor, db: Db, form: Form[Any], kind: EquipmentType | None = None) -> Response:
    return page.render(
        "inventory/catalogue/edit_type.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        kind=kind,
        groups=[(each.key, page.said(each.names)) for each in db.exec(catalogue.groups())],
        checks=[(each, page.said(each)) for each in Check],
        classes=[(each, page.said(each)) for each in DeviceClass],
        emdn=nomenclature.meaning(db, str(form.values.get("emdn", ""))),
        theirs=form.written_meanwhile(kind.version, _said_of(kind), DETAILS) if kind else [],
    )


def _described(said: Details) -> tuple[Words, Usual]:
    names = Words(said.name_en, said.name_ro, said.name_hu)
    return names, Usual(
        mdr_class=said.mdr_class or "",
        emdn=said.emdn,
        pm_months=said.pm_months,
        est_months=said.est_months,
        cal_months=said.cal_months,
        service_life_years=said.service_life_years,
        checks=said.checks,
        note=said.note,
    )


def _said_of(kind: EquipmentType) -> dict[str, Any]:
    """The kind as its form shows it."""
    said = {name: getattr(kind, name, None) for name in DETAILS}
    said |= {"group": kind.group.key, "checks": kind.usual_checks}
    return {name: "" if value is None else value for name, value in said.items()}
