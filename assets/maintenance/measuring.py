"""Measuring: how a device is set up for its safety test, and what is to be measured on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from assets.errors import Refused
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.register import Asset
from assets.maintenance import safety_limits
from assets.maintenance.limits import Circuit, Measure, Method, SafetyLimit
from assets.maintenance.orders import WorkOrder
from assets.maintenance.safety_limits import Asked, Bounds
from assets.maintenance.safety_tests import Connection, Part, Polarity, Reason, SafetyTest
from assets.maintenance.terms import Outcome

FLOATING_PARTS = (AppliedPart.BF, AppliedPart.CF)  # whose insulation has limits of its own
# What a test says of how it was set up, under the same names.
ALIKE = (
    *("tested_on", "reason", "standard", "method", "protection_class", "connection"),
    *("mains_volts", "ambient"),
)


@dataclass(frozen=True)
class Setting:
    """Which device is tested, why, how it is connected, and with what it is measured."""

    tested_on: date
    protection_class: ProtectionClass
    connection: Connection
    reason: Reason = Reason.RECURRENT
    method: Method = Method.DIRECT
    parts: Sequence[Part] = ()
    instrument: Asset | None = None
    order: WorkOrder | None = None
    mains_volts: Decimal | None = None
    standard: str = "IEC 62353:2014"
    ambient: str = ""

    def type_of(self, label: str) -> AppliedPart | None:
        """The type of the applied part that is called so."""
        return next((part.type for part in self.parts if part.label == label), None)


@dataclass(frozen=True)
class Point:
    """One value that is to be measured; of what is not due, only if the maker asks for it."""

    measure: Measure
    circuit: Circuit | None = None
    point: str = ""
    polarity: Polarity | None = None
    due: bool = True


@dataclass(frozen=True)
class Measured:
    """One value as it was read, and the limit of the device's own documents where they have one.

    `field` is where it was typed.
    """

    at: Point
    value: Decimal
    own_limit: Decimal | None = None
    own_source: str = ""
    field: str = ""


@dataclass(frozen=True)
class Findings:
    """What was seen, measured and tried."""

    visual: Outcome
    functional: Outcome
    measured: Sequence[Measured] = field(default=())
    visual_note: str = ""
    defects: str = ""


def points(setting: Setting) -> list[Point]:
    """What is measured on such a device, in the order of the standard."""
    return [*_earth(setting), *_insulation(setting), *_equipment(setting), *_parts(setting)]


def _earth(setting: Setting) -> Iterator[Point]:
    if setting.protection_class is not ProtectionClass.I or setting.connection is Connection.NONE:
        return
    if setting.connection is Connection.PERMANENT:
        yield Point(Measure.EARTH, Circuit.PERMANENT)
        return
    yield Point(Measure.EARTH, Circuit.DEVICE)
    if setting.connection is Connection.DETACHABLE:
        yield Point(Measure.EARTH, Circuit.NO_CORD, due=False)
        yield Point(Measure.EARTH, Circuit.CORD, due=False)
    yield Point(Measure.EARTH, Circuit.SYSTEM, due=False)


_INSULATED = {
    ProtectionClass.I: Circuit.TO_EARTH,
    ProtectionClass.II: Circuit.TO_HOUSING,
}


def _insulation(setting: Setting) -> Iterator[Point]:
    between = _INSULATED.get(setting.protection_class)
    if setting.connection is Connection.NONE or between is None:
        return
    yield Point(Measure.INSULATION, between, due=False)
    for part in setting.parts:
        if part.type in FLOATING_PARTS:
            yield Point(Measure.INSULATION, Circuit.TO_PATIENT, part.label, due=False)


def _equipment(setting: Setting) -> Iterator[Point]:
    powered = setting.protection_class is not ProtectionClass.INTERNAL
    if powered and setting.connection is not Connection.NONE:
        for polarity in _polarities(setting):
            yield Point(Measure.EQUIPMENT, polarity=polarity)


def _parts(setting: Setting) -> Iterator[Point]:
    """Type B has no limit of its own: the equipment leakage covers it."""
    for part in setting.parts:
        if part.type in FLOATING_PARTS:
            first, *others = _polarities(setting)
            yield Point(Measure.APPLIED_PART, point=part.label, polarity=first)
            for polarity in others:
                yield Point(Measure.APPLIED_PART, None, part.label, polarity, due=False)


def _polarities(setting: Setting) -> Sequence[Polarity | None]:
    """The mains is turned round where there is a plug and the method depends on it."""
    plugged = setting.connection in {Connection.DETACHABLE, Connection.FIXED}
    return tuple(Polarity) if plugged and setting.method is not Method.ALTERNATIVE else (None,)


def bounds_of(limits: Iterable[SafetyLimit], setting: Setting, at: Point) -> Bounds | None:
    """Between which values it is well, by the limits that hold on the day; None without any."""
    asked = Asked(
        at.measure,
        setting.method,
        setting.protection_class,
        setting.type_of(at.point),
        at.circuit,
    )
    found = safety_limits.limit_for(limits, asked)
    return safety_limits.said_by(found) if found else None


def where(setting: Setting, said: Measured) -> Point:
    """The point with what follows from the device where that was left unsaid."""
    at = said.at
    if at.measure is Measure.EARTH and at.circuit is None:
        fixed = setting.connection is Connection.PERMANENT
        return replace(at, circuit=Circuit.PERMANENT if fixed else Circuit.DEVICE)
    if at.measure is Measure.INSULATION and at.circuit is None:
        return replace(at, circuit=_INSULATED.get(setting.protection_class))
    patient = at.measure is Measure.APPLIED_PART or at.circuit is Circuit.TO_PATIENT
    if patient and setting.type_of(at.point) is None:
        raise Refused("{part} is none of its applied parts.", part=at.point, field=said.field)
    return at


def series_of(measured: Any, method: Method) -> tuple[Any, ...]:
    """What makes two values comparable: the same point, and for leakage the same method."""
    leakage = measured.measure in {Measure.EQUIPMENT, Measure.APPLIED_PART}
    same = (measured.measure, measured.circuit, measured.point, measured.polarity)
    return (*same, method if leakage else None)


def key_of(setting: Setting, at: Point) -> str:
    """The name of the field that its value is typed into."""
    labels = [part.label for part in setting.parts]
    nth = str(labels.index(at.point) + 1) if at.point in labels else ""
    return ".".join(filter(None, (at.measure, at.circuit, nth, at.polarity)))


def setting_of(test: SafetyTest) -> Setting:
    """How a test was set up: the next one begins like it."""
    alike = {name: getattr(test, name) for name in ALIKE}
    return Setting(**alike, parts=test.parts)
