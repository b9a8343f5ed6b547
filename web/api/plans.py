"""Maintenance plans, for programs: /api/v1/plans."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.maintenance import inheritance, occurrences, planned, plans, previews
from assets.maintenance.inheritance import Move
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.series import Coming
from assets.maintenance.terms import AtClosure, Kind, Register, Shift, Source, titles_of
from assets.rhythm import Mode, Unit
from assets.rights import Permission, Role
from web import planning
from web.access import Db, MyRights, Today, may
from web.answer import Answer, AnswerFor, Day
from web.cared import ThePlan
from web.doors import programs
from web.filters import AskedPlans
from web.planned import added, subject

router = programs("/plans", tags=["plans"])


class Larger(BaseModel):
    """What every so many times takes the place of the ordinary work; the checklist by its name."""

    model_config = ConfigDict(extra="forbid")

    nth: int = Field(ge=2, le=1000)
    title: str = Field(min_length=1, max_length=200)
    checklist: str = ""


class Changes(BaseModel):
    """What a plan asks for. A field that is left out stays as it is.

    People, firms, counters and checklists are named as they are called, or by their keys.
    """

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=200)
    kind: Kind | None = None
    source: Source | None = None
    reference: str | None = Field(default=None, max_length=200)
    listed_in: Register | None = None
    every: int | None = Field(default=None, ge=1, le=1200)
    unit: Unit | None = None
    month_end: bool | None = None
    mode: Mode | None = None
    quantity: str | None = None
    meter_every: Decimal | None = Field(default=None, gt=0, max_digits=14, decimal_places=4)
    levels: list[Larger] | None = None
    early_days: int | None = Field(default=None, ge=0, le=365)
    late_days: int | None = Field(default=None, ge=0, le=365)
    lead_days: int | None = Field(default=None, ge=0, le=365)
    on_free_day: Shift | None = None
    at_closure: AtClosure | None = None
    checklist: str | None = None
    needs_certificate: bool | None = None
    needs_photo: bool | None = None
    needs_signature: bool | None = None
    person: str | None = None
    role: Role | None = None
    provider: str | None = None
    reason: str = Field(default="", max_length=1000)

    @property
    def said(self) -> dict[str, Any]:
        """What it says. Only what can be empty is emptied by null."""
        said = self.model_dump(exclude_unset=True)
        return {name: value for name, value in said.items() if value is not None or name in _EMPTY}


_EMPTY = {
    *("listed_in", "every", "quantity", "meter_every", "early_days", "late_days", "checklist"),
    *("person", "role", "provider"),
}


class Writing(Changes):
    """A new plan on the asset, the type, the model or the place of this tag, key, id or path.

    On a place it is for all that stands there, of the type if one is named; `in_rounds`, or with
    the tags of `stops`, it is one round.
    """

    asset: str = ""
    type: str = ""
    model: UUID | None = None
    place: str = ""
    in_rounds: bool = False
    stops: str = ""
    title: str = Field(min_length=1, max_length=200)
    kind: Kind
    first_on: Day | None = None


Posted = Annotated[Writing, Body()]
Patched = Annotated[Changes, Body()]
DueOn = Annotated[Day, Body(embed=True)]
Why = Annotated[str, Body(embed=True, max_length=400)]


@router.get("", dependencies=[may(Permission.PLANS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedPlans, Query()]
) -> Response:
    """A page of the plans on assets, by the day they fall due."""
    found = planned.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    return answer.page(found, [_row(row) for row in found.rows])


@router.post("", dependencies=[may(Permission.PLANS_KEEP)], status_code=201)
def add(answer: Answer, db: Db, rights: MyRights, today: Today, said: Posted) -> Response:
    """Plan a duty on one asset or as a round, from today unless said otherwise, or on a kind.

    Answers 201 with the plan.
    """
    plan = added(db, rights, said, planning.terms(db, said.said, rights), today)
    db.flush()
    made = plans.plan(db, plan.id, rights)
    return answer.item(item(made), 201, f"/api/v1/plans/{plan.id}")


@router.post("/dates", dependencies=[may(Permission.PLANS_KEEP)])
def dates_of_new(answer: Answer, db: Db, rights: MyRights, today: Today, said: Posted) -> Response:
    """The next ten times of a new plan, of which nothing is kept."""
    meant = subject(db, rights, said)
    terms = planning.terms(db, said.said, rights)
    coming = previews.of_new(db, terms, said.first_on or today, meant.where)
    return answer.item({"items": [_coming(each) for each in coming]})


@router.get("/{key}", dependencies=[may(Permission.PLANS_SEE)])
def show(answer: Answer, plan: ThePlan) -> Response:
    """One plan."""
    return answer.item(item(plan))


@router.patch("/{key}", dependencies=[may(Permission.PLANS_KEEP)])
def edit(answer: Answer, db: Db, rights: MyRights, plan: ThePlan, said: Patched) -> Response:
    """Change the terms. A type's plan passes them on to its assets, but not to those changed.

    Where open orders move with it, `moves` names them beside the item.
    """
    terms = planning.terms(db, said.said, rights, plan.terms)
    moves = inheritance.change(db, plan, terms, said.reason)
    db.flush()
    db.refresh(plan, ["quantity", "checklist", "person", "provider"])
    moved = {"moves": [_moved(each) for each in moves]} if moves else {}
    return answer.item(item(plan) | moved)


@router.post("/{key}/dates", dependencies=[may(Permission.PLANS_KEEP)])
def dates(
    answer: Answer, db: Db, rights: MyRights, today: Today, plan: ThePlan, said: Patched
) -> Response:
    """The next ten times by these terms, and the open orders that would move. Nothing is kept."""
    terms = planning.terms(db, said.said, rights, plan.terms)
    coming = [_coming(each) for each in previews.of_changed(db, plan, terms, today)]
    moves = [_moved(each) for each in previews.moves(db, plan, terms)]
    return answer.item({"items": coming, "moves": moves})


@router.post("/{key}/reschedule", dependencies=[may(Permission.PLANS_KEEP)])
def reschedule(answer: Answer, db: Db, plan: ThePlan, due_on: DueOn, reason: Why = "") -> Response:
    """Another day for the next time; all later times are counted from it.

    What the law or safety asks for is put off with a reason alone.
    """
    occurrences.reschedule(db, plan, due_on, reason)
    return _item(answer, db, plan)


@router.post("/{key}/pause", dependencies=[may(Permission.PLANS_KEEP)])
def pause(answer: Answer, db: Db, plan: ThePlan, reason: Why = "") -> Response:
    """Nothing falls due by it until it goes on. What the law or safety asks for wants a reason."""
    inheritance.pause(db, plan, reason)
    return _item(answer, db, plan)


@router.post("/{key}/resume", dependencies=[may(Permission.PLANS_KEEP)])
def resume(answer: Answer, db: Db, plan: ThePlan) -> Response:
    """Go on with the day it had."""
    inheritance.resume(db, plan)
    return _item(answer, db, plan)


@router.post("/{key}/end", dependencies=[may(Permission.PLANS_KEEP)])
def end(answer: Answer, db: Db, plan: ThePlan, today: Today, reason: Why = "") -> Response:
    """It asks for nothing any more. What the law or safety asks for wants a reason."""
    inheritance.end(db, plan, today, reason)
    return _item(answer, db, plan)


def item(plan: MaintenancePlan) -> dict[str, Any]:
    """A plan under the names of the contract. It has been found with all that it names."""
    return {
        "id": str(plan.id),
        **_subject(plan),
        "title": plan.title,
        "titles": plan.titles._asdict(),
        **{name: getattr(plan, name) for name in _SAME},
        **_named(plan),
        "levels": [asdict(each) for each in plan.terms.levels],
        "binding": plan.binding,
        **{name: _day(getattr(plan, name)) for name in _DAYS},
        "suspended_for": plan.suspended_for,
        "paused": plan.paused,
        "version": plan.version,
    }


_SAME = (
    *("kind", "source", "reference", "listed_in", "every", "unit", "month_end", "mode"),
    *("early_days", "late_days", "lead_days", "on_free_day", "at_closure", "needs_certificate"),
    *("needs_photo", "needs_signature", "role", "occurrence", "overridden", "reason"),
)
_DAYS = ("due_on", "series_on", "early_on", "suspended_on", "ended_on")


def _subject(plan: MaintenancePlan) -> dict[str, Any]:
    return {
        "asset": plan.asset.tag if plan.asset else None,
        "type": plan.type.key if plan.type else None,
        "model": str(plan.model_id) if plan.model_id else None,
        "place": plan.place.path if plan.place else None,
        "in_rounds": plan.in_rounds,
        "from_plan": str(plan.from_plan_id) if plan.from_plan_id else None,
    }


def _named(plan: MaintenancePlan) -> dict[str, Any]:
    return {
        "quantity": plan.quantity.key if plan.quantity else None,
        "meter_every": _amount(plan.meter_every),
        "checklist": plan.checklist.key if plan.checklist else None,
        "person": plan.person.name if plan.person else None,
        "provider": plan.provider.name if plan.provider else None,
    }


def _amount(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize(), "f")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moved(move: Move) -> dict[str, Any]:
    said = {"order": move.number, "asset": move.tag or None}
    return said | {"from": move.old.isoformat(), "to": move.new.isoformat()}


def _coming(each: Coming) -> dict[str, Any]:
    days = ("due_on", "series_on", "early_on", "late_on")
    title = each.level.title if each.level else None
    return {name: _day(getattr(each, name)) for name in days} | {"level": title}


def _item(answer: AnswerFor, db: Db, plan: MaintenancePlan) -> Response:
    db.flush()  # which counts the version on
    return answer.item(item(plan))


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "titles": titles_of(row)._asdict(),
        "kind": row.kind,
        "source": row.source,
        "listed_in": row.listed_in,
        "meter_every": _amount(row.meter_every),
        "every": row.every,
        "unit": row.unit,
        "mode": row.mode,
        "asset": row.tag or None,
        "site": row.site,
        "place": row.place,
        "due_on": row.due_on.isoformat() if row.due_on else None,
    }
