import pytest

from assets import tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_partner, a_person, a_site, committed

TM = {"code": "tm", "name": "Județul Timiș", "country": "ro"}


def a_program(app, session, role, site=None):
    secret = committed(session, tokens.issue(session, a_person(session, role, site)))
    return Browser(app, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def program(app, session):
    return a_program(app, session, Role.ADMINISTRATOR)


def test_a_partner_is_entered_and_listed(program):
    answer = program.post("/api/v1/partners", json=TM)

    item = {"code": "TM", "name": "Județul Timiș", "country": "RO", "gs1_prefix": "", "version": 1}
    assert (answer.status_code, answer.json()) == (201, item)
    assert program.get("/api/v1/partners").json() == {"items": [item], "next": None}


def test_what_is_said_of_one_is_changed_unless_somebody_was_quicker(program, session):
    a_partner(session, "TM")
    path, first = "/api/v1/partners/tm", {"If-Match": "1"}

    said = {"name": "Județul Timiș", "gs1_prefix": "594 1234"}
    changed = program.patch(path, json=said, headers=first)
    late = program.patch(path, json={"name": "Another"}, headers=first)
    wrong = program.patch(path, json={"country": "XX"})

    item = {"code": "TM", "country": "RO", "version": 2, **said, "gs1_prefix": "5941234"}
    assert changed.json() == program.get(path).json() == item
    assert (late.status_code, wrong.status_code) == (409, 409)
    assert wrong.json()["errors"][0]["field"] == "country"
    assert program.get("/api/v1/partners/none").status_code == 404


def test_a_list_goes_on_to_its_next_page(program, session):
    for code in ("B", "A", "C"):
        a_partner(session, code)

    first = program.get("/api/v1/partners?limit=2").json()
    second = program.get(first["next"]).json()

    assert [item["code"] for item in first["items"] + second["items"]] == ["A", "B", "C"]


def test_a_repeat_is_answered_the_first_outcome(program):
    answers = [
        program.post("/api/v1/partners", json=TM, headers={"Idempotency-Key": "one"})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"code": "SZTE"}, 409),
        ({"country": "XX"}, 409),
        ({"gs1_prefix": "123"}, 409),
        ({"name": ""}, 422),
        ({"x": "y"}, 422),
    ],
)
def test_nonsense_is_answered_as_a_problem(program, session, said, status):
    a_partner(session, "SZTE", "HU")

    answer = program.post("/api/v1/partners", json=TM | said)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PROCUREMENT_OFFICER, Role.SITE_MANAGER])
def test_only_administrators_enter_partners(app, session, role):
    program = a_program(app, session, role)

    assert program.get("/api/v1/partners").status_code == 200
    assert program.post("/api/v1/partners", json=TM).status_code == 403
    code = a_partner(session).code
    assert program.get(f"/api/v1/partners/{code}").status_code == 200
    assert program.patch(f"/api/v1/partners/{code}", json={"name": "X"}).status_code == 403


def test_the_administrator_of_one_site_enters_none(app, session):
    program = a_program(app, session, Role.ADMINISTRATOR, a_site(session))

    assert program.post("/api/v1/partners", json=TM | {"code": "NEW"}).status_code == 403
