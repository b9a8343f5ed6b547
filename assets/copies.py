"""Every row of the register as a line of JSON, and back again: the same lines on every database.

A copy says what its columns hold, so that it can be read back after the tables have changed.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
    Uuid,
    inspect,
)
from sqlalchemy.schema import AddConstraint, DropConstraint
from sqlmodel.sql.sqltypes import UTCDateTime

from assets import schema
from assets.database import streamed
from assets.errors import Refused

AT_ONCE = 1000


class Holding(NamedTuple):
    """What a column holds: how a database keeps it, and how a line spells and reads it."""

    kept: Any
    spell: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


HOLDINGS: dict[str, Holding] = {
    "uuid": Holding(Uuid(), str, UUID),
    "moment": Holding(
        UTCDateTime(), lambda at: at.astimezone(UTC).isoformat(), datetime.fromisoformat
    ),
    "day": Holding(Date(), date.isoformat, date.fromisoformat),
    "decimal": Holding(Numeric(), lambda number: f"{number.normalize():f}", Decimal),
    "flag": Holding(Boolean(), _as_it_is, _as_it_is),
    "integer": Holding(Integer(), _as_it_is, _as_it_is),
    "real": Holding(Float(), _as_it_is, _as_it_is),
    "text": Holding(String(), _as_it_is, _as_it_is),
    "json": Holding(JSON(), _as_it_is, _as_it_is),
}

_HELD: dict[type[Any], str] = {
    UUID: "uuid",
    datetime: "moment",
    date: "day",
    Decimal: "decimal",
    bool: "flag",
    int: "integer",
    float: "real",
}


@dataclass(frozen=True)
class Shape:
    """One table as it was copied: what its columns hold, and by which it is put in order."""

    name: str
    columns: dict[str, str]
    key: list[str]

    def table(self) -> Table:
        columns = (Column(name, HOLDINGS[held].kept) for name, held in self.columns.items())
        return Table(self.name, MetaData(), *columns)


def shapes() -> list[Shape]:
    """Every table of the register, in an order in which they could be filled."""
    return [
        Shape(
            name=table.name,
            columns={column.name: held(column) for column in table.columns},
            key=[column.name for column in table.primary_key.columns],
        )
        for table in schema.TABLES.sorted_tables
    ]


def held(column: Column[Any]) -> str:
    kept = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kept, JSON):
        return "json"
    return "text" if issubclass(kept.python_type, Enum | str) else _HELD[kept.python_type]


def lines(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """The rows of a table, one a line, in the order of their keys."""
    table = shape.table()
    spell = [(name, HOLDINGS[held].spell) for name, held in shape.columns.items()]
    for row in streamed(
        connection, table.select().order_by(*(table.c[name] for name in shape.key))
    ):
        said = {
            name: None if value is None else say(value)
            for (name, say), value in zip(spell, row, strict=True)
        }
        yield json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def fill(connection: Connection, shape: Shape, copied: Iterable[bytes]) -> None:
    """Put the rows back that these lines tell of."""
    table, told = shape.table(), iter(copied)
    read = {name: HOLDINGS[held].read for name, held in shape.columns.items()}
    while some := [json.loads(line) for line in islice(told, AT_ONCE)]:
        rows = [
            {name: None if said[name] is None else of(said[name]) for name, of in read.items()}
            for said in some
        ]
        connection.execute(table.insert(), rows)


def must_be_empty(connection: Connection) -> None:
    """Raise Refused when there is a row in any table of a register here."""
    for table in _here(connection):
        if connection.execute(table.select().limit(1)).first():
            raise Refused("There is a register in this database already. Name an empty one.")


def take_away(connection: Connection) -> None:
    """Take away the register's tables, if there are any; they must be empty."""
    must_be_empty(connection)
    for table in (*reversed(_here(connection)), Table("alembic_version", MetaData())):
        table.drop(connection, checkfirst=True)


def _here(connection: Connection) -> list[Table]:
    names = set(inspect(connection).get_table_names())
    return [table for table in schema.TABLES.sorted_tables if table.name in names]


@contextmanager
def unordered(connection: Connection) -> Generator[None]:
    """Rows may come before those that they refer to: references are held to at the end."""
    if connection.dialect.name == "sqlite":
        yield
        if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise Refused("A row of {table} refers to nothing.", table=lost[0])
        return
    there = MetaData()
    there.reflect(connection)
    references = [each for table in there.sorted_tables for each in table.foreign_key_constraints]
    for reference in references:
        connection.execute(DropConstraint(reference))
    yield
    for reference in references:
        connection.execute(AddConstraint(reference))
