"""What a backup is made of: a line of JSON for each row, the files, and a manifest of both.

It is the same for every database, and readable without the program.
"""

import hashlib
import json
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from assets.copies import Shape
from assets.errors import Refused

FORMAT = 1
MANIFEST = "manifest.json"
SECRET = "secret_key"  # noqa: S105 - the name of the file
FILES = "files"


@dataclass(frozen=True)
class Copied:
    """One table in the archive: how many lines it has, and the digest of them all."""

    shape: Shape
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return member(self.shape)


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, when it was made, and the last batch of its trail."""

    made_at: str
    program: str
    step: str
    number: int
    hash: str
    tables: list[Copied]
    files: list[str]
    secret: bool
    format: int = FORMAT


def member(shape: Shape) -> str:
    return f"tables/{shape.name}.jsonl"


@contextmanager
def opened(file: Path) -> Generator[ZipFile]:
    """An archive to read. Raises Refused when it is none, or damaged."""
    try:
        with ZipFile(file) as archive:
            yield archive
    except (BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError) as damaged:
        raise Refused("{file} is not a whole backup.", file=file.name) from damaged


def manifest(archive: ZipFile) -> Manifest:
    told = json.loads(archive.read(MANIFEST))
    if told["format"] != FORMAT:
        raise Refused("This backup was made by a newer version of the program.")
    tables = [Copied(**each | {"shape": Shape(**each["shape"])}) for each in told["tables"]]
    return Manifest(**told | {"tables": tables})


def verify(archive: ZipFile, manifest: Manifest) -> None:
    """Raise Refused unless every line and every file is what the manifest says it is."""
    for copied in manifest.tables:
        with archive.open(copied.member) as lines:
            if digest_of(lines) != (copied.rows, copied.sha256):
                raise Refused("The backup is damaged: {part}.", part=copied.member)
    for name in manifest.files:
        with archive.open(f"{FILES}/{name}") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != Path(name).name:  # type: ignore[arg-type]
                raise Refused("The backup is damaged: {part}.", part=name)
    if _head(archive) != (manifest.number, manifest.hash):
        raise Refused("The backup is damaged: {part}.", part="tables/batch.jsonl")


def digest_of(lines: Iterable[bytes], into: IO[bytes] | None = None) -> tuple[int, str]:
    """How many lines there are, and the digest of them all; they may be written meanwhile."""
    rows, digest = 0, hashlib.sha256()
    for line in lines:
        rows += 1
        digest.update(line)
        if into:
            into.write(line)
    return rows, digest.hexdigest()


def _head(archive: ZipFile) -> tuple[int, str]:
    with archive.open("tables/batch.jsonl") as lines:
        batches = ((batch["number"], batch["hash"]) for batch in map(json.loads, lines))
        return max(batches, default=(0, ""))
