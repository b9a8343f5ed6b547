"""Finding assets: the words they are found by, and the list with its filters and orders."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
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
    text,
)
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from assets.database import BYTEWISE
from assets.errors import Missing
from assets.inventory import places
from assets.inventory.catalogue import EquipmentType, Model, TypeGroup
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset, Condition, State
from assets.inventory.suppliers import Supplier
from assets.listing import Cut, Order, PageOf, page
from assets.rights import Permission, Rights
from assets.words import N_, Worded, fold

# The rarest term leads the way to its things while they are FEW. Up to MANY, the list is gone
# through in its order and each thing looked for among those that the term finds; and of a term
# that is broader still, each thing is asked, for then the page is soon full.
FEW = 1_500
MANY = 10_000
LONGEST = 40
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
    type_id: UUID | None = None
    state: State | None = None
    condition: Condition | None = None
    due: Due | None = None
    lot_number: str = ""
    sort: SortBy = SortBy.NAME
    descending: bool = False


# What a list, an export and the API say of a thing, in this order and under these names.
FIELDS = (
    "tag",
    "name",
    "state",
    "condition",
    "site",
    "place",
    "type",
    "maker",
    "model",
    "serial_number",
    "inventory_number",
    "external_ref",
    "owner",
    "lot_number",
    "price_minor",
    "price_currency",
    "acquired_on",
    "accepted_on",
    "in_use_on",
    "ended_on",
    "warranty_until",
    "due_on",
    "note",
    "version",
)

_Site = aliased(Place)
_ASSET_ID: ColumnElement[Any] = Asset.__table__.c.id  # type: ignore[attr-defined]


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the assets that are wanted, as rows of columns: see `_columns`.

    First which they are, from an index alone, and then what there is to say of these few.
    """
    key, newest_first = SORTED[wanted.sort]
    order = Order(key, _ASSET_ID, descending=wanted.descending != newest_first)
    which: Any = select(key.label("sort_key"), Asset.id)
    found = page(session, which.where(*clauses(session, wanted, on, seen_by)), order, cut)
    keys = [row.id for row in found.rows]
    said = {row.id: row for row in session.connection().execute(_said_of_these(), {"keys": keys})}
    return replace(found, rows=[said[key] for key in keys])


@cache
def _said_of_these() -> Select[Any]:
    """The columns of the assets whose `keys` are given. It is built once, which takes its time."""
    these = _ASSET_ID.in_(bindparam("keys", expanding=True))
    return rows().where(these)


@cache
def rows() -> Select[Any]:
    """What a list says of each asset, and its id."""
    return _columns().add_columns(col(Asset.id))


def everything(
    session: Session, wanted: Wanted, on: date, seen_by: Rights
) -> Iterator[Sequence[Any]]:
    """All that are wanted, row by row, for taking away: what a list says, and the place's id."""
    rows = _columns().add_columns(col(Asset.place_id)).where(*clauses(session, wanted, on, seen_by))
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
    return _columns().add_columns(*whose).where(col(Asset.tag) == bindparam("tag"))


def counted(
    session: Session, wanted: Wanted, on: date, seen_by: Rights, *, most: int = 1000
) -> int:
    """How many are wanted, counting no further than one above `most`."""
    found = select(Asset.id).where(*clauses(session, wanted, on, seen_by))
    if wanted.search:  # then the order of the list finds them soonest, as it does for a page
        found = found.order_by(SORTED[wanted.sort][0], _ASSET_ID)
    found = found.limit(most + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def clauses(
    session: Session, wanted: Wanted, on: date, seen_by: Rights, *, leading: int = FEW
) -> list[ColumnElement[bool]]:
    """What `wanted` and the person's rights ask of an asset.

    A search term that finds at most `leading` things leads the way to them.
    """
    asked = [seen_by.where(Permission.ASSETS_SEE, Asset)]
    equal = {
        col(Asset.site_id): wanted.site and wanted.site.id,
        col(Asset.type_id): wanted.type_id,
        col(Asset.state): wanted.state,
        col(Asset.condition): wanted.condition,
        col(Asset.lot_number): wanted.lot_number,
    }
    asked += [column == value for column, value in equal.items() if value]
    if wanted.place:
        asked.append(col(Asset.place_id).in_(places.below(wanted.place)))
    if wanted.group_id:
        of_group = select(EquipmentType.id).where(EquipmentType.group_id == wanted.group_id)
        asked.append(col(Asset.type_id).in_(of_group))
    if wanted.due:
        asked.append(_due(wanted.due, on))
    return asked + _found_by(session, wanted.search, leading)


def _due(due: Due, on: date) -> ColumnElement[bool]:
    key = col(Asset.due_key)
    return {
        Due.LATE: key < on,
        Due.SOON: key.between(on, on + SOON),
        Due.LATER: (key > on + SOON) & (key < NEVER),
        Due.NOTHING: key == NEVER,
    }[due]


def _found_by(session: Session, search: str, leading: int) -> list[ColumnElement[bool]]:
    """Every term must begin a word of the asset; the rarest term leads the way."""
    terms = sorted(set(terms_of(search)))
    counts = {term: _count(session, term) for term in terms}
    asked: list[ColumnElement[bool]] = []
    for number, term in enumerate(sorted(terms, key=lambda term: counts[term])):
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


def words_of(texts: Iterable[str]) -> set[str]:
    """Every word that these texts are found by; a tag also by its parts and its bare number."""
    words = {term for text in texts for term in terms_of(text)}
    parts = {part for word in words for part in word.split("-") if part}
    return words | parts | {part.lstrip("0") or part for part in parts if part.isdigit()}


def _columns() -> Select[Any]:
    """The columns of a list: every field of FIELDS under its name."""
    said: dict[str, Any] = {
        "site": _Site.code,
        "place": Place.name,
        "type": EquipmentType.key,
        "maker": Supplier.name,
        "model": Model.name,
        "owner": Partner.code,
    }
    shown: list[Any] = [col(said.get(name) or getattr(Asset, name)).label(name) for name in FIELDS]
    columns: Select[Any] = (
        select(*shown)
        .select_from(Asset)
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
        .outerjoin(Model, col(Model.id) == col(Asset.model_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Model.maker_id))
        .outerjoin(EquipmentType, col(EquipmentType.id) == col(Asset.type_id))
        .outerjoin(Partner, col(Partner.id) == col(Asset.partner_id))
    )
    return columns


_SAID_BY_ASSET = ("tag", "name", "model_id", "serial_number", "inventory_number", "place_id")


@event.listens_for(Session, "after_flush")
def _rewrite_words(session: Session, _: object) -> None:
    """Keep the words of every asset whose own words, model, maker or place have changed."""
    fresh = [each.id for each in session.new if isinstance(each, Asset)]
    _write_words(session, fresh)
    rewrite_words(session, _stale(session))


def rewrite_words(session: Session, keys: Sequence[UUID]) -> None:
    """The words of these assets, anew."""
    for begin in range(0, len(keys), _AT_ONCE):
        some = keys[begin : begin + _AT_ONCE]
        session.connection().execute(delete(SearchWord).where(col(SearchWord.asset_id).in_(some)))
    _write_words(session, keys)


def _stale(session: Session) -> list[UUID]:
    keys: list[UUID] = []
    for record in session.dirty:
        if isinstance(record, Asset) and _changed(record, _SAID_BY_ASSET):
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
    """The id of every asset, and the texts that it is found by."""
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
        )  # type: ignore[call-overload]
        .select_from(Asset)
        .join(Place, col(Place.id) == col(Asset.place_id))
        .outerjoin(Model, col(Model.id) == col(Asset.model_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Model.maker_id))
    )
    return texts


def keep_words(session: Session, found_by: Iterable[tuple[UUID, Iterable[str]]]) -> None:
    """Write down by which words new assets are found, as `words_of` gives them."""
    words = {key.hex: sorted(found) for key, found in sorted(found_by)}
    said = json.dumps(words, ensure_ascii=False)
    session.connection().execute(_KEEP[session.get_bind().dialect.name], {"words": said})


# Twenty words of ten thousand assets in one statement: one by one takes three times as long.
_KEEP = {
    "sqlite": text(
        "INSERT INTO search_word (asset_id, word) SELECT asset.key, word.value"
        " FROM json_each(:words) AS asset, json_each(asset.value) AS word"
    ),
    "postgresql": text(
        "INSERT INTO search_word (asset_id, word) SELECT CAST(asset.key AS uuid), word.value"
        " FROM json_each(CAST(:words AS json)) AS asset,"
        " json_array_elements_text(asset.value) AS word(value)"
    ),
}


def _write_words(session: Session, keys: Sequence[UUID]) -> None:
    for begin in range(0, len(keys), _AT_ONCE):
        some = said().where(col(Asset.id).in_(keys[begin : begin + _AT_ONCE]))
        found = session.connection().execute(some)
        keep_words(session, ((key, words_of(filter(None, texts))) for key, *texts in found))


def group_of(session: Session, key: str) -> TypeGroup | None:
    """The family of equipment types with this key."""
    return session.exec(select(TypeGroup).where(TypeGroup.key == key)).first()
