"""The working days of a country, for programs: /api/v1/calendar."""

from typing import Annotated, Any

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets import workdays
from assets.listing import PageOf
from assets.maintenance import seasons
from assets.rights import Permission
from assets.words import Language
from assets.workdays import CalendarDay, Special
from web.access import Db, Me, Today, may
from web.answer import Answer, Day
from web.cared import TheCalendarDay
from web.doors import programs

router = programs("/calendar", tags=["closures"])


class Exceptional(BaseModel):
    """A day of a country that is worked, or free, though its calendar says otherwise."""

    model_config = ConfigDict(extra="forbid")

    country: str = Field(min_length=2, max_length=2)
    day: Day
    working: bool
    name: str = Field(default="", max_length=120)


Posted = Annotated[Exceptional, Body()]
Country = Annotated[str, Query(min_length=2, max_length=2)]
Year = Annotated[int | None, Query(ge=1990, le=2100)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(
    answer: Answer, db: Db, me: Me, today: Today, country: Country, year: Year = None
) -> Response:
    """The days of a year that are not what their weekday says, this year's unless said otherwise.

    A day with an `exception` was added here.
    """
    days = workdays.year(db, country.upper(), year or today.year, Language(me.language))
    return answer.page(PageOf(days, None, None), [_special(each) for each in days])


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)], status_code=201)
def declare(answer: Answer, db: Db, said: Posted) -> Response:
    """Say of a day that it is worked, or free. Answers 201 with it."""
    return answer.item(_item(seasons.declare(db, **said.model_dump())), 201)


@router.post("/{country}/{day}/forget", dependencies=[may(Permission.CATALOGUE_KEEP)])
def forget(answer: Answer, db: Db, own: TheCalendarDay) -> Response:
    """Take an exception away: the day is again what the calendar of its country says."""
    seasons.forget(db, own)
    return answer.item(_item(own))


def _special(each: Special) -> dict[str, Any]:
    day = {"day": each.day.isoformat(), "name": each.name, "working": each.working}
    instead = each.instead.isoformat() if each.instead else None
    return day | {
        "instead": instead,
        "exception": _item(each.exception) if each.exception else None,
    }


def _item(own: CalendarDay) -> dict[str, Any]:
    return {
        "country": own.country,
        "day": own.day.isoformat(),
        "working": own.working,
        "name": own.name,
        "version": own.version,
    }
