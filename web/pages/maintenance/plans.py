"""Pages about plans: what falls due when, one plan, and writing one."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory import catalogue, register
from assets.inventory.catalogue import Model
from assets.maintenance import inheritance, occurrences, plans
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import RECURRING, Kind, Terms, When
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Permission
from assets.words import N_
from web import named, views
from web.access import Db, MyRights, Today, may
from web.filters import TheAskedPlans, standing_in
from web.forms import Day, Form, posted
from web.named import ThePlan
from web.page import Page, PageFor

router = APIRouter(prefix="/plans")

SHOWN_AHEAD = 10


TERMS = {
    "title": N_("What is to be done"),
    "kind": N_("Kind of work"),
    "every": N_("Every"),
    "unit": N_("Counted in"),
    "mode": N_("Counted from"),
}


class Writing(BaseModel):
    """What a plan asks for."""

    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.PREVENTIVE
    every: int = Field(ge=1, le=1200)
    unit: Unit = Unit.MONTH
    mode: Mode = Mode.FIXED
    version: int | None = None

    def terms(self, before: MaintenancePlan | None = None) -> Terms:
        """The terms; a shipped title that stays keeps its other two languages."""
        kept = before if before and before.title == self.title else None
        ro, hu = (kept.title_ro, kept.title_hu) if kept else ("", "")
        rhythm = Rhythm(self.every, self.unit)
        return Terms(self.title, self.kind, rhythm, self.mode, ro, hu)


class NewPlan(Writing):
    """A new plan, on one thing, on a kind of thing or on a model."""

    asset: str = ""
    type: str = ""
    model: UUID | None = None
    first_on: Day | None = None


class Rescheduling(BaseModel):
    """Another day for the next time."""

    due_on: Day
    version: int | None = None


class Verb(BaseModel):
    """Nothing but the plan that was looked at."""

    version: int | None = None


PostedPlan = Annotated[Form[NewPlan], posted(NewPlan)]
PostedWriting = Annotated[Form[Writing], posted(Writing)]
PostedRescheduling = Annotated[Form[Rescheduling], posted(Rescheduling)]
PostedVerb = Annotated[Form[Verb], posted(Verb)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedPlans) -> Response:
    wanted = asked.wanted(db, rights)
    found = plans.listed(db, wanted, today, asked.cut, rights)
    choices = _filters(page)
    return page.render(
        "maintenance/plans/index.html",
        block="found",
        asked=asked,
        found=found,
        today=today,
        choices=choices,
        chips=asked.chips("/plans", asked.chosen(choices | standing_in(asked.place, wanted.place))),
        neighbours=asked.neighbours("/plans", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.PLANS_KEEP)])
def new(
    page: Page,
    db: Db,
    asset: str = "",
    type: str = "",  # noqa: A002
    model: UUID | None = None,
) -> Response:
    on = {"asset": asset, "type": type, "model": model or ""}
    fresh = {"every": 12, "unit": Unit.MONTH, "mode": Mode.FIXED, "kind": Kind.PREVENTIVE}
    return _new(page, db, Form(on | fresh))


@router.post("", dependencies=[may(Permission.PLANS_KEEP)])
def add(page: Page, db: Db, rights: MyRights, today: Today, form: PostedPlan) -> Response:
    if form.valid:
        try:
            plan = _added(db, rights, form.data, today)
            return page.go_to(f"/plans/{plan.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _new(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(page: Page, db: Db, plan: ThePlan, today: Today) -> Response:
    return _shown(page, db, plan, today, Form({}))


@router.get("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def revise(page: Page, plan: ThePlan) -> Response:
    return _writing(page, Form(_said_of(plan)), "edit", plan)


@router.post("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def edit(page: Page, db: Db, plan: ThePlan, form: PostedWriting) -> Response:
    if form.valid:
        try:
            plan.expect(form.data.version)
            inheritance.change(db, plan, form.data.terms(plan))
            return page.go_to(f"/plans/{plan.id}")
        except Refused as no:
            form.refuse(no)
    return _writing(page, form, "edit", plan)


@router.post("/{key}/reschedule", dependencies=[may(Permission.PLANS_KEEP)])
def reschedule(
    page: Page, db: Db, plan: ThePlan, today: Today, form: PostedRescheduling
) -> Response:
    if form.valid:
        try:
            plan.expect(form.data.version)
            occurrences.reschedule(db, plan, form.data.due_on)
            return page.go_to(f"/plans/{plan.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, plan, today, form)


@router.post("/{key}/now", dependencies=[may(Permission.ORDERS_DO)])
def now(page: Page, db: Db, plan: ThePlan, today: Today) -> Response:
    order = occurrences.open_next(db, plan, today)
    return page.go_to(f"/orders/{order.number}")


@router.post("/{key}/pause", dependencies=[may(Permission.PLANS_KEEP)])
def pause(page: Page, db: Db, plan: ThePlan, today: Today, form: PostedVerb) -> Response:
    return _done(page, db, plan, today, form, partial(inheritance.pause, db, plan))


@router.post("/{key}/resume", dependencies=[may(Permission.PLANS_KEEP)])
def resume(page: Page, db: Db, plan: ThePlan, today: Today, form: PostedVerb) -> Response:
    return _done(page, db, plan, today, form, partial(inheritance.resume, db, plan))


@router.post("/{key}/end", dependencies=[may(Permission.PLANS_KEEP)])
def end(page: Page, db: Db, plan: ThePlan, today: Today, form: PostedVerb) -> Response:
    return _done(page, db, plan, today, form, partial(inheritance.end, db, plan, today))


def _done(
    page: PageFor,
    db: Db,
    plan: MaintenancePlan,
    today: date,
    form: Form[Verb],
    verb: Callable[[], None],
) -> Response:
    try:
        plan.expect(form.data.version)
        verb()
        return page.go_to(f"/plans/{plan.id}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, plan, today, form)


def _added(db: Db, rights: MyRights, said: NewPlan, on: date) -> MaintenancePlan:
    if said.asset:
        asset = register.tagged(db, said.asset, rights)
        rights.must(Permission.PLANS_KEEP, asset)
        return plans.add(db, asset, said.terms(), said.first_on or on)
    if not said.type and not said.model:
        raise Refused("Name the thing, or the kind of thing.", field="asset")
    rights.must(Permission.CATALOGUE_KEEP)
    kind = catalogue.type_called(db, said.type) if said.type else None
    subject = kind or catalogue.model(db, said.model or UUID(int=0))
    return inheritance.add(db, subject, said.terms(), on)


def ahead(plan: MaintenancePlan) -> list[date]:
    """The next ten days of a fixed plan; of a floating one, if each is done on its day."""
    if plan.due_on is None:
        return []
    days, anchor = [plan.due_on], plan.anchor_on if plan.mode is Mode.FIXED else None
    while len(days) < SHOWN_AHEAD:
        days.append(plan.rhythm.after(days[-1], anchor or days[-1]))
    return days


def _shown(page: PageFor, db: Db, plan: MaintenancePlan, today: date, form: Form[Any]) -> Response:
    due = {"due_on": plan.due_on or ""}
    theirs = form.written_meanwhile(plan.version, due, {"due_on": N_("Next time on")})
    form.values = due | form.values
    entries = db.exec(trail.history(plan.id)).all()
    return page.render(
        "maintenance/plans/show.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        plan=plan,
        today=today,
        tone=_tone(plan, today),
        answer=_answer(plan, page),
        theirs=theirs,
        ahead=ahead(plan) if plan.living else [],
        history=chronicle.told(db, entries, page.language),
    )


def _tone(plan: MaintenancePlan, today: date) -> str:
    if not plan.living or plan.due_on is None:
        return "calm"
    return "bad" if plan.due_on < today else "warn" if plan.due_on == today else "soon"


def _answer(plan: MaintenancePlan, page: PageFor) -> str:
    rhythm = page.said(plan.rhythm)
    if plan.ended_on:
        return page.say(N_("Ended on {day}."), day=plan.ended_on)
    if plan.paused:
        return page.say(N_("Paused. Nothing falls due."))
    if plan.due_on is None:
        of_model = N_("Every thing of this model is owed it: {rhythm}.")
        of_kind = N_("Every thing of this kind is owed it: {rhythm}.")
        return page.say(of_model if plan.model_id else of_kind, rhythm=rhythm)
    return page.say(N_("Next on {day}, then {rhythm}."), day=plan.due_on, rhythm=rhythm)


def _new(page: PageFor, db: Db, form: Form[NewPlan]) -> Response:
    key = form.values.get("model")
    model = catalogue.model(db, named.id_of(str(key))) if key else None
    return _writing(page, form, "new", model=model)


def _writing(
    page: PageFor,
    form: Form[Any],
    template: str,
    plan: MaintenancePlan | None = None,
    model: Model | None = None,
) -> Response:
    return page.render(
        f"maintenance/plans/{template}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        plan=plan,
        model=model,
        theirs=form.written_meanwhile(plan.version, _said_of(plan), TERMS) if plan else [],
        kinds=[(kind, page.said(kind)) for kind in RECURRING],
        units=[(unit, page.said(unit)) for unit in Unit],
        modes=[(mode, page.said(mode)) for mode in Mode],
    )


def _said_of(plan: MaintenancePlan) -> dict[str, Any]:
    """The plan as its form shows it."""
    return {name: getattr(plan, name) for name in TERMS}


def _filters(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    said = page.said
    return {
        "when": [(when, said(when)) for when in When],
        "site": [(site.code or "", site.name) for site in page.sites],
        "kind": [(kind, said(kind)) for kind in RECURRING],
        "state": [("paused", page.say(N_("Paused")))],
    }
