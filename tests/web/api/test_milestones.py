from datetime import date

import pytest

from assets import tokens
from assets.procurement import planning, schedules
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_lot, a_person, a_schedule, committed


@pytest.fixture
def lot(session):
    return a_schedule(session, a_lot(session), date(2026, 3, 1)).lot


@pytest.fixture
def program(app, session, lot):
    assert lot
    ana = a_person(session, Role.PROCUREMENT_OFFICER)
    program = Browser(app)
    secret = committed(session, tokens.issue(session, ana))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def test_a_program_plans_as_a_page_does(program, session):
    address = "/api/v1/lots/ROHU00627-L01/milestones"
    plan = schedules.of_lot(session, "ROHU00627-L01", EVERYTHING)
    planning.approve(session, plan, date(2026, 3, 1))
    committed(session, None)

    added = program.post(address, json={"stage": "complaint", "on": "2026-03-20"})
    waiting = program.post(f"{address}/payment/waits", json={"after": "complaint", "days": 3})
    ended = program.delete(f"{address}/payment/waits/complaint")
    kept = program.delete(f"{address}/complaint")
    reckoned = program.post("/api/v1/projects/ROHU00627/outlook")
    told = program.get("/api/v1/projects/ROHU00627/outlook").json()

    assert (added.status_code, added.json()["waits_for"][0]["code"]) == (201, "bid_deadline")
    assert {"code": "complaint", "days": 3, "working": False} in waiting.json()["waits_for"]
    assert (ended.status_code, kept.status_code, reckoned.status_code) == (204, 409, 200)
    assert told["lots"]["ROHU00627-L01"]["decided_by"]["milestone"] == "delivery"
    assert told["overtaken"] is False
