"""Walking a round: how far it is, where it leads next, and what a scan means on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, case, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.inventory import carriers, scans
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.rounds import Reached, Stop
from assets.maintenance.terms import Outcome
from assets.people import Person
from assets.rights import Permission, Rights


@dataclass(frozen=True)
class Progress:
    """How far a round has come."""

    count: int
    done: int
    failed: int


def progress(session: Session, order: WorkOrder) -> Progress:
    failed = func.sum(case((col(Stop.outcome) == Outcome.FAIL, 1), else_=0))
    counted: Any = select(func.count(), func.count(col(Stop.reached)), failed)
    count, done, wrong = session.exec(counted.where(Stop.order_id == order.id)).one()
    return Progress(count, done, wrong or 0)


def following(session: Session, order: WorkOrder) -> Stop | None:
    """The stop that comes next."""
    undone = _of(order).where(col(Stop.reached).is_(None)).order_by(col(Stop.position))
    return session.exec(undone.limit(1)).first()


def _of(order: WorkOrder) -> SelectOfScalar[Stop]:
    thing = alongside(Stop.asset)[0].joinedload(Asset.place)  # type: ignore[attr-defined]
    return select(Stop).where(Stop.order_id == order.id).options(thing)


_TABLE: Any = Stop.__table__  # type: ignore[attr-defined]


def listed(session: Session, order: WorkOrder, cut: Cut) -> PageOf:
    """One page of the stops as one walks, as rows of columns: as they are now while it is open."""
    live = _TABLE.c.reached.is_(None)
    columns: list[Any] = [
        _TABLE.c.reached,
        _TABLE.c.outcome,
        _TABLE.c.note,
        _TABLE.c.done_at,
        _TABLE.c.asset_id,
        _TABLE.c.version,
        case((live, col(Asset.tag)), else_=_TABLE.c.asset_tag).label("tag"),
        case((live, col(Asset.name)), else_=_TABLE.c.asset_name).label("name"),
        case((live, col(Place.path)), else_=_TABLE.c.place_path).label("place"),
        col(Person.name).label("done_by"),
    ]
    rows: Any = select(*columns).select_from(Stop)
    rows = rows.join(Asset, col(Asset.id) == _TABLE.c.asset_id)
    rows = rows.join(Place, col(Place.id) == col(Asset.place_id))
    rows = rows.outerjoin(Person, col(Person.id) == _TABLE.c.done_by_id)
    rows = rows.where(_TABLE.c.order_id == order.id)
    keyed = rows.add_columns(_TABLE.c.position.label("sort_key"), _TABLE.c.id)
    return page(session, keyed, Order(_TABLE.c.position, _TABLE.c.id), cut)


def stop(session: Session, order: WorkOrder, key: UUID) -> Stop:
    """A stop of an order that was found through the person who asks."""
    found = session.exec(_of(order).where(Stop.id == key)).first()
    if found is None:
        raise Missing("There is no such page.")
    return found


def scanned(session: Session, order: WorkOrder, codes: Sequence[str], by: Rights) -> Stop:
    """The stop of a round at the thing that these codes open, or a Refused that says why not."""
    things = [scans.meaning(session, code, by).asset for code in carriers.joined(codes)]
    known = [thing for thing in things if thing]
    at_them = col(Stop.asset_id).in_([thing.id for thing in known])
    found = session.exec(_of(order).where(at_them)).first()
    if found is not None:
        return found
    if known:
        raise Refused("{tag} is no stop of this round.", tag=known[0].tag, field="code")
    raise Refused("There is no thing {code}.", code=codes[0].strip()[:40], field="code")


def open_at(session: Session, asset: Asset, by: Rights) -> Sequence[tuple[Stop, WorkOrder]]:
    """The stops that are open at this thing, on rounds that she walks, the earliest round first."""
    hers = by.where(Permission.ORDERS_DO, WorkOrder, leading=False)
    undone = select(Stop, WorkOrder).join(WorkOrder, col(WorkOrder.id) == col(Stop.order_id))
    undone = undone.where(Stop.asset_id == asset.id, col(Stop.reached).is_(None), hers)
    undone = undone.where(col(WorkOrder.state).in_(TO_DO))
    return session.exec(undone.order_by(col(WorkOrder.due_key), col(WorkOrder.number))).all()


def reached_by(session: Session, stop: Stop, code: str, by: Rights) -> Reached:
    """How somebody came to a stop, who may say that she read this code there."""
    if not code.strip():
        return Reached.TYPED
    thing = scans.meaning(session, code, by).asset
    if thing is None or thing.id != stop.asset_id:
        raise Refused("This is the code of something else.", field="code")
    return Reached.SCANNED if proves(code, thing.tag) else Reached.TYPED


def proves(code: str, tag: str) -> bool:
    """Whether who read this code was at the thing. Its tag stands on paper and in lists too."""
    return bool(code.strip()) and code.strip().upper() != tag
