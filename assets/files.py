"""Files beside the database: each once, under the digest of what is kept, and safely written."""

import errno
import hashlib
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from assets import contents, pictures
from assets.errors import Missing, Refused
from assets.settings import Settings
from assets.words import N_

FULL_DISK = N_("The disk is full, and nothing of it was kept. Tell whoever keeps the program.")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Full(Refused):
    """There is no room left where the register and its files lie."""

    def __init__(self) -> None:
        super().__init__(FULL_DISK)


@dataclass(frozen=True)
class Stored:
    """A file that is kept, and may now be spoken of in a row."""

    digest: str
    name: str
    media_type: str
    size: int
    taken_at: datetime | None = None


def receive(content: bytes, name: str, settings: Settings, zone: tzinfo = UTC) -> Stored:
    """Keep this file, if it is of a kind that is kept. `zone` is where a camera's clock stands.

    It is looked at, drawn anew and written before any row speaks of it, and before any lock is
    held. Raises Refused with the reason, and then leaves nothing.
    """
    name = contents.called(name)
    media_type = contents.type_of(content, name)
    taken_at, small = None, b""
    if media_type in contents.PHOTOS:
        photo = pictures.photo(content, zone)
        content, taken_at, small = photo.content, photo.taken_at, photo.small
    elif media_type == contents.PDF:
        small = pictures.small_of_pdf(content)
    digest = keep(content, settings)
    if small:
        with suppress(Refused):  # on a full disk: it is drawn when somebody looks
            _write(beneath(settings.thumbnails, digest), small)
    return Stored(digest, contents.ended(name, media_type), media_type, len(content), taken_at)


def keep(content: bytes, settings: Settings) -> str:
    """Keep this, which has been looked at already, as it is. Answers its digest."""
    digest = hashlib.sha256(content).hexdigest()
    _write(beneath(settings.files, digest), content)
    return digest


def kept(settings: Settings, digest: str) -> Path:
    """Where the file of this digest lies."""
    path = beneath(settings.files, digest)
    if not path.is_file():
        raise Missing("This file is not there any more. A backup may still have it.")
    return path


def thumbnail(settings: Settings, digest: str, media_type: str) -> Path:
    """A small picture of a photo or a PDF; drawn anew where it is missing, as after a restore."""
    if media_type not in contents.SHOWN:
        raise Missing("There is no picture of this document.")
    path = beneath(settings.thumbnails, digest)
    if not path.is_file():
        content = kept(settings, digest).read_bytes()
        photo = media_type in contents.PHOTOS
        draw = pictures.small_of_photo if photo else pictures.small_of_pdf
        _write(path, draw(content))
    return path


def beneath(folder: Path, digest: str) -> Path:
    """Where the file of this digest lies in a folder of files."""
    return folder / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    """Give it its name only when it is whole and safely on the disk."""
    with room():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as to:
                to.write(content)
                to.flush()
                os.fsync(to.fileno())
            fresh.replace(path)
            _sync(path.parent)
        finally:
            fresh.unlink(missing_ok=True)


@contextmanager
def room() -> Generator[None]:
    """Raise Full where the system says that there is no room left."""
    try:
        yield
    except OSError as no:
        if no.errno not in FULL:
            raise
        raise Full from no


def _sync(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
