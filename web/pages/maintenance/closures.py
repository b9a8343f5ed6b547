"""Pages about closures: what is shut when, and which duties that moves."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.maintenance import closures, seasons
from assets.maintenance.closures import Closure, Show
from assets.maintenance.seasons import Move
from assets.rights import Permission
from assets.words import N_
from web import branches, closing, views
from web.access import Db, MyRights, Today, may
from web.cared import TheClosure
from web.closing import TheAskedClosures
from web.doors import pages
from web.forms import Day, Form, posted
from web.page import Page, PageFor

router = pages("/closures")

SAID = {
    "name": N_("Name"),
    "begins_on": N_("First day"),
    "ends_on": N_("Last day"),
    "yearly": N_("Every year"),
    "checklist": N_("Before it opens again"),
}


class Days(BaseModel):
    """What a person says of a closure; `seen` once she has seen what it moves."""

    name: str = Field(min_length=1, max_length=200)
    begins_on: Day
    ends_on: Day
    yearly: bool = False
    checklist: str = Field(default="", max_length=200)
    seen: bool = False
    version: int | None = None


class NewClosure(Days):
    """A new closure, of a place or of a thing."""

    place: str = ""
    asset: str = ""


class Verb(BaseModel):
    """Nothing but the closure that was looked at."""

    version: int | None = None


PostedClosure = Annotated[Form[NewClosure], posted(NewClosure)]
PostedDays = Annotated[Form[Days], posted(Days)]
PostedVerb = Annotated[Form[Verb], posted(Verb)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedClosures) -> Response:
    found = closures.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    choices = {
        "state": [(show.value, page.said(show)) for show in Show if show is not Show.COMING],
        "site": [(site.code or "", site.name) for site in page.sites],
    }
    return page.render(
        "maintenance/closures/index.html",
        block="found",
        asked=asked,
        found=found,
        today=today,
        choices=choices,
        chips=asked.chips("/closures", asked.chosen(choices)),
        neighbours=asked.neighbours("/closures", found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.PLANS_KEEP)])
def new(page: Page, db: Db, rights: MyRights, place: str = "", asset: str = "") -> Response:
    return _new(page, db, rights, Form({"place": place, "asset": asset}))


@router.post("", dependencies=[may(Permission.PLANS_KEEP)])
def shut(page: Page, db: Db, rights: MyRights, form: PostedClosure) -> Response:
    moves: list[Move] = []
    if form.valid:
        try:
            subject = closing.subject(db, form.data.place, form.data.asset, rights)
            said = closing.said(db, form.data)
            moves = [] if form.data.seen else seasons.preview(db, subject, said)
            if not moves:
                closure, _ = seasons.shut(db, subject, said)
                return page.go_to(f"/closures/{closure.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _new(page, db, rights, form, moves)


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(page: Page, db: Db, today: Today, closure: TheClosure) -> Response:
    return _shown(page, db, today, closure, Form({}))


@router.get("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def revise(page: Page, closure: TheClosure) -> Response:
    closure.must_stand()
    return _edit(page, closure, Form(_said_of(page, closure)))


@router.post("/{key}/edit", dependencies=[may(Permission.PLANS_KEEP)])
def edit(page: Page, db: Db, rights: MyRights, closure: TheClosure, form: PostedDays) -> Response:
    moves: list[Move] = []
    if form.valid:
        try:
            closure.expect(form.data.version)
            said = closing.said(db, form.data, closure)
            moves = [] if form.data.seen else seasons.preview_change(db, closure, said)
            if not moves:
                seasons.change(db, closure, said)
                return page.go_to(f"/closures/{closure.id}")
        except Refused as no:
            form.refuse(no)
    return _edit(page, closures.closure(db, closure.id, rights), form, moves)


@router.post("/{key}/cancel", dependencies=[may(Permission.PLANS_KEEP)])
def cancel(page: Page, db: Db, today: Today, closure: TheClosure, form: PostedVerb) -> Response:
    try:
        closure.expect(form.data.version)
        seasons.cancel(db, closure)
        return page.go_to(f"/closures/{closure.id}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, today, closure, form)


def _shown(page: PageFor, db: Db, today: Today, closure: Closure, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/closures/show.html",
        status=422 if form.errors else 200,
        form=form,
        closure=closure,
        today=today,
        standing=closing.standing(closure, today, page.language),
        span=closure.next_from(today),
        falling=seasons.falling(db, closure, today),
        history=chronicle.told(db, db.exec(trail.history(closure.id)).all(), page.language),
    )


def _new(
    page: PageFor, db: Db, rights: MyRights, form: Form[Any], moves: list[Move] | None = None
) -> Response:
    offered = branches.offered(db, rights)
    return _writing(page, "new", form, moves, places=offered, theirs=[], closure=None)


def _edit(
    page: PageFor, closure: Closure, form: Form[Any], moves: list[Move] | None = None
) -> Response:
    theirs = form.written_meanwhile(closure.version, _said_of(page, closure), SAID)
    return _writing(page, "edit", form, moves, closure=closure, theirs=theirs)


def _writing(
    page: PageFor, template: str, form: Form[Any], moves: list[Move] | None, **values: Any
) -> Response:
    return page.render(
        f"maintenance/closures/{template}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        moves=moves or [],
        **values,
    )


def _said_of(page: PageFor, closure: Closure) -> dict[str, Any]:
    """The closure as its form shows it."""
    checklist = page.said(closure.checklist.names) if closure.checklist else ""
    days = {name: getattr(closure, name) for name in ("name", "begins_on", "ends_on", "yearly")}
    return days | {"checklist": checklist}
