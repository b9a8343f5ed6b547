import pytest

from assets import tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed


@pytest.fixture
def program(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def today(session):
    return a_site(session).created_at.date()


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
