"""What a barcode of GS1 says, in three spellings; and what our own says of what a partner owns."""

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from assets.errors import Refused
from assets.inventory import udi
from assets.inventory.udi import Agency, Udi
from assets.words import N_

FNC1 = "\x1d"
GTIN, BATCH, MADE, EXPIRES, SERIAL, SOFTWARE = "01", "10", "11", "17", "21", "8012"
GIAI = "8004"
LONGEST_GIAI = 30
PREFIX_LENGTHS = range(4, 13)
WITH_GTIN = 16  # characters of an element string up to the end of its GTIN

# How a scanner says that what follows is of GS1, or of another kind (ISO/IEC 15424).
_SYMBOLOGY = re.compile(r"\](?:C1|[de][0-4]|Q3|J1)")
_OTHER_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# What scanners write for the separator, and what stands in no value at all (GS1's set 82).
_SEPARATOR = re.compile(
    r"[<({\[](?:GS|FNC1)[>)}\]]|\\x1d|\\u001d|␝|[^!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+", re.IGNORECASE
)
_SPOKEN = re.compile(r"\(\d{2,4}\)")
_LINKED = re.compile(r"https?://", re.IGNORECASE)
_BEGUN = re.compile(r"01[0-9]{14}")

# GS1's set 82.
_ALLOWED = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")

LOST = N_("The scanner may have lost what separates the numbers. Compare them with the plate.")

Elements = dict[str, str]


def giai(prefix: str, reference: str) -> str:
    """The number by which GS1 knows an asset of whoever was given this company prefix.

    There is none without a prefix, nor with a reference that does not fit in. Ours is the code of
    the asset's label, which nobody guesses.
    """
    value = f"{prefix}{reference}"
    fits = len(value) <= LONGEST_GIAI and _ALLOWED.fullmatch(value)
    return f"({GIAI}){value}" if prefix and reference and fits else ""


def digital_link(base: str, number: str) -> str:
    """The same asset as an address below `base`, which any phone opens."""
    value = number.removeprefix(f"({GIAI})")
    return f"{base}/{GIAI}/{quote(value, safe='')}" if value else ""


def read(text: str, on: date) -> Udi | None:
    """What a text of GS1 says of a device; None when it says nothing of one.

    Raises Refused when the check digit of its UDI-DI is wrong.
    """
    bare = without_symbology(text)
    if bare.isascii() and bare.isdigit() and len(bare) in udi.GTIN_LENGTHS:
        return _article(bare)
    found = elements(text)
    if _BEGUN.match(text) and FNC1 not in plain(text):
        return _in_one_piece(text, found, on)
    return _device(found, on) if found.keys() & {GTIN, SERIAL, BATCH} else None


def elements(text: str) -> Elements:
    """The values that a text of GS1 carries, by their application identifiers."""
    try:
        found = _found(text)
    except (ParseError, ValueError):
        return {}
    return _first(found)


def _first(found: Sequence[GS1ElementString]) -> Elements:
    values: Elements = {}
    for each in found:
        values.setdefault(each.ai.ai, each.value)
    return values


def _found(text: str) -> Sequence[GS1ElementString]:
    if _LINKED.match(text):
        return GS1DigitalLinkURI.parse(text).element_strings
    if _SPOKEN.match(text):
        return GS1Message.parse_hri(text).element_strings
    return GS1Message.parse(plain(text)).element_strings if _marked(text) else []


def written(found: Elements) -> str:
    """These values as one element string."""
    return FNC1.join(f"{ai}{value}" for ai, value in found.items())


def plain(text: str) -> str:
    """An element string with its separators put right, without what the scanner adds."""
    if not _marked(text):
        return text
    return _SEPARATOR.sub(FNC1, _SYMBOLOGY.sub("", text, count=1)).strip(FNC1)


def without_symbology(text: str) -> str:
    """What is in the barcode, without the scanner's word for what kind of barcode it is."""
    return _OTHER_SYMBOLOGY.sub("", text, count=1) if _OTHER_SYMBOLOGY.match(text) else text


def _marked(text: str) -> bool:
    """Whether it begins as nothing but an element string does."""
    return bool(text.startswith(FNC1) or _SYMBOLOGY.match(text) or _BEGUN.match(text))


def _article(figures: str) -> Udi:
    try:
        return Udi(Agency.GS1, udi.identifier(figures))
    except Refused as wrong:
        right = wrong.values["digit"]
        raise Refused(
            "If this is an article number, its last figure must be {digit}.", digit=right
        ) from None


def _device(found: Elements, on: date, doubt: str = "") -> Udi:
    return Udi(
        Agency.GS1,
        device=udi.identifier(found.get(GTIN, "")),
        serial_number=found.get(SERIAL, ""),
        batch_number=found.get(BATCH, ""),
        manufactured_on=udi.day(found[MADE], on) if MADE in found else None,
        expires_on=udi.day(found[EXPIRES], on) if EXPIRES in found else None,
        software_version=found.get(SOFTWARE, ""),
        doubt=doubt,
    )


def _in_one_piece(text: str, found: Elements, on: date) -> Udi:
    """A text without any separator: what needed none, or what a scanner has lost some of.

    A serial number that ends in a day of its own was two values. Where the standard reads
    nothing, any value may have been two; and at least there is the UDI-DI.
    """
    ends = {MADE, EXPIRES} if found else {MADE, EXPIRES, BATCH, SERIAL}
    cuts = [
        _cut(text, at) for at in range(WITH_GTIN + 3, len(text) - 2) if text[at : at + 2] in ends
    ]
    sound = sorted((each for each in cuts if each and each != found), key=len)
    if sound and (len(sound) == 1 or len(sound[-1]) > len(sound[-2])):
        return _device(sound[-1], on, LOST)
    return _device(found, on) if found else _device(elements(text[:WITH_GTIN]), on, udi.UNREAD)


def _cut(text: str, at: int) -> Elements:
    """What the text says with a separator put there; nothing when that makes no sense."""
    try:
        said = _found(f"{text[:at]}{FNC1}{text[at:]}")
    except (ParseError, ValueError):
        return {}
    found = _first(said)
    known = found.keys() <= {GTIN, BATCH, MADE, EXPIRES, SERIAL, SOFTWARE}
    return found if known and len(found) == len(said) else {}
