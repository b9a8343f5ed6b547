"""Pages about the fields that a house adds to its things: all of them by kind, and each one."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.inventory import catalogue, custom_fields, tailoring
from assets.inventory.catalogue import EquipmentType
from assets.inventory.custom_fields import Choice, CustomField, Kind
from assets.inventory.tailoring import Wanted
from assets.rights import Permission
from assets.words import N_, Language, Words, sort_key
from web import views
from web.access import Db, may
from web.custom_fields import bounds, in_form, suggested
from web.doors import pages
from web.forms import Amount, Form, Typed, posted
from web.named import TheField
from web.page import Page, PageFor

router = pages("/catalogue/fields")

HERE = "/catalogue/fields"
MOST_SUGGESTED = 20
CROWDED = 40  # fields, beyond which each kind is opened by itself
FIRST = ""  # after which field it comes: after none

DETAILS = {
    "name_en": N_("Name in English"),
    "name_ro": N_("Name in Romanian"),
    "name_hu": N_("Name in Hungarian"),
    "type": N_("Asked of"),
    "kind": N_("What is written into it"),
    "unit": N_("Unit"),
    "least": N_("Least"),
    "most": N_("Most"),
    "choices": N_("Choices"),
}


class Details(BaseModel):
    """What is said of a field. `choices` are new ones, one in a line."""

    name_en: str = Field(min_length=1, max_length=200)
    name_ro: str = Field(min_length=1, max_length=200)
    name_hu: str = Field(min_length=1, max_length=200)
    type: str = ""
    kind: Kind
    unit: str = Field(default="", max_length=20)
    least: Amount | None = None
    most: Amount | None = None
    required: bool = False
    choices: str = Field(default="", max_length=60_000)
    after: str = FIRST
    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(page: Page, db: Db, search: str = "") -> Response:
    found = custom_fields.matching(db.exec(custom_fields.every()), search)
    asked = [field for field in found if not field.ended]
    return page.render(
        "inventory/custom_fields/index.html",
        block="found",
        search=search,
        kinds=_by_kind(page, db, asked),
        ended=[field for field in found if field.ended],
        crowded=len(asked) > CROWDED and not search,
        bounds={field.key: bounds(page, field) for field in asked},
        **views.of_list(page, db),
    )


@router.get("/asked", dependencies=[may(Permission.CATALOGUE_SEE)])
def asked_of(page: Page, db: Db) -> Response:
    form: Form[Any] = Form(dict(page.request.query_params))
    return page.render("inventory/register/custom.html", form=form, **in_form(db, page, form))


@router.get("/suggestions", dependencies=[may(Permission.CATALOGUE_SEE)])
def suggest(page: Page, db: Db, typed: Typed) -> Response:
    names = suggested(db, page, typed)
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page, db: Db, type: str = "") -> Response:  # noqa: A002
    kind = page.said(catalogue.keyed(db, type).names) if type else ""
    return _details(page, db, Form({"type": kind, "kind": Kind.TEXT}))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def add(page: Page, db: Db, form: PostedDetails) -> Response:
    if form.valid:
        try:
            tailoring.add(db, _wanted(db, form))
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _details(page, db, form)


@router.get("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, db: Db, field: TheField) -> Response:
    return _details(page, db, Form(_said_of(page, db, field)), field)


@router.post("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, db: Db, field: TheField, form: PostedDetails) -> Response:
    if form.valid:
        try:
            field.expect(form.data.version)
            tailoring.change(db, field, _wanted(db, form, field))
            _put(db, field, form.data.after)
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _details(page, db, form, field)


@router.post("/{key}/end", dependencies=[may(Permission.CATALOGUE_KEEP)])
def end(page: Page, field: TheField) -> Response:
    tailoring.end(field)
    return page.go_to(HERE)


@router.post("/{key}/resume", dependencies=[may(Permission.CATALOGUE_KEEP)])
def resume(page: Page, db: Db, field: TheField) -> Response:
    tailoring.resume(db, field)
    return page.go_to(HERE)


def _details(
    page: PageFor, db: Db, form: Form[Details], field: CustomField | None = None
) -> Response:
    return page.render(
        "inventory/custom_fields/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        field=field,
        kinds=[(each, page.said(each)) for each in Kind],
        types=[page.said(each.names) for each in db.exec(catalogue.types().limit(MOST_SUGGESTED))],
        fellows=_fellows(page, db, field) if field else [],
        used=tailoring.used(db, field) if field else False,
        theirs=form.written_meanwhile(field.version, _now(page, db, field, form), DETAILS)
        if field
        else [],
    )


def _wanted(db: Db, form: Form[Details], field: CustomField | None = None) -> Wanted:
    """What the form says. Raises Refused for a kind that does not exist."""
    said = form.data
    kept = [_choice(form, each) for each in field.offered] if field else []
    return Wanted(
        names=Words(said.name_en, said.name_ro, said.name_hu),
        kind=said.kind,
        type_id=catalogue.type_called(db, said.type).id if said.type else None,
        unit=said.unit,
        least=said.least,
        most=said.most,
        required=said.required,
        choices=[*filter(None, kept), *_new_choices(said.choices)],
    )


def _choice(form: Form[Details], choice: Choice) -> Choice | None:
    """A choice as the form has it; None where all its names are taken away."""
    said = form.values
    en, ro, hu = (
        said.get(f"choice.{choice.key}.{each}", choice.names.of(each)) for each in Language
    )
    if not (en + ro + hu).strip():
        return None
    shown = f"choice.{choice.key}.en" in said
    ended = f"choice.{choice.key}.ended" in said if shown else choice.ended
    return Choice(choice.key, en, ro, hu, ended)


def _new_choices(lines: str) -> list[Choice]:
    """One in a line: its names in the three languages, or one that is the same in all of them."""
    named = (re.split(r"\s*[;\t]\s*", line.strip()) for line in lines.splitlines() if line.strip())
    padded = (parts * 3 if len(parts) == 1 else [*parts, "", ""] for parts in named)
    return [Choice("", en, ro, hu) for en, ro, hu, *_ in padded]


def _put(db: Db, field: CustomField, after: str) -> None:
    """Ask it where the form says."""
    beside = [each.key for each in tailoring.fellows(db, field)]
    place = beside.index(field.key) if field.key in beside else 0
    if after != (beside[place - 1] if place else FIRST):
        tailoring.order(db, field, custom_fields.field(db, after) if after else None)


def _fellows(page: PageFor, db: Db, field: CustomField) -> list[tuple[str, str]]:
    beside = tailoring.fellows(db, field)
    return [(each.key, page.said(each.names)) for each in beside if each.id != field.id]


def _said_of(page: PageFor, db: Db, field: CustomField) -> dict[str, Any]:
    """The field as its form shows it."""
    beside = [each.key for each in tailoring.fellows(db, field)]
    place = beside.index(field.key) if field.key in beside else 0
    said = {name: getattr(field, name) for name in ("name_en", "name_ro", "name_hu", "unit")}
    numbers = {"least": field.least, "most": field.most}
    said |= {
        name: "" if each is None else f"{custom_fields.canonical(each):f}"
        for name, each in numbers.items()
    }
    kind = db.get(EquipmentType, field.type_id) if field.type_id else None
    return said | {
        "type": page.said(kind.names) if kind else "",
        "kind": field.kind,
        "required": field.required,
        "choices": "",
        "after": beside[place - 1] if place else FIRST,
    }


def _now(page: PageFor, db: Db, field: CustomField, form: Form[Details]) -> dict[str, Any]:
    """The field as it stands, where the form may have it otherwise."""
    now = {name: value for name, value in _said_of(page, db, field).items() if name in DETAILS}
    del now["choices"]
    other = [each for each in field.offered if (said := _choice(form, each)) and said != each]
    names = ", ".join(page.said(each.names) for each in other)
    return now | ({"choices": names} if names else {})


def _by_kind(
    page: PageFor, db: Db, fields: Iterable[CustomField]
) -> list[tuple[str, str, list[CustomField]]]:
    """The name and the key of each kind, with what is asked of it; first what is asked of all."""
    kinds = {each.id: each for each in db.exec(catalogue.types())}

    def turn(field: CustomField) -> tuple[bool, str, UUID | None]:
        name = page.said(kinds[field.type_id].names) if field.type_id else ""
        return field.type_id is not None, sort_key(name), field.type_id

    ordered = sorted(fields, key=lambda field: turn(field)[:2])
    return [
        (page.said(kinds[key].names), kinds[key].key, list(some)) if key else ("", "", list(some))
        for key, some in groupby(ordered, key=lambda field: field.type_id)
    ]
