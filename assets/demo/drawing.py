"""Photos and papers for the demonstration, drawn on the spot: they show nothing and nobody."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from fontpkg_ibm_plex_sans_condensed import ROOT
from PIL import Image, ImageDraw, ImageFont

LETTERS = next(Path(ROOT).rglob("IBMPlexSansCondensed-Regular.ttf"))
SHEET = (620, 877)  # A4 at 75 dpi
PHOTO = (640, 480)
INK, PAPER, WALL, STEEL = "#1d2b2e", "#ffffff", "#cfd9d6", "#8fa3a8"


def paper(title: str, lines: Sequence[str]) -> bytes:
    """One page with a heading, as PDF."""
    sheet = Image.new("L", SHEET, "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((60, 70), title, fill="black", font=_letters(28))
    for number, line in enumerate(lines):
        pen.text((60, 140 + 34 * number), line, fill="black", font=_letters(18))
    pen.line((60, 760, 260, 760), fill="black")
    return _saved(sheet, "PDF")


def plate(lines: Sequence[str]) -> bytes:
    """The type plate of a device, as JPEG."""
    photo = Image.new("RGB", PHOTO, STEEL)
    pen = ImageDraw.Draw(photo)
    pen.rounded_rectangle((60, 90, 580, 390), 16, fill=PAPER, outline=INK, width=4)
    for number, line in enumerate(lines):
        pen.text((90, 120 + 52 * number), line, fill=INK, font=_letters(30))
    return _saved(photo, "JPEG")


def whole(hue: str) -> bytes:
    """A device on the floor of a room, as JPEG."""
    photo = Image.new("RGB", PHOTO, WALL)
    pen = ImageDraw.Draw(photo)
    pen.rectangle((0, 340, 640, 480), fill="#b9aa96")
    pen.rounded_rectangle((140, 250, 500, 390), 24, fill=hue, outline=INK, width=4)
    pen.rounded_rectangle((420, 110, 500, 290), 12, fill=INK)
    pen.rectangle((432, 125, 488, 185), fill=PAPER)
    return _saved(photo, "JPEG")


def _letters(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(LETTERS, size)


def _saved(image: Image.Image, kind: str) -> bytes:
    written = BytesIO()
    image.save(written, kind)
    return written.getvalue()
