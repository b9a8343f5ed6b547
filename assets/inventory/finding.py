"""Finding assets: the words they are found by, and the list with its filters and orders."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    PrimaryKeyConstraint,
    Select,
    bindparam,
    event,
    inspect,
)
from sqlmodel import Field, Session, SQLModel, col, func, select

from assets.database import BYTEWISE
from assets.errors import Missing
from assets.inventory import columns, custom_fields, pairs, places
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.columns import EVERY
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset, Condition, State
from assets.inventory.suppliers import Supplier
from assets.listing import Cut, Order, PageOf, must_be_few, page
from assets.people import Person
from assets.rights import Permission, Rights
from assets.words import N_, Worded, fold

# The rarest term leads the way to its things while they are FEW. Up to MANY, the list is gone
# through in its order and each thing looked for among those that the term finds; and of a term
# that is broader still, each thing is asked, for then the page is soon full.
FEW = 1_500
MANY = 10_000
LONGEST = 40
NOTHING: Mapping[str, Any] = MappingProxyType({})
_AT_ONCE = 500
SOON = timedelta(days=30)


class SearchWord(SQLModel, table=True):
    """One word that an asset is found by, folded: no accents, no capitals."""

    __tablename__ = "search_word"
    __table_args__ = (
        PrimaryKeyConstraint("asset_id", "word"),
        Index("ix_search_word_word_asset_id", "word", "asset_id"),
        {"sqlite_with_rowid": False},
    )

    asset_id: UUID = Field(foreign_key="asset.id", ondelete="CASCADE")
    word: str = Field(sa_type=BYTEWISE)


class Due(Worded):
    """How near the next duty of a thing is."""

    LATE = "late", N_("Late")
    SOON = "soon", N_("Due within 30 days")
    LATER = "later", N_("Due later")
    NOTHING = "nothing", N_("Nothing due")


class SortBy(Worded):
    """What a list of assets can be sorted by."""

    NAME = "name", N_("Name")
    TAG = "tag", N_("Tag")
    DUE = "due_on", N_("Next duty")
    NEWEST = "created_at", N_("Newest")


SORTED: dict[SortBy, tuple[Any, bool]] = {
    SortBy.NAME: (col(Asset.name_key), False),
    SortBy.TAG: (col(Asset.tag), False),
    SortBy.DUE: (col(Asset.due_key), False),
    SortBy.NEWEST: (col(Asset.created_at), True),
}


@dataclass(frozen=True)
class Wanted:
    """What a list of assets is asked for."""

    search: str = ""
    site: Place | None = None
    place: Place | None = None
    group_id: UUID | None = None
    kind: EquipmentType | None = None
    model: Model | None = None
    supplier: Supplier | None = None
    state: State | None = None
    condition: Condition | None = None
    due: Due | None = None
    lot_number: str = ""
    marks: tuple[str, ...] = ()  # of custom fields, see custom_fields.mark
    tags: Sequence[str] = ()  # of those that are ticked; without them, of all
    custodian: Person | None = None
    part_of_id: UUID | None = None
    sort: SortBy = SortBy.NAME
    descending: bool = False
    fields: tuple[str, ...] = EVERY  # what a row of it says


# What tells an asset apart among other things, and the numbers that it is known by.
BRIEFLY = (
    "tag", "name", "state", "maker", "model", "place", "site", "serial_number", "inventory_number",
)  # fmt: skip

_ASSET_ID: ColumnElement[Any] = Asset.__table__.c.id  # type: ignore[attr-defined]


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the assets that are wanted, as rows of columns.

    First which they are, from an index alone, and then what there is to say of these few.
    """
    key, newest_first = SORTED[wanted.sort]
    order = Order(key, _ASSET_ID, descending=wanted.descending != newest_first)
    which: Any = select(key.label("sort_key"), Asset.id)
    found = page(session, which.where(*clauses(session, wanted, on, seen_by)), order, cut)
    keys = [row.id for row in found.rows]
    said = {
        row.id: row
        for row in session.connection().execute(_said_of_these(*wanted.fields), {"keys": keys})
    }
    return replace(found, rows=[said[key] for key in keys])


@lru_cache(maxsize=64)
def _said_of_these(*fields: str) -> Select[Any]:
    """The fields of the assets whose `keys` are given. It is built once, which takes its time."""
    these = _ASSET_ID.in_(bindparam("keys", expanding=True))
    return columns.said(fields).add_columns(col(Asset.id)).where(these)


@cache
def rows() -> Select[Any]:
    """What is said of each asset where it is found among other things, and its id."""
    return columns.said(BRIEFLY).add_columns(col(Asset.id))


def everything(
    session: Session, wanted: Wanted, on: date, seen_by: Rights
) -> Iterator[Sequence[Any]]:
    """All that are wanted, row by row, for taking away; last come the ids of place and kind."""
    also = (col(Asset.place_id), col(Asset.type_id))
    rows = columns.said(EVERY).add_columns(*also).where(*clauses(session, wanted, on, seen_by))
    ordered = rows.order_by(col(Asset.name_key), _ASSET_ID)
    yield from session.connection().execute(ordered.execution_options(yield_per=500))


def one(session: Session, tag: str, seen_by: Rights) -> Any:
    """The row of one thing. Raises Missing when there is none that this person may see."""
    asked = session.connection().execute(_said_of_one(), {"tag": tag.upper()})
    found: Any = asked.one_or_none()
    if found is None or not seen_by.may(Permission.ASSETS_SEE, found):
        raise Missing("There is no asset {tag}.", tag=tag)
    return found


@cache
def _said_of_one() -> Select[Any]:
    whose = (col(Asset.site_id), col(Asset.partner_id))
    return columns.said(EVERY).add_columns(*whose).where(col(Asset.tag) == bindparam("tag"))


def counted(
    session: Session, wanted: Wanted, on: date, seen_by: Rights, *, most: int = 1000
) -> int:
    """How many are wanted, counting no further than one above `most`."""
    found = select(Asset.id).where(*clauses(session, wanted, on, seen_by))
    if wanted.search or wanted.marks:  # the order of the list finds them soonest, as for a page
        found = found.order_by(SORTED[wanted.sort][0], _ASSET_ID)
    found = found.limit(most + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def clauses(
    session: Session, wanted: Wanted, on: date, seen_by: Rights, *, leading: int = FEW
) -> list[ColumnElement[bool]]:
    """What `wanted` and the person's rights ask of an asset.

    A search term that finds at most `leading` things leads the way to them.
    """
    asked = _equal(wanted, seen_by.where(Permission.ASSETS_SEE, Asset))
    if wanted.tags:
        asked.append(col(Asset.tag).in_(wanted.tags))
    if wanted.place:
        asked += _standing_in(session, wanted.place)
    if wanted.group_id:
        of_group = select(EquipmentType.id).where(EquipmentType.group_id == wanted.group_id)
        asked.append(col(Asset.type_id).in_(of_group))
    if wanted.due:
        here = col(Asset.site_id) == wanted.site.id if wanted.site else asked[0]
        asked.append(_falling(session, wanted.due, wanted.sort, on, here))
    return asked + _found_by(session, {*terms_of(wanted.search), *wanted.marks}, leading)


def _equal(wanted: Wanted, seen: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """That it is seen, and what it shall be. Where few are so, no index of a site leads away."""
    many = {
        col(Asset.site_id): wanted.site and wanted.site.id,
        col(Asset.type_id): wanted.kind and wanted.kind.id,
        col(Asset.state): wanted.state,
        col(Asset.condition): wanted.condition,
    }
    few = {
        col(Asset.model_id): wanted.model and wanted.model.id,
        col(Asset.supplier_id): wanted.supplier and wanted.supplier.id,
        col(Asset.lot_number): wanted.lot_number,
        col(Asset.custodian_id): wanted.custodian and wanted.custodian.id,
        col(Asset.part_of_id): wanted.part_of_id,
    }
    beside = [seen, *(column == value for column, value in many.items() if value)]
    leading = [column == value for column, value in few.items() if value]
    return [*leading, *(func.coalesce(each, None) for each in beside)] if leading else beside


def _standing_in(session: Session, place: Place) -> list[ColumnElement[bool]]:
    """In this place or inside it. Few things lead the way; of many, a list is soon full."""
    if place.kind is places.Kind.SITE:
        return [col(Asset.site_id) == place.id]
    if few_in(session, place):
        return [col(Asset.place_id).in_(places.below(place))]
    stands = func.coalesce(col(Asset.place_id), None).in_(places.below(place))
    return [col(Asset.site_id) == place.site_id, stands]


def few_in(session: Session, place: Place) -> bool:
    """Whether so few things are in a place, and inside it, that they lead the way."""
    return _few(session, select(Asset.id).where(col(Asset.place_id).in_(places.below(place))))


def _few(session: Session, things: Any) -> bool:
    some = things.limit(FEW + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one() <= FEW


def _falling(
    session: Session, due: Due, sort: SortBy, on: date, whose: ColumnElement[bool]
) -> ColumnElement[bool]:
    """What is so near. Few things lead the way; of many, a list is soon full."""
    falls = _due(due, on, col(Asset.due_key))
    if sort is SortBy.DUE:  # the list goes by that day itself
        return falls
    if _few(session, falling := select(Asset.id).where(whose, falls)):
        return col(Asset.id).in_(falling)
    return _due(due, on, func.coalesce(col(Asset.due_key), None))  # no index leads by this


def _due(due: Due, on: date, key: Any) -> ColumnElement[bool]:
    held: dict[Due, ColumnElement[bool]] = {
        Due.LATE: key < on,
        Due.SOON: key.between(on, on + SOON),
        Due.LATER: (key > on + SOON) & (key < NEVER),
        Due.NOTHING: key == NEVER,
    }
    return held[due]


def _found_by(session: Session, terms: set[str], leading: int) -> list[ColumnElement[bool]]:
    """Every term must begin a word of the asset; the rarest term leads the way."""
    must_be_few(terms)
    counts = {term: _count(session, term) for term in sorted(terms)}
    asked: list[ColumnElement[bool]] = []
    for number, term in enumerate(sorted(counts, key=lambda term: counts[term])):
        begun = select(SearchWord.asset_id).where(_begins(term))
        if number == 0 and counts[term] <= leading:
            asked.append(col(Asset.id).in_(begun))
        elif number == 0 and counts[term] <= MANY:
            asked.append(func.coalesce(col(Asset.id), None).in_(begun))  # no index leads by this
        else:
            asked.append(begun.where(SearchWord.asset_id == Asset.id).exists())
    return asked


def _count(session: Session, term: str) -> int:
    found = select(SearchWord.asset_id).where(_begins(term)).limit(MANY + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def _begins(term: str) -> ColumnElement[bool]:
    word = col(SearchWord.word)
    return (word >= term) & (word < f"{term}\U0010ffff")


def terms_of(text: str) -> list[str]:
    """The words of a text as they are kept and looked for."""
    return [term[:LONGEST] for term in re.split(r"[^\w-]+", fold(text)) if term.strip("-_")]


def words_of(
    texts: Iterable[str], extra: Mapping[str, Any] = NOTHING, choices: Any = NOTHING
) -> set[str]:
    """Every word that these texts are found by; a tag also by its parts and its bare number.

    `extra` is found by what its custom fields say, in words and field by field.
    """
    own = custom_fields.texts(extra, choices)
    words = {term for text in (*filter(None, texts), *own) for term in terms_of(text)}
    parts = {part for word in words for part in word.split("-") if part}
    marks = {custom_fields.mark(key, kept) for key, kept in extra.items()}
    return words | parts | marks | {part.lstrip("0") or part for part in parts if part.isdigit()}


_ITS_WORDS = ("tag", "name", "model_id", "serial_number", "inventory_number", "place_id", "extra")


@event.listens_for(Session, "after_flush")
def _rewrite_words(session: Session, _: object) -> None:
    """Keep the words of every asset whose own words, model, maker or place have changed."""
    fresh = [each.id for each in session.new if isinstance(each, Asset)]
    _write_words(session, fresh)
    rewrite_words(session, _stale(session))


def rewrite_words(session: Session, keys: Sequence[UUID]) -> None:
    """The words of these assets, anew; only those that they have lost or gained are written."""
    for begin in range(0, len(keys), _AT_ONCE):
        some = keys[begin : begin + _AT_ONCE]
        together = func.aggregate_strings(col(SearchWord.word), " ")
        known: Any = select(SearchWord.asset_id, together).group_by(col(SearchWord.asset_id))
        found = session.connection().execute(known.where(col(SearchWord.asset_id).in_(some)))
        kept = defaultdict(set, {key: set(words.split(" ")) for key, words in found})
        said = dict(_said_words(session, some))
        pairs.write(session, pairs.TAKEN, ((key, kept[key] - said[key]) for key in said))
        pairs.write(session, pairs.KEPT, ((key, said[key] - kept[key]) for key in said))


def _stale(session: Session) -> list[UUID]:
    keys: list[UUID] = []
    for record in session.dirty:
        if isinstance(record, Asset) and _changed(record, _ITS_WORDS):
            keys.append(record.id)
        elif isinstance(record, Place) and _changed(record, ("name",)):
            keys += _ids(session, col(Asset.place_id) == record.id)
        elif isinstance(record, Model) and _changed(record, ("name", "part_number", "maker_id")):
            keys += _ids(session, col(Asset.model_id) == record.id)
        elif isinstance(record, Supplier) and _changed(record, ("name",)):
            made = select(Model.id).where(Model.maker_id == record.id)
            keys += _ids(session, col(Asset.model_id).in_(made))
    return keys


def _changed(record: Any, names: Iterable[str]) -> bool:
    past = inspect(record).attrs
    return any(past[name].history.has_changes() for name in names)


def _ids(session: Session, clause: ColumnElement[bool]) -> list[UUID]:
    return list(session.connection().execute(select(Asset.id).where(clause)).scalars())


def said() -> Select[Any]:
    """The id of every asset, the texts that it is found by, and what its custom fields say."""
    texts: Select[Any] = (
        select(
            Asset.id,
            Asset.tag,
            Asset.name,
            Asset.serial_number,
            Asset.inventory_number,
            Model.name,
            Model.part_number,
            Supplier.name,
            Place.name,
            Asset.extra,
        )  # type: ignore[call-overload]
        .select_from(Asset)
        .join(Place, col(Place.id) == col(Asset.place_id))
        .outerjoin(Model, col(Model.id) == col(Asset.model_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Model.maker_id))
    )
    return texts


def keep_words(session: Session, found_by: Iterable[tuple[UUID, Iterable[str]]]) -> None:
    """Write down by which words new assets are found, as `words_of` gives them."""
    pairs.write(session, pairs.KEPT, found_by)


def _write_words(session: Session, keys: Sequence[UUID]) -> None:
    for begin in range(0, len(keys), _AT_ONCE):
        keep_words(session, _said_words(session, keys[begin : begin + _AT_ONCE]))


def _said_words(session: Session, keys: Sequence[UUID]) -> Iterator[tuple[UUID, set[str]]]:
    """These assets, and the words that each is found by."""
    found = session.connection().execute(said().where(col(Asset.id).in_(keys))).all()
    own = custom_fields.choices(session) if any(row.extra for row in found) else NOTHING
    return ((key, words_of(texts, extra, own)) for key, *texts, extra in found)
