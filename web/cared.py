"""The one record of maintenance that an address names: order, plan, fault, meter, part."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from assets import workdays
from assets.errors import Missing
from assets.maintenance import (
    checklists,
    closures,
    inbox,
    logbooks,
    meters,
    officers,
    plans,
    profiles,
    safety_limits,
    safety_tests,
    spares,
    stock,
    walks,
    worklists,
)
from assets.maintenance.checklists import Checklist
from assets.maintenance.closures import Closure
from assets.maintenance.faults import Fault
from assets.maintenance.limits import LimitProfile, Quantity, SafetyLimit
from assets.maintenance.meters import Meter, Reading
from assets.maintenance.officers import Officer
from assets.maintenance.orders import WorkOrder
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.rounds import Stop
from assets.maintenance.safety_tests import SafetyTest
from assets.maintenance.spares import SparePart, StockMove
from assets.maintenance.terms import Register
from assets.rights import Permission, Rights
from assets.workdays import CalendarDay
from web.access import Db, MyRights
from web.answer import Day, Expected
from web.named import Key, id_of, within


def _checklist(db: Db, key: str, expected: Expected) -> Checklist:
    checklist = checklists.keyed(db, key)
    checklist.expect(expected)
    return checklist


TheChecklist = Annotated[Checklist, Depends(_checklist)]


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


def _reading(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Reading:
    reading = logbooks.reading(db, key, rights)
    within(request, reading)
    reading.expect(expected)
    return reading


TheReading = Annotated[Reading, Depends(_reading)]


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
