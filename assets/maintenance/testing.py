"""Testing: what a safety test comes to, once its device has been looked at and measured."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from assets.database import moment_of
from assets.errors import Refused
from assets.inventory.custom_fields import canonical
from assets.inventory.register import GONE, Asset, Condition, State
from assets.maintenance import (
    calibrations,
    completion,
    demands,
    measuring,
    orders,
    safety_limits,
    safety_tests,
)
from assets.maintenance.limits import Measure, Method, SafetyLimit
from assets.maintenance.measuring import ALIKE, Findings, Measured, Point, Setting
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.orders import State as Stage
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.safety_limits import UNITS, Bounds
from assets.maintenance.safety_tests import PASSED, Connection, Measurement, Polarity, SafetyTest
from assets.maintenance.terms import Kind, Priority
from assets.people import Person
from assets.rhythm import Mode
from assets.words import N_, Language, say

NOT_HERE_YET = (State.PLANNED, State.ORDERED)
_DECIMALS, _DIGITS = 4, 10


def record(
    session: Session, asset: Asset, setting: Setting, found: Findings, by: Person
) -> SafetyTest:
    """Write down and sign a test. What failed must not be used from now on.

    Raises Refused for a test that would pass without a calibrated instrument, or without what is
    to be measured.
    """
    _must_be_here(session, asset, setting.tested_on)
    _must_fit(asset, setting)
    limits = safety_limits.valid_on(session, setting.tested_on)
    test = _of(session, asset, setting, found, by)
    earlier = first_values(session, asset, setting.tested_on)
    measured = [
        _judged(test, number, said, _bounds(limits, setting, said), earlier)
        for number, said in enumerate(_checked(setting, found.measured), 1)
    ]
    test.verdict = safety_tests.verdict_of(test, measured)
    if test.passed:
        _must_be_whole(setting, found)
        _must_be_calibrated(test, setting)
        test.next_due_on = _next_due(session, asset, setting)
        test.reference = not earlier
    _keep(session, test, measured)
    if setting.order:
        _settle(session, setting.order, test, by)
    if not test.passed and asset.condition is not Condition.QUARANTINED:
        asset.judge(Condition.DOWN)
    return test


def _keep(session: Session, test: SafetyTest, measured: Iterable[Measurement]) -> None:
    test.number = safety_tests.next_number(session)
    session.add(test)
    session.flush()
    session.add_all(measured)
    session.flush()


def _settle(session: Session, order: WorkOrder, test: SafetyTest, by: Person) -> None:
    """The order that asked for the test is done by it, or failed, if it asks for nothing else."""
    if order.kind is not Kind.SAFETY_TEST or Stage.DONE not in orders.LIFE[order.state]:
        return
    if order.needs_signature and not order.signed_at:
        demands.sign(session, order, by, test.signed_by)
    owed = not test.passed and order.plan_id
    if owed or not completion.lacking(session, order):
        note = test.defects or test.number
        completion.complete(session, order, by, test.tested_on, note, test.verdict)


def _of(
    session: Session, asset: Asset, setting: Setting, found: Findings, by: Person
) -> SafetyTest:
    instrument = setting.instrument
    return SafetyTest(
        number="",
        asset_id=asset.id,
        site_id=asset.site_id,
        partner_id=asset.partner_id,
        order_id=setting.order.id if setting.order else None,
        **{name: getattr(setting, name) for name in ALIKE},
        applied_parts=[vars(part) for part in setting.parts],
        instrument_id=instrument.id if instrument else None,
        calibrated_until=calibrations.calibrated_until(session, instrument, setting.tested_on)
        if instrument
        else None,
        tester_id=by.id,
        visual=found.visual,
        functional=found.functional,
        visual_note=found.visual_note.strip(),
        defects=found.defects.strip(),
        signed_by=by.name,
        signed_at=moment_of(session),
        asset_tag=asset.tag,
        asset_name=asset.name,
        serial_number=asset.serial_number,
    )


def _must_be_here(session: Session, asset: Asset, on: date) -> None:
    if asset.state in GONE:
        raise Refused("{tag} is retired.", tag=asset.tag)
    if asset.state in NOT_HERE_YET:
        raise Refused("{tag} has not come yet.", tag=asset.tag)
    if on > moment_of(session).date() + timedelta(1):
        raise Refused("{day} has not come yet.", day=on, field="tested_on")


def _must_fit(asset: Asset, setting: Setting) -> None:
    if setting.order and setting.order.asset_id != asset.id:
        raise Refused("{number} is for another thing.", number=setting.order.number, field="order")
    if setting.instrument and setting.instrument.id == asset.id:
        raise Refused("A thing cannot be tested with itself.", field="instrument")
    labels = [part.label for part in setting.parts]
    if len(set(labels)) < len(labels):
        raise Refused("Two applied parts are called the same.", field="parts")


def _checked(setting: Setting, measured: Sequence[Measured]) -> Iterator[Measured]:
    """The values that can have been read on such a device."""
    for said in measured:
        exponent = int(said.value.as_tuple().exponent)
        if said.value < 0:
            raise Refused("It cannot be below zero.", field=said.field)
        if -exponent > _DECIMALS or said.value.adjusted() >= _DIGITS:
            raise Refused(
                "Write at most {decimal_places} decimals.",
                decimal_places=_DECIMALS,
                field=said.field,
            )
        if said.at.polarity is Polarity.REVERSED and setting.connection is Connection.PERMANENT:
            raise Refused(
                "What is permanently installed is measured without turning the mains round.",
                field=said.field,
            )
        at = measuring.where(setting, said)
        yield replace(said, at=at)


def _bounds(limits: Iterable[SafetyLimit], setting: Setting, said: Measured) -> Bounds:
    """The limit of the device's own documents goes before that of the standard."""
    usual = measuring.bounds_of(limits, setting, said.at) or Bounds(source="")
    if said.own_limit is None:
        return usual
    if not said.own_source.strip():
        raise Refused("Say which document sets this limit.", field="own_source")
    usual = replace(usual, source=said.own_source.strip())
    if said.at.measure is Measure.INSULATION:
        return replace(usual, least=said.own_limit)
    return replace(usual, most=said.own_limit)


Earlier = dict[tuple[Any, ...], Decimal]


def _judged(
    test: SafetyTest, position: int, said: Measured, bounds: Bounds, earlier: Earlier
) -> Measurement:
    at = said.at
    measured = Measurement(
        test_id=test.id,
        site_id=test.site_id,
        partner_id=test.partner_id,
        position=position,
        **{name: getattr(at, name) for name in ("measure", "circuit", "point", "polarity")},
        value=said.value,
        unit=UNITS[at.measure],
        least=bounds.least,
        most=bounds.most,
        limit_source=bounds.source,
        reference=earlier.get(measuring.series_of(measured=at, method=test.method)),
    )
    measured.passed = measured.within
    measured.rising = bool(measured.passed) and _rising(measured, bounds)
    return measured


def _rising(measured: Measurement, bounds: Bounds) -> bool:
    """Whether it is within the limit, but near it and far above what was measured first."""
    near, grown = bounds.near_percent, bounds.grown_percent
    most, reference = measured.most, measured.reference
    if near is None or grown is None or most is None or reference is None:
        return False
    return measured.value * 100 > most * near and measured.value * 100 > reference * grown


def first_values(session: Session, asset: Asset, on: date) -> Earlier:
    """What was measured first at each point in a test that was passed by a day."""
    passed: Any = select(Measurement, SafetyTest.method).join(SafetyTest)
    of_it = passed.where(
        SafetyTest.asset_id == asset.id,
        col(SafetyTest.verdict).in_(PASSED),
        SafetyTest.tested_on <= on,
    )
    found: Earlier = {}
    by = (col(SafetyTest.tested_on), col(SafetyTest.number))
    for measured, method in session.exec(of_it.order_by(*by)):
        found.setdefault(measuring.series_of(measured, method), measured.value)
    return found


def _must_be_whole(setting: Setting, found: Findings) -> None:
    """What is due and was left out needs its reason in the remark."""
    have = [measuring.where(setting, said) for said in found.measured]
    for due in measuring.points(setting):
        if due.due and not any(_answers(due, at) for at in have) and not found.defects.strip():
            raise Refused(
                "{measure} is not measured. Measure it, or say in the remark why not.",
                measure=due.measure,
                field=measuring.key_of(setting, due),
            )


def _answers(due: Point, at: Point) -> bool:
    """Whether this is what is due: of the earth any, of a part any of it, of the rest each way."""
    if due.measure is Measure.EARTH:
        return at.measure is Measure.EARTH
    same = (due.measure, due.point) == (at.measure, at.point)
    return same and (due.polarity is at.polarity or due.measure is Measure.APPLIED_PART)


def _must_be_calibrated(test: SafetyTest, setting: Setting) -> None:
    if setting.instrument is None:
        raise Refused("Say with which instrument it was measured.", field="instrument")
    tag, until = setting.instrument.tag, test.calibrated_until
    if until is None:
        raise Refused(
            "Nothing proves that {tag} is calibrated. Add its certificate or a calibration plan, "
            "or take another instrument.",
            tag=tag,
            field="instrument",
        )
    if until < test.tested_on:
        raise Refused(
            "The calibration of {tag} ended on {day}. No test can be passed with it after that.",
            tag=tag,
            day=until,
            field="instrument",
        )


def _next_due(session: Session, asset: Asset, setting: Setting) -> date | None:
    """The next day of its plan of safety tests, once this one counts for it."""
    of_it = select(MaintenancePlan).where(MaintenancePlan.asset_id == asset.id)
    of_tests = of_it.where(MaintenancePlan.kind == Kind.SAFETY_TEST)
    living = of_tests.where(col(MaintenancePlan.ended_on).is_(None))
    plan = session.exec(living.order_by(col(MaintenancePlan.due_key))).first()
    if plan is None or plan.rhythm is None:
        return None
    on, order = setting.tested_on, setting.order
    if plan.mode is Mode.FLOATING or plan.anchor_on is None:
        return plan.rhythm.after(on, anchor=on)
    done = order is not None and order.plan_id == plan.id
    settled = max(order.due_on, on) if order and done else on
    return plan.rhythm.after(settled, plan.anchor_on)


REPAIR = N_("Repair after the safety test {number}")


def repair_of(session: Session, test: SafetyTest) -> WorkOrder | None:
    """The order that puts right what this test found, if it has been asked for."""
    of_it = select(WorkOrder).where(WorkOrder.asset_id == test.asset_id)
    meant = col(WorkOrder.title) == REPAIR.format(number=test.number)
    if test.order_id:
        corrects = col(WorkOrder.corrects_id) == test.order_id
        meant |= corrects & col(WorkOrder.state).in_(TO_DO)
    return session.exec(of_it.where(meant)).first()


def ask_repair(session: Session, test: SafetyTest, by: Person, on: date) -> WorkOrder:
    """Ask for the repair of what failed, once. The test comes with its device."""
    if test.passed:
        raise Refused("{number} was passed.", number=test.number)
    if known := repair_of(session, test):
        return known
    en, ro, hu = (say(language, REPAIR, number=test.number) for language in Language)
    return orders.ask(
        session,
        test.asset,
        title=en,
        title_ro=ro,
        title_hu=hu,
        kind=Kind.CORRECTIVE,
        due_on=on,
        on=on,
        priority=Priority.HIGH,
        corrects_id=test.order_id,
        asked_by_id=by.id,
        note=test.defects,
    )


UNSURE = N_(
    "{measure}: below {least} the differential method shows too little. Measure it directly."
)
UNPOWERED = N_(
    "The alternative method does not power the device. Where its mains is switched electronically, "
    "measure it directly or differentially."
)


def warnings(
    session: Session, test: SafetyTest, measured: Iterable[Measurement]
) -> list[tuple[str, dict[str, Any]]]:
    """What to think of before the values are relied on: sentences, with what they speak of."""
    told: list[tuple[str, dict[str, Any]]] = []
    if test.method is Method.ALTERNATIVE:
        told.append((UNPOWERED, {}))
    limits = safety_limits.valid_on(session, test.tested_on)
    setting = measuring.setting_of(test)
    for each in measured:
        bounds = measuring.bounds_of(limits, setting, Point(each.measure, each.circuit, each.point))
        least = bounds.unsure_below if bounds else None
        if least is not None and each.value < least:
            told.append((UNSURE, {"measure": each.measure, "least": canonical(least)}))
    return told
