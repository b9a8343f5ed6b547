"""The page of one milestone: its days, what it waits for, who answers for it, and the evidence."""

from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.procurement import milestones, planning, slips
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule
from assets.rights import Permission
from web import attached
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Form, posted
from web.named import Key, TheSchedule
from web.page import Page, PageFor

router = pages("/procurement")

SHOWN_IN_HISTORY = 50
STEP = "/lots/{number}/milestones/{code}"


class Waiting(BaseModel):
    """What a milestone waits for, and how long."""

    after: str = Field(min_length=1)
    days: int = 0
    working: bool = False


class Trust(BaseModel):
    """Who answers for it; nobody in particular when it is left empty."""

    person: str = Field(default="", max_length=200)
    version: int | None = None


PostedWaiting = Annotated[Form[Waiting], posted(Waiting)]
PostedTrust = Annotated[Form[Trust], posted(Trust)]


@router.get("/milestones/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def found(page: Page, db: Db, key: Key, rights: MyRights) -> Response:
    """Lead on to its page, which is named by its lot and its stage."""
    milestone = milestones.seen(db, key, rights)
    return page.go_to(_address(milestones.lot_of(db, milestone), milestone.code))


@router.get(STEP, dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, schedule: TheSchedule, code: str, today: Today) -> Response:
    return _shown(page, db, schedule, schedule.milestone(code), today, Form({}))


@router.post(f"{STEP}/waits", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def wait(
    page: Page, db: Db, schedule: TheSchedule, code: str, today: Today, form: PostedWaiting
) -> Response:
    milestone = schedule.milestone(code)
    if form.valid:
        try:
            said = form.data
            after = schedule.milestone(said.after)
            planning.wait(db, schedule, milestone, after, days=said.days, working=said.working)
            return page.go_to(f"{_address(schedule.lot.number, code)}#waits")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, schedule, milestone, today, form)


@router.post(f"{STEP}/waits/{{after}}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def wait_no_more(page: Page, db: Db, schedule: TheSchedule, code: str, after: str) -> Response:
    planning.wait_no_more(db, schedule, schedule.milestone(code), schedule.milestone(after))
    return page.go_to(f"{_address(schedule.lot.number, code)}#waits")


@router.post(f"{STEP}/responsible", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def entrust(
    page: Page, db: Db, schedule: TheSchedule, code: str, today: Today, form: PostedTrust
) -> Response:
    milestone = schedule.milestone(code)
    if form.valid:
        try:
            milestone.expect(form.data.version)
            planning.entrust_named(db, schedule, milestone, form.data.person)
            return page.go_to(_address(schedule.lot.number, code))
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, schedule, milestone, today, form)


@router.post(f"{STEP}/remove", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def remove(page: Page, db: Db, schedule: TheSchedule, code: str, today: Today) -> Response:
    milestone = schedule.milestone(code)
    try:
        planning.remove(db, schedule, milestone)
        return page.go_to(f"/procurement/lots/{schedule.lot.number}/plan")
    except Refused as no:
        form: Form[Any] = Form({}, language=page.language)
        form.refuse(no)
    return _shown(page, db, schedule, milestone, today, form)


def _shown(
    page: PageFor, db: Db, schedule: Schedule, milestone: Milestone, today: date, form: Form[Any]
) -> Response:
    person = planning.responsible(db, schedule).get(milestone.id)
    form.values = {"days": 0, "person": person.email if person else ""} | form.values
    entries = db.exec(trail.history(milestone.id).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/planning/milestone.html",
        status=422 if form.errors else 200,
        form=form,
        lot=schedule.lot,
        milestone=milestone,
        slip=slips.days_in_words(milestone.slip_days, page.language),
        person=person,
        evidence=_evidence(schedule, milestone),
        papers=attached.of(page, db, milestone, today),
        history=chronicle.told(db, entries, page.language),
        **_around(page, schedule, milestone),
    )


def _evidence(schedule: Schedule, milestone: Milestone) -> str:
    """The paper that proves it in the country of the lot."""
    stage = milestone.stage
    return stage.evidence_hu if schedule.lot.partner.country == "HU" else stage.evidence_ro


def _around(page: PageFor, schedule: Schedule, milestone: Milestone) -> dict[str, Any]:
    """What it waits for, what waits for it, and which of its days clash."""
    known = schedule.chain.known
    before = schedule.chain.before.get(milestone.id, ())
    mine = [each for each in schedule.clashes() if each.code == milestone.code]
    others = [each for each in schedule.milestones if each is not milestone]
    return {
        "clashes": [page.say(each.words, **each.values) for each in mine],
        "waits": [
            (known[each.after_id], slips.link_in_words(each, known[each.after_id], page.language))
            for each in before
        ],
        "others": [(each.code, page.said(each.names)) for each in others],
        "followers": [
            known[each.milestone_id] for each in schedule.links if each.after_id == milestone.id
        ],
    }


def _address(number: str, code: str) -> str:
    return f"/procurement/lots/{number}/milestones/{code}"
