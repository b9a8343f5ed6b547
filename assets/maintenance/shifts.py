"""Shifts: where a day goes that falls on a holiday, a weekend or a closure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from assets.maintenance.terms import AtClosure, Shift


@dataclass(frozen=True)
class Calendar:
    """When nobody works, and from which day to which it is closed, as one thing sees it."""

    free: Callable[[date], bool]
    closures: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True)
class Manner:
    """What a plan wants of a day that cannot be. A binding duty only ever moves earlier."""

    on_free_day: Shift = Shift.STAY
    at_closure: AtClosure = AtClosure.STAY
    binding: bool = False


def shifted(day: date, manner: Manner, calendar: Calendar) -> date | None:
    """The day on which it can be done; None if this time is left out."""
    return day


def calendar_of(
    session: Session, *, site_id: UUID | None, place_id: UUID | None, asset_id: UUID | None
) -> Calendar:
    """What holds for a thing, or for a place: its own closures and those of all that it is in."""
    return Calendar(free=lambda _: False)
