"""Pages about working days: the free days of a country in a year, and what the house adds."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import words, workdays
from assets.errors import Missing, Refused
from assets.maintenance import seasons
from assets.rights import Permission
from web.access import Db, Today, may
from web.cared import TheCalendarDay
from web.doors import pages
from web.forms import Day, Form, posted
from web.page import Page, PageFor

router = pages("/calendar")

FIRST, LAST = 1990, 2100


class Exceptional(BaseModel):
    """One day of a country that is worked, or free, though its calendar says otherwise."""

    country: str = Field(min_length=2, max_length=2)
    day: Day
    working: bool = False
    name: str = Field(default="", max_length=120)


class Verb(BaseModel):
    """Nothing but the exception that was looked at."""

    version: int | None = None


PostedDay = Annotated[Form[Exceptional], posted(Exceptional)]
PostedVerb = Annotated[Form[Verb], posted(Verb)]
Year = Annotated[int | None, Query(ge=FIRST, le=LAST)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(page: Page, db: Db, today: Today, country: str = "", year: Year = None) -> Response:
    return _shown(page, db, country, year or today.year, Form({}))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def declare(page: Page, db: Db, today: Today, form: PostedDay) -> Response:
    if form.valid:
        try:
            own = seasons.declare(db, **form.data.model_dump())
            return page.go_to(_address(own.country, own.day.year))
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, str(form.values.get("country", "")), today.year, form)


@router.post("/{country}/{day}/forget", dependencies=[may(Permission.CATALOGUE_KEEP)])
def forget(page: Page, db: Db, own: TheCalendarDay, form: PostedVerb) -> Response:
    own.expect(form.data.version)
    seasons.forget(db, own)
    return page.go_to(_address(own.country, own.day.year))


def _address(country: str, year: int) -> str:
    return f"/calendar?country={country}&year={year}"


def _shown(page: PageFor, db: Db, country: str, year: int, form: Form[Any]) -> Response:
    known = workdays.countries(db, page.rights)
    chosen = country.upper() or next(iter(known), "RO")
    if chosen not in {*known, "RO", "HU"}:
        raise Missing("There is no such page.")
    days = workdays.year(db, chosen, year, page.language)
    named = [(each, words.country(each, page.language)) for each in known or [chosen]]
    form.values = {"country": chosen, "day": "", "working": "", "name": ""} | form.values
    return page.render(
        "maintenance/calendar/index.html",
        status=422 if form.errors else 200,
        form=form,
        country=chosen,
        countries=[(_address(each, year), name, each == chosen) for each, name in named],
        named=words.country(chosen, page.language),
        year=year,
        before=_address(chosen, year - 1) if year > FIRST else "",
        after=_address(chosen, year + 1) if year < LAST else "",
        days=days,
    )
