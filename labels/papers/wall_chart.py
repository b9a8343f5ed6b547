"""The timeline on paper, to be pinned to a wall: every lot, on as many pages as it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak

from assets.procurement.charts import Chart, Group, Line, Row
from assets.procurement.schedules import Standing
from assets.procurement.strokes import Bar, Mark, Tie
from assets.procurement.timelines import Timeline
from assets.words import N_, Language, day, say
from labels import fonts
from labels.fonts import Face
from labels.papers import frame
from labels.papers.frame import CAPTION, INK, SOFT

PAPERS = {"a3": landscape(A3), "a4": landscape(A4)}
NAMES, GAP = 0.27, 4  # the share of the names in the width, and what stands clear beside them
ROW, GROUP, LEVEL, TICKS = 11, 8, 4, 10  # how high each is
TITLE, LEGEND, SMALLEST, LARGEST = 18, 9, 0.85, 1.5
ROUNDED = 0.1  # lest the last row be lost to a fraction
NAME, WORDS, TICK = (3.1, 2.5), (2.6, 2.2), 2.6  # the size of letters, from wished to least
HEIGHT, GHOST = 3.6, 1  # of a bar, and of what was planned below it
MIDDLE = 6  # of a bar, from the top of its row
ACCENT, PALE, EDGE = HexColor("#0b6e75"), HexColor("#cfe6e7"), HexColor("#84979b")
WHITE, PALE_LINE = HexColor("#ffffff"), HexColor("#cfd9da")
GOOD, WARN, BAD = HexColor("#1a6b3a"), HexColor("#845000"), HexColor("#b3231b")
HUES = {
    Standing.UNPLANNED: SOFT,
    Standing.ON_PLAN: GOOD,
    Standing.SLIPPING: WARN,
    Standing.LATE: BAD,
    Standing.BEYOND: BAD,
    Standing.FINISHED: SOFT,
}
DASHES = {"today": [], "end": [2, 1.2], "report": [0.4, 0.8]}
LOOKS = (
    ("baseline", N_("planned")),
    ("actual", N_("done")),
    ("forecast", N_("to come")),
    ("slip", N_("later than planned")),
    ("mark actual", N_("done on that day")),
    ("mark forecast", N_("expected")),
    ("mark late", N_("late")),
    ("mark baseline", N_("where it was planned")),
    ("mark contract", N_("end of the contract")),
)


Point = tuple[float, float]


@dataclass(frozen=True)
class Wall:
    """What hangs there, on which paper, in which language, and of which day it is."""

    timeline: Timeline
    size: tuple[float, float]
    language: Language
    on: date
    scale: float = 1

    def filled(self, chart: Chart) -> Self:
        """Drawn larger where few lots leave room, and smaller where all then fit on one page."""
        groups = sum(1 for each in chart.groups if each.name)
        needed = TITLE + _head(chart) + LEGEND + ROW * len(chart.rows) + GROUP * groups + ROUNDED
        fits = self.tall * self.scale / needed
        return replace(self, scale=min(fits, LARGEST) if fits >= SMALLEST else 1)

    @property
    def across(self) -> float:
        return frame.width(self.size) / self.scale

    @property
    def names(self) -> float:
        return self.across * NAMES

    @property
    def drawing(self) -> float:
        return self.across - self.names - GAP

    @property
    def tall(self) -> float:
        return (self.size[1] / mm - 2 * frame.MARGIN - 2 * frame.INSET / mm) / self.scale

    def measure(self, words: str) -> float:
        """How many percent of the drawing's width these words take."""
        return 100 * fonts.width(words, Face.REGULAR) * WORDS[0] / self.drawing


def pdf(wall: Wall, chart: Chart) -> bytes:
    title = say(wall.language, N_("Timeline of {name}"), name=wall.timeline.name)

    def story() -> list[Flowable]:
        return list(_story(wall, chart, title))

    def foot(page: int, count: int) -> str:
        of = frame.page_of(wall.language, page, count)
        return f"{title} · {day(wall.on, wall.language)} · {of}"

    return frame.pdf(title, story, foot, wall.size)


def _story(wall: Wall, chart: Chart, title: str) -> Iterator[Flowable]:
    for nth, groups in enumerate(_pages(wall, chart)):
        if nth:
            yield PageBreak()
        else:
            yield frame.text(title, frame.TITLE)
            yield frame.text(_told(wall, chart), CAPTION)
            yield frame.gap(2)
        yield Sheet(wall, chart, groups)


def _told(wall: Wall, chart: Chart) -> str:
    count = len(chart.rows)
    told = [chart.title, say(wall.language, N_("As of {day}"), day=wall.on)]
    told.append(say(wall.language, N_("Lots: {count}"), count=count))
    return " · ".join(filter(None, told))


def _pages(wall: Wall, chart: Chart) -> list[list[Group]]:
    """The groups, parted where a page is full; what goes on says its name again."""
    head = _head(chart) + LEGEND
    left = wall.tall - head - TITLE
    pages: list[list[Group]] = [[]]
    for group in chart.groups:
        for row in group.rows:
            begun = bool(pages[-1]) and pages[-1][-1].name == group.name
            needed = ROW + (GROUP if group.name and not begun else 0)
            if needed > left and pages[-1]:
                pages.append([])
                left, begun = wall.tall - head, False
                needed = ROW + (GROUP if group.name else 0)
            if not begun:
                pages[-1].append(Group(group.name, []))
            pages[-1][-1].rows.append(row)
            left -= needed
    return pages


def _head(chart: Chart) -> float:
    return chart.levels * LEVEL + TICKS


class Sheet(Flowable):
    """One page of the drawing: the axis above, the lots below it, and what everything means."""

    def __init__(self, wall: Wall, chart: Chart, groups: Sequence[Group]) -> None:
        super().__init__()
        self.wall, self.chart, self.groups = wall, chart, groups
        self.head = _head(chart)
        rows = sum(len(each.rows) for each in groups) * ROW
        self.body = rows + sum(GROUP for each in groups if each.name)

    def wrap(self, *_: float) -> tuple[float, float]:
        unit = mm * self.wall.scale
        return self.wall.across * unit, (self.head + self.body + LEGEND) * unit

    def draw(self) -> None:
        pen: Canvas = self.canv
        pen.saveState()
        pen.scale(mm * self.wall.scale, mm * self.wall.scale)
        pen.translate(0, self.head + self.body + LEGEND)
        self._ground(pen)
        down, slips = self.head, []
        for group in self.groups:
            if group.name:
                pen.setFillColor(WHITE)
                wide = NAME[0] * fonts.width(group.name, Face.STRONG) + 1
                pen.rect(0, -down - GROUP + 1.2, wide, 4.2, stroke=0, fill=1)
                _write(pen, group.name, (0, -down - GROUP + 2.2), NAME[0], face=Face.STRONG)
                down += GROUP
            for row in group.rows:
                self._row(pen, row, -down)
                slips.append((row, -down))
                down += ROW
        for line in self.chart.lines:
            self._line(pen, line)
        for row, top in slips:
            self._slip(pen, row, top)
        self._legend(pen, -down - LEGEND + 3)
        pen.restoreState()

    def _x(self, percent: float) -> float:
        return self.wall.names + GAP + self.wall.drawing * percent / 100

    def _ground(self, pen: Canvas) -> None:
        """The lines of the axis, behind everything."""
        for tick in self.chart.ticks:
            top = -self.head + (TICKS if tick.great else TICKS / 2)
            x = self._x(tick.x)
            _rule(pen, (x, top), (x, -self.head - self.body), 0.3 if tick.great else 0.1)
            face = Face.STRONG if tick.great else Face.REGULAR
            _write(pen, tick.words, (x + 0.8, top - 3.4), TICK, hue=SOFT, face=face)

    def _line(self, pen: Canvas, line: Line) -> None:
        x, top = self._x(line.x), -(self.chart.levels - line.level) * LEVEL
        pen.setDash(DASHES[line.kind])
        _rule(pen, (x, top + 0.4), (x, -self.head - self.body), 0.4, INK)
        pen.setDash([])
        _write(pen, line.words, (x, top + 1.2), TICK, face=Face.STRONG, anchor=line.anchor)

    def _row(self, pen: Canvas, row: Row, top: float) -> None:
        _rule(pen, (0, top), (self.wall.across, top), 0.1)
        name = fonts.fit(row.name, Face.STRONG, self.wall.names, NAME, 2)
        words = fonts.fit(row.words, Face.REGULAR, self.wall.names, WORDS, 1)
        down = top - 3.4
        for said in name.rows:
            _write(pen, said, (0, down), name.size, face=Face.STRONG)
            down -= name.size * 1.15
        _write(pen, words.rows[0], (0, down - 0.1), words.size, hue=HUES[row.standing])
        for bar in row.bars:
            self._bar(pen, bar, top - MIDDLE, row.standing)
        self._ties(pen, row.ties, top)
        for mark in sorted(row.marks, key=lambda each: each.kind != "baseline"):
            _draw_mark(pen, mark, self._x(mark.x), top - MIDDLE)

    def _slip(self, pen: Canvas, row: Row, top: float) -> None:
        """By how many days it slips, on white: no line goes through it."""
        if not row.slip:
            return
        wide = fonts.width(row.slip, Face.REGULAR) * TICK
        left, low = self._x(row.slip_x) + 2.4, top - MIDDLE - 0.9
        if row.slip_above:
            left, low = self._x(row.slip_x) - wide, top - MIDDLE + HEIGHT / 2 + 1
        pen.setFillColor(WHITE)
        pen.rect(left - 0.3, low - 0.5, wide + 0.6, TICK + 0.3, stroke=0, fill=1)
        _write(pen, row.slip, (left, low), TICK)

    def _bar(self, pen: Canvas, bar: Bar, middle: float, standing: Standing) -> None:
        left, width = self._x(bar.x), self.wall.drawing * bar.width / 100
        _stretch(pen, bar.kind, (left, middle, width), HUES[standing])

    def _ties(self, pen: Canvas, ties: Sequence[Tie], top: float) -> None:
        """What waits for what, from below the bars, as far as the drawing reaches."""
        pen.saveState()
        frame_ = pen.beginPath()
        frame_.rect(self._x(0), top - ROW, self.wall.drawing, ROW)
        pen.clipPath(frame_, stroke=0, fill=0)
        pen.setLineWidth(0.25)
        middle, low = top - MIDDLE - HEIGHT / 2, top - ROW - 0.6
        for tie in ties:
            left, right = self._x(tie.x), self._x(tie.to)
            pen.setStrokeColor(BAD if tie.broken else EDGE)
            pen.bezier(left, middle, left, low, right, low, right, middle)
        pen.restoreState()

    def _legend(self, pen: Canvas, y: float) -> None:
        x = 0.0
        for kind, said in LOOKS:
            words = say(self.wall.language, said)
            if kind.startswith("mark "):
                _shape(pen, kind.removeprefix("mark "), x + 1.6, y + 0.9, 1.5)
                x += 4.6
            else:
                up = HEIGHT / 2 + 0.6 + GHOST / 2 if kind == "baseline" else 0
                _stretch(pen, kind, (x, y + 0.9 + up, 8), WARN)
                x += 9.6
            x = self._meant(pen, words, (x, y))
        if any(row.ties for row in self.chart.rows):
            pen.setStrokeColor(EDGE)
            pen.setLineWidth(0.25)
            pen.bezier(x, y + 2.4, x, y - 0.6, x + 8, y - 0.6, x + 8, y + 2.4)
            self._meant(pen, say(self.wall.language, N_("waits for the one before")), (x + 9.6, y))

    def _meant(self, pen: Canvas, words: str, at: Point) -> float:
        """Write it, and say where the next one may begin."""
        _write(pen, words, at, TICK, hue=SOFT)
        return at[0] + fonts.width(words, Face.REGULAR) * TICK + 5


def _stretch(pen: Canvas, kind: str, place: tuple[float, float, float], hue: Color) -> None:
    left, middle, width = place
    pen.setLineWidth(0.25)
    if kind == "baseline":
        pen.setFillColor(EDGE)
        pen.rect(left, middle - HEIGHT / 2 - 0.6 - GHOST, width, GHOST, stroke=0, fill=1)
        return
    pen.setStrokeColor(hue if kind == "slip" else ACCENT)
    pen.setFillColor({"actual": ACCENT, "forecast": PALE}.get(kind, WHITE))
    pen.rect(left, middle - HEIGHT / 2, width, HEIGHT, fill=1)
    if kind == "slip":
        _hatch(pen, left, middle - HEIGHT / 2, width)


def _hatch(pen: Canvas, left: float, bottom: float, width: float) -> None:
    """Slanted lines, which are told from a plain bar without colours too."""
    pen.saveState()
    path = pen.beginPath()
    path.rect(left, bottom, width, HEIGHT)
    pen.clipPath(path, stroke=0, fill=0)
    x = left - HEIGHT
    while x < left + width:
        pen.line(x, bottom, x + HEIGHT, bottom + HEIGHT)
        x += 1.4
    pen.restoreState()


def _draw_mark(pen: Canvas, mark: Mark, x: float, middle: float) -> None:
    ghost = HEIGHT / 2 + 0.6 + GHOST / 2
    y = middle - ghost if mark.kind == "baseline" else middle
    if mark.great or mark.kind == "late":
        _shape(pen, mark.kind, x, y, 1.7)
    else:
        _small(pen, mark.kind, x, y)
    if mark.label:
        _write(pen, mark.label, (x, middle + HEIGHT / 2 + 1), WORDS[0], anchor="middle")


def _small(pen: Canvas, kind: str, x: float, y: float) -> None:
    """What is no turning point of a lot: a dot on its bar."""
    pen.setLineWidth(0.2)
    pen.setStrokeColor(ACCENT)
    pen.setFillColor(EDGE if kind == "baseline" else WHITE)
    pen.circle(x, y, 0.45 if kind == "baseline" else 0.6, stroke=int(kind == "forecast"), fill=1)


def _shape(pen: Canvas, kind: str, x: float, y: float, size: float) -> None:
    pen.setLineWidth(0.3)
    pen.setFillColor({"actual": ACCENT, "late": BAD}.get(kind, WHITE))
    pen.setStrokeColor({"forecast": ACCENT, "baseline": EDGE}.get(kind, WHITE))
    if kind == "contract":
        _rule(pen, (x, y - 2.4), (x, y + 2.4), 0.7, INK)
        return
    if kind == "baseline":
        size *= 0.6
    corners = [(0, size), (size, 0), (0, -size), (-size, 0)]
    if kind == "late":
        corners = [(0, size), (size, -size), (-size, -size)]
    path = pen.beginPath()
    path.moveTo(x + corners[0][0], y + corners[0][1])
    for across, up in corners[1:]:
        path.lineTo(x + across, y + up)
    path.close()
    pen.drawPath(path, stroke=1, fill=1)


def _rule(pen: Canvas, start: Point, end: Point, width: float, hue: Color = PALE_LINE) -> None:
    pen.setStrokeColor(hue)
    pen.setLineWidth(width)
    pen.line(*start, *end)


def _write(pen: Canvas, words: str, at: Point, size: float, **looks: Any) -> None:
    """Words in ink, plain, and from their place on, unless `hue`, `face` or `anchor` say else."""
    pen.setFont(looks.get("face", Face.REGULAR), size)
    pen.setFillColor(looks.get("hue", INK))
    draw = {
        "start": pen.drawString,
        "middle": pen.drawCentredString,
        "end": pen.drawRightString,
    }[looks.get("anchor", "start")]
    draw(*at, fonts.printable(words))
