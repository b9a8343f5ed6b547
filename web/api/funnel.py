"""The funnel for programs: /api/v1/funnel."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from assets.procurement import funnel
from assets.procurement.funnel import NEVER, STEPS, Step
from assets.rights import Permission
from web.access import Db, Me, MyRights, may
from web.answer import Answer
from web.doors import programs
from web.stuck import AskedFunnel, mover

router = programs("/funnel", tags=["deliveries"])


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(
    answer: Answer, db: Db, me: Me, rights: MyRights, asked: Annotated[AskedFunnel, Query()]
) -> Response:
    """How many things of each partner and site have come to each step.

    With `step`, a page of those that have come to it and no further, the longest stuck first.
    """
    wanted = asked.wanted(db, rights)
    if asked.step:
        found = funnel.stuck(db, wanted, asked.step, asked.cut, rights)
        told = [_stuck(row, asked.step, mover(me.language, asked.step, row)) for row in found.rows]
        return answer.page(found, told)
    rows = funnel.rows(db, wanted, rights)
    return answer.item({"items": [_row(row) for row in rows]})


def _row(row: funnel.Row) -> dict[str, Any]:
    come = {step.value: row.come_to(step) for step in STEPS}
    return {"partner": row.partner, "site": row.site or None} | come


def _stuck(row: Any, at: Step, who: str) -> dict[str, Any]:
    return {
        "step": at,
        "lot": row.lot,
        "title": row.name or row.title,
        "tag": row.tag,
        "count": row.count,
        "since": row.since.isoformat() if row.since != NEVER else None,
        "who": who,
    }
