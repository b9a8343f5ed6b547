"""The same change to many things, for programs: /api/v1/assets/bulk."""

from typing import Annotated, Any

from fastapi import Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import bulk, trail
from assets.bulk import Planned
from assets.errors import Refused
from assets.inventory.register import Condition, State
from assets.rights import Permission
from assets.words import Language, say
from web import custom_fields, wishes
from web.access import reading, slowly, writing
from web.answer import Answer, Day
from web.doors import programs
from web.filters import Listed, Sought

router = programs("/assets/bulk", tags=["assets"])


class Change(BaseModel):
    """What shall be so. What is left out stays as it is, and null empties a field."""

    model_config = ConfigDict(extra="forbid")

    place: str = ""
    state: State | None = None
    condition: Condition | None = None
    on: Day | None = None  # the day of the step, if it was not today
    owner: str = ""
    department: str | None = Field(default=None, max_length=120)
    custodian: str | None = None
    type: str | None = None
    maker: str = ""
    model: str | None = None
    supplier: str | None = None
    acquired_on: Day | None = None
    warranty_from: Day | None = None
    warranty_until: Day | None = None
    service_provider: str | None = None
    service_contract: str | None = Field(default=None, max_length=120)
    service_until: Day | None = None
    funding_source: str | None = Field(default=None, max_length=200)
    account: str | None = Field(default=None, max_length=40)
    class_code: str | None = Field(default=None, max_length=20)
    depreciation_months: int | None = Field(default=None, ge=1, le=1200)
    extra: dict[str, Any] = Field(default_factory=dict)  # custom fields by their keys
    note: str = Field(default="", max_length=4000)  # added to the end


class Sent(BaseModel):
    """Which things: those with these tags, or all that the filter finds; and what shall be so."""

    model_config = ConfigDict(extra="forbid")

    tags: list[str] = Field(default_factory=list, max_length=bulk.MOST)
    filter: Sought | None = None
    change: Change
    reason: str = Field(default="", max_length=400)
    dry_run: bool = False


Posted = Annotated[Sent, Body()]


@router.post("", dependencies=[slowly(Permission.ASSETS_SEE)])
def change(answer: Answer, request: Request, sent: Posted) -> Response:
    """Change many things in one batch. Says of each that is refused why; the rest is changed.

    With `dry_run` nothing is written.
    """
    with reading(request) as db:
        plan = _planned(db, request, sent)
    language = request.state.language
    if sent.dry_run or not plan.changed:
        return answer.item(_told(plan, language))
    with writing(request, reason=sent.reason) as db:
        bulk.apply(db, plan)
        return answer.item(_told(plan, language) | {"batch": trail.next_number(db)})


def _planned(db: Session, request: Request, sent: Sent) -> Planned:
    if bool(sent.tags) == (sent.filter is not None):
        raise Refused("Say which things: by tags, or by a filter.")
    rights, on = request.state.rights, db.info["at"].astimezone(request.state.zone).date()
    asked = Listed(tag=sent.tags, **(sent.filter.model_dump() if sent.filter else {}))
    wanted = sent.change.model_dump(exclude_unset=True, exclude={"extra"})
    own = custom_fields.wished(db, sent.change.extra, custom_fields.told)
    wish = wishes.of(db, wanted, rights, sent.reason, own)
    return bulk.plan(db, asked.wanted(db, rights), wish, on, rights)


def _told(plan: Planned, language: Language) -> dict[str, Any]:
    return {
        "changed": len(plan.changed),
        "same": len(plan.same),
        "refused": [
            {"tag": each.tag, "detail": say(language, each.no.words, **each.no.values)}
            for each in plan.refused
        ],
        "batch": None,
    }
