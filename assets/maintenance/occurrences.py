"""Occurrences: the order that a plan opens when its day comes, each once."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select
from sqlmodel import Session, col, select

from assets import duties, trail
from assets.database import in_haste, moment_of
from assets.errors import Refused
from assets.inventory.places import Place
from assets.maintenance import orders, plans, rests, rounds, series
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.series import Standing
from assets.maintenance.terms import Kind, Level, level_of
from assets.people import Person
from assets.rhythm import Mode

# What an order takes from its plan as it is.
_SAME = ("asset_id", "site_id", "partner_id", "kind")
_ASKED = (
    *("id", "title", "title_ro", "title_hu", "due_on", "series_on", "due_key", "open_key", "mode"),
    *("every", "unit", "source", "early_days", "late_days", "quantity_id", "levels", "occurrence"),
    *("place_id", "in_rounds", *orders.TAKEN_OVER, *_SAME),
)
_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]


def open_due(session: Session, on: date, site: Place | None = None) -> int:
    """Open an order for each occurrence that has come due, at one site or everywhere.

    Two may do so at once: the second waits for the counter and then finds nothing left to open.
    """
    with in_haste(session):
        return _open_due(session, on, site)


def _open_due(session: Session, on: date, site: Place | None) -> int:
    orders.take_numbers(session, 0)
    due = session.connection().execute(_due_unopened(on, site)).all()
    first = orders.take_numbers(session, len(due)) - len(due) + 1
    off = duties.off_since(session, duties.OPEN_DUE, site.id, on) if site else None
    blank = _blank(session, on)
    rows = [_of_plan(blank, plan, number, off) for number, plan in enumerate(due, first)]
    orders.press(session, rows)
    stops = rounds.lay_out(session, rows)
    trail.add_rows(session, WorkOrder, rows, label="number")
    rounds.keep(session, stops)
    return len(rows)


def _blank(session: Session, on: date) -> dict[str, Any]:
    """What all orders that are opened together say."""
    order = WorkOrder(
        number="", title="", kind=Kind.PREVENTIVE, asset_id=UUID(int=0), due_on=on, opened_on=on
    )
    order.created_at = moment_of(session)
    return order.model_dump()


def _due_unopened(on: date, site: Place | None) -> Any:
    standing = select(WorkOrder.id).where(
        WorkOrder.plan_id == _PLAN.c.id,
        col(WorkOrder.state).in_(TO_DO) | (col(WorkOrder.due_on) == _PLAN.c.due_on),
    )
    due = _asked().where(_PLAN.c.open_key <= on, ~standing.exists())
    if site:
        due = due.where(_PLAN.c.site_id == site.id)
    return due.order_by(_PLAN.c.open_key, _PLAN.c.id)


def _asked() -> Select[Any]:
    """What an order must know of its plan, with whose work it is while she is still here."""
    columns: Any = [*(_PLAN.c[name] for name in _ASKED), col(Person.id).label("person_id")]
    told: Select[Any] = select(*columns)
    still_here = (col(Person.id) == _PLAN.c.person_id) & ~col(Person.disabled)
    return told.select_from(_PLAN).outerjoin(Person, still_here)


def _of_plan(blank: dict[str, Any], plan: Any, number: int, off: date | None) -> dict[str, Any]:
    on, due_on = blank["opened_on"], plan.due_on or blank["opened_on"]
    missed = off and off <= plan.open_key < on
    level = level_of((Level(**each) for each in plan.levels), plan.occurrence)
    early_on, late_on = series.kept(plan, due_on, plan.series_on, on)
    same = {name: getattr(plan, name) for name in _SAME}
    return blank | same | orders.asked_by(plan) | _titles(plan, level) | {
        "id": uuid4(),
        "number": orders.numbered(number),
        "plan_id": plan.id,
        "place_id": plan.place_id if plan.in_rounds else None,
        "due_on": due_on,
        "due_key": due_on,
        "early_on": early_on,
        "late_on": late_on,
        "off_since": off if missed else None,
    }  # fmt: skip


def _titles(plan: Any, level: Level | None) -> dict[str, Any]:
    """What the order is about: the ordinary work, or the larger one whose time it is."""
    said = level or plan
    own = UUID(level.checklist_id) if level and level.checklist_id else None
    names = {name: getattr(said, name) for name in ("title", "title_ro", "title_hu")}
    return names | {"level": level.nth if level else 1, "checklist_id": own or plan.checklist_id}


def open_next(session: Session, plan: MaintenancePlan, on: date) -> WorkOrder:
    """Open the next occurrence of a plan now, without waiting for its day."""
    if not plan.living or not plan.falls_due or (plan.due_on is None and not plan.quantity_id):
        raise Refused("Nothing falls due by this plan.")
    session.flush()
    last = orders.take_numbers(session, 1)
    if (standing := orders.to_do_of(session, plan)) is not None:
        return standing
    if (order := _had(session, plan)) is not None:
        return order
    asked = session.connection().execute(_asked().where(_PLAN.c.id == plan.id)).one()
    row = _of_plan(_blank(session, on), asked, last, None)
    orders.press(session, [row])
    stops = rounds.lay_out(session, [row])
    order = WorkOrder(**row)
    session.add(order)
    session.flush()
    rounds.keep(session, stops)
    return order


def _had(session: Session, plan: MaintenancePlan) -> WorkOrder | None:
    """The order that its day has had. What was called off while the thing rested is asked again.

    For a test after a repair is done before the thing is back.
    """
    on_the_day = (WorkOrder.plan_id == plan.id, WorkOrder.due_on == plan.due_on)
    order = session.exec(select(WorkOrder).where(*on_the_day)).first()
    if order is None:
        return None
    if session.exec(select(WorkOrder.id).where(*on_the_day, rests.called_off())).first() is None:
        raise Refused("{day} has had its order already.", day=plan.due_on)
    rests.call_up(order)
    return order


def reschedule(session: Session, plan: MaintenancePlan, to: date, reason: str = "") -> None:
    """Another day for the next occurrence, for the order opened for it, and for all that follow.

    What binds is not put off without a reason, which enters the history.
    """
    if not plan.falls_due:
        raise Refused("Nothing falls due by this plan.")
    if plan.binding and plan.due_on and to > plan.due_on and not reason.strip():
        raise Refused("The law or safety asks for this. Say why it shall be later.", field="reason")
    had = select(WorkOrder.id).where(WorkOrder.plan_id == plan.id, WorkOrder.due_on == to)
    if to != plan.due_on and session.exec(had).first():
        raise Refused("{day} has had its order already.", day=to, field="due_on")
    if reason.strip():
        session.info["reason"] = reason.strip()
    plan.fall_due(to)
    keep_in_step(session, plan)
    plans.note(session, plan)


def keep_in_step(session: Session, plan: MaintenancePlan) -> WorkOrder | None:
    """Put the open order of a plan, if there is one, on the day that the plan has now."""
    order = orders.to_do_of(session, plan)
    if order is not None and plan.due_on is not None:
        order.due_on = order.due_key = plan.due_on
        days = series.kept(plan, plan.due_on, plan.series_on, order.opened_on)
        order.early_on, order.late_on = days
    return order


def _clear_the_day(session: Session, plan: MaintenancePlan) -> None:
    """A day to which two times were shifted is asked for once: the plan goes on to the next.

    Work that was done or given up before its window was none of the plan's times. So it does not
    stand for the one to come, which opens an order of its own.
    """
    had = select(WorkOrder).where(WorkOrder.plan_id == plan.id)
    on_the_day = had.where(WorkOrder.due_on == plan.due_on, col(WorkOrder.state).not_in(TO_DO))
    order = session.exec(on_the_day).first() if plan.due_on else None
    if order is None:
        return
    if (following := _after(plan, order)) is not None:
        plan.stand(following)
        plans.settle(session, plan)
        return
    taken = {each.due_on for each in session.exec(had)}
    day = min(order.done_on or order.opened_on, order.due_on)
    while day in taken:
        day -= timedelta(1)
    order.due_on, order.early_on, order.late_on = day, None, None
    session.flush()


def _after(plan: MaintenancePlan, order: WorkOrder) -> Standing | None:
    """Where a fixed series goes on whose next time was shifted to the day of what is done."""
    standing, rhythm = plan.standing, plan.rhythm
    if plan.mode is not Mode.FIXED or plan.quantity_id or standing is None or rhythm is None:
        return None
    if order.done_on is None or order.early_on is None or order.done_on < order.early_on:
        return None
    return series.moved_on(rhythm, plan.mode, standing, standing.series_on)[0]


plans.SETTLED.append(_clear_the_day)
