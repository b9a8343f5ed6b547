"""The timeline: all lots of a project against their plan and against its end."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from assets.procurement import projects, schedules
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule, Standing
from assets.rights import Permission
from assets.words import N_, say_count
from web import views
from web.access import Db, MyRights, Today, may
from web.page import Page, PageFor
from web.pages.procurement.chart import chart

router = APIRouter(prefix="/procurement")

# How a standing looks: the chip and its icon.
LOOKS = {
    Standing.UNPLANNED: ("soon", "circle-dashed"),
    Standing.ON_PLAN: ("up", "circle-check"),
    Standing.SLIPPING: ("degraded", "triangle-alert"),
    Standing.LATE: ("down", "clock-alert"),
    Standing.BEYOND: ("down", "octagon-x"),
    Standing.FINISHED: ("here", "flag"),
}


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, project: str = "") -> Response:
    seen = db.exec(projects.listed(rights)).all()
    chosen = projects.coded(db, project, rights) if project else _first(seen, today)
    if chosen is None:
        begins = rights.may_for(Permission.PROCUREMENT_KEEP)
        return page.render("procurement/timeline/empty.html", begins=begins)
    lots = schedules.timeline(db, chosen, rights)
    drawing = chart(chosen, lots, today, page.language)
    return page.render(
        "procurement/timeline/index.html",
        project=chosen,
        begins=rights.may_for(Permission.PROCUREMENT_KEEP),
        others=[each for each in seen if each.id != chosen.id],
        answer=_answer(page, chosen, lots, today),
        chart=drawing,
        lots=list(zip(lots, drawing.rows, strict=True)),
        looks=[LOOKS[each.standing(today)] for each in lots],
        **views.of_list(page, db),
    )


def _first(seen: Sequence[Project], today: date) -> Project | None:
    """The one that runs today, or else the latest."""
    return next((each for each in seen if each.runs(today)), seen[0] if seen else None)


def _answer(
    page: PageFor, project: Project, lots: Sequence[Schedule], today: date
) -> tuple[str, str]:
    """The tone and the sentence on top: the worst that can be said of these lots."""
    if not lots and not project.durability_until:
        return "calm", page.say(N_("No lot has been opened yet."))
    count = Counter(each.standing(today) for each in lots)
    if project.durability_until:
        stay = N_("This project is closed. Its things must stay until {day}.")
        return "calm", page.say(stay, day=project.durability_until)
    if beyond := count[Standing.BEYOND]:
        return "bad", say_count(
            page.language,
            "{count} lot ends after the project, which ends on {day}.",
            "{count} lots end after the project, which ends on {day}.",
            beyond,
            day=project.ends_on,
        )
    if late := count[Standing.LATE]:
        return "bad", say_count(
            page.language, "{count} lot is late.", "{count} lots are late.", late
        )
    if slipping := count[Standing.SLIPPING]:
        return "warn", say_count(
            page.language,
            "{count} lot comes later than planned, and still before the end of the project.",
            "{count} lots come later than planned, and still before the end of the project.",
            slipping,
        )
    return "good", page.say(N_("Every lot is on plan."))
