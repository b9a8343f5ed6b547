import pytest

from assets import tokens
from assets.maintenance import safety_limits
from assets.rights import Role
from tests.assets.maintenance.safety import an_analyser
from tests.browser import Browser
from tests.builders import a_person, a_site, an_asset, committed, today_at


@pytest.fixture
def program(app, session):
    safety_limits.load(session)
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def today(session):
    return today_at(a_site(session))


def said(session, today, *measurements, **values):
    """A device of class II with a part of type CF."""
    return {
        "tested_on": today.isoformat(),
        "protection_class": "II",
        "connection": "fixed",
        "method": "differential",
        "applied_parts": [{"label": "Probe", "type": "CF", "defib_proof": True}],
        "instrument": an_analyser(session).tag,
        "visual": "pass",
        "functional": "pass",
        "measurements": [
            {"measure": "equipment_leakage", "value": "61", "polarity": "normal"},
            {"measure": "equipment_leakage", "value": "80.5", "polarity": "reversed"},
            {"measure": "applied_part_leakage", "value": "9", "point": "Probe"},
            *measurements,
        ],
    } | values


def test_a_test_is_sent_with_its_values_and_read_again(program, session, today):
    asset = an_asset(session)

    made = program.post(f"/api/v1/assets/{asset.tag}/safety-tests", json=said(session, today))

    test = program.get(made.headers["location"]).json()
    assert (made.status_code, test["verdict"], test["reference"]) == (201, "pass", True)
    assert test == made.json()
    assert [(each["value"], each["most"], each["passed"]) for each in test["measurements"]] == [
        ("61", "100", True),
        ("80.5", "100", True),
        ("9", "50", True),
    ]
    assert test["applied_parts"] == [{"label": "Probe", "type": "CF", "defib_proof": True}]
    assert "below 75 the differential method" in test["warnings"][0]
    listed = program.get(f"/api/v1/safety-tests?asset={asset.tag}").json()["items"]
    assert [each["number"] for each in listed] == [test["number"]]
    assert program.get("/api/v1/safety-tests?verdict=fail").json()["items"] == []
    assert program.get(f"{made.headers['location']}.pdf").content.startswith(b"%PDF")


def test_a_repeat_of_the_same_request_makes_no_second_test(program, session, today):
    asset = an_asset(session)
    body, key = said(session, today), {"Idempotency-Key": "once"}

    made = [
        program.post(f"/api/v1/assets/{asset.tag}/safety-tests", json=body, headers=key).json()
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert len(program.get("/api/v1/safety-tests").json()["items"]) == 1


def test_a_failed_test_bars_the_asset_and_asks_for_one_repair(program, session, today):
    asset = an_asset(session)
    wet = {"measure": "equipment_leakage", "value": "101", "polarity": "normal", "point": "Hose"}
    body = said(session, today, wet)
    test = program.post(f"/api/v1/assets/{asset.tag}/safety-tests", json=body).json()

    asked = [program.post(f"/api/v1/safety-tests/{test['number']}/repair") for _ in range(2)]

    assert test["verdict"] == "fail"
    assert program.get(f"/api/v1/assets/{asset.tag}").json()["condition"] == "down"
    assert asked[0].json() == asked[1].json()
    assert program.get(asked[0].headers["location"]).json()["kind"] == "corrective"


def test_an_uncalibrated_instrument_is_refused_beside_its_field(program, session, today):
    asset = an_asset(session)
    body = said(session, today, instrument=an_analyser(session, None).tag)

    no = program.post(f"/api/v1/assets/{asset.tag}/safety-tests", json=body)

    assert no.status_code == 409
    assert [each["field"] for each in no.json()["errors"]] == ["instrument"]


def test_limits_are_read_added_and_changed(program):
    known = program.get("/api/v1/safety-limits").json()["items"]
    first = next(each for each in known if each["most"] == "500")
    address = f"/api/v1/safety-limits/{first['id']}"

    added = program.post(
        "/api/v1/safety-limits",
        json={"measure": "equipment_leakage", "most": "300", "source": "Own rule"},
    )
    changed = program.patch(address, json={"most": "450"}, headers={"If-Match": "1"})
    late = program.patch(address, json={"most": "440"}, headers={"If-Match": "1"})
    refused = program.patch(address, json={"source": " "})

    assert [each.status_code for each in (added, changed, late, refused)] == [201, 200, 409, 409]
    assert changed.json()["most"] == "450"
    assert changed.json()["source"] == first["source"]
    assert len(program.get("/api/v1/safety-limits").json()["items"]) == len(known) + 1
