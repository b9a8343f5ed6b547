"""Pages about durability: the clocks of the grants, and what is asked to leave early."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Refused
from assets.inventory import register
from assets.inventory.leaving import Departure
from assets.inventory.register import Asset
from assets.procurement import clocks, projects, releases
from assets.procurement.durability import Release
from assets.rights import Permission
from web import attached
from web.access import Db, Me, MyRights, Today, may
from web.doors import pages
from web.durable import TheRelease, funded
from web.forms import Day, Form, posted
from web.page import Page, PageFor
from web.paging import Paged

router = pages("/procurement")

SHOWN_PROJECTS = 50


class Asked(Paged):
    """Which page of what was asked."""


class Asking(BaseModel):
    """Which thing is to leave, how and why."""

    tag: str = Field(min_length=1)
    departure: Departure
    reason: str = Field(min_length=1, max_length=1000)


class Notice(BaseModel):
    """The letter that told the managing authority."""

    notice_number: str = Field(min_length=1, max_length=80)
    notice_on: Day
    version: int | None = None


class Deciding(BaseModel):
    """Nothing but what was looked at."""

    version: int | None = None


PostedAsking = Annotated[Form[Asking], posted(Asking)]
PostedNotice = Annotated[Form[Notice], posted(Notice)]
PostedDeciding = Annotated[Form[Deciding], posted(Deciding)]


@router.get("/durability", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    known = db.exec(projects.listed(rights).limit(SHOWN_PROJECTS)).all()
    found = releases.listed(db, asked.cut, rights)
    waiting = releases.waiting(db, rights)
    return page.render(
        "procurement/durability/index.html",
        projects=[(each, clocks.counted(db, each, rights)) for each in known],
        releases=found.rows,
        waiting=waiting,
        neighbours=asked.neighbours("/procurement/durability", found),
    )


@router.get("/releases/new", dependencies=[may(Permission.ASSETS_STATE)])
def new(page: Page, db: Db, rights: MyRights, tag: str = "") -> Response:
    asset = register.tagged(db, tag, rights)
    rights.must(Permission.ASSETS_STATE, asset)
    return _asking(page, db, asset, Form({"tag": asset.tag}, language=page.language))


@router.post("/releases", dependencies=[may(Permission.ASSETS_STATE)])
def ask(page: Page, db: Db, rights: MyRights, me: Me, today: Today, form: PostedAsking) -> Response:
    asset = register.tagged(db, str(form.values["tag"]), rights)
    rights.must(Permission.ASSETS_STATE, asset)
    if form.valid:
        try:
            said = form.data
            release = releases.ask(db, asset, said.departure, said.reason, me, today)
            return page.go_to(f"/procurement/releases/{release.id}")
        except Refused as no:
            form.refuse(no)
    return _asking(page, db, asset, form)


@router.get("/releases/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, release: TheRelease, today: Today) -> Response:
    return _shown(page, db, release, today, Form({}))


@router.post("/releases/{key}/notice", dependencies=[may(Permission.ASSETS_STATE)])
def record(page: Page, db: Db, release: TheRelease, today: Today, form: PostedNotice) -> Response:
    if form.valid:
        try:
            release.expect(form.data.version)
            release.record_notice(form.data.notice_number, form.data.notice_on, today)
            return page.go_to(f"/procurement/releases/{release.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, release, today, form)


@router.post("/releases/{key}/agree", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def agree(
    page: Page, db: Db, me: Me, release: TheRelease, today: Today, form: PostedDeciding
) -> Response:
    try:
        release.expect(form.data.version)
        release.agree(me, today)
        return page.go_to(f"/procurement/releases/{release.id}")
    except Refused as no:
        form.errors[""] = page.say(no.words, **no.values)
    return _shown(page, db, release, today, form)


@router.post("/releases/{key}/refuse", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def refuse(
    page: Page, db: Db, me: Me, release: TheRelease, today: Today, form: PostedDeciding
) -> Response:
    try:
        release.expect(form.data.version)
        release.refuse(me, today)
        return page.go_to(f"/procurement/releases/{release.id}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, release, today, form)


def _asking(page: PageFor, db: Db, asset: Asset, form: Form[Any]) -> Response:
    return page.render(
        "procurement/durability/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        durable=funded(page, db, asset),
        departures=[(each.value, page.said(each)) for each in Departure],
    )


def _shown(page: PageFor, db: Db, release: Release, today: Any, form: Form[Any]) -> Response:
    said = {"notice_number": release.notice_number, "notice_on": release.notice_on or ""}
    form.values = said | form.values
    history = db.exec(trail.history(release.id)).all()
    return page.render(
        "procurement/durability/show.html",
        status=422 if form.errors else 200,
        form=form,
        release=release,
        hers=page.me is not None and release.asked_by_id == page.me.id,
        papers=attached.of(page, db, release, today),
        history=chronicle.told(db, history, page.language),
    )
