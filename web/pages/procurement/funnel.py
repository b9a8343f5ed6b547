"""The funnel: how far each thing has come from the budget to the report, and what is stuck."""

from typing import Annotated, Any

from fastapi.responses import Response

from assets.procurement import funnel, projects
from assets.procurement.funnel import STEPS, Step
from assets.rights import Permission
from web import views
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.page import Page
from web.paging import from_address
from web.stuck import AskedFunnel, mover

router = pages("/procurement/funnel")

TheAsked = Annotated[AskedFunnel, from_address(AskedFunnel)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    wanted = asked.wanted(db, rights)
    rows = funnel.rows(db, wanted, rights)
    at = asked.step or _fullest(rows)
    found = funnel.stuck(db, wanted, at, asked.cut, rights)
    choices = {
        "project": [(each.code, each.acronym) for each in db.exec(projects.listed(rights)).all()],
        "site": [(site.code or "", site.name) for site in page.sites],
    }
    return page.render(
        "procurement/funnel/index.html",
        asked=asked,
        at=at,
        steps=STEPS,
        rows=rows,
        all={step: sum(row.come_to(step) for row in rows) for step in STEPS},
        stay={step: sum(row.at.get(step, 0) for row in rows) for step in STEPS},
        found=found,
        stuck=[(row, _days(row, today), mover(page.language, at, row)) for row in found.rows],
        choices=choices,
        chips=asked.chips("/procurement/funnel", asked.chosen(choices)),
        neighbours=asked.neighbours("/procurement/funnel", found),
        **views.of_list(page, db),
    )


def _fullest(rows: list[funnel.Row]) -> Step:
    """Where the most is stuck, of what is under contract."""
    open_steps = STEPS[STEPS.index(Step.CONTRACTED) : -1]
    return max(open_steps, key=lambda step: sum(row.at.get(step, 0) for row in rows))


def _days(row: Any, today: Any) -> int | None:
    """For how many days it has been stuck, where that is known."""
    return (today - row.since).days if row.since != funnel.NEVER else None
