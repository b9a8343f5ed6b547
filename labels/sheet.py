"""Sheets of labels as PDF. Millimetres become points here, and only here."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from labels import codes, designs
from labels.designs import PLATE, Design
from labels.drawings import Bar, Drawing, Ink, Picture, Symbol, Writing
from labels.fields import Label, Mark
from labels.fonts import LEADING, PRESS, Face
from labels.stocks import Stock

INKS = {Ink.BLACK: "0 g", Ink.WHITE: "1 g", Ink.RED: "0.78 0.06 0.1 rg"}
HAIR = 1.02
"""Modules: how wide one is drawn."""


class CalledOff(Exception):  # noqa: N818
    """Somebody wants no more of these sheets."""


def sheets(
    labels: Iterable[Label],
    on: Stock,
    *,
    design: Design = PLATE,
    skipping: int = 0,
    offset: tuple[float, float] = (0.0, 0.0),
    cancelled: Callable[[int], bool] | None = None,
) -> bytes:
    """As many sheets as it takes, leaving the first, already used places empty.

    All is moved by the printer's offset: to the right and down. Once a sheet, whoever may cancel
    is told how many labels are done; raises CalledOff when she does.
    """
    on.must_have(skipping + 1)
    pdf = BytesIO()
    pen = _Pen(pdf, on, offset)
    for number, label in enumerate(labels, start=skipping):
        if number % on.count == 0 and number:
            pen.turn_page()
            if cancelled and cancelled(number - skipping):
                raise CalledOff
        pen.draw(designs.drawing(label, design, on), place=number % on.count)
    pen.put_down()
    return pdf.getvalue()


class _Pen:
    """Writes one PDF in its own language, and what repeats (rooms, owners, marks) only once."""

    def __init__(self, pdf: BytesIO, on: Stock, offset: tuple[float, float]) -> None:
        self._on, self._offset = on, offset
        self._canvas = Canvas(
            pdf,
            pagesize=(on.page_width * mm, on.page_height * mm),
            pageCompression=1,
            invariant=True,  # the same labels give the same bytes
            initialFontName=Face.REGULAR,  # type: ignore[arg-type]  # the stubs say float
        )
        self._canvas.setTitle(on.name)
        # Left to themselves, viewers shrink a page to its printable part, and every label is off.
        self._canvas.setViewerPreference("PrintScaling", "None")
        self._written: dict[Writing, str] = {}
        self._forms: set[str] = set()

    def draw(self, drawing: Drawing, *, place: int) -> None:
        for picture in drawing.pictures:
            self._keep(picture.mark)
        self._canvas.addLiteral(f"q {self._matrix(drawing, place)} cm")
        for picture in drawing.pictures:
            self._picture(picture)
        parts = [
            *map(_bar, drawing.bars),
            *map(_squares, drawing.symbols),
            *map(self._writing, drawing.writings),
            "Q",
        ]
        self._canvas.addLiteral("\n".join(parts))

    def _matrix(self, drawing: Drawing, place: int) -> str:
        """From millimetres below and beside the label's corner to points on the page."""
        x, y = self._on.corner(place)
        height = self._on.page_height
        if self._on.continuous:
            height = drawing.width if drawing.turned else drawing.height
            self._canvas.setPageSize((self._on.page_width * mm, height * mm))
        x, y = (x + self._offset[0]) * mm, (height - y - self._offset[1]) * mm
        if drawing.turned:
            return f"0 {_n(mm)} {_n(-mm)} 0 {_n(x)} {_n(y - drawing.width * mm)}"
        return f"{_n(mm)} 0 0 {_n(mm)} {_n(x)} {_n(y)}"

    def turn_page(self) -> None:
        self._canvas.showPage()

    def put_down(self) -> None:
        with PRESS:
            self._canvas.save()

    def _keep(self, mark: Mark) -> None:
        if mark.digest not in self._forms:
            self._forms.add(mark.digest)
            self._canvas.beginForm(mark.digest)
            self._canvas.drawImage(ImageReader(BytesIO(mark.png)), 0, 0, 1, 1, mask="auto")
            self._canvas.endForm()

    def _picture(self, picture: Picture) -> None:
        size = f"{_n(picture.width)} 0 0 {_n(picture.height)}"
        self._canvas.addLiteral(f"q {size} {_n(picture.x)} {_n(-picture.y - picture.height)} cm")
        self._canvas.doForm(picture.mark.digest)
        self._canvas.addLiteral("Q")

    def _writing(self, writing: Writing) -> str:
        if writing not in self._written:
            text = self._canvas.beginText(writing.x, -writing.y)
            text.setFont(writing.face, writing.size, leading=LEADING * writing.size)
            for row in writing.rows:
                text.textLine(row)
            code = text.getCode()
            if writing.ink is not Ink.BLACK:
                code = f"{INKS[writing.ink]} {code} 0 g"
            self._written[writing] = code
        return self._written[writing]


def _bar(bar: Bar) -> str:
    box = f"{_n(bar.x)} {_n(-bar.y - bar.height)} {_n(bar.width)} {_n(bar.height)} re f"
    return f"{INKS[bar.ink]} {box} 0 g"


def _squares(symbol: Symbol) -> str:
    """Counted in modules from the top: no printer driver smooths it or leaves a seam.

    What an address has in every code of a sheet stands in the same columns, and so takes little
    room column by column.
    """
    module, row, x, y = _n(symbol.module), _n(symbol.row), _n(symbol.x), _n(-symbol.y)
    code = symbol.code
    if code.rows == 1:
        path = "\n".join(f"{column} 0 {length} 1 re" for column, _, length in code.runs)
    else:
        columns = (_column(code.modules[each :: code.columns]) for each in range(code.columns))
        path = " f 1 0 0 1 1 0 cm\n".join(columns)
    return f"q {module} 0 0 -{row} {x} {y} cm\n{path} f Q"


@lru_cache(maxsize=4096)
def _column(modules: bytes) -> str:
    """A hair wider than its modules, so that it meets the next one."""
    runs = codes.dark(modules)
    return "\n".join(f"0 {begin} {HAIR} {end - begin} re" for begin, end in runs)


def _n(number: float) -> str:
    return f"{number:.6g}"
