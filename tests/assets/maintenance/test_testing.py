from datetime import UTC, date, datetime

import pytest

from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Outcome
from tests.assets.maintenance.safety import (
    a_setting,
    a_test,
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
