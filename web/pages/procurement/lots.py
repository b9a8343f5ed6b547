"""Pages about one lot: how it stands, its milestones, and what is said of them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle
from assets.chronicle import Told
from assets.errors import Refused
from assets.procurement import milestones, schedules, slips
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.rights import Permission
from assets.words import N_, days_away
from web.access import Db, TheSchedule, Today, may
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.pages.procurement.chart import TONES

router = APIRouter(prefix="/procurement/lots")

SHOWN_IN_HISTORY = 50


class Forecast(BaseModel):
    """When it is expected now, and why."""

    to: Day
    reason: str = Field(min_length=1, max_length=1000)
    following: bool = False
    version: int | None = None


class Meeting(BaseModel):
    """When it happened."""

    on: Day
    note: str = Field(default="", max_length=1000)
    following: bool = False
    version: int | None = None


class Approval(BaseModel):
    """Nothing but the lot that was looked at."""

    version: int | None = None


PostedForecast = Annotated[Form[Forecast], posted(Forecast)]
PostedMeeting = Annotated[Form[Meeting], posted(Meeting)]
PostedApproval = Annotated[Form[Approval], posted(Approval)]


@dataclass(frozen=True)
class Step:
    """A milestone as its row shows it: the chip, the icon and the words of its state."""

    milestone: Milestone
    look: str
    icon: str
    words: str


@router.get("/{number}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, schedule: TheSchedule, today: Today) -> Response:
    entries = db.exec(schedules.history(schedule).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/lots/show.html",
        schedule=schedule,
        lot=schedule.lot,
        tone=TONES[schedule.standing(today)],
        standing=slips.in_words(schedule, today, page.language),
        clashes=[page.say(each.words, **each.values) for each in schedule.clashes()],
        steps=[_step(page, each, today) for each in schedule.milestones],
        history=_history(page, schedule, chronicle.told(db, entries, page.language)),
    )


@router.post("/{number}/approve", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def approve(
    page: Page, db: Db, schedule: TheSchedule, today: Today, form: PostedApproval
) -> Response:
    if form.valid:
        schedule.lot.expect(form.data.version)
        milestones.approve_baseline(db, schedule.lot, today)
    return page.go_to(f"/procurement/lots/{schedule.lot.number}")


@router.get("/{number}/milestones/{code}/forecast", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_forecast(page: Page, schedule: TheSchedule, code: str) -> Response:
    expected = schedule.milestone(code).forecast_on
    return _form(page, "forecast", schedule, code, Form({"to": expected, "following": "true"}))


@router.post(
    "/{number}/milestones/{code}/forecast", dependencies=[may(Permission.PROCUREMENT_KEEP)]
)
def forecast(page: Page, schedule: TheSchedule, code: str, form: PostedForecast) -> Response:
    if form.valid:
        try:
            said, milestone = form.data, schedule.milestone(code)
            milestone.expect(said.version)
            schedule.forecast(milestone, said.to, said.reason, following=said.following)
            return page.go_to(f"/procurement/lots/{schedule.lot.number}")
        except Refused as no:
            form.refuse(no)
    return _form(page, "forecast", schedule, code, form)


@router.get("/{number}/milestones/{code}/meet", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_meeting(page: Page, schedule: TheSchedule, code: str, today: Today) -> Response:
    return _form(page, "meet", schedule, code, Form({"on": today, "following": "true"}))


@router.post("/{number}/milestones/{code}/meet", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def meet(
    page: Page, schedule: TheSchedule, code: str, today: Today, form: PostedMeeting
) -> Response:
    if form.valid:
        try:
            said, milestone = form.data, schedule.milestone(code)
            milestone.expect(said.version)
            schedule.meet(milestone, said.on, today, said.note, following=said.following)
            return page.go_to(f"/procurement/lots/{schedule.lot.number}")
        except Refused as no:
            form.refuse(no)
    return _form(page, "meet", schedule, code, form)


def _form(page: PageFor, verb: str, schedule: Schedule, code: str, form: Form[Any]) -> Response:
    milestone = schedule.milestone(code)
    seen = form.values.get("version") or milestone.version
    return page.render(
        f"procurement/lots/{verb}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        lot=schedule.lot,
        milestone=milestone,
        stale=bool(form.errors) and str(seen) != str(milestone.version),
    )


def _step(page: PageFor, milestone: Milestone, today: date) -> Step:
    slip = slips.days_in_words(milestone.slip_days, page.language)
    if milestone.met:
        return Step(milestone, "here", "circle-check", page.say(N_("Done, {slip}"), slip=slip))
    if milestone.late(today):
        days = (milestone.forecast_on - today).days
        return Step(milestone, "down", "clock-alert", days_away(days, page.language))
    if milestone.slip_days > 0:
        return Step(milestone, "degraded", "triangle-alert", slip)
    return Step(milestone, "soon", "clock", slip)


def _history(page: PageFor, schedule: Schedule, told: list[Told]) -> list[tuple[Told, str]]:
    """Each change with the milestone that it is about."""
    stages = {each.label: each.names for each in schedule.milestones}
    return [
        (each, page.say(N_("{stage}: {words}"), stage=stages[each.label], words=words))
        if each.label in stages
        else (each, words)
        for each in told
        if (words := " ".join(each.sentences))
    ]
