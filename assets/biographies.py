"""The history of one record, with what it was involved in: its loans, transfers and papers."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Select, cast, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import annals
from assets.annals import Wanted
from assets.database import Row
from assets.inventory import involvements
from assets.listing import Cut, Order, PageOf, page, pages
from assets.rights import Rights
from assets.trail import Batch, Entry

LONGEST = 2**31  # entries of a batch

_BATCH: Any = Batch.__table__  # type: ignore[attr-defined]
_ENTRY: Any = Entry.__table__  # type: ignore[attr-defined]


def listed(session: Session, record: Row, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the history of one record, the latest first: rows of (entry, batch)."""
    latest = cast(_BATCH.c.number, BigInteger) * LONGEST + _ENTRY.c.position
    rows: Select[Any] = select(latest.label("sort_key"), _ENTRY.c.id)
    joined = rows.join(Batch, _BATCH.c.id == _ENTRY.c.batch_id)
    asked = [*_asked(session, record, wanted, seen_by), *annals.of_batches(wanted)]
    found = page(session, joined.where(*asked), Order(latest, _ENTRY.c.id, descending=True), cut)
    keys = [row.id for row in found.rows]
    pairs: Any = select(Entry, Batch).join(Batch, col(Batch.id) == col(Entry.batch_id))
    told = session.exec(pairs.where(col(Entry.id).in_(keys))).all()
    order = {row_id: place for place, row_id in enumerate(keys)}
    return PageOf(
        sorted(told, key=lambda pair: order[pair[0].id]), found.following, found.preceding
    )


def everything(
    session: Session, record: Row, wanted: Wanted, seen_by: Rights
) -> Iterator[list[Any]]:
    """The whole history of one record that is asked for, page by page."""
    for found in pages(lambda cut: listed(session, record, wanted, cut, seen_by)):
        yield list(found.rows)


def telling(record: Row, field: str) -> SelectOfScalar[Entry]:
    """The entries of one record that tell of a field of its own."""
    return select(Entry).where(Entry.key == record.id, *annals.of_field(Wanted(field=field)))


def _asked(session: Session, record: Row, wanted: Wanted, seen_by: Rights) -> list[Any]:
    """The entries that tell of a record. A field that is asked for is one of its own."""
    if wanted.field:
        return [_ENTRY.c.key == record.id, *annals.of_field(wanted)]
    beside = involvements.of(session, record, seen_by)
    told = tuple_(_ENTRY.c.kind, _ENTRY.c.verb).not_in(involvements.UNTOLD)
    kinds = involvements.TOLD.get(wanted.kind, ())
    asked = [_ENTRY.c.key.in_({record.id, *beside}), told]
    return [*asked, _ENTRY.c.kind.in_(kinds)] if kinds else asked
