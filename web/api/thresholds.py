"""Thresholds of public procurement, for programs: /api/v1/thresholds."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement import thresholds
from assets.procurement.lots import Kind
from assets.procurement.thresholds import Threshold
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.answer import Amount, Answer, Day
from web.bought import TheThreshold
from web.doors import programs

router = programs("/thresholds", tags=["lots"])


class Fields(BaseModel):
    """What a threshold says. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name_en: str | None = Field(default=None, min_length=1, max_length=200)
    name_ro: str | None = Field(default=None, min_length=1, max_length=200)
    name_hu: str | None = Field(default=None, min_length=1, max_length=200)
    amount: Amount | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    source: str | None = Field(default=None, max_length=300)
    verified: bool | None = None


class Fresh(Fields):
    """A threshold that was not kept here before, or one for other days."""

    code: str = Field(min_length=2, max_length=40, pattern="^[a-z0-9_]+$")
    country: str = Field(default="", pattern="^(RO|HU)?$")
    kind: Kind | None = None
    name_en: str = Field(min_length=1, max_length=200)
    name_ro: str = Field(min_length=1, max_length=200)
    name_hu: str = Field(min_length=1, max_length=200)
    amount: Amount
    valid_from: Day
    source: str = Field(min_length=1, max_length=300)


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db) -> Response:
    """All of them: a hint, never legal advice."""
    return answer.item({"items": [_item(each) for each in db.exec(thresholds.listed())]})


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Annotated[Fresh, Body()]) -> Response:
    """One more. Only who keeps procurement everywhere may do so."""
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    own = {"code": said.code, "country": said.country, "kind": said.kind}
    return answer.item(_item(thresholds.add(db, **(own | _values(said)))), 201)


@router.patch("/{key}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(
    answer: Answer, db: Db, rights: MyRights, threshold: TheThreshold,
    said: Annotated[Fields, Body()],
) -> Response:  # fmt: skip
    """Change fields. `If-Match` takes the version of the threshold."""
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    threshold.revise(**_values(said))
    db.flush()
    return answer.item(_item(threshold))


def _values(said: Fields) -> dict[str, Any]:
    own = Fields.model_fields.keys() - {"amount"}
    values = {name: getattr(said, name) for name in said.model_fields_set & own}
    kept = {name: each for name, each in values.items() if each is not None or name == "valid_to"}
    if said.amount:
        money = said.amount.money
        kept |= {"amount_minor": money.minor, "currency": money.currency}
    return kept


def _item(threshold: Threshold) -> dict[str, Any]:
    return {
        "id": str(threshold.id),
        "code": threshold.code,
        "country": threshold.country or None,
        "kind": threshold.kind,
        "name": threshold.names._asdict(),
        "amount": threshold.amount.json(),
        "valid_from": threshold.valid_from.isoformat(),
        "valid_to": threshold.valid_to.isoformat() if threshold.valid_to else None,
        "source": threshold.source,
        "verified": threshold.verified,
        "version": threshold.version,
    }
