"""Pages about reported faults: the inbox, one report, and what is made of it."""

from datetime import date
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory.register import GONE
from assets.maintenance import claims, inbox, triage, verdicts, worklists
from assets.maintenance.faults import LONGEST, REPORTED, Fault, State
from assets.maintenance.orders import WorkOrder
from assets.rights import Permission, Rights
from assets.words import N_
from web import attached, reports, views
from web.access import Db, Me, MyRights, Today, may
from web.cared import TheFault
from web.doors import pages
from web.filters import TheAskedFaults
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.standing import standing

router = pages("/faults")

HERE = "/faults"
MOST_COUNTED = 1000
MOST_ORDERS = 20
TITLE_WORDS = 80  # letters of what was said, in the title that is offered


class Accepting(BaseModel):
    """The work that is ordered, or the order that is open already."""

    title: str = Field(default="", max_length=200)
    due_on: Day | None = None
    into: str = ""
    reply: str = Field(default="", max_length=LONGEST)
    version: int | None = None


class Joining(BaseModel):
    """The number of the report that said so before."""

    to: str = Field(min_length=1, max_length=20)
    version: int | None = None


class Answering(BaseModel):
    """What whoever reported it shall read."""

    answer: str = Field(default="", max_length=LONGEST)
    version: int | None = None


class Rejecting(BaseModel):
    """Why nothing will be done."""

    reason: str = Field(default="", max_length=LONGEST)
    version: int | None = None


PostedAccepting = Annotated[Form[Accepting], posted(Accepting)]
PostedJoining = Annotated[Form[Joining], posted(Joining)]
PostedAnswering = Annotated[Form[Answering], posted(Answering)]
PostedRejecting = Annotated[Form[Rejecting], posted(Rejecting)]


@router.get("", dependencies=[may(Permission.FAULTS_SEE)])
def index(page: Page, db: Db, rights: MyRights, asked: TheAskedFaults) -> Response:
    wanted = asked.wanted(db, rights)
    found = inbox.listed(db, wanted, asked.cut, rights)
    choices = _filters(page)
    others = {
        "danger": page.say(N_("Danger")) if asked.danger else "",
        "asset": asked.asset,
        "order": asked.order,
    }
    return page.render(
        "maintenance/faults/index.html",
        block="found",
        asked=asked,
        found=found,
        zone=page.zone,
        choices=choices,
        icons=reports.ICONS,
        chips=asked.chips(HERE, asked.chosen(choices) | others),
        counted=_counted(page, found.rows, inbox.counted(db, wanted, rights)),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/{number}", dependencies=[may(Permission.FAULTS_SEE)])
def show(page: Page, db: Db, fault: TheFault, today: Today) -> Response:
    return _shown(page, db, fault, today, Form({}))


@router.post("/{number}/accept", dependencies=[may(Permission.FAULTS_HANDLE)])
def accept(
    page: Page, db: Db, fault: TheFault, me: Me, today: Today, form: PostedAccepting
) -> Response:
    if form.valid:
        try:
            fault.expect(form.data.version)
            order = triage.accept(db, fault, me, _asked(db, page.rights, form.data), today)
            return page.go_to(f"/orders/{order.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, fault, today, form)


@router.post("/{number}/join", dependencies=[may(Permission.FAULTS_HANDLE)])
def join(
    page: Page, db: Db, fault: TheFault, me: Me, today: Today, form: PostedJoining
) -> Response:
    if form.valid:
        try:
            fault.expect(form.data.version)
            first = triage.join(db, fault, inbox.fault(db, form.data.to, page.rights), me)
            return page.go_to(f"{HERE}/{first.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, fault, today, form)


@router.post("/{number}/answer", dependencies=[may(Permission.FAULTS_HANDLE)])
def answer(
    page: Page, db: Db, fault: TheFault, me: Me, today: Today, form: PostedAnswering
) -> Response:
    if form.valid:
        try:
            fault.expect(form.data.version)
            triage.answer(db, fault, me, form.data.answer)
            return page.go_to(f"{HERE}/{fault.number}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, fault, today, form)


@router.post("/{number}/reject", dependencies=[may(Permission.FAULTS_HANDLE)])
def reject(
    page: Page, db: Db, fault: TheFault, me: Me, today: Today, form: PostedRejecting
) -> Response:
    if form.valid:
        try:
            fault.expect(form.data.version)
            triage.reject(db, fault, me, form.data.reason)
            return page.go_to(f"{HERE}/{fault.number}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, fault, today, form)


TONES = {
    State.NEW: "warn",
    State.ACCEPTED: "soon",
    State.JOINED: "calm",
    State.ANSWERED: "good",
    State.REJECTED: "calm",
    State.SETTLED: "good",
}


def _asked(db: Db, rights: Rights, said: Accepting) -> triage.Asked:
    into = worklists.order(db, said.into, rights) if said.into else None
    return triage.Asked(said.title, said.due_on, into, said.reply)


def _shown(page: PageFor, db: Db, fault: Fault, today: date, form: Form[Any]) -> Response:
    asset = fault.asset
    handles = page.rights.may(Permission.FAULTS_HANDLE, fault)
    form.values = _offered(page, fault, today) | form.values
    return page.render(
        "maintenance/faults/show.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        fault=fault,
        asset=asset,
        zone=page.zone,
        today=today,
        tone=TONES[fault.state],
        standing=standing(asset, verdicts.of(db, asset, today), today, page.language),
        joined=triage.joined(db, fault),
        others=[each for each in inbox.open_on(db, asset) if each.id != fault.id],
        orders=_open_orders(db, fault),
        handles=handles,
        open=handles and fault.state in triage.OPEN and asset.state not in GONE,
        covered=claims.covered(fault),
        photo_lost=page.request.query_params.get("photo") == "lost",
        papers=attached.of(page, db, fault, today),
        history=chronicle.told(db, db.exec(trail.history(fault.id)).all(), page.language),
    )


def _open_orders(db: Db, fault: Fault) -> list[WorkOrder]:
    """What is to be done on its thing, beside its own order."""
    found = db.exec(worklists.of_asset(fault.asset).limit(MOST_ORDERS))
    return [each for each in found if each.to_do and each.id != fault.order_id]


def _offered(page: PageFor, fault: Fault, today: date) -> dict[str, Any]:
    """The work as it may be called, from what was said."""
    title = page.said(fault.kind)
    if fault.words:
        title = f"{title}: {' '.join(fault.words.split())}"
    short = title if len(title) <= TITLE_WORDS else f"{title[:TITLE_WORDS]}…"
    empty = dict.fromkeys(("into", "to", "reply", "answer", "reason"), "")
    return empty | {"title": short, "due_on": today}


def _counted(page: PageFor, rows: Any, count: int) -> str:
    if count > MOST_COUNTED:
        return page.say(N_("{shown} of more than {count}"), shown=len(rows), count=MOST_COUNTED)
    return page.say(N_("{shown} of {count}"), shown=len(rows), count=count)


def _filters(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    said = page.said
    return {
        "state": [(state, said(state)) for state in State if state is not State.NEW],
        "site": [(site.code or "", site.name) for site in page.sites],
        "kind": [(kind, said(kind)) for kind in REPORTED],
    }
