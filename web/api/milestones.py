"""The milestones of a lot, for programs: /api/v1/lots/{number}/milestones."""

from typing import Annotated, Any

from fastapi import Body, Depends
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets.procurement import planning, schedules, stages
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.rights import EVERYTHING, Permission
from web.access import Db, Today, may
from web.answer import Answer, Day, Expected
from web.doors import programs
from web.named import TheSchedule, TheScheduleAsRead
from web.purchases import milestone_item

router = programs("/lots/{number}/milestones", tags=["lots"])


class Addition(BaseModel):
    """One more milestone: its stage, and which one it is where a stage comes more than once."""

    model_config = ConfigDict(extra="forbid")

    stage: str
    detail: str = Field(default="", max_length=80)
    on: Day


class Waiting(BaseModel):
    """What it waits for, by the code of that milestone, and for how many days."""

    model_config = ConfigDict(extra="forbid")

    after: str
    days: int = 0
    working: bool = False


class Trust(BaseModel):
    """Who answers for it, by name or e-mail address; empty for nobody in particular."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(default="", max_length=200)


class Plan(BaseModel):
    """When it is to be; `following` moves all that comes after it too."""

    model_config = ConfigDict(extra="forbid")

    on: Day
    following: bool = False


class Forecast(BaseModel):
    """When it is expected now, and why; `following` moves all that comes after it too."""

    model_config = ConfigDict(extra="forbid")

    to: Day
    reason: str = Field(min_length=1, max_length=1000)
    following: bool = False


class Meeting(BaseModel):
    """When it happened; `following` moves all that comes after it by the difference."""

    model_config = ConfigDict(extra="forbid")

    on: Day
    note: str = Field(default="", max_length=1000)
    following: bool = False


def _milestone(schedule: TheSchedule, code: str, expected: Expected) -> Milestone:
    milestone = schedule.milestone(code)
    milestone.expect(expected)
    return milestone


TheMilestone = Annotated[Milestone, Depends(_milestone)]


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def add(
    answer: Answer, db: Db, schedule: TheScheduleAsRead, said: Annotated[Addition, Body()]
) -> Response:
    """Add a milestone. Answers 201 with it. `If-Match` takes the version of the lot."""
    stage = stages.coded(db, said.stage)
    added = planning.add(db, schedule, stage, said.on, said.detail.strip())
    at = f"/api/v1/lots/{schedule.lot.number}/milestones/{added.code}"
    return answer.item(_item(db, _again(db, schedule), added), 201, at)


@router.get("/{code}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, schedule: TheSchedule, milestone: TheMilestone) -> Response:
    """One milestone, with what it waits for."""
    return answer.item(_item(db, schedule, milestone))


@router.delete("/{code}", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=204)
def remove(db: Db, schedule: TheSchedule, milestone: TheMilestone) -> None:
    """Take a milestone off a plan that is not approved yet."""
    planning.remove(db, schedule, milestone)


@router.post("/{code}/waits", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def wait(
    answer: Answer,
    db: Db,
    schedule: TheSchedule,
    milestone: TheMilestone,
    said: Annotated[Waiting, Body()],
) -> Response:
    """Let it wait for another milestone; said again, for as many days as is said now."""
    after = schedule.milestone(said.after)
    planning.wait(db, schedule, milestone, after, days=said.days, working=said.working)
    return answer.item(_item(db, _again(db, schedule), milestone))


@router.delete(
    "/{code}/waits/{after}", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=204
)
def wait_no_more(db: Db, schedule: TheSchedule, milestone: TheMilestone, after: str) -> None:
    """Let it wait for that other milestone no more."""
    planning.wait_no_more(db, schedule, milestone, schedule.milestone(after))


@router.post("/{code}/responsible", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def entrust(
    answer: Answer,
    db: Db,
    schedule: TheSchedule,
    milestone: TheMilestone,
    said: Annotated[Trust, Body()],
) -> Response:
    """Who answers for it, and is reminded of it."""
    planning.entrust_named(db, schedule, milestone, said.person)
    db.flush()  # which counts the version on
    return answer.item(_item(db, schedule, milestone))


@router.post("/{code}/plan", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def plan(
    answer: Answer,
    db: Db,
    schedule: TheSchedule,
    milestone: TheMilestone,
    said: Annotated[Plan, Body()],
) -> Response:
    """Plan a milestone for another day. `If-Match` takes the version of the milestone."""
    schedule.replan(milestone, said.on, following=said.following)
    db.flush()  # which counts the version on
    return answer.item(_item(db, schedule, milestone))


@router.post("/{code}/forecast", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def forecast(
    answer: Answer,
    db: Db,
    schedule: TheSchedule,
    milestone: TheMilestone,
    said: Annotated[Forecast, Body()],
) -> Response:
    """Expect a milestone on another day. `If-Match` takes the version of the milestone."""
    schedule.forecast(milestone, said.to, said.reason, following=said.following)
    db.flush()  # which counts the version on
    return answer.item(_item(db, schedule, milestone))


@router.post("/{code}/meet", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def meet(
    answer: Answer,
    db: Db,
    schedule: TheSchedule,
    milestone: TheMilestone,
    said: Annotated[Meeting, Body()],
    today: Today,
) -> Response:
    """A milestone happened. `If-Match` takes the version of the milestone."""
    schedule.meet(milestone, said.on, today, said.note, following=said.following)
    db.flush()  # which counts the version on
    return answer.item(_item(db, schedule, milestone))


def _item(db: Session, schedule: Schedule, milestone: Milestone) -> dict[str, Any]:
    person = planning.responsible(db, schedule).get(milestone.id)
    return milestone_item(schedule, milestone, person)


def _again(db: Session, schedule: Schedule) -> Schedule:
    """The schedule as it is after what was just said."""
    return schedules.of_lot(db, schedule.lot.number, EVERYTHING)
