"""Codes that machines read, as squares that are dark or light. They know no paper and no size."""

import re
from dataclasses import dataclass

import zxingcpp

QUIET = 4
"""Modules of white that a QR code needs on every side (ISO/IEC 18004)."""

_DARK = re.compile(rb"\0+")


@dataclass(frozen=True)
class Code:
    """A square of so many modules a side, and its dark runs: column, row from the top, length."""

    side: int
    runs: tuple[tuple[int, int, int], ...]


def qr(text: str) -> Code:
    """The smallest QR code with the text in it that still reads with 15 % spoilt (level M)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=False)
    modules, side = bytes(image), image.shape[0]  # type: ignore[call-overload]  # it is a buffer
    return Code(side, tuple(_runs(modules, side)))


def _runs(modules: bytes, side: int) -> list[tuple[int, int, int]]:
    return [
        (dark.start() - row * side, row, dark.end() - dark.start())
        for row in range(side)
        for dark in _DARK.finditer(modules, row * side, (row + 1) * side)
    ]
