"""The timeline, for programs: all lots of a project or of a site with their days in one answer."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from assets.errors import Missing
from assets.procurement.charts import Line, Row
from assets.procurement.strokes import Mark
from assets.rights import Permission
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer
from web.doors import programs
from web.timelines import AskedTimeline, on_screen

router = programs("/timeline", tags=["lots"])


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(
    answer: Answer,
    db: Db,
    rights: MyRights,
    me: Me,
    today: Today,
    asked: Annotated[AskedTimeline, Query()],
) -> Response:
    """The lots of `project` or of `site`, in the groups of `by`, in the time that `zoom` shows.

    `ties` says what each milestone waits for. `more` is true where there are more lots than these.
    """
    timeline = asked.found(db, rights, asked.of_project(db, rights, today))
    if timeline is None:
        raise Missing("There is no project here yet.")
    chart = asked.chart(timeline, today, me.language, on_screen)
    said = {
        "name": timeline.name,
        "shown_from": _day(chart.shown.start),
        "shown_until": _day(chart.shown.end),
        "days": [_line(each) for each in chart.lines],
        "groups": [
            {"name": group.name, "lots": [_lot(each) for each in group.rows]}
            for group in chart.groups
        ],
        "more": timeline.more,
    }
    return answer.item(said)


def _line(line: Line) -> dict[str, Any]:
    return {"kind": line.kind, "name": line.words, "on": _day(line.on)}


def _lot(row: Row) -> dict[str, Any]:
    schedule = row.schedule
    lot = schedule.lot
    return {
        "number": lot.number,
        "title": lot.title,
        "partner": lot.partner.code,
        "site": lot.site.code if lot.site else None,
        "standing": row.standing,
        "words": row.words,
        "planned_end": _day(schedule.planned_end),
        "expected_end": _day(schedule.ends_on),
        "slip_days": schedule.slip_days,
        "contract_ends_on": _day(schedule.bounds.contract_ends_on),
        "milestones": [_mark(each) for each in row.marks if each.planned_on and _stands(each)],
    }


def _stands(mark: Mark) -> bool:
    """Not where it was only planned."""
    return mark.kind != "baseline"


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "code": mark.href.rpartition("/")[2],
        "name": mark.name,
        "state": mark.kind,
        "on": _day(mark.on),
        "planned_on": _day(mark.planned_on),
        "slip": mark.slip,
        "waits_for": mark.waits,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
