"""Pages about plans: what falls due when, one plan, and writing one."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail, words
from assets.errors import Missing, No, Refused
from assets.maintenance import (
    choices,
    inheritance,
    occurrences,
    orders,
    planned,
    previews,
    routes,
)
from assets.maintenance.inheritance import Move
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import RECURRING, Register, Source, Terms, When, titles_of
from assets.rights import Permission
from assets.words import N_
from web import cared, planning, views
from web.access import Db, MyRights, Today, may
from web.cared import ThePlan
from web.doors import pages
from web.filters import TheAskedPlans, standing_in
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.planned import NewPlan, Subject, TheAskedPlan, added, written_for
from web.planning import Writing

router = pages("/plans")

SHOWN_MOVES = 50


class Rescheduling(BaseModel):
    """Another day for the next time."""

    due_on: Day
    reason: str = Field(default="", max_length=400)
    version: int | None = None


class Verb(BaseModel):
    """Nothing but the plan that was looked at, and why."""

    reason: str = Field(default="", max_length=400)
    version: int | None = None


PostedPlan = Annotated[Form[NewPlan], posted(NewPlan)]
PostedWriting = Annotated[Form[Writing], posted(Writing)]
PostedRescheduling = Annotated[Form[Rescheduling], posted(Rescheduling)]
PostedVerb = Annotated[Form[Verb], posted(Verb)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedPlans) -> Response:
    wanted = asked.wanted(db, rights)
    found = planned.listed(db, wanted, today, asked.cut, rights)
    choices_of = _filters(page)
    return page.render(
        "maintenance/plans/index.html",
        block="found",
        asked=asked,
        found=found,
        today=today,
        choices=choices_of,
        chips=asked.chips(
            "/plans", asked.chosen(choices_of | standing_in(asked.place, wanted.place))
        ),
        neighbours=asked.neighbours("/plans", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.PLANS_KEEP)])
def new(page: Page, db: Db, today: Today, asked: TheAskedPlan) -> Response:
    said = {name: value for name, value in asked.values.items() if value}
    return _new(page, db, today, Form(asked.values | planning.FRESH | said))


@router.get("/dates", dependencies=[may(Permission.PLANS_KEEP)])
def dates(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedPlan) -> Response:
    """The next times of what is being written: the whole form again, or only them."""
    if not asked.values["plan"]:
        return _new(page, db, today, asked, block="dates")
    plan = cared.plan_to_keep(db, asked.values["plan"], rights)
    return _revising(page, db, today, plan, asked, block="dates")


@router.post("", dependencies=[may(Permission.PLANS_KEEP)])
def add(page: Page, db: Db, rights: MyRights, today: Today, form: PostedPlan) -> Response:
    if form.valid:
        try:
            terms = planning.terms(db, form.data.said, rights)
            plan = added(db, rights, form.data, terms, today)
            return page.go_to(f"/plans/{plan.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _new(page, db, today, form)


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(page: Page, db: Db, plan: ThePlan, today: Today) -> Response:
    return _shown(page, db, plan, today, Form({}))


@router.get("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def revise(page: Page, db: Db, today: Today, plan: ThePlan) -> Response:
    form: Form[Any] = Form(planning.said_of(db, plan, page.language))
    return _revising(page, db, today, plan, form)


@router.post("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def edit(
    page: Page, db: Db, rights: MyRights, today: Today, plan: ThePlan, form: PostedWriting
) -> Response:
    version, moves = plan.version, list[Move]()
    if form.valid:
        try:
            plan.expect(form.data.version)
            terms = planning.terms(db, form.data.said, rights, plan.terms)
            moves = inheritance.change(db, plan, terms, form.data.reason)
            if not moves or form.data.confirmed:
                return page.go_to(f"/plans/{plan.id}")
        except No as no:
            form.refuse(no)
    shown: dict[str, Any] = {"moves": moves, "version": version}
    return _revising(page, db, today, plan, form, **shown)


@router.post("/{key}/reschedule", dependencies=[may(Permission.PLANS_KEEP)])
def reschedule(
    page: Page, db: Db, plan: ThePlan, today: Today, form: PostedRescheduling
) -> Response:
    if form.valid:
        try:
            plan.expect(form.data.version)
            occurrences.reschedule(db, plan, form.data.due_on, form.data.reason)
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
    return _done(page, db, plan, today, form, lambda _: inheritance.resume(db, plan))


@router.post("/{key}/end", dependencies=[may(Permission.PLANS_KEEP)])
def end(page: Page, db: Db, plan: ThePlan, today: Today, form: PostedVerb) -> Response:
    return _done(page, db, plan, today, form, partial(inheritance.end, db, plan, today))


def _done(
    page: PageFor,
    db: Db,
    plan: MaintenancePlan,
    today: date,
    form: Form[Verb],
    verb: Callable[[str], None],
) -> Response:
    try:
        plan.expect(form.data.version)
        verb(form.data.reason)
        return page.go_to(f"/plans/{plan.id}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, plan, today, form)


def _shown(page: PageFor, db: Db, plan: MaintenancePlan, today: date, form: Form[Any]) -> Response:
    due = {"due_on": plan.due_on or ""}
    theirs = form.written_meanwhile(plan.version, due, {"due_on": N_("Next time on")})
    form.values = due | {"reason": ""} | form.values
    entries = db.exec(trail.history(plan.id)).all()
    return page.render(
        "maintenance/plans/show.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        plan=plan,
        today=today,
        order=orders.to_do_of(db, plan) if plan.falls_due else None,
        tone=_tone(plan, today),
        answer=_answer(plan, page, today),
        why_not=_why_not(plan, entries),
        theirs=theirs,
        kept=_keeps(page, plan),
        coming=previews.of_plan(db, plan) if plan.living else [],
        other=_other(page, db, plan),
        stops=routes.arranged(db, plan) if plan.in_rounds else [],
        levels=[(each, page.said(titles_of(each))) for each in plan.terms.levels],
        history=chronicle.told(db, entries, page.language),
    )


def _keeps(page: PageFor, plan: MaintenancePlan) -> bool:
    if plan.site_id:
        return page.rights.may(Permission.PLANS_KEEP, plan)
    return page.rights.may(Permission.PLANS_KEEP) and page.rights.may(Permission.CATALOGUE_KEEP)


def _other(page: PageFor, db: Db, plan: MaintenancePlan) -> list[tuple[str, str, str]]:
    """What it says otherwise than the plan it comes from: what is named is told by its label."""
    told = []
    for name, theirs, own in inheritance.other_terms(db, plan):
        known = planning.KNOWN_AS.get(name, name)
        plain = not name.endswith("_id") and name != "levels"
        pair = (page.said(theirs), page.said(own)) if plain else ("", "")
        told.append((page.say(planning.LABELS[known]), *pair))
    return told


def _why_not(plan: MaintenancePlan, entries: Any) -> str:
    """Why somebody paused or ended it, as she said then."""
    told = "ended_on" if plan.ended_on else "paused" if plan.paused else ""
    reasons = (batch.reason for entry, batch in entries if told in entry.changes)
    return next(reasons, "") if told else ""


def _tone(plan: MaintenancePlan, today: date) -> str:
    if not plan.living or plan.suspended_on or plan.due_on is None:
        return "calm"
    return "bad" if plan.due_on < today else "warn" if plan.due_on == today else "soon"


_RESTS = {
    "in_storage": N_(
        "Its thing is in storage. Nothing is asked; what falls due is owed on return."
    ),
    "on_loan": N_("Its thing is lent. Nothing is asked; what falls due is owed on return."),
    "in_transit": N_("Its thing is on its way. Nothing is asked; what falls due is owed there."),
    "down": N_("Its thing is out of order. What falls due is owed when it works again."),
    "quarantined": N_("Its thing is in quarantine. What falls due is owed when it is released."),
}


def _answer(plan: MaintenancePlan, page: PageFor, today: date) -> str:
    if plan.ended_on or plan.paused or plan.suspended_for:
        return _rests(plan, page)
    pace = page.said(plan.pace)
    if not plan.falls_due:
        return page.say(_owed_to(plan), rhythm=pace)
    if plan.due_on is None:
        return page.say(
            N_("{rhythm}. The day is known once the meter has been read twice."), rhythm=pace
        )
    told = page.say(N_("Next on {day}, then {rhythm}."), day=plan.due_on, rhythm=pace)
    return f"{told} {_late(page, (today - plan.due_on).days)}".strip()


def _rests(plan: MaintenancePlan, page: PageFor) -> str:
    if plan.ended_on:
        return page.say(N_("Ended on {day}."), day=plan.ended_on)
    return page.say(N_("Paused. Nothing falls due.") if plan.paused else _RESTS[plan.suspended_for])


def _late(page: PageFor, days: int) -> str:
    if days <= 0:
        return ""
    return words.say_count(page.language, "{count} day late.", "{count} days late.", days)


def _owed_to(plan: MaintenancePlan) -> str:
    if plan.model_id:
        return N_("Every thing of this model is owed it: {rhythm}.")
    if plan.place_id:
        return N_("Every thing in this place is owed it: {rhythm}.")
    return N_("Every thing of this kind is owed it: {rhythm}.")


def _new(
    page: PageFor,
    db: Db,
    today: date,
    form: Form[NewPlan],
    block: str = "form",
) -> Response:
    subject = written_for(db, page.rights, form)
    terms = _terms(db, page.rights, form)
    first_on = form.data.first_on or today if terms else today
    coming = previews.of_new(db, terms, first_on, subject.where) if terms else []
    return _writing(page, db, form, "new", block, coming=coming, subject=subject, plan=None)


def _revising(
    page: PageFor,
    db: Db,
    today: date,
    plan: MaintenancePlan,
    form: Form[Any],
    block: str = "form",
    **shown: Any,
) -> Response:
    moves = shown.get("moves", [])
    terms = None if moves else _terms(db, page.rights, form, plan.terms)
    coming = previews.of_changed(db, plan, terms, today) if terms else []
    version = form.values.get("version") or shown.get("version", plan.version)
    theirs = planning.said_of(db, plan, page.language) if form.errors else {}
    labels = {name: label for name, label in planning.LABELS.items() if name in theirs}
    now = {name: value for name, value in theirs.items() if name in labels}
    return _writing(
        page,
        db,
        form,
        "edit",
        block,
        coming=coming,
        subject=Subject.of(plan),
        plan=plan,
        version=version,
        moves=moves[:SHOWN_MOVES],
        more=len(moves) - SHOWN_MOVES,
        theirs=form.written_meanwhile(plan.version, now, labels),
    )


def _terms(db: Db, rights: MyRights, form: Form[Any], before: Terms | None = None) -> Terms | None:
    """What the form asks for, if that can be asked for."""
    if not form.valid:
        return None if form.errors or before is None else before
    try:
        said = planning.terms(db, form.data.said, rights, before)
        said.must_hold()
    except No as no:
        form.refuse(no)
        return None
    return said


def _writing(
    page: PageFor, db: Db, form: Form[Any], template: str, block: str, **shown: Any
) -> Response:
    kept = page.request.method != "GET" and (form.errors or shown.get("moves"))
    return page.render(
        f"maintenance/plans/{template}.html",
        block=block,
        status=422 if kept else 200,
        form=form,
        advice=choices.advice(shown["subject"].kind),
        kinds=[(kind, page.said(kind)) for kind in RECURRING],
        counters=[(each.key, page.said(each.names)) for each in db.exec(choices.counters())],
        **{
            name: [(each, page.said(each)) for each in few]
            for name, few in planning.OFFERED.items()
        },
        **({"theirs": [], "moves": [], "version": 0, "more": 0} | shown),
    )


def _filters(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    said = page.said
    return {
        "when": [(when, said(when)) for when in When],
        "site": [(site.code or "", site.name) for site in page.sites],
        "kind": [(kind, said(kind)) for kind in RECURRING],
        "source": [(source, said(source)) for source in Source],
        "listed_in": [(each, said(each)) for each in Register],
        "state": [(each, said(each)) for each in planned.Asleep],
    }
