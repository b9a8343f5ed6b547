"""Pages about the plan of a lot: what waits for what, and each plan that was approved."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import colleagues
from assets.errors import Missing, Refused
from assets.procurement import planning, slips, stages
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.rights import Permission
from web.access import Db, Today, may
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheSchedule
from web.page import Page, PageFor

router = pages("/procurement/lots/{number}")

MOST_SUGGESTED = 20


class Approval(BaseModel):
    """Why the plan is approved again."""

    reason: str = Field(default="", max_length=1000)
    version: int | None = None


class Addition(BaseModel):
    """One more milestone."""

    stage: str = Field(min_length=1)
    detail: str = Field(default="", max_length=80)
    on: Day


PostedApproval = Annotated[Form[Approval], posted(Approval)]
PostedAddition = Annotated[Form[Addition], posted(Addition)]


@dataclass(frozen=True)
class Line:
    """A milestone with what it waits for, and the day that each approved plan gave it."""

    milestone: Milestone
    waits: list[str]
    days: list[date | None]
    person: str


@router.get("/plan", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, schedule: TheSchedule) -> Response:
    return _shown(page, db, schedule, Form({"reason": ""}))


@router.post("/plan", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def approve(
    page: Page, db: Db, schedule: TheSchedule, today: Today, form: PostedApproval
) -> Response:
    if form.valid:
        try:
            schedule.lot.expect(form.data.version)
            planning.approve(db, schedule, today, form.data.reason)
            return page.go_to(f"/procurement/lots/{schedule.lot.number}/plan")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, schedule, form)


@router.get("/people", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def people(page: Page, db: Db, schedule: TheSchedule, person: str = "") -> Response:
    """Who may answer for a milestone of this lot, while one types."""
    there = colleagues.suggested(person, colleagues.at(schedule.lot)).limit(MOST_SUGGESTED)
    names = [each.email for each in db.exec(there)]
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/milestones/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, schedule: TheSchedule, today: Today) -> Response:
    return _adding(page, db, schedule, Form({"stage": "", "detail": "", "on": today}))


@router.post("/milestones", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, schedule: TheSchedule, form: PostedAddition) -> Response:
    if form.valid:
        try:
            said = form.data
            stage = stages.coded(db, said.stage)
            added = planning.add(db, schedule, stage, said.on, said.detail.strip())
            return page.go_to(f"/procurement/lots/{schedule.lot.number}/milestones/{added.code}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _adding(page, db, schedule, form)


def _shown(page: PageFor, db: Db, schedule: Schedule, form: Form[Any]) -> Response:
    approved = db.exec(planning.of_lot(schedule)).all()
    days, people = planning.days_of(db, schedule), planning.responsible(db, schedule)
    known = schedule.chain.known
    lines = [
        Line(
            each,
            [
                slips.link_in_words(link, known[link.after_id], page.language)
                for link in schedule.chain.before.get(each.id, ())
            ],
            [days.get(each.id, {}).get(plan.number) for plan in approved],
            people[each.id].name if each.id in people else "",
        )
        for each in schedule.milestones
    ]
    return page.render(
        "procurement/planning/show.html",
        status=422 if form.errors else 200,
        form=form,
        lot=schedule.lot,
        approved=approved,
        lines=lines,
        usual=not schedule.said,
    )


def _adding(page: PageFor, db: Db, schedule: Schedule, form: Form[Any]) -> Response:
    lot = schedule.lot
    laid = {each.stage.code for each in schedule.milestones}
    offered = [
        (each.code, each.names)
        for each in db.exec(stages.listed())
        if each.suits(lot.kind, lot.partner.country) and (each.repeatable or each.code not in laid)
    ]
    return page.render(
        "procurement/planning/add.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        lot=lot,
        offered=[(code, page.said(names)) for code, names in offered],
    )
