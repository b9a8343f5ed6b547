"""Where the records live: one engine, one kind of transaction, one base for every table."""

import fcntl
import gc
import re
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, Enum, Index, String, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import QueryableAttribute, declared_attr, joinedload, selectinload
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import Field, Session, SQLModel, create_engine

from assets.errors import Refused
from assets.files import Full
from assets.words import N_, Words

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Text that is compared byte by byte on every database: keys made for sorting and prefixes.
BYTEWISE: Any = String().with_variant(String(collation="C"), "postgresql")

_ROOM = -32_768  # KiB
# Seconds that a writer waits for another who is slow, and how often she looks whether he is done.
PATIENCE = 20
_GLANCE = 0.001

# Records never load one another behind our back: see `alongside`.
UNLOADED = {"lazy": "raise"}


@dataclass(frozen=True)
class Actor:
    """Who changes something, and by which way in: web, api, cli, timetable, demo."""

    source: str
    person_id: UUID | None = None


class Row(SQLModel):
    """What every table has. The id is ours from birth, so it is never None."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def kinds() -> dict[str, type[Row]]:
    """Every kind of row that there is, by the name of its table."""
    mapped = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)  # noqa: SLF001
    return {str(each.__tablename__): each for each in mapped if issubclass(each, Row)}


class Record(Row):
    """A row that people work on: it knows when it was made and how often it has changed."""

    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    version: int = 1

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    def expect(self, version: int | None) -> None:
        """Raise Refused if somebody changed this record since `version` was read."""
        if version is not None and version != self.version:
            raise Refused(CHANGED_MEANWHILE)


class Trilingual(SQLModel):
    """A name in three languages, for shipped and administrator-kept records."""

    name_en: str = Field(max_length=200)
    name_ro: str = Field(max_length=200)
    name_hu: str = Field(max_length=200)

    @property
    def names(self) -> Words:
        return Words(self.name_en, self.name_ro, self.name_hu)


CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. Look at it again and repeat your change."
)


class Overtaken(Refused):
    """Somebody else was quicker with the same record. Asked again, it meets what she wrote."""

    def __init__(self) -> None:
        super().__init__(CHANGED_MEANWHILE)


class Busy(Refused):
    """Somebody else writes and does not come to an end."""

    def __init__(self) -> None:
        super().__init__(N_("The register is busy. Try again."))


# What PostgreSQL says when the disk is full, and when two changes cannot both stand: a
# serialisation failure, a deadlock, a unique value that both of them took.
_FULL = "53100"
_CLASHES = {"40001", "40P01", "23505"}


def stored(choices: type[StrEnum]) -> Any:
    """A column type that keeps the value, not the Python name, and leaves room for more."""
    return Enum(choices, native_enum=False, length=30, values_callable=list)


def known(table: str, *names: str) -> Index:
    """An index of those rows alone in which its first column says something."""
    some, name = text(f"{names[0]} IS NOT NULL"), "_".join(("ix", table, *names))
    return Index(name, *names, sqlite_where=some, postgresql_where=some)


def alongside(*relationships: object) -> list[ExecutableOption]:
    """Load these relationships in the same query as the record."""
    return [joinedload(cast("QueryableAttribute[Any]", each)) for each in relationships]


def apart(*relationships: object) -> list[ExecutableOption]:
    """Load these in one more query: the few rows that many of the records have in common."""
    return [selectinload(cast("QueryableAttribute[Any]", each)) for each in relationships]


def moment_of(session: Session) -> datetime:
    """The moment (UTC) at which this transaction says that things happen."""
    at: datetime = session.info.get("at") or datetime.now(UTC)
    return at


def insert_once(session: Session, row: Row) -> bool:
    """Insert a row of an untracked table unless its unique key is taken; whether it was.

    Whoever comes with the same key at the same time waits until the first has committed or not.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(type(row)).values(row.model_dump()).on_conflict_do_nothing()
    return bool(session.connection().execute(fresh).rowcount)


@contextmanager
def in_haste(session: Session) -> Generator[None]:
    """While others wait: room for all the pages that change, and no looking for rubbish between.

    Python would look through every row a hundred times over, which takes a third of the time.
    """
    collecting, usual = gc.isenabled(), _give_room(session, _ROOM)
    gc.disable()
    try:
        yield
        _give_room(session, usual)
    finally:
        if collecting:
            gc.enable()


def _give_room(session: Session, size: int) -> int:
    """Set how much of the file SQLite may hold (below zero: in KiB), and say what it was."""
    if session.get_bind().dialect.name != "sqlite":
        return 0
    connection = session.connection()
    usual: int = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = {size}")
    return usual


def streamed(session: Session | Connection, asked: Any) -> Iterator[Any]:
    """The rows of a query one after the other; never all of them are held at once."""
    with session.execute(asked, execution_options={"yield_per": 2000}) as rows:
        yield from rows


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """The engine of a register. `durable=False` trades safety on power loss for speed (tests)."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=5)
    if kept := make_url(url).database:
        Path(kept).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=8, max_overflow=8)
    event.listen(engine, "connect", lambda connection, _: _prepare_sqlite(connection, durable))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def transaction(
    engine: Engine,
    *,
    by: Actor,
    at: datetime | None = None,
    read_only: bool = False,
    reason: str = "",
) -> Generator[Session]:
    """All or nothing: commits when the block ends, rolls back when it raises.

    `at` (UTC) is the moment that the trail and `created_at` take; now, when it is not given.
    Raises Overtaken when somebody else changed one of its records meanwhile, Busy when somebody
    else would not let it write, and Full when the disk has no room for it.
    """
    bind = engine.execution_options(**_manner(engine, read_only))
    info = {"by": by, "at": at or datetime.now(UTC), "reason": reason}
    try:
        with (
            _turn(engine, read_only),
            Session(bind, info=info, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
    except StaleDataError as stale:
        raise Overtaken from stale
    except DBAPIError as failed:
        no = _no_of(failed)
        if no is None:
            raise
        raise no from failed


def _no_of(failed: DBAPIError) -> Refused | None:
    """What another one's writing has come to; None where something else went wrong."""
    said, state = str(failed.orig), getattr(failed.orig, "sqlstate", "")
    if said == "database is locked":
        return Busy()
    if said == "database or disk is full" or state == _FULL:
        return Full()
    return Overtaken() if state in _CLASHES else None


@contextmanager
def _turn(engine: Engine, read_only: bool) -> Generator[None]:  # noqa: FBT001
    """Writers of all processes stand in line for SQLite.

    It has one writer at a time, and who finds it busy sleeps and looks again, up to 0.1 s later:
    by then another may have slipped in. A lock on a file is looked at more often.
    """
    if read_only or engine.dialect.name != "sqlite" or not engine.url.database:
        yield
        return
    with Path(f"{engine.url.database}.turn").open("a") as line:
        _stand_in(line)
        yield


def _stand_in(line: IO[str]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise Busy from None
            time.sleep(_GLANCE)
        else:
            return


def _manner(engine: Engine, read_only: bool) -> dict[str, Any]:  # noqa: FBT001
    """A reader cannot write, and sees one moment of the register however long it reads."""
    manner = {"read_only": read_only, "postgresql_readonly": read_only}
    if read_only and engine.dialect.name == "postgresql":
        return manner | {"isolation_level": "REPEATABLE READ"}
    return manner


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _: object, __: object) -> None:
    for record in session.new:
        if isinstance(record, Record) and "at" in session.info:
            record.created_at = session.info["at"]


def _prepare_sqlite(connection: Any, durable: bool) -> None:  # noqa: FBT001
    connection.isolation_level = None  # we say BEGIN ourselves, below
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA cache_size = -4096")
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    read_only = options.get("read_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
