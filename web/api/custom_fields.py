"""The fields that a house adds to its things, for programs: /api/v1/fields."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import catalogue, custom_fields, tailoring
from assets.inventory.catalogue import EquipmentType
from assets.inventory.custom_fields import Choice, CustomField, Kind
from assets.inventory.tailoring import Wanted
from assets.listing import PageOf
from assets.rights import Permission
from assets.words import Words
from web.access import Db, may
from web.answer import Answer
from web.doors import programs
from web.named import TheField

router = programs("/fields", tags=["catalogue"])


class Names(BaseModel):
    """What a field or a choice is called."""

    model_config = ConfigDict(extra="forbid")

    en: str = Field(min_length=1, max_length=200)
    ro: str = Field(min_length=1, max_length=200)
    hu: str = Field(min_length=1, max_length=200)


class Offered(BaseModel):
    """One choice of a list. Without a key it is new."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(default="", max_length=40)
    names: Names
    ended: bool = False


class Changes(BaseModel):
    """What may be said of a field. What is left out stays as it is.

    `type` is a key, or a name in any language; null asks it of everything. `choices` are all that
    there shall be. `after` is the key of the field before it, or "" to ask it first.
    """

    model_config = ConfigDict(extra="forbid")

    names: Names | None = None
    kind: Kind | None = None
    type: str | None = None
    unit: str = Field(default="", max_length=20)
    least: Decimal | None = None
    most: Decimal | None = None
    required: bool = False
    choices: list[Offered] = Field(default_factory=list, max_length=tailoring.MOST_CHOICES)
    after: str | None = None


class NewField(Changes):
    """A new field: at least its names and what is written into it."""

    names: Names
    kind: Kind


Posted = Annotated[NewField, Body()]
Patched = Annotated[Changes, Body()]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(answer: Answer, db: Db, type: str = "", *, ended: bool = False) -> Response:  # noqa: A002
    """All fields, in their order; with `type`, those that are asked of this kind of thing."""
    if type:
        found = custom_fields.fitting(db, catalogue.keyed(db, type).id)
    else:
        found = [each for each in db.exec(custom_fields.every()) if ended or not each.ended]
    return answer.page(PageOf(found, None, None), [_item(db, each) for each in found])


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def add(answer: Answer, db: Db, said: Posted) -> Response:
    """Add a field. Answers 201 with the item and its key, which never changes."""
    nothing = Wanted(Words("", "", ""), said.kind)
    field = tailoring.add(db, _wanted(db, nothing, said))
    _put(db, field, said)
    return answer.item(_item(db, field), 201, f"/api/v1/fields/{field.key}")


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(answer: Answer, db: Db, field: TheField) -> Response:
    """One field."""
    return answer.item(_item(db, field))


@router.patch("/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(answer: Answer, db: Db, field: TheField, said: Patched) -> Response:
    """Change a field."""
    tailoring.change(db, field, _wanted(db, tailoring.wanted(field), said))
    _put(db, field, said)
    return answer.item(_item(db, field))


@router.post("/{key}/end", dependencies=[may(Permission.CATALOGUE_KEEP)])
def end(answer: Answer, db: Db, field: TheField) -> Response:
    """Ask it no more. What things say in it is kept."""
    tailoring.end(field)
    return answer.item(_item(db, field))


@router.post("/{key}/resume", dependencies=[may(Permission.CATALOGUE_KEEP)])
def resume(answer: Answer, db: Db, field: TheField) -> Response:
    """Ask it again."""
    tailoring.resume(db, field)
    return answer.item(_item(db, field))


def _wanted(db: Db, stands: Wanted, said: Changes) -> Wanted:
    plain = said.model_fields_set & {"unit", "least", "most", "required"}
    given: dict[str, Any] = {name: getattr(said, name) for name in plain}
    if said.kind:
        given["kind"] = said.kind
    if said.names:
        given["names"] = Words(**said.names.model_dump())
    if "type" in said.model_fields_set:
        given["type_id"] = catalogue.type_called(db, said.type).id if said.type else None
    if "choices" in said.model_fields_set:
        given["choices"] = [
            Choice(each.key, **each.names.model_dump(), ended=each.ended) for each in said.choices
        ]
    return replace(stands, **given)


def _put(db: Db, field: CustomField, said: Changes) -> None:
    if said.after is not None:
        tailoring.order(db, field, custom_fields.field(db, said.after) if said.after else None)
    db.flush()


def _item(db: Db, field: CustomField) -> dict[str, Any]:
    kind = db.get(EquipmentType, field.type_id) if field.type_id else None
    return {
        "key": field.key,
        "names": field.names._asdict(),
        "kind": field.kind,
        "type": kind.key if kind else None,
        "unit": field.unit,
        "least": _text(field.least),
        "most": _text(field.most),
        "required": field.required,
        "choices": [
            {"key": each.key, "names": each.names._asdict(), "ended": each.ended}
            for each in field.offered
        ],
        "ended": field.ended,
        "version": field.version,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{custom_fields.canonical(number):f}"
