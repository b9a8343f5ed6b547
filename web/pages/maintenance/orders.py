"""Pages about work: what is to be done, one order, and doing it."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail, words
from assets.errors import Missing, Refused
from assets.inventory import register
from assets.inventory.register import Asset
from assets.maintenance import completion, orders, worklists
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind, When
from assets.rights import Permission
from assets.words import N_, Language
from web import attached, stops, stores, views
from web.access import Db, Me, MyRights, Today, may
from web.filters import TheAskedOrders, standing_in
from web.forms import Day, Form, posted
from web.named import TheOrder, within
from web.page import Page, PageFor
from web.standing import Standing

router = APIRouter(prefix="/orders")

MOST_COUNTED = 1000


class Asking(BaseModel):
    """A piece of work that no plan asks for."""

    asset: str = Field(min_length=1)
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.CORRECTIVE
    due_on: Day


class Completion(BaseModel):
    """It is done: when, and what there is to say of it."""

    done_on: Day
    note: str = Field(default="", max_length=4000)
    version: int | None = None


class Cancelling(BaseModel):
    """It will not be done, and why."""

    reason: str = Field(default="", max_length=1000)
    version: int | None = None


class Taking(BaseModel):
    """Nothing but the order that was looked at."""

    version: int | None = None


PostedAsking = Annotated[Form[Asking], posted(Asking)]
PostedCompletion = Annotated[Form[Completion], posted(Completion)]
PostedCancelling = Annotated[Form[Cancelling], posted(Cancelling)]
PostedTaking = Annotated[Form[Taking], posted(Taking)]


@router.get("", dependencies=[may(Permission.ORDERS_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, me: Me, today: Today, asked: TheAskedOrders
) -> Response:
    wanted = asked.wanted(db, rights, me)
    found = worklists.listed(db, wanted, today, asked.cut, rights)
    choices = _filters(page)
    mine = {"mine": page.say(N_("Taken on by me")) if asked.mine else ""}
    said = asked.chosen(choices | standing_in(asked.place, wanted.place)) | mine
    return page.render(
        "maintenance/orders/index.html",
        block="found",
        asked=asked,
        found=found,
        today=today,
        choices=choices,
        chips=asked.chips("/orders", said),
        counted=_counted(page, found.rows, worklists.counted(db, wanted, today, rights)),
        neighbours=asked.neighbours("/orders", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.ORDERS_DO)])
def new(page: Page, today: Today, asset: str = "") -> Response:
    form: Form[Asking] = Form({"asset": asset, "kind": Kind.CORRECTIVE, "due_on": today})
    return _asking(page, form)


@router.post("", dependencies=[may(Permission.ORDERS_DO)])
def ask(
    request: Request, page: Page, db: Db, rights: MyRights, today: Today, form: PostedAsking
) -> Response:
    if form.valid:
        try:
            asset = register.tagged(db, form.data.asset, rights)
            within(request, asset)
            order = _asked_for(db, asset, form.data, today)
            return page.go_to(f"/orders/{order.number}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _asking(page, form)


@router.get("/{number}", dependencies=[may(Permission.ORDERS_SEE)])
def show(page: Page, db: Db, order: TheOrder, today: Today) -> Response:
    return _shown(page, db, order, today, Form({"done_on": today}))


@router.post("/{number}/take", dependencies=[may(Permission.ORDERS_DO)])
def take(page: Page, db: Db, order: TheOrder, me: Me, today: Today, form: PostedTaking) -> Response:
    try:
        order.expect(form.data.version)
        order.take(me)
        return page.go_to(f"/orders/{order.number}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, order, today, form)


@router.post("/{number}/complete", dependencies=[may(Permission.ORDERS_DO)])
def complete(
    page: Page, db: Db, order: TheOrder, me: Me, today: Today, form: PostedCompletion
) -> Response:
    if form.valid:
        try:
            order.expect(form.data.version)
            completion.complete(db, order, me, form.data.done_on, form.data.note)
            return page.go_to(f"/orders/{order.number}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, order, today, form)


@router.post("/{number}/cancel", dependencies=[may(Permission.ORDERS_DO)])
def cancel(page: Page, db: Db, order: TheOrder, today: Today, form: PostedCancelling) -> Response:
    if form.valid:
        try:
            order.expect(form.data.version)
            orders.cancel(db, order, form.data.reason, today)
            return page.go_to(f"/orders/{order.number}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, order, today, form)


def standing(order: WorkOrder, on: date, language: Language) -> Standing:
    """What somebody who opens an order wants to know first."""
    if order.state is State.DONE:
        done = words.say(language, N_("Done on {day}."), day=order.done_on)
        return Standing("good", done)
    if order.state is State.CANCELLED:
        why = words.translations(language).gettext(order.reason)  # typed, or one of ours
        return Standing("calm", words.say(language, N_("Cancelled: {reason}"), reason=why))
    days = (order.due_on - on).days
    tone = "bad" if days < 0 else "warn" if days == 0 else "soon"
    due = words.say(language, N_("Due on {day}."), day=order.due_on)
    if days < 0:
        late = words.say_count(language, "{count} day late.", "{count} days late.", -days)
        due = f"{due} {late}"
    return Standing(tone, due)


def _asked_for(db: Db, asset: Asset, said: Asking, on: date) -> WorkOrder:
    return orders.ask(db, asset, title=said.title, kind=said.kind, due_on=said.due_on, on=on)


def _asking(page: PageFor, form: Form[Asking]) -> Response:
    return page.render(
        "maintenance/orders/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        kinds=[(kind, page.said(kind)) for kind in Kind],
    )


def _shown(page: PageFor, db: Db, order: WorkOrder, today: date, form: Form[Any]) -> Response:
    form.values = {"done_on": today, "note": "", "reason": ""} | form.values
    entries = db.exec(trail.history(order.id)).all()
    return page.render(
        "maintenance/orders/show.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        order=order,
        standing=standing(order, today, page.language),
        papers=attached.of(page, db, order, today),
        round=stops.of(db, order),
        used=stores.of(db, order),
        history=chronicle.told(db, entries, page.language),
    )


def _counted(page: PageFor, rows: Any, count: int) -> str:
    if count > MOST_COUNTED:
        return page.say(N_("{shown} of more than {count}"), shown=len(rows), count=MOST_COUNTED)
    return page.say(N_("{shown} of {count}"), shown=len(rows), count=count)


def _filters(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    said = page.said
    return {
        "when": [(when, said(when)) for when in When],
        "site": [(site.code or "", site.name) for site in page.sites],
        "kind": [(kind, said(kind)) for kind in Kind],
        "state": [(state, said(state)) for state in State],
    }
