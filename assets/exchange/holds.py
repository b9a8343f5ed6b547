"""What a planned import leans on: it still stands when that is written, and nothing beside it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from assets import trail
from assets.errors import Refused
from assets.exchange.details import Values
from assets.inventory.catalogue import Model
from assets.inventory.custom_fields import CustomField
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.rights import Permission, Rights
from assets.words import N_

MEANWHILE = N_(
    "The register has changed while you looked at this. Nothing was written. Look at it again."
)
_AT_ONCE = 10_000

_ASSETS: Any = Asset.__table__.c  # type: ignore[attr-defined]
_MODELS: Any = Model.__table__.c  # type: ignore[attr-defined]
_COMPANIES: Any = Supplier.__table__.c  # type: ignore[attr-defined]

Versions = dict[UUID, int]


def head(session: Session) -> int:
    """The number of the last batch on the trail."""
    last = trail.head(session)
    return last.number if last else 0


def standing(
    session: Session, table: type[Place | Model | Supplier | Asset | CustomField], read: Versions
) -> None:
    """Raises Refused unless all these records stand in the version that was read."""
    for some in parts(read):
        asked = select(table.id, table.version).where(col(table.id).in_(some))
        found = {key: version for key, version in session.execute(asked)}  # noqa: C416
        if found != {key: read[key] for key in some}:
            raise Refused(MEANWHILE)


def unregistered(session: Session, things: list[Values], seen_by: Rights) -> None:
    """Raises Refused if one of these new things has come another way, by its row or its numbers."""
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    _free(session, (_ASSETS.id,), {(each["id"],) for each in things})
    for one, other in (("external_ref", "site_id"), ("serial_number", "model_id")):
        known = {(each[one], each[other]) for each in things if each[one] and each[other]}
        _free(session, (_ASSETS[one], _ASSETS[other]), known, seen)


def uncatalogued(session: Session, companies: list[Values], models: list[Values]) -> None:
    """Raises Refused if one of these new companies or models has come another way."""
    _free(session, (_COMPANIES.folded,), {(each["folded"],) for each in companies})
    names = ("folded", "maker_id", "part_number")
    sold = {tuple(each[name] for name in names) for each in models}
    _free(session, tuple(_MODELS[name] for name in names), sold)


def _free(
    session: Session, columns: Sequence[Any], wanted: set[tuple[Any, ...]], *clauses: Any
) -> None:
    for some in parts({first for first, *_ in wanted}):
        asked = select(*columns).where(columns[0].in_(some), *clauses)
        if any(tuple(found) in wanted for found in session.execute(asked)):
            raise Refused(MEANWHILE)


def parts(keys: Iterable[Any], at_once: int = _AT_ONCE) -> Iterator[list[Any]]:
    """So many at once as every database takes in one question, or fewer."""
    remaining = iter(keys)
    while some := list(islice(remaining, at_once)):
        yield some
