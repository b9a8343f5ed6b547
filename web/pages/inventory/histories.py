"""Pages about what happened to a record, and what it was on a past day."""

from typing import Annotated

from fastapi.responses import Response

from assets import biographies, chronicle, pasts
from assets.errors import Refused
from assets.exchange import cells
from web import histories
from web.access import Db, may
from web.doors import pages
from web.histories import Asked
from web.page import Page, PageFor
from web.paging import from_address
from web.remembered import HOMES, Remembered, TheRemembered

router = pages()

TheAsked = Annotated[Asked, from_address(Asked)]


def index(page: Page, db: Db, told: TheRemembered, asked: TheAsked) -> Response:
    return _history(page, db, told, asked)


def download(page: Page, told: TheRemembered, asked: TheAsked) -> Response:
    return histories.of_record(page.request, told, asked, page.rights)


def choose(page: Page, db: Db, told: TheRemembered, day: str = "") -> Response:
    """To the page of the day that somebody wrote."""
    try:
        meant = cells.day(day)
    except Refused as no:
        return _history(page, db, told, Asked(), wrong=page.say(no.words, **no.values), day=day)
    return page.sent_to(f"{told.href}/on/{meant}" if meant else f"{told.href}/history")


def show(page: Page, db: Db, told: TheRemembered, day: str) -> Response:
    """What it was when that day was over where it stands."""
    meant = cells.day(day)
    if meant is None:
        raise Refused("Say on which day.")
    moment = pasts.end_of(meant, told.zone)
    state = pasts.as_of(db, told.record.id, moment)
    return page.render(
        "histories/past.html",
        told=told,
        on=meant,
        day=meant,
        wrong="",
        facts=pasts.facts(db, told.record, state, moment, page.language) if state else [],
    )


for _home in HOMES:
    _of, _seen = f"{_home.path}/{{key}}", [may(_home.needs)]
    router.get(f"{_of}/history", dependencies=_seen)(index)
    router.get(f"{_of}/history.csv", dependencies=_seen)(download)
    router.get(f"{_of}/on", dependencies=_seen)(choose)
    router.get(f"{_of}/on/{{day}}", dependencies=_seen)(show)


def _history(
    page: PageFor, db: Db, told: Remembered, asked: Asked, wrong: str = "", day: str = ""
) -> Response:
    wanted, path = asked.wanted(page.zone), f"{told.href}/history"
    found = biographies.listed(db, told.record, wanted, asked.cut, page.rights)
    known = [
        (name, page.say(called) if isinstance(called, str) else page.said(called))
        for name, called in told.fields(db)
    ]
    said = {
        "who": page.quoted(asked.who),
        "field": dict(known).get(asked.field, ""),
        "day": page.said(wanted.since.date()) if wanted.since else "",
    }
    return page.render(
        "histories/index.html",
        status=422 if wrong else 200,
        told=told,
        asked=asked,
        known=known,
        wrong=wrong,
        day=day,
        chips=asked.chips(path, said),
        history=chronicle.told(db, found.rows, page.language),
        neighbours=asked.neighbours(path, found),
        download=asked.address(f"{path}.csv"),
    )
