"""Charts: the geometry of a timeline. Days become percentages of the width, on screen and paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from assets.procurement import axes, slips, strokes, timelines
from assets.procurement.axes import Axis, Tick, Zoom
from assets.procurement.schedules import Schedule, Standing
from assets.procurement.strokes import CLEAR, WHOLE, Bar, Mark, Measure, Tie, Wanted, overlap, reach
from assets.procurement.timelines import Timeline
from assets.words import N_, Language, say, say_count

EDGE = 10  # percent: nearer to an end, words begin or end at their line


@dataclass(frozen=True)
class Line:
    """A day that matters to every lot, and in which row of names its words stand."""

    x: float
    kind: str
    words: str
    on: date
    level: int = 0
    anchor: str = "middle"


@dataclass(frozen=True)
class Row:
    """One lot, drawn."""

    schedule: Schedule
    href: str
    name: str
    words: str
    standing: Standing
    bars: list[Bar]
    marks: list[Mark]
    ties: list[Tie]
    slip: str = ""
    slip_x: float = 0
    slip_above: bool = False

    @property
    def told(self) -> list[Mark]:
        """What a table says of it: its days one after another, each with its plan beside it."""
        said = [each for each in self.marks if each.kind != "baseline"]
        return sorted(said, key=attrgetter("on"))


@dataclass(frozen=True)
class Group:
    """Lots that stand together under one name."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Chart:
    """All lots of a timeline, drawn. `around` are days of what comes before and after."""

    title: str
    shown: Axis
    ticks: list[Tick]
    lines: list[Line]
    groups: list[Group]
    around: tuple[date | None, date | None]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def levels(self) -> int:
        """How many rows the names of the lines need."""
        return 1 + max((each.level for each in self.lines), default=-1)


def chart(timeline: Timeline, wanted: Wanted) -> Chart:
    whole = axes.around(timeline.days or [wanted.today])
    shown = axes.zoomed(whole, wanted.zoom, wanted.on or wanted.today)
    groups = [
        Group(name, [_row(each, shown, wanted) for each in found])
        for name, found in timelines.grouped(timeline.lots, wanted.by, wanted.language)
    ]
    return Chart(
        axes.title(shown, wanted.zoom, wanted.language),
        shown,
        axes.ticks(shown, wanted.zoom, wanted.language),
        _lines(timeline, shown, wanted),
        groups,
        axes.neighbours(whole, shown, wanted.zoom),
    )


def _lines(timeline: Timeline, shown: Axis, wanted: Wanted) -> list[Line]:
    """Today, and of each project its end and its last report; named above one another."""
    several = len(timeline.bounds) > 1
    days: list[tuple[date | None, str, str, str]] = [(wanted.today, "today", N_("today"), "")]
    for bound in timeline.bounds:
        named = bound.project.code if several else ""
        days += [(bound.project.ends_on, "end", N_("end of the project"), named)]
        days += [(bound.reports_on, "report", N_("last report"), named)]
    found: list[Line] = []
    for day, kind, said, named in days:
        if day and shown.holds(day):
            words = " ".join(filter(None, (say(wanted.language, said), named)))
            x = shown.at(day)
            anchor = "end" if x > WHOLE - EDGE else "start" if x < EDGE else "middle"
            line = Line(x, kind, words, day, 0, anchor)
            found.append(replace(line, level=_level(line, found, wanted.measure)))
    return found


def _level(line: Line, placed: Sequence[Line], measure: Measure) -> int:
    """The lowest row of names in which it covers none of the others."""
    mine = reach(line.x, measure(line.words), line.anchor)
    levels = range(len(placed) + 1)
    return next(
        level
        for level in levels
        if not any(
            overlap(mine, reach(each.x, measure(each.words), each.anchor))
            for each in placed
            if each.level == level
        )
    )


def _row(schedule: Schedule, shown: Axis, wanted: Wanted) -> Row:
    lot = schedule.lot
    marks = strokes.marks(schedule, shown, wanted)
    end = schedule.ends_on
    x = shown.at(end) if end else 0
    slip = _slip(schedule.slip_days, wanted.language)
    ends = bool(end and shown.holds(end))
    beside = x + 2 * CLEAR + wanted.measure(slip) <= WHOLE
    return Row(
        schedule,
        href=f"/procurement/lots/{lot.number}",
        name=f"{lot.number.rpartition('-')[2]} {lot.title}",
        words=slips.in_words(schedule, wanted.today, wanted.language),
        standing=schedule.standing(wanted.today),
        bars=strokes.bars(schedule, shown),
        marks=marks if wanted.zoom is Zoom.PROJECT else strokes.labelled(marks, wanted.measure),
        ties=strokes.ties(schedule, shown) if wanted.ties else [],
        slip=slip if ends and (beside or wanted.zoom is Zoom.PROJECT) else "",
        slip_x=x,
        slip_above=not beside,
    )


def _slip(days: int, language: Language) -> str:
    if not days:
        return ""
    sign = "+" if days > 0 else "\N{MINUS SIGN}"
    return sign + say_count(language, "{count} day", "{count} days", abs(days))
