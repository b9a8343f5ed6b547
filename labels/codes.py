"""Codes that machines read, as squares that are dark or light. They know no paper and no size."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import methodcaller

import zxingcpp
from zxingcpp import BarcodeFormat

from assets.errors import Refused
from assets.words import N_, Worded
from labels.fields import Label

LEAST = 0.33
"""Millimetres: what a phone's camera needs of a module."""
AMPLE = 0.5
"""Where modules are larger, a code is proof against more spoiling if it grows no larger by it."""

_DARK = re.compile(rb"\0+")
_SPAN = methodcaller("span")
_CAPITALS = re.compile(r"[0-9A-Z $%*+./:-]*")
_GIAI = re.compile(r"\(8004\)[!-z]{1,30}")


class Kind(Worded):
    """The codes that a label can bear."""

    QR = "qr", "QR"
    DIGITAL_LINK = "digital_link", N_("QR with a Digital Link of GS1")
    DATAMATRIX = "datamatrix", "DataMatrix"
    CODE128 = "code128", "Code 128"
    NONE = "none", N_("No code")

    @property
    def quiet(self) -> int:
        """Modules of white that it needs on every side: ISO/IEC 18004, 16022 and 15417."""
        return {"qr": 4, "digital_link": 4, "datamatrix": 1, "code128": 10, "none": 0}[self]

    @property
    def of_gs1(self) -> bool:
        """Whether it carries a GIAI as an element string, where there is one."""
        return self in {Kind.DATAMATRIX, Kind.CODE128}


_FORMATS = {
    Kind.QR: BarcodeFormat.QRCode,
    Kind.DATAMATRIX: BarcodeFormat.DataMatrix,
    Kind.CODE128: BarcodeFormat.Code128,
}


@dataclass(frozen=True)
class Code:
    """So many modules across and down, each a byte that is nought where it is dark."""

    kind: Kind
    text: str
    gs1: bool
    level: str
    columns: int
    rows: int
    modules: bytes

    @property
    def runs(self) -> list[tuple[int, int, int]]:
        """What is dark, row by row: column, row from the top, length."""
        across = self.columns
        return [
            (begin - row * across, row, end - begin)
            for row in range(self.rows)
            for begin, end in dark(self.modules, row * across, (row + 1) * across)
        ]


def carried(label: Label, kind: Kind) -> str:
    """What the code says. A row of bars has no room for an address, and carries the code alone.

    Without a company prefix there is no Digital Link, and a QR carries our own address.
    """
    if kind is Kind.DIGITAL_LINK and label.link:
        return label.link
    if kind.of_gs1 and label.giai:
        if not _GIAI.fullmatch(label.giai):
            raise Refused(N_("{giai} is no GIAI."), giai=label.giai)
        return label.giai
    return (label.code or label.tag) if kind is Kind.CODE128 else label.code_text


def qr(text: str) -> Code:
    """The smallest QR code with the text in it that still reads with 15 % spoilt."""
    return _made(text, Kind.QR, ec_level="M")


def made(text: str, kind: Kind, module: Callable[[Code], float], *, gs1: bool = False) -> Code:
    """The code whose modules come out large enough, and proof against as much as that leaves."""
    if kind not in {Kind.QR, Kind.DIGITAL_LINK}:
        return _made(text, kind, gs1=gs1, force_square=True)
    stand_in = ("A" if _CAPITALS.fullmatch(text) else "a") * len(text.encode())
    return _made(text, Kind.QR, ec_level=_level(stand_in, module))


def _level(stand_in: str, module: Callable[[Code], float]) -> str:
    """How much may be spoilt, which any text of that length and alphabet is asked alike."""
    usual, tougher = _tried(stand_in, "M"), _tried(stand_in, "Q")
    if module(usual) < LEAST:
        return "L"
    return "Q" if module(usual) > AMPLE and tougher.columns == usual.columns else "M"


@lru_cache
def _tried(stand_in: str, level: str) -> Code:
    return _made(stand_in, Kind.QR, ec_level=level)


def _made(text: str, kind: Kind, **wishes: bool | str) -> Code:
    try:
        code = zxingcpp.create_barcode(text, _FORMATS[kind], **wishes)
    except ValueError:
        raise Refused(N_("{text} does not fit into a code."), text=text[:40]) from None
    image = code.to_image(scale=1, add_quiet_zones=False)
    rows, columns = image.shape
    rows = 1 if kind is Kind.CODE128 else rows
    modules = bytes(image)  # type: ignore[call-overload]  # a buffer
    return Code(
        kind, text, bool(wishes.get("gs1")), str(wishes.get("ec_level", "")), columns, rows, modules
    )


def dark(modules: bytes, *within: int) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins and ends."""
    return map(_SPAN, _DARK.finditer(modules, *within))
