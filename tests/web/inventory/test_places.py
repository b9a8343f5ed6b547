import html
import re
from datetime import date

import pytest

from assets.inventory import places
from assets.inventory.places import Kind, Place
from assets.inventory.register import State
from assets.rights import EVERYTHING, Role
from tests.builders import a_person, a_plan, a_room, a_site, an_asset, an_order, committed

PARTIAL = {"HX-Request-Type": "partial"}


@pytest.fixture
def manager(browser, session):
    """The manager of Lovrin."""
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def elsewhere(session):
    return a_site(session, "SZE", "Szentes", "HU")


def inside(session, place, name, **values):
    room = Place(name=name, **({"kind": Kind.ROOM} | values))
    return committed(session, places.open_place(session, room, place))


def read(answer):
    """The text of a page as a reader sees it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_tree_shows_what_is_hers_and_how_much_stands_where(manager, session):
    floor = inside(session, a_site(session), "Ground floor", kind=Kind.FLOOR)
    pool = inside(session, floor, "Pool hall")
    an_asset(session, place=pool)
    an_asset(session, place=pool)
    an_asset(session, place=floor, state=State.PLANNED)
    inside(session, elsewhere(session), "Weight bath room")

    shown = read(manager.get("/places"))

    assert "Lovrin 2 things · 1 to come" in shown
    assert "Ground floor 2 things · 1 to come" in shown
    assert "Pool hall 2 things" in shown
    assert "Szentes" not in shown


def test_a_thing_that_is_gone_stands_nowhere(manager, session):
    room = a_room(session, "Gym")
    an_asset(session, place=room, state=State.RETIRED)

    assert "Nothing stands here yet." in manager.get(f"/places/{room.id}").text


def test_a_room_is_found_by_a_few_letters_without_accents(manager, session):
    a_room(session, "Sală de kinetoterapie")
    a_room(session, "Bazin")

    found = manager.get("/places?search=sala", headers=PARTIAL).text

    assert "Lovrin / Sală de kinetoterapie" in found
    assert "Bazin" not in found
    assert "<title>" not in found


def test_an_empty_register_says_where_everything_begins(administrator):
    shown = administrator.get("/places").text

    assert "There is no site yet." in shown
    assert "Open a site" in shown


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({}, "Open."),
        ({"opens_on": date(9000, 1, 2)}, "Not open before 2 January 9000."),
        ({"closes_on": date(2020, 1, 2)}, "Closed since 2 January 2020."),
        ({"closes_on": date(9000, 1, 2)}, "Open. It closes on 2 January 9000."),
    ],
)
def test_the_answer_on_top_says_whether_the_place_is_open(manager, session, days, sentence):
    room = a_room(session, "Gym", **days)

    assert f"{sentence} Nothing stands here yet." in manager.get(f"/places/{room.id}").text


def test_a_crowded_place_shows_the_first_twenty_and_the_way_to_all(manager, session):
    room = a_room(session, "Gym")
    for number in range(21):
        an_asset(session, f"Bed {number}", place=room)

    shown = manager.get(f"/places/{room.id}")

    assert "21 things stand here." in shown.text
    assert len(re.findall(r'href="/assets/LOV-\d+"', shown.text)) == 20
    assert f'href="/assets?place={room.id}"' in shown.text


def test_a_place_shows_what_is_due_in_it_with_the_way_to_all_of_it(manager, session):
    gym, store = a_room(session, "Gym"), a_room(session, "Store")
    day = gym.created_at.date()
    order = an_order(session, an_asset(session, "Bath", gym), day, title="Look after the bath")
    plan = a_plan(session, an_asset(session, "Lamp", gym), date(9000, 1, 2), title="Clean the lamp")
    a_plan(session, an_asset(session, "Boiler", store), day, title="Sweep the flue")

    shown = manager.get(f"/places/{gym.id}").text

    assert shown.index(f'href="/orders/{order.number}"') < shown.index(f'href="/plans/{plan.id}"')
    assert "Sweep the flue" not in shown
    work, planned = (manager.get(f"/{noun}?place={gym.id}").text for noun in ("orders", "plans"))
    assert "Look after the bath" in work
    assert "Clean the lamp" in planned
    assert "Sweep the flue" not in work + planned
    for noun, listed in (("orders", work), ("plans", planned)):
        assert f'href="/{noun}?place={gym.id}"' in shown
        assert f'<a href="/{noun}">Lovrin / Gym' in listed


def test_a_place_where_nothing_is_due_says_nothing_of_it(manager, session):
    assert "What is due here" not in manager.get(f"/places/{a_room(session).id}").text


@pytest.mark.parametrize("place", ["", "x", "theirs"])
@pytest.mark.parametrize("noun", ["orders", "plans"])
def test_work_is_not_asked_of_a_place_that_does_not_exist_for_her(manager, session, noun, place):
    key = elsewhere(session).id if place == "theirs" else place

    answer = manager.get(f"/{noun}?place={key}")

    assert answer.status_code == (404 if place else 200)


def test_adding_a_place_leads_to_it_and_its_history_begins(manager, session):
    site = a_site(session)
    said = {"name": "Pool hall", "kind": "room", "area_m2": "182,5", "opens_on": "25.08.2027"}

    answer = manager.post(f"/places/{site.id}/add", data=said)

    pool = places.called(session, "Lovrin / Pool hall", EVERYTHING)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/places/{pool.id}")
    assert (str(pool.area_m2), pool.opens_on) == ("182.50", date(2027, 8, 25))
    assert "182.5 m²" in manager.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "gym"}, "There is a place named Gym here already."),
        ({"name": "Sauna", "kind": "site"}, "A site stands by itself, not inside another place."),
        ({"name": "Sauna", "kind": "cave"}, "Choose one of the list."),
        ({"name": "Sauna", "capacity": "-3"}, "Write a number of at least 1."),
        ({"name": "Sauna", "area_m2": "0"}, "Write a number above 0."),
        ({"name": "Sauna", "opens_on": "03/04/2027"}, "can be 4 March 2027 or 3 April 2027"),
        (
            {"name": "Sauna", "opens_on": "2027-03-02", "closes_on": "2027-03-02"},
            "It cannot close before it opens.",
        ),
    ],
)
def test_nonsense_is_refused_beside_its_field_and_kept(manager, session, said, sentence):
    a_room(session, "Gym")

    answer = manager.post(f"/places/{a_site(session).id}/add", data={"kind": "room"} | said)

    assert answer.status_code == 422
    assert sentence in read(answer)
    assert all(value in answer.text for name, value in said.items() if name != "kind")


def test_a_new_name_reaches_the_paths_of_all_that_is_inside(manager, session):
    floor = inside(session, a_site(session), "Floor 1", kind=Kind.FLOOR)
    room = inside(session, floor, "Gym")

    manager.post(f"/places/{floor.id}/edit", data={"name": "Upstairs", "kind": "floor"})

    session.expire_all()
    assert places.place(session, room.id, EVERYTHING).path == "Lovrin / Upstairs / Gym"
    assert "Name changed from Floor 1 to Upstairs." in manager.get(f"/places/{floor.id}").text


def test_the_rooms_of_a_building_that_opens_later_open_with_it(manager, session):
    first, later = date(2027, 8, 25), date(2027, 10, 6)
    house = inside(session, a_site(session), "House", kind=Kind.BUILDING, opens_on=first)
    gym = inside(session, house, "Gym")
    cellar = inside(session, house, "Cellar", opens_on=date(2027, 9, 1))

    data = {"name": "House", "kind": "building", "opens_on": "2027-10-06"}
    manager.post(f"/places/{house.id}/edit", data=data)

    session.expire_all()
    assert places.place(session, gym.id, EVERYTHING).opens_on == later
    assert places.place(session, cellar.id, EVERYTHING).opens_on == date(2027, 9, 1)


def test_who_answers_for_a_place_is_on_its_page_but_not_on_the_trail(manager, session):
    room = a_room(session, "Gym")
    data = {"name": "Gym", "kind": "room", "contact": "Ana Pop, 0256 000 000"}

    manager.post(f"/places/{room.id}/edit", data=data)
    shown = manager.get(f"/places/{room.id}").text

    assert shown.count("Ana Pop") == 1
    assert "Who answers for it has changed." in shown


def test_another_sites_places_do_not_exist(manager, session):
    room = inside(session, elsewhere(session), "Pool")

    assert manager.get(f"/places/{room.id}").status_code == 404
    assert manager.get(f"/places/{room.id}/edit").status_code == 404
    assert manager.post(f"/places/{room.id}/add", data={"name": "x"}).status_code == 404
    assert "Pool" not in manager.get("/places?search=pool").text.replace('value="pool"', "")
    assert "Pool" not in manager.get("/places/suggestions?place=pool").text


def test_a_technician_may_see_but_not_keep(technician, session):
    room = a_room(session, "Gym")

    assert technician.get(f"/places/{room.id}").status_code == 200
    assert technician.get(f"/places/{room.id}/edit").status_code == 403
    assert technician.post(f"/places/{room.id}/edit", data={"name": "x"}).status_code == 403
    assert technician.post(f"/places/{room.id}/add", data={"name": "x"}).status_code == 403


@pytest.mark.parametrize("address", ["/places/nonsense", "/places/nonsense/edit"])
def test_an_address_that_is_no_id_opens_nothing(manager, address):
    assert manager.get(address).status_code == 404


SITE = {
    "name": "Mórahalom",
    "code": "mor",
    "zone": "Europe/Budapest",
    "language": "hu",
    "country": "hu",
}


def test_an_administrator_opens_a_site_with_its_own_tags(administrator, session):
    answer = administrator.post("/places", data=SITE)

    site = places.site(session, "MOR", EVERYTHING)
    assert answer.headers["location"] == f"/places/{site.id}"
    assert an_asset(session, place=site).tag == "MOR-00001"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"code": "M-1"}, "A code has two to eight letters and figures, such as LOV."),
        ({"code": "LOV"}, "There is a site LOV already."),
        ({"name": "lovrin"}, "There is a place named Lovrin here already."),
        ({"zone": "../etc/passwd"}, "There is no time zone ../etc/passwd."),
        ({"zone": "Europe/Szeged"}, "There is no time zone Europe/Szeged."),
        ({"country": "xx"}, "There is no country xx."),
        ({"language": "de"}, "Choose one of the list."),
        ({"partner": "NOBODY"}, "There is no partner NOBODY."),
    ],
)
def test_a_site_that_makes_no_sense_is_refused(administrator, session, said, sentence):
    a_site(session)

    answer = administrator.post("/places", data=SITE | said)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_only_an_administrator_opens_sites(manager):
    assert manager.get("/places/new").status_code == 403
    assert manager.post("/places", data=SITE).status_code == 403
    assert "Open a site" not in manager.get("/places").text


def test_the_administrator_of_one_site_opens_no_other(browser, session):
    browser.sign_in(a_person(session, Role.ADMINISTRATOR, a_site(session)))

    assert browser.post("/places", data=SITE).status_code == 403


def test_the_first_twenty_fitting_paths_are_suggested_while_one_types(technician, session):
    for number in range(25):
        a_room(session, f"Salon {number}")
    a_room(session, "Bazin")

    offered = technician.get("/places/suggestions?place=salon").text

    assert offered.count("<option") == 20
    assert '<option value="Lovrin / Salon 0">' in offered
    assert "Bazin" not in offered
