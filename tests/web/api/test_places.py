import pytest

from assets import tokens
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, committed


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def test_places_are_listed_in_the_order_of_the_tree_page_by_page(program, session):
    for name in ("Room 10", "Room 9", "Bazin"):
        a_room(session, name)

    first = program.get("/api/v1/places?limit=2").json()
    second = program.get(first["next"]).json()

    paths = [item["path"] for item in first["items"] + second["items"]]
    assert paths == ["Lovrin", "Lovrin / Bazin", "Lovrin / Room 9", "Lovrin / Room 10"]
    assert second["next"] is None


def test_a_place_is_added_inside_another(program, session):
    site = a_site(session)
    said = {"name": "Pool", "inside": "Lovrin", "area_m2": "182.5", "opens_on": "2027-08-25"}

    answer = program.post("/api/v1/places", json=said)

    item = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/places/{item['id']}"
    assert program.get(answer.headers["location"]).json() == item
    assert (item["path"], item["site"], item["kind"]) == ("Lovrin / Pool", "LOV", "room")
    assert (item["area_m2"], item["opens_on"]) == ("182.50", "2027-08-25")
    assert item["inside"] == str(site.id)


def test_twenty_levels_are_paged_like_one(program, session):
    place = a_site(session)
    for number in range(19):
        place = a_room(
            session, f"A rather long name of a room that nobody would use {number}", place
        )

    address, found = "/api/v1/places?limit=7", []
    while address:
        page = program.get(address).json()
        found += page["items"]
        address = page["next"]

    assert [item["inside"] for item in found] == [None, *(item["id"] for item in found[:-1])]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name": "", "inside": "Lovrin"},
        {"name": "x", "inside": "Lovrin", "colour": "red"},
        {"name": "x", "inside": "Lovrin", "capacity": 0},
        {"name": "x", "inside": "Lovrin", "opens_on": "soon"},
    ],
)
def test_nonsense_is_answered_as_a_problem(program, said):
    answer = program.post("/api/v1/places", json=said)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_sites_places_do_not_exist_for_programs(program, session):
    room = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    assert program.get(f"/api/v1/places/{room.id}").status_code == 404
    assert program.get("/api/v1/places?site=SZE").status_code == 404
    assert program.get("/api/v1/places?search=pool").json() == {"items": [], "next": None}
    assert (
        program.post("/api/v1/places", json={"name": "x", "inside": room.path}).status_code == 409
    )


def test_a_technicians_program_adds_no_place(app, session):
    person = a_person(session, Role.TECHNICIAN, a_site(session))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"

    answer = program.post("/api/v1/places", json={"name": "x", "inside": "Lovrin"})

    assert answer.status_code == 403
