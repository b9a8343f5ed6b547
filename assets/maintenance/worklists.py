"""Lists of work orders: what is to be done, the most pressing first, and what has been done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.inventory import branches
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.inventory.suppliers import Supplier
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.orders import TO_DO, State, WorkOrder
from assets.maintenance.terms import Kind, Priority, Waiting, When
from assets.people import Person, RoleHeld
from assets.rights import Permission, Rights

_TABLE: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_ORDER_ID: ColumnElement[Any] = _TABLE.c.id
_DUE_ON: ColumnElement[Any] = _TABLE.c.due_on
_DUE_KEY: ColumnElement[Any] = _TABLE.c.due_key
_PRESSING_KEY: ColumnElement[Any] = _TABLE.c.pressing_key
_Site = aliased(Place)

MOST_AT_ONCE = 200
# Of the order itself, what a row of a list tells.
SHOWN = (
    *("number", "title", "title_ro", "title_hu", "kind", "priority", "state", "waiting_for"),
    *("due_on", "done_on", "outcome", "role", "plan_id"),
)


@dataclass(frozen=True)
class Wanted:
    """What a list of orders is asked for. Without a state: all that is still to be done."""

    when: When | None = None
    site: Place | None = None
    place: Place | None = None
    state: State | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    waiting_for: Waiting | None = None
    # What she has taken on, and what is given to one of the roles that she holds.
    taken_by: Person | None = None
    held: Sequence[RoleHeld] = ()
    nobodys: bool = False
    provider: Supplier | None = None
    # By its day alone, however pressing it is.
    by_day: bool = False
    descending: bool = False

    @property
    def past(self) -> bool:
        """Whether it is about what no day presses: what is done, or not asked for yet."""
        return self.state is State.DRAFT or (self.state is not None and self.state not in TO_DO)

    @property
    def day(self) -> ColumnElement[Any]:
        return _DUE_ON if self.past else _DUE_KEY

    @property
    def key(self) -> ColumnElement[Any]:
        return self.day if self.past or self.by_day else _PRESSING_KEY


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of orders as rows of columns: see `columns`."""
    rows = columns().where(*clauses(session, wanted, on, seen_by))
    rows = rows.add_columns(wanted.key.label("sort_key"), _ORDER_ID)
    return page(session, rows, Order(wanted.key, _ORDER_ID, descending=wanted.descending), cut)


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
    asked = [seen_by.where(Permission.ORDERS_SEE, WorkOrder)]
    if not wanted.past:
        asked.append(_DUE_KEY < NEVER)
    told = {
        "site_id": wanted.site and wanted.site.id,
        "provider_id": wanted.provider and wanted.provider.id,
        **{name: getattr(wanted, name) for name in ("state", "kind", "priority", "waiting_for")},
    }
    asked += [_TABLE.c[name] == value for name, value in told.items() if value is not None]
    asked += _whose(wanted)
    if wanted.when:
        asked.append(wanted.when.holds(wanted.day, on))
    return branches.holding(session, wanted.place, _TABLE, asked) if wanted.place else asked


def _whose(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Whose work is wanted. What a role has done, somebody has done who held it."""
    taken_by, role, provider = (_TABLE.c[name] for name in ("taken_by_id", "role", "provider_id"))
    if wanted.nobodys:
        return [taken_by.is_(None), role.is_(None), provider.is_(None)]
    if wanted.taken_by is None:
        return []
    hers = taken_by == wanted.taken_by.id
    if wanted.past or not wanted.held:
        return [hers]
    return [or_(hers, taken_by.is_(None) & or_(*map(_given_to, wanted.held)))]


def _given_to(held: RoleHeld) -> ColumnElement[bool]:
    here: ColumnElement[bool] = true()
    if held.site_id:
        here = _TABLE.c.site_id == held.site_id
    elif held.partner_id:
        here = _TABLE.c.partner_id == held.partner_id
    return and_(_TABLE.c.role == held.role, here)


def columns() -> Select[Any]:
    """An order with its asset or its place: as it is now, or as it was when it was finished."""
    order, kept = WorkOrder, col(WorkOrder.place_path) != ""
    shown: Select[Any] = (
        select(
            *(_TABLE.c[name] for name in SHOWN),
            Asset.condition,
            case((kept, order.asset_tag), else_=func.coalesce(Asset.tag, "")).label("tag"),
            case((kept, order.asset_name), else_=func.coalesce(Asset.name, "")).label("name"),
            case((kept, order.place_path), else_=Place.path).label("place"),
            col(_Site.code).label("site"),
            col(Person.name).label("taken_by"),
            col(Supplier.name).label("provider"),
        )  # type: ignore[call-overload]
        .select_from(order)
        .outerjoin(Asset, col(Asset.id) == col(order.asset_id))
        .outerjoin(Place, col(Place.id) == func.coalesce(Asset.place_id, order.place_id))
        .join(_Site, col(_Site.id) == col(order.site_id))
        .outerjoin(Person, col(Person.id) == col(order.taken_by_id))
        .outerjoin(Supplier, col(Supplier.id) == col(order.provider_id))
    )
    return shown


def of_asset(asset: Asset) -> SelectOfScalar[WorkOrder]:
    """What is to be done and what was done to one asset, the latest first."""
    of_it = select(WorkOrder).where(WorkOrder.asset_id == asset.id)
    loaded = alongside(WorkOrder.done_by, WorkOrder.taken_by)
    return of_it.options(*loaded).order_by(_DUE_ON.desc(), _ORDER_ID)


def order(session: Session, number: str, seen_by: Rights) -> WorkOrder:
    """The order with this number, with all that its page says of it."""
    found = session.exec(_whole(seen_by).where(WorkOrder.number == number.strip().upper())).first()
    if found is None:
        raise Missing("There is no order {number}.", number=number)
    return found


def chosen(session: Session, numbers: Sequence[str], seen_by: Rights) -> list[WorkOrder]:
    """The orders with these numbers, each of which she may do, in the order of the numbers."""
    meant = list(dict.fromkeys(each.strip().upper() for each in numbers if each.strip()))
    if not meant:
        raise Refused("Choose at least one order.", field="numbers")
    if len(meant) > MOST_AT_ONCE:
        raise Refused("At most {count} orders at once.", count=MOST_AT_ONCE, field="numbers")
    found = session.exec(_whole(seen_by).where(col(WorkOrder.number).in_(meant))).all()
    known = {each.number: each for each in found}
    for number in meant:
        if number not in known:
            raise Missing("There is no order {number}.", number=number, field="numbers")
        seen_by.must(Permission.ORDERS_DO, known[number])
    return [known[number] for number in meant]


def _whole(seen_by: Rights) -> SelectOfScalar[WorkOrder]:
    beside = (WorkOrder.plan, WorkOrder.place, WorkOrder.provider, WorkOrder.checklist)
    people = (WorkOrder.taken_by, WorkOrder.done_by, WorkOrder.verified_by, WorkOrder.closed_by)
    asset: Any = alongside(WorkOrder.asset)[0]
    loaded = [*alongside(*beside, *people), asset.joinedload(Asset.place)]
    loaded.append(asset.joinedload(Asset.service_provider))
    return select(WorkOrder).where(seen_by.where(Permission.ORDERS_SEE, WorkOrder)).options(*loaded)


def before(session: Session, order: WorkOrder, seen_by: Rights) -> WorkOrder | None:
    """What was done last by the same plan, or else to the same thing."""
    done = select(WorkOrder).where(col(WorkOrder.done_on).is_not(None), WorkOrder.id != order.id)
    done = done.where(seen_by.where(Permission.ORDERS_SEE, WorkOrder, leading=False))
    latest = done.order_by(col(WorkOrder.done_on).desc(), _DUE_ON.desc()).limit(1)
    for column, key in ((WorkOrder.plan_id, order.plan_id), (WorkOrder.asset_id, order.asset_id)):
        if key and (found := session.exec(latest.where(col(column) == key)).first()):
            return found
    return None


def correcting(session: Session, order: WorkOrder) -> WorkOrder | None:
    """The order that puts right what failed in this one."""
    own = select(WorkOrder).where(WorkOrder.corrects_id == order.id)
    return session.exec(own.order_by(_DUE_ON.desc()).limit(1)).first()
