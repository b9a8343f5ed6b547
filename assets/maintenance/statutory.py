"""Registers that the law asks for by name: whose duties they are, and when each was checked.

They hold nothing of their own. A plan says in which register it is listed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.inventory.catalogue import Model
from assets.inventory.documents import About, Attachment, Document
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.inventory.suppliers import Supplier
from assets.listing import MOST, Cut, Order, PageOf, page
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Register, When
from assets.rights import Permission, Rights

FINISHED = (State.DONE, State.VERIFIED, State.CLOSED)

_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_ORDER: Any = WorkOrder.__table__  # type: ignore[attr-defined]
_Site = aliased(Place)


@dataclass(frozen=True)
class Wanted:
    """What a register is asked for."""

    register: Register
    site: Place | None = None
    when: When | None = None


@dataclass(frozen=True)
class Done:
    """The last time that a duty was done, and the certificate of it, if one is kept."""

    number: str
    done_on: date | None
    outcome: str | None
    certificate: str = ""
    valid_until: date | None = None


@dataclass(frozen=True)
class Line:
    """One duty of a register: its row of columns, see `_columns`, and its last time."""

    row: Any
    done: Done | None


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of a register, each row a `Line`, by the day that comes next."""
    key: ColumnElement[Any] = _PLAN.c.due_key
    asked = _asked(wanted, on, seen_by)
    rows = _columns().where(*asked).add_columns(key.label("sort_key"), _PLAN.c.id)
    found = page(session, rows, Order(key, _PLAN.c.id), cut)
    done = last_done(session, [row.id for row in found.rows])
    return replace(found, rows=[Line(row, done.get(row.id)) for row in found.rows])


def everything(session: Session, wanted: Wanted, on: date, seen_by: Rights) -> Iterator[Line]:
    """The whole register, page by page."""
    cut: Cut | None = Cut(MOST)
    while cut:
        found = listed(session, wanted, on, cut, seen_by)
        yield from found.rows
        cut = Cut(MOST, found.following) if found.following else None


def counts(session: Session, register: Register, on: date, seen_by: Rights) -> tuple[int, int]:
    """How many duties stand in a register, and how many of them are late."""
    late = func.sum(case((_PLAN.c.due_key < on, 1), else_=0))
    asked = select(func.count(), late).select_from(MaintenancePlan)
    count, behind = session.exec(asked.where(*_asked(Wanted(register), on, seen_by))).one()
    return count, behind or 0


def _asked(wanted: Wanted, on: date, seen_by: Rights) -> list[ColumnElement[bool]]:
    asked = [
        seen_by.where(Permission.PLANS_SEE, MaintenancePlan, leading=False),
        _PLAN.c.listed_in == wanted.register,
        _PLAN.c.asset_id.is_not(None) | _PLAN.c.in_rounds,
        _PLAN.c.ended_on.is_(None),
    ]
    if wanted.site:
        asked.append(_PLAN.c.site_id == wanted.site.id)
    if wanted.when:
        asked.append(wanted.when.holds(_PLAN.c.due_key, on))
    return asked


_SAID = ("tag", "serial_number", "inventory_number")


def _columns() -> Select[Any]:
    """Of a thing, or of a place that is inspected itself: then the place gives the name."""
    plan, names = MaintenancePlan, ("every", "unit", "due_on", "reference", "paused", "site_id")
    shown: Select[Any] = (
        select(
            plan.title,
            plan.title_ro,
            plan.title_hu,
            *(_PLAN.c[name] for name in names),
            *(func.coalesce(getattr(Asset, each), "").label(each) for each in _SAID),
            func.coalesce(Asset.name, Place.name).label("name"),
            Asset.condition,
            Asset.state,
            col(Place.id).label("place_id"),
            col(Supplier.name).label("maker"),
            col(Model.name).label("model"),
            col(Place.path).label("place"),
            col(_Site.code).label("site"),
        )  # type: ignore[call-overload]
        .select_from(plan)
        .outerjoin(Asset, col(Asset.id) == _PLAN.c.asset_id)
        .join(Place, col(Place.id) == func.coalesce(Asset.place_id, _PLAN.c.place_id))
        .join(_Site, col(_Site.id) == _PLAN.c.site_id)
        .outerjoin(Model, col(Model.id) == col(Asset.model_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Model.maker_id))
    )
    return shown


def last_done(session: Session, plans: Collection[UUID]) -> dict[UUID, Done]:
    """The last order that was done of each of these plans, with its certificate."""
    latest = func.row_number().over(
        partition_by=col(WorkOrder.plan_id),
        order_by=(col(WorkOrder.done_on).desc(), col(WorkOrder.number).desc()),
    )
    names = ("id", "plan_id", "number", "done_on", "outcome")
    columns: list[Any] = [*(_ORDER.c[name] for name in names), latest.label("rank")]
    ranked: Any = select(*columns)
    finished = _ORDER.c.state.in_(FINISHED)
    last = ranked.where(_ORDER.c.plan_id.in_(plans), finished).subquery()
    rows = session.execute(select(last).where(last.c.rank == 1)).all()
    papers = _certificates(session, [row.id for row in rows])
    return {
        row.plan_id: Done(row.number, row.done_on, row.outcome, *papers.get(row.id, ("", None)))
        for row in rows
    }


def _certificates(
    session: Session, orders: Collection[UUID]
) -> dict[UUID, tuple[str, date | None]]:
    """The number and the end of the last certificate that was added to each of these orders."""
    said: list[Any] = [Document.number, Document.name, Document.valid_until]
    paper: Any = select(col(Attachment.subject_id), *said).join(Document)
    of_orders = paper.where(
        Attachment.about == About.ORDER,
        col(Attachment.subject_id).in_(orders),
        Document.kind == PaperKind.CERTIFICATE,
    )
    rows = session.execute(of_orders.order_by(col(Document.created_at), col(Document.id)))
    return {row.subject_id: (row.number or row.name, row.valid_until) for row in rows}


def sites_of(session: Session, wanted: Wanted, on: date, seen_by: Rights) -> set[UUID]:
    """The sites that have something in the register."""
    asked = _asked(wanted, on, seen_by)
    found = session.execute(select(_PLAN.c.site_id).where(*asked).distinct())
    return {row.site_id for row in found}


def due(row: Any) -> date | None:
    """The day that comes next, if one does."""
    return None if row.sort_key == NEVER else row.due_on
