"""Choices: what a plan names besides its subject, and what the catalogue advises."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.errors import Refused
from assets.inventory.catalogue import EquipmentType
from assets.maintenance.checklists import Checklist
from assets.maintenance.limits import Quantity
from assets.words import Words


def counters() -> SelectOfScalar[Quantity]:
    """What is counted, such as hours and shots. There are few."""
    return select(Quantity).where(col(Quantity.counter)).order_by(Quantity.key)


def counter(session: Session, key: str) -> Quantity:
    found = session.exec(counters().where(Quantity.key == key)).first()
    if found is None:
        raise Refused("Nothing is counted under {name}.", name=key, field="quantity")
    return found


class Advice(NamedTuple):
    """What function, risk and need of care of a kind of equipment add up to, and how often then."""

    score: int
    months: int | None


_INCLUDED = 12
# From which score at least every so many months (Fennigkoh and Smith; WHO 2011, to be verified).
_OFTEN = {19: 4, 15: 6}
_EXTENSIVE = 4


def advice(kind: EquipmentType | None) -> Advice | None:
    """The hint of Fennigkoh and Smith. It stands beside a plan and never changes it."""
    if kind is None or None in (said := (kind.fs_function, kind.fs_risk, kind.fs_maintenance)):
        return None
    score = sum(each or 0 for each in said)
    if score < _INCLUDED:
        return Advice(score, None)
    usual = 6 if (kind.fs_maintenance or 0) >= _EXTENSIVE else 12
    return Advice(score, min([usual, *(each for least, each in _OFTEN.items() if score >= least)]))


def named(session: Session, keys: Iterable[str | None]) -> dict[str, Words]:
    """What these checklists are called, by their ids as text."""
    asked = col(Checklist.id).in_([UUID(key) for key in keys if key])
    return {str(each.id): each.names for each in session.exec(select(Checklist).where(asked))}
