"""Working days: public holidays of a country, its swapped Saturdays, and what the house adds."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record
from assets.errors import Missing, Refused
from assets.inventory import partners, places
from assets.rights import Rights
from assets.words import N_, Language

WORKED = N_("{day} is a working day anyway.")
FREE = N_("{day} is free anyway.")
_SATURDAY = 5
_OTHER_DAY = re.compile(r"(\d{4})\. (\d\d)\. (\d\d)\.")


class CalendarDay(Record, table=True):
    """A day that is not what the calendar of its country says: free after all, or worked."""

    __table_args__ = (UniqueConstraint("country", "day"),)

    country: str = Field(max_length=2)
    day: date
    working: bool = False
    name: str = Field(default="", max_length=120)

    @property
    def label(self) -> str:
        return f"{self.country} {self.day.isoformat()}"


@dataclass(frozen=True)
class Shipped:
    """What the law of a country says of a year: its holidays by name, and the days worked for them.

    Hungary works some Saturdays for the Mondays and Fridays that it takes off.
    """

    holidays: Mapping[date, str]
    worked: frozenset[date] = frozenset()
    # Days off, each with the day that is worked for it.
    swapped: Mapping[date, date] = field(default_factory=dict)

    def free(self, day: date) -> bool:
        weekend = day.weekday() >= _SATURDAY
        return day not in self.worked and (weekend or day in self.holidays)


@dataclass(frozen=True)
class Special:
    """One day of a year that is not an ordinary one, and why."""

    day: date
    name: str
    working: bool
    instead: date | None = None  # the other day of a swap
    exception: CalendarDay | None = None


@lru_cache(maxsize=512)
def shipped(country: str, year: int, language: str = "") -> Shipped:
    """The year as the library of holidays has it, in the country's own words or in English.

    Of a country that it does not know only the weekends are free.
    """
    import holidays  # noqa: PLC0415 - it takes long to load, and most requests ask no calendar

    said = "en_US" if language == Language.EN else country.lower()
    try:
        days = holidays.country_holidays(country, years=year, language=said)
    except NotImplementedError:
        return Shipped({})
    own = dict(days) if not language else shipped(country, year).holidays
    worked = frozenset(getattr(days, "weekend_workdays", ()))
    return Shipped(
        dict(days), worked, {day: other for day, other in _swaps(own) if other in worked}
    )


def _swaps(named: Mapping[date, str]) -> Iterator[tuple[date, date]]:
    """Each day off whose name says in the country's own manner which day is worked for it."""
    for day, name in named.items():
        if found := _OTHER_DAY.search(name):
            year, month, of_month = map(int, found.groups())
            yield day, date(year, month, of_month)


def free_in(country: str, own: Mapping[date, bool]) -> Callable[[date], bool]:
    """Whether nobody works there on a day. `own` says of single days whether they are worked."""
    return partial(_free, country, own)


def _free(country: str, own: Mapping[date, bool], day: date) -> bool:
    if day in own:
        return not own[day]
    return shipped(country, day.year).free(day)


def later(free: Callable[[date], bool], day: date, days: int) -> date:
    """The day that comes so many working days after `day`."""
    for _ in range(days):
        day += timedelta(1)
        while free(day):
            day += timedelta(1)
    return day


def between(free: Callable[[date], bool], first: date, last: date) -> int:
    """How many working days come after the first day, up to the last."""
    span = range(1, (last - first).days + 1)
    return sum(not free(first + timedelta(each)) for each in span)


def calendar(session: Session, country: str) -> Callable[[date], bool]:
    """Whether nobody works in a country on a day, with what the house has said of it."""
    return free_in(country, own_days(session, [country])[country])


def own_days(session: Session, countries: Iterable[str]) -> dict[str, dict[date, bool]]:
    """What the house has said about single days of these countries."""
    found: dict[str, dict[date, bool]] = {country: {} for country in countries}
    for each in session.exec(select(CalendarDay).where(col(CalendarDay.country).in_(found))):
        found[each.country][each.day] = each.working
    return found


def of_year(country: str, year: int) -> SelectOfScalar[CalendarDay]:
    """What the house has said about days of one year."""
    within = col(CalendarDay.day).between(date(year, 1, 1), date(year, 12, 31))
    return select(CalendarDay).where(CalendarDay.country == country, within)


def year(session: Session, country: str, of: int, language: Language) -> list[Special]:
    """Every day of a year that is not what its weekday says, in order, with what was added."""
    law = shipped(country, of, language)
    own = {each.day: each for each in session.exec(of_year(country, of))}
    days = {*law.holidays, *law.worked, *own}
    swaps = {**law.swapped} | {worked: off for off, worked in law.swapped.items()}
    return [_special(law, own.get(day), day, swaps.get(day)) for day in sorted(days)]


def _special(law: Shipped, own: CalendarDay | None, day: date, instead: date | None) -> Special:
    name = "" if instead else law.holidays.get(day, "")
    if own:
        return Special(day, own.name or name, own.working, exception=own)
    return Special(day, name, not law.free(day), instead)


def declare(
    session: Session, *, country: str, day: date, working: bool, name: str = ""
) -> CalendarDay:
    """A day of a country that is worked, or free, though its calendar says otherwise."""
    country = partners.country_of(country)
    if session.exec(select(CalendarDay.id).where(*_on(country, day))).first():
        raise Refused("{day} has its exception already. Take it away first.", day=day, field="day")
    if shipped(country, day.year).free(day) is not working:
        raise Refused(WORKED if working else FREE, day=day, field="day")
    own = CalendarDay(country=country, day=day, working=working, name=name.strip())
    session.add(own)
    session.flush()
    return own


def declared(session: Session, country: str, day: date) -> CalendarDay:
    """The exception that was made for a day. Raises Missing where there is none."""
    own = session.exec(select(CalendarDay).where(*_on(country.upper(), day))).first()
    if own is None:
        raise Missing("There is no exception on {day}.", day=day)
    return own


def _on(country: str, day: date) -> tuple[bool, bool]:
    return CalendarDay.country == country, CalendarDay.day == day


def countries(session: Session, seen_by: Rights) -> list[str]:
    """Where the sites are that may be seen, each country once."""
    return sorted({site.country for site in places.sites(session, seen_by) if site.country})
