"""Pages on which a checklist is answered: each step is kept the moment it is answered."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets import files
from assets.errors import Missing, Refused
from assets.inventory import documents, register
from assets.inventory.catalogue import EquipmentType
from assets.inventory.documents import Kind
from assets.maintenance import answering, answers, checklists, worklists
from assets.maintenance.answering import Said
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.steps import StepKind
from assets.people import Person
from assets.rights import Permission
from web import answering as shown
from web.access import Db, Me, MyRights, Today, may, reading, slowly, writing
from web.answering import Checked
from web.forms import Form, posted
from web.named import TheOrder
from web.page import Page, PageFor

router = APIRouter(prefix="/orders/{number}/checklist")

MOST_STOPS = 300


class Answering(BaseModel):
    """What was found at a step and how it was left. `version` is 0 where nobody had answered."""

    found: str = Field(default="", max_length=2000)
    left: str = Field(default="", max_length=2000)
    note: str = Field(default="", max_length=1000)
    not_applicable: bool = False
    version: int | None = None
    stop: str = ""


class Photographing(BaseModel):
    """A photo, as it was taken."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    found: UploadFile | None = None
    version: int | None = None
    stop: str = ""


class Correcting(BaseModel):
    """The work that puts right what failed."""

    title: str = Field(min_length=1, max_length=200)
    out_of_use: bool = False
    stop: str = ""


class TakingBack(BaseModel):
    """Nothing but the answer that was looked at."""

    version: int | None = None
    stop: str = ""


class Choosing(BaseModel):
    """The checklist that an order shall go through."""

    checklist: str = Field(min_length=1)


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
def answer(
    page: Page, db: Db, order: TheOrder, me: Me, today: Today, step: str, form: PostedAnswer
) -> Response:
    at = answers.stop(db, order, str(form.values["stop"]))
    if form.valid:
        try:
            said = _said(db, page, order, step, form.data, at)
            answering.give(db, order, said, me, today)
            return _kept(page, db, shown.checked(page, db, order, at), step)
        except (Refused, Missing) as no:
            form.refuse(no)
    return _again(page, db, order, at, step, form)


@router.post("/{step}/photo", dependencies=[slowly(Permission.ORDERS_DO)])
def photograph(page: Page, request: Request, number: str, step: str, form: PostedPhoto) -> Response:
    """The photo is looked at and kept before the register is written in."""
    with reading(request) as db:
        order = _to_do(request, db, number)
        documents.must_keep(request.state.rights, order)
    try:
        return _photographed(page, request, number, step, form)
    except Refused as no:
        form.refuse(no)
    with reading(request) as db:
        order = _to_do(request, db, number)
        at = answers.stop(db, order, str(form.values["stop"]))
        return _again(page, db, order, at, step, form)


@router.post("/{step}/correct", dependencies=[may(Permission.ORDERS_DO)])
def correct(
    page: Page, db: Db, order: TheOrder, me: Me, today: Today, step: str, form: PostedCorrection
) -> Response:
    at = answers.stop(db, order, str(form.values["stop"]))
    if form.valid:
        try:
            given = _given(db, order, at, step)
            title = _untouched(page, given, form.data.title)
            out_of_use = form.data.out_of_use
            answering.correct(db, given, me, today, title=title, out_of_use=out_of_use)
            return _kept(page, db, shown.checked(page, db, order, at), step)
        except Refused as no:
            form.refuse(no)
    return _again(page, db, order, at, step, form)


@router.post("/{step}/take-back", dependencies=[may(Permission.ORDERS_DO)])
def take_back(page: Page, db: Db, order: TheOrder, step: str, form: PostedTakingBack) -> Response:
    at = answers.stop(db, order, str(form.values["stop"]))
    try:
        given = _given(db, order, at, step)
        given.expect(form.data.version)
        answering.take_back(db, order, given)
        return _kept(page, db, shown.checked(page, db, order, at), step, stay=True)
    except Refused as no:
        form.refuse(no)
    return _again(page, db, order, at, step, form)


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


def _said(
    db: Session, page: PageFor, order: WorkOrder, step: str, typed: Answering, at: Stop | None
) -> Said:
    asked = shown.checked(page, db, order, at).line(step).step
    tagged = asked.kind is StepKind.INSTRUMENT and typed.found.strip() and not typed.not_applicable
    return Said(
        step=step,
        found=typed.found,
        left=typed.left,
        note=typed.note,
        not_applicable=typed.not_applicable,
        instrument=_instrument(db, page, typed.found) if tagged else None,
        at=at,
        expected=typed.version,
    )


def _instrument(db: Session, page: PageFor, tag: str) -> Any:
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
        order = _to_do(request, db, number)
        at = answers.stop(db, order, form.data.stop)
        photo = documents.attach(db, stored, Kind.PHOTO, to=[order])
        said = Said(step, document=photo, at=at, expected=form.data.version)
        me = db.get_one(Person, request.state.me.id)
        day = db.info["at"].astimezone(zone).date()
        answering.give(db, order, said, me, day)
        return _kept(page, db, shown.checked(page, db, order, at), step)


def _to_do(request: Request, db: Session, number: str) -> WorkOrder:
    """The order, for somebody who may do it."""
    order = worklists.order(db, number, request.state.rights)
    request.state.rights.must(Permission.ORDERS_DO, order)
    return order


def _given(db: Session, order: WorkOrder, at: Stop | None, step: str) -> answers.Answer:
    given = answers.given(db, order, at).get(step)
    if given is None:
        raise Refused("This step is not answered yet.")
    return given


def _untouched(page: PageFor, given: answers.Answer, title: str) -> str:
    """Nothing where the title is the proposed one, which is there in all three languages."""
    return "" if title == page.said(answering.proposed(given)) else title


def _kept(
    page: PageFor, db: Session, checked: Checked, step: str, *, stay: bool = False
) -> Response:
    """The step as it stands now; without scripts the page, at the step that comes next."""
    page.go_to(checked.href)
    if page.partial:
        return _part(page, checked, step)
    return page.sent_to(f"{checked.href}#step-{step if stay else checked.following(step)}")


def _again(
    page: PageFor, db: Session, order: WorkOrder, at: Stop | None, step: str, form: Form[Any]
) -> Response:
    """The step with what was typed, and what is wrong about it."""
    checked = shown.checked(page, db, order, at)
    checked.line(step).form = form
    if page.partial:
        return _part(page, checked, step, status=422)
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
