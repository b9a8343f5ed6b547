"""Days that come again: every so many days, weeks, months or years from an anchor day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from assets.errors import Refused
from assets.words import N_, Language, Worded, say, say_count, spoken


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
_YEAR = 365.2425
_LENGTHS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: _YEAR / 12, Unit.YEAR: _YEAR}
_LONGEST = {Unit.DAY: 36_500, Unit.WEEK: 5_200, Unit.MONTH: 1_200, Unit.YEAR: 100}
_END = date(9000, 1, 1)  # leaves room for the longest step before the calendar ends


@dataclass(frozen=True)
class Rhythm:
    """Every 6 months, every 2 weeks. At most a hundred years."""

    every: int
    unit: Unit
    month_end: bool = False  # on the last day of the month in which it would fall

    def __post_init__(self) -> None:
        if not 1 <= self.every <= _LONGEST[self.unit]:
            raise Refused(
                "Choose how often: from 1 to {most} ({unit}).",
                field="every",
                most=_LONGEST[self.unit],
                unit=self.unit,
            )
        if self.month_end and self.unit in _DAYS:
            raise Refused(
                "The end of the month goes with months and years alone.", field="month_end"
            )

    @property
    def length(self) -> float:
        """How many days it takes on average."""
        return self.every * _LENGTHS[self.unit]

    def after(self, day: date, anchor: date) -> date:
        """The first day of the series after `day`. The series begins with the anchor itself.

        The anchor stays as it is, whatever the month ends with.
        """
        if max(day, anchor) > _END:
            raise Refused("{day} is too far away to plan for.", day=max(day, anchor))
        if day < anchor:
            return anchor
        if self.unit in _DAYS:
            step = self.every * _DAYS[self.unit]
            return anchor + timedelta(step * ((day - anchor).days // step + 1))
        steps = max(_months_between(anchor, day) // self._months, int(self.month_end))
        found = self._nth(anchor, steps)
        return found if found > day else self._nth(anchor, steps + 1)

    def before(self, day: date, anchor: date) -> date | None:
        """The last day of the series before `day`; None if the series begins then or later."""
        if day <= anchor:
            return None
        if self.unit in _DAYS:
            step = self.every * _DAYS[self.unit]
            return anchor + timedelta(step * (((day - anchor).days - 1) // step))
        steps = _months_between(anchor, day) // self._months
        found = self._nth(anchor, steps)
        return found if found < day else self._nth(anchor, steps - 1)

    def first_from(self, day: date, anchor: date) -> date:
        """The first day of the series that is `day` or later."""
        return self.after(day - timedelta(1), anchor)

    @property
    def _months(self) -> int:
        return self.every * _MONTHS[self.unit]

    def _nth(self, anchor: date, steps: int) -> date:
        found = months_after(anchor, steps * self._months)
        if not self.month_end or not steps:
            return found
        return found.replace(day=monthrange(found.year, found.month)[1])


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(anchor: date, day: date) -> int:
    return (day.year - anchor.year) * 12 + day.month - anchor.month


@spoken.register
def _(value: Rhythm, language: Language) -> str:
    often = _often(value, language)
    if not value.month_end:
        return often
    return say(language, N_("{rhythm}, at the end of the month"), rhythm=often)


def _often(value: Rhythm, language: Language) -> str:
    match value.unit:
        case Unit.DAY:
            return say_count(language, "every day", "every {count} days", value.every)
        case Unit.WEEK:
            return say_count(language, "every week", "every {count} weeks", value.every)
        case Unit.MONTH:
            return say_count(language, "every month", "every {count} months", value.every)
        case Unit.YEAR:
            return say_count(language, "every year", "every {count} years", value.every)
