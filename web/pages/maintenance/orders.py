"""Pages about work: what is to be done, asking for it, one order, and many done at once."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import moves, places
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import completion, orders, worklists
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind, Outcome, Priority, Waiting, When, titles_of
from assets.rights import Permission
from assets.words import N_
from web import branches, views, work
from web.access import Db, Me, MyRights, Today, may
from web.away import tags_of
from web.doors import pages
from web.filters import TheAskedOrders, standing_in
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.paging import from_address
from web.work import TheOpened

router = pages("/orders")

MOST_COUNTED = 1000


class Asking(BaseModel):
    """Work that no plan asks for: on each of these things, or at a place."""

    asset: str = ""
    place: str = ""
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.CORRECTIVE
    priority: Priority | None = None
    due_on: Day
    corrects: str = ""
    draft: bool = False


class Begun(BaseModel):
    """What work is asked for on, as an address says it: ticked things, one, a place, a failure."""

    tag: list[str] = Field(default_factory=list)
    asset: str = ""
    place: str = ""
    corrects: str = ""


class Done(BaseModel):
    """Which orders are done, when, and what there is to say of all of them."""

    numbers: str = Field(min_length=1)
    done_on: Day
    outcome: Outcome | None = None
    note: str = Field(default="", max_length=4000)


PostedAsking = Annotated[Form[Asking], posted(Asking)]
TheBegun = Annotated[Begun, from_address(Begun)]
PostedDone = Annotated[Form[Done], posted(Done)]
# The numbers of what is ticked on a list.
Numbers = Annotated[list[str], Query(alias="number", default_factory=list)]


@router.get("", dependencies=[may(Permission.ORDERS_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, me: Me, today: Today, asked: TheAskedOrders
) -> Response:
    wanted = asked.wanted(db, rights, me)
    found = worklists.listed(db, wanted, today, asked.cut, rights)
    choices = _filters(page)
    named = {
        "mine": page.say(N_("Taken on by me")) if asked.mine else "",
        "nobodys": page.say(N_("Nobody has it yet")) if asked.nobodys else "",
        "assignee": wanted.taken_by.name if wanted.taken_by and asked.assignee else "",
        "provider": wanted.provider.name if wanted.provider else "",
    }
    said = asked.chosen(choices | standing_in(asked.place, wanted.place)) | named
    return page.render(
        "maintenance/orders/index.html",
        block="found",
        asked=asked,
        found=found,
        past=wanted.past,
        today=today,
        choices=choices,
        chips=asked.chips("/orders", said),
        counted=_counted(page, found.rows, worklists.counted(db, wanted, today, rights)),
        neighbours=asked.neighbours("/orders", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.ORDERS_DO)])
def new(page: Page, db: Db, today: Today, begun: TheBegun) -> Response:
    known = {
        "asset": " ".join(begun.tag) or begun.asset,
        "place": begun.place,
        "corrects": begun.corrects,
    }
    if begun.corrects:
        known |= _of_failed(page, worklists.order(db, begun.corrects, page.rights))
    blank = {"kind": Kind.CORRECTIVE, "priority": "", "due_on": today, "title": ""}
    return _asking(page, db, Form(blank | known))


@router.post("", dependencies=[may(Permission.ORDERS_DO)])
def ask(page: Page, db: Db, today: Today, form: PostedAsking) -> Response:
    if form.valid:
        try:
            said = _said(page, db, form.data)
            made = [orders.ask(db, each, on=today, **said) for each in _about(page, db, form)]
            return page.go_to(f"/orders/{made[0].number}" if len(made) == 1 else "/orders")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _asking(page, db, form)


@router.get("/done", dependencies=[may(Permission.ORDERS_DO)])
def choose_done(page: Page, db: Db, today: Today, numbers: Numbers) -> Response:
    blank = {"done_on": today, "outcome": Outcome.PASS, "note": ""}
    return _doing(page, db, Form(blank | {"numbers": " ".join(numbers)}))


@router.post("/done", dependencies=[may(Permission.ORDERS_DO)])
def complete(page: Page, db: Db, me: Me, form: PostedDone) -> Response:
    if form.valid:
        try:
            said, several = form.data, _chosen(page, db, form)
            completion.complete_all(db, several, me, said.done_on, said.note, said.outcome)
            return page.go_to("/orders")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _doing(page, db, form)


@router.get("/{number}", dependencies=[may(Permission.ORDERS_SEE)])
def show(at: TheOpened) -> Response:
    return at.shown()


def _about(page: PageFor, db: Session, form: Form[Asking]) -> Sequence[Asset | Place]:
    """The things, or else the place, at which work is asked for and she may do it."""
    if tags := tags_of(form.data.asset):
        return moves.chosen(db, tags, page.rights, needs=Permission.ORDERS_DO, field="asset")
    if not form.data.place:
        raise Refused("Name the things, or the place.", field="asset")
    place = places.called(db, form.data.place, page.rights)
    page.rights.must(Permission.ORDERS_DO, place)
    return [place]


def _said(page: PageFor, db: Session, said: Asking) -> dict[str, Any]:
    failed = worklists.order(db, said.corrects, page.rights) if said.corrects else None
    return {
        "title": said.title,
        "kind": said.kind,
        "due_on": said.due_on,
        "priority": said.priority,
        "state": State.DRAFT if said.draft else None,
        "asked_by_id": page.me.id,
        "corrects_id": failed.id if failed else None,
    }


def _of_failed(page: PageFor, order: WorkOrder) -> dict[str, str]:
    """What is asked for where a check was not passed."""
    title = page.say(N_("Repair: {title}"), title=titles_of(order))
    asset, place = order.asset, order.place
    return {
        "title": title[:200],
        "asset": asset.tag if asset else "",
        "place": place.path if place else "",
    }


def _asking(page: PageFor, db: Session, form: Form[Asking]) -> Response:
    return page.render(
        "maintenance/orders/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        kinds=work.said(page, Kind),
        priorities=work.said(page, Priority),
        places=branches.offered(db, page.rights),
    )


def _chosen(page: PageFor, db: Session, form: Form[Done]) -> list[WorkOrder]:
    return worklists.chosen(db, tags_of(form.values["numbers"]), page.rights)


def _doing(page: PageFor, db: Session, form: Form[Done]) -> Response:
    try:
        several = _chosen(page, db, form)
    except (Refused, Missing):
        several = []  # which is said when it is posted
    return page.render(
        "maintenance/orders/done.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        orders=[(each, completion.lacking(db, each)) for each in several],
        outcomes=work.said(page, work.OUTCOMES),
    )


def _counted(page: PageFor, rows: Any, count: int) -> str:
    if count > MOST_COUNTED:
        return page.say(N_("{shown} of more than {count}"), shown=len(rows), count=MOST_COUNTED)
    return page.say(N_("{shown} of {count}"), shown=len(rows), count=count)


def _filters(page: PageFor) -> dict[str, Any]:
    return {
        "when": work.said(page, When),
        "site": [(site.code or "", site.name) for site in page.sites],
        "kind": work.said(page, Kind),
        "state": work.said(page, State),
        "priority": work.said(page, Priority),
        "waiting_for": work.said(page, Waiting),
        "sort": [("due", page.say(N_("By the day")))],
    }
