"""What every paper has: letters, tables that go on over the pages, lines to sign on, page x of y.

Lengths are in millimetres, and letters in points, as printers count them.
"""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from assets.inventory.places import Place
from assets.words import N_, Language, say
from labels import codes, fonts
from labels.fields import Mark
from labels.fonts import PRESS, Face

WIDE = landscape(A4)
MARGIN = 15
NAMES = 36  # how wide the names of facts are at most
INSET = 6  # points that a frame keeps clear within its margins
LARGEST, STEP = 1.6, 0.95  # by how much the letters of one page grow or shrink
ENDLESS = 1e6
ACROSS = WIDE[0] / mm - 2 * MARGIN
INK, SOFT, LINE = HexColor("#16262a"), HexColor("#51646a"), HexColor("#84979b")

TITLE = ParagraphStyle("title", fontName=Face.STRONG, fontSize=16, leading=20, textColor=INK)
TEXT = ParagraphStyle("text", fontName=Face.REGULAR, fontSize=9, leading=12, textColor=INK)
STRONG = ParagraphStyle("strong", TEXT, fontName=Face.STRONG)
CAPTION = ParagraphStyle("caption", TEXT, fontSize=8, leading=10, textColor=SOFT)

Cell = Sequence[Flowable]
ALL = ((0, 0), (-1, -1))
TOP = [("FONTNAME", *ALL, Face.REGULAR), ("VALIGN", *ALL, "TOP")]
LOOSE = TableStyle(
    [
        *TOP,
        *((f"{side}PADDING", *ALL, 0) for side in ("LEFT", "RIGHT")),
        *((f"{side}PADDING", *ALL, 1) for side in ("TOP", "BOTTOM")),
    ]
)
TO_FILL_IN = TableStyle(
    [("VALIGN", *ALL, "BOTTOM"), ("LINEBELOW", (1, 0), (1, -1), 0.4, LINE)], parent=LOOSE
)
RULED = TableStyle(
    [
        *TOP,
        *((f"{side}PADDING", *ALL, 3) for side in ("LEFT", "RIGHT")),
        *((f"{side}PADDING", (end, 0), (end, -1), 0) for side, end in (("LEFT", 0), ("RIGHT", -1))),
        ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
    ]
)

Story = Callable[[], Sequence[Flowable]]
Foot = Callable[[int, int], str]


def pdf(title: str, story: Story, foot: Foot, size: tuple[float, float] = WIDE) -> bytes:
    """The paper. Its feet are written last: only then is it known how many pages there are."""
    with PRESS:
        return _laid(title, story, foot, size)


def one_page(
    title: str, head: Flowable, body: Callable[[float], list[Flowable]], size: tuple[float, float]
) -> bytes:
    """What hangs on a wall: below the head the letters are as large as one page allows."""
    across = width(size) * mm
    left = size[1] - head.wrap(across, size[1])[1] - 2 * MARGIN * mm - 2 * INSET
    scales = (LARGEST * STEP**number for number in range(40))
    fits = (scale for scale in scales if _height(body(scale), across) <= left)
    scale = next(fits, LARGEST * STEP**40)
    with PRESS:
        return _laid(title, lambda: [head, *body(scale)], lambda *_: "", size)


def _height(parts: Sequence[Flowable], across: float) -> float:
    return sum(part.wrap(across, ENDLESS)[1] for part in parts)


def width(size: tuple[float, float] = WIDE) -> float:
    """How wide a line may be."""
    return size[0] / mm - 2 * MARGIN


def _laid(title: str, story: Story, foot: Foot, size: tuple[float, float]) -> bytes:
    written = BytesIO()
    paper = SimpleDocTemplate(
        written,
        pagesize=size,
        title=fonts.printable(title),
        initialFontName=Face.REGULAR,
        invariant=1,  # the same words give the same bytes
        leftMargin=MARGIN * mm - INSET,
        rightMargin=MARGIN * mm - INSET,
        topMargin=MARGIN * mm,
        bottomMargin=MARGIN * mm,
    )
    paper.build(list(story()), canvasmaker=partial(Footed, foot=foot, size=size))
    return written.getvalue()


class Footed(Canvas):
    """Leaves a place below each page, and writes there when it is known how many there are."""

    def __init__(self, *drawn: Any, foot: Foot, size: tuple[float, float], **how: Any) -> None:
        super().__init__(*drawn, **how)
        self._foot, self._size = foot, size

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self.doForm(f"foot{self.getPageNumber()}")
        super().showPage()

    def save(self) -> None:
        (across, high), count = self._size, self.getPageNumber() - 1
        for page in range(1, count + 1):
            self.beginForm(f"foot{page}", upperx=across, uppery=high)
            self.setFont(Face.REGULAR, 8)
            self.setFillColor(SOFT)
            said = fonts.printable(self._foot(page, count))
            self.drawRightString(across - MARGIN * mm, 8 * mm, said)
            self.endForm()
        super().save()


def text(words: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """Words that keep to their place: a word too long for it goes on in the next line."""
    return Paragraph(escape(fonts.printable(words)), style)


def unbroken(words: str, style: ParagraphStyle) -> Paragraph:
    """A day or an amount, which stays in one line."""
    return Paragraph(escape(fonts.printable(words)).replace(" ", "\N{NO-BREAK SPACE}"), style)


def gap(height: float) -> Spacer:
    return Spacer(0, height * mm)


def picture(mark: Mark, emblem: float, within: float) -> Image:
    """The logo with its emblem so high, or as wide as there is room; its proportions stay."""
    high = min(emblem / mark.emblem_share, within * mark.height / mark.width)
    wide = high * mark.width / mark.height
    return Image(BytesIO(mark.png), wide * mm, high * mm, mask="auto", hAlign="LEFT")


class Square(Flowable):
    """A code as dark squares, or a box to tick."""

    def __init__(self, side: float, code: codes.Code | None = None) -> None:
        super().__init__()
        self.side, self.code = side * mm, code

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.side, self.side

    def draw(self) -> None:
        pen: Canvas = self.canv
        pen.saveState()
        if self.code is None:
            pen.setStrokeColor(INK)
            pen.rect(0, 0, self.side, self.side)
        else:
            _write(pen, self.code, self.side)
        pen.restoreState()


def _write(pen: Canvas, code: codes.Code, side: float) -> None:
    """One path, so that no seam shows between its squares."""
    module = side / (code.columns + 2 * codes.Kind.QR.quiet)
    path = pen.beginPath()
    for column, row, length in code.runs:
        left, down = codes.Kind.QR.quiet + column, codes.Kind.QR.quiet + row + 1
        path.rect(left * module, side - down * module, length * module, module)
    pen.setFillColor(INK)
    pen.drawPath(path, stroke=0, fill=1)


def side_by_side(parts: Sequence[Cell], within: float = ACROSS) -> Table:
    """Columns of the same width, without lines."""
    each = within / len(parts)
    return Table([[list(part) for part in parts]], [each * mm] * len(parts), style=LOOSE)


def facts(pairs: Sequence[tuple[str, str]], within: float) -> Table:
    """What is said, one under the other: its name at the left, and beside it what it is."""
    names = min(within * 0.25, NAMES)
    rows = [[text(name, CAPTION), text(said)] for name, said in pairs]
    return Table(rows, [names * mm, (within * 0.9 - names) * mm], style=LOOSE, hAlign="LEFT")


def table(
    headings: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    shares: Sequence[float],
    within: float = ACROSS,
) -> Table:
    """Rows under headings that come again on every page; the shares part its width."""
    widths = [within * share / sum(shares) * mm for share in shares]
    return Table([list(headings), *map(list, rows)], widths, repeatRows=1, style=RULED)


def signatures(heads: Sequence[str], asked: Sequence[str], within: float = ACROSS) -> KeepTogether:
    """A block for each who signs: a line for each thing that is asked."""
    each = within / len(heads)
    blocks = [[text(head, STRONG), _to_fill_in(asked, each * 0.9)] for head in heads]
    return KeepTogether([gap(8), side_by_side(blocks, within)])


def languages(*sites: Place) -> list[Language]:
    """The languages of these sites, each once."""
    return list(dict.fromkeys(site.language or Language.EN for site in sites))


def page_of(language: Language, page: int, count: int) -> str:
    return say(language, N_("Page {page} of {count}"), page=page, count=count)


def _to_fill_in(asked: Sequence[str], within: float) -> Table:
    rows = [[text(each, CAPTION), text("")] for each in asked]
    widths = [within * 0.35 * mm, within * 0.65 * mm]
    return Table(rows, widths, [9 * mm] * len(rows), style=TO_FILL_IN, hAlign="LEFT")
