"""What refers to one record refers to another from now on: for two that turned out to be one."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Select, literal
from sqlmodel import Session, SQLModel, col, select

from assets import trail
from assets.database import Record
from assets.inventory import finding
from assets.inventory.documents import Attachment
from assets.inventory.register import Asset
from assets.trail import UNTRACKED, Change

_ASSET: Any = Asset.__table__  # type: ignore[attr-defined]
# What the columns of an asset say that it is found by.
_FOUND_BY = {"place_id", "model_id"}


def hand_over(session: Session, old: Any, new: Any, but: Any = None) -> None:
    """Whatever refers to `old`, in whichever table, refers to `new`; so do its documents.

    What refers by the column `but` stays.
    """
    for kind, column in _references(type(old)):
        if kind is Asset:
            _hand_over_things(session, column, old, new)
        elif but is None or column is not but.property.columns[0]:
            for row in session.exec(select(kind).where(column == old.id)).all():
                setattr(row, column.key, new.id)
    _hand_over_documents(session, old, new)
    session.flush()


def _references(table: type[Any]) -> Iterator[tuple[type[Any], Column[Any]]]:
    """Every table that people work on, with each of its columns that refers to this one."""
    mapped = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)  # noqa: SLF001
    for kind in sorted(mapped, key=lambda each: str(each.__tablename__)):
        if issubclass(kind, Record) and kind.__tablename__ not in UNTRACKED:
            for column in kind.__table__.columns:  # type: ignore[attr-defined]
                if any(key.column.table is table.__table__ for key in column.foreign_keys):
                    yield kind, column


def _hand_over_things(session: Session, column: Column[Any], old: Any, new: Any) -> None:
    """Things are many, and go all at once."""
    rows = found(session, Asset, select(_ASSET).where(column == old.id))
    change_rows(session, Asset, [Change(row, {column.key: (old.id, new.id)}) for row in rows])
    if column.key in _FOUND_BY:
        finding.rewrite_words(session, [row["id"] for row in rows])


def _hand_over_documents(session: Session, old: Any, new: Any) -> None:
    """A document that both have stays where it is."""
    has = select(Attachment.document_id).where(Attachment.subject_id == new.id)
    only_here = select(Attachment).where(
        Attachment.subject_id == old.id, col(Attachment.document_id).not_in(has)
    )
    for each in session.exec(only_here).all():
        each.subject_id = new.id


def found(session: Session, kind: type[Any], asked: Select[Any]) -> list[dict[str, Any]]:
    """The rows that are asked for, with no more of each than it takes to change whose they are."""
    columns = kind.__table__.c
    named = next((columns[name] for name in _NAMED_BY if name in columns), literal(""))
    whose = [
        columns[name] for name in ("id", "version", "site_id", "partner_id") if name in columns
    ]
    rows = session.connection().execute(asked.with_only_columns(*whose, named.label("label")))
    return [dict(row) for row in rows.mappings()]


def change_rows(session: Session, kind: type[Any], changed: Sequence[Change]) -> None:
    """Change rows as they were found. Records that were read already are read anew."""
    trail.change_rows(session, kind, changed, label="label")
    for record in session.identity_map.values():
        if isinstance(record, kind):
            session.expire(record)


# The column that a record of each table is known by, where it has one.
_NAMED_BY = ("tag", "number", "code", "title", "name")
