"""Lists of work orders: what is to be done, by how near its day is, and what has been done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing
from assets.inventory import branches
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind, When
from assets.people import Person
from assets.rights import Permission, Rights

_TABLE: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_ORDER_ID: ColumnElement[Any] = _TABLE.c.id
_DUE_ON: ColumnElement[Any] = _TABLE.c.due_on
_DUE_KEY: ColumnElement[Any] = _TABLE.c.due_key
_Site = aliased(Place)


@dataclass(frozen=True)
class Wanted:
    """What a list of orders is asked for. Without a state: all that is still to be done."""

    when: When | None = None
    site: Place | None = None
    place: Place | None = None
    state: State | None = None
    kind: Kind | None = None
    taken_by: Person | None = None
    descending: bool = False


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of orders by the day they are due, as rows of columns: see `_columns`."""
    key = _DUE_ON if wanted.state else _DUE_KEY
    rows = _columns().where(*clauses(session, wanted, on, seen_by))
    rows = rows.add_columns(key.label("sort_key"), _ORDER_ID)
    return page(session, rows, Order(key, _ORDER_ID, descending=wanted.descending), cut)


def counted(
    session: Session, wanted: Wanted, on: date, seen_by: Rights, *, most: int = 1000
) -> int:
    """How many are wanted, counting no further than one above `most`."""
    found = select(WorkOrder.id).where(*clauses(session, wanted, on, seen_by)).limit(most + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def clauses(
    session: Session, wanted: Wanted, on: date, seen_by: Rights
) -> list[ColumnElement[bool]]:
    """What `wanted` and the person's rights ask of an order."""
    key = _DUE_ON if wanted.state else _DUE_KEY
    asked = [seen_by.where(Permission.ORDERS_SEE, WorkOrder)]
    asked.append(_TABLE.c.state == wanted.state if wanted.state else key < NEVER)
    if wanted.site:
        asked.append(_TABLE.c.site_id == wanted.site.id)
    if wanted.kind:
        asked.append(_TABLE.c.kind == wanted.kind)
    if wanted.taken_by:
        asked.append(_TABLE.c.taken_by_id == wanted.taken_by.id)
    if wanted.when:
        asked.append(wanted.when.holds(key, on))
    return branches.holding(session, wanted.place, _TABLE, asked) if wanted.place else asked


def _columns() -> Select[Any]:
    """An order with its asset: as it is now, or as it was when the order was finished."""
    order, kept = WorkOrder, col(WorkOrder.asset_tag) != ""
    shown: Select[Any] = (
        select(
            order.number,
            order.title,
            order.title_ro,
            order.title_hu,
            order.kind,
            order.state,
            order.due_on,
            order.done_on,
            order.plan_id,
            Asset.condition,
            case((kept, order.asset_tag), else_=Asset.tag).label("tag"),
            case((kept, order.asset_name), else_=Asset.name).label("name"),
            case((kept, order.place_path), else_=Place.path).label("place"),
            col(_Site.code).label("site"),
            col(Person.name).label("taken_by"),
        )  # type: ignore[call-overload]
        .select_from(order)
        .join(Asset, col(Asset.id) == col(order.asset_id))
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(order.site_id))
        .outerjoin(Person, col(Person.id) == col(order.taken_by_id))
    )
    return shown


def of_asset(asset: Asset) -> SelectOfScalar[WorkOrder]:
    """What is to be done and what was done to one asset, the latest first."""
    of_it = select(WorkOrder).where(WorkOrder.asset_id == asset.id)
    loaded = alongside(WorkOrder.done_by, WorkOrder.taken_by)
    return of_it.options(*loaded).order_by(_DUE_ON.desc(), _ORDER_ID)


def order(session: Session, number: str, seen_by: Rights) -> WorkOrder:
    """The order with this number, with all that its page says of it."""
    loaded = alongside(WorkOrder.plan, WorkOrder.place, WorkOrder.taken_by, WorkOrder.done_by)
    loaded.append(alongside(WorkOrder.asset)[0].joinedload(Asset.place))  # type: ignore[attr-defined]
    seen = seen_by.where(Permission.ORDERS_SEE, WorkOrder)
    wanted = select(WorkOrder).where(WorkOrder.number == number.strip().upper(), seen)
    found = session.exec(wanted.options(*loaded)).one_or_none()
    if found is None:
        raise Missing("There is no order {number}.", number=number)
    return found
