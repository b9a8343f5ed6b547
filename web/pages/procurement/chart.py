"""The geometry of the timeline: days become percentages of the period that is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import get_month_names

from assets.procurement import slips
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule, Standing
from assets.rhythm import months_after
from assets.words import N_, WRITTEN_AS, Language, say

TONES = {
    Standing.UNPLANNED: "calm",
    Standing.ON_PLAN: "good",
    Standing.SLIPPING: "warn",
    Standing.LATE: "bad",
    Standing.BEYOND: "bad",
    Standing.FINISHED: "calm",
}

MOST_NAMES = 16  # of months on one axis, so that none covers the next
LAST_NAME = 96  # percent: beyond it a name has no room
STEPS = (1, 3, 6, 12)  # every month has its name, or every quarter's first, and so on


@dataclass(frozen=True)
class Axis:
    """The period from one first of a month to another."""

    start: date
    end: date

    def at(self, day: date) -> float:
        """Where a day lies: 0 at the start, 100 at the end. Days outside lie on the edge."""
        share = (day - self.start).days / (self.end - self.start).days
        return round(100 * min(max(share, 0), 1), 3)

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Month:
    """A line of the axis. `year` says that the words are the year's."""

    x: float
    words: str
    year: bool


@dataclass(frozen=True)
class Line:
    """A day that matters to every lot: today, the end of the project."""

    x: float
    words: str


@dataclass(frozen=True)
class Bar:
    """A stretch of time: as planned, done, to come, or the slip."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class Mark:
    """A day of one lot, with what happens on it."""

    x: float
    kind: str
    words: str


@dataclass(frozen=True)
class Row:
    """One lot, drawn."""

    href: str
    name: str
    words: str
    tone: str
    bars: list[Bar]
    marks: list[Mark]


@dataclass(frozen=True)
class Chart:
    """All lots of a project, drawn."""

    months: list[Month]
    today: Line | None
    end: Line
    rows: list[Row]


def chart(
    project: Project, schedules: Sequence[Schedule], today: date, language: Language
) -> Chart:
    axis = _axis(project, schedules)
    end = Line(axis.at(project.ends_on), say(language, N_("end of the project")))
    now = Line(axis.at(today), say(language, N_("today"))) if axis.holds(today) else None
    rows = [_row(each, axis, today, language) for each in schedules]
    return Chart(_months(axis, language), now, end, rows)


def _axis(project: Project, schedules: Sequence[Schedule]) -> Axis:
    """From the month in which the project starts, or a lot before it, to the last end of all."""
    days = [project.starts_on, project.ends_on]
    for schedule in schedules:
        for each in schedule.within_project:
            days += [each.baseline_on, each.expected_on]
    return Axis(min(days).replace(day=1), months_after(max(days).replace(day=1), 1))


def _months(axis: Axis, language: Language) -> list[Month]:
    names = get_month_names("abbreviated", "stand-alone", locale=WRITTEN_AS[language])
    count = 12 * (axis.end.year - axis.start.year) + axis.end.month - axis.start.month
    step = next((each for each in STEPS if count <= each * MOST_NAMES), STEPS[-1])
    shown = [months_after(axis.start, each) for each in range(count)]
    years = [
        Month(axis.at(day), str(day.year), year=True)
        for day in shown
        if day.month == 1 and axis.at(day) < LAST_NAME
    ]
    months = [day for day in shown if (day.month - 1) % step == 0 and axis.at(day) < LAST_NAME]
    return years + [Month(axis.at(day), names[day.month], year=False) for day in months]


def _row(schedule: Schedule, axis: Axis, today: date, language: Language) -> Row:
    lot = schedule.lot
    return Row(
        href=f"/procurement/lots/{lot.number}",
        name=f"{lot.number.rpartition('-')[2]} {lot.title}",
        words=slips.in_words(schedule, today, language),
        tone=TONES[schedule.standing(today)],
        bars=_bars(schedule, axis),
        marks=[
            mark
            for each in schedule.within_project
            if each.stage.reaches
            for mark in _marks(each, axis, today, language)
        ],
    )


def _bars(schedule: Schedule, axis: Axis) -> list[Bar]:
    """What was planned; what is done; what is to come; and by how much it ends later."""
    if schedule.planned_end is None or schedule.ends_on is None:
        return []
    met = [each.expected_on for each in schedule.within_project if each.met]
    begun = min(each.expected_on for each in schedule.within_project)
    done = max(met, default=begun)
    in_time = max(done, min(schedule.planned_end, schedule.ends_on))
    planned = min(each.baseline_on for each in schedule.within_project)
    stretches = {
        "baseline": (planned, schedule.planned_end),
        "actual": (begun, done),
        "forecast": (done, in_time),
        "slip": (in_time, schedule.ends_on),
    }
    return [
        Bar(axis.at(first), round(axis.at(last) - axis.at(first), 3), kind)
        for kind, (first, last) in stretches.items()
        if last > first
    ]


def _marks(milestone: Milestone, axis: Axis, today: date, language: Language) -> list[Mark]:
    """Where it was planned, if it moved, and where it is."""
    kind = "actual" if milestone.met else "late" if milestone.late(today) else "forecast"
    stage = milestone.names
    planned = say(
        language, N_("{stage}, planned for {day}"), stage=stage, day=milestone.baseline_on
    )
    now = say(language, SAID[kind], stage=stage, day=milestone.expected_on)
    marks = [Mark(axis.at(milestone.expected_on), kind, now)]
    if milestone.slip_days:
        marks.insert(0, Mark(axis.at(milestone.baseline_on), "baseline", planned))
    return marks


SAID = {
    "actual": N_("{stage} on {day}"),
    "forecast": N_("{stage}, expected on {day}"),
    "late": N_("{stage}, late since {day}"),
}
