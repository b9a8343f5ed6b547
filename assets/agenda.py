"""Every dated thing in one list, for one person: what is late, what is today's, what is ahead."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, case, or_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.inventory import branches
from assets.inventory.places import Place
from assets.inventory.register import NEVER, OPERATED, Asset, Condition
from assets.maintenance.inheritance import HERE
from assets.maintenance.orders import TO_DO_STILL, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import When, titles_of
from assets.people import Person
from assets.procurement.lots import Lot
from assets.procurement.milestones import Milestone
from assets.procurement.stages import Stage
from assets.rights import Permission, Rights
from assets.words import N_, Worded, Words

SHOWN = 25


class Occasion(Worded):
    """Why something has its day."""

    ORDER = "order", N_("Open work")
    DUTY = "duty", N_("Planned work")
    PAPER = "paper", N_("Certificates and papers")
    WARRANTY = "warranty", N_("Warranties")
    CONTRACT = "contract", N_("Service contracts")
    LOAN = "loan", N_("Loans")
    TRANSFER = "transfer", N_("Transfers")
    MILESTONE = "milestone", N_("Milestones")
    GUARANTEE = "guarantee", N_("Guarantees")
    INVOICE = "invoice", N_("Invoices to be paid")
    REPORT = "report", N_("Partner reports")
    DURABILITY = "durability", N_("Ends of durability")
    RETENTION = "retention", N_("Ends of keeping papers")


@dataclass(frozen=True)
class Duty:
    """One thing that has its day: an order, a plan not opened yet, a milestone of a lot.

    Or a transfer that is expected, or a loan that ends: see `awaited`; or what expires.
    """

    titles: Words
    due_on: date
    site: str = ""
    tag: str = ""
    name: str = ""
    place: str = ""
    number: str = ""
    plan_id: UUID | None = None
    lot: str = ""
    project: str = ""
    taken_by: str = ""
    transfer: str = ""
    loan_id: UUID | None = None
    contract_id: UUID | None = None
    invoice_id: UUID | None = None
    report_id: UUID | None = None
    occasion: Occasion = Occasion.ORDER
    # The record that says so, and how often it has changed: for calendars that keep in step.
    id: UUID | None = None
    version: int = 1

    @property
    def address(self) -> str:
        """Where it is told of."""
        homes = {
            "/orders": self.number,
            "/plans": self.plan_id,
            "/procurement/contracts": self.contract_id,
            "/procurement/invoices": self.invoice_id,
            "/procurement/reports": self.report_id,
            "/procurement/lots": self.lot,
            "/procurement/projects": self.project,
            "/transfers": self.transfer,
            "/loans": self.loan_id,
        }
        told = (f"{home}/{key}" for home, key in homes.items() if key)
        return next(told, f"/assets/{self.tag}")

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
    """Things that are not to be used: the first of them, and how many."""

    rows: list[Any]
    count: int


@dataclass(frozen=True)
class Source:
    """Where duties come from: a table, which of its rows, their day, and what is told of them."""

    table: Table
    asked: Sequence[ColumnElement[bool]]
    day: ColumnElement[Any]
    rows: Select[Any]
    read: Callable[[Any], Duty]


_Site = aliased(Place)
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_BROKEN = (Condition.DOWN, Condition.QUARANTINED)
_ASSET: Any = Asset.__table__  # type: ignore[attr-defined]
_MILESTONE: Any = Milestone.__table__  # type: ignore[attr-defined]


def group(
    session: Session, sources: Iterable[Source], when: When, on: date, *, most: int = SHOWN
) -> Group:
    """The first duties of all sources that are this near, and how many there are."""
    nearest = near(sources, when, on)
    duties = first(session, nearest, most=most)
    if len(duties) < most:
        return Group(duties, len(duties))
    counts = [select(func.count()).select_from(each.table).where(*each.asked) for each in nearest]
    return Group(duties, sum(session.connection().execute(each).scalar_one() for each in counts))


def near(sources: Iterable[Source], when: When, on: date) -> list[Source]:
    return [replace(each, asked=[*each.asked, when.holds(each.day, on)]) for each in sources]


def counted(session: Session, sources: Sequence[Source], *, most: int = SHOWN) -> Group:
    """The first duties of all sources, and how many there are."""
    counts = [select(func.count()).select_from(each.table).where(*each.asked) for each in sources]
    return Group(
        first(session, sources, most=most),
        sum(session.connection().execute(each).scalar_one() for each in counts),
    )


def either(sources: Sequence[Source]) -> Source:
    """What any of these asks for, each once. They are of one table."""
    return replace(sources[0], asked=[or_(*(and_(*each.asked) for each in sources))])


def first(session: Session, sources: Iterable[Source], *, most: int) -> list[Duty]:
    """The first duties of all sources, the earliest first."""
    duties: list[Duty] = []
    for source in sources:
        wanted = source.rows.where(*source.asked)
        ordered = wanted.order_by(source.day, source.table.c.id).limit(most)
        duties += [source.read(row) for row in session.connection().execute(ordered)]
    return sorted(duties, key=in_order)[:most]


def in_order(duty: Duty) -> tuple[Any, ...]:
    """By the day, and on one day as one walks."""
    return duty.due_on, duty.site, duty.place, duty.tag, duty.lot, duty.titles


def work(rights: Rights) -> list[Source]:
    """Orders to be done at her sites, and plans that fall due there and are not opened yet."""
    return [orders(rights), plans(rights)]


def standing_in(session: Session, place: Place, seen_by: Rights, *, most: int) -> list[Duty]:
    """What is due of the things in a place and in what is inside it, the nearest first."""
    work = [orders(seen_by, Permission.ORDERS_SEE), plans(seen_by, Permission.PLANS_SEE)]
    here = (branches.holding(session, place, each.table, each.asked) for each in work)
    narrowed = [replace(each, asked=asked) for each, asked in zip(work, here, strict=True)]
    return first(session, narrowed, most=most)


def orders(rights: Rights, needs: Permission = Permission.ORDERS_DO) -> Source:
    order = WorkOrder
    rows: Select[Any] = (
        select(
            order.title,
            order.title_ro,
            order.title_hu,
            order.due_on,
            order.number,
            order.plan_id,
            order.id,
            order.version,
            col(Person.name).label("taken_by"),
            *_where_it_stands(),
        )  # type: ignore[call-overload]
        .outerjoin(Asset, col(Asset.id) == col(order.asset_id))
        .outerjoin(Place, col(Place.id) == func.coalesce(Asset.place_id, order.place_id))
        .join(_Site, col(_Site.id) == col(order.site_id))
        .outerjoin(Person, col(Person.id) == col(order.taken_by_id))
    )
    asked = (rights.where(needs, order), _ORDER.c.due_key < NEVER)
    return Source(_ORDER, asked, _ORDER.c.due_key, rows, _work)


def plans(rights: Rights, needs: Permission = Permission.ORDERS_DO) -> Source:
    plan = MaintenancePlan
    rows: Select[Any] = (
        select(
            plan.title,
            plan.title_ro,
            plan.title_hu,
            plan.due_on,
            col(plan.id).label("plan_id"),
            plan.id,
            plan.version,
            *_where_it_stands(),
        )  # type: ignore[call-overload]
        .outerjoin(Asset, col(Asset.id) == col(plan.asset_id))
        .outerjoin(Place, col(Place.id) == func.coalesce(Asset.place_id, plan.place_id))
        .join(_Site, col(_Site.id) == col(plan.site_id))
    )
    opened = select(_ORDER.c.id).where(_ORDER.c.plan_id == _PLAN.c.id, TO_DO_STILL)
    asked = (rights.where(needs, plan), _PLAN.c.due_key < NEVER, ~opened.exists())
    return Source(_PLAN, asked, _PLAN.c.due_key, rows, _work)


def milestones(rights: Rights, needs: Permission = Permission.PROCUREMENT_KEEP) -> Source:
    """The milestones that a procurement officer has not seen happen yet."""
    rows: Select[Any] = (
        select(
            Stage.name_en,
            Stage.name_ro,
            Stage.name_hu,
            col(Milestone.forecast_on).label("due_on"),
            Milestone.id,
            Milestone.version,
            col(Lot.number).label("lot"),
            col(Lot.title).label("name"),
        )  # type: ignore[call-overload]
        .join(Stage, col(Stage.id) == col(Milestone.stage_id))
        .join(Lot, col(Lot.id) == col(Milestone.lot_id))
    )
    open_still = _MILESTONE.c.actual_on.is_(None)
    asked = (rights.where(needs, Milestone), open_still)
    return Source(_MILESTONE, asked, _MILESTONE.c.forecast_on, rows, _milestone)


def _where_it_stands() -> list[Any]:
    """What is said of a duty's asset or place, after joining Asset, Place and _Site."""
    names = {"site": _Site.code, "tag": Asset.tag, "name": Asset.name, "place": Place.name}
    return [col(column).label(name) for name, column in names.items()]


def _work(row: Any) -> Duty:
    return Duty(
        titles=titles_of(row),
        due_on=row.due_on,
        site=row.site,
        tag=row.tag or "",
        name=row.name or "",
        place=row.place,
        number=getattr(row, "number", ""),
        plan_id=row.plan_id,
        taken_by=getattr(row, "taken_by", None) or "",
        occasion=Occasion.ORDER if hasattr(row, "number") else Occasion.DUTY,
        id=row.id,
        version=row.version,
    )


def _milestone(row: Any) -> Duty:
    names = Words(row.name_en, row.name_ro, row.name_hu)
    return Duty(
        titles=names,
        due_on=row.due_on,
        lot=row.lot,
        name=row.name,
        occasion=Occasion.MILESTONE,
        id=row.id,
        version=row.version,
    )


def unfit(session: Session, rights: Rights, on: date, *, most: int = SHOWN) -> Unfit:
    """What is not to be used where she sees things, by name: see `Asset.verdict_on`."""
    # Each way has an index that leads to it, if none of states or of all names is in sight.
    state, name = (func.coalesce(_ASSET.c[each], None) for each in ("state", "name_key"))
    seen = and_(state.in_(HERE), rights.where(Permission.ASSETS_SEE, _ASSET.c, leading=False))
    barred = (_ASSET.c.barred_key < on) & state.in_(OPERATED)
    ways = [
        *((_ASSET.c.condition == each, _ASSET.c.name_key) for each in _BROKEN),
        (barred & _ASSET.c.condition.not_in(_BROKEN), name),
    ]
    begun = (select(_ASSET.c.id).where(way, seen).order_by(by).limit(most) for way, by in ways)
    first = union_all(*(select(each.subquery().c.id) for each in begun))
    rows: Select[Any] = (
        select(_ASSET.c.condition, _ASSET.c.tag, _ASSET.c.name, col(Place.name).label("place"))
        .add_columns(case((barred, _ASSET.c.barred_key)).label("barred_on"))
        .join(Place, col(Place.id) == _ASSET.c.place_id)
        .add_columns(col(_Site.code).label("site"))
        .join(_Site, col(_Site.id) == _ASSET.c.site_id)
        .where(_ASSET.c.id.in_(first))
        .order_by(_ASSET.c.name_key)
        .limit(most)
    )
    counts = (select(func.count()).select_from(_ASSET).where(way, seen) for way, _ in ways)
    connection = session.connection()
    count = sum(connection.execute(each).scalar_one() for each in counts)
    return Unfit(list(connection.execute(rows)), count)
