"""Maintenance plans, for programs: /api/v1/plans."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.errors import Refused
from assets.inventory import catalogue, register
from assets.maintenance import inheritance, occurrences, plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind, Terms, titles_of
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Answer, AnswerFor, Day
from web.filters import AskedPlans
from web.named import ThePlan

router = APIRouter(prefix="/plans", tags=["plans"])


class Changes(BaseModel):
    """What a plan asks for. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=200)
    kind: Kind | None = None
    every: int | None = Field(default=None, ge=1, le=1200)
    unit: Unit | None = None
    mode: Mode | None = None

    def terms(self, before: Terms) -> Terms:
        """The terms; a shipped title that stays keeps its other two languages."""
        rhythm = Rhythm(self.every or before.rhythm.every, self.unit or before.rhythm.unit)
        kind, mode = self.kind or before.kind, self.mode or before.mode
        kept = replace(before, kind=kind, rhythm=rhythm, mode=mode)
        if self.title in {None, before.title}:
            return kept
        return replace(kept, title=self.title, title_ro="", title_hu="")


class Writing(BaseModel):
    """A new plan on the asset, the type or the model of this tag, key (or name), or id."""

    model_config = ConfigDict(extra="forbid")

    asset: str = ""
    type: str = ""
    model: UUID | None = None
    title: str = Field(min_length=1, max_length=200)
    kind: Kind
    every: int = Field(ge=1, le=1200)
    unit: Unit
    mode: Mode = Mode.FIXED
    first_on: Day | None = None


Posted = Annotated[Writing, Body()]
Patched = Annotated[Changes, Body()]
DueOn = Annotated[Day, Body(embed=True)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedPlans, Query()]
) -> Response:
    """A page of the plans on assets, by the day they fall due."""
    found = plans.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, today: Today, said: Posted) -> Response:
    """Plan a duty on one asset, from today unless said otherwise, or on all of a type or a model.

    Answers 201 with the plan.
    """
    plan = _added(db, rights, said, today)
    db.flush()
    made = plans.plan(db, plan.id, rights)
    return answer.item(item(made), 201, f"/api/v1/plans/{plan.id}")


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(answer: Answer, plan: ThePlan) -> Response:
    """One plan."""
    return answer.item(item(plan))


@router.patch("/{key}", dependencies=[may(Permission.PLANS_KEEP)])
def edit(answer: Answer, db: Db, plan: ThePlan, said: Patched) -> Response:
    """Change the terms. A type's plan passes them on to its assets, but not to those changed."""
    inheritance.change(db, plan, said.terms(plan.terms))
    return _item(answer, db, plan)


@router.post("/{key}/reschedule", dependencies=[may(Permission.PLANS_KEEP)])
def reschedule(answer: Answer, db: Db, plan: ThePlan, due_on: DueOn) -> Response:
    """Another day for the next time; all later times are counted from it."""
    occurrences.reschedule(db, plan, due_on)
    return _item(answer, db, plan)


@router.post("/{key}/pause", dependencies=[may(Permission.PLANS_KEEP)])
def pause(answer: Answer, db: Db, plan: ThePlan) -> Response:
    """Nothing falls due by it until it goes on."""
    inheritance.pause(db, plan)
    return _item(answer, db, plan)


@router.post("/{key}/resume", dependencies=[may(Permission.PLANS_KEEP)])
def resume(answer: Answer, db: Db, plan: ThePlan) -> Response:
    """Go on with the day it had."""
    inheritance.resume(db, plan)
    return _item(answer, db, plan)


@router.post("/{key}/end", dependencies=[may(Permission.PLANS_KEEP)])
def end(answer: Answer, db: Db, plan: ThePlan, today: Today) -> Response:
    """It asks for nothing any more."""
    inheritance.end(db, plan, today)
    return _item(answer, db, plan)


def item(plan: MaintenancePlan) -> dict[str, Any]:
    """A plan under the names of the contract."""
    return {
        "id": str(plan.id),
        "asset": plan.asset.tag if plan.asset else None,
        "type": plan.type.key if plan.type else None,
        "model": str(plan.model_id) if plan.model_id else None,
        "from_plan": str(plan.from_plan_id) if plan.from_plan_id else None,
        "overridden": plan.overridden,
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


def _item(answer: AnswerFor, db: Db, plan: MaintenancePlan) -> Response:
    db.flush()  # which counts the version on
    return answer.item(item(plan))


def _added(db: Db, rights: MyRights, said: Writing, on: date) -> MaintenancePlan:
    terms = Terms(said.title, said.kind, Rhythm(said.every, said.unit), said.mode)
    if said.asset:
        asset = register.tagged(db, said.asset, rights)
        rights.must(Permission.PLANS_KEEP, asset)
        return plans.add(db, asset, terms, said.first_on or on)
    if not said.type and not said.model:
        raise Refused("Name the thing, or the kind of thing.", field="asset")
    rights.must(Permission.CATALOGUE_KEEP)
    kind = catalogue.type_called(db, said.type) if said.type else None
    return inheritance.add(db, kind or catalogue.model(db, said.model or UUID(int=0)), terms, on)


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
