"""The things themselves, for programs: /api/v1/assets."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.inventory import catalogue, finding, places, register, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.register import LIFE, Asset, Condition, State
from assets.money import Money
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Amount, Answer, AnswerFor, Day, Expected
from web.filters import TheAsked
from web.named import TheAsset

router = APIRouter(prefix="/assets", tags=["assets"])


class Fields(BaseModel):
    """What may be said of a thing. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    type: str | None = None
    maker: str | None = Field(default=None, max_length=200)
    model: str | None = Field(default=None, max_length=200)
    serial_number: str | None = Field(default=None, max_length=80)
    inventory_number: str | None = Field(default=None, max_length=80)
    external_ref: str | None = Field(default=None, max_length=120)
    price: Amount | None = None
    batch_number: str | None = Field(default=None, max_length=80)
    manufactured_on: Day | None = None
    expires_on: Day | None = None
    udi_raw: str | None = Field(default=None, max_length=400)
    acquired_on: Day | None = None
    warranty_until: Day | None = None
    note: str | None = Field(default=None, max_length=4000)


class Registration(Fields):
    """A new thing: at least what it is called and where it stands.

    `scanned` is what a scanner read from it: a UDI, which is kept and makes its model known by its
    UDI-DI, a barcode that is to open it, or the code of a blank label that sticks on it.
    """

    name: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1)
    state: State = State.IN_USE
    scanned: str = Field(default="", max_length=LONGEST)


Posted = Annotated[Registration, Body()]
Patched = Annotated[Fields, Body()]
ToPlace = Annotated[str, Body(embed=True, min_length=1)]
ToState = Annotated[State, Body(embed=True)]
ToCondition = Annotated[Condition, Body(embed=True)]


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: TheAsked, *, count: bool = False
) -> Response:
    """A page of the assets that are asked for. `next` is the address of the following page."""
    wanted = asked.wanted(db, rights)
    found = finding.listed(db, wanted, today, asked.cut, rights)
    total = finding.counted(db, wanted, today, rights, most=10_000_000) if count else None
    return answer.page(found, [item(row) for row in found.rows], total)


@router.post("", dependencies=[may(Permission.ASSETS_REGISTER)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Register a thing. Answers 201 with the item and its new tag."""
    where = places.called(db, said.place, rights)
    rights.must(Permission.ASSETS_REGISTER, where)
    found = scans.meaning(db, said.scanned, rights) if said.scanned else None
    asset = register.register(db, place=where, name=said.name, state=said.state)
    _describe(db, asset, said)
    if found:
        scans.keep(db, asset, found, rights)
    return _item(answer, db, rights, asset, 201)


@router.get("/{tag}", dependencies=[may(Permission.ASSETS_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, tag: str) -> Response:
    """One asset."""
    return answer.item(item(finding.one(db, tag, rights)))


@router.patch("/{tag}", dependencies=[may(Permission.ASSETS_EDIT)])
def edit(
    answer: Answer,
    db: Db,
    rights: MyRights,
    asset: TheAsset,
    said: Patched,
    expected: Expected,
) -> Response:
    """Change fields. With `If-Match: <version>`, only if nobody else has changed it since."""
    asset.expect(expected)
    _describe(db, asset, said)
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
    answer: Answer, db: Db, rights: MyRights, today: Today, asset: TheAsset, state: ToState
) -> Response:
    """The next step of its life."""
    rights.must(LIFE[asset.state].get(state, Permission.ASSETS_STATE), asset)
    asset.step(state, today)
    return _item(answer, db, rights, asset)


@router.post("/{tag}/condition", dependencies=[may(Permission.ASSETS_CONDITION)])
def judge(
    answer: Answer, db: Db, rights: MyRights, asset: TheAsset, condition: ToCondition
) -> Response:
    """Say whether it works."""
    asset.judge(condition)
    return _item(answer, db, rights, asset)


def item(row: Any) -> dict[str, Any]:
    """One row of a list under the names of the contract, in JSON's own types."""
    said = {name: getattr(row, name) for name in finding.FIELDS}
    minor, currency = said.pop("price_minor"), said.pop("price_currency")
    said["price"] = Money(minor, currency).json() if minor is not None and currency else None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
    }


def _item(answer: AnswerFor, db: Db, rights: MyRights, asset: Asset, status: int = 200) -> Response:
    db.flush()
    location = f"/api/v1/assets/{asset.tag}" if status == 201 else ""  # noqa: PLR2004
    return answer.item(item(finding.one(db, asset.tag, rights)), status, location)


PLAIN = (
    "serial_number",
    "inventory_number",
    "external_ref",
    "batch_number",
    "manufactured_on",
    "expires_on",
    "udi_raw",
    "acquired_on",
    "warranty_until",
    "note",
)


def _describe(db: Db, asset: Asset, said: Fields) -> None:
    given = said.model_dump(exclude_unset=True)
    if "name" in given:
        asset.call(said.name or "")
    if said.price:
        price = said.price.money
        asset.price_minor, asset.price_currency = price.minor, price.currency
    _classify(db, asset, said)
    for name in PLAIN:
        if name in given:
            setattr(asset, name, given[name] if given[name] is not None else _nothing(name))


def _classify(db: Db, asset: Asset, said: Fields) -> None:
    if said.type is not None:
        asset.type_id = catalogue.type_called(db, said.type).id if said.type else None
    if said.maker and said.model:
        asset.model_id = catalogue.add_model(db, said.maker, said.model, asset.type_id).id


def _nothing(name: str) -> str | None:
    return None if name.endswith(("_on", "_until")) else ""
