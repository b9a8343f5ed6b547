"""Pages about the things themselves: one thing, and what is done to it."""

from collections import Counter
from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import colleagues
from assets.errors import Missing, Refused
from assets.inventory import life, places, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.register import Asset, Condition, State
from assets.maintenance import reopening
from assets.rights import Guarded, Permission
from assets.words import N_
from web import branches, custom_fields, scanned, sections
from web.access import Db, MyRights, Today, may
from web.details import DETAILS, Details, choices, said_of
from web.doors import pages
from web.forms import Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = pages("/assets")

MOST_SUGGESTED = 100


class Registration(Details):
    """A new thing."""

    place: str = Field(min_length=1)
    state: State = State.IN_USE
    scanned: str = Field(default="", max_length=LONGEST)


class Move(BaseModel):
    """Where it shall stand."""

    place: str = Field(min_length=1)
    version: int | None = None


class Judgement(BaseModel):
    """Whether it works."""

    condition: Condition
    version: int | None = None


PostedRegistration = Annotated[Form[Registration], posted(Registration)]
PostedDetails = Annotated[Form[Details], posted(Details)]
PostedMove = Annotated[Form[Move], posted(Move)]
PostedJudgement = Annotated[Form[Judgement], posted(Judgement)]


@router.get("/new", dependencies=[may(Permission.ASSETS_REGISTER)])
def new(page: Page, db: Db, rights: MyRights, place: str = "", code: str = "") -> Response:
    begun = scanned.begun(page, db, code) if code else {}
    form: Form[Registration] = Form({"place": place, "state": State.IN_USE} | begun)
    return _registration(page, db, rights, form)


@router.post("", dependencies=[may(Permission.ASSETS_REGISTER)])
def add(page: Page, db: Db, rights: MyRights, form: PostedRegistration) -> Response:
    if form.valid:
        try:
            said, where = form.data, places.called(db, form.data.place, rights)
            rights.must(Permission.ASSETS_REGISTER, where)
            found = scans.meaning(db, said.scanned, rights) if said.scanned else None
            asset = life.begin(db, where, said.name, said.state)
            said.describe(db, asset, rights)
            custom_fields.fill_in(db, asset, form)
            if found:
                scans.keep(db, asset, found, rights)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _registration(page, db, rights, form)


@router.get("/custodians", dependencies=[may(Permission.ASSETS_EDIT)])
def suggest(page: Page, db: Db, rights: MyRights, custodian: str = "", place: str = "") -> Response:
    try:
        where = places.called(db, place, rights)
        names = _staff(db, where, custodian) if rights.may(Permission.ASSETS_EDIT, where) else []
    except Refused:  # she has not written yet where it is
        names = []
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/{tag}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, asset: TheAsset, today: Today) -> Response:
    return sections.shown(page, db, asset, today)


@router.get("/{tag}/edit", dependencies=[may(Permission.ASSETS_EDIT)])
def revise(page: Page, db: Db, asset: TheAsset) -> Response:
    return _details(page, db, asset, Form(said_of(asset, page.language)))


@router.post("/{tag}/edit", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(page: Page, db: Db, rights: MyRights, asset: TheAsset, form: PostedDetails) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            form.data.describe(db, asset, rights)
            custom_fields.fill_in(db, asset, form)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _details(page, db, asset, form)


@router.get("/{tag}/move", dependencies=[may(Permission.ASSETS_MOVE)])
def new_move(page: Page, db: Db, rights: MyRights, asset: TheAsset) -> Response:
    return _move(page, db, rights, asset, Form(_stands(asset)))


@router.post("/{tag}/move", dependencies=[may(Permission.ASSETS_MOVE)])
def move(
    page: Page, db: Db, rights: MyRights, today: Today, asset: TheAsset, form: PostedMove
) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            where = places.called(db, form.data.place, rights)
            rights.must(Permission.ASSETS_MOVE, where)
            asset.move(to=where, on=today)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _move(page, db, rights, asset, form)


@router.post("/{tag}/condition", dependencies=[may(Permission.ASSETS_CONDITION)])
def judge(page: Page, db: Db, today: Today, asset: TheAsset, form: PostedJudgement) -> Response:
    try:
        asset.expect(form.data.version)
        reopening.judge(db, asset, form.data.condition)
        return page.go_to(f"/assets/{asset.tag}")
    except Refused as no:
        return sections.shown(page, db, asset, today, no)


def _registration(page: PageFor, db: Db, rights: MyRights, form: Form[Registration]) -> Response:
    return page.render(
        "inventory/register/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        states=[(state, page.said(state)) for state in life.NEW],
        places=branches.offered(db, rights),
        custodians=[],
        **choices(db, page.language),
        **custom_fields.in_form(db, page, form),
    )


def _details(page: PageFor, db: Db, asset: Asset, form: Form[Details]) -> Response:
    return page.render(
        "inventory/register/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        custodians=_staff(db, asset),
        **choices(db, page.language),
        **custom_fields.in_form(db, page, form, asset),
        theirs=form.written_meanwhile(asset.version, said_of(asset, page.language), DETAILS)
        + custom_fields.written_meanwhile(db, page, asset, form),
    )


def _move(page: PageFor, db: Db, rights: MyRights, asset: Asset, form: Form[Move]) -> Response:
    return page.render(
        "inventory/register/move.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        places=branches.offered(db, rights),
        theirs=form.written_meanwhile(asset.version, _stands(asset), {"place": N_("Place")}),
    )


def _stands(asset: Asset) -> dict[str, str]:
    return {"place": asset.place.path}


def _staff(db: Db, where: Guarded, begun: str = "") -> list[str]:
    """Whoever can be the custodian of what stands there; by the address where two are called so."""
    found = db.exec(colleagues.suggested(begun, colleagues.at(where)).limit(MOST_SUGGESTED)).all()
    called = Counter(each.name for each in found)
    return [each.name if called[each.name] == 1 else each.email for each in found]
