"""Days that come again: every so many days, weeks, months or years from an anchor day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from assets.errors import Refused
from assets.words import N_, Language, Worded, say_count, spoken


class Unit(Worded):
    DAY = "day", N_("days")
    WEEK = "week", N_("weeks")
    MONTH = "month", N_("months")
    YEAR = "year", N_("years")


class Mode(Worded):
    """What the next occurrence is counted from."""

    FIXED = "fixed", N_("From the day it was due")
    FLOATING = "floating", N_("From the day it was done")


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_LONGEST = {Unit.DAY: 36_500, Unit.WEEK: 5_200, Unit.MONTH: 1_200, Unit.YEAR: 100}
_END = date(9000, 1, 1)  # leaves room for the longest step before the calendar ends


@dataclass(frozen=True)
class Rhythm:
    """Every 6 months, every 2 weeks. At most a hundred years."""

    every: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.every <= _LONGEST[self.unit]:
            raise Refused(
                "Choose how often: from 1 to {most} ({unit}).",
                field="every",
                most=_LONGEST[self.unit],
                unit=self.unit,
            )

    def after(self, day: date, anchor: date) -> date:
        """The first day of the series after `day`. The series begins with the anchor itself."""
        if max(day, anchor) > _END:
            raise Refused("{day} is too far away to plan for.", day=max(day, anchor))
        if day < anchor:
            return anchor
        if self.unit in _DAYS:
            step = self.every * _DAYS[self.unit]
            return anchor + timedelta(step * ((day - anchor).days // step + 1))
        step = self.every * _MONTHS[self.unit]
        steps = _months_between(anchor, day) // step
        found = months_after(anchor, steps * step)
        return found if found > day else months_after(anchor, (steps + 1) * step)

    def first_from(self, day: date, anchor: date) -> date:
        """The first day of the series that is `day` or later."""
        return self.after(day - timedelta(1), anchor)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(anchor: date, day: date) -> int:
    return (day.year - anchor.year) * 12 + day.month - anchor.month


@spoken.register
def _(value: Rhythm, language: Language) -> str:
    match value.unit:
        case Unit.DAY:
            return say_count(language, "every day", "every {count} days", value.every)
        case Unit.WEEK:
            return say_count(language, "every week", "every {count} weeks", value.every)
        case Unit.MONTH:
            return say_count(language, "every month", "every {count} months", value.every)
        case Unit.YEAR:
            return say_count(language, "every year", "every {count} years", value.every)
