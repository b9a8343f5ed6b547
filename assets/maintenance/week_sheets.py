"""Week sheets: the work of one week at one site on paper, and what was ticked on it keyed back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from assets import colleagues
from assets.database import moment_of
from assets.errors import Missing, No, Refused
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.maintenance import completion, occurrences, orders, plans, worklists
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import WEEK, Kind, Outcome, titles_of
from assets.people import Person
from assets.rights import Permission, Rights
from assets.words import N_, Worded, Words

MOST = 200  # lines on one sheet
_NUMBER = re.compile(r"W-\d+")


class Tick(Worded):
    """What somebody has ticked beside a task."""

    LEFT = "left", N_("Not done")
    DONE = "done", N_("Done")
    FAILED = "failed", N_("Failed")


@dataclass(frozen=True)
class Line:
    """One task: of an order, or of a plan whose order is opened on its day."""

    key: str
    number: str
    path: str
    titles: Words
    kind: Kind
    due_on: date
    tag: str
    name: str
    place: str


@dataclass(frozen=True)
class Sheet:
    """The tasks of a week, the late ones first; `more` when there are more than it holds."""

    site: Place
    first: date
    lines: Sequence[Line]
    more: bool = False

    @property
    def last(self) -> date:
        return self.first + WEEK - timedelta(1)


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(day.weekday())


_Room, _Own = aliased(Place), aliased(Place)


def of_week(session: Session, site: Place, first: date, seen_by: Rights) -> Sheet:
    """What is to be done at a site until the week is over, and has not been done before."""
    last = first + WEEK - timedelta(1)
    found = [
        *map(_of_order, session.connection().execute(_orders(site, last, seen_by).limit(MOST + 1))),
        *map(_of_plan, session.connection().execute(_plans(site, last, seen_by).limit(MOST + 1))),
    ]
    lines = sorted(found, key=attrgetter("due_on", "place", "number", "key"))
    return Sheet(site, first, lines[:MOST], more=len(lines) > MOST)


def of_numbers(session: Session, site: Place, said: str, seen_by: Rights) -> Sheet:
    """The orders with these numbers, or of these scanned codes, in the order in which they come."""
    numbers = list(dict.fromkeys(_NUMBER.findall(said.upper())))[:MOST]
    if not numbers:
        raise Refused("Write the numbers of the orders, such as W-00012.", field="numbers")
    asked = _rows(site, seen_by).where(col(WorkOrder.number).in_(numbers))
    found = {row.number: _of_order(row) for row in session.connection().execute(asked)}
    for number in numbers:
        if number not in found:
            raise Refused("There is no order {number} here.", number=number, field="numbers")
    return Sheet(site, monday(moment_of(session).date()), [found[number] for number in numbers])


def _orders(site: Place, last: date, seen_by: Rights) -> Select[Any]:
    still = col(WorkOrder.due_key) <= last
    return _rows(site, seen_by).where(still).order_by(col(WorkOrder.due_key), col(WorkOrder.id))


def _rows(site: Place, seen_by: Rights) -> Select[Any]:
    """Orders of a site with the thing, or with the place where there is none."""
    order = WorkOrder
    shown: list[Any] = [order.number, order.title, order.title_ro, order.title_hu, order.kind]
    shown += [order.due_on, *_whereabouts()]
    rows: Select[Any] = select(*shown).select_from(order)
    rows = _with_things(rows, order)
    seen = seen_by.where(Permission.ORDERS_SEE, order)
    return rows.where(col(order.site_id) == site.id, seen)


def _plans(site: Place, last: date, seen_by: Rights) -> Select[Any]:
    """Plans of a site that fall due by then, and whose order is opened later."""
    plan, order = MaintenancePlan, WorkOrder
    shown: list[Any] = [plan.id, plan.title, plan.title_ro, plan.title_hu, plan.kind, plan.due_on]
    rows: Select[Any] = select(*shown, *_whereabouts()).select_from(plan)
    rows = _with_things(rows, plan)
    open_still = col(order.state).in_(TO_DO)
    had = select(order.id).where(
        order.plan_id == plan.id, open_still | (col(order.due_on) == col(plan.due_on))
    )
    seen = seen_by.where(Permission.PLANS_SEE, plan)
    due = (col(plan.due_key) <= last, col(plan.due_key) < NEVER, col(plan.site_id) == site.id)
    return rows.where(*due, seen, ~had.exists()).order_by(col(plan.due_key), col(plan.id))


def _whereabouts() -> list[Any]:
    names: list[Any] = [Asset.tag, Asset.name]
    return [*names, col(_Room.path).label("room"), col(_Own.path).label("place")]


def _with_things(rows: Select[Any], table: Any) -> Select[Any]:
    rows = rows.outerjoin(Asset, col(Asset.id) == table.asset_id)
    rows = rows.outerjoin(_Room, col(_Room.id) == col(Asset.place_id))
    return rows.outerjoin(_Own, col(_Own.id) == table.place_id)


def _of_order(row: Any) -> Line:
    return _line(row, row.number, row.number, f"/orders/{row.number}")


def _of_plan(row: Any) -> Line:
    return _line(row, f"{row.id}.{row.due_on.isoformat()}", "", f"/plans/{row.id}")


def _line(row: Any, key: str, number: str, path: str) -> Line:
    place = row.room or row.place or ""
    where = place.partition(" / ")[2] or place
    said = (titles_of(row), row.kind, row.due_on, row.tag or "", row.name or "")
    return Line(key, number, path, *said, where)


@dataclass(frozen=True)
class Keyed:
    """What stands beside one task: the tick, the day, who signed, and a note."""

    key: str
    tick: Tick = Tick.LEFT
    on: date | None = None
    who: str = ""
    note: str = ""


@dataclass
class Outcomes:
    """The tasks that are done now, and why others are not."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, No] = field(default_factory=dict)


def key_back(
    session: Session, site: Place, rows: Sequence[Keyed], by: Person, rights: Rights
) -> Outcomes:
    """Do what was ticked, each by itself: what cannot be done holds nothing else up."""
    outcomes = Outcomes()
    for row in rows:
        try:
            with session.begin_nested():
                if _settled(session, site, row, by, rights):
                    outcomes.done.append(row.key)
                session.flush()
        except No as no:
            outcomes.refused[row.key] = no
    return outcomes


def _settled(session: Session, site: Place, row: Keyed, by: Person, rights: Rights) -> bool:
    """Whether this task is done now. To say the same again changes nothing."""
    if row.tick is Tick.LEFT:
        if row.note.strip():
            raise Refused(
                "Say whether it is done or failed: the note is kept with it.", field="tick"
            )
        return False
    if row.on is None:
        raise Refused("Fill this in.", field="on")
    if row.tick is Tick.FAILED and not row.note.strip():
        raise Refused("Say what you found.", field="note")
    who = _signed(session, site, row.who) if row.who.strip() else by
    order = _order(session, row.key, row.on, rights)
    if _said_before(order, row, who):
        return True
    _settle(session, order, row, who, row.on)
    return True


def _said_before(order: WorkOrder, row: Keyed, who: Person) -> bool:
    """Whether this row was keyed in already. A failed check of a plan stays to be done."""
    if order.to_do:
        failed = row.tick is Tick.FAILED and order.outcome is Outcome.FAIL
        return failed and order.note == row.note.strip()
    return order.done_on == row.on and order.done_by_id == who.id


def _settle(session: Session, order: WorkOrder, row: Keyed, who: Person, on: date) -> None:
    outcome = Outcome.FAIL if row.tick is Tick.FAILED else None
    completion.complete(session, order, who, on, row.note, outcome)
    if row.tick is Tick.FAILED and order.asset_id and not _repaired(session, order):
        asset = session.get_one(Asset, order.asset_id)
        title = row.note.strip()[:200]
        kind = Kind.CORRECTIVE
        asked: dict[str, Any] = {"title": title, "kind": kind, "due_on": on, "on": on}
        orders.ask(session, asset, corrects_id=order.id, **asked)


def _repaired(session: Session, order: WorkOrder) -> bool:
    """Whether its repair is asked for and still to be done."""
    asked = worklists.correcting(session, order)
    return asked is not None and asked.to_do


def _signed(session: Session, site: Place, words: str) -> Person:
    try:
        return colleagues.called(session, words, colleagues.at(site))
    except Refused as no:
        no.field = "who"
        raise


def _order(session: Session, key: str, on: date, rights: Rights) -> WorkOrder:
    """The order that a line is about; of a plan, the one of that day, which may open only now."""
    if "." not in key:
        asked = worklists.order(session, key, rights)
        rights.must(Permission.ORDERS_DO, asked)
        return asked
    plan, due_on = _plan(session, key, rights)
    had = select(WorkOrder).where(WorkOrder.plan_id == plan.id, WorkOrder.due_on == due_on)
    if (order := session.exec(had).first()) is not None:
        return order
    if plan.due_on != due_on:
        raise Refused("It has another day by now. Look at it again.")
    return occurrences.open_next(session, plan, on)


def _plan(session: Session, key: str, rights: Rights) -> tuple[MaintenancePlan, date]:
    said, _, day = key.partition(".")
    try:
        plan, due_on = plans.plan(session, UUID(said), rights), date.fromisoformat(day)
    except ValueError:
        raise Missing("There is no such plan.") from None
    rights.must(Permission.ORDERS_DO, plan)
    return plan, due_on
