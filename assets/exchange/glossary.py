"""The words that everything is found by, kept as the records change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint, Select, bindparam, event, inspect
from sqlmodel import Field, Session, SQLModel, col, delete, select

from assets import trail
from assets.database import BYTEWISE, Row, streamed
from assets.exchange import spellings
from assets.exchange.nouns import NOUNS, OF, Noun
from assets.inventory import pairs
from assets.inventory.register import Asset
from assets.trail import Written

_AT_ONCE = 500
_KEPT = pairs.said("INSERT INTO found_by (kind, key, word) SELECT :kind, {pairs}")


class FoundBy(SQLModel, table=True):
    """One word that a record is found by, folded. What assets are found by: see `finding`."""

    __tablename__ = "found_by"
    __table_args__ = (
        PrimaryKeyConstraint("kind", "key", "word"),
        Index("ix_found_by_kind_word_key", "kind", "word", "key"),
        {"sqlite_with_rowid": False},
    )

    kind: str = Field(max_length=30)
    key: UUID
    word: str = Field(sa_type=BYTEWISE)


def rewrite(session: Session, noun: Noun, keys: Sequence[UUID], *, new: bool = False) -> None:
    """The words of these records anew; of those that are gone, none."""
    names: set[str] = set()
    for begin in range(0, len(keys), _AT_ONCE):
        some = keys[begin : begin + _AT_ONCE]
        if not new:
            old = delete(FoundBy).where(col(FoundBy.kind) == noun.kind, col(FoundBy.key).in_(some))
            session.connection().execute(old)
        rows = session.connection().execute(_said(noun), {"keys": some})
        names |= _write(session, noun, rows)
    _spell(session, noun, names)


@cache
def _said(noun: Noun) -> Select[Any]:
    """What the records with these `keys` say. It is built once, which takes its time."""
    return noun.said().where(noun.id.in_(bindparam("keys", expanding=True)))


def _write(session: Session, noun: Noun, rows: Iterable[Any]) -> set[str]:
    """Keep the words of these rows. Returns their names."""
    words, names = {}, set()
    for row in rows:
        names.update(noun.names(row))
        if found_by := noun.words(row):
            words[row.id] = found_by
    if words:
        pairs.write(session, _KEPT, words.items(), kind=noun.kind)
    return names


def _spell(session: Session, noun: Noun, names: set[str]) -> None:
    spellings.keep(session, names, assets=noun.table is Asset)


def refill(session: Session) -> None:
    """All words of all records, as after an upgrade."""
    session.connection().execute(delete(FoundBy))
    for noun in NOUNS:
        names: set[str] = set()
        said = streamed(session, noun.said())
        while rows := list(islice(said, 4 * _AT_ONCE)):
            names |= _write(session, noun, rows)
        _spell(session, noun, names)


@event.listens_for(Session, "after_flush")
def _follow_flush(session: Session, _: object) -> None:
    _renew(session, session.new, new=True)
    _renew(session, session.deleted, new=False)
    for record in session.dirty:
        if noun := OF.get(type(record)):
            past = inspect(record).attrs
            names = [name for name in noun.texts if past[name].history.has_changes()]
            _follow(session, noun.table, {record.id: names})


def _renew(session: Session, records: Iterable[Any], *, new: bool) -> None:
    keys: dict[Any, list[UUID]] = defaultdict(list)
    for record in records:
        if type(record) in OF:
            keys[type(record)].append(record.id)
    for table, some in keys.items():
        rewrite(session, OF[table], some, new=new)


def _follow(session: Session, table: type[Row], written: Written) -> None:
    """Rewrite the words of the rows whose texts were written, and of those that lean on them."""
    new = all("id" in names for names in written.values())
    for noun in NOUNS:
        if noun.table is table:
            texts = {*noun.texts}
            stale = [key for key, names in written.items() if not texts.isdisjoint(names)]
            rewrite(session, noun, stale, new=new)
        if noun.of and noun.of[0] is table and not new:
            named = [key for key, names in written.items() if "name" in names]
            rewrite(session, noun, _leaning(session, noun, noun.of[1], named))


def _leaning(session: Session, noun: Noun, column: str, on: Sequence[UUID]) -> list[UUID]:
    if not on:
        return []
    table: Any = noun.table
    asked = select(table.id).where(getattr(table, column).in_(on))
    return list(session.connection().execute(asked).scalars())


trail.FOLLOWING.append(_follow)
