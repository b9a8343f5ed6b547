import html
import re
from datetime import date

import pytest

from assets import tokens
from assets.inventory import identifiers, places
from assets.inventory.places import Kind
from assets.inventory.register import Asset, State
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed

OPENING = date(2200, 8, 25)


@pytest.fixture
def manager(browser, session):
    """The manager of Lovrin."""
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin."""
    person = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")
    program = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_what_goes_along_is_said_before_a_place_moves(manager, session):
    gym, house = a_room(session, "Gym"), a_room(session, "House")
    an_asset(session, place=gym)

    looked = manager.get(f"/places/{gym.id}/move", params={"into": "house"})
    said = {"into": "house", "version": gym.version}
    moved = manager.post(f"/places/{gym.id}/move", data=said)

    assert "Gym is in Lovrin / House then. 1 thing goes along." in read(looked)
    assert moved.headers["location"] == f"/places/{gym.id}"
    shown = read(manager.get(f"/places/{gym.id}"))
    assert "House" in shown
    assert "Moved from Lovrin to House." in shown
    assert session.get(type(house), house.id) is not None


def test_the_old_address_and_the_old_label_open_the_place_that_stays(manager, session):
    old, new = a_room(session, "Sala 2 (old)"), a_room(session, "Sala 2")
    committed(session, session.merge(identifiers.Label(code="ABCD2345", place_id=old.id)))

    looked = manager.get(f"/places/{old.id}/merge", params={"into": "Sala 2"})
    said = {"into": new.path, "version": old.version}
    manager.post(f"/places/{old.id}/merge", data=said)

    assert "Sala 2 (old) is shown no more." in read(looked)
    for address in (f"/places/{old.id}", f"/places/{str(old.id).upper()}"):
        assert manager.get(address).headers["location"] == f"/places/{new.id}"
    assert manager.get("/t/ABCD2345").headers["location"] == f"/places/{new.id}"
    assert manager.post(f"/places/{old.id}/edit", data={"name": "x"}).status_code == 404
    assert "(old)" not in manager.get("/places").text
    assert "(old)" not in manager.get("/places/suggestions?into=sala").text


@pytest.mark.parametrize("verb", ["move", "merge"])
@pytest.mark.parametrize(
    ("into", "sentence"),
    [
        ("Corner", "Gym cannot go into itself."),
        ("Nowhere", "There is no place called Nowhere."),
        ("", "Fill this in."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(manager, session, verb, into, sentence):
    gym = a_room(session, "Gym")
    corner = places.Place(name="Corner", kind=Kind.ZONE)
    committed(session, places.open_place(session, corner, gym))

    answer = manager.post(f"/places/{gym.id}/{verb}", data={"into": into})

    assert answer.status_code == 422
    beside = re.search(r'id="into-error">(.*?)</p>', answer.text, re.DOTALL)
    assert sentence in html.unescape(beside.group(1))
    assert f'value="{into}"' in answer.text


def test_who_saw_an_older_version_looks_again(manager, session):
    gym = a_room(session, "Gym")
    a_room(session, "House")

    answer = manager.post(f"/places/{gym.id}/move", data={"into": "House", "version": 99})

    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile." in answer.text


@pytest.mark.parametrize("verb", ["move", "merge"])
def test_nothing_goes_where_she_keeps_no_places(manager, session, verb):
    gym, pool = a_room(session, "Gym"), a_room(session, "Pool", a_site(session, "SZE", "Szentes"))

    answer = manager.post(f"/places/{gym.id}/{verb}", data={"into": pool.path})

    assert answer.status_code == 422
    assert f"There is no place called {pool.path}." in html.unescape(answer.text)


def test_a_program_moves_and_merges_places(program, session):
    gym, hall, house = (a_room(session, name) for name in ("Gym", "Hall", "House"))
    an_asset(session, place=gym)

    seen = program.get(f"/api/v1/places/{gym.id}/move?into=House").json()
    stale = {"If-Match": "99"}
    late = program.post(f"/api/v1/places/{gym.id}/move", json={"into": "House"}, headers=stale)
    moved = program.post(f"/api/v1/places/{gym.id}/move", json={"into": "House"}).json()
    merged = program.post(f"/api/v1/places/{gym.id}/merge", json={"into": "Hall"}).json()

    assert seen == {"places": 1, "things": 1}
    assert late.status_code == 409
    assert (moved["path"], moved["inside"]) == ("Lovrin / House / Gym", str(house.id))
    assert merged["id"] == str(hall.id)
    found = program.get("/api/v1/places").json()["items"]
    assert [each["path"] for each in found] == ["Lovrin", "Lovrin / Hall", "Lovrin / House"]
    led = program.get(f"/api/v1/places/{gym.id}")
    assert led.headers["location"] == f"/api/v1/places/{hall.id}"


def test_what_comes_too_early_is_put_into_a_store_and_both_pages_say_so(manager, session):
    gym = a_room(session, "Gym", opens_on=OPENING)
    a_room(session, "Depozit", kind=Kind.STORE)
    asset = an_asset(session, "Treadmill", gym, state=State.ORDERED)
    before = manager.get(f"/assets/{asset.tag}")
    too_early = manager.post(f"/assets/{asset.tag}/state", data={"state": "delivered"})

    said = {"store": "depozit", "room": "gym", "version": asset.version}
    done = manager.post(f"/assets/{asset.tag}/wait", data=said)
    assert done.status_code == 303, read(done)

    assert "Gym is not open yet. If it comes before, it waits in a store." in read(before)
    assert too_early.status_code == 409
    assert "Choose a store or another room." in read(too_early)
    shown = read(manager.get(f"/assets/{asset.tag}"))
    assert "It waits in a store for Gym, which opens on 25 Aug 2200." in shown
    page = read(manager.get(f"/places/{gym.id}"))
    assert "1 is ready and waits in a store." in page
    assert "Waiting in a store for this place 1 Treadmill" in page


def test_a_program_says_what_waits_for_which_room(program, session):
    gym = a_room(session, "Gym", opens_on=OPENING)
    store = a_room(session, "Depozit", kind=Kind.STORE)
    asset = an_asset(session, "Treadmill", gym, state=State.ORDERED)
    address = f"/api/v1/assets/{asset.tag}/wait"

    refused = program.post(address, json={"store": "Gym", "room": "Gym"})
    done = program.post(address, json={"store": "Depozit", "room": "Gym"}).json()

    assert [each["field"] for each in refused.json()["errors"]] == ["store"]
    assert (done["state"], done["place"], done["waits_for"]) == ("delivered", store.path, gym.path)
    session.expire_all()
    assert session.get(Asset, asset.id).waits_for_id == gym.id


def test_twenty_levels_are_shown_and_found(manager, session):
    place = a_site(session)
    for level in range(places.DEEPEST - 1):
        room = places.Place(name=f"{level} {'Kezelőhelyiség ' * 7}", kind=Kind.ZONE)
        place = committed(session, places.open_place(session, room, place))

    shown, listed = manager.get(f"/places/{place.id}"), manager.get("/places")
    deeper = manager.post(f"/places/{place.id}/add", data={"name": "Deeper", "kind": "zone"})

    assert (shown.status_code, listed.status_code) == (200, 200)
    assert listed.text.count('class="tree-leaf"') == places.DEEPEST
    assert "Places go 20 levels deep at most." in deeper.text
    assert places.called(session, place.path, EVERYTHING).id == place.id
