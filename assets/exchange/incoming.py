"""Lists between being looked at and being brought in: kept for a day, for the one who sent them."""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from assets.errors import Missing

KEPT = timedelta(days=1)
MOST = 10  # of one person; the oldest goes first


def keep(folder: Path, person_id: UUID, content: bytes, at: datetime) -> str:
    """Keep this list and give the digest by which it is found again. What is old goes."""
    _sweep(folder, at)
    own = folder / person_id.hex
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    fresh = own / f"{digest}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.utime(fresh, (at.timestamp(), at.timestamp()))
    fresh.replace(own / digest)
    for _, old in sorted(_ages(own), reverse=True)[MOST:]:
        old.unlink(missing_ok=True)
    return digest


def kept(folder: Path, person_id: UUID, digest: str, at: datetime) -> bytes:
    """The list that this person sent. Nobody else's is found, whatever digest is asked for."""
    if re.fullmatch(r"[0-9a-f]{64}", digest):
        file = folder / person_id.hex / digest
        with contextlib.suppress(FileNotFoundError):
            if _age(file) >= at - KEPT:
                return file.read_bytes()
    raise Missing("This list is not kept any longer. Choose the file again.")


def _sweep(folder: Path, at: datetime) -> None:
    for own in folder.glob("*/"):
        for age, file in _ages(own):
            if age < at - KEPT:
                file.unlink(missing_ok=True)


def _ages(folder: Path) -> Iterator[tuple[datetime, Path]]:
    for file in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            yield _age(file), file


def _age(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
