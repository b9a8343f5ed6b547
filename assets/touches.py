"""What a batch of the trail did to each row that it touched, and the row as it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Table
from sqlmodel import Session, SQLModel, col, func, select

from assets import copies
from assets.database import Record
from assets.inventory.identifiers import Label
from assets.inventory.register import Asset
from assets.maintenance.orders import ASSET_GONE, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.rests import NOT_ASKED
from assets.trail import Batch, Entry

Values = dict[str, Any]

# The rows that a change of things touches, each with the column that it is known by.
TABLES: dict[str, type[Record]] = {
    "asset": Asset,
    "maintenance_plan": MaintenancePlan,
    "work_order": WorkOrder,
    "label": Label,
}
KNOWN_BY = {"asset": "tag", "maintenance_plan": "title", "work_order": "number", "label": "code"}
MADE = ("asset", "maintenance_plan")  # what can go again, and come back
LEARNT = {"supplier", "model"}  # what the catalogue has learnt meanwhile stays

_ENTRY: Any = Entry.__table__  # type: ignore[attr-defined]
_AT_ONCE = 5000
_FOLLOWING = {"site_id", "partner_id"}
_OURS = {ASSET_GONE, *NOT_ASKED.values()}  # why an order goes when its thing does


@dataclass
class Touch:
    """All that one batch did to one row, from the first old value to the last new one."""

    kind: str
    key: UUID
    label: str
    made: bool = False
    gone: bool = False
    changes: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, entry: Any) -> None:
        self.made = self.made or entry.verb == "created"
        self.gone = entry.verb == "deleted"
        for name, (old, new) in entry.changes.items():
            first, _ = self.changes.get(name, (old, None))
            self.changes[name] = [first, new]

    @property
    def follows(self) -> bool:
        """Whether it belongs to a change of things, and is nothing that somebody did beside it."""
        if self.kind in MADE:
            return True
        if self.kind in LEARNT:
            return self.made
        known = self.kind in KNOWN_BY and not self.made and not self.gone
        return known and (self.changes.keys() <= _FOLLOWING or bool(_OURS & {*self._reasons}))

    @property
    def _reasons(self) -> list[Any]:
        return self.changes.get("reason", []) if self.kind == "work_order" else []

    def old(self) -> Values:
        """What the columns held before, as the database holds them."""
        table = SQLModel.metadata.tables[self.kind]
        known = ((name, pair[0]) for name, pair in self.changes.items() if name in table.c)
        return {name: read(table.c[name], value) for name, value in known}


def read(column: Column[Any], value: Any) -> Any:
    """A value of the trail as the database holds it."""
    if value is None or isinstance(column.type, JSON):
        return value
    choices = getattr(column.type, "enum_class", None)
    return choices(value) if choices else copies.HOLDINGS[copies.held(column)].read(value)


def of_batch(session: Session, batch: Batch) -> list[Touch]:
    """The rows that a batch touched and left, in the order in which it came to them."""
    shown = (_ENTRY.c[name] for name in ("kind", "key", "label", "verb", "changes"))
    told: Any = select(*shown)
    own = told.where(_ENTRY.c.batch_id == batch.id).order_by(_ENTRY.c.position)
    found: dict[UUID, Touch] = {}
    for entry in session.execute(own):
        found.setdefault(entry.key, Touch(entry.kind, entry.key, entry.label)).add(entry)
    return [each for each in found.values() if not (each.made and each.gone)]


def standing(session: Session, kind: str, keys: Iterable[UUID]) -> dict[UUID, Values]:
    """These rows as they stand, column by column."""
    table: Any = SQLModel.metadata.tables[kind]
    found: dict[UUID, Values] = {}
    for some in _parts(keys):
        rows = session.connection().execute(select(table).where(table.c.id.in_(some)))
        found |= {row["id"]: dict(row) for row in rows.mappings()}
    return found


def later(session: Session, batch: Batch) -> list[str]:
    """What the rows are called that a later batch has touched again."""
    own = select(Entry.key).where(Entry.batch_id == batch.id)
    asked = select(Entry.label).join(Batch, col(Batch.id) == col(Entry.batch_id))
    since = asked.where(col(Entry.key).in_(own), Batch.number > batch.number)
    return sorted(set(session.exec(since)))


def hanging(session: Session, going: dict[str, set[UUID]]) -> set[UUID]:
    """Those of the rows that are to go on which something hangs that stays."""
    found: set[UUID] = set()
    for column, kind in _references():
        for some in _parts(going.get(kind, ())):
            asked: Any = select(column, column.table.c.id).where(column.in_(some))
            staying = going.get(column.table.name, set())
            rows = session.connection().execute(asked)
            found |= {key for key, own in rows if own not in staying}
    return found


def _references() -> Iterator[tuple[Column[Any], str]]:
    """Every column that names a thing or a plan."""
    for table in SQLModel.metadata.tables.values():
        for column in table.columns if "id" in table.c else ():
            kinds = {reference.column.table.name for reference in column.foreign_keys}
            yield from ((column, kind) for kind in kinds & set(MADE))
    yield SQLModel.metadata.tables["attachment"].c.subject_id, "asset"


def unknown(session: Session, table: Table, rows: Iterable[Values]) -> bool:
    """Whether one of these rows names something that is no longer there."""
    for column in table.columns:
        for reference in column.foreign_keys:
            wanted = {row[column.name] for row in rows if row.get(column.name)}
            key = reference.column
            for some in _parts(wanted):
                there = select(func.count()).where(key.in_(some))
                if session.connection().execute(there).scalar_one() != len(some):
                    return True
    return False


def _parts(keys: Iterable[Any]) -> Iterator[list[Any]]:
    known = list(keys)
    for begin in range(0, len(known), _AT_ONCE):
        yield known[begin : begin + _AT_ONCE]
