"""Pages about rounds: asking for one over some things, and walking it stop by stop."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import moves
from assets.inventory.carriers import LONGEST
from assets.inventory.register import Asset
from assets.maintenance import rounds, routes, walks, worklists
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import OUTCOMES, Found, Reached
from assets.maintenance.terms import Kind, Outcome
from assets.rights import Permission
from assets.words import N_
from web import stops as drawn
from web.access import Db, Me, MyRights, Today, may, reading, slowly
from web.cared import StopOfRound, TheOrder, TheStop
from web.doors import pages
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.paging import Paged, from_address
from web.scanned import MOST_CODES, Photograph

router = pages("/rounds")
stops = pages("/orders")

LEFT_OUT = "left_out"


class Asking(BaseModel):
    """A round over these things, in this order."""

    tag: list[str] = Field(default_factory=list)
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.INSPECTION
    due_on: Day
    own: bool = False


class Answering(BaseModel):
    """What was found at a stop, or why it is left out; and the code that was read there."""

    found: str = Field(min_length=1)
    note: str = Field(default="", max_length=1000)
    code: str = Field(default="", max_length=LONGEST)
    version: int | None = None

    def said(self, reached: Reached) -> Found:
        if self.found == LEFT_OUT:
            return Found(Reached.PASSED_BY, note=self.note)
        if self.found not in OUTCOMES:
            raise Refused("Choose one of the list.", field="found")
        return Found(reached, Outcome(self.found), self.note)


class Repair(BaseModel):
    """What is to be done about what failed, and until when."""

    title: str = Field(min_length=1, max_length=200)
    due_on: Day


class Asked(Paged):
    """Which page of the stops; or the stop of these codes."""

    code: list[str] = Field(default_factory=list)


class Arranging(BaseModel):
    """The things of a round in their order, and the one that goes up or down."""

    tag: list[str] = Field(default_factory=list)
    title: str = ""
    kind: str = Kind.INSPECTION
    due_on: str = ""
    own: bool = False
    up: str = ""
    down: str = ""
    away: str = ""


PostedAsking = Annotated[Form[Asking], posted(Asking)]
PostedAnswering = Annotated[Form[Answering], posted(Answering)]
PostedRepair = Annotated[Form[Repair], posted(Repair)]
PostedPhotograph = Annotated[Form[Photograph], posted(Photograph)]


@router.get("/new", dependencies=[may(Permission.ORDERS_DO)])
def new(
    page: Page, db: Db, today: Today, asked: Annotated[Arranging, from_address(Arranging)]
) -> Response:
    values = asked.model_dump() | {"due_on": asked.due_on or today.isoformat()}
    form: Form[Asking] = Form(values, language=page.language)
    try:
        things = _things(page, db, asked.tag)
    except (Refused, Missing) as no:
        form.refuse(no)
        return _asking(page, form, [])
    if not (asked.own or asked.up or asked.down):
        things = routes.walked(db, things)
    form.values["own"] = asked.own or bool(asked.up or asked.down)
    return _asking(page, form, _arranged(things, asked))


@router.post("", dependencies=[may(Permission.ORDERS_DO)])
def ask(page: Page, db: Db, today: Today, form: PostedAsking) -> Response:
    things: list[Asset] = []
    try:
        things = _things(page, db, form.values["tag"])
        if form.valid:
            said = form.data
            order = rounds.ask(
                db, things, title=said.title, kind=said.kind, due_on=said.due_on, on=today
            )
            return page.go_to(f"/orders/{order.number}")
    except (Refused, Missing) as no:
        form.refuse(no)
    return _asking(page, form, things)


@stops.get("/{number}/stops", dependencies=[may(Permission.ORDERS_SEE)])
def index(
    page: Page,
    db: Db,
    rights: MyRights,
    order: TheOrder,
    asked: Annotated[Asked, from_address(Asked)],
) -> Response:
    form: Form[Any] = Form({"code": " ".join(asked.code)}, language=page.language)
    if any(asked.code):
        try:
            stop = walks.scanned(db, order, asked.code[:MOST_CODES], rights)
            code = urlencode({"scanned": asked.code[0].strip()})
            return page.sent_to(f"/orders/{order.number}/stops/{stop.id}?{code}")
        except Refused as no:
            form.refuse(no)
    return _listed(page, db, order, asked, form)


@stops.post("/{number}/stops/photo", dependencies=[slowly(Permission.ORDERS_DO)])
def photograph(request: Request, page: Page, number: str, form: PostedPhotograph) -> Response:
    if form.valid:
        try:
            said = urlencode({"code": form.data.codes}, doseq=True)
            return page.sent_to(f"/orders/{number}/stops?{said}")
        except Refused as no:
            form.errors["photo"] = page.say(no.words, **no.values)
    form.values["code"] = ""
    with reading(request) as db:
        order = worklists.order(db, number, page.rights)
        page.rights.must(Permission.ORDERS_DO, order)
        return _listed(page, db, order, Asked(), form)


@stops.get("/{number}/stops/{stop}", dependencies=[may(Permission.ORDERS_SEE)])
def show(
    page: Page, db: Db, today: Today, found: TheStop, scanned: Annotated[str, Query()] = ""
) -> Response:
    stop = found.stop
    said = LEFT_OUT if stop.reached is Reached.PASSED_BY else stop.outcome or ""
    form: Form[Any] = Form({"code": scanned, "found": said, "note": stop.note})
    return _stop(page, db, found, today.isoformat(), form)


@stops.post("/{number}/stops/{stop}", dependencies=[may(Permission.ORDERS_DO)])
def answer(
    page: Page, db: Db, me: Me, today: Today, found: TheStop, form: PostedAnswering
) -> Response:
    order, stop = found.order, found.stop
    if form.valid:
        try:
            said = form.data.said(walks.reached_by(db, stop, form.data.code, page.rights))
            if not stop.says(said.reached, said.outcome, said.note.strip()):
                stop.expect(form.data.version)
            rounds.answer(db, order, stop, me, said)
            failed = f"/{stop.id}" if stop.outcome is Outcome.FAIL else ""
            return page.go_to(
                f"/orders/{order.number}" + (f"/stops{failed}" if failed else "#stops")
            )
        except Refused as no:
            form.refuse(no)
    return _stop(page, db, found, today.isoformat(), form)


@stops.post("/{number}/stops/{stop}/repair", dependencies=[may(Permission.ORDERS_DO)])
def repair(page: Page, db: Db, today: Today, found: TheStop, form: PostedRepair) -> Response:
    order, stop = found.order, found.stop
    if form.valid:
        try:
            said = form.data
            rounds.repair(db, order, stop, said.title, due_on=said.due_on, on=today)
            return page.go_to(f"/orders/{order.number}#stops")
        except Refused as no:
            form.refuse(no)
    return _stop(page, db, found, today.isoformat(), form)


def _things(page: PageFor, db: Session, tags: list[str]) -> list[Asset]:
    return moves.chosen(db, tags, page.rights, Permission.ORDERS_DO)


def _arranged(things: list[Asset], asked: Arranging) -> list[Asset]:
    """The things, with one of them moved by one or taken away."""
    return routes.shifted(things, up=asked.up, down=asked.down, away=asked.away)


def _asking(page: PageFor, form: Form[Any], things: list[Asset]) -> Response:
    return page.render(
        "maintenance/rounds/new.html",
        status=422 if form.errors else 200,
        form=form,
        things=things,
        kinds=[(kind, page.said(kind)) for kind in Kind],
    )


def _listed(
    page: PageFor, db: Session, order: WorkOrder, asked: Asked, form: Form[Any]
) -> Response:
    round_of = drawn.of(db, order, asked.cut)
    if round_of is None:
        raise Missing("There is no such page.")
    path = f"/orders/{order.number}/stops"
    return page.render(
        "maintenance/rounds/index.html",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        round=round_of,
        neighbours=asked.model_copy(update={"code": []}).neighbours(path, round_of.found),
    )


def _stop(page: PageFor, db: Session, found: StopOfRound, today: str, form: Form[Any]) -> Response:
    order, stop = found.order, found.stop
    form.values = {"found": "", "note": "", "title": stop.note, "due_on": today} | form.values
    choices = [(outcome, page.said(outcome)) for outcome in OUTCOMES]
    return page.render(
        "maintenance/rounds/stop.html",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        stop=stop,
        progress=walks.progress(db, order),
        outcomes=[*choices, (LEFT_OUT, page.say(N_("Left out")))],
        repair=rounds.repairs(db, order).get(stop.asset_id),
        proven=walks.proves(form.values.get("code", ""), stop.asset.tag),
    )
