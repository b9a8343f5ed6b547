"""Pages about one lot: opening it, how it stands, and the approval of its plan."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle
from assets.chronicle import Told
from assets.errors import Missing, Refused
from assets.money import Currency
from assets.procurement import (
    floats,
    lacks,
    lots,
    milestones,
    planning,
    projects,
    schedules,
    slips,
    stages,
)
from assets.procurement.lots import Kind, Procedure
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.rights import Permission
from assets.words import N_, days_away
from web import attached, billed, bought, deliveries
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Day, Form, Sum, posted
from web.named import TheSchedule
from web.page import Page, PageFor
from web.pages.procurement.chart import TONES

router = pages("/procurement/lots")

SHOWN_IN_HISTORY = 50


class Opening(BaseModel):
    """What is to be bought, for whom, and when it begins."""

    project: str = Field(min_length=1)
    title: str = Field(min_length=1, max_length=200)
    kind: Kind
    procedure: Procedure = Procedure.OPEN
    partner: str = Field(min_length=1)
    site: str = ""
    estimate: Sum | None = None
    currency: Currency = Currency.EUR
    start: Day


class Approval(BaseModel):
    """Nothing but the lot that was looked at."""

    version: int | None = None


PostedOpening = Annotated[Form[Opening], posted(Opening)]
PostedApproval = Annotated[Form[Approval], posted(Approval)]


@dataclass(frozen=True)
class Step:
    """A milestone as its row shows it: the chip, the icon and the words of its state."""

    milestone: Milestone
    look: str
    icon: str
    words: str


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights, today: Today, project: str = "") -> Response:
    usual = None if project else projects.current(db, rights, today)
    code = usual.code if usual else project
    said = {"project": code, "procedure": Procedure.OPEN, "start": today}
    return _opening(page, db, rights, Form(dict.fromkeys(Opening.model_fields, "") | said))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, rights: MyRights, form: PostedOpening) -> Response:
    if form.valid:
        try:
            said = form.data
            worth = said.estimate.of(said.currency, "estimate") if said.estimate else None
            named = said.model_dump(exclude={"estimate", "currency", "start"})
            lot = lots.open_named(db, rights, estimate=worth, **named)
            milestones.plan_lot(
                db, lot, said.start, db.exec(stages.usual(lot.kind, lot.partner.country)).all()
            )
            return page.go_to(f"/procurement/lots/{lot.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _opening(page, db, rights, form)


@router.get("/{number}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, schedule: TheSchedule, today: Today) -> Response:
    return _shown(page, db, schedule, today, Form({}))


@router.post("/{number}/approve", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def approve(
    page: Page, db: Db, schedule: TheSchedule, today: Today, form: PostedApproval
) -> Response:
    try:
        schedule.lot.expect(form.data.version)
        planning.approve(db, schedule, today)
        return page.go_to(f"/procurement/lots/{schedule.lot.number}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, schedule, today, form)


def _shown(
    page: PageFor, db: Db, schedule: Schedule, today: date, form: Form[Approval]
) -> Response:
    entries = db.exec(schedules.history(schedule).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/lots/show.html",
        status=422 if form.errors else 200,
        form=form,
        schedule=schedule,
        lot=schedule.lot,
        tone=TONES[schedule.standing(today)],
        standing=slips.in_words(schedule, today, page.language),
        clashes=[
            page.say(each.words, **each.values)
            for each in (*schedule.clashes(), *lacks.of_lot(db, schedule.lot, today))
        ],
        floats=[
            (page.say(each.words), each.in_words(page.language), each.days < 0)
            for each in floats.of(db, schedule, page.rights)
        ],
        steps=[_step(page, each, today) for each in schedule.milestones],
        papers=attached.of(page, db, schedule.lot, today),
        brought=deliveries.of_lot(db, schedule),
        purchase=bought.purchase(db, schedule, today),
        billed=billed.of_lot(db, schedule.lot, page.rights),
        history=_history(page, schedule, chronicle.told(db, entries, page.language)),
    )


def _opening(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    project = projects.coded(db, form.values["project"], rights)
    joined = [each.partner for each in db.exec(projects.partners_of(project))]
    return page.render(
        "procurement/lots/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        kinds=[(each.value, page.said(each)) for each in Kind],
        procedures=[(each.value, page.said(each)) for each in Procedure],
        partners=[(each.code, each.name) for each in joined],
        sites=[(each.code, each.name) for each in page.sites],
        currencies=[(each.value, each.value) for each in Currency],
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


def _history(page: PageFor, schedule: Schedule, told: list[Told]) -> list[Told]:
    """Each change with the milestone that it is about."""
    stages = {each.label: each.names for each in schedule.milestones}
    said = N_("{stage}: {words}")
    return [
        replace(each, sentences=[page.say(said, stage=stages[each.label], words=words)])
        if each.label in stages
        else each
        for each in told
        if (words := " ".join(each.sentences))
    ]
