"""How much depends on a thing, from 1 to 4, and how pressing the work on it is therefore."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from assets.inventory.catalogue import EquipmentType
from assets.inventory.register import NEVER, Asset
from assets.maintenance.terms import BINDING, RECURRING, Kind, Priority

_AT_ONCE = 500
_USUAL = 2
_PAST = "9"
# The score of WHO, function and risk and maintenance, from which a thing is so critical.
_BY_SCORE = ((19, 4), (15, 3))
_PRIORITIES = {1: Priority.LOW, 2: Priority.NORMAL, 3: Priority.HIGH, 4: Priority.URGENT}


def priority(kind: Kind, criticality: int | None) -> Priority:
    """How pressing such work is on such a thing.

    What comes again is known beforehand and interrupts nothing, and what the law or a patient's
    safety asks for is never less than high.
    """
    if kind in BINDING:
        return Priority.HIGH
    found = _PRIORITIES[criticality or _USUAL]
    return Priority.HIGH if found is Priority.URGENT and kind in RECURRING else found


def pressing_key(priority: Priority, due_key: date) -> str:
    """What work is sorted by: what nothing is left to do of comes last."""
    rank = _PAST if due_key == NEVER else list(Priority).index(priority)
    return f"{rank}{due_key.isoformat()}"


def press(row: dict[str, Any], criticality: int | None) -> None:
    """Say of a new order, given by its columns, how pressing it is."""
    row["priority"] = priority(row["kind"], criticality)
    row["pressing_key"] = pressing_key(row["priority"], row["due_key"])


def of_things(session: Session, keys: Iterable[UUID]) -> dict[UUID, int | None]:
    """How much depends on each of these things, where that is known."""
    return {row[0]: _reckoned(*row[1:]) for row in _said(session, list(keys))}


def _said(session: Session, keys: Sequence[UUID]) -> Iterator[Any]:
    kind = EquipmentType
    scores = (kind.fs_function, kind.fs_risk, kind.fs_maintenance)
    told: Any = select(Asset.id, Asset.criticality, kind.criticality, *scores)  # type: ignore[call-overload]
    joined = told.outerjoin(kind, col(kind.id) == col(Asset.type_id))
    for begin in range(0, len(keys), _AT_ONCE):
        some = col(Asset.id).in_(keys[begin : begin + _AT_ONCE])
        yield from session.connection().execute(joined.where(some))


def _reckoned(own: int | None, of_kind: int | None, *scores: int | None) -> int | None:
    """Its own, else that of its kind, else what the scores of its kind come to.

    No score says that hardly anything depends on it: that, somebody must say.
    """
    if own or of_kind:
        return own or of_kind
    if None in scores:
        return None
    total = sum(score or 0 for score in scores)
    return next((critical for least, critical in _BY_SCORE if total >= least), None)
