"""The history of the whole register, batch by batch, as far as a person may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, select

from assets.listing import Cut, Order, PageOf, page
from assets.people import Person
from assets.rights import Permission, Rights
from assets.trail import Batch, Entry
from assets.words import fold

# Entries that no more than FEW batches have lead to their batches; more common ones are looked
# for from the latest batch on, until a page is full.
FEW = 1_500

_BATCH: Any = Batch.__table__  # type: ignore[attr-defined]
_ENTRY: Any = Entry.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Wanted:
    """What the history is asked for: by whom, of what kind of record, from when to when."""

    who: str = ""
    person_id: UUID | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Glimpse:
    """The first entries of each batch, and how many there are in all that may be seen."""

    pairs: Sequence[tuple[Entry, Batch]]
    counts: dict[UUID, int]


def listed(session: Session, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the batches, the latest first, as rows of columns."""
    rows: Select[Any] = select(_BATCH.c.number.label("sort_key"), _BATCH.c.id)
    asked = [*_of_batch(wanted), *_reached(session, wanted, seen_by)]
    by = Order(_BATCH.c.number, _BATCH.c.id, descending=True)
    return page(session, rows.where(*asked), by, cut)


def glimpse(
    session: Session, batches: list[UUID], wanted: Wanted, seen_by: Rights, most: int
) -> Glimpse:
    """What happened in these batches: at most so many entries of each, in their order."""
    mine = {"partition_by": _ENTRY.c.batch_id}
    counted: list[Any] = [
        _ENTRY.c.id,
        func.row_number().over(**mine, order_by=_ENTRY.c.position).label("nth"),
        func.count().over(**mine).label("all"),
    ]
    of_these = _ENTRY.c.batch_id.in_(batches)
    inner = select(*counted).where(of_these, *_of_entry(wanted, seen_by)).subquery()
    rows: Any = select(Entry, Batch, inner.c.all).join(inner, inner.c.id == Entry.id)
    joined = rows.join(Batch, col(Batch.id) == col(Entry.batch_id)).where(inner.c.nth <= most)
    found = session.exec(joined.order_by(col(Batch.number).desc(), Entry.position)).all()
    pairs = [(entry, batch) for entry, batch, _ in found]
    return Glimpse(pairs, {batch.id: count for _, batch, count in found})


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


def _of_batch(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.person_id:
        asked.append(_BATCH.c.person_id == wanted.person_id)
    if wanted.who.strip():
        named = [
            col(Person.folded).contains(term, autoescape=True) for term in fold(wanted.who).split()
        ]
        asked.append(_BATCH.c.person_id.in_(select(Person.id).where(*named)))
    if wanted.since:
        asked.append(_BATCH.c.at >= wanted.since.astimezone(UTC))
    if wanted.until:
        asked.append(_BATCH.c.at < wanted.until.astimezone(UTC))
    return asked


def _of_entry(wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    """Rows without a site are for those who see the history everywhere."""
    asked = [seen_by.where(Permission.TRAIL_SEE, Entry)]
    if wanted.kind:
        asked.append(_ENTRY.c.kind == wanted.kind)
    return asked


def _reached(session: Session, wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    """The batches with an entry that is asked for and may be seen."""
    if not wanted.kind and Permission.TRAIL_SEE in seen_by.everywhere:
        return []
    entries: Select[Any] = select(_ENTRY.c.batch_id).where(*_of_entry(wanted, seen_by))
    few = select(func.count()).select_from(entries.limit(FEW + 1).subquery())
    if session.exec(few).one() <= FEW:
        return [_BATCH.c.id.in_(entries)]
    return [entries.where(_ENTRY.c.batch_id == _BATCH.c.id).exists()]
