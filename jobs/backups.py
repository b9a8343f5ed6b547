"""Everything put into one archive in the home, while others read and write."""

import fcntl
import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import Connection, Engine

from assets import copies, trail, upgrades
from assets.checks import DIGEST, Head
from assets.copies import Shape
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.settings import Settings
from jobs import archives
from jobs.archives import FILES, MANIFEST, SECRET, Copied, Manifest

QUICKLY = 2  # of 9; the others take longer and save little


def make(engine: Engine, settings: Settings, at: datetime) -> Path:
    """A backup of this moment. It has its name only when it is whole and safely written."""
    settings.backups.mkdir(parents=True, exist_ok=True)
    with _alone(settings.backups):
        unfinished = settings.backups / "unfinished.part"
        try:
            with _kept(unfinished) as file, _packed(file) as archive:
                manifest = _write(engine, settings, at, archive)
            finished = f"rehab-{at:%Y%m%d-%H%M%S}-{manifest.number}.zip"
            return unfinished.rename(settings.backups / finished)
        finally:
            unfinished.unlink(missing_ok=True)
            _sync(settings.backups)


def heads(settings: Settings) -> Iterator[Head]:
    """What the backups in the home remember of the trail."""
    for file in sorted(settings.backups.glob("*.zip")):
        try:
            with archives.opened(file) as archive:
                told = archives.manifest(archive)
            yield Head(file.name, told.number, told.hash)
        except Refused as no:
            yield Head(file.name, wrong=str(no))


def _write(engine: Engine, settings: Settings, at: datetime, archive: ZipFile) -> Manifest:
    with transaction(engine, by=Actor("backup"), read_only=True) as session:
        rows = session.connection()
        tables = [_copied(rows, shape, archive) for shape in copies.shapes()]
        head = trail.head(session)
    secret = settings.home / SECRET
    manifest = Manifest(
        made_at=at.isoformat(),
        program=version("rehab-assets"),
        step=upgrades.step(engine),
        number=head.number if head else 0,
        hash=head.hash if head else "",
        tables=tables,
        files=[_stored(settings.files, file, archive) for file in _files(settings.files)],
        secret=secret.exists(),
    )
    if manifest.secret:
        archive.write(secret, SECRET)
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _copied(rows: Connection, shape: Shape, archive: ZipFile) -> Copied:
    with archive.open(archives.member(shape), "w", force_zip64=True) as member:
        return Copied(shape, *archives.digest_of(copies.lines(rows, shape), member))


def _packed(file: IO[bytes]) -> ZipFile:
    return ZipFile(file, "w", ZIP_DEFLATED, compresslevel=QUICKLY)


def _files(folder: Path) -> Iterator[Path]:
    """What has been put away under its digest; what is still being received has another name."""
    return (file for file in sorted(folder.rglob("*")) if len(file.name) == DIGEST)


def _stored(folder: Path, file: Path, archive: ZipFile) -> str:
    name = file.relative_to(folder).as_posix()
    archive.write(file, f"{FILES}/{name}", ZIP_STORED)
    return name


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("A backup is being made already.") from None
        yield


@contextmanager
def _kept(path: Path) -> Generator[IO[bytes]]:
    """A new file that only its owner may read, and that is on the disk at the end."""
    path.touch(mode=0o600)
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
