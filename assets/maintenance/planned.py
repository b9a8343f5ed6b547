"""Lists of plans: what falls due when, and what is written on a kind, a model or a place."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.inventory import branches, places
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.listing import Cut, Order, PageOf, page
from assets.maintenance.limits import Quantity
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Kind, Register, Source, When
from assets.rights import Permission, Rights
from assets.words import N_, Worded


class Asleep(Worded):
    """Why nothing falls due by a plan that goes on."""

    PAUSED = "paused", N_("Paused")
    RESTING = "resting", N_("Resting with its thing")


@dataclass(frozen=True)
class Wanted:
    """What a list of plans is asked for: those that fall due, or those by which nothing does."""

    when: When | None = None
    site: Place | None = None
    place: Place | None = None
    kind: Kind | None = None
    source: Source | None = None
    listed_in: Register | None = None
    asleep: Asleep | None = None
    descending: bool = False


_Site = aliased(Place)
_Own = aliased(Place)  # of a round
_TABLE: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]
_PLAN_ID: ColumnElement[Any] = _TABLE.c.id
_DUE_KEY: ColumnElement[Any] = _TABLE.c.due_key


def listed(session: Session, wanted: Wanted, on: date, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the plans on things and of rounds, as rows, by the day they fall due."""
    asked = [seen_by.where(Permission.PLANS_SEE, MaintenancePlan), *_asked(wanted, on)]
    if wanted.place:
        asked = _here(session, wanted.place, asked)
    rows = _columns().where(*asked).add_columns(_DUE_KEY.label("sort_key"), _PLAN_ID)
    return page(session, rows, Order(_DUE_KEY, _PLAN_ID, descending=wanted.descending), cut)


def _asked(wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    plan = MaintenancePlan
    own = col(plan.asset_id).is_not(None) | col(plan.in_rounds)
    asleep: dict[Asleep | None, list[ColumnElement[bool]]] = {
        None: [_DUE_KEY < NEVER],
        Asleep.PAUSED: [own, col(plan.paused).is_(True)],
        Asleep.RESTING: [own, col(plan.suspended_on).is_not(None)],
    }
    asked = [col(plan.ended_on).is_(None), *asleep[wanted.asleep]]
    if wanted.site:
        asked.append(col(plan.site_id) == wanted.site.id)
    same = {"kind": wanted.kind, "source": wanted.source, "listed_in": wanted.listed_in}
    asked += [_TABLE.c[name] == value for name, value in same.items() if value]
    return [*asked, wanted.when.holds(_DUE_KEY, on)] if wanted.when else asked


def _here(session: Session, place: Place, asked: list[Any]) -> list[Any]:
    """Those of what stands in this place, or in what is inside it, and its own rounds."""
    of_things = branches.holding(session, place, _TABLE, asked)
    inside = _TABLE.c.place_id.in_(places.below(place)), _TABLE.c.in_rounds
    if session.exec(select(_PLAN_ID).where(*inside).limit(1)).first() is None:
        return of_things
    rounds = select(_PLAN_ID).where(*asked, *inside)
    return [_PLAN_ID.in_(select(_PLAN_ID).where(*of_things).union_all(rounds))]


def _columns() -> Select[Any]:
    plan, thing = MaintenancePlan, col(Asset.id).is_not(None)
    shown: Any = [
        plan.title,
        plan.title_ro,
        plan.title_hu,
        plan.kind,
        plan.source,
        plan.listed_in,
        plan.every,
        plan.unit,
        plan.month_end,
        plan.mode,
        plan.meter_every,
        col(Quantity.unit).label("meter_unit"),
        *(col(each).label(f"meter_{name}") for name, each in _NAMES.items()),
        plan.due_on,
        plan.suspended_for,
        plan.from_plan_id,
        func.coalesce(Asset.tag, "").label("tag"),
        func.coalesce(Asset.name, "").label("name"),
        col(_Site.code).label("site"),
        case((thing, Place.name), else_=_Own.name).label("place"),
    ]
    rows: Select[Any] = select(*shown)
    return (
        rows.select_from(plan)
        .outerjoin(Asset, col(Asset.id) == col(plan.asset_id))
        .outerjoin(Place, col(Place.id) == col(Asset.place_id))
        .outerjoin(_Own, col(_Own.id) == col(plan.place_id))
        .outerjoin(Quantity, col(Quantity.id) == col(plan.quantity_id))
        .join(_Site, col(_Site.id) == col(plan.site_id))
    )


_NAMES = {"en": Quantity.name_en, "ro": Quantity.name_ro, "hu": Quantity.name_hu}


def written_on(subject: EquipmentType | Model | Place) -> SelectOfScalar[MaintenancePlan]:
    """The plans that every living asset of this type or model, or in this place, inherits.

    Of a place its rounds too, which are its own.
    """
    living = col(MaintenancePlan.ended_on).is_(None)
    on_it = select(MaintenancePlan).where(_on(subject), living)
    on_it = on_it.options(*alongside(MaintenancePlan.quantity, MaintenancePlan.type))
    return on_it.order_by(col(MaintenancePlan.title), col(MaintenancePlan.id))


def heirs(
    session: Session, subject: EquipmentType | Model | Place, seen_by: Rights
) -> dict[UUID, int]:
    """On how many things that she may see each plan of this type, model or place holds."""
    written = col(MaintenancePlan.from_plan_id)
    on_it = select(MaintenancePlan.id).where(_on(subject))
    living = col(MaintenancePlan.ended_on).is_(None)
    asked = [written.in_(on_it), living, seen_by.where(Permission.PLANS_SEE, MaintenancePlan)]
    rows: Any = select(written, func.count()).where(*asked).group_by(written)
    return {row[0]: row[1] for row in session.connection().execute(rows)}


def _on(subject: EquipmentType | Model | Place) -> ColumnElement[bool]:
    plan = MaintenancePlan
    if isinstance(subject, Place):
        return col(plan.place_id) == subject.id
    if isinstance(subject, Model):
        return col(plan.model_id) == subject.id
    return (col(plan.type_id) == subject.id) & col(plan.place_id).is_(None)
