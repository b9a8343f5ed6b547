import pytest

from assets import tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_fault, a_person, a_site, an_asset, committed


@pytest.fixture
def program_of(app, session):
    def made(role):
        person = a_person(session, role, a_site(session), name=role.value)
        program = Browser(app)
        secret = committed(session, tokens.issue(session, person))
        program.headers["Authorization"] = f"Bearer {secret}"
        return program

    return made


@pytest.fixture
def program(program_of):
    return program_of(Role.TECHNICIAN)


def test_a_fault_is_reported_and_ordered_over_the_api_and_followed_without_an_account(
    program, browser, session
):
    asset = an_asset(session)
    said = {"asset": asset.tag, "kind": "noise", "words": "It grinds", "danger": True}

    made = program.post("/api/v1/faults", json=said, headers={"Idempotency-Key": "k"})
    again = program.post("/api/v1/faults", json=said, headers={"Idempotency-Key": "k"})
    listed = program.get("/api/v1/faults?danger=true").json()["items"]
    address = made.headers["location"]
    taken = program.post(f"{address}/accept", json={"title": "Mend", "answer": "Today"}).json()

    assert (made.status_code, again.json()) == (201, made.json())
    assert [each["number"] for each in listed] == ["F-00001"]
    assert (taken["state"], taken["order"], taken["answer"]) == ("accepted", "W-00001", "Today")
    assert "Today" in browser.get(made.json()["follow"]).text
    assert program.get("/api/v1/faults?order=W-00001&state=accepted").json()["items"]
    assert program.get(f"/api/v1/assets/{asset.tag}").json()["condition"] == "down"


def test_reports_are_joined_answered_and_turned_away_over_the_api(program, session):
    asset = an_asset(session)
    for _ in range(3):
        a_fault(session, asset)

    joined = program.post("/api/v1/faults/F-00002/join", json={"to": "F-00001"}).json()
    answered = program.post("/api/v1/faults/F-00003/answer", json={"words": "Soon"}).json()
    rejected = program.post("/api/v1/faults/F-00001/reject", json={"reason": "No"}).json()
    late = program.post("/api/v1/faults/F-00002/reject", json={"reason": "No"})

    assert (joined["state"], joined["joined_to"]) == ("joined", "F-00001")
    assert (answered["state"], answered["answer"]) == ("answered", "Soon")
    assert rejected["state"] == "rejected"
    assert late.status_code == 409


def test_the_telephone_is_told_to_those_who_see_to_it_alone(program, program_of, session):
    a_fault(session, phone="0740 123 456")
    viewer = program_of(Role.VIEWER)

    assert program.get("/api/v1/faults/F-00001").json()["phone"] == "0740 123 456"
    assert "0740" not in viewer.get("/api/v1/faults/F-00001").text
    assert "0740" not in viewer.get("/api/v1/faults").text
    assert program.get("/api/v1/day").json()["faults"] == 1
    assert viewer.get("/api/v1/day").json()["faults"] == 0
