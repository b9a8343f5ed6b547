"""Meters, readings and limits, for programs."""

import pytest
from sqlmodel import select

from assets import tokens
from assets.inventory.register import Asset, Condition
from assets.maintenance.meters import Reading
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_meter, a_person, a_room, a_site, an_asset, committed

AT = "2026-03-01T06:00:00Z"


@pytest.fixture
def pool(session):
    return an_asset(session, "Pool", a_room(session, "Pool hall", a_site(session)))


@pytest.fixture
def chlorine(session, pool):
    return a_meter(session, asset=pool)


def a_program(app, session, role):
    program = Browser(app)
    person = a_person(session, role, a_site(session), name="Robot")
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def logger(app, session):
    return a_program(app, session, Role.TECHNICIAN)


@pytest.fixture
def manager(app, session):
    return a_program(app, session, Role.SITE_MANAGER)


def told(chlorine, value="0.4", **said):
    return {"readings": [{"meter": str(chlorine.id), "value": value, "at": AT} | said]}


def test_readings_are_kept_and_say_what_they_mean(logger, session, pool, chlorine):
    answer = logger.post("/api/v1/readings", json=told(chlorine, "0.05"))

    (item,) = answer.json()["items"]
    assert (answer.status_code, item["severity"], item["value"]) == (201, "close", "0.05")
    assert item["limits"]["close_low"] == "0.1"
    session.expire_all()
    assert session.get(Asset, pool.id).condition is Condition.DOWN
    up = logger.post(f"/api/v1/assets/{pool.tag}/condition", json={"condition": "up"})
    assert "It may be used again when W-00001 is done." in up.text


def test_a_reading_is_withdrawn_with_its_reason_by_who_read_the_same_version(
    logger, session, pool, chlorine
):
    (taken,) = logger.post("/api/v1/readings", json=told(chlorine, "120")).json()["items"]
    address, said = f"/api/v1/readings/{taken['id']}/withdraw", {"reason": "Typed 120 for 1.20"}

    old = logger.post(address, json=said, headers={"If-Match": "7"})
    done = logger.post(address, json=said | {"reopens": True})
    again = logger.post(address, json=said)

    assert (old.status_code, done.status_code, again.status_code) == (409, 200, 409)
    assert done.json()["withdrawn_for"] == "Typed 120 for 1.20"
    assert logger.get(f"/api/v1/meters/{chlorine.id}").json()["last_value"] is None
    (row,) = logger.get(f"/api/v1/meters/{chlorine.id}/readings").json()["items"]
    assert (row["id"], row["value"]) == (taken["id"], "120")
    session.expire_all()
    assert session.get(Asset, pool.id).condition is Condition.UP


def test_the_same_request_again_is_answered_the_same_and_keeps_nothing_more(
    logger, session, chlorine
):
    key = {"Idempotency-Key": "probe-7"}

    one, other = (
        logger.post("/api/v1/readings", json=told(chlorine), headers=key) for _ in range(2)
    )

    assert one.json() == other.json()
    assert len(session.exec(select(Reading)).all()) == 1


def test_of_many_all_are_kept_or_none(logger, session, chlorine):
    said = told(chlorine)
    said["readings"].append(said["readings"][0] | {"value": "0.5"})

    answer = logger.post("/api/v1/readings", json=said)

    assert answer.json()["errors"][0]["field"] == "readings.1.value"
    assert session.exec(select(Reading)).all() == []


def test_a_series_is_kept_once_and_says_row_by_row_what_is_refused(logger, chlorine):
    rows = [{"at": f"2026-03-01T0{hour}:00:00Z", "value": "0.4"} for hour in range(3)]
    rows.append({"at": "2126-03-01T00:00:00Z", "value": "0.4"})
    address = f"/api/v1/meters/{chlorine.id}/readings"

    first, again = (logger.post(address, json={"readings": rows}).json() for _ in range(2))

    assert (first["kept"], first["known"], first["refused"][0]["row"]) == (3, 0, 3)
    assert (again["kept"], again["known"]) == (0, 3)
    page = logger.get(f"{address}?limit=2").json()
    assert [each["at"][11:13] for each in page["items"]] == ["02", "01"]
    assert len(logger.get(page["next"]).json()["items"]) == 1


@pytest.mark.usefixtures("chlorine")
def test_meters_come_one_by_one_or_by_a_profile(manager, pool):
    one = manager.post(
        f"/api/v1/assets/{pool.tag}/meters", json={"quantity": "shots", "rolls_over_at": "1000"}
    )
    all_of_it = manager.post(
        f"/api/v1/assets/{pool.tag}/meters/all", json={"profile": "DIN19643-2023"}
    )
    edited = manager.patch(one.headers["Location"], json={"rolls_over_at": None})

    assert (one.status_code, edited.json()["rolls_over_at"]) == (201, None)
    assert len(all_of_it.json()["items"]) == 19  # it has one of the twenty already
    assert len(manager.get(f"/api/v1/assets/{pool.tag}/meters").json()["items"]) == 21


@pytest.mark.usefixtures("chlorine")
def test_limits_are_copied_bounded_and_shown(manager):
    names = {"en": "Ours", "ro": "Al nostru", "hu": "A miénk"}

    made = manager.post("/api/v1/limits", json={"key": "OURS", "like": "WHO-2006", "names": names})
    manager.post("/api/v1/limits/OURS/bounds", json={"quantity": "ph", "action_high": "7.4"})
    shown = manager.get("/api/v1/limits/OURS").json()["limits"]

    assert made.status_code == 201
    assert {"quantity": "ph", "note": "", "action_high": "7.4"} in shown
    assert len(shown) == 6
