"""The audit trail: who changed what from what to what, when and why. It writes itself.

Every flush adds its entries; just before commit one batch takes the next number and hashes them
together with the batch before it. Entries are never changed or deleted.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, Column, Index, bindparam, delete, event, insert, inspect, text, update
from sqlalchemy.orm import Mapper, ORMExecuteState, SessionTransaction
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import CHANGED_MEANWHILE, Record, Row
from assets.errors import Refused
from assets.seals import Open, plain, seal

# Tables that leave no trail, each for its reason.
UNTRACKED = {
    "batch": "the trail itself",
    "entry": "the trail itself",
    **dict.fromkeys(("sign_in", "attempt"), "comings and goings, not changes of the register"),
    "outcome": "the memory of a repeated request, kept 30 days",
    **dict.fromkeys(
        (f"{each}_counter" for each in ("tag", "order", "transfer", "safety_test", "fault")),
        "every number given is on the trail of what bears it",
    ),
    **dict.fromkeys(("search_word", "found_by"), "derived from what it finds"),
    "spelling": "derived from the words that things are found by",
    "asset_name": "derived from the assets that are called so",
    "knock": "how often strangers write, so that they cannot flood us",
    "emdn_term": "the Commission's list, which is loaded as a whole",
    **dict.fromkeys(
        ("posting", "print_run", "dossier_run"), "how far it has come; it is on the trail itself"
    ),
    "print_habit": "what somebody chose last, so that she need not choose it again",
    "outlook": "derived from the milestones of a project's lots",
    "guest_view": "what a guest looked at; the link itself is on the trail",
    "kept": "that a duty was kept on a day; what it did is on the trail",
}

LOCK = 7_320_146  # any number, the same in every process of one register


class Batch(Row, table=True):
    """The entries of one transaction, sealed by a hash over them and over the batch before."""

    __table_args__ = (Index("ix_batch_person_id_number", "person_id", "number"),)

    number: int = Field(unique=True)
    at: datetime = Field(index=True)
    person_id: UUID | None = None
    source: str = Field(max_length=20)
    reason: str = ""
    undoes_id: UUID | None = None
    entries: int
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Entry(Row, table=True):
    """One record created, changed or deleted; `changes` holds field → [old, new]."""

    __table_args__ = (Index("ix_entry_batch_id_position", "batch_id", "position"),)

    batch_id: UUID
    position: int
    verb: str = Field(max_length=10)
    kind: str = Field(max_length=40, index=True)
    key: UUID = Field(index=True)
    label: str
    site_id: UUID | None = Field(default=None, index=True)
    partner_id: UUID | None = None
    changes: dict[str, list[Any]] = Field(sa_column=Column(JSON, nullable=False))


def private() -> dict[str, Any]:
    """Column settings for what enters the trail only as "changed": secrets and personal data."""
    return {"info": {"private": True}}


def derived() -> dict[str, Any]:
    """Column settings for what follows from other columns and so need not enter the trail."""
    return {"info": {"derived": True}}


def batch_of(session: Session) -> UUID:
    """The id that this transaction's batch has, or will have."""
    return _opened(session).id


def next_number(session: Session) -> int:
    """The number that this transaction's batch takes. Ask it last: others wait for it then."""
    session.flush()
    return _last(session)[0] + 1


def history(*keys: UUID) -> SelectOfScalar[Any]:
    """(Entry, Batch) of one record, or of several together, the latest first."""
    joined = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    latest = (col(Batch.number).desc(), col(Entry.position).desc())
    return joined.where(col(Entry.key).in_(keys)).order_by(*latest)  # type: ignore[return-value]


def history_beside(key: UUID, first: UUID, last: UUID, *, kind: str) -> SelectOfScalar[Any]:
    """The same of one record and of all of this kind whose ids lie between these two."""
    beside = col(Entry.key).between(first, last) & (col(Entry.kind) == kind)
    joined = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    latest = (col(Batch.number).desc(), col(Entry.position).desc())
    return joined.where((col(Entry.key) == key) | beside).order_by(*latest)  # type: ignore[return-value]


def head(session: Session) -> Batch | None:
    """The last batch: its hash vouches for every entry before it."""
    return session.exec(select(Batch).order_by(col(Batch.number).desc()).limit(1)).first()


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


@event.listens_for(Session, "before_flush")
def _refuse_rewriting(session: Session, _: object, __: object) -> None:
    if any(isinstance(each, Batch | Entry) for each in (*session.dirty, *session.deleted)):
        raise RuntimeError("What stands on the trail is never changed.")


@event.listens_for(Session, "before_commit")
def _seal_batch(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    opened: Open | None = session.info.pop("batch", None)
    if opened is None or not opened.count:
        return
    number, previous = _last(session)
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
    batch.hash = seal(batch.model_dump(), opened.digest.hexdigest())
    session.connection().execute(insert(Batch), [batch.model_dump()])


def _last(session: Session) -> tuple[int, str]:
    """The number and the hash of the last batch; nobody else takes the next one from now on."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = select(Batch.number, Batch.hash).order_by(col(Batch.number).desc()).limit(1)
    number, previous = connection.execute(last).one_or_none() or (0, "")
    return number, previous


# How far each batch had come when a savepoint was set.
_MARKS: WeakKeyDictionary[SessionTransaction, Open | None] = WeakKeyDictionary()


@event.listens_for(Session, "after_transaction_create")
def _mark_savepoint(session: Session, begun: SessionTransaction) -> None:
    if begun.nested:
        opened: Open | None = session.info.get("batch")
        _MARKS[begun] = opened and opened.mark()


@event.listens_for(Session, "after_soft_rollback")
def _forget_entries(session: Session, ended: SessionTransaction) -> None:
    if ended.nested:
        session.info["batch"] = _MARKS[ended]
    elif ended.parent is None:
        session.info.pop("batch", None)


# Without it, the old value of a column that was not loaded would be missing from its entry.
@event.listens_for(Mapper, "mapper_configured")
def _read_before_writing(mapper: Mapper[Any], kind: type[Any]) -> None:
    for column in mapper.column_attrs if issubclass(kind, Row) else ():
        getattr(kind, column.key).impl.active_history = True


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(asked: ORMExecuteState) -> None:
    if asked.is_insert or asked.is_update or asked.is_delete:
        table = asked.bind_mapper.local_table.name if asked.bind_mapper else ""  # type: ignore[attr-defined]
        if table not in UNTRACKED or table in {"batch", "entry"}:
            raise RuntimeError(f"A bulk change of {table or 'a table'} would leave no trail.")


# Who must know of rows that no flush tells of: their table, and by the id of each what was written.
Written = Mapping[UUID, Collection[str]]
FOLLOWING: list[Callable[[Session, type[Row], Written], None]] = []


def add_rows(
    session: Session, table: type[Row], rows: Sequence[Mapping[str, Any]], *, label: str
) -> None:
    """Insert many new rows, each with its entry, in a third of the time that records would take.

    Each is whole, as `model_dump` gives it, and `label` names the column it is known by.
    """
    if not rows:
        return
    session.flush()
    session.connection().execute(insert(table), rows)
    entries = [_whole_entry(table, "created", row, label) for row in rows]
    _enter(session, table, entries, {row["id"]: row.keys() for row in rows})


class Change(NamedTuple):
    """One row as it stands, and each column that changes, with its old and its new value."""

    row: Mapping[str, Any]
    changes: Mapping[str, tuple[Any, Any]]


def change_rows(
    session: Session, table: type[Record], changed: Sequence[Change], *, label: str
) -> None:
    """Change many rows, each with its entry, in a third of the time that records would take.

    Raises Refused if somebody else has changed one of them meanwhile.
    """
    if not changed:
        return
    session.flush()
    told, entries, alike = dict(columns(table)), [], defaultdict(list)
    for row, changes in changed:
        said = {
            name: ["changed"] * 2 if told[name] else [*map(plain, pair)]
            for name, pair in changes.items()
            if name in told
        }
        entries.append(_row_entry(table, "changed", row, label, said))
        new = {f"new_{name}": value for name, (_, value) in changes.items()}
        alike[tuple(changes)].append(_read(row) | new)
    for names, rows in alike.items():
        _update(session, table, names, rows)
    _enter(session, table, entries, {row["id"]: changes for row, changes in changed})


def remove_rows(
    session: Session, table: type[Record], rows: Sequence[Mapping[str, Any]], *, label: str
) -> None:
    """Take many rows away, each with its entry. Raises Refused if one was changed meanwhile."""
    if not rows:
        return
    session.flush()
    gone = delete(table.__table__).where(_as_read(table))  # type: ignore[attr-defined]
    done = session.connection().execute(gone, [_read(row) for row in rows])
    if done.rowcount != len(rows):
        raise Refused(CHANGED_MEANWHILE)
    entries = [_whole_entry(table, "deleted", row, label) for row in rows]
    _enter(session, table, entries, {row["id"]: row.keys() - {"id"} for row in rows})


def _enter(session: Session, table: type[Row], entries: list[Any], written: Written) -> None:
    opened = _opened(session)
    for entry in entries:
        opened.note(entry)
    session.connection().execute(insert(Entry), entries)
    for follow in FOLLOWING:
        follow(session, table, written)


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": row["id"], "was": row["version"]}


def _update(
    session: Session, table: type[Record], names: Sequence[str], rows: list[dict[str, Any]]
) -> None:
    """Change the same columns of rows that still have the version that they were read in."""
    columns: Any = table.__table__.c  # type: ignore[attr-defined]
    fresh: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    asked = update(table.__table__).where(_as_read(table))  # type: ignore[attr-defined]
    done = session.connection().execute(asked.values(version=columns.version + 1, **fresh), rows)
    if done.rowcount != len(rows):
        raise Refused(CHANGED_MEANWHILE)


def _as_read(table: type[Record]) -> Any:
    columns = table.__table__.c  # type: ignore[attr-defined]
    return (columns.id == bindparam("key")) & (columns.version == bindparam("was"))


def _whole_entry(table: type[Row], verb: str, row: Mapping[str, Any], label: str) -> dict[str, Any]:
    """What the trail tells of a new row, or of one that goes."""
    said = {
        name: _aligned(verb, "changed" if hidden else plain(row[name]))
        for name, hidden in columns(table)
        if row[name] not in (None, "")
    }
    return _row_entry(table, verb, row, label, said)


def _row_entry(
    table: type[Row], verb: str, row: Mapping[str, Any], label: str, changes: dict[str, list[Any]]
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "verb": verb,
        "kind": str(table.__tablename__),
        "key": row["id"],
        "label": str(row[label]),
        "site_id": row.get("site_id"),
        "partner_id": row.get("partner_id"),
        "changes": changes,
    }


def _opened(session: Session) -> Open:
    opened: Open = session.info.get("batch") or Open()
    session.info["batch"] = opened
    return opened


def _tracked(record: object) -> bool:
    return isinstance(record, Row) and record.__tablename__ not in UNTRACKED


def _entry(session: Session, verb: str, record: Row) -> dict[str, Any] | None:
    changes = _changes(record) if verb == "changed" else _values(record, verb)
    if verb == "changed" and not changes:
        return None
    entry = {
        "id": uuid4(),
        "verb": verb,
        "kind": str(record.__tablename__),
        "key": record.id,
        "label": str(getattr(record, "label", "")),
        "site_id": getattr(record, "site_id", None),
        "partner_id": getattr(record, "partner_id", None),
        "changes": changes,
    }
    _opened(session).note(entry)
    return entry


def _values(record: Row, verb: str) -> dict[str, list[Any]]:
    """Everything a new record says, or a deleted one said."""
    return {
        name: _aligned(verb, "changed" if hidden else plain(value))
        for name, hidden in columns(type(record))
        if (value := getattr(record, name)) not in (None, "")
    }


def _aligned(verb: str, value: Any) -> list[Any]:
    return [None, value] if verb == "created" else [value, None]


def _changes(record: Row) -> dict[str, list[Any]]:
    state = inspect(record)
    changes = {}
    for name, hidden in columns(type(record)):
        past = state.attrs[name].history
        if past.has_changes() and name not in {"version", "id"}:
            old, new = (values[0] if values else None for values in (past.deleted, past.added))
            changes[name] = ["changed"] * 2 if hidden else [plain(old), plain(new)]
    return changes


_KNOWN: dict[type[Row], list[tuple[str, bool]]] = {}


def columns(kind: type[Row]) -> list[tuple[str, bool]]:
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
