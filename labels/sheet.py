"""Sheets of labels as PDF. Millimetres become points here, and only here."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from labels import designs
from labels.designs import PLATE, Bar, Design, Drawing, Symbol, Writing
from labels.fields import Label
from labels.fonts import LEADING, PRESS, Face
from labels.stocks import Stock


def sheets(
    labels: Iterable[Label], on: Stock, *, skipping: int = 0, design: Design = PLATE
) -> bytes:
    """As many sheets as it takes, leaving the first, already used places empty."""
    on.must_have(skipping + 1)
    pdf = BytesIO()
    pen = _Pen(pdf, on)
    for number, label in enumerate(labels, start=skipping):
        if number and number % on.count == 0:
            pen.turn_page()
        pen.draw(designs.drawing(label, design, on), place=number % on.count)
    pen.put_down()
    return pdf.getvalue()


class _Pen:
    """Writes one PDF in its own language, and what repeats (rooms, owners, names) only once."""

    def __init__(self, pdf: BytesIO, on: Stock) -> None:
        self._on = on
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

    def draw(self, drawing: Drawing, *, place: int) -> None:
        x, y = self._on.corner(place)
        parts = [
            f"q {_n(mm)} 0 0 {_n(mm)} {_n(x * mm)} {_n((self._on.page_height - y) * mm)} cm",
            _squares(drawing.symbol),
            *(self._writing(each) for each in drawing.writings),
            *(self._bar(each) for each in drawing.bars),
            "Q",
        ]
        self._canvas.addLiteral("\n".join(parts))

    def turn_page(self) -> None:
        self._canvas.showPage()

    def put_down(self) -> None:
        with PRESS:
            self._canvas.save()

    def _writing(self, writing: Writing) -> str:
        if writing not in self._written:
            text = self._canvas.beginText(writing.x, -writing.y)
            text.setFont(writing.face, writing.size, leading=LEADING * writing.size)
            for row in writing.rows:
                text.textLine(row)
            self._written[writing] = text.getCode()
        return self._written[writing]

    def _bar(self, bar: Bar) -> str:
        box = f"{_n(bar.x)} {_n(-bar.y - bar.height)} {_n(bar.width)} {_n(bar.height)} re f"
        return f"{box} 1 g {self._writing(bar.word)} 0 g"


def _squares(symbol: Symbol) -> str:
    """One path, counted in modules from the top: no printer driver smooths it or leaves a seam."""
    module, x, y = _n(symbol.module), _n(symbol.x), _n(-symbol.y)
    path = "\n".join([f"{column} {row} {length} 1 re" for column, row, length in symbol.code.runs])
    return f"q {module} 0 0 -{module} {x} {y} cm\n{path} f Q"


def _n(number: float) -> str:
    return f"{number:.6g}"
