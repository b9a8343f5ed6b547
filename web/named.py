"""The one record that an address names, if it exists for whoever asks as she has read it."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session

from assets import feeds, notices, views
from assets.database import Row
from assets.errors import Missing
from assets.feeds import Feed
from assets.inventory import (
    catalogue,
    custom_fields,
    dispatches,
    documents,
    lendings,
    partners,
    places,
    register,
    suppliers,
)
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.custom_fields import CustomField
from assets.inventory.documents import Document
from assets.inventory.loans import Loan
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.inventory.transfers import Transfer
from assets.maintenance import (
    checklists,
    closures,
    inbox,
    meters,
    officers,
    plans,
    profiles,
    safety_limits,
    safety_tests,
    spares,
    stock,
    walks,
    workdays,
    worklists,
)
from assets.maintenance.checklists import Checklist
from assets.maintenance.closures import Closure
from assets.maintenance.faults import Fault
from assets.maintenance.limits import LimitProfile, Quantity, SafetyLimit
from assets.maintenance.meters import Meter
from assets.maintenance.officers import Officer
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.rounds import Stop
from assets.maintenance.safety_tests import SafetyTest
from assets.maintenance.spares import SparePart, StockMove
from assets.maintenance.terms import Register
from assets.maintenance.workdays import CalendarDay
from assets.notices import Channel
from assets.procurement import projects, schedules
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.rights import Guarded, Permission, Rights
from assets.views import SavedView
from web.access import SAFE, Db, Me, MyRights
from web.answer import Day, Expected


def within(request: Request, record: Guarded) -> None:
    """Raise Forbidden unless the route's permission reaches this record, which she may see."""
    if request.state.needs:
        request.state.rights.must(request.state.needs, record)


def _asset(tag: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> Asset:
    asset = register.tagged(db, tag, rights)
    within(request, asset)
    asset.expect(expected)
    return asset


TheAsset = Annotated[Asset, Depends(_asset)]


def id_of(key: str) -> UUID:
    """An id as it stands in an address, where anybody may have written it."""
    try:
        return UUID(key)
    except ValueError:
        raise Missing("There is no such page.") from None


Key = Annotated[UUID, Depends(id_of)]


class TakenUp(Exception):  # noqa: N818
    """What stood at this address turned out to be something else, which has another."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def led_on(request: Request, into: Row | None) -> None:
    """Lead whoever looks at a merged record to the one that took it up."""
    if into is not None and request.method in SAFE:
        raise TakenUp(request.url.path.replace(request.path_params["key"], str(into.id)))


def _place(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Place:
    try:
        place = places.place(db, key, rights)
    except Missing:
        led_on(request, places.taken_up(db, key, rights))
        raise
    within(request, place)
    place.expect(expected)
    return place


ThePlace = Annotated[Place, Depends(_place)]


def _type(db: Db, key: str, expected: Expected) -> EquipmentType:
    kind = catalogue.keyed(db, key)
    kind.expect(expected)
    return kind


TheType = Annotated[EquipmentType, Depends(_type)]


def _model(request: Request, db: Db, key: Key, expected: Expected) -> Model:
    try:
        model = catalogue.model(db, key)
    except Missing:
        led_on(request, catalogue.taken_up(db, key))
        raise
    model.expect(expected)
    return model


TheModel = Annotated[Model, Depends(_model)]


def _field(db: Db, key: str, expected: Expected) -> CustomField:
    field = custom_fields.field(db, key)
    field.expect(expected)
    return field


TheField = Annotated[CustomField, Depends(_field)]


def _checklist(db: Db, key: str, expected: Expected) -> Checklist:
    checklist = checklists.keyed(db, key)
    checklist.expect(expected)
    return checklist


TheChecklist = Annotated[Checklist, Depends(_checklist)]


def _view(key: Key, db: Db, me: Me, rights: MyRights, expected: Expected) -> SavedView:
    view = views.view(db, key, me.id, rights)
    views.must_keep(view, me.id, rights)
    view.expect(expected)
    return view


TheView = Annotated[SavedView, Depends(_view)]


def _feed(key: Key, db: Db, me: Me, expected: Expected) -> Feed:
    feed = feeds.feed(db, key, me)
    feed.expect(expected)
    return feed


TheFeed = Annotated[Feed, Depends(_feed)]


def _channel(key: Key, db: Db, me: Me, expected: Expected) -> Channel:
    channel = notices.channel(db, key, me)
    channel.expect(expected)
    return channel


TheChannel = Annotated[Channel, Depends(_channel)]


def _supplier(request: Request, db: Db, key: Key, expected: Expected) -> Supplier:
    try:
        supplier = suppliers.supplier(db, key)
    except Missing:
        led_on(request, suppliers.taken_up(db, key))
        raise
    supplier.expect(expected)
    return supplier


TheSupplier = Annotated[Supplier, Depends(_supplier)]


def _partner(code: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> Partner:
    partner = partners.coded(db, code)
    rights.must_for(request.state.needs, [partner.id])
    partner.expect(expected)
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


def _order(
    number: str, request: Request, db: Db, rights: MyRights, expected: Expected
) -> WorkOrder:
    order = worklists.order(db, number, rights)
    within(request, order)
    order.expect(expected)
    return order


TheOrder = Annotated[WorkOrder, Depends(_order)]


def _fault(number: str, request: Request, db: Db, rights: MyRights, expected: Expected) -> Fault:
    fault = inbox.fault(db, number, rights)
    within(request, fault)
    fault.expect(expected)
    return fault


TheFault = Annotated[Fault, Depends(_fault)]


def _safety_test(
    number: str, request: Request, db: Db, rights: MyRights, expected: Expected
) -> SafetyTest:
    test = safety_tests.test(db, number, rights)
    within(request, test)
    test.expect(expected)
    return test


TheSafetyTest = Annotated[SafetyTest, Depends(_safety_test)]


def _safety_limit(key: Key, db: Db, expected: Expected) -> SafetyLimit:
    limit = safety_limits.limit(db, key)
    limit.expect(expected)
    return limit


TheSafetyLimit = Annotated[SafetyLimit, Depends(_safety_limit)]


@dataclass(frozen=True)
class StopOfRound:
    """A stop, and the order that it is a stop of."""

    stop: Stop
    order: WorkOrder


def _stop(
    number: str, stop: str, request: Request, db: Db, rights: MyRights, expected: Expected
) -> StopOfRound:
    order = worklists.order(db, number, rights)
    within(request, order)
    found = walks.stop(db, order, id_of(stop))
    found.expect(expected)
    return StopOfRound(found, order)


TheStop = Annotated[StopOfRound, Depends(_stop)]


def _used(move: str, db: Db, order: TheOrder) -> StockMove:
    return stock.move(db, id_of(move), order)


TheUsed = Annotated[StockMove, Depends(_used)]


def _spare(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> SparePart:
    part = spares.part(db, key, rights)
    within(request, part)
    part.expect(expected)
    return part


TheSpare = Annotated[SparePart, Depends(_spare)]


def _plan(
    key: Key, request: Request, db: Db, rights: MyRights, expected: Expected
) -> MaintenancePlan:
    plan = plans.plan(db, key, rights)
    if plan.site_id:
        within(request, plan)
    elif request.state.needs == Permission.PLANS_KEEP:
        rights.must(Permission.CATALOGUE_KEEP)
    plan.expect(expected)
    return plan


def plan_to_keep(db: Session, key: str, rights: Rights) -> MaintenancePlan:
    """A plan that somebody is about to change."""
    plan = plans.plan(db, id_of(key), rights)
    if plan.site_id:
        rights.must(Permission.PLANS_KEEP, plan)
    else:
        rights.must(Permission.CATALOGUE_KEEP)
    return plan


ThePlan = Annotated[MaintenancePlan, Depends(_plan)]


def _closure(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Closure:
    closure = closures.closure(db, key, rights)
    within(request, closure)
    closure.expect(expected)
    return closure


TheClosure = Annotated[Closure, Depends(_closure)]


def _officer(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Officer:
    officer = officers.officer(db, key, rights)
    within(request, officer)
    officer.expect(expected)
    return officer


TheOfficer = Annotated[Officer, Depends(_officer)]


def _calendar_day(country: str, day: Day, db: Db, expected: Expected) -> CalendarDay:
    own = workdays.declared(db, country, day)
    own.expect(expected)
    return own


TheCalendarDay = Annotated[CalendarDay, Depends(_calendar_day)]


async def _register(name: str) -> Register:
    """A register as an address spells it: iscir, annex-13."""
    try:
        return Register(name.replace("-", "_"))
    except ValueError:
        raise Missing("There is no such page.") from None


TheRegister = Annotated[Register, Depends(_register)]


def _meter(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Meter:
    meter = meters.meter(db, key, rights)
    within(request, meter)
    meter.expect(expected)
    return meter


TheMeter = Annotated[Meter, Depends(_meter)]


def _profile(key: str, db: Db, expected: Expected) -> LimitProfile:
    profile = profiles.profile(db, key)
    profile.expect(expected)
    return profile


TheProfile = Annotated[LimitProfile, Depends(_profile)]


def _quantity(key: str, db: Db, expected: Expected) -> Quantity:
    quantity = profiles.quantity(db, key)
    quantity.expect(expected)
    return quantity


TheQuantity = Annotated[Quantity, Depends(_quantity)]


def _transfer(number: str, db: Db, rights: MyRights, expected: Expected) -> Transfer:
    transfer = dispatches.transfer(db, number, rights)
    transfer.expect(expected)
    return transfer


TheTransfer = Annotated[Transfer, Depends(_transfer)]


def _departure(transfer: TheTransfer, request: Request) -> Transfer:
    """A transfer, for those who send it."""
    within(request, transfer)
    return transfer


TheDeparture = Annotated[Transfer, Depends(_departure)]


def _arrival(transfer: TheTransfer, request: Request) -> Transfer:
    """A transfer, for those who receive it."""
    within(request, transfer.to_site)
    return transfer


TheArrival = Annotated[Transfer, Depends(_arrival)]


def _loan(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Loan:
    loan = lendings.loan(db, key, rights)
    within(request, loan)
    loan.expect(expected)
    return loan


TheLoan = Annotated[Loan, Depends(_loan)]


def _document(key: Key, db: Db, rights: MyRights, expected: Expected) -> Document:
    document = documents.document(db, key, rights)
    document.expect(expected)
    return document


TheDocument = Annotated[Document, Depends(_document)]
