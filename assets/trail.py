"""The audit trail: who changed what from what to what, when and why. It writes itself.

Every flush adds its entries; just before commit one batch takes the next number and hashes them
together with the batch before it. Entries are never changed or deleted.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, event, insert, inspect, text
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Row

# Tables that leave no trail, each for its reason.
UNTRACKED = {
    "batch": "the trail itself",
    "entry": "the trail itself",
    "sign_in": "comings and goings, not changes of the register",
    "attempt": "comings and goings, not changes of the register",
    "outcome": "the memory of a repeated request, kept 30 days",
    "tag_counter": "every tag given is on the trail of its asset",
    "search_word": "derived from the assets it finds",
    "posting": "how far a notice has travelled; the notice itself is on the trail",
    "kept": "that a duty was kept on a day; what it did is on the trail",
}

LOCK = 7_320_146  # any number, the same in every process of one register


class Batch(Row, table=True):
    """The entries of one transaction, sealed by a hash over them and over the batch before."""

    number: int = Field(unique=True)
    at: datetime = Field(index=True)
    person_id: UUID | None = Field(default=None, index=True)
    source: str = Field(max_length=20)
    reason: str = ""
    undoes_id: UUID | None = None
    entries: int
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Entry(Row, table=True):
    """One record created, changed or deleted; `changes` holds field → [old, new]."""

    batch_id: UUID = Field(index=True)
    position: int
    verb: str = Field(max_length=10)
    kind: str = Field(max_length=40)
    key: UUID = Field(index=True)
    label: str
    site_id: UUID | None = Field(default=None, index=True)
    partner_id: UUID | None = None
    changes: dict[str, list[Any]] = Field(sa_column=Column(JSON, nullable=False))


@dataclass
class Open:
    """The batch of a transaction that is still going on."""

    id: UUID = field(default_factory=uuid4)
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


def private() -> dict[str, Any]:
    """Column settings for what enters the trail only as "changed": secrets and personal data."""
    return {"info": {"private": True}}


def derived() -> dict[str, Any]:
    """Column settings for what follows from other columns and so need not enter the trail."""
    return {"info": {"derived": True}}


def batch_of(session: Session) -> UUID:
    """The id that this transaction's batch has, or will have."""
    opened: Open = session.info.setdefault("batch", Open())
    return opened.id


def history(key: UUID) -> SelectOfScalar[Any]:
    """(Entry, Batch) of one record, the latest first."""
    joined = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    return joined.where(Entry.key == key).order_by(  # type: ignore[return-value]
        col(Batch.number).desc(), col(Entry.position).desc()
    )


def head(session: Session) -> Batch | None:
    """The last batch: its hash vouches for every entry before it."""
    return session.exec(select(Batch).order_by(col(Batch.number).desc()).limit(1)).first()


def broken(session: Session) -> Iterator[str]:
    """A sentence for each batch whose number, entries or hash do not fit. None: the chain holds."""
    previous, number = "", 0
    entries = groupby(_in_order(session), key=lambda entry: entry.batch_id)
    found = {batch_id: _digest_of(group) for batch_id, group in entries}
    for batch in session.exec(select(Batch).order_by(col(Batch.number))):
        number += 1
        count, digest = found.pop(batch.id, (0, hashlib.sha256().hexdigest()))
        whole = batch.number == number and batch.previous == previous and count == batch.entries
        if not whole or batch.hash != _seal(batch, digest):
            yield f"Batch {batch.number} of the trail does not fit its hash."
        previous, number = batch.hash, batch.number
    yield from (
        f"Entries of the unknown batch {batch_id} stand on the trail." for batch_id in found
    )


def _in_order(session: Session) -> Iterator[Entry]:
    ordered = select(Entry).order_by(col(Entry.batch_id), col(Entry.position))
    yield from session.exec(ordered.execution_options(yield_per=1000))


def _digest_of(entries: Iterable[Entry]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for entry in entries:
        digest.update(_canonical(entry.model_dump()))
        count += 1
    return count, digest.hexdigest()


# After the flush, not before: only then do foreign keys hold their new values.
@event.listens_for(Session, "after_flush")
def _write_entries(session: Session, _: object) -> None:
    done = {"created": session.new, "changed": session.dirty, "deleted": session.deleted}
    entries = [
        entry
        for verb, records in done.items()
        for record in records
        if _tracked(record) and (entry := _entry(session, verb, record))
    ]
    if entries:
        session.connection().execute(insert(Entry), entries)


@event.listens_for(Session, "before_commit")
def _seal_batch(session: Session) -> None:
    session.flush()
    opened: Open | None = session.info.pop("batch", None)
    if opened is None or not opened.count:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = select(Batch.number, Batch.hash).order_by(col(Batch.number).desc()).limit(1)
    number, previous = connection.execute(last).one_or_none() or (0, "")
    by, at = session.info["by"], session.info.get("at") or datetime.now(UTC)
    batch = Batch(
        id=opened.id,
        number=number + 1,
        at=at,
        person_id=by.person_id,
        source=by.source,
        reason=session.info.get("reason", ""),
        undoes_id=session.info.get("undoes_id"),
        entries=opened.count,
        previous=previous,
        hash="",
    )
    batch.hash = _seal(batch, opened.digest.hexdigest())
    connection.execute(insert(Batch), [batch.model_dump()])


@event.listens_for(Session, "after_rollback")
def _forget_batch(session: Session) -> None:
    session.info.pop("batch", None)


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(asked: ORMExecuteState) -> None:
    if asked.is_update or asked.is_delete:
        table = asked.bind_mapper.local_table.name if asked.bind_mapper else ""  # type: ignore[attr-defined]
        if table not in UNTRACKED or table in {"batch", "entry"}:
            raise RuntimeError(f"A bulk change of {table or 'a table'} would leave no trail.")


def _tracked(record: object) -> bool:
    return isinstance(record, Row) and record.__tablename__ not in UNTRACKED


def _entry(session: Session, verb: str, record: Row) -> dict[str, Any] | None:
    changes = _changes(record) if verb == "changed" else _values(record, verb)
    if not changes:
        return None
    opened: Open = session.info.setdefault("batch", Open())
    opened.count += 1
    entry = {
        "id": uuid4(),
        "batch_id": opened.id,
        "position": opened.count,
        "verb": verb,
        "kind": str(record.__tablename__),
        "key": record.id,
        "label": str(getattr(record, "label", "")),
        "site_id": getattr(record, "site_id", None),
        "partner_id": getattr(record, "partner_id", None),
        "changes": changes,
    }
    opened.digest.update(_canonical(entry))
    return entry


def _values(record: Row, verb: str) -> dict[str, list[Any]]:
    """Everything a new record says, or a deleted one said."""
    return {
        name: _aligned(verb, "changed" if hidden else plain(value))
        for name, hidden in _columns(type(record))
        if (value := getattr(record, name)) not in (None, "")
    }


def _aligned(verb: str, value: Any) -> list[Any]:
    return [None, value] if verb == "created" else [value, None]


def _changes(record: Row) -> dict[str, list[Any]]:
    state = inspect(record)
    changes = {}
    for name, hidden in _columns(type(record)):
        past = state.attrs[name].history
        if past.has_changes() and name not in {"version", "id"}:
            old, new = (values[0] if values else None for values in (past.deleted, past.added))
            changes[name] = ["changed"] * 2 if hidden else [plain(old), plain(new)]
    return changes


_KNOWN: dict[type[Row], list[tuple[str, bool]]] = {}


def _columns(kind: type[Row]) -> list[tuple[str, bool]]:
    """The columns of a table that the trail keeps, each with whether it is private."""
    if kind not in _KNOWN:
        left_out = {"id", "version", "created_at"} if issubclass(kind, Record) else {"id"}
        columns = kind.__table__.columns  # type: ignore[attr-defined]
        _KNOWN[kind] = [
            (each.key, bool(each.info.get("private")))
            for each in columns
            if each.key not in left_out and not each.info.get("derived")
        ]
    return _KNOWN[kind]


def plain(value: Any) -> Any:
    """A value as the trail keeps it: JSON's own types, days and moments in ISO form."""
    if value is None or isinstance(value, bool | int | dict | list):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _canonical(entry: dict[str, Any]) -> bytes:
    names = ("position", "verb", "kind", "key", "label", "site_id", "partner_id", "changes")
    parts = [plain(entry[name]) for name in names]
    return json.dumps(parts, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _seal(batch: Batch, entries: str) -> str:
    parts = [batch.number, batch.at, batch.person_id, batch.source, batch.reason]
    parts += [batch.undoes_id, batch.entries, batch.previous, entries]
    return hashlib.sha256(json.dumps([plain(each) for each in parts]).encode()).hexdigest()
