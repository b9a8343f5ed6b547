"""Pages about one milestone of a lot: when it is planned and expected, and when it happened."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.procurement.schedules import Schedule
from assets.rights import Permission
from web.access import Today, may
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheSchedule
from web.page import Page, PageFor

router = pages("/procurement/lots/{number}/milestones")


class Plan(BaseModel):
    """When it is to be."""

    on: Day
    following: bool = False
    version: int | None = None


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


PostedPlan = Annotated[Form[Plan], posted(Plan)]
PostedForecast = Annotated[Form[Forecast], posted(Forecast)]
PostedMeeting = Annotated[Form[Meeting], posted(Meeting)]


@router.get("/{code}/plan", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_plan(page: Page, schedule: TheSchedule, code: str) -> Response:
    planned = schedule.milestone(code).baseline_on
    return _form(page, "plan", schedule, code, Form({"on": planned, "following": "true"}))


@router.post("/{code}/plan", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def plan(page: Page, schedule: TheSchedule, code: str, form: PostedPlan) -> Response:
    if form.valid:
        try:
            said, milestone = form.data, schedule.milestone(code)
            milestone.expect(said.version)
            schedule.replan(milestone, said.on, following=said.following)
            return page.go_to(f"/procurement/lots/{schedule.lot.number}")
        except Refused as no:
            form.refuse(no)
    return _form(page, "plan", schedule, code, form)


@router.get("/{code}/forecast", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_forecast(page: Page, schedule: TheSchedule, code: str) -> Response:
    expected = schedule.milestone(code).forecast_on
    return _form(page, "forecast", schedule, code, Form({"to": expected, "following": "true"}))


@router.post("/{code}/forecast", dependencies=[may(Permission.PROCUREMENT_KEEP)])
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


@router.get("/{code}/meet", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_meeting(page: Page, schedule: TheSchedule, code: str, today: Today) -> Response:
    return _form(page, "meet", schedule, code, Form({"on": today, "following": "true"}))


@router.post("/{code}/meet", dependencies=[may(Permission.PROCUREMENT_KEEP)])
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
    return page.render(
        f"procurement/lots/{verb}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        lot=schedule.lot,
        milestone=milestone,
    )
