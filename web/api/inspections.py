"""On-the-spot checks, for programs: /api/v1/inspections."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement import inspections
from assets.procurement.inspections import Found, InspectedAsset, Inspection
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, MyRights, Now, Today, may
from web.answer import Answer, Day
from web.doors import programs
from web.durable import TheInspection
from web.paging import Paged

router = programs("/inspections", tags=["durability"])


class Asked(Paged):
    """Which page of the walk list."""


class Beginning(BaseModel):
    """Whose things are looked at: all, or as many as the seed draws."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)
    on: Day
    controller: str = Field(default="", max_length=120)
    size: int | None = Field(default=None, ge=1, le=10_000)
    seed: str = Field(default="", max_length=40)


class Ticking(BaseModel):
    """What was found in the room."""

    model_config = ConfigDict(extra="forbid")

    found: Found
    remark: str = Field(default="", max_length=400)


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights) -> Response:
    """Those begun last, the latest first."""
    return answer.item({"items": [item(each) for each in inspections.latest(db, rights)]})


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def begin(answer: Answer, db: Db, rights: MyRights, said: Annotated[Beginning, Body()]) -> Response:
    """Begin one. With `size` a sample is drawn: the same `seed` draws the same things."""
    keeps = Permission.PROCUREMENT_KEEP
    whose = packed.whose(db, rights, said.project, said.partner, keeps)
    begun = inspections.begin(db, *whose, **said.model_dump(exclude={"project", "partner"}))
    return answer.item(item(begun), 201, f"/api/v1/inspections/{begun.id}")


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, inspection: TheInspection) -> Response:
    """One of them, and how far it is."""
    told = inspections.progress(db, inspection)
    counts = {"things": told.all, "looked_at": told.looked_at, "wanting": told.wanting}
    return answer.item(item(inspection) | counts)


@router.get("/{key}/things", dependencies=[may(Permission.PROCUREMENT_SEE)])
def walk(
    answer: Answer, db: Db, inspection: TheInspection, asked: Annotated[Asked, Query()]
) -> Response:
    """A page of its walk list, place by place."""
    found = inspections.walk(db, inspection, asked.cut)
    return answer.page(found, [thing_item(each) for each in found.rows])


@router.post("/{key}/things/{tag}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def tick(
    answer: Answer,
    db: Db,
    now: Now,
    inspection: TheInspection,
    tag: str,
    said: Annotated[Ticking, Body()],
) -> Response:
    """Say what was found in the room."""
    each = inspections.listed(db, inspection, tag)
    each.tick(said.found, said.remark, now)
    db.flush()  # which counts the version on
    return answer.item(thing_item(each))


@router.post("/{key}/close", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def close(answer: Answer, db: Db, today: Today, inspection: TheInspection) -> Response:
    """The list stays as it is from now on. `If-Match` takes the version."""
    inspection.close(today)
    db.flush()  # which counts the version on
    return answer.item(item(inspection))


def item(inspection: Inspection) -> dict[str, Any]:
    return {
        "id": str(inspection.id),
        "of": inspection.label,
        "on": inspection.on.isoformat(),
        "controller": inspection.controller,
        "size": inspection.size,
        "seed": inspection.seed,
        "closed_on": inspection.closed_on.isoformat() if inspection.closed_on else None,
        "version": inspection.version,
    }


def thing_item(each: InspectedAsset) -> dict[str, Any]:
    return {
        "tag": each.asset.tag,
        "name": each.asset.name,
        "place": each.asset.place.path,
        "serial_number": each.asset.serial_number,
        "found": each.found,
        "remark": each.remark,
        "looked_at": each.looked_at.isoformat() if each.looked_at else None,
    }
