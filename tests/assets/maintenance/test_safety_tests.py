from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from assets import checks, chronicle, settings, trail
from assets.errors import Refused
from assets.inventory import dispatches, register, transfers
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.inventory.register import Condition
from assets.maintenance import (
    completion,
    measuring,
    safety_tests,
    safety_trends,
    testing,
)
from assets.maintenance.limits import Circuit, Measure, Method
from assets.maintenance.measuring import Measured, Point
from assets.maintenance.safety_tests import Connection, Measurement, Part, Polarity, SafetyTest
from assets.maintenance.terms import Kind, Outcome
from assets.rhythm import Mode, Unit
from assets.rights import EVERYTHING
from assets.words import Language
from tests.assets.maintenance.safety import (
    a_setting,
    a_test,
    a_tester,
    an_analyser,
    findings,
    values_for,
)
from tests.builders import (
    DAY,
    a_document,
    a_model,
    a_site,
    a_type,
    an_asset,
    an_order,
)

YEAR = timedelta(365)


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def device(session):
    return an_asset(session, "Electrotherapy unit")


def measured(session, test):
    return session.exec(safety_tests.measurements_of(test)).all()


def refused(session, device, setting, found):
    with pytest.raises(Refused) as no:
        testing.record(session, device, setting, found, a_tester(session))
    return no.value


def test_a_device_within_all_its_limits_passes_and_is_the_reference(engine, session, device):
    test = a_test(session, device)

    assert (test.number, test.verdict, test.reference) == ("EST-00001", Outcome.PASS, True)
    assert (test.asset_tag, test.calibrated_until) == (device.tag, date(2029, 12, 31))
    assert [(each.measure, each.most, each.passed) for each in measured(session, test)] == [
        (Measure.EARTH, Decimal("0.3"), True),
        (Measure.EQUIPMENT, 500, True),
        (Measure.EQUIPMENT, 500, True),
        (Measure.APPLIED_PART, 5000, True),
    ]
    assert list(checks.check(engine, settings.load())) == []


@pytest.mark.parametrize(
    ("how", "part", "due"),
    [
        (("I", "detachable", "direct"), "CF", ["0.3", "500", "500", "50"]),
        (("I", "detachable", "alternative"), "BF", ["0.3", "1000", "5000"]),
        (("I", "permanent", "direct"), "BF", ["0.3", "500", "5000"]),
        (("II", "fixed", "differential"), "B", ["100", "100"]),
        (("II", "fixed", "alternative"), "none", ["500"]),
        (("internally_powered", "none", "direct"), "BF", ["5000"]),
        (("internally_powered", "none", "direct"), "B", []),
    ],
)
def test_what_is_due_follows_from_the_device(session, device, how, part, due):
    protection, connection, method = how
    setting = a_setting(
        protection_class=ProtectionClass(protection),
        connection=Connection(connection),
        method=Method(method),
        parts=[Part("Electrode", AppliedPart(part))],
    )

    test = a_test(session, device, setting, EARTH="0.05", EQUIPMENT="80")

    assert [each.most for each in measured(session, test)] == [Decimal(each) for each in due]
    assert test.verdict is Outcome.PASS


def test_nobody_can_pass_what_failed_and_it_is_out_of_use_at_once(session, device):
    found = findings(values_for(a_setting(), EQUIPMENT="501"), defects="Looks fine to me")

    test = a_test(session, device, found=found)

    assert (test.verdict, test.reference, test.next_due_on) == (Outcome.FAIL, False, None)
    assert device.condition is Condition.DOWN
    assert [each.passed for each in measured(session, test)] == [True, False, False, True]


@pytest.mark.parametrize("said", ["visual", "functional"])
def test_what_is_seen_and_tried_counts_as_what_is_measured(session, device, said):
    whole = values_for(a_setting())

    failed = a_test(session, device, found=findings(whole, **{said: Outcome.FAIL}))
    remarked = a_test(session, device, found=findings(whole, **{said: Outcome.REMARK}))

    assert (failed.verdict, remarked.verdict) == (Outcome.FAIL, Outcome.REMARK)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (DAY - timedelta(1), "ended on"),
        (None, "Nothing proves that"),
    ],
)
def test_nothing_is_passed_with_an_instrument_that_was_not_calibrated_that_day(
    session, device, until, words
):
    setting = a_setting(an_analyser(session, until))

    no = refused(session, device, setting, findings(values_for(setting)))
    failed = a_test(session, device, setting, EQUIPMENT="900")

    assert (no.field, words in str(no)) == ("instrument", True)
    assert failed.verdict is Outcome.FAIL
    assert session.exec(select(SafetyTest)).all() == [failed]


def test_a_certificate_of_the_last_day_still_counts_and_one_of_later_does_not_yet(session, device):
    fresh = an_analyser(session, None)
    a_document(session, fresh, dated_on=DAY + timedelta(1), valid_until=DAY + YEAR)
    setting = a_setting(fresh)

    no = refused(session, device, setting, findings(values_for(setting)))
    passed = a_test(session, device, a_setting(an_analyser(session, DAY)))

    assert "Nothing proves" in str(no)
    assert passed.passed


def test_a_plan_kept_proves_calibration_until_the_next_is_owed(session, device):
    analyser = an_analyser(session, None)
    order = an_order(session, analyser, DAY, kind=Kind.CALIBRATION, every=1, unit=Unit.YEAR)
    late = DAY + timedelta(20)
    completion.complete(session, order, a_tester(session), late)
    session.commit()
    between = a_setting(analyser, tested_on=DAY + timedelta(10))

    no = refused(session, device, between, findings(values_for(between)))
    test = a_test(session, device, a_setting(analyser, tested_on=late))

    assert "ended on 2027-03-01" in str(no)
    assert test.calibrated_until == date(2028, 3, 1)


@pytest.mark.parametrize(
    ("first", "then", "rising"),
    [
        ("200", "450", False),  # is not above 90 % of 500
        ("200", "451", True),
        ("300", "460", True),  # above 1.5 times 300, which is 450
        ("307", "460", False),  # 1.5 times 307 is 460.5
    ],
)
def test_what_nears_its_limit_and_has_grown_by_half_raises_the_alarm(
    session, device, first, then, rising
):
    a_test(session, device, EQUIPMENT=first)

    test = a_test(session, device, a_setting(tested_on=DAY + YEAR), EQUIPMENT=then)

    leakage = [each for each in measured(session, test) if each.measure is Measure.EQUIPMENT]
    assert [(each.reference, each.rising) for each in leakage] == [(Decimal(first), rising)] * 2
    assert test.verdict is (Outcome.REMARK if rising else Outcome.PASS)
    assert not test.reference


def test_only_what_was_measured_alike_in_a_passed_test_is_compared(session, device):
    a_test(session, device, EARTH="0.25", EQUIPMENT="600")
    a_test(session, device)
    other = a_setting(tested_on=DAY + YEAR, method=Method.DIFFERENTIAL)

    test = a_test(session, device, other, EQUIPMENT="450")

    kept = {each.measure: each.reference for each in measured(session, test)}
    assert kept == {
        Measure.EARTH: Decimal("0.12"),
        Measure.EQUIPMENT: None,
        Measure.APPLIED_PART: None,
    }


def test_what_is_permanently_installed_is_not_turned_round_and_keeps_to_its_own_limit(
    session, device
):
    setting = a_setting(an_analyser(session), connection=Connection.PERMANENT, parts=[])
    turned = Measured(Point(Measure.EQUIPMENT, polarity=Polarity.REVERSED), Decimal(1), field="x")

    no = refused(session, device, setting, findings([*values_for(setting), turned]))
    test = a_test(session, device, setting, EARTH="0.3")

    earth, leakage = measured(session, test)
    assert (no.field, "without turning the mains round" in str(no)) == ("x", True)
    assert (earth.circuit, earth.most, earth.passed) == (Circuit.PERMANENT, Decimal("0.3"), True)
    assert leakage.polarity is None


def test_the_documents_of_the_device_go_before_the_standard(session, device):
    setting = a_setting(parts=[])
    own = [
        replace(each, own_limit=Decimal(100), own_source="Manual, page 9")
        if each.at.measure is Measure.EQUIPMENT
        else each
        for each in values_for(setting, EQUIPMENT="120")
    ]

    test = a_test(session, device, setting, findings(own))

    leakage = measured(session, test)[1]
    assert (leakage.most, leakage.limit_source) == (100, "Manual, page 9")
    assert test.verdict is Outcome.FAIL


def test_what_is_due_is_measured_or_its_absence_is_explained(session, device):
    setting = a_setting(an_analyser(session))
    without_earth = values_for(setting)[1:]

    no = refused(session, device, setting, findings(without_earth))
    explained = a_test(
        session, device, setting, findings(without_earth, defects="No metal to touch")
    )

    assert no.field == "protective_earth.device"
    assert explained.verdict is Outcome.REMARK


@pytest.mark.parametrize(
    ("values", "measures", "field"),
    [
        ({"tested_on": date(2030, 1, 3)}, {}, "tested_on"),
        ({"parts": [Part("A", AppliedPart.BF)] * 2}, {}, "parts"),
        ({}, {"value": Decimal(-1)}, "here"),
        ({}, {"value": Decimal("0.00001")}, "here"),
        ({}, {"at": Point(Measure.APPLIED_PART, point="Foot")}, "here"),
        ({}, {"own_limit": Decimal(1)}, "own_source"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(session, device, values, measures, field):
    setting = a_setting(an_analyser(session), **values)
    said = replace(Measured(Point(Measure.EARTH), Decimal(0), field="here"), **measures)

    no = refused(session, device, setting, findings([said]))

    assert no.field == field
    assert session.exec(select(Measurement)).all() == []


def test_a_signed_test_never_changes(session, device):
    test = a_test(session, device)
    test.verdict = Outcome.FAIL

    with pytest.raises(RuntimeError, match="never changed"):
        session.flush()
    session.rollback()
    session.delete(measured(session, test)[0])
    with pytest.raises(RuntimeError, match="never taken away"):
        session.flush()


def test_tests_go_with_their_device_to_another_site(engine, session, device):
    test = a_test(session, device)
    a_document(session, test)
    szentes = a_site(session, "SZE", "Szentes", "HU")

    sent = transfers.send(session, [device], szentes, DAY)
    transfers.receive(session, sent, dispatches.lines_of(session, sent), szentes, DAY)
    session.commit()

    assert test.site_id == szentes.id
    assert {each.site_id for each in measured(session, test)} == {szentes.id}
    assert list(checks.check(engine, settings.load())) == []


def test_a_verdict_that_was_tampered_with_is_found(engine, session, device):
    test = a_test(session, device)
    session.connection().exec_driver_sql("UPDATE safety_test SET verdict = 'fail'")
    session.connection().exec_driver_sql("UPDATE measurement SET value = 900 WHERE position = 2")

    wrong = list(checks.check(engine, settings.load()))

    assert f"safety_test {test.id}: verdict does not follow from the rest." in wrong
    spoiled = measured(session, test)[1].id
    assert f"measurement {spoiled}: passed does not follow from the rest." in wrong


@pytest.mark.parametrize(
    ("mode", "due"), [(Mode.FIXED, date(2028, 3, 10)), (Mode.FLOATING, date(2028, 3, 1))]
)
def test_a_passed_test_says_when_the_next_is_due(session, device, mode, due):
    order = an_order(
        session, device, DAY + timedelta(9), kind=Kind.SAFETY_TEST, every=1, unit=Unit.YEAR,
        mode=mode,
    )  # fmt: skip

    test = a_test(session, device, a_setting(order=order))

    assert test.next_due_on == due


def test_a_differential_or_alternative_method_is_warned_of_in_a_sentence(session, device):
    near = a_test(session, device, a_setting(method=Method.DIFFERENTIAL), EQUIPMENT="74")
    clear = a_test(session, device, a_setting(method=Method.DIFFERENTIAL), EQUIPMENT="75")
    unpowered = a_test(session, device, a_setting(method=Method.ALTERNATIVE))

    told = [
        [words for words, _ in testing.warnings(session, test, measured(session, test))]
        for test in (near, clear, unpowered)
    ]

    assert told == [[testing.UNSURE] * 2, [], [testing.UNPOWERED]]


def test_the_next_test_begins_like_the_last(session, device):
    test = a_test(session, device, a_setting(method=Method.DIFFERENTIAL, mains_volts=Decimal(230)))

    again = measuring.setting_of(test)

    assert again.parts == [Part("Electrode", AppliedPart.BF)]
    assert (again.method, again.mains_volts) == (Method.DIFFERENTIAL, 230)


def test_a_series_holds_what_was_measured_alike_in_the_order_of_its_days(session, device):
    for years, leakage in ((1, "140"), (0, "120"), (2, "600")):
        a_test(session, device, a_setting(tested_on=DAY + years * YEAR), EQUIPMENT=leakage)

    series = safety_trends.of_asset(session, device, EVERYTHING)

    assert [(each.latest.measure, len(each.dots)) for each in series] == [
        (Measure.EARTH, 3),
        (Measure.EQUIPMENT, 3),
        (Measure.EQUIPMENT, 3),
        (Measure.APPLIED_PART, 3),
    ]
    assert [dot.measured.value for dot in series[1].dots] == [120, 140, 600]


@pytest.mark.parametrize(
    ("kind", "own", "wet"),
    [("Z120618", "", True), ("V08050303", "", True), ("Z120601", "Z120618", True),
     ("Z120601", "", False), ("", "", False)],
)  # fmt: skip
def test_what_meets_its_patient_in_water_is_known_by_its_nomenclature(session, kind, own, wet):
    bath = an_asset(session, "Bath", type_id=a_type(session, emdn=kind).id, emdn=own)
    whole = an_asset(session, "Bath", model_id=a_model(session).id)

    assert safety_trends.in_water(register.asset(session, bath.id, EVERYTHING)) is wet
    assert not safety_trends.in_water(register.asset(session, whole.id, EVERYTHING))


def test_the_history_tells_of_a_test_in_words(session, device):
    test = a_test(session, device, EQUIPMENT="600")

    (event,) = chronicle.told(session, session.exec(trail.history(test.id)).all(), Language.EN)

    assert event.sentences == ["Tested as EST-00001: Failed."]
