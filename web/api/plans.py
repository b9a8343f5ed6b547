"""Maintenance plans, for programs: /api/v1/plans."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import register
from assets.maintenance import plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind, Terms, titles_of
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Answer, Day
from web.filters import TheAskedWork
from web.named import ThePlan

router = APIRouter(prefix="/plans", tags=["plans"])


class Writing(BaseModel):
    """A new plan on the asset with this tag."""

    model_config = ConfigDict(extra="forbid")

    asset: str
    title: str = Field(min_length=1, max_length=200)
    kind: Kind
    every: int = Field(ge=1, le=1200)
    unit: Unit
    mode: Mode = Mode.FIXED
    first_on: Day


Posted = Annotated[Writing, Body()]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, today: Today, asked: TheAskedWork) -> Response:
    """A page of the plans on assets, by the day they fall due."""
    found = plans.listed(db, asked.plans(db, rights), today, asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Plan a duty on one asset. Answers 201 with the plan."""
    asset = register.tagged(db, said.asset, rights)
    rights.must(Permission.PLANS_KEEP, asset)
    terms = Terms(said.title, said.kind, Rhythm(said.every, said.unit), said.mode)
    plan = plans.add(db, asset, terms, said.first_on)
    db.flush()
    return answer.item(item(plan), 201, f"/api/v1/plans/{plan.id}")


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(answer: Answer, plan: ThePlan) -> Response:
    """One plan."""
    return answer.item(item(plan))


def item(plan: MaintenancePlan) -> dict[str, Any]:
    """A plan under the names of the contract."""
    return {
        "id": str(plan.id),
        "title": plan.title,
        "titles": plan.titles._asdict(),
        "kind": plan.kind,
        "every": plan.every,
        "unit": plan.unit,
        "mode": plan.mode,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        "paused": plan.paused,
        "ended_on": plan.ended_on.isoformat() if plan.ended_on else None,
        "version": plan.version,
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "titles": titles_of(row)._asdict(),
        "kind": row.kind,
        "every": row.every,
        "unit": row.unit,
        "mode": row.mode,
        "asset": row.tag,
        "site": row.site,
        "place": row.place,
        "due_on": row.due_on.isoformat() if row.due_on else None,
    }
