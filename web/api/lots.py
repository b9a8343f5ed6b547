"""Lots and their milestones, for programs: /api/v1/lots."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets import words
from assets.procurement import floats, lacks, lots, milestones, planning, schedules, stages
from assets.procurement.lots import Kind, Procedure
from assets.procurement.schedules import Schedule
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Amount, Answer, AnswerFor, Day
from web.doors import programs
from web.named import TheSchedule, TheScheduleAsRead
from web.paging import Paged
from web.purchases import milestone_item

router = programs("/lots", tags=["lots"])


class AskedLots(Paged):
    """Which lots, and which page of them; `project` is the code of theirs."""

    project: str = ""


class Opening(BaseModel):
    """What is to be bought, for which partner of which project, and when it begins."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(min_length=1)
    title: str = Field(min_length=1, max_length=200)
    kind: Kind
    procedure: Procedure = Procedure.OPEN
    partner: str = Field(min_length=1)
    site: str | None = None
    estimate: Amount | None = None
    start: Day


class Approval(BaseModel):
    """Why the plan is approved again."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=1000)


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedLots, Query()]
) -> Response:
    """A page of the lots, of one project or of all. `next` is the address of the following page."""
    found = schedules.listed(db, asked.project, asked.cut, rights)
    return answer.page(found, [item(each, today) for each in found.rows])


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def add(
    answer: Answer,
    db: Db,
    rights: MyRights,
    today: Today,
    said: Annotated[Opening, Body()],
) -> Response:
    """Open a lot and lay its usual milestones. Answers 201 with both."""
    worth = said.estimate.money if said.estimate else None
    named = said.model_dump(exclude={"estimate", "start"})
    lot = lots.open_named(db, rights, estimate=worth, **named)
    laid = milestones.plan_lot(
        db, lot, said.start, db.exec(stages.usual(lot.kind, lot.partner.country)).all()
    )
    made = whole(answer, db, Schedule(lot, laid), today)
    return answer.item(made, 201, f"/api/v1/lots/{lot.number}")


@router.get("/{number}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, schedule: TheSchedule, today: Today) -> Response:
    """One lot with its milestones, and the days of them that do not go together."""
    return answer.item(whole(answer, db, schedule, today))


@router.post("/{number}/approve", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def approve(
    answer: Answer,
    db: Db,
    schedule: TheScheduleAsRead,
    today: Today,
    said: Annotated[Approval | None, Body()] = None,
) -> Response:
    """From now on the plan stays as it is; again with a reason. `If-Match`: the lot's version."""
    planning.approve(db, schedule, today, said.reason if said else "")
    db.flush()  # which counts the version on
    return answer.item(whole(answer, db, schedule, today))


def item(schedule: Schedule, today: date) -> dict[str, Any]:
    """A lot under the names of the contract, in JSON's own types."""
    lot, coming = schedule.lot, schedule.next
    return {
        "number": lot.number,
        "title": lot.title,
        "kind": lot.kind,
        "procedure": lot.procedure,
        "project": lot.project.code,
        "partner": lot.partner.code,
        "site": lot.site.code if lot.site else None,
        "estimate": lot.estimate.json() if lot.estimate else None,
        "status": schedule.status,
        "standing": schedule.standing(today),
        "baseline_approved_on": _day(lot.baseline_approved_on),
        "planned_end": _day(schedule.planned_end),
        "expected_end": _day(schedule.ends_on),
        "slip_days": schedule.slip_days,
        "days_beyond_project": schedule.beyond_days,
        "next_milestone": coming.code if coming else None,
        "next_on": _day(coming.forecast_on) if coming else None,
        "version": lot.version,
    }


def whole(answer: AnswerFor, db: Db, schedule: Schedule, today: date) -> dict[str, Any]:
    """A lot with everything that its page says."""
    state = answer.request.state
    people = planning.responsible(db, schedule)
    approved = db.exec(planning.of_lot(schedule)).all()
    return item(schedule, today) | {
        "milestones": [
            milestone_item(schedule, each, people.get(each.id)) for each in schedule.milestones
        ],
        "plans": [
            {"number": each.number, "approved_on": _day(each.approved_on), "reason": each.reason}
            for each in approved
        ],
        "floats": [
            {"end": each.end, "on": _day(each.on), "days": each.days}
            for each in floats.of(db, schedule, state.rights)
        ],
        "warnings": [
            words.say(state.language, each.words, **each.values)
            for each in (*schedule.clashes(), *lacks.of_lot(db, schedule.lot, today))
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
