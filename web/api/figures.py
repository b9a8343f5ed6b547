"""The figures of maintenance, for programs: /api/v1/figures."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from assets.maintenance import evidence
from assets.maintenance import figures as reckoning
from assets.rights import Permission
from web import figures
from web.access import Db, MyRights, Today, may
from web.answer import Answer
from web.doors import programs
from web.figures import AskedFigures, TheFigure

router = programs("/figures", tags=["figures"])

Asked = Annotated[AskedFigures, Query()]
SEES = [may(Permission.ORDERS_SEE)]


@router.get("", dependencies=SEES)
def index(answer: Answer, db: Db, rights: MyRights, today: Today, asked: Asked) -> Response:
    """Every figure of a span, as a whole (`site` is empty) and of each site."""
    scope, span = asked.scope(db, rights), asked.span(today)
    found, _ = reckoning.all_of(db, scope, span)
    rows = figures.rows(found, scope.sites, span)
    return answer.item({"items": [_item(figures.FIGURES, row) for row in rows]})


@router.get("/{name}", dependencies=SEES)
def by_month(
    answer: Answer, db: Db, rights: MyRights, today: Today, figure: TheFigure, asked: Asked
) -> Response:
    """One figure, such as `mtbf`, of each month of a span; of a year of them at least."""
    span, scope = asked.span(today), asked.scope(db, rights)
    months, found = reckoning.by_month(db, figure, scope, span)
    rows = [
        row
        for number, month in enumerate(months)
        for row in figures.rows([found.of_span(number)], (), month)
    ]
    return answer.item({"items": [_item(figures.FIGURES, row) for row in rows]})


@router.get("/{name}/rows", dependencies=SEES)
def rows(
    answer: Answer, db: Db, rights: MyRights, today: Today, figure: TheFigure, asked: Asked
) -> Response:
    """A page of the orders, or of the things, behind a figure: `counts` if above its line."""
    found = evidence.listed(db, asked.wanted(db, figure, today, rights), asked.cut)
    names = figures.columns(figure)
    return answer.page(found, [_item(names, figures.values(each, figure)) for each in found.rows])


def _item(names: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    said = (each.isoformat() if isinstance(each, date | datetime) else each for each in values)
    return dict(zip(names, said, strict=True))
