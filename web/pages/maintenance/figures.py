"""Pages about the figures of maintenance: all of them, and the rows behind one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlmodel import Session

from assets.errors import Refused
from assets.exchange import outgoing
from assets.exchange.exports import Value
from assets.maintenance import evidence
from assets.maintenance import figures as reckoning
from assets.maintenance.evidence import ABOVE, OF_THINGS, SHARED
from assets.maintenance.measures import Figure, Share
from assets.rights import Permission
from web import figures
from web.access import Db, MyRights, Today, may, reading
from web.doors import pages
from web.figures import ADDRESS, AskedFigures, Period, TheAskedFigures, TheFigure
from web.page import Page, PageFor

router = pages(ADDRESS)

CSV = "text/csv; charset=utf-8"
SEES = [may(Permission.ORDERS_SEE)]


@router.get("", dependencies=SEES)
def index(page: Page, db: Db, today: Today, asked: TheAskedFigures) -> Response:
    try:
        return _all(page, db, today, asked)
    except Refused as no:
        wrong = page.say(no.words, **no.values)
        return _all(page, db, today, AskedFigures(site=asked.site), typed=asked, wrong=wrong)


def _all(
    page: PageFor,
    db: Session,
    today: date,
    asked: AskedFigures,
    typed: AskedFigures | None = None,
    wrong: str = "",
) -> Response:
    scope, span = asked.scope(db, page.rights), asked.span(today)
    found, tallies = reckoning.all_of(db, scope, span)
    drawn = asked.figure or Figure.PM_COMPLIANCE
    whole = next(each for each in found if each.figure is drawn)
    return page.render(
        "maintenance/figures/index.html",
        status=422 if wrong else 200,
        asked=asked,
        typed=typed or asked,
        wrong=wrong,
        span=span,
        found=found,
        shown=lambda name, each, currency: figures.shown(
            name, each, each.whole(currency), currency, page.language
        ),
        drawn=drawn,
        told=whole.told,
        charts=figures.charts(db, drawn, scope, whole, span, page.language),
        planned=list(tallies.planned.values()),
        shared=SHARED,
        rows_above=ABOVE,
        choices=_choices(page),
    )


@router.get(".csv", dependencies=SEES)
def taken(db: Db, rights: MyRights, today: Today, asked: TheAskedFigures) -> Response:
    scope, span = asked.scope(db, rights), asked.span(today)
    found, _ = reckoning.all_of(db, scope, span)
    rows = list(figures.rows(found, scope.sites, span))
    return _csv(f"figures-{today}", lambda: outgoing.FORMATS["csv"](figures.FIGURES, rows))


@router.get("/{name}.csv", dependencies=SEES)
def rows_taken(
    request: Request,
    db: Db,
    rights: MyRights,
    today: Today,
    figure: TheFigure,
    asked: TheAskedFigures,
) -> Response:
    wanted = asked.wanted(db, figure, today, rights)
    return _csv(f"{figure}-{today}", lambda: _rows(request, wanted))


@router.get("/{name}", dependencies=SEES)
def show(page: Page, db: Db, today: Today, figure: TheFigure, asked: TheAskedFigures) -> Response:
    wanted = asked.wanted(db, figure, today, page.rights)
    found, choices = evidence.listed(db, wanted, asked.cut), _choices(page)
    said = asked.chosen({name: choices[name] for name in ("site", "share")})
    return page.render(
        "maintenance/figures/show.html",
        block="found",
        figure=figure,
        told=reckoning.TOLD[figure],
        of_things=figure in OF_THINGS,
        shared=figure in SHARED,
        address=page.path,
        asked=asked,
        span=wanted.span,
        found=found,
        choices=choices,
        chips=asked.chips(page.path, said | {"type": asked.type}),
        neighbours=asked.neighbours(page.path, found),
    )


def _choices(page: PageFor) -> dict[str, Sequence[tuple[str, str]]]:
    return {
        "site": [(site.code or "", site.name) for site in page.sites],
        "period": [(each.value, page.said(each)) for each in Period],
        "share": [(each.value, page.said(each)) for each in Share],
    }


def _csv(name: str, pieces: Callable[[], Iterator[bytes]]) -> Response:
    named = f'attachment; filename="{name}.csv"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return StreamingResponse(pieces(), media_type=CSV, headers=headers)


def _rows(request: Request, wanted: evidence.Wanted) -> Iterator[bytes]:
    """Piece by piece while it is sent, in a transaction of its own: the other is over by then."""
    with reading(request) as db:
        found = evidence.everything(db, wanted)
        rows: Iterator[list[Value]] = (figures.values(line, wanted.figure) for line in found)
        yield from outgoing.FORMATS["csv"](figures.columns(wanted.figure), rows)
