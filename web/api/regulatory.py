"""What a thing inherits of class and norms, for programs: /api/v1/assets/{tag}/regulatory."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import inherited
from assets.inventory.catalogue import AppliedPart, Basis, DeviceClass, ProtectionClass
from assets.inventory.inherited import FIELDS, Own
from assets.inventory.register import Asset
from assets.rights import Permission
from web.access import Db, may
from web.answer import Answer
from web.doors import programs
from web.named import TheAsset

router = programs("/assets", tags=["assets"])


class Fields(BaseModel):
    """What holds for this thing alone; null is to inherit. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    mdr_class: DeviceClass | Literal[""] | None = None
    basis: Basis | None = None
    emdn: str | None = Field(default=None, max_length=20)
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    power: str | None = Field(default=None, max_length=120)


@router.get("/{tag}/regulatory", dependencies=[may(Permission.ASSETS_SEE)])
def show(answer: Answer, asset: TheAsset) -> Response:
    """What holds for it, and whether that is its own, its model's or its kind's."""
    return answer.item(_item(asset))


@router.patch("/{tag}/regulatory", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(answer: Answer, db: Db, asset: TheAsset, said: Annotated[Fields, Body()]) -> Response:
    """Override fields."""
    own = Own(**{name: getattr(asset, name) for name in FIELDS})
    given = said.model_dump(exclude_unset=True)
    texts = {name: given[name] or "" for name in given.keys() & {"mdr_class", "emdn", "power"}}
    inherited.override(asset, replace(own, **given | texts))
    db.flush()
    return answer.item(_item(asset))


def _item(asset: Asset) -> dict[str, Any]:
    holds = inherited.of_asset(asset).items()
    said = {name: {"value": found.value, "from": found.whence} for name, found in holds}
    return said | {"version": asset.version}
