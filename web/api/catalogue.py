"""The catalogue, for programs: /api/v1/types and /api/v1/models."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import catalogue, holdings, kinds, nomenclature
from assets.inventory.catalogue import (
    AppliedPart,
    Basis,
    Check,
    DeviceClass,
    Product,
    ProtectionClass,
    Usual,
)
from assets.rights import Permission
from assets.words import Language, Words
from web.access import Db, may
from web.answer import Answer
from web.doors import programs
from web.named import TheModel, TheType
from web.paging import Paged

router = programs(tags=["catalogue"])

MOST_CODES = 20


class AskedTypes(Paged):
    """Which kinds: their keys, or their names in a language, hold every word of `search`."""

    search: str = ""
    group: str = ""


class AskedModels(Paged):
    """Which models: every word of `search` is found in each, `type` is the key of their type."""

    search: str = ""
    type: str = ""


class Names(BaseModel):
    """What a kind of equipment is called."""

    model_config = ConfigDict(extra="forbid")

    en: str = Field(default="", max_length=200)
    ro: str = Field(default="", max_length=200)
    hu: str = Field(default="", max_length=200)


class TypeFields(BaseModel):
    """What may be said of a kind of equipment. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    names: Names = Field(default_factory=Names)
    mdr_class: DeviceClass | Literal[""] = ""
    emdn: str = Field(default="", max_length=20)
    pm_months: int | None = Field(default=None, ge=1, le=1200)
    est_months: int | None = Field(default=None, ge=1, le=1200)
    cal_months: int | None = Field(default=None, ge=1, le=1200)
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    checks: list[Check] = Field(default_factory=list)
    group: str = ""
    note: str = Field(default="", max_length=4000)


class NewType(TypeFields):
    """A kind of the house's own: its key, the key of its group, and its three names."""

    key: str = Field(min_length=1, max_length=40)
    group: str = Field(min_length=1)


class ModelFields(BaseModel):
    """What may be said of a model. A field that is left out stays as it is.

    `type` is the key of its type, or its name in any language.
    """

    model_config = ConfigDict(extra="forbid")

    maker: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=200)
    type: str | None = None
    part_number: str = Field(default="", max_length=80)
    udi_di: str | None = Field(default=None, max_length=40)
    emdn: str = Field(default="", max_length=20)
    mdr_class: DeviceClass | Literal[""] = ""
    basis: Basis | None = None
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    power: str = Field(default="", max_length=120)
    source: str = Field(default="", max_length=400)


class NewModel(ModelFields):
    """A new model: at least who makes it and what it is called."""

    maker: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)


_TEXTS = ("type", "udi_di")  # which null empties

PostedType = Annotated[NewType, Body()]
PatchedType = Annotated[TypeFields, Body()]
PostedModel = Annotated[NewModel, Body()]
PatchedModel = Annotated[ModelFields, Body()]


@router.get("/types", dependencies=[may(Permission.CATALOGUE_SEE)])
def types(answer: Answer, db: Db, asked: Annotated[AskedTypes, Query()]) -> Response:
    """A page of the equipment types, by key."""
    family = kinds.group(db, asked.group) if asked.group else None
    found = holdings.types(db, asked.search, family, asked.cut)
    return answer.page(found, [_type(row) for row in found.rows])


@router.post("/types", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def add_type(answer: Answer, db: Db, said: PostedType) -> Response:
    """Add a kind of the house's own. Answers 201 with the item."""
    given = said.model_dump(exclude={"names", "key", "group"})
    group, names = kinds.group(db, said.group), Words(**said.names.model_dump())
    kind = kinds.add(db, said.key, group, names, Usual(**given))
    made = _type(holdings.one_type(db, kind))
    return answer.item(made, 201, f"/api/v1/types/{kind.key}")


@router.get("/emdn", dependencies=[may(Permission.CATALOGUE_SEE)])
def codes(answer: Answer, db: Db, search: str = "") -> Response:
    """The first twenty codes of the nomenclature that begin so, or whose terms hold these words."""
    found = db.exec(nomenclature.suggested(search).limit(MOST_CODES))
    return answer.item({"items": [{"code": each.code, "term": each.term} for each in found]})


@router.get("/types/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show_type(answer: Answer, db: Db, kind: TheType) -> Response:
    """One equipment type."""
    return answer.item(_type(holdings.one_type(db, kind)))


@router.patch("/types/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit_type(answer: Answer, db: Db, kind: TheType, said: PatchedType) -> Response:
    """Change fields."""
    names = kind.names._replace(**said.names.model_dump(exclude_unset=True))
    given = said.model_dump(exclude_unset=True, exclude={"names", "group"})
    if said.group:
        kind.group_id = kinds.group(db, said.group).id
    kind.describe(names, replace(kind.usual, **given))
    db.flush()
    return answer.item(_type(holdings.one_type(db, kind)))


@router.get("/models", dependencies=[may(Permission.CATALOGUE_SEE)])
def models(answer: Answer, db: Db, asked: Annotated[AskedModels, Query()]) -> Response:
    """A page of the models, by name."""
    kind = catalogue.keyed(db, asked.type) if asked.type else None
    found = holdings.models(db, asked.search, kind, asked.cut)
    return answer.page(found, [_model(row) for row in found.rows])


@router.post("/models", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def add_model(answer: Answer, db: Db, said: PostedModel) -> Response:
    """Enter a model; `type` is a key, or a name in any language. Answers 201 with the item."""
    model = catalogue.enter(db, _said_of(db, Product(said.maker, said.name), said))
    made = _model(holdings.one_model(db, model))
    return answer.item(made, 201, f"/api/v1/models/{model.id}")


@router.get("/models/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show_model(answer: Answer, db: Db, model: TheModel) -> Response:
    """One model."""
    return answer.item(_model(holdings.one_model(db, model)))


@router.patch("/models/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit_model(answer: Answer, db: Db, model: TheModel, said: PatchedModel) -> Response:
    """Change fields."""
    catalogue.correct(db, model, _said_of(db, model.product, said))
    return answer.item(_model(holdings.one_model(db, model)))


def _said_of(db: Db, product: Product, said: ModelFields) -> Product:
    """The product with what is said of it. Raises Refused for a kind that does not exist."""
    told = said.model_dump(exclude_unset=True)
    given: dict[str, Any] = {
        name: "" if value is None and name in _TEXTS else value for name, value in told.items()
    }
    if "type" in given:
        kind = given.pop("type")
        given["type_id"] = catalogue.type_called(db, kind).id if kind else None
    return replace(product, **given)


def _type(row: Any) -> dict[str, Any]:
    names = {f"name_{language}" for language in Language}
    said = {name: getattr(row, name) for name in holdings.TYPE_FIELDS if name not in names}
    return said | {
        "checks": [code for code in row.checks.split(";") if code],
        "group": row.group,
        "names": {language.value: getattr(row, f"name_{language}") for language in Language},
    }


def _model(row: Any) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("maker", *holdings.MODEL_FIELDS, "type")}
    return {"id": str(row.id)} | said
