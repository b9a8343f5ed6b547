"""What a file that somebody sends is: told by its content, never by its name or by who sends it."""

import unicodedata
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from assets.errors import Refused
from assets.words import N_

LONGEST = 200  # letters of a name
LOOKED_AT = 1024  # bytes at the beginning, where a file says what it is
MOST_PARTS = 5_000  # of an office document
LARGEST_PARTS = 250 * 1024 * 1024  # of all of them together, unpacked

JPEG, PNG, WEBP, PDF, CSV = "image/jpeg", "image/png", "image/webp", "application/pdf", "text/csv"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

PHOTOS = frozenset({JPEG, PNG, WEBP})
SHOWN = PHOTOS | {PDF}  # by a browser; the others are only taken away
# What is kept, with the endings that its name may have; the first is given where it has none.
ENDINGS: dict[str, tuple[str, ...]] = {
    JPEG: (".jpg", ".jpeg", ".jpe"),
    PNG: (".png",),
    WEBP: (".webp",),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    CSV: (".csv",),
}

EMPTY = N_("It is empty.")
UNKNOWN = N_(
    "Photos are kept as JPEG, PNG or WebP, documents as PDF, Word, Excel, OpenDocument text or CSV."
)
HEIC = N_(
    "Not every browser shows HEIC. Send it as JPEG: an iPhone takes such photos when Settings, "
    "Camera, Formats says “Most Compatible”."
)
DRAWING = N_("A drawing as SVG can do things by itself. Send it as PNG or PDF.")
WEB_PAGE = N_("It is a web page. Save it as PDF and send that.")
PROGRAM = N_("It is a program. Programs are not kept here.")
ARCHIVE = N_("It is an archive. Unpack it and send what is in it.")
MACROS = N_("It holds macros. Save it without them and send that.")
DAMAGED = N_("It is damaged and cannot be opened.")
TOO_DENSE = N_("It is packed too densely to be opened.")


def type_of(content: bytes, name: str) -> str:
    """The media type of what is kept. Raises Refused, with the reason, for anything else."""
    begun = content[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if known := next((each for each, begins in _KEPT.items() if begins(begun)), ""):
        return known
    if begun.startswith(b"PK"):
        return _packed(content)
    if reason := next((each for each, begins in _REFUSED.items() if begins(begun)), ""):
        raise Refused(reason)
    if name.lower().endswith(".csv") and b"\0" not in content:
        return CSV
    raise Refused(UNKNOWN)


def called(name: str) -> str:
    """The name as it was typed. Raises Refused for one that hides or reaches for something."""
    name = unicodedata.normalize("NFC", name.strip())
    if len(name) > LONGEST:
        raise Refused("Its name is too long: {count} characters at most.", count=LONGEST)
    if not name.strip("."):
        raise Refused("It has no name.")
    if {"/", "\\"} & set(name):
        raise Refused("Its name holds a path. Give it a plain name.")
    if any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise Refused("Its name holds signs that nobody sees. Give it a plain name.")
    return name


def ended(name: str, media_type: str) -> str:
    """The name with the ending of what the file is."""
    endings = ENDINGS[media_type]
    if name.lower().endswith(endings):
        return name
    stem, dot, ending = name.rpartition(".")
    stem = stem if dot and stem and ending.isalnum() and len(ending) <= len("xhtml") else name
    return stem[: LONGEST - len(endings[0])] + endings[0]


def _packed(content: bytes) -> str:
    """The type of an office document, which is an archive with a table of its parts."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > LARGEST_PARTS:
                raise Refused(TOO_DENSE)
            said = _said(archive, names)
    except (BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as damaged:
        raise Refused(DAMAGED) from damaged
    return _office(said, names)


def _said(archive: ZipFile, names: set[str]) -> bytes:
    """What the archive says of itself, as far as an honest one does."""
    for name in ("[Content_Types].xml", "mimetype"):
        if name in names:
            with archive.open(name) as part:
                return part.read(LARGEST_PARTS // 1000)
    return b""


def _office(said: bytes, names: set[str]) -> str:
    if b"macroEnabled" in said or any(
        name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
        for name in names
    ):
        raise Refused(MACROS)
    for known in (DOCX, XLSX):
        if f"{known}.main+xml".encode() in said:
            return known
    if said.strip() == ODT.encode():
        return ODT
    raise Refused(ARCHIVE)


Begins = Callable[[bytes], bool]

_KEPT: dict[str, Begins] = {
    JPEG: lambda begun: begun.startswith(b"\xff\xd8\xff"),
    PNG: lambda begun: begun.startswith(b"\x89PNG\r\n\x1a\n"),
    WEBP: lambda begun: begun[:4] == b"RIFF" and begun[8:12] == b"WEBP",
    PDF: lambda begun: begun.startswith(b"%PDF-"),
}
_REFUSED: dict[str, Begins] = {
    EMPTY: lambda begun: not begun,
    HEIC: lambda begun: begun[4:8] == b"ftyp" and begun[8:11] in (b"hei", b"hev", b"mif", b"msf"),
    DRAWING: lambda begun: begun.startswith(b"<") and b"<svg" in begun.lower(),
    WEB_PAGE: lambda begun: begun.startswith(b"<"),
    PROGRAM: lambda begun: begun.startswith(
        (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
    ),
    ARCHIVE: lambda begun: begun.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")),
}
