"""The next step of a thing's life, on a page that says what it lacks; and whether it is there."""

from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import describing, life, verifications
from assets.inventory.register import LIFE, Asset, State
from assets.rights import Permission
from assets.words import N_
from web import sections
from web.access import Db, Me, Today, may
from web.doors import pages
from web.forms import NOT_UNDERSTOOD, Day, Form, posted
from web.named import TheAsset
from web.page import Page, PageFor

router = pages("/assets")

NOW = {"state": N_("State"), "serial_number": N_("Serial number")}


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


def _state(state: str) -> State:
    if state not in set(State):
        raise Missing("There is no such page.")
    return State(state)


TheState = Annotated[State, Depends(_state)]


def _must(page: PageFor, asset: Asset, to: State) -> None:
    page.rights.must(LIFE[asset.state].get(to, Permission.ASSETS_STATE), asset)


@router.post("/{tag}/state", dependencies=[may(Permission.ASSETS_MOVE)])
def step(page: Page, db: Db, today: Today, asset: TheAsset, form: PostedStep) -> Response:
    if "state" in form.errors:
        return sections.shown(page, db, asset, today, Refused(NOT_UNDERSTOOD))
    state = State(form.values["state"])
    if form.valid:
        try:
            asset.expect(form.data.version)
        except Refused as no:
            return sections.shown(page, db, asset, today, no)
        try:
            _must(page, asset, state)
            life.step(db, asset, state, life.made_on(form.data.on, today))
            return page.go_to(f"/assets/{asset.tag}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, asset, state, form)


@router.post("/{tag}/verify", dependencies=[may(Permission.ASSETS_CONDITION)])
def verify(page: Page, db: Db, me: Me, today: Today, asset: TheAsset, form: PostedLook) -> Response:
    try:
        asset.expect(form.data.version)
    except Refused as no:
        return sections.shown(page, db, asset, today, no)
    verifications.look(asset, found=form.data.found, by=me.id, on=today)
    return page.go_to(f"/assets/{asset.tag}")


@router.get("/{tag}/state/{state}", dependencies=[may(Permission.ASSETS_MOVE)])
def prepare(page: Page, db: Db, today: Today, asset: TheAsset, state: TheState) -> Response:
    _must(page, asset, state)
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
            _must(page, asset, state)
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
        verb=sections.STEPS[state],
        paper=life.PAPERS.get(state),
        lacking={no.field: page.say(no.words, **no.values) for no in lacking},
        theirs=form.written_meanwhile(
            asset.version, {name: getattr(asset, name) for name in NOW}, NOW
        ),
    )
