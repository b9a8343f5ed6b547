import pytest

from assets import tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    PASSWORD,
    a_person,
    a_room,
    a_site,
    an_asset,
    an_order,
    committed,
    today_at,
)


@pytest.fixture
def program(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def today(session):
    return today_at(a_site(session))


def test_work_is_asked_for_taken_and_done_over_the_api(program, session, today):
    asset = an_asset(session, "Treadmill")
    said = {"asset": asset.tag, "title": "Mend the belt", "due_on": today.isoformat()}

    made = program.post("/api/v1/orders", json=said)
    address = made.headers["location"]
    program.post(f"{address}/take")
    done = program.post(f"{address}/complete", json={"done_on": today.isoformat()}).json()

    assert made.status_code == 201
    assert (done["state"], done["asset"], done["done_on"]) == ("done", asset.tag, str(today))
    assert program.get("/api/v1/orders").json()["items"] == []
    assert [
        each["number"] for each in program.get("/api/v1/orders?state=done").json()["items"]
    ] == [done["number"]]


@pytest.mark.parametrize(
    ("verb", "said"),
    [("take", {}), ("complete", {"done_on": "2026-03-01"}), ("cancel", {"reason": "Sold"})],
)
def test_what_has_changed_since_it_was_read_is_not_acted_on(program, session, today, verb, said):
    asset = an_asset(session)
    asked = {"asset": asset.tag, "title": "Mend the belt", "due_on": today.isoformat()}
    address = program.post("/api/v1/orders", json=asked).headers["location"]
    read = program.get(address).json()["version"]
    taken = program.post(f"{address}/take", headers={"If-Match": str(read)}).json()

    late = program.post(f"{address}/{verb}", json=said, headers={"If-Match": str(read)})

    assert late.status_code == 409
    assert program.get(address).json() == taken


def test_another_sites_assets_get_no_work_from_here(program, session, today):
    asset = an_asset(
        session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    )
    said = {"asset": asset.tag, "title": "Mend", "due_on": str(today)}

    assert program.post("/api/v1/orders", json=said).status_code == 404


def test_work_goes_its_way_over_the_api(program, session, today):
    said = {"asset": an_asset(session).tag, "title": "Mend", "due_on": str(today)}
    address = program.post("/api/v1/orders", json=said | {"priority": "low"}).headers["location"]
    person = "site_manager@demo.example"

    assigned = program.post(f"{address}/assign", json={"person": person}).json()
    program.post(f"{address}/begin")
    waiting = program.post(f"{address}/wait", json={"waiting_for": "vendor"}).json()
    cost = {"amount": "80.00", "currency": "RON"}
    program.patch(address, json={"vendor_cost": cost, "failure_mode": "noise"})
    worked = {"day": str(today), "minutes": 45, "rate": {"amount": "40", "currency": "RON"}}
    time = program.post(f"{address}/labour", json=worked).json()
    program.post(f"{address}/complete", json={"done_on": str(today)})
    program.post(f"{address}/verify")
    closed = program.post(f"{address}/close").json()

    assert (assigned["state"], assigned["priority"]) == ("assigned", "low")
    assert (waiting["state"], waiting["waiting_for"]) == ("waiting", "vendor")
    assert (closed["state"], closed["failure_mode"], closed["minutes"]) == ("closed", "noise", 45)
    assert closed["cost"] == [{"amount": "110.00", "currency": "RON"}]
    assert program.get(f"{address}/labour").json()["items"] == [time]


def test_an_order_is_signed_over_the_api_with_a_password(program, session, today):
    order = an_order(session, due_on=today)
    order.needs_signature = True
    session.commit()
    address, done = f"/api/v1/orders/{order.number}/complete", {"done_on": str(today)}

    unsigned = program.post(address, json=done)
    sign = {"name": "site_manager", "secret": "wrong"}
    wrong = program.post(address, json=done | {"signature": sign})
    right = program.post(address, json=done | {"signature": sign | {"secret": PASSWORD}})

    assert "Sign it with your name." in unsigned.json()["title"]
    assert wrong.json()["errors"][0]["field"] == "secret"
    assert (right.json()["state"], right.json()["signed_by"]) == ("done", "site_manager")


def test_many_are_asked_for_and_done_at_once_over_the_api(program, session, today):
    said = {"title": "Clean", "due_on": str(today), "kind": "hygiene"}
    tags = [an_asset(session).tag for _ in range(2)]

    made = program.post("/api/v1/orders", json=said | {"assets": tags}).json()["items"]
    numbers = [each["number"] for each in made]
    all_done = {"numbers": numbers, "done_on": str(today)}
    done = program.post("/api/v1/orders/complete", json=all_done).json()["items"]

    assert [each["asset"] for each in made] == tags
    assert [each["state"] for each in done] == ["done", "done"]
    assert program.get("/api/v1/orders").json()["items"] == []


def test_work_at_a_place_has_no_asset(program, session, today):
    gym = a_room(session)
    said = {"place": str(gym.id), "title": "Paint", "due_on": str(today)}

    made = program.post("/api/v1/orders", json=said).json()

    assert (made["asset"], made["place"]) == (None, gym.path)
    (row,) = program.get("/api/v1/orders").json()["items"]
    (duty,) = program.get("/api/v1/day").json()["today"]["items"]
    assert (row["asset"], row["place"], duty["asset"], duty["place"]) == (
        None, gym.path, None, "Gym",
    )  # fmt: skip
    assert made["number"] in program.get("/api/v1/find?search=paint").text
