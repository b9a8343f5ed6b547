"""The agenda: every dated thing, as a list, a week or a month."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from babel import dates
from fastapi.responses import Response

from assets import diary
from assets.agenda import Group, Occasion
from assets.diary import Wanted
from assets.people import Person
from assets.rhythm import months_after
from assets.rights import Rights
from assets.words import N_, WRITTEN_AS
from web import views
from web.access import Db, Me, MyRights, Today, signed_in
from web.doors import pages
from web.filters import site_of
from web.page import Page, PageFor
from web.paging import Paged, Perhaps, from_address

router = pages("/agenda")

HERE = "/agenda"
FAR = (date(1900, 1, 1), date(9000, 1, 1))
WEEK = timedelta(days=6)
IN_MONTH, IN_WEEK = 3, 60  # things that a day shows before it only counts


class AskedAgenda(Paged):
    """What the agenda is asked for, as it stands in the address."""

    shown: Perhaps[Literal["week", "month"]] = None
    on: Perhaps[date] = None
    kind: Perhaps[Occasion] = None
    site: str = ""
    mine: bool = False

    def wanted(self, session: Db, seen_by: Rights, me: Person) -> Wanted:
        return Wanted(
            occasions=[self.kind] if self.kind else [],
            site=site_of(session, self.site, seen_by),
            taken_by=me if self.mine else None,
        )


TheAskedAgenda = Annotated[AskedAgenda, from_address(AskedAgenda)]


@dataclass(frozen=True)
class Square:
    """One day as the page shows it."""

    day: date
    group: Group
    outside: bool = False  # of the month that is shown
    more: str = ""  # the address at which all of it stands


@router.get("", dependencies=[signed_in()])
def index(
    page: Page, db: Db, rights: MyRights, me: Me, today: Today, asked: TheAskedAgenda
) -> Response:
    wanted = asked.wanted(db, rights, me)
    choices = _choices(page)
    said = asked.chosen(choices) | {"mine": page.say(N_("Taken on by me")) if asked.mine else ""}
    listed = _days(page, db, rights, today, asked, wanted)
    if asked.shown is None:
        listed = _list(db, rights, asked, wanted if asked.on else replace(wanted, today=today))
    return page.render(
        f"agenda/{asked.shown or 'list'}.html",
        block="found",
        asked=asked,
        today=today,
        choices=choices,
        chips=asked.chips(HERE, said),
        ways=_ways(page, asked, today),
        **listed,
        **views.of_list(page, db),
    )


def _list(db: Db, rights: Rights, asked: AskedAgenda, wanted: Wanted) -> dict[str, Any]:
    """From the first that is late, or from the day that is asked for."""
    found = diary.listed(db, wanted, (asked.on or FAR[0], FAR[1]), asked.cut, rights)
    return {"found": found, "neighbours": asked.neighbours(HERE, found)}


def _days(
    page: PageFor, db: Db, rights: Rights, today: date, asked: AskedAgenda, wanted: Wanted
) -> dict[str, Any]:
    """The days of the week or of the month that is shown, and what stands beside them."""
    on = asked.on or today
    span = _span(on, asked.shown)
    most = IN_MONTH if asked.shown == "month" else IN_WEEK
    groups = diary.days(db, wanted, span, rights, most=most) if asked.shown else {}
    weeks = [
        [_square(asked, groups, first + timedelta(nth), on) for nth in range(7)]
        for first in _mondays(span)
    ]
    return {
        "weeks": weeks,
        "weekdays": [dates.get_day_names("abbreviated", locale=_locale(page))[n] for n in range(7)],
        "title": _title(page, on, span, asked.shown),
        "count": sum(group.count for group in groups.values()),
        "steps": _steps(asked, on, span),
    }


def _span(on: date, shown: str | None) -> tuple[date, date]:
    """Whole weeks, from Monday to Sunday."""
    if shown == "month":
        month = list(Calendar().itermonthdates(on.year, on.month))
        return month[0], month[-1]
    monday = on - timedelta(on.weekday())
    return monday, monday + WEEK


def _mondays(span: tuple[date, date]) -> list[date]:
    return [span[0] + timedelta(nth) for nth in range(0, (span[1] - span[0]).days, 7)]


def _square(asked: AskedAgenda, groups: Mapping[date, Group], day: date, on: date) -> Square:
    group = groups.get(day, Group([], 0))
    outside = asked.shown == "month" and day.month != on.month
    return Square(day, group, outside, asked.address(HERE, shown="", on=day.isoformat()))


def _steps(asked: AskedAgenda, on: date, span: tuple[date, date]) -> tuple[str, str]:
    """The addresses of the week or month before and of the one after."""
    if asked.shown == "month":
        first = on.replace(day=1)
        around = (months_after(first, -1), months_after(first, 1))
    else:
        around = (span[0] - timedelta(7), span[0] + timedelta(7))
    return tuple(asked.address(HERE, on=day.isoformat()) for day in around)  # type: ignore[return-value]


def _title(page: PageFor, on: date, span: tuple[date, date], shown: str | None) -> str:
    if shown == "month":
        return dates.format_skeleton("yMMMM", on, locale=_locale(page))
    return dates.format_interval(*span, "yMMMd", locale=_locale(page))


def _locale(page: PageFor) -> str:
    return WRITTEN_AS[page.language]


def _ways(page: PageFor, asked: AskedAgenda, today: date) -> list[tuple[str, str, bool]]:
    """The three ways to look at it: address, words, and whether it is this one."""
    on = (asked.on or today).isoformat()
    named = {"": N_("List"), "week": N_("Week"), "month": N_("Month")}
    return [
        (
            asked.address(HERE, shown=shown, on=on if shown else ""),
            page.say(words),
            (asked.shown or "") == shown,
        )
        for shown, words in named.items()
    ]


def _choices(page: PageFor) -> dict[str, list[tuple[str, str]]]:
    return {
        "kind": [(each, page.said(each)) for each in Occasion],
        "site": [(site.code or "", site.name) for site in page.sites],
    }
