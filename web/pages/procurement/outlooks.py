"""Pages about what is to be expected: when a project and its lots are likely to end."""

from dataclasses import dataclass
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from assets.procurement import outlooks, schedules
from assets.procurement.lots import Lot
from assets.procurement.schedules import Schedule
from assets.procurement.simulations import Prospect
from assets.rights import Permission
from assets.words import Words
from web import purchases
from web.access import Db, MyRights, may, slowly
from web.doors import pages
from web.named import TheProject
from web.page import Page, PageFor

router = pages("/procurement/projects/{code}/outlook")

SAFE, DOUBTFUL = 80, 50  # chances in a hundred


@dataclass(frozen=True)
class Line:
    """One lot, with what is to be expected of it."""

    lot: Lot
    half: date
    likely: date
    chance: int
    tone: str
    stage: Words | None
    gain: int


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, project: TheProject, rights: MyRights) -> Response:
    outlook = outlooks.of(db, project)
    lots = schedules.timeline(db, project, rights)
    told = {each.lot.number: outlook.of_lot(each.lot.number) for each in lots} if outlook else {}
    whole = outlook.whole if outlook else None
    seen = {each.lot.number: each for each in lots}
    return page.render(
        "procurement/outlooks/show.html",
        project=project,
        outlook=outlook,
        overtaken=bool(outlook and outlooks.overtaken(db, project, outlook)),
        tone=_tone(whole.chance) if whole else "calm",
        sentence=outlooks.in_words(whole, project.ends_on, page.language) if whole else "",
        half=date.fromordinal(whole.half) if whole else None,
        decides=_decides(page, whole, seen) if whole else "",
        lines=[_line(seen[number], each) for number, each in told.items() if each],
        may_reckon=rights.may_for(Permission.PROCUREMENT_KEEP),
    )


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def reckon(page: Page, request: Request, code: str) -> Response:
    purchases.reckoned(request, code)
    return page.go_to(f"/procurement/projects/{code}/outlook")


def _tone(chance: int) -> str:
    return "good" if chance >= SAFE else "warn" if chance >= DOUBTFUL else "bad"


def _line(schedule: Schedule, prospect: Prospect) -> Line:
    return Line(
        lot=schedule.lot,
        half=date.fromordinal(prospect.half),
        likely=date.fromordinal(prospect.likely),
        chance=prospect.chance,
        tone=_tone(prospect.chance),
        stage=_stage(prospect, {schedule.lot.number: schedule}),
        gain=prospect.gain,
    )


def _decides(page: PageFor, prospect: Prospect, seen: dict[str, Schedule]) -> str:
    names = _stage(prospect, seen)
    return outlooks.decided_in_words(prospect, names, page.language) if names else ""


def _stage(prospect: Prospect, seen: dict[str, Schedule]) -> Words | None:
    """What decides it; a lot that she may not see is not spoken of."""
    laid = seen[prospect.number].milestones if prospect.number in seen else ()
    return next((each.names for each in laid if each.code == prospect.stage), None)
