"""What the history mentions, and what it is called today: people, places, models, amounts."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Table
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from assets.database import kinds
from assets.inventory.documents import Document, Kind
from assets.inventory.places import Place
from assets.money import Currency
from assets.people import RoleHeld
from assets.rights import Role
from assets.trail import Entry
from assets.words import Language, Words

# Rows that are spoken of by what they belong to.
BELONGING = {
    "role_held": ["person_id"],
    "api_token": ["person_id"],
    "milestone": ["lot_id", "stage_id"],
    "contract_line": ["contract_id"],
    "contract_change": ["contract_id"],
    "bid": ["lot_id"],
    "lot_item": ["lot_id"],
    "contract": ["lot_id"],
    "baseline": ["lot_id"],
    "dependency": ["lot_id"],
    "project_partner": ["partner_id", "project_id"],
    "attachment": ["document_id"],
    "checklist_version": ["checklist_id"],
    "project_site": ["site_id", "project_id"],
    "saved_view": ["person_id"],
    "transfer_line": ["asset_id", "transfer_id"],
    "loan": ["asset_id"],
    "notice": ["person_id"],
    "release": ["asset_id"],
    "inspected_asset": ["asset_id"],
    "labour": ["order_id"],
    "measurement": ["test_id"],
    "invoice_line": ["invoice_id"],
    "payment": ["invoice_id"],
    "funding": ["project_id"],
    "budget_line": ["project_id"],
    "budget_version": ["project_id"],
    "project_result": ["project_id"],
}
# By which columns the amounts of a record without a currency lead to one that has it.
CURRENCY_OF = {
    "invoice_line": ("invoice_id",),
    "payment": ("invoice_id",),
    "reported_cost": ("invoice_line_id", "invoice_id"),
    "funding": ("project_id",),
    "budget_amount": ("version_id", "project_id"),
}
_kinds = cache(kinds)
NAMED_BY = ("tag", "acronym", "name", "number", "title", "code", "label")
_kinds = cache(kinds)
NAMED_BY = ("tag", "acronym", "name", "label", "number", "title", "code")


def names(session: Session, entries: list[Entry], owners: dict[UUID, list[Any]]) -> dict[Any, Any]:
    """What every record that these entries mention is called, by its key."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for entry in entries:
        for table, key in _mentioned(entry, owners.get(entry.key, [])):
            wanted[table].add(key)
    found: dict[Any, Any] = {}
    for table, keys in wanted.items():
        found |= called(session, table, keys)
    return found


def own(entries: list[Entry]) -> set[str]:
    """The keys of the custom fields that these entries change."""
    sides = (side for entry in entries for side in entry.changes.get("extra", ()) if side)
    return {key for side in sides for key in side}


def papers(session: Session, entries: list[Entry]) -> dict[UUID, Kind]:
    """What the documents are that these entries add or take away, by the keys of the entries."""
    named = {
        each.key: UUID(value)
        for each in entries
        for value in each.changes.get("document_id", ())
        if value
    }
    asked: Any = select(Document.id, Document.kind).where(col(Document.id).in_(named.values()))
    kinds = dict(iter(session.execute(asked))) if named else {}
    return {key: kinds[about] for key, about in named.items() if about in kinds}


def zones(session: Session, entries: list[Entry]) -> dict[UUID | None, ZoneInfo]:
    """The clocks of the sites at which a moment has changed."""
    told = (
        each.site_id
        for each in entries
        for name in each.changes
        if (column := column_of(each.kind, name)) is not None and of_moments(column)
    )
    sites = {site for site in told if site}
    asked = select(Place.id, Place.zone).where(col(Place.id).in_(sites))
    return {key: ZoneInfo(zone) for key, zone in session.exec(asked)} if sites else {}


def of_moments(column: Column[Any]) -> bool:
    return isinstance(column.type, UTCDateTime)


def column_of(kind: str, name: str) -> Column[Any] | None:
    """The column of that name, unless it has been given up since."""
    table = SQLModel.metadata.tables.get(kind)
    return None if table is None else table.columns.get(name)


def _mentioned(entry: Entry, owners: list[Any]) -> Iterator[tuple[str, Any]]:
    """The table and the key of every record that an entry names."""
    for name, owner in zip(BELONGING.get(entry.kind, []), owners, strict=False):
        yield _table_of(entry.kind, name), owner
    yield entry.kind, entry.key
    yield "place", entry.site_id
    yield "partner", entry.partner_id
    for name, change in entry.changes.items():
        column = column_of(entry.kind, name)
        for reference in column.foreign_keys if column is not None else ():
            for value in change:
                yield reference.column.table.name, UUID(value) if value else None


def _table_of(kind: str, name: str) -> str:
    """The table that a column of such records leads to."""
    column = column_of(kind, name)
    keys = column.foreign_keys if column is not None else ()
    return next((str(key.column.table.name) for key in keys), "")


def called(session: Session, kind: str, keys: set[Any]) -> dict[Any, Any]:
    """What these records of one table are called today."""
    table = SQLModel.metadata.tables.get(kind)
    wanted = keys - {None}
    if table is None or not wanted:
        return {}
    names = named_by(table)
    if not names:
        return {}
    found = _at_hand(session, kind, wanted, names)
    if others := wanted - found.keys():
        asked = select(table.c.id, *(table.c[name] for name in names))
        rows = session.connection().execute(asked.where(table.c.id.in_(others)))
        found |= {key: said for key, *said in rows}
    return {
        key: Words(*(each or said[0] for each in said)) if len(said) > 1 else said[0]
        for key, said in found.items()
    }


def _at_hand(session: Session, kind: str, keys: set[Any], names: list[str]) -> dict[Any, Any]:
    """What those of these records say in these columns that have been read already."""
    record = _kinds()[kind]
    met = (session.identity_map.get(identity_key(record, key)) for key in keys)
    return {
        said["id"]: [said[name] for name in names]
        for said in map(vars, filter(None, met))
        if all(name in said for name in ("id", *names))
    }


def named_by(table: Table) -> list[str]:
    """The columns that hold what the records of a table are called."""
    names = [f"name_{language}" for language in Language]
    if names[0] in table.c:
        return names
    name = next((name for name in NAMED_BY if name in table.c), "")
    others = [f"{name}_{language}" for language in (Language.RO, Language.HU)]
    return [each for each in (name, *others) if each in table.c]


def roles(session: Session, keys: set[Any]) -> dict[tuple[UUID, UUID | None], Role]:
    """The roles that these people hold, by person and site; of several, the first."""
    if not (people := keys - {None}):
        return {}
    asked = select(RoleHeld).where(col(RoleHeld.person_id).in_(people), ~col(RoleHeld.ended))
    held = session.exec(asked.order_by(RoleHeld.role)).all()
    return {(each.person_id, each.site_id): each.role for each in reversed(held)}


def owners(session: Session, entries: list[Entry]) -> dict[UUID, list[Any]]:
    """What the rows belong to that are spoken of by it."""
    found: dict[UUID, list[Any]] = {}
    for kind, columns in BELONGING.items():
        keys = {entry.key for entry in entries if entry.kind == kind}
        if keys:
            table = SQLModel.metadata.tables[kind]
            shown = [table.c[name] for name in ("id", *columns)]
            rows = session.connection().execute(select(*shown).where(table.c.id.in_(keys)))
            found |= {key: belonging for key, *belonging in rows}
    return found


def currencies(
    session: Session, entries: list[Entry]
) -> dict[tuple[UUID, str], tuple[Currency, Currency]]:
    """The currencies of every amount, by its entry and its name: then, and from then on.

    The latest entries come first. Where none says a currency, the record has it still.
    """
    found: dict[tuple[UUID, str], tuple[Currency, Currency]] = {}
    before: dict[tuple[UUID, str], Any] = {}
    for entry in entries:
        for name in entry.changes:
            column = _currency_column(entry.kind, name) if name.endswith("_minor") else None
            if column is not None:
                own = (entry.key, column.name)
                if own not in before and column.name not in entry.changes:
                    before[own] = _current(session, entry, column)
                then, now = entry.changes.get(column.name) or [before[own]] * 2
                if then or now:
                    found[entry.id, name] = Currency(then or now), Currency(now or then)
        before |= {
            (entry.key, name): then
            for name, (then, _) in entry.changes.items()
            if name.endswith("currency") and then
        }
    return found


def _currency_column(kind: str, amount: str) -> Column[Any] | None:
    if kind in CURRENCY_OF:
        last = _step(kind, CURRENCY_OF[kind][-1]) if len(CURRENCY_OF[kind]) > 1 else None
        leads: Any = column_of(kind, CURRENCY_OF[kind][0]) if last is None else last
        found: Column[Any] = next(iter(leads.foreign_keys)).column.table.c.currency
        return found
        leads = column_of(kind, CURRENCY_OF[kind][0]) if last is None else last
        assert leads is not None
        return next(iter(leads.foreign_keys)).column.table.c.currency
    own = f"{amount.removesuffix('_minor')}_currency"
    return column_of(kind, own) if column_of(kind, own) is not None else column_of(kind, "currency")


def _current(session: Session, entry: Entry, column: Column[Any]) -> Any:
    key: Any = entry.key
    for name in CURRENCY_OF.get(entry.kind, ()):
        step: Any = column_of(entry.kind, name) if key == entry.key else _step(entry.kind, name)
        key = _told(entry, name) or _said(session, step, key)
    return _said(session, column, key)


def _step(kind: str, name: str) -> Any:
    """The column of this name in the table that the first one leads to."""
    return column_of(_table_of(kind, CURRENCY_OF[kind][0]), name)


def _told(entry: Entry, name: str) -> UUID | None:
    """The key that an entry itself says, of a record that is new or gone."""
    said = [value for value in entry.changes.get(name, ()) if value]
    return UUID(said[-1]) if said else None


def _said(session: Session, column: Column[Any], key: Any) -> Any:
    asked = select(column).where(column.table.c.id == key)
    return session.connection().execute(asked).scalar()
