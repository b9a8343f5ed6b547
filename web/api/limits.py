"""What is measured and within which limits, for programs: /api/v1/quantities, /api/v1/limits."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.listing import PageOf
from assets.maintenance import profiles
from assets.maintenance.limits import LimitProfile, Quantity
from assets.maintenance.profiles import BOUNDS, Bounds
from assets.rights import Permission
from assets.words import Words
from web.access import Db, may
from web.answer import Answer, AnswerFor, Day
from web.cared import TheProfile, TheQuantity
from web.doors import programs

router = programs(tags=["limits"])


class Names(BaseModel):
    """What it is called in the three languages."""

    model_config = ConfigDict(extra="forbid")

    en: str = Field(min_length=1, max_length=200)
    ro: str = Field(min_length=1, max_length=200)
    hu: str = Field(min_length=1, max_length=200)

    @property
    def words(self) -> Words:
        return Words(self.en, self.ro, self.hu)


class Changes(BaseModel):
    """What may be said of a profile. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    names: Names | None = None
    source: str | None = Field(default=None, max_length=500)
    valid_from: Day | None = None
    valid_to: Day | None = None


class Copy(BaseModel):
    """A profile of the house's own that begins with the limits of another one."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(max_length=60)
    like: str
    names: Names


class Limits(BaseModel):
    """The bounds of one quantity; none at all takes its limit away."""

    model_config = ConfigDict(extra="forbid")

    quantity: str
    close_low: Decimal | None = None
    action_low: Decimal | None = None
    warning_low: Decimal | None = None
    warning_high: Decimal | None = None
    action_high: Decimal | None = None
    close_high: Decimal | None = None
    note: str = Field(default="", max_length=500)


class Measured(BaseModel):
    """What is measured: in which unit, how finely, and whether it only ever rises."""

    model_config = ConfigDict(extra="forbid")

    names: Names
    unit: str = Field(default="", max_length=20)
    decimals: int = 0
    counter: bool = False


class MeasuredChanges(BaseModel):
    """What may be said anew of a quantity."""

    model_config = ConfigDict(extra="forbid")

    names: Names | None = None
    unit: str | None = Field(default=None, max_length=20)
    decimals: int | None = None


@router.get("/quantities", dependencies=[may(Permission.CATALOGUE_SEE)])
def measured(answer: Answer, db: Db) -> Response:
    """All that can be measured."""
    found = db.exec(profiles.quantities()).all()
    return answer.page(PageOf(found, None, None), [_quantity(each) for each in found])


@router.post("/quantities", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def measure(answer: Answer, db: Db, said: Annotated[Measured, Body()]) -> Response:
    """Add a quantity. Answers 201 with the item and its key, which never changes."""
    made = profiles.measure(
        db, said.names.words, unit=said.unit, counter=said.counter, decimals=said.decimals
    )
    return answer.item(_quantity(made), 201, f"/api/v1/quantities/{made.key}")


@router.patch("/quantities/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def describe(
    answer: Answer, db: Db, quantity: TheQuantity, said: Annotated[MeasuredChanges, Body()]
) -> Response:
    """Say anew what a quantity is called, in which unit it is read and how finely."""
    names = said.names.words if said.names else quantity.names
    unit = quantity.unit if said.unit is None else said.unit
    decimals = quantity.decimals if said.decimals is None else said.decimals
    profiles.describe(quantity, names, unit=unit, decimals=decimals)
    db.flush()
    return answer.item(_quantity(quantity))


@router.get("/limits", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(answer: Answer, db: Db) -> Response:
    """All limit profiles, without their limits."""
    found = db.exec(profiles.profiles()).all()
    return answer.page(PageOf(found, None, None), [_profile(each) for each in found])


@router.post("/limits", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def copy(answer: Answer, db: Db, said: Annotated[Copy, Body()]) -> Response:
    """Copy a profile as one of the house's own. Answers 201 with the profile."""
    made = profiles.copy(db, profiles.profile(db, said.like), said.key, said.names.words)
    return answer.item(_whole(db, made), 201, f"/api/v1/limits/{made.key}")


@router.get("/limits/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(answer: Answer, db: Db, profile: TheProfile) -> Response:
    """One profile with its limits."""
    return answer.item(_whole(db, profile))


@router.patch("/limits/{key}", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(
    answer: Answer, db: Db, profile: TheProfile, said: Annotated[Changes, Body()]
) -> Response:
    """Say anew what a profile is called, where its limits stand and how long they hold."""
    given = said.model_fields_set
    profiles.revise(
        profile,
        said.names.words if said.names else profile.names,
        profile.source if said.source is None else said.source,
        said.valid_from if "valid_from" in given else profile.valid_from,
        said.valid_to if "valid_to" in given else profile.valid_to,
    )
    return _item(answer, db, profile)


@router.post("/limits/{key}/bounds", dependencies=[may(Permission.CATALOGUE_KEEP)])
def bound(answer: Answer, db: Db, profile: TheProfile, said: Annotated[Limits, Body()]) -> Response:
    """Set the bounds of one quantity. What was read before keeps the limits that held then."""
    bounds = Bounds(**{name: getattr(said, name) for name in BOUNDS})
    profiles.bound(db, profile, profiles.quantity(db, said.quantity), bounds, said.note)
    return _item(answer, db, profile)


def _item(answer: AnswerFor, db: Db, profile: LimitProfile) -> Response:
    db.flush()  # which counts the version on
    return answer.item(_whole(db, profile))


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "key": quantity.key,
        "names": quantity.names._asdict(),
        "unit": quantity.unit,
        "decimals": quantity.decimals,
        "counter": quantity.counter,
        "version": quantity.version,
    }


def _profile(profile: LimitProfile) -> dict[str, Any]:
    return {
        "key": profile.key,
        "names": profile.names._asdict(),
        "source": profile.source,
        "shipped": profile.shipped,
        "valid_from": profile.valid_from.isoformat() if profile.valid_from else None,
        "valid_to": profile.valid_to.isoformat() if profile.valid_to else None,
        "version": profile.version,
    }


def _whole(db: Db, profile: LimitProfile) -> dict[str, Any]:
    limits = [
        {"quantity": each.quantity.key, "note": each.note} | profiles.bounds_of(each).said
        for each in db.exec(profiles.limits_of(profile))
    ]
    return _profile(profile) | {"limits": limits}
