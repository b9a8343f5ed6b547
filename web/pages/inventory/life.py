"""The next step of a thing's life, on a page that says what it lacks; and whether it is there."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import describing, life, verifications
from assets.inventory.register import LIFE, Asset, State
from assets.rights import Permission
from web.access import Db, Me, Today, may
from web.forms import NOT_UNDERSTOOD, Day, Form, posted
from web.named import TheAsset
from web.page import Page, PageFor
from web.sections import STEPS

router = APIRouter(prefix="/assets")


class Step(BaseModel):
    """A step that demands nothing."""

    state: State
    on: Day | None = None
    version: int | None = None


class Demanded(BaseModel):
    """What a step may ask for. Papers are added to the thing itself."""

    on: Day | None = None
    reason: str = Field(default="", max_length=400)
    serial_number: str | None = Field(default=None, max_length=80)
    unnumbered: bool | None = None
    with_parts: bool = False
    version: int | None = None


class Look(BaseModel):
    """Whether it was found where somebody looked for it."""

    found: bool
    version: int | None = None


PostedLook = Annotated[Form[Look], posted(Look)]
PostedStep = Annotated[Form[Step], posted(Step)]
PostedDemanded = Annotated[Form[Demanded], posted(Demanded)]


def _state(page: Page, asset: TheAsset, state: str) -> State:
    if state not in set(State):
        raise Missing("There is no such page.")
    _must(page, asset, State(state))
    return State(state)


TheState = Annotated[State, Depends(_state)]


def _must(page: PageFor, asset: Asset, to: State) -> None:
    page.rights.must(LIFE[asset.state].get(to, Permission.ASSETS_STATE), asset)


@router.post("/{tag}/state", dependencies=[may(Permission.ASSETS_MOVE)])
def step(page: Page, db: Db, today: Today, asset: TheAsset, form: PostedStep) -> Response:
    if "state" in form.errors:
        raise Refused(NOT_UNDERSTOOD)
    state = _state(page, asset, form.values["state"])
    if form.valid:
        try:
            asset.expect(form.data.version)
            life.step(db, asset, state, life.made_on(form.data.on, today))
            return page.go_to(f"/assets/{asset.tag}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, asset, state, form)


@router.post("/{tag}/verify", dependencies=[may(Permission.ASSETS_CONDITION)])
def verify(page: Page, me: Me, today: Today, asset: TheAsset, form: PostedLook) -> Response:
    asset.expect(form.data.version)
    verifications.look(asset, found=form.data.found, by=me.id, on=today)
    return page.go_to(f"/assets/{asset.tag}")


@router.get("/{tag}/state/{state}", dependencies=[may(Permission.ASSETS_MOVE)])
def prepare(page: Page, db: Db, today: Today, asset: TheAsset, state: TheState) -> Response:
    asset.may_become(state, today)
    return _form(page, db, asset, state, Form({"reason": asset.ended_reason, "on": today}))


@router.post("/{tag}/state/{state}", dependencies=[may(Permission.ASSETS_MOVE)])
def take(
    page: Page, db: Db, today: Today, asset: TheAsset, state: TheState, form: PostedDemanded
) -> Response:
    if form.valid:
        said, plate = form.data, {"serial_number", "unnumbered"}
        try:
            asset.expect(said.version)
            if state is State.ACCEPTED and not (asset.serial_number or asset.unnumbered):
                describing.describe(db, asset, said.model_dump(include=plate), page.rights)
            on = life.made_on(said.on, today)
            life.step(db, asset, state, on, reason=said.reason, with_parts=said.with_parts)
            return page.go_to(f"/assets/{asset.tag}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, asset, state, form)


def _form(page: PageFor, db: Db, asset: Asset, state: State, form: Form[Any]) -> Response:
    known = life.looked_at(db, asset, state)
    lacking = life.lacking(asset, state, known)
    return page.render(
        "inventory/register/step.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        state=state,
        verb=STEPS[state],
        paper=life.PAPERS.get(state),
        lacking={no.field: page.say(no.words, **no.values) for no in lacking},
    )
