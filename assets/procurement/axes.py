"""The axis of a timeline: which days are shown, where each lies, and how they are named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from babel.dates import format_skeleton, get_month_names

from assets.rhythm import months_after
from assets.words import N_, WRITTEN_AS, Language, Worded

MOST_NAMES = 16  # of months on one axis, so that none covers the next
LAST_NAME = 96  # percent: beyond it a name has no room
FIRST_NAME = 6  # percent: what is narrower at the beginning has none either
STEPS = (1, 3, 6, 12)  # every month has its name, or every quarter's first, and so on
WEEK = timedelta(7)


class Zoom(Worded):
    """How much of the time is shown at once."""

    PROJECT = "project", N_("The whole time")
    YEAR = "year", N_("Year")
    QUARTER = "quarter", N_("Quarter")
    MONTH = "month", N_("Month")


MONTHS = {Zoom.YEAR: 12, Zoom.QUARTER: 3, Zoom.MONTH: 1}


class Tick(NamedTuple):
    """A line of the axis with its name. The greater ones stand above."""

    x: float
    words: str
    great: bool


@dataclass(frozen=True)
class Axis:
    """The days from one to another; the last one is not shown any more."""

    start: date
    end: date

    def at(self, day: date) -> float:
        """Where a day lies: 0 at the start, 100 at the end. Days outside lie on the edge."""
        share = (day - self.start).days / (self.end - self.start).days
        return round(100 * min(max(share, 0), 1), 3)

    def beyond(self, day: date) -> float:
        """Where a day lies, also outside: below 0 or above 100."""
        return round(100 * (day - self.start).days / (self.end - self.start).days, 3)

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end


def around(days: list[date]) -> Axis:
    """Whole months that hold all these days."""
    return Axis(min(days).replace(day=1), months_after(max(days).replace(day=1), 1))


def zoomed(whole: Axis, zoom: Zoom, on: date) -> Axis:
    """The year, the quarter or the month of a day; or else everything."""
    if zoom is Zoom.PROJECT:
        return whole
    months = MONTHS[zoom]
    first = on.replace(month=(on.month - 1) // months * months + 1, day=1)
    return Axis(first, months_after(first, months))


def neighbours(whole: Axis, shown: Axis, zoom: Zoom) -> tuple[date | None, date | None]:
    """A day of the stretch before and one of the stretch after, where they hold anything."""
    if zoom is Zoom.PROJECT:
        return None, None
    before = months_after(shown.start, -MONTHS[zoom]) if shown.start > whole.start else None
    return before, shown.end if shown.end < whole.end else None


def title(shown: Axis, zoom: Zoom, language: Language) -> str:
    """2027, 1st quarter 2027, March 2027."""
    skeletons = {Zoom.YEAR: "y", Zoom.QUARTER: "yQQQQ", Zoom.MONTH: "yMMMM"}
    if zoom is Zoom.PROJECT:
        return ""
    return str(format_skeleton(skeletons[zoom], shown.start, locale=WRITTEN_AS[language]))


def ticks(shown: Axis, zoom: Zoom, language: Language) -> list[Tick]:
    """The lines of the axis, the greater ones first."""
    great = {
        Zoom.QUARTER: _whole_months,
        Zoom.MONTH: _whole_months,
    }.get(zoom, _years)
    small = {Zoom.QUARTER: _weeks, Zoom.MONTH: _days}.get(zoom, _months)
    return [*great(shown, language), *small(shown, language)]


def _years(shown: Axis, _language: Language) -> Iterator[Tick]:
    begun = [shown.start] if shown.start.month > 1 else []
    days = begun + [day for day in _firsts(shown) if day.month == 1]
    ends = [*days[1:], shown.end]
    for day, end in zip(days, ends, strict=True):
        if shown.at(end) - shown.at(day) >= FIRST_NAME and shown.at(day) < LAST_NAME:
            yield Tick(shown.at(day), str(day.year), great=True)


def _months(shown: Axis, language: Language) -> Iterator[Tick]:
    names = get_month_names("abbreviated", "stand-alone", locale=WRITTEN_AS[language])
    firsts = _firsts(shown)
    step = next((each for each in STEPS if len(firsts) <= each * MOST_NAMES), STEPS[-1])
    for day in firsts:
        if (day.month - 1) % step == 0 and shown.at(day) < LAST_NAME:
            yield Tick(shown.at(day), str(names[day.month]), great=False)


def _whole_months(shown: Axis, language: Language) -> Iterator[Tick]:
    for day in _firsts(shown):
        words = format_skeleton("yMMMM", day, locale=WRITTEN_AS[language])
        yield Tick(shown.at(day), str(words), great=True)


def _weeks(shown: Axis, _language: Language) -> Iterator[Tick]:
    """Each Monday."""
    day = shown.start + timedelta(-shown.start.weekday() % 7)
    while day < shown.end:
        if shown.at(day) < LAST_NAME + 2:
            yield Tick(shown.at(day), str(day.day), great=False)
        day += WEEK


def _days(shown: Axis, _language: Language) -> Iterator[Tick]:
    for nth in range((shown.end - shown.start).days):
        day = shown.start + timedelta(nth)
        yield Tick(shown.at(day), str(day.day), great=False)


def _firsts(shown: Axis) -> list[date]:
    """The first days of the months that are shown."""
    count = 12 * (shown.end.year - shown.start.year) + shown.end.month - shown.start.month
    return [months_after(shown.start, each) for each in range(count)]
