from datetime import date

import pytest

from assets import tokens
from assets.maintenance.terms import AtClosure, Register
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_plan, a_room, a_site, an_asset, committed

DRAIN = {"place": "Pool hall", "name": "Drain", "begins_on": "2030-07-05", "ends_on": "2030-07-25"}


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def plan(session):
    plan = a_plan(session, an_asset(session, "Pool", a_room(session, "Pool hall")))
    plan.at_closure, plan.listed_in = AtClosure.AFTER, Register.ISCIR
    plan.fall_due(date(2030, 7, 10))
    return committed(session, plan)


def test_a_closure_is_looked_at_made_changed_and_cancelled(program, plan):
    looked = program.post("/api/v1/closures/preview", json=DRAIN).json()
    nothing = program.get("/api/v1/closures").json()["items"]
    made = program.post("/api/v1/closures", json=DRAIN)
    address = made.headers["location"]
    changed = program.patch(address, json={"ends_on": "2030-07-28"}, headers={"If-Match": "1"})
    stale = program.patch(address, json={"name": "x"}, headers={"If-Match": "1"})
    due = program.get(f"/api/v1/plans/{plan.id}").json()["due_on"]
    cancelled = program.post(f"{address}/cancel").json()

    moved = looked["moved"][0]
    assert (moved["plan"], moved["from"], moved["to"]) == (str(plan.id), "2030-07-10", "2030-07-26")
    assert (nothing, made.status_code, made.json()["moved"]) == ([], 201, looked["moved"])
    assert changed.json()["next"] == ["2030-07-05", "2030-07-28"]
    assert (stale.status_code, due) == (409, "2030-07-29")
    assert (cancelled["cancelled"], cancelled["next"]) == (True, None)
    assert program.get(f"/api/v1/plans/{plan.id}").json()["due_on"] == "2030-07-10"


def test_a_closure_is_asked_for_once_however_often_it_is_sent(program, session):
    a_room(session, "Pool hall")
    once = {"Idempotency-Key": "drain-2030"}

    first, second = (program.post("/api/v1/closures", json=DRAIN, headers=once) for _ in range(2))

    assert first.json() == second.json()
    assert len(program.get("/api/v1/closures").json()["items"]) == 1


def test_a_day_is_declared_worked_and_forgotten(program):
    said = {"country": "HU", "day": "2027-03-13", "working": True, "name": "Decree"}

    made = program.post("/api/v1/calendar", json=said)
    days = program.get("/api/v1/calendar?country=HU&year=2027").json()["items"]
    again = program.post("/api/v1/calendar", json=said)
    forgotten = program.post("/api/v1/calendar/HU/2027-03-13/forget")

    assert (made.status_code, again.status_code, forgotten.status_code) == (201, 409, 200)
    assert [each["day"] for each in days if each["exception"]] == ["2027-03-13"]
    assert program.post("/api/v1/calendar/HU/2027-03-13/forget").status_code == 404


def test_an_officer_is_appointed_and_stands_in_the_register(program, plan):
    said = {"site": "LOV", "office": "rsvti", "name": "Ion Popescu", "since": "2020-01-01"}

    made = program.post("/api/v1/officers", json=said)
    changed = program.patch(made.headers["location"], json={"authorisation": "RSVTI-12"})
    (line,) = program.get("/api/v1/registers/iscir?site=LOV").json()["items"]

    assert (made.status_code, changed.json()["name"]) == (201, "Ion Popescu")
    assert (line["plan"], line["responsible"]) == (str(plan.id), "Ion Popescu (RSVTI-12)")
    assert program.get("/api/v1/registers/annex-13").json()["items"] == []
    assert program.get("/api/v1/registers/iscir.pdf").content.startswith(b"%PDF")
