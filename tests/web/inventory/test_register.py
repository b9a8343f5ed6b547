import html
import re
from datetime import date

import pytest

from assets import chronicle, trail
from assets.inventory import register, shipped
from assets.inventory.register import Condition, State
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.builders import a_model, a_person, a_room, a_site, an_asset
from web.pages.inventory import finding as pages

PARTIAL = {"HX-Request-Type": "partial"}


@pytest.fixture
def technician(browser, session):
    return browser.sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def test_a_thing_is_found_in_romanian_without_its_accents(technician, session):
    an_asset(session, "Bandă de alergat")
    an_asset(session, "Cadă galvanică")

    found = technician.get("/assets?search=banda").text

    assert "Bandă de alergat" in found
    assert "Cadă galvanică" not in found


def test_searching_replaces_only_what_was_found(technician, session):
    an_asset(session, "Treadmill")

    found = technician.get("/assets?search=tread", headers=PARTIAL).text

    assert "Treadmill" in found
    assert "<title>" not in found


def test_kinds_and_makers_come_as_one_types_and_never_all_at_once(manager, session):
    shipped.load(session)
    for number in range(21):
        a_model(session, f"Maker {number}")
    asset = an_asset(session)

    for page in ("/assets/new", f"/assets/{asset.tag}/edit"):
        shown = manager.get(page).text
        for field, way in (("type", "/catalogue/kinds"), ("maker", "/catalogue/models/makers")):
            offered = re.search(
                f'<datalist id="{field}-choices">(.*?)</datalist>', shown, re.DOTALL
            )
            assert offered[1].count("<option") == 20
            assert f'hx-get="{way}"' in shown


def test_a_room_that_is_not_open_is_refused_beside_its_field_and_what_was_typed_stays(
    manager, session
):
    gym = a_room(session, opens_on=date(9000, 1, 2))
    said = {"name": "Bath", "place": gym.path, "state": "delivered", "note": "By the door"}

    answer = manager.post("/assets", data=said)

    assert answer.status_code == 422
    assert 'id="place-error"' in answer.text
    assert "Gym is not open on" in answer.text
    assert "By the door" in answer.text


def test_a_kind_that_was_not_offered_is_taken_as_typed(manager, session):
    shipped.load(session)
    said = {
        "name": "Bath",
        "place": a_room(session).path,
        "type": "stanger-kad (teljes elektromos furdo)",
    }

    answer = manager.post("/assets", data=said | {"maker": "Trautwein", "model": "Stanger 5"})

    shown = manager.get(answer.headers["location"]).text
    assert "Trautwein Stanger 5" in shown
    assert "/assets?type=BAL-STANGER" in shown


def test_moving_leads_back_to_the_thing(technician, session):
    asset, store = an_asset(session), a_room(session, "Store")

    answer = technician.post(f"/assets/{asset.tag}/move", data={"place": store.path})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/assets/{asset.tag}")
    assert again(session, asset).place_id == store.id


def test_a_move_is_told_in_the_history(technician, session):
    asset, store = an_asset(session, place=a_room(session, "Gym")), a_room(session, "Store")

    technician.post(f"/assets/{asset.tag}/move", data={"place": store.path})

    assert "Moved from Gym to Store." in technician.get(f"/assets/{asset.tag}").text


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_an_unknown_place_is_refused_beside_the_field(technician, session, headers):
    asset = an_asset(session)

    answer = technician.post(
        f"/assets/{asset.tag}/move", data={"place": "Nowhere"}, headers=headers
    )

    assert answer.status_code == 422
    assert "There is no place called Nowhere." in answer.text
    assert ("<title>" in answer.text) == (headers == {})


def test_what_stands_at_another_site_does_not_exist(technician, session):
    elsewhere = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    asset = an_asset(session, "Weight bath", place=elsewhere)

    assert technician.get(f"/assets/{asset.tag}").status_code == 404
    assert technician.post(f"/assets/{asset.tag}/move", data={"place": "x"}).status_code == 404
    assert "Weight bath" not in technician.get("/assets").text
    assert "Weight bath" not in technician.get("/assets?search=weight").text


def test_a_viewer_may_see_but_not_move(browser, session):
    asset = an_asset(session)
    browser.sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert browser.get(f"/assets/{asset.tag}").status_code == 200
    assert browser.get(f"/assets/{asset.tag}/move").status_code == 403
    assert browser.post(f"/assets/{asset.tag}/move", data={}).status_code == 403


def test_a_stranger_is_asked_to_sign_in_and_led_back(browser):
    answer = browser.get("/assets?search=x")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?back=%2Fassets%3Fsearch%3Dx"


def test_registering_gives_the_next_tag(manager, session):
    room = a_room(session)

    answer = manager.post("/assets", data={"name": "Cadă", "place": room.path, "state": "planned"})

    assert answer.headers["location"] == "/assets/LOV-00001"
    assert register.tagged(session, "LOV-00001", EVERYTHING).state is State.PLANNED


def test_a_double_tap_registers_once(manager, session):
    form = {"name": "Cadă", "place": a_room(session).path, "state": "planned", "key": "k1"}

    first, second = manager.post("/assets", data=form), manager.post("/assets", data=form)

    assert first.headers["location"] == second.headers["location"] == "/assets/LOV-00001"
    assert len(session.exec(register.whole(EVERYTHING)).all()) == 1


def test_the_answer_on_top_says_whether_it_may_be_used(technician, session):
    asset = an_asset(session)

    technician.post(f"/assets/{asset.tag}/condition", data={"condition": "down"})

    assert again(session, asset).condition is Condition.DOWN
    assert "Do not use." in technician.get(f"/assets/{asset.tag}").text


def test_a_technician_may_store_but_not_retire(technician, session):
    asset = an_asset(session)

    stored = technician.post(f"/assets/{asset.tag}/state", data={"state": "in_storage"})
    retired = technician.post(f"/assets/{asset.tag}/state", data={"state": "retired"})

    assert (stored.status_code, retired.status_code) == (303, 403)
    assert again(session, asset).state is State.IN_STORAGE


def test_another_site_cannot_post_here(technician, session):
    asset = an_asset(session)
    forged = {"Origin": "https://elsewhere.example"}

    answer = technician.post(f"/assets/{asset.tag}/move", data={"place": "x"}, headers=forged)

    assert answer.status_code == 403


def test_the_history_is_told_in_hungarian_word_order(session):
    asset = an_asset(session)
    entries = session.exec(trail.history(asset.id)).all()

    told = chronicle.told(session, entries, Language.HU)

    assert [each.label for each in told] == [asset.tag]


def test_the_list_pages_forward_and_back_without_gaps(technician, session):
    for number in range(7):
        an_asset(session, f"Bed {number}")

    address, seen = "/assets?limit=3", []
    while address:
        page = technician.get(address).text
        seen.append(re.findall(r"Bed \d", re.sub(r"<span class=.unseen.>[^<]*</span>", "", page)))
        address = html.unescape("".join(re.findall(r'rel="next" href="([^"]+)"', page)))
    back = html.unescape(re.findall(r'rel="prev" href="([^"]+)"', page)[0])

    assert seen == [["Bed 0", "Bed 1", "Bed 2"], ["Bed 3", "Bed 4", "Bed 5"], ["Bed 6"]]
    assert "Bed 3" in technician.get(back).text
    assert "Bed 6" not in technician.get(back).text


def test_a_refused_form_changes_nothing_not_even_what_was_right(manager, session):
    asset = an_asset(session, "Bath")

    answer = manager.post(f"/assets/{asset.tag}/edit", data={"name": "Tub", "type": "no such kind"})

    assert answer.status_code == 422
    assert again(session, asset).name == "Bath"


def test_chosen_columns_stay_in_the_address_of_every_page(technician, session):
    for number in range(3):
        an_asset(session, f"Bed {number}", serial_number=f"DEMO-{number}")

    page = technician.get("/assets?columns=serial_number&columns=nonsense&limit=2").text
    following = html.unescape(re.findall(r'rel="next" href="([^"]+)"', page)[0])

    assert "DEMO-0" in page
    assert "LOV-00001</span>" not in page
    assert "columns=serial_number" in following
    assert "DEMO-2" in technician.get(following).text


@pytest.mark.parametrize("asked", ["limit=2", "limit=2&search=cada"])
def test_the_list_says_how_many_it_found(technician, session, monkeypatch, asked):
    monkeypatch.setattr(pages, "MOST_FOUND", 4)
    monkeypatch.setattr(pages, "MOST_COUNTED", 4)
    said = []
    for _ in range(6):
        an_asset(session, "Cadă galvanică")
        said += re.findall(r"\d of (?:more than )?\d", technician.get(f"/assets?{asked}").text)

    assert said == ["1 of 1", "2 of 2", "2 of 3", "2 of 4", "2 of more than 4", "2 of more than 4"]


def test_a_later_page_says_how_many_there_are_too(technician, session):
    for _ in range(3):
        an_asset(session, "Cadă galvanică")
    first = technician.get("/assets?limit=2&search=cada").text
    following = html.unescape(re.search(r'href="([^"]+after=[^"]+)"', first)[1])

    assert "1 of 3" in technician.get(following).text


def inputs(page, action):
    """What the forms of a page with this action send along unseen, by name."""
    forms = re.findall(f'<form[^>]*action="{action}"[^>]*>.*?</form>', page, re.DOTALL)
    unseen = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'
    return [dict(re.findall(unseen, html.unescape(form))) for form in forms]


def test_a_filter_that_is_in_no_form_of_the_list_goes_along_with_each(technician, session):
    asset = an_asset(session, "Bath")
    said = {"place": str(asset.place_id), "part_of": asset.tag, "lot": "L1", "sort": "-tag"}

    page = technician.get("/assets", params=said | {"search": "bath"}).text

    finder, filters = inputs(page, "/assets")
    assert finder == said
    assert filters == said | {"search": "bath"}


def test_whose_things_are_shown_stays_chosen_in_the_filter(technician, session):
    ana = a_person(session, Role.TECHNICIAN, a_site(session), name="Ana Pop")

    page = technician.get(f"/assets?custodian={ana.id}").text

    assert f'<option value="{ana.id}" selected>Ana Pop</option>' in page
