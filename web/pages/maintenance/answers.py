"""Pages on which a checklist is answered: each step is kept the moment it is answered."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets import files
from assets.errors import Missing, Refused
from assets.inventory import documents, register
from assets.inventory.catalogue import EquipmentType
from assets.inventory.documents import Kind
from assets.inventory.register import Asset
from assets.maintenance import answering, answers, checklists, worklists
from assets.maintenance.answering import Said
from assets.maintenance.answers import Answer
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.steps import StepKind
from assets.people import Person
from assets.rights import Permission
from web import answering as shown
from web.access import Db, Me, Today, may, reading, slowly, writing
from web.answering import Checked
from web.cared import TheOrder
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor

router = pages("/orders/{number}/checklist")

MOST_STOPS = 300


class Answering(BaseModel):
    """What was found at a step and how it was left. `version` is 0 where nobody had answered."""

    found: str = Field(default="", max_length=2000)
    left: str = Field(default="", max_length=2000)
    note: str = Field(default="", max_length=1000)
    not_applicable: bool = False
    version: int | None = None


class Photographing(BaseModel):
    """A photo, as it was taken."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    found: UploadFile | None = None
    version: int | None = None


class Correcting(BaseModel):
    """The work that puts right what failed."""

    title: str = Field(min_length=1, max_length=200)
    out_of_use: bool = False


class TakingBack(BaseModel):
    """Nothing but the answer that was looked at."""

    version: int | None = None


class Choosing(BaseModel):
    """The checklist that an order shall go through."""

    checklist: str = Field(min_length=1)


@dataclass(frozen=True)
class Here:
    """Where somebody stands: a step of an order, or of one stop of it."""

    order: WorkOrder
    step: str
    at: Stop | None


def _here(db: Db, order: TheOrder, step: str, stop: str = "") -> Here:
    return Here(order, step, answers.stop(db, order, stop))


TheStep = Annotated[Here, Depends(_here)]
PostedAnswer = Annotated[Form[Answering], posted(Answering)]
PostedPhoto = Annotated[Form[Photographing], posted(Photographing)]
PostedCorrection = Annotated[Form[Correcting], posted(Correcting)]
PostedTakingBack = Annotated[Form[TakingBack], posted(TakingBack)]
PostedChoice = Annotated[Form[Choosing], posted(Choosing)]


@router.get("", dependencies=[may(Permission.ORDERS_SEE)])
def show(page: Page, db: Db, order: TheOrder, stop: str = "") -> Response:
    walked = [] if order.asset_id or stop else answers.stops(db, order)[:MOST_STOPS]
    if walked:
        return page.render("maintenance/answers/stops.html", order=order, stops=walked)
    if order.checklist_id is None and order.to_do:
        return _choosing(page, db, order, Form({}))
    return _whole(page, db, shown.checked(page, db, order, answers.stop(db, order, stop)))


@router.post("", dependencies=[may(Permission.ORDERS_DO)])
def choose(page: Page, db: Db, order: TheOrder, form: PostedChoice) -> Response:
    if form.valid:
        try:
            answering.choose(order, checklists.called(db, form.data.checklist))
            return page.go_to(f"/orders/{order.number}/checklist")
        except Refused as no:
            form.refuse(no)
    return _choosing(page, db, order, form)


@router.post("/{step}", dependencies=[may(Permission.ORDERS_DO)])
def answer(page: Page, db: Db, here: TheStep, me: Me, today: Today, form: PostedAnswer) -> Response:
    if form.valid:
        try:
            answering.give(db, here.order, _said(page, db, here, form.data), me, today)
            return _kept(page, db, here)
        except (Refused, Missing) as no:
            form.refuse(no)
    return _again(page, db, here, form)


@router.post("/{step}/photo", dependencies=[slowly(Permission.ORDERS_DO)])
def photograph(page: Page, request: Request, number: str, step: str, form: PostedPhoto) -> Response:
    """The photo is looked at and kept before the register is written in."""
    with reading(request) as db:
        documents.must_keep(request.state.rights, _found(request, db, number, step).order)
    try:
        return _photographed(page, request, number, step, form)
    except Refused as no:
        form.refuse(no)
    with reading(request) as db:
        return _again(page, db, _found(request, db, number, step), form)


@router.post("/{step}/correct", dependencies=[may(Permission.ORDERS_DO)])
def correct(
    page: Page, db: Db, here: TheStep, me: Me, today: Today, form: PostedCorrection
) -> Response:
    if form.valid:
        try:
            given, said = _given(db, here), form.data
            title = _untouched(page, given, said.title)
            answering.correct(db, given, me, today, title=title, out_of_use=said.out_of_use)
            return _kept(page, db, here)
        except Refused as no:
            form.refuse(no)
    return _again(page, db, here, form)


@router.post("/{step}/take-back", dependencies=[may(Permission.ORDERS_DO)])
def take_back(page: Page, db: Db, here: TheStep, form: PostedTakingBack) -> Response:
    try:
        given = _given(db, here)
        given.expect(form.data.version)
        answering.take_back(db, here.order, given)
        return _kept(page, db, here, stay=True)
    except Refused as no:
        form.refuse(no)
    return _again(page, db, here, form)


def _choosing(page: PageFor, db: Session, order: WorkOrder, form: Form[Any]) -> Response:
    """The lists that are made for this kind of thing are offered first."""
    asset = answers.thing(db, order, None)
    kind = db.get(EquipmentType, asset.type_id) if asset and asset.type_id else None
    fitting = checklists.for_type(db, kind.key if kind else "")
    return page.render(
        "maintenance/answers/choose.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        suggested=[page.said(each.names) for each in fitting],
    )


def _said(page: PageFor, db: Session, here: Here, typed: Answering) -> Said:
    asked = shown.checked(page, db, here.order, here.at).line(here.step).step
    tagged = asked.kind is StepKind.INSTRUMENT and typed.found.strip() and not typed.not_applicable
    return Said(
        step=here.step,
        found=typed.found,
        left=typed.left,
        note=typed.note,
        not_applicable=typed.not_applicable,
        instrument=_instrument(page, db, typed.found) if tagged else None,
        at=here.at,
        expected=typed.version,
    )


def _instrument(page: PageFor, db: Session, tag: str) -> Asset:
    try:
        return register.tagged(db, tag, page.rights)
    except Missing as no:
        raise Refused(no.words, **no.values, field="found") from no


def _photographed(
    page: PageFor, request: Request, number: str, step: str, form: Form[Photographing]
) -> Response:
    file = form.data.found
    if file is None or not file.size:
        raise Refused("Choose a photo.", field="found")
    settings, zone = request.app.state.settings, request.state.zone
    stored = files.receive(file.file.read(), file.filename or "", settings, zone)
    with writing(request) as db:
        here, me = _found(request, db, number, step), db.get_one(Person, request.state.me.id)
        photo = documents.attach(db, stored, Kind.PHOTO, to=[here.order])
        said = Said(step, document=photo, at=here.at, expected=form.data.version)
        answering.give(db, here.order, said, me, db.info["at"].astimezone(zone).date())
        return _kept(page, db, here)


def _found(request: Request, db: Session, number: str, step: str) -> Here:
    """The step of an order that whoever asks may do."""
    order = worklists.order(db, number, request.state.rights)
    request.state.rights.must(Permission.ORDERS_DO, order)
    return _here(db, order, step, request.query_params.get("stop", ""))


def _given(db: Session, here: Here) -> Answer:
    given = answers.given(db, here.order, here.at).get(here.step)
    if given is None:
        raise Refused("This step is not answered yet.")
    return given


def _untouched(page: PageFor, given: Answer, title: str) -> str:
    """Nothing where the title is the proposed one, which is there in all three languages."""
    return "" if title == page.said(answering.proposed(given)) else title


def _kept(page: PageFor, db: Session, here: Here, *, stay: bool = False) -> Response:
    """The step as it stands now; without scripts the page, at the step that comes next."""
    checked = shown.checked(page, db, here.order, here.at)
    page.go_to(checked.href)
    if page.partial:
        return _part(page, checked, here.step)
    following = here.step if stay else checked.following(here.step)
    return page.sent_to(f"{checked.href}#step-{following}")


def _again(page: PageFor, db: Session, here: Here, form: Form[Any]) -> Response:
    """The step with what was typed, and what is wrong about it."""
    checked = shown.checked(page, db, here.order, here.at)
    checked.line(here.step).form = form
    if page.partial:
        return _part(page, checked, here.step, status=422)
    return _whole(page, db, checked, status=422)


def _part(page: PageFor, checked: Checked, step: str, status: int = 200) -> Response:
    return page.render(
        "maintenance/answers/one.html", status=status, checked=checked, line=checked.line(step)
    )


def _whole(page: PageFor, db: Session, checked: Checked, status: int = 200) -> Response:
    return page.render(
        "maintenance/answers/show.html",
        status=status,
        checked=checked,
        order=checked.order,
        near=shown.near(page, db, checked.order, checked.asset),
    )
