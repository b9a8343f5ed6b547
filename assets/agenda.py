"""Every dated thing in one list, for one person: what is late, what is today's, what is ahead."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset, Condition
from assets.maintenance.inheritance import HERE
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import When, titles_of
from assets.people import Person
from assets.procurement.lots import Lot
from assets.procurement.milestones import Milestone
from assets.procurement.stages import Stage
from assets.rights import Permission, Rights
from assets.words import Words

SHOWN = 25
MOST_COUNTED = 100_000  # of one source


@dataclass(frozen=True)
class Duty:
    """One thing to be done by a day: an order, a plan not opened yet, or a milestone of a lot."""

    titles: Words
    due_on: date
    site: str = ""
    tag: str = ""
    name: str = ""
    place: str = ""
    number: str = ""
    plan_id: UUID | None = None
    lot: str = ""
    taken_by: str = ""

    def days(self, on: date) -> int:
        """How far its day is; below zero, how late it is."""
        return (self.due_on - on).days


@dataclass(frozen=True)
class Group:
    """The first duties of a span of days, and how many there are."""

    duties: list[Duty]
    count: int


@dataclass(frozen=True)
class Unfit:
    """Things that are out of order or quarantined: the first of them, and how many."""

    rows: list[Any]
    count: int


@dataclass(frozen=True)
class MyDay:
    """What one person must do and know today."""

    late: Group
    today: Group
    week: Group
    unfit: Unfit
    # What comes after this week, if there is nothing until then.
    following: Duty | None

    @property
    def free(self) -> bool:
        """Whether nothing is late, today's or this week's."""
        return not (self.late.count or self.today.count or self.week.count)


@dataclass(frozen=True)
class Source:
    """Where duties come from: the rows a person sees, the day they are due, how to read one."""

    rows: Select[Any]
    day: ColumnElement[Any]
    id: ColumnElement[Any]
    read: Callable[[Any], Duty]


Sources = Callable[[Rights], list[Source]]
_Site = aliased(Place)
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_MILESTONE: Any = Milestone.__table__  # type: ignore[attr-defined]


def my_day(session: Session, rights: Rights, on: date) -> MyDay:
    """The day of a person with these rights."""
    sources = everything(rights)
    late, today, week = (
        group(session, sources, when, on) for when in (When.LATE, When.TODAY, When.WEEK)
    )
    nothing = not (late.count or today.count or week.count)
    later = group(session, sources, When.LATER, on, most=1).duties if nothing else []
    return MyDay(late, today, week, unfit(session, rights), next(iter(later), None))


def group(
    session: Session, sources: Iterable[Source], when: When, on: date, *, most: int = SHOWN
) -> Group:
    """The duties of all sources that are this near, the earliest first."""
    duties: list[Duty] = []
    count = 0
    for source in sources:
        near = source.rows.where(when.holds(source.day, on))
        found = session.connection().execute(near.order_by(source.day, source.id).limit(most)).all()
        duties += [source.read(row) for row in found]
        count += len(found) if len(found) < most else _count(session, near)
    return Group(sorted(duties, key=_in_order)[:most], count)


def _in_order(duty: Duty) -> tuple[Any, ...]:
    """By the day, and on one day as one walks."""
    return duty.due_on, duty.site, duty.place, duty.tag, duty.lot, duty.titles


def _count(session: Session, rows: Select[Any]) -> int:
    counted = rows.limit(MOST_COUNTED).subquery()
    return int(session.connection().execute(select(func.count()).select_from(counted)).scalar_one())


def everything(rights: Rights) -> list[Source]:
    return [*work(rights), _milestones(rights)]


def work(rights: Rights) -> list[Source]:
    """Orders to be done at her sites, and plans that fall due there and are not opened yet."""
    return [_orders(rights), _plans(rights)]


def _orders(rights: Rights) -> Source:
    order = WorkOrder
    rows: Select[Any] = (
        select(
            order.title,
            order.title_ro,
            order.title_hu,
            order.due_on,
            order.number,
            order.plan_id,
            col(Person.name).label("taken_by"),
            *_where_it_stands(),
        )  # type: ignore[call-overload]
        .join(Asset, col(Asset.id) == col(order.asset_id))
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
        .outerjoin(Person, col(Person.id) == col(order.taken_by_id))
        .where(rights.where(Permission.ORDERS_DO, order), _ORDER.c.due_key < NEVER)
    )
    return Source(rows, _ORDER.c.due_key, _ORDER.c.id, _work)


def _plans(rights: Rights) -> Source:
    plan = MaintenancePlan
    opened = select(WorkOrder.id).where(_ORDER.c.plan_id == plan.id, _ORDER.c.due_key < NEVER)
    rows: Select[Any] = (
        select(
            plan.title,
            plan.title_ro,
            plan.title_hu,
            plan.due_on,
            col(plan.id).label("plan_id"),
            *_where_it_stands(),
        )  # type: ignore[call-overload]
        .join(Asset, col(Asset.id) == col(plan.asset_id))
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
        .where(rights.where(Permission.ORDERS_DO, plan), _PLAN.c.due_key < NEVER)
        .where(~opened.exists())
    )
    return Source(rows, _PLAN.c.due_key, _PLAN.c.id, _work)


def _milestones(rights: Rights) -> Source:
    """The milestones that a procurement officer has not seen happen yet."""
    rows: Select[Any] = (
        select(
            Stage.name_en,
            Stage.name_ro,
            Stage.name_hu,
            col(Milestone.forecast_on).label("due_on"),
            col(Lot.number).label("lot"),
            col(Lot.title).label("name"),
        )  # type: ignore[call-overload]
        .join(Stage, col(Stage.id) == col(Milestone.stage_id))
        .join(Lot, col(Lot.id) == col(Milestone.lot_id))
        .where(rights.where(Permission.PROCUREMENT_KEEP, Milestone))
        .where(_MILESTONE.c.actual_on.is_(None))
    )
    return Source(rows, _MILESTONE.c.forecast_on, _MILESTONE.c.id, _milestone)


def _where_it_stands() -> list[Any]:
    """What is said of a duty's asset, after joining Asset, Place and _Site."""
    names = {"site": _Site.code, "tag": Asset.tag, "name": Asset.name, "place": Place.name}
    return [col(column).label(name) for name, column in names.items()]


def _work(row: Any) -> Duty:
    return Duty(
        titles=titles_of(row),
        due_on=row.due_on,
        site=row.site,
        tag=row.tag,
        name=row.name,
        place=row.place,
        number=getattr(row, "number", ""),
        plan_id=row.plan_id,
        taken_by=getattr(row, "taken_by", None) or "",
    )


def _milestone(row: Any) -> Duty:
    names = Words(row.name_en, row.name_ro, row.name_hu)
    return Duty(titles=names, due_on=row.due_on, lot=row.lot, name=row.name)


def unfit(session: Session, rights: Rights, *, most: int = SHOWN) -> Unfit:
    """What is out of order or quarantined where she sees things, by name."""
    rows: Select[Any] = (
        select(Asset.condition, *_where_it_stands())
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Asset.site_id))
        .where(rights.where(Permission.ASSETS_SEE, Asset), col(Asset.state).in_(HERE))
        .where(col(Asset.condition).in_((Condition.DOWN, Condition.QUARANTINED)))
    )
    found = session.connection().execute(rows.order_by(col(Asset.name_key)).limit(most)).all()
    return Unfit(list(found), len(found) if len(found) < most else _count(session, rows))
