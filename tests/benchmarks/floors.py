"""What SQLite alone takes for the same work: the least that any program over it can take."""

import sqlite3
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, event

TIMES = 30
# Those that others refer to come later here, and are put in first.
WRITTEN = ("work_order", "maintenance_plan", "asset", "entry", "batch")
# What they are found by: the table of the words, whose they are, and the table of that.
WORDS = (("search_word", "asset_id", "asset"), ("found_by", "key", "work_order"))

Asked = list[tuple[str, tuple]]


@contextmanager
def recorded(engine: Engine) -> Generator[Asked]:
    """Every statement that goes to the database meanwhile, with its values."""
    asked: Asked = []

    def note(_conn, _cursor, statement, values, _context, _many) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@contextmanager
def opened(file: Path) -> Generator[sqlite3.Connection]:
    """A connection set as the program sets its own."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("foreign_keys = ON", "cache_size = -4096", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    yield connection
    connection.close()


def repeated(file: Path, asked: Asked) -> float:
    """How long the same questions take, asked of SQLite alone: the median, in seconds."""
    with opened(file) as connection:
        return median(islice(_rounds(connection, asked), TIMES))


def _rounds(connection: sqlite3.Connection, asked: Asked) -> Iterator[float]:
    while True:
        begun = time.perf_counter()
        for statement, values in asked:
            connection.execute(statement, values).fetchall()
        connection.execute("COMMIT")
        yield time.perf_counter() - begun


def written_again(file: Path, write: Callable[[], None], times: int = 1) -> float:
    """How long SQLite alone takes to put in, durably, the rows that `write` has brought."""
    with opened(file) as connection:
        before = {table: _last(connection, table) for table in WRITTEN}
        write()
        for table, last in before.items():
            kept = f"CREATE TEMP TABLE new_{table} AS SELECT * FROM {table} WHERE rowid > {last}"
            connection.execute(kept)
        for table, key, owner in WORDS:
            connection.execute(
                f"CREATE TEMP TABLE new_{table} AS SELECT * FROM {table}"
                f" WHERE {key} IN (SELECT id FROM new_{owner})"
            )
        return median(_put_again(connection, before) for _ in range(times))


def _put_again(connection: sqlite3.Connection, before: dict[str, int]) -> float:
    connection.execute("BEGIN IMMEDIATE")
    for table, key, owner in WORDS:
        connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT id FROM new_{owner})")
    for table, last in before.items():
        connection.execute(f"DELETE FROM {table} WHERE rowid > {last}")
    connection.execute("COMMIT")
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table in (*reversed(WRITTEN), *(table for table, _, _ in WORDS)):
        connection.execute(f"INSERT INTO {table} SELECT * FROM new_{table}")
    connection.execute("COMMIT")
    return time.perf_counter() - begun


def _last(connection: sqlite3.Connection, table: str) -> int:
    return connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
