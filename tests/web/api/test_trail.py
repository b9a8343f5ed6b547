from datetime import UTC, datetime

import pytest

from assets import tokens
from assets.database import Actor, transaction
from assets.inventory.register import Asset, Condition
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_model, a_person, a_room, a_site, a_type, an_asset, committed

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def program(app, session):
    session.info["at"] = datetime(2027, 2, 1, 12, tzinfo=UTC)
    person = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")
    browser = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    browser.headers["Authorization"] = f"Bearer {secret}"
    return browser


@pytest.fixture
def broken(engine, session, program):  # noqa: ARG001 - the moment of what is arranged
    kinds = {"type_id": a_type(session).id, "model_id": a_model(session).id}
    asset = an_asset(session, "Bath", a_room(session, "Gym"), **kinds)
    with transaction(engine, by=Actor("web"), at=NOON, reason="It leaks") as changes:
        changes.get(Asset, asset.id).judge(Condition.DOWN)
    return asset


@pytest.mark.usefixtures("broken")
def test_the_history_of_one_asset_is_told_in_values_and_in_sentences(program):
    told = program.get("/api/v1/assets/LOV-00001/history?field=condition").json()["items"]

    assert told[0]["changes"] == {"condition": ["up", "down"]}
    assert told[0]["sentences"] == ["Condition changed from Working to Out of order."]
    assert (told[0]["at"], told[0]["reason"]) == ("2027-03-01T12:00:00+00:00", "It leaks")


@pytest.mark.usefixtures("broken")
def test_an_asset_is_given_as_it_was_on_a_day(program):
    before = program.get("/api/v1/assets/LOV-00001?on=2027-02-28").json()
    after = program.get("/api/v1/assets/LOV-00001?on=2027-03-01").json()

    assert (before["condition"], after["condition"]) == ("up", "down")
    assert (before["tag"], before["place"], before["on"]) == ("LOV-00001", "Gym", "2027-02-28")
    assert (before["site"], before["type"], before["model"]) == (
        "LOV",
        "REH-TREADMILL",
        "Run Artis",
    )


@pytest.mark.usefixtures("broken")
def test_before_it_was_registered_there_was_none(program):
    answer = program.get("/api/v1/assets/LOV-00001?on=2027-01-31")

    assert (answer.status_code, answer.json()["title"]) == (
        404,
        "It was not registered yet on 31 January 2027.",
    )


@pytest.mark.usefixtures("broken")
def test_the_history_of_the_register_is_told_batch_by_batch(program):
    told = program.get("/api/v1/trail?kind=asset").json()["items"]
    entries = program.get(f"/api/v1/trail/{told[0]['number']}").json()["items"]

    assert (told[0]["reason"], told[0]["count"]) == ("It leaks", 1)
    assert entries == told[0]["entries"]


@pytest.mark.usefixtures("broken")
def test_the_history_of_the_register_is_narrowed_to_a_field(program):
    told = program.get("/api/v1/trail?field=condition").json()["items"]

    assert [each["reason"] for each in told] == ["It leaks", ""]
    assert {entry["kind"] for each in told for entry in each["entries"]} == {"asset"}
    assert program.get("/api/v1/trail?field=serial_number").json()["items"] == []
