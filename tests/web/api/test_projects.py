import pytest

from assets import people, tokens
from assets.procurement import projects
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_lot, a_partner, a_project, a_site, committed

SAID = {
    "code": "rohu00627",
    "acronym": "R4H",
    "title": "Joint care across the border",
    "starts_on": "2024-12-23",
    "ends_on": "2027-12-22",
    "total": {"amount": "10937499.44", "currency": "EUR"},
    "erdf": {"amount": "7209999.55", "currency": "EUR"},
    "partner": "TM",
}


def a_program(app, session, role, **where):
    person = people.add(session, name=role.value, email=f"{role.value}@demo.example")
    session.flush()
    people.give(session, person, role, **where)
    secret = committed(session, tokens.issue(session, committed(session, person)))
    return Browser(app, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def partner(session):
    return a_partner(session)


@pytest.fixture
def program(app, session, partner):
    return a_program(app, session, Role.PROCUREMENT_OFFICER, partner_id=partner.id)


def test_a_project_is_begun_and_answered(program):
    answer = program.post("/api/v1/projects", json=SAID)

    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/projects/ROHU00627"
    assert answer.json() == {
        "code": "ROHU00627",
        "acronym": "R4H",
        "title": "Joint care across the border",
        "programme": "",
        "starts_on": "2024-12-23",
        "ends_on": "2027-12-22",
        "total": {"amount": "10937499.44", "currency": "EUR"},
        "erdf": {"amount": "7209999.55", "currency": "EUR"},
        "durability_years": 5,
        "retention_years": 5,
        "durability_until": None,
        "retention_until": None,
        "final_payment_on": None,
        "closed": False,
        "version": 1,
        "partners": [{"partner": "TM", "part": "lead"}],
        "sites": [],
    }
    assert program.get(answer.headers["location"]).json() == answer.json()


def test_a_list_goes_on_to_its_next_page(program, session, partner):
    for code in ("B", "A", "C"):
        a_project(session, code, partners=[partner])

    first = program.get("/api/v1/projects?limit=2").json()
    second = program.get(first["next"]).json()

    assert [item["code"] for item in first["items"] + second["items"]] == ["A", "B", "C"]
    assert second["next"] is None


def test_a_repeat_is_answered_the_first_outcome(program):
    again = {"headers": {"Idempotency-Key": "one"}, "json": SAID}

    answers = [program.post("/api/v1/projects", **again) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"ends_on": "2024-12-22"}, 409, "A project ends after it starts."),
        ({"total": {"amount": "1", "currency": "EUR"}}, 409, "at most the whole budget"),
        ({"total": {"amount": "1", "currency": "RON"}}, 409, "without a rate"),
        ({"total": {"amount": "1.234", "currency": "EUR"}}, 409, "1.234"),
        ({"code": "a/b"}, 409, "letters and figures"),
        ({"title": ""}, 422, ""),
        ({"part": "boss"}, 422, ""),
        ({"colour": "red"}, 422, ""),
    ],
)
def test_nonsense_is_answered_as_a_problem(program, said, status, sentence):
    answer = program.post("/api/v1/projects", json=SAID | said)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert sentence in answer.text
    assert program.get("/api/v1/projects").json()["items"] == []


def test_rights_hold_for_programs_too(app, session, program, partner):
    theirs = a_partner(session, "SZTE", "HU")
    a_project(session, "OTHER", partners=[theirs])
    viewer = a_program(app, session, Role.VIEWER, partner_id=partner.id)

    assert program.get("/api/v1/projects").json()["items"] == []
    assert program.get("/api/v1/projects/OTHER").status_code == 404
    assert program.post("/api/v1/projects", json=SAID | {"partner": "SZTE"}).status_code == 403
    assert viewer.post("/api/v1/projects", json=SAID).status_code == 403


def test_the_sites_of_others_are_not_named(app, session, partner):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    project = a_project(session, partners=[partner])
    for site in (lovrin, szentes):
        projects.work_at(session, project, site)
    session.commit()
    viewer = a_program(app, session, Role.VIEWER, site_id=lovrin.id)

    assert viewer.get("/api/v1/projects/ROHU00627").json()["sites"] == ["LOV"]


def test_a_program_takes_the_open_contracting_data_of_a_project(app, session):
    lot = a_lot(session)
    program = a_program(app, session, Role.ADMINISTRATOR)

    said = program.get(f"/api/v1/projects/{lot.project.code}/ocds").json()

    assert [each["ocid"] for each in said["releases"]] == [f"ocds-000000-{lot.number}"]
