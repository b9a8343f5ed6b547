"""The codes that a photograph shows: of a label of ours, of a plate, of an old sticker."""

import struct
import zlib
from io import BytesIO
from threading import Lock

import zxingcpp
from PIL import Image
from zxingcpp import Barcode, ContentType

from assets.errors import Refused

MOST_PIXELS = 50_000_000
KINDS = ("JPEG", "PNG", "WEBP")
SMALLER = (1600, 1600)  # a blurred code is sharper there

_DARKROOM = Lock()  # one photo at a time, for each takes much memory
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow stumbles over in a broken file.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError),
    *(struct.error, zlib.error),
)


def codes_in(content: bytes) -> list[str]:
    """What stands in each code, as a scanner would type it. Raises Refused where there is none."""
    with _DARKROOM:
        photo = _grey(content)
        found = _read(photo)
        if not found:
            photo.thumbnail(SMALLER)
            found = _read(photo)
    if not found:
        raise Refused(
            "There is no code to be read in this photo. Go closer, and mind the light.",
            field="photo",
        )
    return list(dict.fromkeys(_typed(each) for each in found))


def _read(photo: Image.Image) -> list[Barcode]:
    return zxingcpp.read_barcodes(photo, text_mode=zxingcpp.TextMode.Plain)


def _typed(code: Barcode) -> str:
    """Where it is of GS1, a scanner says so first."""
    return (
        f"{code.symbology_identifier}{code.text}"
        if code.content_type == ContentType.GS1
        else code.text
    )


def _grey(content: bytes) -> Image.Image:
    """The photo without its colours. It may lie on its side: codes are read however they stand."""
    try:
        with Image.open(BytesIO(content), formats=KINDS) as photo:
            _must_be_small(photo)
            photo.draft("L", photo.size)
            return photo.convert("L")
    except _TOO_LARGE:
        raise _too_large() from None
    except _BROKEN:
        raise Refused(
            "This is no photo that can be read: JPEG, PNG or WebP.", field="photo"
        ) from None


def _must_be_small(photo: Image.Image) -> None:
    """How large a photo is stands in its head, and is read before anything is unpacked."""
    if photo.width * photo.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> Refused:
    most = MOST_PIXELS // 1_000_000
    return Refused(
        "This photo is too large: {count} megapixels at most.", count=most, field="photo"
    )
