import pytest

from assets import tokens
from assets.inventory.identifiers import LabelPrint
from assets.rights import Role
from labels.designs import DESIGNS
from labels.stocks import STOCKS
from tests.assets.labelling.measures import L7160
from tests.browser import Browser
from tests.builders import a_person, a_site, committed, saved

PLATE = {
    "site": "LOV",
    "name": "Our plate",
    "layout": "plate",
    "code": "qr",
    "lines": [{"field": "name", "size": "large", "strong": True, "rows": 2}],
}
FILM = L7160 | {"site": "LOV", "name": "Film"}


@pytest.fixture
def program(app, session):
    technician = a_person(session, Role.TECHNICIAN, a_site(session))
    program = Browser(app)
    secret = committed(session, tokens.issue(session, technician))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


@pytest.mark.parametrize(
    ("path", "said", "changed", "known"),
    [("stocks", FILM, {"left": 7.0}, STOCKS), ("designs", PLATE, {"code": "none"}, DESIGNS)],
)
def test_a_program_keeps_papers_and_designs_by_the_same_rules(program, path, said, changed, known):
    made = program.post(f"/api/v1/labels/{path}", json=said, headers={"Idempotency-Key": "1"})
    again = program.post(f"/api/v1/labels/{path}", json=said, headers={"Idempotency-Key": "1"})
    twice = program.post(f"/api/v1/labels/{path}", json=said)
    here = made.headers["location"]
    edited = program.patch(here, json=changed, headers={"If-Match": "1"})
    late = program.patch(here, json=changed, headers={"If-Match": "1"})
    given_up = program.patch(here, json={"given_up": True})

    ((name, value),) = changed.items()
    listed = [each["key"] for each in program.get(f"/api/v1/labels/{path}").json()["items"]]
    gone = program.get(f"/api/v1/labels/{path}?given_up=true").json()["items"]
    assert (made.status_code, again.json(), twice.status_code) == (201, made.json(), 409)
    assert (edited.json()[name], edited.json()["version"], late.status_code) == (value, 2, 409)
    assert listed == list(known)
    assert [each["key"] for each in gone] == [given_up.json()["key"]]


@pytest.mark.parametrize(
    ("path", "said", "field"),
    [
        ("stocks", FILM | {"column_step": 60}, "column_step"),
        ("stocks", FILM | {"name": ""}, "name"),
        ("stocks", FILM | {"rows": 61}, "rows"),
        ("designs", PLATE | {"lines": [{"field": "secret"}]}, "lines"),
        ("designs", PLATE | {"lines": [{"field": "name"}] * 9}, "lines"),
        ("designs", PLATE | {"layout": "cloud"}, "layout"),
    ],
)
def test_a_program_is_told_which_field_is_wrong(program, path, said, field):
    refused = program.post(f"/api/v1/labels/{path}", json=said)

    assert refused.json()["errors"][0]["field"].removeprefix("body.") == field
    assert refused.status_code in {409, 422}


def test_what_was_printed_with_is_drawn_as_it_was_and_given_as_a_drawing(program, session):
    key = program.post("/api/v1/labels/designs", json=PLATE).json()["key"]
    saved(session, LabelPrint(stock="L7160", design=key, codes=[]))

    refused = program.patch(f"/api/v1/labels/designs/{key}", json={"code": "none"})
    drawn = program.get(f"/api/v1/labels/designs/{key}/preview.svg?stock=L7163")
    sheet = program.get("/api/v1/labels/stocks/L7163/sheet.svg")

    assert (refused.status_code, "has been printed" in refused.text) == (409, True)
    assert ('viewBox="0 0 99.1 38.1"' in drawn.text, sheet.text.count("data-place=")) == (True, 14)
    assert drawn.headers["content-type"] == "image/svg+xml"
