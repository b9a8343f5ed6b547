"""A page of a list, by keyset: the thousandth page costs what the first one does."""

import base64
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, TypeDecorator, and_, or_
from sqlmodel import Session

from assets.errors import Refused
from assets.words import fold

MOST = 200
LONGEST = (
    6000  # of a mark, which is read from an address; a place twenty levels deep has such a one
)
MOST_TERMS = 100  # that one question to the database holds


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: a column without gaps, then the id, which makes it total."""

    key: ColumnElement[Any]
    id: ColumnElement[Any]
    descending: bool = False


@dataclass(frozen=True)
class Cut:
    """Which page is asked for: after one row, or before one, or from the beginning.

    The first page counts up to `count_to` rows as it reads, where counting apart costs as much.
    """

    limit: int = 50
    after: str = ""
    before: str = ""
    count_to: int = 0


@dataclass(frozen=True)
class PageOf:
    """The rows of one page, and the marks of its neighbours where there are any.

    `counted` is how many there are in all, or one more than was to be counted; None when unknown.
    """

    rows: Sequence[Any]
    following: str | None
    preceding: str | None
    counted: int | None = None


def terms(searched: str) -> list[str]:
    """The words that are looked for, without accents and capitals."""
    found = list(dict.fromkeys(fold(searched).split()))
    must_be_few(found)
    return found


def must_be_few(asked: Collection[str]) -> None:
    """Raise Refused for more words than anybody means to look for."""
    if len(asked) > MOST_TERMS:
        raise Refused("This looks for too much at once. Take some of it away.", field="search")


def page(session: Session, rows: Select[Any], by: Order, cut: Cut) -> PageOf:
    """One page of `rows`, a select whose last two columns are the sort key and the id."""
    backwards = bool(cut.before) and not cut.after
    mark = cut.before if backwards else cut.after
    limit = max(1, min(cut.limit, MOST))
    downwards = by.descending != backwards
    if mark:
        rows = rows.where(_beyond(by, _read(mark, by.key), downwards))
    keys = (by.key.desc(), by.id.desc()) if downwards else (by.key.asc(), by.id.asc())
    most = max(limit, 0 if mark else cut.count_to)
    read = session.connection().execute(rows.order_by(*keys).limit(most + 1)).all()
    more, found = len(read) > limit, read[:limit]
    if backwards:
        found = found[::-1]
    ahead = bool(found) and (more if not backwards else True)
    behind = bool(found) and (bool(mark) if not backwards else more)
    return PageOf(
        rows=found,
        following=_mark(found[-1]) if ahead else None,
        preceding=_mark(found[0]) if behind else None,
        counted=len(read) if not mark and (cut.count_to or not more) else None,
    )


def together(pages: Sequence[PageOf], cut: Cut) -> PageOf:
    """One page of several lists that are sorted alike, each read by `page` with the same cut.

    Beside each row stands the number of the list that it comes from.
    """
    backwards, limit = bool(cut.before) and not cut.after, max(1, min(cut.limit, MOST))
    rows = sorted(
        ((row, nth) for nth, each in enumerate(pages) for row in each.rows),
        key=lambda found: (found[0][-2], found[0][-1]),
    )
    found = rows[-limit:] if backwards else rows[:limit]
    left = len(rows) > len(found)
    ahead = any(each.following for each in pages) if not backwards else True
    behind = any(each.preceding for each in pages)
    return PageOf(
        rows=found,
        following=_mark(found[-1][0]) if found and (ahead or (left and not backwards)) else None,
        preceding=_mark(found[0][0]) if found and (behind or (left and backwards)) else None,
    )


def pages(read: Callable[[Cut], PageOf]) -> Iterator[PageOf]:
    """Every page of a list, one after the other, for taking it away."""
    cut = Cut(limit=MOST)
    while True:
        found = read(cut)
        yield found
        if found.following is None:
            return
        cut = Cut(limit=MOST, after=found.following)


def _beyond(by: Order, mark: tuple[Any, UUID], downwards: bool) -> ColumnElement[bool]:  # noqa: FBT001
    key, row_id = mark
    if downwards:
        return and_(by.key <= key, or_(by.key < key, by.id < row_id))
    return and_(by.key >= key, or_(by.key > key, by.id > row_id))


def _mark(row: Any) -> str:
    key = row[-2].isoformat() if isinstance(row[-2], date) else row[-2]
    text = json.dumps([key, row[-1].hex], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(mark: str, key: ColumnElement[Any]) -> tuple[Any, UUID]:
    """What a mark says. It comes from an address, so anybody may have written it."""
    try:
        padded = mark[:LONGEST] + "=" * (-len(mark) % 4)
        value, row_id = json.loads(base64.urlsafe_b64decode(padded))
        return _typed(value, _kind(key)), UUID(hex=str(row_id))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise Refused("This page of the list cannot be found. Begin at the first one.") from None


def _kind(key: ColumnElement[Any]) -> type[Any]:
    kept = key.type.impl_instance if isinstance(key.type, TypeDecorator) else key.type
    return kept.python_type


def _typed(value: Any, kind: type[Any]) -> Any:
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if issubclass(kind, date):
        return kind.fromisoformat(value)
    if not isinstance(value, str if issubclass(kind, str) else kind):
        raise TypeError
    if "\0" in str(value) or len(str(value).encode()) > LONGEST:
        raise ValueError
    return kind(value)
