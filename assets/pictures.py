"""Photos, kept without what they tell of who took them and where; and small pictures of files."""

import struct
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from threading import Lock
from typing import Any

from PIL import Image

from assets import firstpage
from assets.errors import Refused
from assets.words import N_

MOST_PIXELS = 50_000_000
SMALL = 256  # pixels along the longer side of a small picture
QUALITY = 88

TOO_LARGE = N_("It has too many pixels. Up to 50 million are kept.")
NO_PHOTO = N_("It is damaged and cannot be shown.")
NO_PDF = N_("It is no whole PDF: it cannot be opened, or has no page.")
LOCKED = N_("It is locked with a password. Save it without one and send that.")
BLANK = N_("Nothing is to be seen in it.")
TOO_MUCH = N_("It is packed too densely to be opened.")
_NOT_DRAWN = {
    firstpage.LOCKED: LOCKED,
    firstpage.BROKEN: NO_PDF,
    firstpage.MANY: N_("It has several pages. Save the drawing on a page of its own."),
    firstpage.ACTIVE: N_("It can do things by itself. Save it as a plain PDF, or as PNG."),
}

_FORMATS = ("JPEG", "PNG", "WEBP")
_TAKEN, _OFFSET, _EXIF, _ORIENTATION = 0x9003, 0x9011, 0x8769, 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises about a file that is not what it says.
_DAMAGED = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error,
    OverflowError, ZeroDivisionError,
)  # fmt: skip

# A large photo fills some 300 MB while it is turned, and a PDF may ask for more: one at a time.
_ALONE = Lock()


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept, the moment when it was taken, and a small picture of it."""

    content: bytes
    taken_at: datetime | None
    small: bytes


def photo(content: bytes, zone: tzinfo) -> Photo:
    """Drawn anew, upright, with nothing but its pixels. `zone` is where its clock stands."""
    with _ALONE, _opened(content) as image:
        said = _exif(image)
        kind = "JPEG" if image.format == "MPO" else str(image.format)
        try:
            image.load()
            drawn = image.convert(_mode(image, kind))
        except (*_DAMAGED, Image.DecompressionBombError) as damaged:
            raise Refused(NO_PHOTO) from damaged
        turn = _TURNS.get(said.get(_ORIENTATION, 1))
        drawn = drawn.transpose(turn) if turn is not None else drawn
        drawn.info.clear()
        return Photo(_written(drawn, kind), _taken(said, zone), _small(drawn))


def size(content: bytes, most: int, *, refused: str) -> tuple[int, int]:
    """How wide and how high a picture is, which is whole and shows something.

    One that has more than `most` pixels is `refused` before it is unpacked.
    """
    with _ALONE, _opened(content) as image:
        if image.width * image.height > most:
            raise Refused(refused)
        try:
            bands = image.convert("RGBA").split()
        except (*_DAMAGED, Image.DecompressionBombError) as damaged:
            raise Refused(NO_PHOTO) from damaged
        if all(len(band.getcolors() or (0, 0)) == 1 for band in bands):
            raise Refused(BLANK)
        return image.size


def small_of_pdf(content: bytes) -> bytes:
    """A small picture of its first page. Raises Refused for what is no whole PDF."""
    return _of_pdf(content, "small", SMALL)


def drawing_of_pdf(content: bytes, dots: int, most: int) -> bytes:
    """The only drawing in a PDF, as PNG: so many dots an inch, and at most so many in all."""
    return _of_pdf(content, "sharply", dots, most)


def _of_pdf(content: bytes, *how: str | int) -> bytes:
    with _ALONE:
        drawn = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", firstpage.__file__, *map(str, how)],
            input=content,
            capture_output=True,
            check=False,
        )
    if drawn.returncode:
        raise Refused(_NOT_DRAWN.get(drawn.returncode, TOO_MUCH))
    return drawn.stdout


def small_of_photo(content: bytes) -> bytes:
    """A small picture of a photo as it is kept."""
    with _ALONE, _opened(content) as image:
        return _small(image)


@contextmanager
def _opened(content: bytes) -> Generator[Image.Image]:
    """The photo with only its head read, so that its size is known before it is unpacked."""
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(TOO_LARGE) from bomb
    except _DAMAGED as damaged:
        raise Refused(NO_PHOTO) from damaged
    with image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused(TOO_LARGE)
        yield image


def _mode(image: Image.Image, kind: str) -> str:
    if kind != "JPEG" and image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in {"1", "L"} else "RGB"


def _written(image: Image.Image, kind: str) -> bytes:
    written = BytesIO()
    image.save(written, kind, **({} if kind == "PNG" else {"quality": QUALITY}))
    return written.getvalue()


def _small(image: Image.Image) -> bytes:
    copy = image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")
    copy = copy.copy()
    copy.thumbnail((SMALL, SMALL))
    written = BytesIO()
    copy.save(written, "WEBP", quality=80)
    return written.getvalue()


def _exif(image: Image.Image) -> dict[int, Any]:
    """What the camera says; nothing where that cannot be read."""
    try:
        said = image.getexif()
        return dict(said) | dict(said.get_ifd(_EXIF))
    except _DAMAGED:
        return {}


def _taken(said: dict[int, Any], zone: tzinfo) -> datetime | None:
    """The moment when it was taken, if the camera says a day that there is."""
    moment, offset = str(said.get(_TAKEN, "")), str(said.get(_OFFSET, ""))
    try:
        if offset:
            taken = datetime.strptime(f"{moment}{offset}", "%Y:%m:%d %H:%M:%S%z")
        else:
            taken = datetime.strptime(moment, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
        return taken.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
