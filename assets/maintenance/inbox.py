"""The inbox: reports as lists, one of them, and what a stranger may read of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing
from assets.inventory.catalogue import Model
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.faults import Fault, State
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import FailureMode
from assets.rights import Permission, Rights
from assets.signins import digest

OPEN = (State.NEW, State.ACCEPTED)
MOST_TOLD = 50

_TABLE: Any = Fault.__table__  # type: ignore[attr-defined]
_QUEUE: ColumnElement[Any] = _TABLE.c.queue
_ID: ColumnElement[Any] = _TABLE.c.id
_Site = aliased(Place)
_Other = aliased(Fault)


@dataclass(frozen=True)
class Wanted:
    """What a list of reports is asked for."""

    state: State = State.NEW
    site: Place | None = None
    kind: FailureMode | None = None
    danger: bool = False
    order: WorkOrder | None = None
    asset: Asset | None = None


@dataclass(frozen=True)
class Told:
    """A report as anybody may read it: what, when, by how many, and whether work is ordered."""

    kind: FailureMode
    at: datetime
    people: int
    ordered: bool
    danger: bool


def listed(session: Session, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of reports as rows of columns: new ones in the order to look at, others latest."""
    rows = _columns().where(*_clauses(wanted, seen_by))
    rows = rows.add_columns(_QUEUE.label("sort_key"), _ID)
    descending = wanted.state is not State.NEW
    return page(session, rows, Order(_QUEUE, _ID, descending=descending), cut)


def counted(session: Session, wanted: Wanted, seen_by: Rights, *, most: int = 1000) -> int:
    """How many are wanted, counting no further than one above `most`."""
    found = select(Fault.id).where(*_clauses(wanted, seen_by)).limit(most + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def to_look_at(session: Session, rights: Rights) -> int:
    """How many new reports wait for this person, of those who see to them."""
    new = select(func.count()).select_from(Fault).where(Fault.state == State.NEW)
    return session.exec(new.where(rights.where(Permission.FAULTS_HANDLE, Fault))).one()


def _clauses(wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    asked = [seen_by.where(Permission.FAULTS_SEE, Fault), _TABLE.c.state == wanted.state]
    named = {"site_id": wanted.site, "order_id": wanted.order, "asset_id": wanted.asset}
    asked += [_TABLE.c[name] == each.id for name, each in named.items() if each]
    if wanted.kind:
        asked.append(_TABLE.c.kind == wanted.kind)
    if wanted.danger:
        asked.append(_TABLE.c.danger.is_(True))
    return asked


def _columns() -> Select[Any]:
    shown: Select[Any] = (
        select(
            Fault.number,
            Fault.kind,
            Fault.danger,
            Fault.words,
            Fault.state,
            Fault.reported_at,
            Asset.tag,
            Asset.name,
            col(Place.path).label("place"),
            col(_Site.code).label("site"),
            col(WorkOrder.number).label("order"),
            _others().label("others"),
        )  # type: ignore[call-overload]
        .select_from(Fault)
        .join(Asset, col(Asset.id) == col(Fault.asset_id))
        .join(Place, col(Place.id) == col(Asset.place_id))
        .join(_Site, col(_Site.id) == col(Fault.site_id))
        .outerjoin(WorkOrder, col(WorkOrder.id) == col(Fault.order_id))
    )
    return shown


def fault(session: Session, number: str, seen_by: Rights) -> Fault:
    """The report with this number, with its thing and its order."""
    seen = seen_by.where(Permission.FAULTS_SEE, Fault)
    found = session.exec(_whole().where(Fault.number == number.strip().upper(), seen)).first()
    if found is None:
        raise Missing("There is no report {number}.", number=number)
    return found


def followed(session: Session, secret: str) -> tuple[Fault, Fault]:
    """The report that this secret follows, and the one in which what becomes of it stands."""
    found = session.exec(_whole().where(Fault.secret == digest(secret))).first()
    if found is None:
        raise Missing("There is no such page.")
    if found.joined_to_id is None:
        return found, found
    return found, session.exec(_whole().where(Fault.id == found.joined_to_id)).one()


def _whole() -> SelectOfScalar[Fault]:
    asset: Any = alongside(Fault.asset)[0]
    with_it = (Asset.site, Asset.place, Asset.supplier, Asset.partner)
    loaded = [asset.joinedload(each) for each in with_it]
    made = asset.joinedload(Asset.model).joinedload(Model.maker)
    beside = alongside(Fault.order, Fault.joined_to, Fault.reporter, Fault.handled_by)
    return select(Fault).options(*loaded, made, *beside)


def of_order(session: Session, order: WorkOrder, seen_by: Rights) -> list[Fault]:
    """What people reported that this order puts right, the first report first."""
    own = select(Fault).where(Fault.order_id == order.id)
    seen = own.where(seen_by.where(Permission.FAULTS_SEE, Fault, leading=False))
    return list(session.exec(seen.order_by(col(Fault.reported_at)).limit(MOST_TOLD)))


def open_on(session: Session, asset: Asset) -> list[Fault]:
    """What is reported of a thing and not settled, the latest first."""
    own = select(Fault).where(Fault.asset_id == asset.id, col(Fault.state).in_(OPEN))
    return list(session.exec(own.order_by(col(Fault.reported_at).desc()).limit(MOST_TOLD)))


def told(session: Session, asset: Asset) -> list[Told]:
    """The same as a stranger may read it, each kind once: no words, no names."""
    rows = select(
        Fault.kind,
        func.max(Fault.reported_at),
        func.count() + func.sum(_others()),
        func.max(case((col(Fault.state) == State.ACCEPTED, 1), else_=0)),
        func.max(case((col(Fault.danger), 1), else_=0)),
    )  # type: ignore[call-overload]
    own = rows.where(Fault.asset_id == asset.id, col(Fault.state).in_(OPEN))
    latest = own.group_by(col(Fault.kind)).order_by(func.max(Fault.reported_at).desc())
    return [
        Told(kind, at, int(people), bool(ordered), bool(danger))
        for kind, at, people, ordered, danger in session.connection().execute(latest)
    ]


def _others() -> ColumnElement[int]:
    """How many others have reported the same."""
    others = select(func.count()).where(_Other.joined_to_id == Fault.id)
    return others.scalar_subquery()
