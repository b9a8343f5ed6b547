"""The page that shows by how much a printer is off: crosses with a scale on every corner."""

from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from assets.words import N_, Language, say
from labels import fonts
from labels.fonts import PRESS, Face
from labels.stocks import Stock

_HOW = (
    N_("Calibration of {printer} on {stock}"),
    N_("Print this at its full size (100 %) on the labels themselves, or on plain paper."),
    N_("Hold plain paper on a sheet of labels against the light."),
    N_("Read off at a corner of a label how many strokes the cross lies beside it: 1 mm each."),
    N_("Write that down as the printer's offset: to the right and down count as minus."),
)
_ARM = 5
"""Strokes on every arm of a cross."""


def pdf(on: Stock, printer_name: str, language: Language = Language.EN) -> bytes:
    """Crosses on the corners of every label, and how to read the offset off them."""
    file = BytesIO()
    size = (on.page_width * mm, on.page_height * mm)
    canvas = Canvas(file, pagesize=size, invariant=True, initialFontName=Face.REGULAR)  # type: ignore[arg-type]
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.translate(0, size[1])
    canvas.scale(mm, -mm)
    canvas.setLineWidth(0.1)
    for x, y in sorted(_corners(on)):
        _cross(canvas, x, y, min(_ARM, int(min(on.width, on.height) / 3)))
    _words(canvas, on, printer_name, language)
    with PRESS:
        canvas.save()
    return file.getvalue()


def _corners(on: Stock) -> set[tuple[float, float]]:
    return {
        (round(x + across, 3), round(y + down, 3))
        for x, y in map(on.corner, range(on.count))
        for across in (0, on.width)
        for down in (0, on.height)
    }


def _cross(canvas: Canvas, x: float, y: float, arm: int) -> None:
    """Every millimetre has its stroke, every fifth a longer one."""
    canvas.line(x - arm, y, x + arm, y)
    canvas.line(x, y - arm, x, y + arm)
    for step in (number for number in range(-arm, arm + 1) if number):
        half = 0.8 if step % 5 == 0 else 0.4
        canvas.line(x + step, y - half, x + step, y + half)
        canvas.line(x - half, y + step, x + half, y + step)


def _words(canvas: Canvas, on: Stock, printer_name: str, language: Language) -> None:
    """On the first label that has the room, between its crosses."""
    x, y = on.corner(0)
    edge = min(0.12 * min(on.width, on.height), _ARM + 1)
    top, within = y + edge, on.width - 2 * edge
    said = [say(language, words, printer=printer_name, stock=on.name) for words in _HOW]
    size = min(2.4, 0.05 * on.width)
    canvas.saveState()
    for words in said:
        setting = fonts.fit(words, Face.REGULAR, within, (size, min(size, 1.2)), 4)
        if top + len(setting.rows) * 1.2 * setting.size > y + on.height - edge:
            break
        for row in setting.rows:
            top += 1.2 * setting.size
            _upright(canvas, row, x + edge, top, setting.size)
        top += 0.4 * setting.size
    canvas.restoreState()


def _upright(canvas: Canvas, row: str, x: float, y: float, size: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(1, -1)
    canvas.setFont(Face.REGULAR, size)
    canvas.drawString(0, 0, row)
    canvas.restoreState()
