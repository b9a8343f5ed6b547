from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from assets.database import Actor, transaction
from assets.maintenance import safety_limits, testing
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Outcome
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
    an_asset,
    an_order,
)


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def device(session):
    return an_asset(session, "Electrotherapy unit")


@pytest.mark.parametrize(
    ("earth", "state", "outcome", "owed"),
    [("0.12", "done", Outcome.PASS, date(2028, 3, 1)), ("0.5", "in_progress", Outcome.FAIL, DAY)],
)
def test_a_signed_test_does_the_order_that_asked_for_it_or_fails_it(
    session, device, earth, state, outcome, owed
):
    order = an_order(session, device, kind="safety_test", every=1, unit="year")
    order.needs_signature = True

    test = a_test(session, device, a_setting(order=order), EARTH=earth)

    assert (order.state, order.outcome) == (state, outcome)
    assert session.get_one(MaintenancePlan, order.plan_id).due_on == owed
    assert (order.signed_at is not None) == test.passed


def test_a_test_leaves_an_order_open_that_asks_for_more_than_the_test(session, device):
    order = an_order(session, device, kind="safety_test")
    order.needs_photo = True

    a_test(session, device, a_setting(order=order))

    assert order.to_do


def test_two_who_sign_at_once_get_two_numbers(engine, session, device):
    safety_limits.load(session)
    setting = a_setting(instrument=an_analyser(session))
    found, by = findings(values_for(setting)), a_tester(session)
    session.commit()
    ready = Barrier(2)

    def sign():
        with transaction(engine, by=Actor("test"), at=session.info["at"]) as changes:
            asset, tester, analyser = (
                changes.merge(each, load=False) for each in (device, by, setting.instrument)
            )
            if engine.dialect.name == "postgresql":  # elsewhere writers stand in line
                ready.wait(10)
            mine = replace(setting, instrument=analyser)
            return testing.record(changes, asset, mine, found, tester).number

    with ThreadPoolExecutor() as threads:
        numbers = [each.result() for each in [threads.submit(sign) for _ in range(2)]]

    assert sorted(numbers) == ["EST-00001", "EST-00002"]
