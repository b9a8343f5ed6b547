"""Labels for Zebra's printers, in their own language: dots instead of millimetres, one at a time.

Codes are drawn by the printer. So is a text whose letters it surely has; any other goes to it as
a picture, in the typeface of the PDF.
"""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from fontpkg_ibm_plex_sans_condensed import ROOT
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase.pdfmetrics import stringWidth

from assets.errors import Refused
from labels import fonts
from labels.codes import Kind
from labels.drawings import Bar, Drawing, Ink, Picture, Symbol, Writing
from labels.fonts import LEADING
from labels.stocks import Stock

DOTS = {203: 8, 300: 12, 600: 24}
"""Dots in a millimetre, as Zebra counts them on a head of so many dots per inch."""
WIDEST_MODULE = 10
"""Dots: so far go ^BQ and ^BY."""
LEAST_LETTERS = 10
"""Dots: from there on go the letters of ^A0."""
LARGEST_PICTURE = 99_999
"""Bytes in one ^GF."""

_HELVETICA = 0.95  # the printer's narrow letters beside those of Helvetica Bold, at the widest
_NARROWEST = 0.75  # a text that had to be set narrower still is drawn here
_PLAIN = frozenset(map(chr, range(0x20, 0x7F)))
_AS_IT_IS = _PLAIN - set("^~_\\")


class Spot(NamedTuple):
    """A box on the paper, in dots from its top left corner."""

    x: int
    y: int
    width: int
    height: int


def label(drawing: Drawing, dpi: int, offset: tuple[float, float] = (0, 0)) -> str:
    """One label as a printer of so many dots per inch is told it."""
    pen = _Pen(drawing, DOTS[dpi], offset)
    width, height = (drawing.width, drawing.height)[:: -1 if drawing.turned else 1]
    said = [
        f"^XA^CI28^PW{pen.dots(width)}^LL{pen.dots(height)}^LH0,0",
        *(pen.bar(bar) for bar in drawing.bars),
        *(pen.picture(picture) for picture in drawing.pictures),
        *(pen.symbol(symbol) for symbol in drawing.symbols),
        *(row for writing in drawing.writings for row in pen.writing(writing)),
        "^PQ1^XZ",
    ]
    return "\n".join(said) + "\n"


def must_be_a_roll(on: Stock) -> None:
    """Raise Refused for a sheet of several labels, which no such printer takes."""
    if on.count > 1:
        raise Refused(
            "{stock} is a sheet. A label printer needs a roll.", stock=on.name, field="stock"
        )


class _Pen:
    """Turns what is drawn in millimetres into fields that stand at dots."""

    def __init__(self, drawing: Drawing, dots: int, offset: tuple[float, float]) -> None:
        self._drawing, self._dots, self._offset = drawing, dots, offset
        self._way = "B" if drawing.turned else "N"

    def dots(self, length: float) -> int:
        return round(length * self._dots)

    def bar(self, bar: Bar) -> str:
        spot = self._spot(bar.x, bar.y, bar.width, bar.height)
        thick = max(1, min(spot.width, spot.height))
        colour = "W" if bar.ink is Ink.WHITE else "B"
        return f"{_at(spot)}^GB{spot.width},{spot.height},{thick},{colour}^FS"

    def picture(self, picture: Picture) -> str:
        width, height = self.dots(picture.width), self.dots(picture.height)
        drawn = _mark(picture.mark.png, width, height)
        spot = self._spot(picture.x, picture.y, picture.width, picture.height)
        return _picture(self._turned(drawn), spot.x, spot.y)

    def symbol(self, symbol: Symbol) -> str:
        """In modules of whole dots, amid where it was drawn."""
        code = symbol.code
        module = max(1, int(symbol.module * self._dots + 1e-6))
        if code.kind is Kind.CODE128:
            module = min(module, WIDEST_MODULE)
        side = module / self._dots
        high = symbol.row if code.kind is Kind.CODE128 else side
        x = symbol.x + code.columns * (symbol.module - side) / 2
        y = symbol.y + code.rows * (symbol.row - high) / 2
        spot = self._spot(x, y, code.columns * side, code.rows * high)
        if code.kind is Kind.QR and (module > WIDEST_MODULE or not code.text.isascii()):
            return _picture(self._turned(_modules(symbol, module)), spot.x, spot.y)
        return self._native(symbol, module, spot)

    def _native(self, symbol: Symbol, module: int, spot: Spot) -> str:
        code = symbol.code
        match code.kind:
            case Kind.QR:
                # From its foot: below ^FO some printers leave the height of ^BY free.
                foot = f"^FT{spot.x},{spot.y + spot.height}"
                return f"{foot}^BQN,2,{module}^FH^FD{code.level or 'M'}A,{_hexed(code.text)}^FS"
            case Kind.DATAMATRIX:
                text = f"~1{_bare(code.text)}" if code.gs1 else code.text.replace("~", "~~")
                return f"{_at(spot)}^BX{self._way},{module},200,,,,~^FH^FD{_hexed(text)}^FS"
            case _:
                high = spot.width if self._drawing.turned else spot.height
                mode, text = ("D", code.text) if code.gs1 else ("A", code.text.replace(">", ">0"))
                bars = f"^BY{module},3,{high}^BC{self._way},{high},N,N,N,{mode}"
                return f"{_at(spot)}{bars}^FH^FD{_hexed(text)}^FS"

    def writing(self, writing: Writing) -> Iterator[str]:
        """Row by row, each on its line."""
        white = "^FR" if writing.ink is Ink.WHITE else ""
        for number, row in enumerate(writing.rows):
            y = writing.y + number * LEADING * writing.size
            wide = self._width_of_letters(row, writing)
            if wide:
                x, foot = self._point(writing.x, y)
                letters = f"^A0{self._way},{self.dots(writing.size)},{wide}"
                yield f"^FT{max(0, x)},{max(0, foot)}{white}{letters}^FH^FD{_hexed(row)}^FS"
            elif row.strip():
                yield self._drawn(row, writing, y, white)

    def _width_of_letters(self, row: str, writing: Writing) -> int:
        """How wide the printer's own letters may be set; nought where it shall not write it."""
        high = self.dots(writing.size)
        if not row.strip() or not _PLAIN.issuperset(row) or high < LEAST_LETTERS:
            return 0
        room = fonts.width(row, writing.face) * high
        wide = min(high, int(room / (stringWidth(row, "Helvetica-Bold", 1) * _HELVETICA)))
        return wide if wide >= max(LEAST_LETTERS, _NARROWEST * high) else 0

    def _drawn(self, row: str, writing: Writing, y: float, white: str) -> str:
        image, left, top = _written(row, writing.face, self.dots(writing.size * 10) / 10)
        x, up = writing.x + left / self._dots, y + top / self._dots
        spot = self._spot(x, up, image.width / self._dots, image.height / self._dots)
        return _picture(self._turned(image), spot.x, spot.y, white)

    def _turned(self, image: Image.Image) -> Image.Image:
        return image.transpose(Image.Transpose.ROTATE_90) if self._drawing.turned else image

    def _spot(self, x: float, y: float, width: float, height: float) -> Spot:
        """Where a box of the drawing comes to lie on the paper, with the printer's offset."""
        if self._drawing.turned:
            x, y, width, height = y, self._drawing.width - x - width, height, width
        right, down = self._offset
        size = self.dots(width), self.dots(height)
        return Spot(max(0, self.dots(x + right)), max(0, self.dots(y + down)), *size)

    def _point(self, x: float, y: float) -> tuple[int, int]:
        if self._drawing.turned:
            x, y = y, self._drawing.width - x
        right, down = self._offset
        return self.dots(x + right), self.dots(y + down)


def _at(spot: Spot) -> str:
    return f"^FO{spot.x},{spot.y}"


def _bare(text: str) -> str:
    """A string of GS1 without the brackets that people read."""
    return text.replace("(", "").replace(")", "")


def _hexed(text: str) -> str:
    """What ^FH reads: a letter that means something to the printer goes by its number."""
    return "".join(
        letter if letter in _AS_IT_IS else "".join(f"_{byte:02X}" for byte in letter.encode())
        for letter in text
    )


def _picture(image: Image.Image, x: int, y: int, white: str = "") -> str:
    """Dark dots as bits, in as many fields as their bytes need."""
    across = (image.width + 7) // 8
    high = max(1, LARGEST_PICTURE // across)
    fields = []
    for top in range(0, image.height, high):
        strip = image.crop((0, top, image.width, min(top + high, image.height)))
        count, dark = across * strip.height, _bits(strip)
        fields.append(f"^FO{x},{y + top}{white}^GFA,{count},{count},{across},{dark}^FS")
    return "\n".join(fields)


def _bits(image: Image.Image) -> str:
    dark = image.convert("L").point(lambda grey: 255 if grey < 128 else 0)  # noqa: PLR2004
    return dark.convert("1", dither=Image.Dither.NONE).tobytes().hex().upper()


def _modules(symbol: Symbol, module: int) -> Image.Image:
    image = Image.new("L", (symbol.code.columns, symbol.code.rows), 255)
    for column, row, length in symbol.code.runs:
        image.paste(0, (column, row, column + length, row + 1))
    return image.resize((image.width * module, image.height * module), Image.Resampling.NEAREST)


@lru_cache(maxsize=512)
def _written(row: str, face: str, size: float) -> tuple[Image.Image, int, int]:
    """A row as dots, and where its corner lies from the point where it begins on its line."""
    letters = ImageFont.truetype(str(ROOT / "files" / f"{face}.ttf"), size)
    left, top, right, bottom = map(int, letters.getbbox(row, anchor="ls"))
    image = Image.new("L", (max(1, right - left), max(1, bottom - top)), 255)
    ImageDraw.Draw(image).text((-left, -top), row, fill=0, font=letters, anchor="ls")
    return image, left, top


@lru_cache(maxsize=16)
def _mark(png: bytes, width: int, height: int) -> Image.Image:
    with Image.open(BytesIO(png), formats=("PNG",)) as opened:
        logo = opened.convert("RGBA")
    paper = Image.new("RGBA", logo.size, "white")
    return Image.alpha_composite(paper, logo).convert("L").resize((width, height))
