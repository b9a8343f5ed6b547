from decimal import Decimal

import pytest

from assets import tokens, trail
from assets.inventory.register import State
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_field, a_partner, a_person, a_room, a_site, an_asset, committed

ADDRESS = "/api/v1/assets/bulk"


@pytest.fixture
def program(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")
    browser = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    browser.headers["Authorization"] = f"Bearer {secret}"
    return browser


def item(program, tag):
    return program.get(f"/api/v1/assets/{tag}").json()


def test_a_dry_run_says_what_would_be_and_writes_nothing(program, session):
    an_asset(session, "Bath"), an_asset(session, "Bike", state=State.RETIRED)
    a_room(session, "Store")
    sent = {"tags": ["LOV-00001", "LOV-00002"], "change": {"place": "Store"}, "dry_run": True}

    told = program.post(ADDRESS, json=sent).json()

    assert told == {
        "changed": 1,
        "same": 0,
        "refused": [{"tag": "LOV-00002", "detail": "LOV-00002 is retired and stays where it is."}],
        "batch": None,
    }
    assert item(program, "LOV-00001")["place"] == "Gym"


def test_all_that_a_filter_finds_is_changed_in_one_batch_and_undone_by_its_number(program, session):
    for name in ("Bath", "Bath", "Bike"):
        an_asset(session, name)
    a_room(session, "Store")

    told = program.post(ADDRESS, json={"filter": {"search": "bath"}, "change": {"place": "Store"}})
    moved = item(program, "LOV-00001")["place"]
    undone = program.post(f"/api/v1/trail/{told.json()['batch']}/undo")

    assert (told.json()["changed"], told.json()["batch"]) == (2, trail.head(session).number - 1)
    assert (moved, item(program, "LOV-00001")["place"]) == ("Store", "Gym")
    assert undone.json() == {
        "undone": told.json()["batch"],
        "batch": told.json()["batch"] + 1,
    }


def test_a_repeat_under_the_same_key_answers_the_first_outcome(program, session):
    an_asset(session)
    sent, key = {"tags": ["LOV-00001"], "change": {"note": "Oiled"}}, {"Idempotency-Key": "k1"}

    first = program.post(ADDRESS, json=sent, headers=key)
    second = program.post(ADDRESS, json=sent, headers=key)

    assert first.json() == second.json()
    assert trail.head(session).number == first.json()["batch"]


def test_owner_custom_fields_and_the_day_of_a_step_are_said_as_in_one_thing(program, session):
    volts, partner = a_field(session, "Voltage", most=Decimal(400)), a_partner(session, "PB")
    an_asset(session, state=State.ORDERED)
    tags = {"tags": ["LOV-00001"]}
    change = {
        "owner": partner.code,
        "extra": {volts.key: 230},
        "state": "delivered",
        "on": "2025-02-03",
    }

    unknown = program.post(ADDRESS, json=tags | {"change": {"extra": {"nothing": 1}}})
    told = program.post(ADDRESS, json=tags | {"change": change}).json()

    after = item(program, "LOV-00001")
    assert unknown.json()["errors"][0]["field"] == "extra.nothing"
    assert (told["changed"], after["owner"], after["extra"]) == (1, "PB", {volts.key: "230"})
    assert (after["state"], after["delivered_on"]) == ("delivered", "2025-02-03")


def test_null_empties_a_field_and_what_is_left_out_stays(program, session):
    an_asset(session)
    tags = {"tags": ["LOV-00001"]}
    program.post(ADDRESS, json=tags | {"change": {"account": "2131", "class_code": "1.2"}})

    program.post(ADDRESS, json=tags | {"change": {"account": None}})

    told = program.get("/api/v1/assets/LOV-00001/history").json()["items"]
    assert told[0]["changes"] == {"account": ["2131", ""]}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"change": {"account": "1"}}, 409),
        ({"tags": ["LOV-00001"], "filter": {}, "change": {"account": "1"}}, 409),
        ({"tags": ["LOV-00001"], "change": {"serial_number": "1"}}, 422),
        ({"tags": ["LOV-00001"], "change": {"custodian": "Nobody"}}, 409),
        ({"tags": ["SZE-00001"], "change": {"account": "1"}}, 404),
    ],
)
def test_what_is_not_understood_is_a_problem(program, session, sent, status):
    an_asset(session)

    answer = program.post(ADDRESS, json=sent)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_names_nothing_is_said_of_its_field(program, session):
    an_asset(session)

    answer = program.post(ADDRESS, json={"tags": ["LOV-00001"], "change": {"supplier": "Acme"}})

    assert answer.json()["errors"] == [
        {"field": "supplier", "detail": "There is no company called Acme."}
    ]
