from datetime import date

import pytest

from assets import people, tokens
from assets.money import Currency
from assets.procurement import stages
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_lot, a_partner, a_project, a_schedule, a_site, committed

LOT = "/api/v1/lots/ROHU00627-L01"
DELIVERY = f"{LOT}/milestones/delivery"
BATHS = {
    "project": "ROHU00627",
    "title": "Weight baths",
    "kind": "goods",
    "partner": "TM",
    "start": "2027-03-01",
}


@pytest.fixture
def partner(session):
    return a_partner(session)


def a_program(app, session, partner, role, **limits):
    person = people.add(session, name=role.value, email=f"{role.value}@demo.example")
    people.give(session, person, role, partner_id=partner.id)
    program = Browser(app)
    secret = committed(session, tokens.issue(session, committed(session, person), **limits))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


@pytest.fixture
def program(app, session, partner):
    return a_program(app, session, partner, Role.PROCUREMENT_OFFICER)


@pytest.fixture
def lot(session, partner):
    worth = {"estimate_minor": 12_345_650, "estimate_currency": Currency.RON}
    lot = a_lot(session, partner=partner, site_id=a_site(session).id, **worth)
    return a_schedule(session, lot, date(2026, 3, 1)).lot


@pytest.mark.usefixtures("lot")
def test_a_list_answers_lots_with_how_they_stand(program):
    answer = program.get("/api/v1/lots").json()

    assert answer["next"] is None
    assert answer["items"] == [
        {
            "number": "ROHU00627-L01",
            "title": "Treadmills",
            "kind": "goods",
            "procedure": "open",
            "project": "ROHU00627",
            "partner": "TM",
            "site": "LOV",
            "estimate": {"amount": "123456.50", "currency": "RON"},
            "status": "prepared",
            "standing": "late",
            "baseline_approved_on": None,
            "planned_end": "2026-08-02",
            "expected_end": "2026-08-02",
            "slip_days": 0,
            "days_beyond_project": 0,
            "next_milestone": "notice_published",
            "next_on": "2026-03-01",
            "version": 1,
        }
    ]


def test_a_list_goes_on_to_its_next_page(program, session, partner):
    project = a_project(session, partners=[partner])
    for _ in range(51):
        a_lot(session, project=project, partner=partner)

    first = program.get("/api/v1/lots?project=ROHU00627").json()
    second = program.get(first["next"]).json()

    assert [item["number"] for item in first["items"]][-1] == "ROHU00627-L50"
    assert [item["number"] for item in second["items"]] == ["ROHU00627-L51"]


@pytest.mark.usefixtures("lot")
def test_one_lot_answers_with_its_milestones(program):
    answer = program.get(LOT).json()

    delivery = next(each for each in answer["milestones"] if each["code"] == "delivery")
    assert delivery == {
        "code": "delivery",
        "name": {"en": "Delivered", "ro": "Livrare", "hu": "Szállítás"},
        "status": "scheduled",
        "baseline_on": "2026-06-26",
        "forecast_on": "2026-06-26",
        "actual_on": None,
        "slip_days": 0,
        "waits_for": [{"code": "contract_signed", "days": 90, "working": False}],
        "responsible": None,
        "note": "",
        "version": 1,
    }
    assert answer["plans"] == []
    assert answer["warnings"] == []


@pytest.mark.usefixtures("lot")
def test_a_forecast_answers_the_milestone(program):
    said = {"to": "2026-07-26", "reason": "The maker waits for a part.", "following": True}

    answer = program.post(f"{DELIVERY}/forecast", json=said)

    assert answer.status_code == 200
    assert (answer.json()["slip_days"], answer.json()["version"]) == (30, 2)
    assert program.get(LOT).json()["expected_end"] == "2026-09-01"


@pytest.mark.usefixtures("lot")
def test_a_milestone_is_met(program):
    answer = program.post(f"{DELIVERY}/meet", json={"on": "2026-06-28"})

    assert (answer.json()["status"], answer.json()["slip_days"]) == ("met", 2)
    again = program.post(f"{DELIVERY}/meet", json={"on": "2026-06-29"})
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"


@pytest.fixture
def project(session, partner):
    stages.load(session)
    return a_project(session, partners=[partner])


@pytest.mark.usefixtures("project")
def test_a_lot_is_opened_with_its_usual_milestones(program):
    worth = {"amount": "123456.50", "currency": "RON"}

    answer = program.post("/api/v1/lots", json=BATHS | {"estimate": worth})

    item = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == LOT
    assert program.get(LOT).json() == item
    assert (item["title"], item["procedure"], item["estimate"]) == ("Weight baths", "open", worth)
    assert min(each["baseline_on"] for each in item["milestones"]) == "2027-03-01"


@pytest.mark.usefixtures("project")
def test_a_lot_opened_twice_under_one_key_is_one(program):
    key = {"Idempotency-Key": "baths"}

    first, second = (program.post("/api/v1/lots", json=BATHS, headers=key) for _ in range(2))

    assert (second.status_code, second.json()) == (201, first.json())
    assert len(program.get("/api/v1/lots").json()["items"]) == 1


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"title": " "}, 409, "title"),
        ({"partner": "SZTE"}, 409, "partner"),
        ({"partner": "NOBODY"}, 404, "partner"),
        ({"project": "NONE"}, 404, "project"),
        ({"site": "SZE"}, 404, "site"),
        ({"kind": "gifts"}, 422, "body.kind"),
    ],
)
def test_a_lot_that_cannot_be_says_which_field_is_wrong(program, session, said, status, field):
    a_partner(session, "SZTE", "HU")

    answer = program.post("/api/v1/lots", json=BATHS | said)

    assert answer.status_code == status
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_nobody_buys_for_another_partner(program, session, partner):
    a_project(session, partners=[partner, a_partner(session, "SZTE", "HU")])

    assert program.post("/api/v1/lots", json=BATHS | {"partner": "SZTE"}).status_code == 403
    assert program.get("/api/v1/lots").json()["items"] == []


@pytest.mark.usefixtures("lot")
def test_a_milestone_is_planned_for_another_day_until_the_plan_is_approved(program):
    planned = program.post(f"{DELIVERY}/plan", json={"on": "2026-07-26", "following": True})
    approved = program.post(f"{LOT}/approve")
    late = program.post(f"{DELIVERY}/plan", json={"on": "2026-07-27"})

    assert (planned.json()["baseline_on"], planned.json()["version"]) == ("2026-07-26", 2)
    assert approved.json()["baseline_approved_on"]
    assert approved.json()["planned_end"] == "2026-09-01"
    assert late.status_code == 409
    assert [each["field"] for each in late.json()["errors"]] == ["on"]
    assert program.post(f"{LOT}/approve").status_code == 409


@pytest.mark.usefixtures("lot")
def test_a_program_that_saw_an_older_plan_neither_approves_nor_changes_it(program):
    program.post(f"{DELIVERY}/plan", json={"on": "2026-07-26"})

    planned = program.post(f"{DELIVERY}/plan", json={"on": "2026-07-27"}, headers={"If-Match": "1"})
    approved = program.post(f"{LOT}/approve", headers={"If-Match": "2"})

    assert (planned.status_code, approved.status_code) == (409, 409)
    assert program.get(LOT).json()["baseline_approved_on"] is None


@pytest.mark.usefixtures("lot")
def test_a_program_that_saw_an_older_version_is_refused(program):
    said = {"to": "2026-07-26", "reason": "A part."}
    program.post(f"{DELIVERY}/forecast", json=said)

    late = program.post(f"{DELIVERY}/forecast", json=said, headers={"If-Match": '"1"'})

    assert late.status_code == 409


@pytest.mark.usefixtures("lot")
def test_rights_hold_for_programs_too(app, session, partner):
    stranger = a_program(app, session, a_partner(session, "SZTE", "HU"), Role.ADMINISTRATOR)
    viewer = a_program(app, session, partner, Role.VIEWER)

    assert stranger.get("/api/v1/lots").json()["items"] == []
    assert stranger.get(LOT).status_code == 404
    assert stranger.post(f"{LOT}/approve").status_code == 404
    assert stranger.post(f"{DELIVERY}/plan", json={"on": "2026-06-28"}).status_code == 404
    assert stranger.post("/api/v1/lots", json=BATHS).status_code == 404
    assert viewer.get(LOT).status_code == 200
    assert viewer.post(f"{LOT}/approve").status_code == 403
    assert viewer.post(f"{DELIVERY}/plan", json={"on": "2026-06-28"}).status_code == 403
    assert viewer.post("/api/v1/lots", json=BATHS).status_code == 403
    assert viewer.post(f"{DELIVERY}/meet", json={"on": "2026-06-28"}).status_code == 403
