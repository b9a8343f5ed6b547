from datetime import date

import pytest

from assets import people, tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_lot, a_partner, a_project, a_schedule, a_site, committed


@pytest.fixture
def program(app, session):
    """What an officer of one partner has a program ask."""
    person = people.add(session, name="Officer", email="officer@demo.example")
    people.give(session, person, Role.PROCUREMENT_OFFICER, partner_id=a_partner(session).id)
    program = Browser(app)
    secret = committed(session, tokens.issue(session, committed(session, person)))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def test_programs_are_told_the_days_that_are_drawn(program, session):
    project = a_project(session, ends_on=date(2099, 7, 1))
    lot = a_lot(session, project=project, site_id=a_site(session).id)
    a_schedule(session, lot, date(2099, 3, 1))

    said = program.get("/api/v1/timeline?site=LOV&by=kind&ties=true").json()

    (goods,) = said["groups"]
    assert (said["name"], goods["name"], said["more"]) == ("Lovrin", "Goods", False)
    assert said["days"][-1] == {"kind": "end", "name": "end of the project", "on": "2099-07-01"}
    found = goods["lots"][0]
    assert (found["number"], found["expected_end"]) == ("ROHU00627-L01", "2099-08-02")
    assert found["words"] == "Ends 32 days after the project"
    assert found["milestones"][0] == {
        "code": "notice_published",
        "name": "Call published",
        "state": "forecast",
        "on": "2099-03-01",
        "planned_on": "2099-03-01",
        "slip": "as planned",
        "waits_for": "",
    }


def test_lots_of_others_are_not_told(program, session):
    ours, theirs = a_partner(session), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    for title, partner in (("Treadmills", ours), ("Galvanic baths", theirs)):
        a_lot(session, title, project=project, partner=partner)

    said = program.get("/api/v1/timeline?project=ROHU00627").json()

    assert [each["title"] for group in said["groups"] for each in group["lots"]] == ["Treadmills"]


def test_what_is_not_here_is_not_told(program):
    assert program.get("/api/v1/timeline").status_code == 404
    assert program.get("/api/v1/timeline?site=NONE").status_code == 404
    assert program.get("/api/v1/timeline?project=NONE").status_code == 404
