"""What a barcode of HIBC says of a device (ANSI/HIBC 2.6): its primary and its secondary data."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from assets.errors import Refused
from assets.inventory import udi
from assets.inventory.udi import Agency, Udi

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

_DEVICE = r"(?P<device>[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9])"
_PRIMARY = re.compile(rf"{_DEVICE}(?=/|$)")
_FIRST = re.compile(rf"\+{_DEVICE}.")
_SECOND = re.compile(r"\+[$0-9].{2,}")
_ANY = re.compile(r"\+[A-Z$0-9][A-Z0-9\-. $/+%]{3,}")

Values = dict[str, Any]
Found = re.Match[str]


def check_character(text: str) -> str:
    """The last character of a barcode of HIBC: the sum of all others, modulo 43."""
    return ALPHABET[sum(ALPHABET.index(each) for each in text) % len(ALPHABET)]


def read(text: str, on: date) -> Udi | None:
    """What it says of a device; None when it is none of HIBC.

    Raises Refused when its check character is wrong.
    """
    if not _ANY.fullmatch(text):
        return None
    if text[-1] != (right := check_character(text[:-1])):
        raise Refused(
            "{code} cannot be right: its last character must be {right}.", code=text, right=right
        )
    said, device = text[1:-1], ""
    if primary := _PRIMARY.match(said):
        device, said = primary["device"], said[primary.end() + 1 :]
    else:
        said = said[:-1]  # the character that links it to its primary
    return _read(device, said, on)


def joined(primary: str, secondary: str) -> str:
    """Both barcodes of one plate as the one that says the same; nothing if they do not belong."""
    if not (_FIRST.fullmatch(primary) and _SECOND.fullmatch(secondary)):
        return ""
    if secondary[-2] != primary[-1]:
        return ""
    both = f"{primary[:-1]}/{secondary[1:-2]}"
    return both + check_character(both)


def _read(device: str, said: str, on: date) -> Udi | None:
    values: Values = {}
    try:
        for part in filter(None, said.split("/")):
            values |= _values(part, on)
    except ValueError:
        return Udi(Agency.HIBCC, device, doubt=udi.UNREAD) if device else None
    return Udi(Agency.HIBCC, device, **values)


def _values(part: str, on: date) -> Values:
    for shape, read_as in _PARTS.items():
        if found := re.fullmatch(shape, part):
            return read_as(found, on)
    raise ValueError(part)


def _dated(found: Found, on: date) -> Values:
    """A flag, the day by which it expires, and the batch or the serial number."""
    length, read_as = _DAYS[found["flag"]]
    said = found["rest"]
    number = _numbered(found["serial"], said[length:])
    return number | ({"expires_on": read_as(said[:length], on)} if length else {})


def _numbered(serial: str, number: str) -> Values:
    return {"serial_number" if serial else "batch_number": number} if number else {}


# For each flag of a date how many characters it has, and how they are read.
_DAYS: dict[str, tuple[int, Callable[[str, date], date]]] = {
    "": (4, lambda said, on: udi.day(said[2:] + said[:2], on)),
    "2": (6, lambda said, on: udi.day(said[4:] + said[:4], on)),
    "3": (6, udi.day),
    "4": (8, lambda said, on: udi.day(said[:6], on)),
    "5": (5, udi.day_of_year),
    "6": (7, lambda said, on: udi.day_of_year(said[:5], on)),
    "7": (0, udi.day),
}

# What stands between two strokes. A quantity is passed over.
_PARTS: dict[str, Callable[[Found, date], Values]] = {
    r"\$\$(?P<serial>\+?)(8\d{2}|9\d{5})?(?P<flag>[2-7]?)(?P<rest>.*)": _dated,
    r"\$(\+?)(.*)": lambda found, _: _numbered(found[1], found[2]),
    r"16D(\d{8})": lambda found, _: {"manufactured_on": date.fromisoformat(found[1])},
    r"14D(\d{8})": lambda found, _: {"expires_on": date.fromisoformat(found[1])},
    r"S(.+)": lambda found, _: {"serial_number": found[1]},
    r"Q\d+": lambda _found, _on: {},
    r"(\d{5})(.*)": lambda found, on: {
        "expires_on": udi.day_of_year(found[1], on),
        **_numbered("", found[2]),
    },
}
