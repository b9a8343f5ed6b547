"""The limits of electrical safety tests: shipped with their sources, and then kept by the house."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Missing, Refused
from assets.inventory import shipped
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.maintenance.limits import Circuit, Measure, Method, SafetyLimit
from assets.words import N_

UNITS = {
    Measure.EARTH: "Ω",
    Measure.INSULATION: "MΩ",
    Measure.EQUIPMENT: "µA",
    Measure.APPLIED_PART: "µA",
}
# What the sources of the shipped limits say. They are spoken in every language.
SOURCES = (N_("IEC 62353 as public sources give it"), N_("IEC 62353, to be verified"))

_NUMBERS = ("least", "most", "near_percent", "grown_percent", "unsure_below")


@dataclass(frozen=True)
class Asked:
    """What is measured, how, and on which device: all that a limit may depend on."""

    measure: Measure
    method: Method | None = None
    protection_class: ProtectionClass | None = None
    applied_part: AppliedPart | None = None
    circuit: Circuit | None = None


_DEPENDS_ON = tuple(Asked.__dataclass_fields__)


@dataclass(frozen=True)
class Bounds:
    """What a limit says, whence it comes, and from when until when it holds."""

    source: str
    least: Decimal | None = None
    most: Decimal | None = None
    near_percent: int | None = None
    grown_percent: int | None = None
    unsure_below: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def load(session: Session) -> int:
    """Add the shipped limits of what has none here yet: how many came. What is kept here stays."""
    known = {_asked_of(limit) for limit in session.exec(select(SafetyLimit))}
    fresh = [limit for row in shipped.rows("safety_limits.csv") if _new(limit := _read(row), known)]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


def _read(row: dict[str, str]) -> SafetyLimit:
    return SafetyLimit.model_validate({name: said or None for name, said in row.items()})


def _new(limit: SafetyLimit, known: set[Asked]) -> bool:
    return _asked_of(limit) not in known


def _asked_of(limit: SafetyLimit) -> Asked:
    return Asked(**{name: getattr(limit, name) for name in _DEPENDS_ON})


def valid_on(session: Session, on: date) -> Sequence[SafetyLimit]:
    """The limits that hold on a day; of the same, the latest first."""
    begun = col(SafetyLimit.valid_from).is_(None) | (col(SafetyLimit.valid_from) <= on)
    still = col(SafetyLimit.valid_to).is_(None) | (col(SafetyLimit.valid_to) >= on)
    found = session.exec(select(SafetyLimit).where(begun, still)).all()
    return sorted(found, key=lambda limit: limit.valid_from or date.min, reverse=True)


def limit_for(limits: Iterable[SafetyLimit], asked: Asked) -> SafetyLimit | None:
    """The limit that fits best: the one that says most of what is asked. None where none fits."""
    fitting = [limit for limit in limits if _fits(limit, asked)]
    return max(fitting, key=_said, default=None)


def _fits(limit: SafetyLimit, asked: Asked) -> bool:
    pairs = ((getattr(limit, name), getattr(asked, name)) for name in _DEPENDS_ON)
    return all(said is None or said == meant for said, meant in pairs)


def said_by(limit: SafetyLimit) -> Bounds:
    return Bounds(**{name: getattr(limit, name) for name in Bounds.__dataclass_fields__})


def _said(limit: SafetyLimit) -> int:
    return sum(getattr(limit, name) is not None for name in _DEPENDS_ON)


def listed() -> SelectOfScalar[SafetyLimit]:
    """All of them, in the order in which a device is measured."""
    table: Any = SafetyLimit.__table__  # type: ignore[attr-defined]
    by = [table.c[name].nulls_first() for name in _DEPENDS_ON[1:]]
    return select(SafetyLimit).order_by(
        table.c.measure.desc(), *by, table.c.valid_from.nulls_first()
    )


def limit(session: Session, key: UUID) -> SafetyLimit:
    found = session.get(SafetyLimit, key)
    if found is None:
        raise Missing("There is no such limit.")
    return found


def add(session: Session, asked: Asked, bounds: Bounds) -> SafetyLimit:
    """One more limit. From its first day it goes before an older one of the same."""
    added = SafetyLimit(unit=UNITS[asked.measure], **vars(asked))
    change(added, bounds)
    session.add(added)
    session.flush()
    return added


def change(limit: SafetyLimit, bounds: Bounds) -> None:
    """Say anew what it is. Tests that were made keep the limit that they were made by."""
    _must_bound(bounds)
    if bounds.valid_from and bounds.valid_to and bounds.valid_to < bounds.valid_from:
        raise Refused("It cannot end before it begins.", field="valid_to")
    for name, value in vars(bounds).items():
        setattr(limit, name, value)
    limit.source = bounds.source.strip()


def _must_bound(bounds: Bounds) -> None:
    if not bounds.source.strip():
        raise Refused("Say where it comes from.", field="source")
    least, most = bounds.least, bounds.most
    if least is None and most is None:
        raise Refused("Write the limit.", field="most")
    for name in _NUMBERS:
        if (getattr(bounds, name) or 0) < 0:
            raise Refused("It cannot be below zero.", field=name)
    if least is not None and most is not None and least > most:
        raise Refused("The least is above the most.", field="least")
