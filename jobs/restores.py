"""A backup brought back into an empty home: all of it or nothing."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from assets import copies, upgrades
from assets.database import open_engine
from assets.errors import Refused
from assets.settings import Settings
from jobs import archives
from jobs.archives import FILES, SECRET, Manifest

RESTORING = "restoring"  # a folder in the home, for as long as a restore goes on
NOT_EMPTY = "There is something in {home} already. A backup is restored into an empty home only."


def restore(file: Path, settings: Settings) -> Manifest:
    """Bring everything back, and prove that it is what the backup held."""
    with archives.opened(file) as archive:
        manifest = archives.manifest(archive)
        archives.verify(archive, manifest)
        if manifest.step not in upgrades.steps():
            raise Refused("This backup was made by a newer version of the program.")
        _must_be_empty(settings)
        with _all_or_nothing(settings), _register(settings) as connection:
            _rows(connection, archive, manifest)
            _files(archive, manifest, settings)
    return manifest


def broken_off(settings: Settings) -> bool:
    """Whether a restore was killed on its way, so that what stands here is not whole."""
    return (settings.home / RESTORING).exists()


def _rows(connection: Connection, archive: ZipFile, manifest: Manifest) -> None:
    copies.take_away(connection)
    upgrades.bring(connection, manifest.step)
    with copies.unordered(connection):
        for copied in manifest.tables:
            with archive.open(copied.member) as lines:
                copies.fill(connection, copied.shape, lines)
    for copied in manifest.tables:
        brought = archives.digest_of(copies.lines(connection, copied.shape))
        if brought != (copied.rows, copied.sha256):
            raise Refused("{table} did not come back as it was.", table=copied.shape.name)
    upgrades.bring(connection, "head")


def _files(archive: ZipFile, manifest: Manifest, settings: Settings) -> None:
    """Files first and then the rows that speak of them: the database comes last."""
    staged = settings.home / RESTORING
    names = [f"{FILES}/{name}" for name in manifest.files] + [SECRET] * manifest.secret
    for name in names:
        archive.extract(name, staged)
    if manifest.secret:
        (staged / SECRET).chmod(0o600)
    os.sync()
    for part in staged.iterdir():
        part.rename(settings.home / part.name)


@contextmanager
def _register(settings: Settings) -> Generator[Connection]:
    """The database to fill. A SQLite file gets its name when it is full and safely written."""
    kept = _sqlite(settings)
    address = f"sqlite:///{_staged(kept)}" if kept else settings.database
    with _open(address) as engine, upgrades.alone(engine) as connection:
        if kept:
            connection.exec_driver_sql("PRAGMA cache_size = -65536")  # indexes are filled at once
        yield connection
    if kept:
        os.sync()
        _staged(kept).rename(kept)


@contextmanager
def _open(address: str) -> Generator[Engine]:
    engine = open_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def _sqlite(settings: Settings) -> Path | None:
    url = make_url(settings.database)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def _staged(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.{RESTORING}")


def _must_be_empty(settings: Settings) -> None:
    """Nothing may be here but backups, and what a restore that was broken off has left."""
    kept = _sqlite(settings)
    if kept is None:
        with _open(settings.database) as engine, engine.connect() as connection:
            copies.must_be_empty(connection)
    elif kept.exists():
        raise Refused(NOT_EMPTY, home=str(settings.home))
    if broken_off(settings):
        _sweep(settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    if {each.name for each in settings.home.iterdir()} - {settings.backups.name}:
        raise Refused(NOT_EMPTY, home=str(settings.home))


@contextmanager
def _all_or_nothing(settings: Settings) -> Generator[None]:
    (settings.home / RESTORING).mkdir()
    try:
        yield
    except BaseException:
        _sweep(settings)
        raise
    (settings.home / RESTORING).rmdir()


def _sweep(settings: Settings) -> None:
    """Take away what has been brought so far; the mark that a restore is going on goes last."""
    kept = _sqlite(settings)
    for left in kept.parent.glob(f"{_staged(kept).name}*") if kept else ():
        left.unlink()
    shutil.rmtree(settings.files, ignore_errors=True)
    (settings.home / SECRET).unlink(missing_ok=True)
    shutil.rmtree(settings.home / RESTORING)
