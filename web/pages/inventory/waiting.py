"""The page on which a thing that comes before its room is open is put into a store."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import places, waiting
from assets.inventory.places import Kind
from assets.inventory.register import COMING, LIFE, Asset, State
from assets.rights import Permission
from assets.words import N_
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = pages("/assets")

DETAILS = {"store": N_("Store"), "room": N_("The room that it waits for")}


class Waiting(BaseModel):
    """In which store it waits, and for which room."""

    store: str = Field(min_length=1, max_length=3000)
    room: str = Field(min_length=1, max_length=3000)
    version: int | None = None


PostedWaiting = Annotated[Form[Waiting], posted(Waiting)]


@router.get("/{tag}/wait", dependencies=[may(Permission.ASSETS_MOVE)])
def ask(page: Page, db: Db, asset: TheAsset) -> Response:
    return _form(page, db, asset, Form(_said_of(db, asset)))


@router.post("/{tag}/wait", dependencies=[may(Permission.ASSETS_MOVE)])
def wait(
    page: Page, db: Db, rights: MyRights, today: Today, asset: TheAsset, form: PostedWaiting
) -> Response:
    if form.valid:
        try:
            asset.expect(form.data.version)
            store = places.called(db, form.data.store, rights, field="store")
            room = places.called(db, form.data.room, rights, field="room")
            rights.must(Permission.ASSETS_MOVE, store)
            if asset.state in COMING:
                rights.must(LIFE[asset.state][State.DELIVERED], asset)
            waiting.wait(asset, store, room, today)
            return page.go_to(f"/assets/{asset.tag}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, asset, form)


def _said_of(db: Session, asset: Asset) -> dict[str, str]:
    """Where the thing is and for what it waits, as its form shows it."""
    stands = "store" if asset.place.kind is Kind.STORE else "room"
    room = waiting.room_of(db, asset)
    return {"store": "", "room": room.path if room else ""} | {stands: asset.place.path}


def _form(page: PageFor, db: Session, asset: Asset, form: Form[Waiting]) -> Response:
    return page.render(
        "inventory/register/wait.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        theirs=form.written_meanwhile(asset.version, _said_of(db, asset), DETAILS),
    )
