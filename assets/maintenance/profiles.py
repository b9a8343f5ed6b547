"""Limit profiles: what a value means by the limits of a standard or of a house."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.maintenance.limits import LimitProfile, ProfileLimit, Quantity, Severity
from assets.words import Words, fold

REFERENCE = Path(__file__).parent.parent / "reference"
VERIFY = "[verify"  # in the note of a limit that was not read in its source
BAD = (Severity.ACTION, Severity.CLOSE)
MOST_DECIMALS = 4


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest value that is well, may stand, and is safe; None is no bound."""

    close_low: Decimal | None = None
    action_low: Decimal | None = None
    warning_low: Decimal | None = None
    warning_high: Decimal | None = None
    action_high: Decimal | None = None
    close_high: Decimal | None = None

    def severity(self, value: Decimal) -> Severity:
        """What this value means: a bound itself is still within."""
        for severity in (Severity.CLOSE, Severity.ACTION, Severity.WARNING):
            low, high = self.pair(severity)
            if (low is not None and value < low) or (high is not None and value > high):
                return severity
        return Severity.OK

    def pair(self, severity: Severity) -> tuple[Decimal | None, Decimal | None]:
        return getattr(self, f"{severity}_low"), getattr(self, f"{severity}_high")

    @property
    def said(self) -> dict[str, str]:
        """The bounds that there are, to be kept with a reading."""
        return {name: f"{bound:f}" for name, bound in asdict(self).items() if bound is not None}

    def must_nest(self) -> None:
        """Raise Refused unless the bounds stand in one another, as their names say."""
        given = {name: bound for name, bound in asdict(self).items() if bound is not None}
        for (_, one), (name, other) in zip(given.items(), list(given.items())[1:], strict=False):
            if other < one:
                raise Refused("{other} cannot be below {one}.", one=one, other=other, field=name)


BOUNDS = tuple(field.name for field in fields(Bounds))


def bounds_of(limit: Any) -> Bounds:
    """The bounds that a limit names; plain as they were written, without zeros at the end."""
    return Bounds(**{name: _plain(getattr(limit, name)) for name in BOUNDS})


def kept(value: Decimal | None) -> Decimal | None:
    """A number as the database gives it back, so that the trail tells it alike each time."""
    return None if value is None else round(value, MOST_DECIMALS)


def _plain(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else Decimal(f"{bound.normalize():f}")


def limit_of(session: Session, profile_id: Any, quantity_id: Any) -> Bounds | None:
    """The bounds of one quantity by a profile, where it has any."""
    asked = select(ProfileLimit).where(ProfileLimit.profile_id == profile_id)
    found = session.exec(asked.where(ProfileLimit.quantity_id == quantity_id)).first()
    return bounds_of(found) if found else None


def bounds_by(session: Session, profiles: Collection[UUID]) -> dict[tuple[UUID, UUID], Bounds]:
    """The bounds of these profiles, by profile and quantity."""
    asked = select(ProfileLimit).where(col(ProfileLimit.profile_id).in_(profiles))
    return {(each.profile_id, each.quantity_id): bounds_of(each) for each in session.exec(asked)}


def load(session: Session) -> None:
    """Add the shipped quantities and profiles that are not here yet. What was edited stays."""
    known = {each.key: each for each in session.exec(select(Quantity))}
    for row in _rows("quantities.csv"):
        if row["key"] not in known:
            counter, decimals = row["counter"] == "Y", int(row["decimals"])
            said = row | {"counter": counter, "decimals": decimals}
            known[row["key"]] = Quantity.model_validate(said)
            session.add(known[row["key"]])
    session.flush()
    here = set(session.exec(select(LimitProfile.key)))
    for row in _rows("limit_profiles.csv"):
        if row["key"] not in here:
            profile = LimitProfile.model_validate(row | {"shipped": True})
            session.add(profile)
            session.flush()
            session.add_all(_shipped_limits(profile, row["like"], known))
    session.flush()


def _shipped_limits(
    profile: LimitProfile, like: str, known: Mapping[str, Quantity]
) -> Iterator[ProfileLimit]:
    """Its own limits, and those of the profile that it is like in all else."""
    rows = list(_rows("profile_limits.csv"))
    of_both = {row["quantity"]: row for row in rows if row["profile"] == like} | {
        row["quantity"]: row for row in rows if row["profile"] == profile.key
    }
    for key, row in of_both.items():
        limit = ProfileLimit(profile_id=profile.id, quantity_id=known[key].id, note=row["note"])
        for name in BOUNDS:
            setattr(limit, name, kept(Decimal(row[name])) if row[name] else None)
        yield limit


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as shipped:
        yield from csv.DictReader(shipped)


def quantities() -> SelectOfScalar[Quantity]:
    """What can be measured: counters first."""
    return select(Quantity).order_by(col(Quantity.counter).desc(), Quantity.key)


def quantity(session: Session, key: str) -> Quantity:
    found = session.exec(select(Quantity).where(Quantity.key == key)).one_or_none()
    if found is None:
        raise Missing("There is no such quantity.")
    return found


def profiles() -> SelectOfScalar[LimitProfile]:
    return select(LimitProfile).order_by(LimitProfile.key)


def profile(session: Session, key: str) -> LimitProfile:
    found = session.exec(select(LimitProfile).where(LimitProfile.key == key)).one_or_none()
    if found is None:
        raise Missing("There is no such limit profile.")
    return found


def limits_of(profile: LimitProfile) -> SelectOfScalar[ProfileLimit]:
    """The limits of a profile, each with its quantity."""
    loaded = alongside(ProfileLimit.quantity)
    asked = select(ProfileLimit).join(Quantity).where(ProfileLimit.profile_id == profile.id)
    return asked.options(*loaded).order_by(Quantity.key)


def measure(
    session: Session, names: Words, *, unit: str = "", counter: bool = False, decimals: int = 0
) -> Quantity:
    """A quantity of the house's own. Its key is made of its English name and never changes."""
    _must_be_named(names)
    key = _key(names.en)
    if session.exec(select(Quantity.id).where(Quantity.key == key)).first():
        raise Refused("This quantity is here already.", field="name_en")
    made = Quantity(key=key, counter=counter, **_named(names))
    session.add(made)
    describe(made, names, unit=unit, decimals=decimals)
    session.flush()
    return made


def describe(quantity: Quantity, names: Words, *, unit: str, decimals: int) -> None:
    """Say anew what it is called, in which unit it is read and how finely."""
    _must_be_named(names)
    if not 0 <= decimals <= MOST_DECIMALS:
        raise Refused("Write a number from 0 to {most}.", most=MOST_DECIMALS, field="decimals")
    quantity.name_en, quantity.name_ro, quantity.name_hu = (name.strip() for name in names)
    quantity.unit, quantity.decimals = unit.strip(), decimals


def copy(session: Session, profile: LimitProfile, key: str, names: Words) -> LimitProfile:
    """A profile of the house's own that begins with the limits of another one."""
    key = key.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,59}", key):
        raise Refused("Take capital letters, figures and hyphens, such as LOV-POOL.", field="key")
    if session.exec(select(LimitProfile.id).where(LimitProfile.key == key)).first():
        raise Refused("{key} is taken.", key=key, field="key")
    _must_be_named(names)
    made = LimitProfile(key=key, source=profile.source, **_named(names))
    session.add(made)
    session.flush()
    for limit in session.exec(limits_of(profile)).all():
        same = bounds_of(limit)
        bound(session, made, limit.quantity, same, limit.note)
    return made


def revise(
    profile: LimitProfile, names: Words, source: str, since: date | None, until: date | None
) -> None:
    """Say anew what a profile is called, where its limits stand and how long they hold."""
    _must_be_named(names)
    if since and until and until < since:
        raise Refused("It cannot end before it begins.", field="valid_to")
    profile.name_en, profile.name_ro, profile.name_hu = (name.strip() for name in names)
    profile.source, profile.valid_from, profile.valid_to = source.strip(), since, until


def bound(
    session: Session, profile: LimitProfile, quantity: Quantity, bounds: Bounds, note: str = ""
) -> None:
    """The bounds of one quantity from now on; none at all takes the limit away."""
    if quantity.counter:
        raise Refused("{name} is counted and has no limits.", name=quantity.names)
    bounds.must_nest()
    asked = select(ProfileLimit).where(ProfileLimit.profile_id == profile.id)
    limit = session.exec(asked.where(ProfileLimit.quantity_id == quantity.id)).first()
    if bounds == Bounds():
        if limit:
            session.delete(limit)
        return
    limit = limit or ProfileLimit(profile_id=profile.id, quantity_id=quantity.id)
    for name in BOUNDS:
        setattr(limit, name, kept(getattr(bounds, name)))
    limit.note = note.strip()
    session.add(limit)
    session.flush()


def _must_be_named(names: Words) -> None:
    if not all(name.strip() for name in names):
        raise Refused("Give it a name in all three languages.", field="name_en")


def _named(names: Words) -> dict[str, Any]:
    return {"name_en": names.en.strip(), "name_ro": names.ro.strip(), "name_hu": names.hu.strip()}


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40]


def counts(session: Session) -> dict[UUID, int]:
    """How many limits each profile has."""
    asked = select(ProfileLimit.profile_id, func.count()).group_by(col(ProfileLimit.profile_id))
    return dict(session.exec(asked).all())


def standing(session: Session, profile: LimitProfile, key: str) -> ProfileLimit | None:
    """The limit that a profile sets to the quantity with this key, if it sets one."""
    return session.exec(limits_of(profile).where(Quantity.key == key)).first()
