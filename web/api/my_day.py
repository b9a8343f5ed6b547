"""My day, for programs: /api/v1/day."""

from datetime import date
from typing import Any

from fastapi.responses import Response

from assets import awaited, my_day
from assets.agenda import Duty, Group
from assets.maintenance import inbox, reopenings, spares
from assets.maintenance.closures import Closure
from assets.maintenance.orders import WorkOrder
from web.access import Db, MyRights, Today, signed_in
from web.answer import Answer
from web.doors import programs

router = programs(tags=["my day"])


@router.get("/day", dependencies=[signed_in()])
def show(answer: Answer, db: Db, rights: MyRights, today: Today) -> Response:
    """What the token's person must do and know today: the first of each, and how many."""
    day = my_day.of(db, rights, today)
    late = awaited.by_now(db, rights, today)
    return answer.item(
        {
            "day": today.isoformat(),
            "late": _group(day.late, today),
            "today": _group(day.today, today),
            "week": _group(day.week, today),
            "awaited": {
                "items": [_awaited(each, today) for each in late.duties],
                "count": late.count,
            },
            "short_parts": spares.shortages(db, rights),
            "following": _duty(day.following, today) if day.following else None,
            "faults": inbox.to_look_at(db, rights),
            "unfit": {
                "items": [_unfit(row) for row in day.unfit.rows],
                "count": day.unfit.count,
            },
            "shut": [_shut(*each) for each in reopenings.shut(db, rights, today)],
        }
    )


def _group(group: Group, on: date) -> dict[str, Any]:
    return {"items": [_duty(each, on) for each in group.duties], "count": group.count}


def _duty(duty: Duty, on: date) -> dict[str, Any]:
    """An order, a plan not opened yet, a milestone, an invoice or a report: the others are null."""
    return {
        "titles": duty.titles._asdict(),
        "due_on": duty.due_on.isoformat(),
        "days": duty.days(on),
        "order": duty.number or None,
        "plan": str(duty.plan_id) if duty.plan_id else None,
        "lot": duty.lot or None,
        "invoice": str(duty.invoice_id) if duty.invoice_id else None,
        "report": str(duty.report_id) if duty.report_id else None,
        "asset": duty.tag or None,
        "name": duty.name,
        "site": duty.site or None,
        "place": duty.place or None,
        "taken_by": duty.taken_by or None,
    }


def _awaited(duty: Duty, on: date) -> dict[str, Any]:
    """A transfer that has not arrived in time, or a lent thing that is not back."""
    return {
        "titles": duty.titles._asdict(),
        "due_on": duty.due_on.isoformat(),
        "days": duty.days(on),
        "transfer": duty.transfer or None,
        "loan": str(duty.loan_id) if duty.loan_id else None,
        "asset": duty.tag or None,
        "name": duty.name,
        "site": duty.site or None,
        "place": duty.place or None,
    }


def _unfit(row: Any) -> dict[str, Any]:
    return {
        "asset": row.tag,
        "name": row.name,
        "condition": row.condition,
        "barred_on": row.barred_on.isoformat() if row.barred_on else None,
        "site": row.site,
        "place": row.place,
    }


def _shut(closure: Closure, order: WorkOrder | None) -> dict[str, Any]:
    """A place or a thing that stays shut until its checklist is done."""
    return {
        "name": closure.name,
        "closure": str(closure.id),
        "order": order.number if order else None,
        "asset": closure.asset.tag if closure.asset else None,
        "place": closure.place.path if closure.place else None,
    }
