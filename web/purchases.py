"""What pages and programs say alike of the milestones of a lot and of what is to be expected."""

from datetime import date
from typing import Any

from fastapi import Request
from sqlmodel import Session

from assets.people import Person
from assets.procurement import outlooks, projects
from assets.procurement.milestones import Milestone
from assets.procurement.outlooks import Outlook
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.procurement.simulations import Prospect
from assets.rights import Permission
from web.access import reading, today, writing


def milestone_item(
    schedule: Schedule, milestone: Milestone, person: Person | None = None
) -> dict[str, Any]:
    """A milestone under the names of the contract, in JSON's own types."""
    known = schedule.chain.known
    return {
        "code": milestone.code,
        "name": milestone.names._asdict(),
        "status": "met" if milestone.met else "scheduled",
        "baseline_on": day(milestone.baseline_on),
        "forecast_on": day(milestone.forecast_on),
        "actual_on": day(milestone.actual_on),
        "slip_days": milestone.slip_days,
        "waits_for": [
            {"code": known[each.after_id].code, "days": each.days, "working": each.working}
            for each in schedule.chain.before.get(milestone.id, ())
        ],
        "responsible": person.email if person else None,
        "note": milestone.note,
        "version": milestone.version,
    }


def prospect_item(prospect: Prospect) -> dict[str, Any]:
    """When it ends in half of all cases and in eight of ten, and what decides it."""
    return {
        "half_on": day(date.fromordinal(prospect.half)),
        "likely_on": day(date.fromordinal(prospect.likely)),
        "chance_in_time": prospect.chance,
        "decided_by": {"lot": prospect.number, "milestone": prospect.stage}
        if prospect.stage
        else None,
        "week_saved_days": prospect.gain,
        "week_saved_chance": prospect.chance_then,
    }


def reckoned(request: Request, code: str) -> Outlook:
    """Reckon the outlook of a project anew, while nobody has to wait for the register."""
    with reading(request) as db:
        on = today(request, db)
        found = outlooks.data(db, _kept(request, db, code), on)
    said = found.said
    with writing(request) as db:
        _kept(request, db, code)
        return outlooks.keep(db, found, said)


def _kept(request: Request, db: Session, code: str) -> Project:
    """The project, for whoever keeps purchases of one of its partners."""
    project = projects.coded(db, code, request.state.rights)
    joined = db.exec(projects.partners_of(project)).all()
    keys = [each.partner_id for each in joined]
    request.state.rights.must_for(Permission.PROCUREMENT_KEEP, keys)
    return project


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None
