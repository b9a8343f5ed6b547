import pytest

from assets import tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_site, a_view, committed


def acting_for(app, session, person):
    program = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


@pytest.fixture
def ana(session):
    return a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")


@pytest.fixture
def program(app, session, ana):
    return acting_for(app, session, ana)


def test_a_view_is_kept_shared_renamed_and_forgotten(app, session, program):
    said = {"name": "Late", "address": "/assets?due=late&after=x"}

    kept = program.post("/api/v1/views", json=said)
    where = kept.headers["location"]
    shared = program.post(f"{where}/share", json={"site": "LOV"})
    version = {"If-Match": str(shared.json()["version"])}
    renamed = program.patch(where, json={"name": "Overdue"}, headers=version)
    late = program.patch(where, json={"name": "Third"}, headers=version)

    assert (kept.status_code, kept.json()["address"]) == (201, "/assets?due=late")
    assert (shared.json()["site"], renamed.json()["name"]) == ("LOV", "Overdue")
    assert late.status_code == 409
    vera = a_person(session, Role.VIEWER, a_site(session), name="Vera")
    (seen,) = acting_for(app, session, vera).get("/api/v1/views").json()["items"]
    assert (seen["name"], seen["own"]) == ("Overdue", False)
    assert program.post(f"{where}/unshare").json()["site"] is None
    assert program.post(f"{where}/forget").json()["name"] == "Overdue"
    assert program.get("/api/v1/views").json()["items"] == []


def test_a_private_view_is_missing_for_every_other_program(app, session, program, ana):
    view = a_view(session, ana)
    other = acting_for(app, session, a_person(session, Role.ADMINISTRATOR, name="Root"))

    told = [
        other.patch(f"/api/v1/views/{view.id}", json={"name": "x"}),
        other.post(f"/api/v1/views/{view.id}/share", json={"site": "LOV"}),
        other.post(f"/api/v1/views/{view.id}/forget"),
    ]

    assert [each.status_code for each in told] == [404, 404, 404]
    assert other.get("/api/v1/views").json()["items"] == []
    assert len(program.get("/api/v1/views").json()["items"]) == 1


def test_an_address_that_is_no_list_is_refused_with_its_field(program):
    answer = program.post("/api/v1/views", json={"name": "x", "address": "/sign-out"})

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "address"
