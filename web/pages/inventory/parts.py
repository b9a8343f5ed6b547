"""What is part of what: putting parts on, taking them off, and making a kit of several things."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import identifiers, parts, places
from assets.inventory.register import Asset
from assets.rights import Permission
from web import branches
from web.access import Db, MyRights, Today, may
from web.away import Ticked
from web.doors import pages
from web.forms import Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = pages("/assets")


class Part(BaseModel):
    """What is put on, as it is typed or scanned."""

    part: str = Field(min_length=1, max_length=400)


class Kit(BaseModel):
    """A new thing that others are part of."""

    name: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1)
    tag: list[str] = Field(default_factory=list)


PostedPart = Annotated[Form[Part], posted(Part)]
PostedKit = Annotated[Form[Kit], posted(Kit)]


@router.get("/kits/new", dependencies=[may(Permission.ASSETS_REGISTER)])
def new_kit(page: Page, db: Db, rights: MyRights, ticked: Ticked) -> Response:
    members = parts.chosen(db, ticked, rights)
    place = members[0].place.path if members else ""
    return _kit(page, db, rights, members, Form({"place": place}))


@router.post("/kits", dependencies=[may(Permission.ASSETS_REGISTER)])
def make_kit(page: Page, db: Db, rights: MyRights, today: Today, form: PostedKit) -> Response:
    members = parts.chosen(db, form.values["tag"] or (), rights)
    if form.valid:
        try:
            where = places.called(db, form.data.place, rights)
            rights.must(Permission.ASSETS_REGISTER, where)
            for each in members:
                rights.must(Permission.ASSETS_MOVE, each)
            kit = parts.make_kit(db, form.data.name, where, members, today)
            return page.go_to(f"/assets/{kit.tag}")
        except Refused as no:
            form.refuse(no)
    return _kit(page, db, rights, members, form)


@router.get("/{tag}/parts/new", dependencies=[may(Permission.ASSETS_MOVE)])
def new(page: Page, asset: TheAsset) -> Response:
    return _part(page, asset, Form({"part": ""}))


@router.post("/{tag}/parts", dependencies=[may(Permission.ASSETS_MOVE)])
def put_on(
    page: Page, db: Db, rights: MyRights, today: Today, asset: TheAsset, form: PostedPart
) -> Response:
    if form.valid:
        try:
            part = identifiers.scanned(db, form.data.part, rights)
            rights.must(Permission.ASSETS_MOVE, part)
            parts.put_on(db, part, asset, today)
            return page.go_to(f"/assets/{asset.tag}#parts")
        except (Refused, Missing) as no:
            no.field = "part"
            form.refuse(no)
    return _part(page, asset, form)


@router.post("/{tag}/take-off", dependencies=[may(Permission.ASSETS_MOVE)])
def take_off(page: Page, asset: TheAsset) -> Response:
    whole = asset.part_of
    parts.take_off(asset)
    return page.go_to(f"/assets/{whole.tag if whole else asset.tag}#parts")


def _part(page: PageFor, asset: Asset, form: Form[Part]) -> Response:
    return page.render(
        "inventory/register/put_on.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
    )


def _kit(
    page: PageFor, db: Db, rights: MyRights, members: list[Asset], form: Form[Kit]
) -> Response:
    return page.render(
        "inventory/register/kit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        members=members,
        places=branches.offered(db, rights),
    )
