"""The limits as DOMAIN 2.2 gives them, written down here by hand."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.maintenance import safety_limits
from assets.maintenance.limits import Circuit, Measure, Method, SafetyLimit
from assets.maintenance.safety_limits import Asked, Bounds
from tests.builders import DAY, committed

I, II, BATTERY = ProtectionClass.I, ProtectionClass.II, ProtectionClass.INTERNAL  # noqa: E741
EARTH, INSULATION = Measure.EARTH, Measure.INSULATION
EQUIPMENT, PATIENT = Measure.EQUIPMENT, Measure.APPLIED_PART
DIRECT, DIFFERENTIAL, ALTERNATIVE = Method.DIRECT, Method.DIFFERENTIAL, Method.ALTERNATIVE
B, BF, CF = AppliedPart.B, AppliedPart.BF, AppliedPart.CF

BY_HAND = [
    (EARTH, DIRECT, I, None, Circuit.DEVICE, None, "0.3"),
    (EARTH, DIRECT, I, None, Circuit.NO_CORD, None, "0.2"),
    (EARTH, DIRECT, I, None, Circuit.CORD, None, "0.1"),
    (EARTH, DIRECT, I, None, Circuit.PERMANENT, None, "0.3"),
    (EARTH, DIRECT, I, None, Circuit.SYSTEM, None, "0.5"),
    (EARTH, DIRECT, II, None, Circuit.DEVICE, None, None),
    (EQUIPMENT, DIRECT, I, None, None, None, "500"),
    (EQUIPMENT, DIFFERENTIAL, I, None, None, None, "500"),
    (EQUIPMENT, ALTERNATIVE, I, None, None, None, "1000"),
    (EQUIPMENT, DIRECT, II, None, None, None, "100"),
    (EQUIPMENT, DIFFERENTIAL, II, None, None, None, "100"),
    (EQUIPMENT, ALTERNATIVE, II, None, None, None, "500"),
    (EQUIPMENT, DIRECT, BATTERY, None, None, None, None),
    (PATIENT, DIRECT, I, BF, None, None, "5000"),
    (PATIENT, ALTERNATIVE, II, BF, None, None, "5000"),
    (PATIENT, DIRECT, I, CF, None, None, "50"),
    (PATIENT, ALTERNATIVE, BATTERY, CF, None, None, "50"),
    (PATIENT, DIRECT, I, B, None, None, None),
    (INSULATION, DIRECT, I, None, Circuit.TO_EARTH, "2", None),
    (INSULATION, DIRECT, II, None, Circuit.TO_HOUSING, "7", None),
    (INSULATION, DIRECT, I, BF, Circuit.TO_PATIENT, "70", None),
    (INSULATION, DIRECT, II, CF, Circuit.TO_PATIENT, "70", None),
]  # fmt: skip


@pytest.fixture
def limits(session):
    safety_limits.load(session)
    return safety_limits.valid_on(session, DAY)


def number(figure):
    return None if figure is None else Decimal(figure)


def test_every_limit_is_that_of_the_standard(limits):
    for *asked, least, most in BY_HAND:
        found = safety_limits.limit_for(limits, Asked(*asked))

        bounds = (found.least, found.most) if found else (None, None)
        assert bounds == (number(least), number(most)), asked


def test_what_was_not_read_in_the_standard_says_so(limits):
    unread = [limit for limit in limits if limit.source.endswith("to be verified")]

    assert {(limit.circuit, limit.applied_part) for limit in unread} == {
        (Circuit.NO_CORD, None),
        (Circuit.CORD, None),
        (Circuit.PERMANENT, None),
        (Circuit.SYSTEM, None),
        (Circuit.TO_PATIENT, BF),
        (Circuit.TO_PATIENT, CF),
    }
    assert {limit.source for limit in limits} == set(safety_limits.SOURCES)


def test_a_house_keeps_its_own_limit_through_a_restart(session, limits):
    asked = Asked(EQUIPMENT, DIRECT, I)
    own = safety_limits.limit_for(limits, asked)
    safety_limits.change(own, Bounds("Maker's letter", most=Decimal(300)))
    session.commit()

    again = safety_limits.load(session)

    assert again == 0
    assert [limit.most for limit in kept(session, asked)] == [300]


def kept(session, asked):
    rows = select(SafetyLimit).where(SafetyLimit.measure == asked.measure)
    rows = rows.where(SafetyLimit.method == asked.method)
    return session.exec(rows.where(SafetyLimit.protection_class == asked.protection_class)).all()


@pytest.mark.usefixtures("limits")
def test_a_newer_limit_holds_from_its_day_on_and_until_its_end(session):
    asked, first, last = Asked(EQUIPMENT, DIRECT, I), date(2027, 6, 1), date(2027, 12, 31)
    said = Bounds("New edition", most=Decimal(400), valid_from=first, valid_to=last)
    committed(session, safety_limits.add(session, asked, said))

    on = [date(2027, 5, 31), first, last, date(2028, 1, 1)]
    found = [safety_limits.limit_for(safety_limits.valid_on(session, day), asked) for day in on]

    assert [limit.most for limit in found] == [500, 400, 400, 500]
    assert found[1].unit == "µA"


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        (Bounds("", most=Decimal(1)), "source"),
        (Bounds("Own"), "most"),
        (Bounds("Own", most=Decimal(-1)), "most"),
        (Bounds("Own", least=Decimal(2), most=Decimal(1)), "least"),
        (Bounds("Own", most=Decimal(1), valid_from=DAY, valid_to=date(2027, 2, 1)), "valid_to"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_beside_its_field(limits, bounds, field):
    with pytest.raises(Refused) as no:
        safety_limits.change(limits[0], bounds)

    assert no.value.field == field
