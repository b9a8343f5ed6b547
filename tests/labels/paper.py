"""A printed sheet as others see it: PDFium draws and reads it, ZXing scans it.

The measures are those on the box of Avery L7160, worked out by hand for A4, in millimetres.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from PIL import ImageOps
from pypdfium2 import raw

from labels.fields import Label

MM = 72 / 25.4
COLUMNS = (7.21, 73.25, 139.29)
ROWS = (15.15, 53.25, 91.35, 129.45, 167.55, 205.65, 243.75)
PLACES = [(x, y) for y in ROWS for x in COLUMNS]
WIDTH, HEIGHT = 63.5, 38.1


def a_label(number=1, **values):
    kind = {
        "code_text": f"HTTPS://REGISTER.EXAMPLE.ORG/T/{number:06}",
        "tag": f"LOV-{number:05}",
        "name": "Cadă pentru hidromasaj",
        "room": "Hidroterapie 2",
        "owner": "Județul Timiș",
    }
    return Label(**(kind | values))


@dataclass(frozen=True)
class Sheet:
    """One page, drawn at so many dots an inch."""

    page: pypdfium2.PdfPage
    dpi: int

    @cached_property
    def image(self):
        return self.page.render(scale=self.dpi / 72, grayscale=True).to_pil()

    def codes(self):
        return zxingcpp.read_barcodes(self.image, formats=zxingcpp.BarcodeFormat.QRCode)

    def dots(self, *lengths):
        return tuple(round(length * self.dpi / 25.4) for length in lengths)

    def cut(self, place, *, inset=0.0):
        """The paper of one label, less so much on every side."""
        x, y = PLACES[place]
        box = (x + inset, y + inset, x + WIDTH - inset, y + HEIGHT - inset)
        return self.image.crop(self.dots(*box))

    def words(self, place):
        """What can be read on one label, with single spaces."""
        x, y = PLACES[place]
        edges = (x * MM, (297 - y - HEIGHT) * MM, (x + WIDTH) * MM, (297 - y) * MM)
        return " ".join(self.page.get_textpage().get_text_bounded(*edges).split())

    def sizes(self):
        """How large the letters of each word are, in millimetres."""
        text = self.page.get_textpage()
        read = text.get_text_range()
        sizes = [raw.FPDFText_GetFontSize(text, index) for index in range(text.count_chars())]
        return {
            found.group(): max(sizes[found.start() : found.end()])
            for found in re.finditer(r"\S+", read)
        }

    def lines(self):
        """The box of every row of text, in millimetres: left, top, right, bottom."""
        text = self.page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = (side / MM for side in text.get_rect(index))
            yield left, 297 - top, right, 297 - bottom

    def code(self):
        """The box of the only code, in millimetres, and how many modules it has a side."""
        (code,) = self.codes()
        top, bottom = code.position.top_left, code.position.bottom_right
        box = (top.x, top.y, bottom.x + 1, bottom.y + 1)
        return tuple(side * 25.4 / self.dpi for side in box), 17 + 4 * int(code.extra["Version"])


def sheets_of(pdf, dpi=300):
    return [Sheet(page, dpi) for page in pypdfium2.PdfDocument(pdf)]


def sheet_of(pdf, dpi=300):
    (sheet,) = sheets_of(pdf, dpi)
    return sheet


def all_codes(pdf, dpi=300):
    """Codes of every kind, on all sheets."""
    return [code for sheet in sheets_of(pdf, dpi) for code in zxingcpp.read_barcodes(sheet.image)]


def ink(image):
    """The box that holds every dot that is not white, or nothing."""
    return ImageOps.invert(image).point(lambda dot: 255 * (dot > 40)).getbbox()


def overlap(one, other, *, by=0.05):
    """Two boxes share paper, by more than a hair."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > by and down > by


def without(image, boxes):
    """The image with these boxes of it painted white."""
    painted = image.copy()
    for box in boxes:
        painted.paste(255, box)
    return painted
