"""The limits of safety tests, for programs: /api/v1/safety-limits."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.custom_fields import canonical
from assets.listing import PageOf
from assets.maintenance import safety_limits
from assets.maintenance.limits import Circuit, Measure, Method, SafetyLimit
from assets.maintenance.safety_limits import Asked, Bounds
from assets.rights import Permission
from web.access import Db, may
from web.answer import Answer, Day
from web.cared import TheSafetyLimit
from web.doors import programs

router = programs("/safety-limits", tags=["safety tests"])

Number = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]


class Changes(BaseModel):
    """What a limit says. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    least: Number | None = None
    most: Number | None = None
    near_percent: int | None = Field(default=None, ge=0, le=100)
    grown_percent: int | None = Field(default=None, ge=100, le=1000)
    unsure_below: Number | None = None
    source: str = Field(default="", max_length=500)
    valid_from: Day | None = None
    valid_to: Day | None = None

    @property
    def said(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in self.model_fields_set & Bounds.__annotations__.keys()
        }


class NewLimit(Changes):
    """One more limit: what it holds for (null is any), and at least its source and one bound."""

    measure: Measure
    method: Method | None = None
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    circuit: Circuit | None = None


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(answer: Answer, db: Db) -> Response:
    """All limits: they are few."""
    found = db.exec(safety_limits.listed()).all()
    return answer.page(PageOf(found, None, None), [item(each) for each in found])


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def add(answer: Answer, db: Db, said: Annotated[NewLimit, Body()]) -> Response:
    """Add a limit. From its first day it goes before an older one of the same."""
    asked = Asked(**{name: getattr(said, name) for name in Asked.__dataclass_fields__})
    added = safety_limits.add(db, asked, Bounds(**{"source": "", **said.said}))
    return answer.item(item(added), 201, f"/api/v1/safety-limits/{added.id}")


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(answer: Answer, limit: TheSafetyLimit) -> Response:
    """One limit."""
    return answer.item(item(limit))


@router.patch("/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(
    answer: Answer, db: Db, limit: TheSafetyLimit, said: Annotated[Changes, Body()]
) -> Response:
    """Say anew what it is. Tests that were made keep the limit that they were made by."""
    safety_limits.change(limit, replace(safety_limits.said_by(limit), **said.said))
    db.flush()
    return answer.item(item(limit))


def item(limit: SafetyLimit) -> dict[str, Any]:
    """A limit under the names of the contract."""
    said = limit.model_dump(exclude={"id", "created_at"})
    for name in ("least", "most", "unsure_below"):
        said[name] = None if said[name] is None else f"{canonical(said[name]):f}"
    for name in ("valid_from", "valid_to"):
        said[name] = said[name].isoformat() if said[name] else None
    return {"id": str(limit.id)} | said
