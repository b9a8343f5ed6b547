"""Pages about labels: choosing what to label, and the sheet to print."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import identifiers, places, register
from assets.rights import Permission
from assets.words import N_
from labels import prints
from labels.stocks import L7160, STOCKS
from web import chosen, views
from web.access import Db, MyRights, Now, Today, may
from web.filters import Listed
from web.forms import Form, posted
from web.page import Page, PageFor
from web.paging import from_address

router = APIRouter(prefix="/labels")

HERE = "/labels"
SHOWN = 50
SHEET = "L7160"


class Choice(BaseModel):
    """Which labels to print: those that are ticked, or all that a filter finds."""

    chosen: list[str] = Field(default_factory=list)
    everything: bool = False
    stock: str = "L7160"
    first: int = Field(default=1, ge=1)


class Asked(Listed):
    """Which things to label, as it stands in the address."""

    unprinted: bool = False


class Blank(BaseModel):
    """How many labels to print in advance, and where they wait."""

    count: int = Field(ge=1)
    site: str = Field(min_length=1)


PostedBlank = Annotated[Form[Blank], posted(Blank)]
TheAsked = Annotated[Asked, from_address(Asked)]
TheWhole = Annotated[Asked, from_address(Asked, wholly=True)]
PostedChoice = Annotated[Form[Choice], posted(Choice)]


@router.get("", dependencies=[may(Permission.LABELS_PRINT)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    if asked.tag:
        form: Form[Choice] = Form({"chosen": asked.tag, "first": 1, "stock": "L7160"})
        return _arranged(page, db, rights, form)
    wanted = asked.wanted(db, rights)
    which = wanted, today, rights
    keys = identifiers.to_label(db, *which, unprinted=asked.unprinted, most=SHOWN)
    count = identifiers.count_to_label(db, *which, unprinted=asked.unprinted)
    unprinted = {"unprinted": page.say(N_("Not printed yet")) if asked.unprinted else ""}
    return page.render(
        "labels/index.html",
        asked=asked,
        count=count,
        counted=_counted(page, count),
        most=identifiers.MOST_AT_ONCE,
        assets=identifiers.things(db, keys, rights),
        choices=chosen.choices(db, page, asked, wanted),
        chips=chosen.chips(db, page, HERE, asked, wanted) + asked.chips(HERE, unprinted),
        **views.of_list(page, db),
    )


@router.get("/blank", dependencies=[may(Permission.LABELS_PRINT)])
def blank(page: Page) -> Response:
    return _blank(page, Form({"count": L7160.count}))


@router.post("/blank", dependencies=[may(Permission.LABELS_PRINT)])
def print_blank(page: Page, db: Db, rights: MyRights, now: Now, form: PostedBlank) -> Response:
    if form.valid:
        try:
            site = places.site(db, form.data.site, rights)
            rights.must(Permission.LABELS_PRINT, site)
            made = identifiers.print_blank(db, form.data.count, site, stock=SHEET, at=now)
            return page.go_to(f"/labels/prints/{made.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _blank(page, form)


@router.post("/print", dependencies=[may(Permission.LABELS_PRINT)])
def print_them(
    page: Page, db: Db, rights: MyRights, now: Now, asked: TheWhole, form: PostedChoice
) -> Response:
    """Those that were ticked, or all that the list of this address shows."""
    if form.valid:
        try:
            prints.stock(form.data.stock).must_have(form.data.first)
            today = now.astimezone(page.zone).date()
            keys = _keys(db, rights, today, asked if form.data.everything else form.data.chosen)
            made = identifiers.print_labels(
                db, keys, stock=form.data.stock, skipping=form.data.first - 1, at=now
            )
            return page.go_to(f"/labels/prints/{made.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _arranged(page, db, rights, form)


@router.get("/prints/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(page: Page, db: Db, rights: MyRights, key: UUID) -> Response:
    made, labels = identifiers.print_of(db, key, rights)
    return page.render("labels/print.html", made=made, labels=labels[:SHOWN], count=len(labels))


@router.get("/prints/{key}/labels.pdf", dependencies=[may(Permission.LABELS_PRINT)])
def download(request: Request, db: Db, rights: MyRights, key: UUID) -> Response:
    made, labels = identifiers.print_of(db, key, rights)
    paper = prints.stock(made.stock)
    pdf = prints.pdf(labels, paper, request.app.state.settings, skipping=made.skipping)
    headers = {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _counted(page: PageFor, count: int) -> str:
    shown, most = min(count, SHOWN), identifiers.MOST_AT_ONCE
    if count > most:
        return page.say(N_("{shown} of more than {count}"), shown=shown, count=most)
    return page.say(N_("{shown} of {count}"), shown=shown, count=count)


def _keys(db: Db, rights: MyRights, today: date, which: Asked | list[str]) -> list[UUID]:
    if isinstance(which, Asked):
        wanted = which.wanted(db, rights)
        return identifiers.to_label(db, wanted, today, rights, unprinted=which.unprinted)
    assets = [register.tagged(db, tag, rights) for tag in dict.fromkeys(which)]
    for asset in assets:
        rights.must(Permission.LABELS_PRINT, asset)
    return [asset.id for asset in assets]


def _blank(page: PageFor, form: Form[Blank]) -> Response:
    own = [site for site in page.sites if page.rights.may(Permission.LABELS_PRINT, site)]
    return page.render(
        "labels/blank.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        sites=[(site.code, site.name) for site in own],
    )


def _arranged(page: PageFor, db: Db, rights: MyRights, form: Form[Choice]) -> Response:
    """The last look before printing: what, on which paper, from which place of the sheet on."""
    tags = form.values.get("chosen") or []
    return page.render(
        "labels/arrange.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        assets=[register.tagged(db, tag, rights) for tag in dict.fromkeys(tags)][:SHOWN],
        count=len(set(tags)),
        paper=L7160,
        stocks=[(key, stock.name) for key, stock in STOCKS.items()],
    )
