"""The stages of a purchase, for programs: /api/v1/stages."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement import stages
from assets.procurement.stages import LENGTHS, Stage
from assets.rights import Permission
from web.access import Db, MyRights, may
from web.answer import Answer, Expected
from web.doors import programs

router = programs("/stages", tags=["lots"])

Days = Annotated[int | None, Field(default=None, ge=0, le=3650)]


class Lengths(BaseModel):
    """How many days it takes. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    days_least: Days
    days: Days
    days_most: Days
    days_works_least: Days
    days_works: Days
    days_works_most: Days
    days_ro: Days
    days_hu: Days
    working_ro: bool = False
    working_hu: bool = False


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db) -> Response:
    """Every stage, in order."""
    known = db.exec(stages.listed()).all()
    return answer.item({"items": [_item(each) for each in known], "next": None})


@router.patch("/{code}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(
    answer: Answer,
    db: Db,
    rights: MyRights,
    code: str,
    expected: Expected,
    said: Annotated[Lengths, Body()],
) -> Response:
    """Other days, for whoever keeps all purchases."""
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    stage = stages.coded(db, code)
    stage.expect(expected)
    now = {name: getattr(stage, name) for name in LENGTHS}
    stage.revise(**(now | said.model_dump(exclude_unset=True)))
    db.flush()  # which counts the version on
    return answer.item(_item(stage))


def _item(stage: Stage) -> dict[str, Any]:
    return {
        "code": stage.code,
        "name": stage.names._asdict(),
        "country": stage.country or None,
        **{name: getattr(stage, name) for name in LENGTHS},
        "optional": stage.optional,
        "repeatable": stage.repeatable,
        "version": stage.version,
    }
