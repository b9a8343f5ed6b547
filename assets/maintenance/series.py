"""Series: the days on which a plan falls due, one after the other, and where each can be done."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from assets.maintenance import shifts
from assets.maintenance.shifts import Calendar, Manner
from assets.maintenance.terms import AtClosure, Level, Shift, Terms, binds, level_of, window
from assets.rhythm import Mode, Rhythm

SHOWN_AHEAD = 10
_TRIES = 120  # times that can be left out one after the other


@dataclass(frozen=True)
class Standing:
    """Where a series stands: its next day, the day it is counted from, and which time it is."""

    series_on: date
    anchor_on: date
    occurrence: int = 1


@dataclass(frozen=True)
class Coming:
    """One time: its day in the series, the day on which it is done, and between which it counts."""

    series_on: date
    due_on: date
    early_on: date
    late_on: date
    level: Level | None
    left_out: int = 0  # times before it that fall into a closure

    @property
    def shifted(self) -> bool:
        return self.due_on != self.series_on


def manner_of(terms: Any) -> Manner:
    """What terms, or a plan, want of a day that cannot be."""
    return Manner(terms.on_free_day, terms.at_closure, binds(terms.kind, terms.source))


def bends(terms: Any) -> bool:
    """Whether a calendar can move its days at all."""
    return terms.on_free_day is not Shift.STAY or terms.at_closure is not AtClosure.STAY


def bounds(terms: Any, due_on: date, series_on: date | None) -> tuple[date, date]:
    """From which to which day it is done in time."""
    early, late = window(terms)
    day = series_on or due_on
    return min(day, due_on) - timedelta(early), max(day, due_on) + timedelta(late)


def kept(plan: Any, due_on: date, series_on: date | None, opened_on: date) -> tuple[date, date]:
    """Between which days an order of this plan is done in time.

    Where its series is counted from any day, also from the one on which the order was opened.
    """
    early_on, late_on = bounds(plan, due_on, series_on)
    any_day = plan.mode is Mode.FLOATING or plan.quantity_id
    return (min(early_on, opened_on) if any_day else early_on), late_on


def laid(
    rhythm: Rhythm, standing: Standing, manner: Manner, calendar: Calendar
) -> tuple[Standing, date]:
    """The next time that is not left out, and the day on which it can be done."""
    first = standing
    for _ in range(_TRIES):
        due_on = shifts.shifted(standing.series_on, manner, calendar)
        if due_on is not None:
            return standing, due_on
        following = rhythm.after(standing.series_on, standing.anchor_on)
        standing = replace(standing, series_on=following, occurrence=standing.occurrence + 1)
    return first, first.series_on


def ahead(
    terms: Terms, standing: Standing, calendar: Calendar, *, due_on: date | None = None
) -> list[Coming]:
    """The next ten times; of a floating plan, if each is done on its day.

    `due_on` is the day of the first one, where somebody has chosen it.
    """
    rhythm, found = terms.rhythm, list[Coming]()
    if rhythm is None:
        return found
    while len(found) < SHOWN_AHEAD:
        chosen = None if found else due_on
        after, day = (standing, chosen) if chosen else _laid(terms, rhythm, standing, calendar)
        found.append(_coming(terms, after, day, after.occurrence - standing.occurrence))
        from_day = day if terms.mode is Mode.FLOATING else after.series_on
        anchor_on = day if terms.mode is Mode.FLOATING else after.anchor_on
        following = rhythm.after(from_day, anchor_on)
        standing = Standing(following, anchor_on, after.occurrence + 1)
    return found


def _laid(
    terms: Terms, rhythm: Rhythm, standing: Standing, calendar: Calendar
) -> tuple[Standing, date]:
    return laid(rhythm, standing, manner_of(terms), calendar)


def _coming(terms: Terms, standing: Standing, day: date, left_out: int) -> Coming:
    early_on, late_on = bounds(terms, day, standing.series_on)
    level = level_of(terms.levels, standing.occurrence)
    return Coming(standing.series_on, day, early_on, late_on, level, left_out)


def moved_on(rhythm: Rhythm, mode: Mode, standing: Standing, on: date) -> tuple[Standing, int]:
    """Where it stands once it was settled on a day, and how many times were missed between."""
    if mode is Mode.FLOATING:
        return Standing(rhythm.after(on, on), on, standing.occurrence + 1), 0
    missed, day = 0, rhythm.after(standing.series_on, standing.anchor_on)
    while day <= on:
        missed, day = missed + 1, rhythm.after(day, standing.anchor_on)
    return Standing(day, standing.anchor_on, standing.occurrence + 1 + missed), missed


def back_to(rhythm: Rhythm, mode: Mode, standing: Standing, day: date) -> Standing:
    """Where it stood when this day was asked for, which was settled and is owed again."""
    if mode is Mode.FLOATING:
        return Standing(day, day, max(standing.occurrence - 1, 1))
    while (before := rhythm.before(standing.series_on, standing.anchor_on)) is not None:
        if abs(before - day) > abs(standing.series_on - day):
            break
        standing = Standing(before, standing.anchor_on, standing.occurrence - 1)
    return standing


def last_by(rhythm: Rhythm, standing: Standing, on: date) -> Standing:
    """The last time that has come by this day, where several have."""
    while (day := rhythm.after(standing.series_on, standing.anchor_on)) <= on:
        standing = Standing(day, standing.anchor_on, standing.occurrence + 1)
    return standing


def sooner(before: Rhythm, rhythm: Rhythm, standing: Standing, on: date) -> Standing | None:
    """Where it stands by a shorter rhythm, counted from the last time, if that is sooner."""
    last = before.before(standing.series_on, standing.anchor_on)
    if last is None or rhythm.length >= before.length:
        return None
    following = rhythm.after(last, last)
    if following >= standing.series_on:
        return None
    if following >= on:
        return Standing(following, last, standing.occurrence)
    return Standing(on, on, standing.occurrence)
