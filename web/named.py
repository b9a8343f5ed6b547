"""The one record that an address names, if it exists for whoever asks."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from assets.errors import Missing
from assets.inventory import catalogue, documents, partners, places, register
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.documents import Document
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import plans, worklists
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.procurement import projects, schedules
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.rights import Guarded, Permission
from web.access import Db, MyRights


def within(request: Request, record: Guarded) -> None:
    """Raise Forbidden unless the route's permission reaches this record, which she may see."""
    if request.state.needs:
        request.state.rights.must(request.state.needs, record)


def _asset(tag: str, request: Request, db: Db, rights: MyRights) -> Asset:
    asset = register.tagged(db, tag, rights)
    within(request, asset)
    return asset


TheAsset = Annotated[Asset, Depends(_asset)]


def id_of(key: str) -> UUID:
    """An id as it stands in an address, where anybody may have written it."""
    try:
        return UUID(key)
    except ValueError:
        raise Missing("There is no such page.") from None


Key = Annotated[UUID, Depends(id_of)]


def _place(key: Key, request: Request, db: Db, rights: MyRights) -> Place:
    place = places.place(db, key, rights)
    within(request, place)
    return place


ThePlace = Annotated[Place, Depends(_place)]


def _type(db: Db, key: str) -> EquipmentType:
    return catalogue.keyed(db, key)


TheType = Annotated[EquipmentType, Depends(_type)]


def _model(db: Db, key: Key) -> Model:
    return catalogue.model(db, key)


TheModel = Annotated[Model, Depends(_model)]


def _partner(code: str, request: Request, db: Db, rights: MyRights) -> Partner:
    partner = partners.coded(db, code)
    rights.must_for(request.state.needs, [partner.id])
    return partner


ThePartner = Annotated[Partner, Depends(_partner)]


def _project(code: str, request: Request, db: Db, rights: MyRights) -> Project:
    project = projects.coded(db, code, rights)
    if request.state.needs == Permission.PROCUREMENT_KEEP:
        joined = db.exec(projects.partners_of(project)).all()
        rights.must_for(request.state.needs, [each.partner_id for each in joined])
    return project


TheProject = Annotated[Project, Depends(_project)]


def _schedule(number: str, request: Request, db: Db, rights: MyRights) -> Schedule:
    schedule = schedules.of_lot(db, number, rights)
    within(request, schedule.lot)
    return schedule


TheSchedule = Annotated[Schedule, Depends(_schedule)]


def _order(number: str, request: Request, db: Db, rights: MyRights) -> WorkOrder:
    order = worklists.order(db, number, rights)
    within(request, order)
    return order


TheOrder = Annotated[WorkOrder, Depends(_order)]


def _plan(key: Key, request: Request, db: Db, rights: MyRights) -> MaintenancePlan:
    plan = plans.plan(db, key, rights)
    if plan.asset_id:
        within(request, plan)
    elif request.state.needs == Permission.PLANS_KEEP:
        rights.must(Permission.CATALOGUE_KEEP)
    return plan


ThePlan = Annotated[MaintenancePlan, Depends(_plan)]


def _document(key: Key, db: Db, rights: MyRights) -> Document:
    return documents.document(db, key, rights)


TheDocument = Annotated[Document, Depends(_document)]
