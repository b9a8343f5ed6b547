import pytest

from assets import tokens
from assets.inventory import relocations
from assets.inventory.places import Kind
from assets.rights import Role
from tests.browser import Browser
from tests.builders import DAY, a_partner, a_person, a_room, a_site, an_asset, committed

SITE = {
    "name": "Szentes",
    "code": "sze",
    "zone": "Europe/Budapest",
    "language": "hu",
    "country": "hu",
}


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    return _program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def everywhere(app, session):
    """Acts for an administrator."""
    return _program(app, session, a_person(session, Role.ADMINISTRATOR))


def _program(app, session, person):
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


def test_all_that_is_inside_a_place_is_listed_also_by_the_id_of_one_that_it_took_up(
    program, everywhere, session
):
    ward, old = a_room(session, "Ward", kind=Kind.FLOOR), a_room(session, "Old ward")
    a_room(session, "Bay", ward), a_room(session, "Gym")
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    relocations.merge(session, old, ward, DAY)
    session.commit()

    def inside(key, who=program):
        answer = who.get(f"/api/v1/places?inside={key}")
        return [each["name"] for each in answer.json().get("items", [])] or answer.status_code

    assert inside(ward.id) == inside(old.id) == ["Bay"]
    assert inside(ward.site_id) == ["Gym", "Ward", "Bay"]
    assert inside(pool.site_id, everywhere) == ["Pool"]
    assert inside(pool.site_id) == inside("nonsense") == 404


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
    assert program.patch(f"/api/v1/places/{room.id}", json={"name": "x"}).status_code == 404
    assert program.get("/api/v1/places?site=SZE").status_code == 404
    assert program.get("/api/v1/places?search=pool").json() == {"items": [], "next": None}
    assert (
        program.post("/api/v1/places", json={"name": "x", "inside": room.path}).status_code == 409
    )


def test_a_technicians_program_keeps_no_place(app, session):
    technician = _program(app, session, a_person(session, Role.TECHNICIAN, a_site(session)))
    gym = a_room(session, "Gym")

    added = technician.post("/api/v1/places", json={"name": "x", "inside": "Lovrin"})
    changed = technician.patch(f"/api/v1/places/{gym.id}", json={"name": "x"})

    assert (added.status_code, changed.status_code) == (403, 403)


def test_what_is_said_of_a_place_is_changed_and_the_rest_stays(program, session):
    gym = a_room(session, "Gym", capacity=12, area_m2=40)
    address = f"/api/v1/places/{gym.id}"
    said = {"name": "Big gym", "kind": "zone", "area_m2": "82.5", "opens_on": "2027-08-25"}

    item = program.patch(address, json=said | {"contact": "Ana"}).json()

    assert (item["path"], item["kind"], item["area_m2"]) == ("Lovrin / Big gym", "zone", "82.50")
    assert (item["opens_on"], item["contact"], item["capacity"]) == ("2027-08-25", "Ana", 12)
    emptied = program.patch(address, json={"capacity": None, "opens_on": None}).json()
    assert emptied == item | {"capacity": None, "opens_on": None, "version": item["version"] + 1}
    assert program.get(address).json() == emptied


def test_a_day_reaches_what_is_inside_and_has_none_of_its_own(program, session):
    site = a_site(session)
    gym = a_room(session, "Gym")

    program.patch(f"/api/v1/places/{site.id}", json={"opens_on": "2027-08-25"})

    assert program.get(f"/api/v1/places/{gym.id}").json()["opens_on"] == "2027-08-25"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "pool"}, "name"),
        ({"name": None}, "name"),
        ({"kind": "site"}, "kind"),
        ({"opens_on": "2027-08-25", "closes_on": "2027-08-24"}, "closes_on"),
    ],
)
def test_a_change_that_cannot_be_says_which_field_is_wrong(program, session, said, field):
    a_room(session, "Pool")
    gym = a_room(session, "Gym")

    answer = program.patch(f"/api/v1/places/{gym.id}", json={"contact": "Ana"} | said)

    assert answer.status_code == 409
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert program.get(f"/api/v1/places/{gym.id}").json()["contact"] == ""


def test_a_program_that_saw_an_older_version_of_a_place_is_refused(program, session):
    address = f"/api/v1/places/{a_room(session, 'Gym').id}"

    done = program.patch(address, json={"contact": "Ana"}, headers={"If-Match": "1"})
    late = program.patch(address, json={"contact": "Bela"}, headers={"If-Match": "1"})

    assert (done.status_code, done.json()["version"]) == (200, 2)
    assert late.status_code == 409
    assert program.get(address).json()["contact"] == "Ana"


def test_a_site_is_opened_and_gives_tags(everywhere, session):
    partner = a_partner(session, "SZTE", "HU")

    answer = everywhere.post("/api/v1/sites", json=SITE | {"partner": partner.code})

    item = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/places/{item['id']}"
    assert everywhere.get(answer.headers["location"]).json() == item
    assert (item["code"], item["site"], item["partner"]) == ("SZE", "SZE", "SZTE")
    assert (item["zone"], item["country"], item["language"]) == ("Europe/Budapest", "HU", "hu")
    room = a_room(session, "Pool", a_site(session, "SZE"))
    assert an_asset(session, place=room).tag == "SZE-00001"


def test_a_site_opened_twice_under_one_key_is_one(everywhere):
    key = {"Idempotency-Key": "szentes"}

    first, second = (everywhere.post("/api/v1/sites", json=SITE, headers=key) for _ in range(2))

    assert (second.status_code, second.json()) == (201, first.json())
    assert len(everywhere.get("/api/v1/places").json()["items"]) == 1


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"code": "LOV"}, 409, "code"),
        ({"code": "!"}, 409, "code"),
        ({"zone": "Europe/Szentes"}, 409, "zone"),
        ({"name": "Lovrin"}, 409, "name"),
        ({"opens_on": "2027-08-25", "closes_on": "2027-08-24"}, 409, "closes_on"),
        ({"partner": "NOBODY"}, 404, "partner"),
        ({"kind": "room"}, 422, "body.kind"),
    ],
)
def test_a_site_that_cannot_be_says_which_field_is_wrong(everywhere, session, said, status, field):
    a_site(session)

    answer = everywhere.post("/api/v1/sites", json=SITE | said)

    assert answer.status_code == status
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_a_managers_program_opens_no_site(program):
    assert program.post("/api/v1/sites", json=SITE).status_code == 403


def test_an_administrator_of_one_site_opens_no_other(app, session):
    person = a_person(session, Role.ADMINISTRATOR, a_site(session))

    assert _program(app, session, person).post("/api/v1/sites", json=SITE).status_code == 403
