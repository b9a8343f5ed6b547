"""A ZIP written part by part, with the digest of each; the same parts give the same bytes."""

import hashlib
import os
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

DIGESTS = "SHA256SUMS"
_PIECE = 1 << 20  # bytes
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of the calendar of ZIP files
_READABLE = 0o644 << 16


class Pack:
    """One ZIP on its way to the disk."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive, self.digests = archive, dict[str, str]()

    def __contains__(self, path: str) -> bool:
        return path in self.digests

    def add(self, path: str, pieces: Iterable[bytes], *, packed: bool = True) -> None:
        """A part of this name. What is packed already, as photos are, is stored as it is."""
        part = ZipInfo(path, _BEGINNING)
        part.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        part.external_attr = _READABLE
        digest = hashlib.sha256()
        with self._archive.open(part, "w", force_zip64=True) as into:
            for piece in pieces:
                digest.update(piece)
                into.write(piece)
        self.digests[path] = digest.hexdigest()

    def copy(self, path: str, file: Path) -> None:
        """A file as it lies on the disk, never whole in memory."""
        self.add(path, _pieces(file), packed=False)

    def sign(self) -> None:
        """The digests of all parts, in the manner of sha256sum; the last part."""
        lines = (f"{digest}  {path}\n".encode() for path, digest in sorted(self.digests.items()))
        self.add(DIGESTS, list(lines))


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


@contextmanager
def packed(file: Path) -> Generator[Pack]:
    """Write a ZIP to this name. It is there whole, or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as kept:
            with ZipFile(kept, "w") as archive:
                pack = Pack(archive)
                yield pack
                pack.sign()
            kept.flush()
            os.fsync(kept.fileno())
        Path(fresh).replace(file)
    finally:
        Path(fresh).unlink(missing_ok=True)
