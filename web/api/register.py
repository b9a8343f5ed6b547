"""The things themselves, for programs: /api/v1/assets."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets import pasts
from assets.errors import Missing
from assets.inventory import (
    columns,
    describing,
    finding,
    life,
    parts,
    places,
    register,
    scans,
    verifications,
)
from assets.inventory.carriers import LONGEST
from assets.inventory.register import LIFE, Asset, Condition, State
from assets.maintenance import reopening
from assets.money import Money
from assets.rights import Permission
from web import custom_fields
from web.access import Db, Me, MyRights, Today, may
from web.answer import Amount, Answer, AnswerFor, Day
from web.doors import programs
from web.filters import Listed
from web.named import TheAsset

router = programs("/assets", tags=["assets"])
kits = programs("/kits", tags=["assets"])

MOST = 10_000_000


class AskedAssets(Listed):
    """A page of which things, and whether they are counted."""

    count: bool = False


class Fields(BaseModel):
    """What may be said of a thing. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    type: str | None = None
    maker: str | None = Field(default=None, max_length=200)
    model: str | None = Field(default=None, max_length=200)
    serial_number: str | None = Field(default=None, max_length=80)
    unnumbered: bool = False
    batch_number: str | None = Field(default=None, max_length=80)
    manufactured_on: Day | None = None
    expires_on: Day | None = None
    software_version: str | None = Field(default=None, max_length=80)
    inventory_number: str | None = Field(default=None, max_length=80)
    external_ref: str | None = Field(default=None, max_length=120)
    owner: str | None = Field(default=None, max_length=20)
    custodian: str | None = Field(default=None, max_length=200)
    department: str | None = Field(default=None, max_length=120)
    accessories: str | None = Field(default=None, max_length=1000)
    supplier: str | None = Field(default=None, max_length=200)
    source_document: str | None = Field(default=None, max_length=200)
    price: Amount | None = None
    vat: Amount | None = None
    funding_source: str | None = Field(default=None, max_length=200)
    account: str | None = Field(default=None, max_length=40)
    class_code: str | None = Field(default=None, max_length=20)
    depreciation_months: int | None = Field(default=None, ge=1, le=1200)
    udi_raw: str | None = Field(default=None, max_length=400)
    acquired_on: Day | None = None
    delivered_on: Day | None = None
    installed_on: Day | None = None
    accepted_on: Day | None = None
    in_use_on: Day | None = None
    warranty_from: Day | None = None
    warranty_until: Day | None = None
    service_provider: str | None = Field(default=None, max_length=200)
    service_contract: str | None = Field(default=None, max_length=120)
    service_until: Day | None = None
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    note: str | None = Field(default=None, max_length=4000)
    extra: dict[str, Any] | None = None


class Registration(Fields):
    """A new thing: at least what it is called and where it stands.

    `scanned` is what a scanner read from it: a UDI, which is kept and makes its model known by its
    UDI-DI, a barcode that is to open it, or the code of a blank label that sticks on it. It begins
    as planned, ordered, delivered, in use or in storage; steps lead to all other states.
    """

    name: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1)
    state: State = State.IN_USE
    scanned: str = Field(default="", max_length=LONGEST)


class Step(BaseModel):
    """The next state, on which day if not today, why it goes, and whether its parts go with it."""

    model_config = ConfigDict(extra="forbid")

    state: State
    on: Day | None = None
    reason: str = Field(default="", max_length=400)
    with_parts: bool = False


class Look(BaseModel):
    """Whether it was found where somebody looked for it, and on which day if not today."""

    model_config = ConfigDict(extra="forbid")

    found: bool
    on: Day | None = None


class Kit(BaseModel):
    """A new thing that others are part of."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1)
    parts: list[str] = Field(min_length=1, max_length=100)


Posted = Annotated[Registration, Body()]
Patched = Annotated[Fields, Body()]
ToPlace = Annotated[str, Body(embed=True, min_length=1)]
PostedStep = Annotated[Step, Body()]
PostedLook = Annotated[Look, Body()]
PostedKit = Annotated[Kit, Body()]
ThatPart = Annotated[str, Body(embed=True, min_length=1, max_length=20)]
ToCondition = Annotated[Condition, Body(embed=True)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedAssets, Query()]
) -> Response:
    """A page of the assets that are asked for. `next` is the address of the following page.

    `extra.key=value` asks for what a custom field says.
    """
    wanted = asked.wanted(db, rights)
    found = finding.listed(db, wanted, today, asked.cut, rights)
    total = finding.counted(db, wanted, today, rights, most=MOST) if asked.count else None
    return answer.page(found, [item(row) for row in found.rows], total)


@router.post("", dependencies=[may(Permission.ASSETS_REGISTER)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Register a thing. Answers 201 with the item and its new tag."""
    where = places.called(db, said.place, rights)
    rights.must(Permission.ASSETS_REGISTER, where)
    found = scans.meaning(db, said.scanned, rights) if said.scanned else None
    asset = life.begin(db, where, said.name, said.state)
    _describe(db, asset, said, rights)
    custom_fields.tell(db, asset, said.extra or {}, new=True)
    if found:
        scans.keep(db, asset, found, rights)
    return _item(answer, db, rights, asset, 201)


@router.get("/{tag}", dependencies=[may(Permission.ASSETS_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, tag: str, on: Day | None = None) -> Response:
    """One asset; with `on`, as it was when that day was over where it stands."""
    if on is not None:
        return answer.item(_past(db, register.tagged(db, tag, rights), on))
    return answer.item(item(finding.one(db, tag, rights)))


@router.patch("/{tag}", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(answer: Answer, db: Db, rights: MyRights, asset: TheAsset, said: Patched) -> Response:
    """Change fields.

    `extra` holds custom fields by their keys: only those given change, and null takes one away.
    """
    _describe(db, asset, said, rights)
    custom_fields.tell(db, asset, said.extra or {})
    return _item(answer, db, rights, asset)


@router.post("/{tag}/move", dependencies=[may(Permission.ASSETS_MOVE)])
def move(
    answer: Answer, db: Db, rights: MyRights, today: Today, asset: TheAsset, place: ToPlace
) -> Response:
    """Put it somewhere else: `place` is a path, or a name that only one place has."""
    where = places.called(db, place, rights)
    rights.must(Permission.ASSETS_MOVE, where)
    asset.move(to=where, on=today)
    return _item(answer, db, rights, asset)


@router.post("/{tag}/state", dependencies=[may(Permission.ASSETS_MOVE)])
def step(
    answer: Answer, db: Db, rights: MyRights, today: Today, asset: TheAsset, said: PostedStep
) -> Response:
    """The next step of its life, once it has what that step demands."""
    rights.must(LIFE[asset.state].get(said.state, Permission.ASSETS_STATE), asset)
    on = life.made_on(said.on, today)
    life.step(db, asset, said.state, on, reason=said.reason, with_parts=said.with_parts)
    return _item(answer, db, rights, asset)


@router.post("/{tag}/condition", dependencies=[may(Permission.ASSETS_CONDITION)])
def judge(
    answer: Answer, db: Db, rights: MyRights, asset: TheAsset, condition: ToCondition
) -> Response:
    """Say whether it works."""
    reopening.judge(db, asset, condition)
    return _item(answer, db, rights, asset)


@router.post("/{tag}/verify", dependencies=[may(Permission.ASSETS_CONDITION)])
def verify(
    answer: Answer, db: Db, rights: MyRights, me: Me, asset: TheAsset, said: PostedLook
) -> Response:
    """Say that you have looked for it, today unless `on` says another day, and if it is there."""
    on = life.made_on(said.on, places.day_at(db, asset.site_id))
    verifications.look(asset, found=said.found, by=me.id, on=on)
    return _item(answer, db, rights, asset)


@router.post("/{tag}/parts", dependencies=[may(Permission.ASSETS_MOVE)])
def put_on(
    answer: Answer, db: Db, rights: MyRights, today: Today, asset: TheAsset, part: ThatPart
) -> Response:
    """Make the thing with the tag `part` a part of this one. Answers with the part."""
    found = register.tagged(db, part, rights)
    rights.must(Permission.ASSETS_MOVE, found)
    parts.put_on(db, found, asset, today)
    return _item(answer, db, rights, found)


@router.post("/{tag}/take-off", dependencies=[may(Permission.ASSETS_MOVE)])
def take_off(answer: Answer, db: Db, rights: MyRights, asset: TheAsset) -> Response:
    """Take it off what it is part of. It stays where it is."""
    parts.take_off(asset)
    return _item(answer, db, rights, asset)


@kits.post("", dependencies=[may(Permission.ASSETS_REGISTER)], status_code=201)
def make_kit(answer: Answer, db: Db, rights: MyRights, today: Today, said: PostedKit) -> Response:
    """Register a kit of the things with these tags. Answers 201 with the item and its new tag."""
    where = places.called(db, said.place, rights)
    rights.must(Permission.ASSETS_REGISTER, where)
    members = parts.chosen(db, said.parts, rights)
    for each in members:
        rights.must(Permission.ASSETS_MOVE, each)
    return _item(answer, db, rights, parts.make_kit(db, said.name, where, members, today), 201)


def item(row: Any) -> dict[str, Any]:
    """One row of a list under the names of the contract, in JSON's own types."""
    said = {name: getattr(row, name) for name in columns.EVERY}
    currency = said.pop("price_currency")
    for name in ("price", "vat"):
        amount = Money.known(said.pop(f"{name}_minor"), currency)
        said[name] = amount.json() if amount else None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
    }


def _past(db: Db, asset: Asset, on: date) -> dict[str, Any]:
    moment = pasts.end_of(on, places.zone_of(asset.site))
    state = pasts.as_of(db, asset.id, moment)
    if state is None:
        raise Missing("It was not registered yet on {day}.", day=on)
    return pasts.item(db, asset, state, moment) | {"on": on.isoformat()}


def _item(answer: AnswerFor, db: Db, rights: MyRights, asset: Asset, status: int = 200) -> Response:
    db.flush()
    location = f"/api/v1/assets/{asset.tag}" if status == 201 else ""  # noqa: PLR2004
    return answer.item(item(finding.one(db, asset.tag, rights)), status, location)


def _describe(db: Db, asset: Asset, said: Fields, rights: MyRights) -> None:
    given = said.model_dump(exclude_unset=True)
    for name in {"price", "vat"} & given.keys():
        amount: Amount | None = getattr(said, name)
        given[name] = amount.money if amount else None
    describing.describe(db, asset, given, rights)
