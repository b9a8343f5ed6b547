"""The register as its trail tells it: every entry replayed, and held against what stands there."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, Table
from sqlalchemy import Row as Found
from sqlmodel import Session, col, select

from assets import database, seals, trail
from assets.database import Record, Row, streamed
from assets.trail import UNTRACKED, Batch, Entry

State = dict[str, Any]
Told = tuple[UUID, State | None, str]

UNMADE = "its entries do not follow from one another"
UNTOLD = "it stands in the register, and not on the trail"
GONE = "it stands on the trail, and not in the register"


def told_otherwise(session: Session) -> Iterator[str | None]:
    """For each record that is or was: a sentence, if it is not as its entries tell it, or None."""
    kinds = tracked()
    for name, entries in groupby(_entries(session), key=attrgetter("kind")):
        if name in kinds:
            kind = kinds.pop(name)
            yield from _compared(kind, _told(kind, entries), _standing(session, kind))
        else:
            yield f"The trail tells of a {name}, and there are none."
    for kind in kinds.values():
        yield from _compared(kind, iter(()), _standing(session, kind))


def tracked() -> dict[str, type[Row]]:
    """Every kind of record that leaves a trail, by the name of its table."""
    return {name: kind for name, kind in database.kinds().items() if name not in UNTRACKED}


def _entries(session: Session) -> Iterator[Found[Any]]:
    told = select(Entry.kind, Entry.key, Entry.verb, Entry.changes, Batch.at)  # type: ignore[call-overload]
    ordered = told.join(Batch, col(Batch.id) == col(Entry.batch_id)).order_by(
        Entry.kind, Entry.key, Batch.number, Entry.position
    )
    yield from streamed(session, ordered)


def _standing(session: Session, kind: type[Row]) -> Iterator[tuple[UUID, State]]:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    for row in streamed(session, table.select().order_by(table.c.id)):
        yield row.id, dict(row._mapping)  # noqa: SLF001


def _told(kind: type[Row], entries: Iterable[Any]) -> Iterator[Told]:
    """Each record's last state, or None when it was deleted, and what is wrong with its entries."""
    numbers = {each.name for each in kind.__table__.c if isinstance(each.type, Numeric)}  # type: ignore[attr-defined]
    for key, own in groupby(entries, key=attrgetter("key")):
        state, wrong = None, ""
        for entry in own:
            wrong = wrong or ("" if _follows(state, entry, numbers) else UNMADE)
            state = after(state or {"created_at": entry.at}, entry)
        yield key, state, wrong


def _follows(state: State | None, entry: Any, numbers: Collection[str]) -> bool:
    if state is None or entry.verb == "created":
        return state is None and entry.verb == "created"
    olds = {name: old for name, (old, _) in entry.changes.items() if name in state}
    return all(_same(_read(name, state[name], numbers), old) for name, old in olds.items())


def _read(name: str, told: Any, numbers: Collection[str]) -> Any:
    """A number as one, however many decimals it was written with."""
    return Decimal(told) if name in numbers and told is not None else told


def after(state: State, entry: Any) -> State | None:
    """A record's state once this has happened to it."""
    if entry.verb == "deleted":
        return None
    return state | {name: new for name, (_, new) in entry.changes.items()}


def _compared(
    kind: type[Row], told: Iterator[Told], standing: Iterator[tuple[UUID, State]]
) -> Iterator[str | None]:
    known = said(kind)
    heard, seen = next(told, None), next(standing, None)
    while heard or seen:
        key = min(each[0] for each in (heard, seen) if each)
        state, row, wrong = None, None, ""
        if heard and heard[0] == key:
            (_, state, wrong), heard = heard, next(told, None)
        if seen and seen[0] == key:
            (_, row), seen = seen, next(standing, None)
        wrong = wrong or _difference(known, state, row)
        yield f"{kind.__tablename__} {key}: {wrong}." if wrong else None


def said(kind: type[Row]) -> list[tuple[str, Any]]:
    """The columns that the trail tells, and what one holds of which no entry speaks.

    That is nothing, or what a later version of the program has laid in it.
    """
    told = [name for name, hidden in trail.columns(kind) if not hidden]
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    defaults = {name: columns[name].default for name in told}
    plain = {name: each.arg for name, each in defaults.items() if each and each.is_scalar}
    dated = [("created_at", None)] if issubclass(kind, Record) else []
    return dated + [(name, plain.get(name)) for name in told]


def _difference(said: list[tuple[str, Any]], state: State | None, row: State | None) -> str:
    if state is None:
        return UNTOLD if row else ""
    if row is None:
        return GONE
    for name, unsaid in said:
        value, told = row[name], state.get(name, unsaid)
        if value != told and not _same(value, told):
            return f"{name} is {value!r}, and the trail says {told!r}"
    return ""


def _same(value: Any, told: Any) -> bool:
    if isinstance(value, Decimal) and isinstance(told, str):
        return value == Decimal(told)
    one, other = seals.plain(value), seals.plain(told)
    return one == other or (one in (None, "") and other in (None, ""))
