import pytest

from assets import tokens
from assets.inventory.custom_fields import Kind
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    a_field,
    a_person,
    a_room,
    a_site,
    a_type,
    an_asset,
    committed,
    some_choices,
)

NAMES = {"en": "Frame", "ro": "Cadru", "hu": "Váz"}
STEEL = {"en": "Steel", "ro": "Oțel", "hu": "Acél"}


@pytest.fixture
def program(app, session):
    manager = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    secret = committed(session, tokens.issue(session, manager))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def beside(answer):
    """The fields that a problem names, and how it was answered."""
    return answer.status_code, [each["field"] for each in answer.json()["errors"]]


def test_a_field_is_added_changed_ended_and_asked_again(program, session):
    a_type(session, "TUB")
    said = {"names": NAMES, "kind": "choice", "type": "TUB", "choices": [{"names": STEEL}]}

    added = program.post("/api/v1/fields", json=said)
    changed = program.patch("/api/v1/fields/frame", json={"required": True, "type": None})

    assert (added.status_code, added.headers["location"]) == (201, "/api/v1/fields/frame")
    assert added.json()["choices"] == [{"key": "steel", "names": STEEL, "ended": False}]
    assert changed.json() == added.json() | {"required": True, "type": None, "version": 2}
    assert program.post("/api/v1/fields/frame/end").json()["ended"] is True
    assert program.get("/api/v1/fields").json()["items"] == []
    assert program.post("/api/v1/fields/frame/resume").json()["ended"] is False


def test_the_fields_of_a_kind_are_listed_in_their_order(program, session):
    tub = a_type(session, "TUB")
    for name, kind in (("Jets", tub.id), ("Volume", tub.id), ("Key", None), ("Other", None)):
        a_field(session, name, type_id=kind)

    program.patch("/api/v1/fields/volume", json={"after": ""})
    items = program.get("/api/v1/fields?type=TUB").json()["items"]

    assert [each["key"] for each in items] == ["key", "other", "volume", "jets"]


def test_a_version_that_is_no_longer_true_is_refused(program, session):
    a_field(session, "Frame", Kind.TEXT)
    version = {"If-Match": "1"}

    program.patch("/api/v1/fields/frame", json={"names": NAMES}, headers=version)
    late = program.patch("/api/v1/fields/frame", json={"names": STEEL}, headers=version)

    assert late.status_code == 409


def test_a_program_registers_and_changes_only_the_fields_that_it_gives(program, session):
    tub = a_type(session, "TUB")
    a_field(session, "Voltage", type_id=tub.id, required=True)
    a_field(session, "Frame", Kind.CHOICE, choices=some_choices("Steel"))
    a_field(session, "Wheels", Kind.YES_NO)
    a_room(session)
    said = {"name": "Tub", "place": "Gym", "type": "TUB"}

    bare = program.post("/api/v1/assets", json=said)
    extra = {"voltage": "12.345", "frame": "steel", "wheels": False}
    made = program.post("/api/v1/assets", json=said | {"extra": extra})
    changed = program.patch(made.headers["location"], json={"extra": {"voltage": 230.50}})
    cleared = program.patch(made.headers["location"], json={"extra": {"frame": None}})

    assert beside(bare) == (409, ["extra.voltage"])
    assert made.json()["extra"] == extra
    assert changed.json()["extra"] == extra | {"voltage": "230.5"}
    assert cleared.json()["extra"] == {"voltage": "230.5", "wheels": False}
    found = program.get("/api/v1/assets?extra.wheels=false&count=true").json()
    assert (found["count"], found["items"][0]["extra"]["voltage"]) == (1, "230.5")


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"voltage": None}, "extra.voltage"),
        ({"voltage": "1,5,5"}, "extra.voltage"),
        ({"voltage": [1]}, "extra.voltage"),
        ({"colour": "red"}, "extra.colour"),
        ({"jets": 3}, "extra.jets"),
    ],
)
def test_what_no_rule_allows_is_refused_with_its_field(program, session, extra, field):
    tub, couch = a_type(session, "TUB"), a_type(session, "COUCH")
    a_field(session, "Voltage", type_id=tub.id, required=True)
    a_field(session, "Jets", type_id=couch.id)
    asset = an_asset(session, type_id=tub.id, extra={"voltage": "230"})

    answer = program.patch(f"/api/v1/assets/{asset.tag}", json={"extra": extra})

    assert beside(answer) == (409, [field])
