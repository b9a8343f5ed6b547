"""Things with a duty of law or safety on a day, past or present, and those of them that were late.

It is reckoned from what plans and orders say today. When a plan was paused, or a thing rested and
came back, is not kept there: what is paused now counts on no day.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, case, literal_column, union_all
from sqlmodel import Session, func, select

from assets.inventory.register import NEVER
from assets.maintenance import plans
from assets.maintenance.measures import DONE, Scope, looked_at
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import OWED_BY_THINGS

_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_OWED: ColumnElement[bool] = literal_column(OWED_BY_THINGS.format("maintenance_plan."))


class Late(NamedTuple):
    """A thing that was late after one day, and until another."""

    asset_id: UUID
    site_id: UUID
    after: date
    until: date

    def on(self, day: date) -> bool:
        return self.after < day < self.until


def counted(
    session: Session, scope: Scope, days: Sequence[date]
) -> dict[tuple[int, UUID], tuple[int, int]]:
    """Of each day and site: how many things had such a duty, and how many were late with one."""
    owing: dict[tuple[int, UUID], int] = defaultdict(int)
    for site_id, since, until, count in session.connection().execute(_owing(scope, days)):
        for number, day in enumerate(days):
            owing[number, site_id] += count if since <= day < until else 0
    late: dict[tuple[int, UUID], set[UUID]] = defaultdict(set)
    for each in _late(session, scope, days[0], days[-1]):
        for number, day in enumerate(days):
            if each.on(day):
                late[number, each.site_id].add(each.asset_id)
    return {key: (count, len(late[key])) for key, count in owing.items() if count}


def of_things(scope: Scope, on: date) -> ColumnElement[Any]:
    """The keys of the things that had such a duty on that day."""
    asked = _binding(scope)
    return select(_PLAN.c.asset_id).where(*asked, _since() <= on, _until() > on)  # type: ignore[return-value]


def late_on(scope: Scope, on: date) -> Any:
    """The keys of those of them that were late with one."""
    asked = [*_binding(scope), _since() <= on, _until() > on]
    standing = select(_PLAN.c.asset_id).where(*asked, plans.barred() < on)
    done = select(_PLAN.c.asset_id).join(_ORDER, _ORDER.c.plan_id == _PLAN.c.id)
    return union_all(
        standing, done.where(*asked, *_done_late(), _ORDER.c.late_on < on, _ORDER.c.done_on > on)
    )


def _owing(scope: Scope, days: Sequence[date]) -> Any:
    """How many things of a site have had such a duty from which of these days to which."""
    things = (
        select(
            _PLAN.c.asset_id,
            _PLAN.c.site_id,
            func.min(_since(), type_=Date).label("since"),
            func.max(_until(), type_=Date).label("until"),
        )
        .where(*_binding(scope))
        .group_by(_PLAN.c.asset_id, _PLAN.c.site_id)
        .subquery()
    )
    since = case((things.c.since < days[0], days[0]), else_=things.c.since).label("from_day")
    until = case((things.c.until > days[-1], NEVER), else_=things.c.until).label("to_day")
    met = things.c.since <= days[-1], things.c.until > days[0]
    asked: Any = select(things.c.site_id, since, until, func.count()).where(*met)
    return asked.group_by(things.c.site_id, "from_day", "to_day")


def _late(session: Session, scope: Scope, first: date, last: date) -> Iterator[Late]:
    keys, asked = (_PLAN.c.asset_id, _PLAN.c.site_id), _binding(scope)
    barred = plans.barred()
    standing: Any = select(*keys, barred.label("after"), _until().label("until"))
    done: Any = select(*keys, _ORDER.c.late_on, _ORDER.c.done_on)
    done = done.join(_ORDER, _ORDER.c.plan_id == _PLAN.c.id)
    late_on = looked_at(_ORDER.c.late_on)
    for rows in (
        standing.where(*asked, barred < last, _since() <= last),
        done.where(*asked, *_done_late(), late_on < last, _ORDER.c.done_on > first),
    ):
        yield from (Late(*row) for row in session.connection().execute(rows))


def _done_late() -> list[ColumnElement[bool]]:
    return [DONE, _ORDER.c.done_on > _ORDER.c.late_on]


def _binding(scope: Scope) -> list[ColumnElement[bool]]:
    """Plans on things that the law or a patient's safety asks for."""
    return [*scope.of(MaintenancePlan), _OWED]


def _since() -> ColumnElement[Any]:
    return func.date(_PLAN.c.created_at, type_=Date)


def _until() -> ColumnElement[Any]:
    """From this day on nothing is asked by it: it is over, or its thing rests."""
    ended, rests = (func.coalesce(_PLAN.c[name], NEVER) for name in ("ended_on", "suspended_on"))
    return case((ended < rests, ended), else_=rests)
