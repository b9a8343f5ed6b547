"""Two models, or two companies, that turned out to be one: the other takes up all that there is."""

from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from assets.database import in_haste
from assets.errors import Refused
from assets.inventory import takeovers
from assets.inventory.catalogue import Model, Product
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import inheritance, planned
from assets.maintenance.plans import MaintenancePlan
from assets.rights import Permission, Rights
from assets.trail import Change

# What a model says that the one which takes it up may not have known.
_SAID = {each.name for each in fields(Product)} - {"maker", "name", "part_number"}
_PLAN: Any = MaintenancePlan.__table__  # type: ignore[attr-defined]


class Load(NamedTuple):
    """What goes over: models of a company, plans of a model, and as many things as she sees."""

    models: int
    plans: int
    things: int


def of_model(session: Session, model: Model, seen_by: Rights) -> Load:
    """What goes over with this model."""
    living = planned.written_on(model).order_by(None).subquery()
    of_it = col(Asset.model_id) == model.id
    return Load(0, _count(session, living), _count(session, _things(of_it, seen_by)))


def of_company(session: Session, company: Supplier, seen_by: Rights) -> Load:
    """What goes over with this company: what it made, and what it sold or services."""
    own = select(Model.id).where(Model.maker_id == company.id, col(Model.merged_into_id).is_(None))
    made = col(Asset.model_id).in_(own)
    sold, serviced = (
        col(each) == company.id for each in (Asset.supplier_id, Asset.service_provider_id)
    )
    things = _things(made | sold | serviced, seen_by)
    return Load(_count(session, own.subquery()), 0, _count(session, things))


def _things(asked: ColumnElement[bool], seen_by: Rights) -> Any:
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    return select(Asset.id).where(seen, asked).subquery()


def _count(session: Session, asked: Any) -> int:
    return session.exec(select(func.count()).select_from(asked)).one()


def merge_models(session: Session, model: Model, into: Model, on: date) -> None:
    """`into` takes up the things, the plans and the documents of a model that is no other.

    What only the merged one said is said of `into`; its own words stay.
    """
    must_differ(model, into)
    with in_haste(session):
        _say_too(session, model, into)
        _unite_plans(session, model, into, on)
        takeovers.hand_over(session, model, into)
        model.merged_into_id = into.id
        session.flush()
        for plan in session.exec(planned.written_on(into)).all():
            inheritance.reach(session, plan, on)
        session.flush()


def merge_companies(session: Session, company: Supplier, into: Supplier, on: date) -> None:
    """`into` takes up all that a company made, sold and services, which is no other."""
    must_differ(company, into)
    for model in session.exec(select(Model).where(Model.maker_id == company.id)).all():
        _bring_over(session, model, into, on)
    into.contact = into.contact or company.contact
    with in_haste(session):
        takeovers.hand_over(session, company, into, but=Model.maker_id)
    company.merged_into_id = into.id
    session.flush()


def must_differ(one: Model | Supplier, other: Model | Supplier) -> None:
    """Raise Refused unless these are two, and both are still what they were."""
    if one.id == other.id or other.merged_into_id or one.merged_into_id:
        raise Refused("This is the same one. Choose another.", field="into")


def _say_too(session: Session, model: Model, into: Model) -> None:
    told = {name: getattr(model, name) for name in _SAID if not getattr(into, name)}
    if told.get("udi_di"):
        model.udi_di = None
        session.flush()  # for it is that of one model
    for name, value in told.items():
        setattr(into, name, value)


def _unite_plans(session: Session, model: Model, into: Model, on: date) -> None:
    """Who was owed by a plan of the one what a plan of the other asks too is owed it once."""
    kept = {_asks(plan): plan for plan in _written(session, into)}
    for plan in _written(session, model):
        twin = kept.get(_asks(plan))
        if twin is not None:
            _inherit_from(session, plan, twin)
            plan.end(on)


def _asks(plan: MaintenancePlan) -> tuple[object, ...]:
    """What makes two plans ask for the same."""
    return plan.kind, plan.rhythm, plan.mode, plan.quantity_id, plan.meter_every


def _written(session: Session, model: Model) -> list[MaintenancePlan]:
    return list(session.exec(planned.written_on(model)).all())


def _inherit_from(session: Session, plan: MaintenancePlan, twin: MaintenancePlan) -> None:
    has = select(MaintenancePlan.asset_id).where(MaintenancePlan.from_plan_id == twin.id)
    heirs = select(_PLAN).where(_PLAN.c.from_plan_id == plan.id, _PLAN.c.asset_id.not_in(has))
    changed = {"from_plan_id": (plan.id, twin.id)}
    rows = takeovers.found(session, MaintenancePlan, heirs)
    takeovers.change_rows(session, MaintenancePlan, [Change(row, changed) for row in rows])


def _bring_over(session: Session, model: Model, into: Supplier, on: date) -> None:
    """A model of the merged company; one that the other has too is the same."""
    same = select(Model).where(Model.maker_id == into.id, Model.folded == model.folded)
    twin = session.exec(same.where(Model.part_number == model.part_number)).first()
    if twin is None:
        model.maker_id = into.id
        session.flush()
    elif model.merged_into_id is None:
        if twin.merged_into_id == model.id:
            twin.merged_into_id = None
        merge_models(session, model, session.get_one(Model, twin.merged_into_id or twin.id), on)
