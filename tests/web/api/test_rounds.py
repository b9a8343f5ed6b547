import pytest

from assets import tokens
from assets.inventory import identifiers
from assets.maintenance import plans, week_sheets
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_person,
    a_room,
    a_site,
    an_asset,
    an_order,
    committed,
    saved,
    some_terms,
    today_at,
)


@pytest.fixture
def program(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


def a_round(program, *things):
    said = {"assets": [thing.tag for thing in things], "title": "Look", "due_on": str(DAY)}
    made = program.post("/api/v1/rounds", json=said)
    assert made.status_code == 201, made.text
    return made.headers["location"]


def test_a_round_is_walked_stop_by_stop_over_the_api(program, session):
    things = [an_asset(session, name) for name in ("Bath", "Lamp", "Mill")]
    code = committed(session, identifiers.label_of(session, things[0])).code
    order = a_round(program, *things)
    first, second, third = (
        f"{order}/stops/{each['id']}" for each in program.get(f"{order}/stops").json()["items"]
    )

    program.post(first, json={"outcome": "pass", "code": code})
    failed = program.post(second, json={"outcome": "fail", "note": "Torn"}).json()
    left = program.post(f"{third}/leave-out", json={"reason": "Locked"}).json()
    asked = {"title": "Mend", "due_on": str(DAY)}
    repairs = [program.post(f"{second}/repair", json=asked).json() for _ in range(2)]

    found = program.get(f"{order}/stops").json()["items"]
    assert [each["reached"] for each in found] == ["scanned", "typed", "passed_by"]
    assert (failed["outcome"], left["note"]) == ("fail", "Locked")
    assert repairs[0] == repairs[1]
    stale = program.post(first, json={"outcome": "pass"}, headers={"If-Match": "1"})
    assert stale.status_code == 409


def test_the_stops_of_a_plan_are_arranged_over_the_api(program, session):
    where = {"place_id": a_room(session).id, "site_id": a_site(session).id}
    plan = plans.new(some_terms(), in_rounds=True, **where)
    plan.fall_due(DAY)
    saved(session, plan)
    things = [an_asset(session, name).tag for name in ("Bath", "Lamp")]

    said = [
        program.post(f"/api/v1/plans/{plan.id}/stops", json={"things": wish}).json()["things"]
        for wish in (things, things[::-1], [])
    ]

    assert said == [things, things[::-1], []]
    assert program.get(f"/api/v1/plans/{plan.id}/stops").json() == {"things": []}


def test_spare_parts_are_kept_used_and_put_back_over_the_api(program, session):
    order = f"/api/v1/orders/{an_order(session).number}"
    price = {"amount": "86.50", "currency": "RON"}
    said = {"site": "LOV", "name": "Drive belt", "quantity": "2", "minimum": "2", "price": price}

    made = program.post("/api/v1/spares", json=said)
    part = made.headers["location"]
    used = program.post(f"{order}/parts", json={"part": "drive belt", "quantity": "1.5"}).json()
    short = program.get("/api/v1/spares?show=short").json()["items"]
    day = program.get("/api/v1/day").json()
    too_many = program.post(f"{order}/parts", json={"part": "drive belt", "quantity": "1"})
    back = program.post(f"{order}/parts/{used['id']}/back").json()
    program.post(f"{part}/receive", json={"quantity": "3", "reason": "Delivery note 7"})
    program.post(f"{part}/count", json={"counted": "4", "reason": "One was torn"})
    named = program.patch(part, json={"unit": "pcs", "minimum": None}).json()

    assert day["short_parts"] == 1
    assert (made.status_code, made.json()["quantity"], made.json()["price"]) == (201, "2", price)
    assert (used["quantity"], used["price"], used["short"]) == ("1.5", price, True)
    assert [each["quantity"] for each in short] == ["0.5"]
    assert (too_many.status_code, "Only 0.5" in too_many.text) == (409, True)
    assert back == {"items": []}
    assert (named["quantity"], named["unit"], named["minimum"], named["short"]) == (
        "4",
        "pcs",
        None,
        False,
    )


def test_a_sheet_is_read_and_keyed_back_over_the_api(program, session):
    today = today_at(a_site(session))
    done, wrong = (an_order(session, an_asset(session), today) for _ in range(2))

    sheet = program.get("/api/v1/sheets", params={"site": "LOV", "week": str(today)}).json()
    paper = program.get("/api/v1/sheets.pdf", params={"site": "LOV"})
    rows = [
        {"key": done.number, "tick": "done", "on": str(today)},
        {"key": wrong.number, "tick": "failed", "on": str(today)},
    ]
    said = program.post("/api/v1/sheets", json={"site": "LOV", "rows": rows})

    assert [each["key"] for each in sheet["items"]] == [done.number, wrong.number]
    assert (sheet["first"], sheet["more"]) == (str(week_sheets.monday(today)), False)
    assert paper.content.startswith(b"%PDF")
    refused = [{"key": wrong.number, "field": "note", "detail": "Say what you found."}]
    assert said.json() == {"done": [done.number], "refused": refused}
