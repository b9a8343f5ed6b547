"""The history of the whole register, batch by batch, as far as a person may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, func, select

from assets.database import streamed
from assets.exchange.mappings import EXTRA
from assets.listing import Cut, Order, PageOf, page, pages, terms
from assets.people import Person
from assets.rights import Permission, Rights
from assets.trail import Batch, Entry

# Entries that no more than FEW batches have lead to their batches; more common ones are looked
# for from the latest batch on, until a page is full.
FEW = 1_500
AT_ONCE = 500  # entries that are told together
LAST = 2**31 - 1

_BATCH: Any = Batch.__table__  # type: ignore[attr-defined]
_ENTRY: Any = Entry.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Wanted:
    """What the history is asked for: by whom, of what kind of record, from when to when."""

    who: str = ""
    person_id: UUID | None = None
    kind: str = ""  # or of what is told with a record, such as its loans
    since: datetime | None = None
    until: datetime | None = None
    field: str = ""  # a column, or a custom field as `extra.key`


def listed(session: Session, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the batches, the latest first, as rows of columns."""
    rows: Select[Any] = select(_BATCH.c.number.label("sort_key"), _BATCH.c.id)
    asked = [*of_batches(wanted), *_reached(session, wanted, seen_by)]
    by = Order(_BATCH.c.number, _BATCH.c.id, descending=True)
    return page(session, rows.where(*asked), by, cut)


def glimpse(
    session: Session, batches: list[UUID], wanted: Wanted, seen_by: Rights, most: int
) -> list[tuple[Entry, Batch]]:
    """How these batches begin: at most so many entries of each, and one more where there are."""
    inner = aliased(Entry)
    beyond = (
        select(inner.position)
        .where(inner.batch_id == Batch.id, *_of_entry(wanted, seen_by, inner))
        .order_by(col(inner.position))
        .limit(1)
        .offset(most)
        .correlate(Batch)
        .scalar_subquery()
    )
    shown = col(Entry.position) <= func.coalesce(beyond, LAST)
    rows = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    asked = rows.where(col(Entry.batch_id).in_(batches), shown, *_of_entry(wanted, seen_by))
    return list(session.exec(asked.order_by(col(Batch.number).desc(), col(Entry.position))).all())


def of_batch(session: Session, number: int, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of what happened in a batch: rows of (entry, batch)."""
    rows: Select[Any] = select(_ENTRY.c.position.label("sort_key"), _ENTRY.c.id)
    joined = rows.join(Batch, _BATCH.c.id == _ENTRY.c.batch_id).where(_BATCH.c.number == number)
    by = Order(_ENTRY.c.position, _ENTRY.c.id)
    found = page(session, joined.where(*_of_entry(Wanted(), seen_by)), by, cut)
    keys = [row.id for row in found.rows]
    pairs: Any = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    told = session.exec(pairs.where(col(Entry.id).in_(keys)).order_by(Entry.position)).all()
    return PageOf(told, found.following, found.preceding)


def everything(session: Session, wanted: Wanted, seen_by: Rights) -> Iterator[list[Any]]:
    """The whole history that is asked for, the latest first, some (entry, batch) at a time."""
    pairs: Any = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    for found in pages(lambda cut: listed(session, wanted, cut, seen_by)):
        keys = [row.id for row in found.rows]
        asked = pairs.where(col(Entry.batch_id).in_(keys), *_of_entry(wanted, seen_by))
        told = asked.order_by(col(Batch.number).desc(), col(Entry.position))
        rows = iter(streamed(session, told))
        while some := list(islice(rows, AT_ONCE)):
            yield some


def of_batches(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.person_id:
        asked.append(_BATCH.c.person_id == wanted.person_id)
    if wanted.who.strip():
        named = [col(Person.folded).contains(term, autoescape=True) for term in terms(wanted.who)]
        asked.append(_BATCH.c.person_id.in_(select(Person.id).where(*named)))
    if wanted.since:
        asked.append(_BATCH.c.at >= wanted.since.astimezone(UTC))
    if wanted.until:
        asked.append(_BATCH.c.at < wanted.until.astimezone(UTC))
    return asked


def of_field(wanted: Wanted, table: Any = Entry) -> list[ColumnElement[bool]]:
    """The entries that tell of a field. One record has few, and each of them is looked at."""
    if not wanted.field:
        return []
    if own := wanted.field.removeprefix(EXTRA) if wanted.field.startswith(EXTRA) else "":
        then, now = (col(table.changes)["extra", side, own].as_string() for side in (0, 1))
        return [then.is_distinct_from(now)]
    kept = cast(table.changes, String)
    return [kept.contains(f'"{wanted.field}": [', autoescape=True)]


def _of_entry(wanted: Wanted, seen_by: Rights, table: Any = Entry) -> list[ColumnElement[bool]]:
    """What is asked of the entries of a batch that is known: its index leads, and no other.

    Rows without a site are for those who see the history everywhere.
    """
    asked = [seen_by.where(Permission.TRAIL_SEE, table, leading=False)]
    if kinds := _kinds(wanted):
        asked.append(func.lower(table.kind).in_(kinds))
    return asked + of_field(wanted, table)


def _kinds(wanted: Wanted) -> list[str]:
    """The kinds of records that are asked for, or that have the field that is; else none."""
    if wanted.kind or not wanted.field:
        return [wanted.kind] if wanted.kind else []
    return [name for name, table in SQLModel.metadata.tables.items() if wanted.field in table.c]


def _reached(session: Session, wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    """The batches with an entry that is asked for and may be seen."""
    everywhere = Permission.TRAIL_SEE in seen_by.everywhere
    if everywhere and not wanted.kind and not wanted.field:
        return []
    entries: Select[Any] = select(_ENTRY.c.batch_id)
    of_kind = [_ENTRY.c.kind.in_(kinds)] if (kinds := _kinds(wanted)) else []
    hers = [] if everywhere else [seen_by.where(Permission.TRAIL_SEE, Entry)]
    for leading in (each for each in (of_kind, hers) if each):
        few = entries.where(*leading)
        if _count(session, few) <= FEW:
            return [_BATCH.c.id.in_(few.where(*_of_entry(wanted, seen_by)))]
    of_batch = entries.where(_ENTRY.c.batch_id == _BATCH.c.id)
    return [of_batch.where(*_of_entry(wanted, seen_by)).exists()]


def _count(session: Session, entries: Select[Any]) -> int:
    """How many there are, counted no further than is asked."""
    counted = select(func.count()).select_from(entries.limit(FEW + 1).subquery())
    return session.exec(counted).one()
