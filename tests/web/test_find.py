import re

import pytest

from assets import tokens
from assets.exchange import candidates
from assets.exchange import search as everything
from assets.rights import Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import (
    a_person,
    a_room,
    a_site,
    a_spare_part,
    an_asset,
    an_order,
    committed,
)
from web import findings
from web.api import find
from web.findings import marked

PARTIAL = {"HX-Request-Type": "partial"}


@pytest.fixture
def bath(session):
    return an_asset(session, "Baie galvanică", a_room(session, "Sala 2"), serial_number="S-77")


@pytest.fixture
def program(app, session):
    technician = a_person(session, Role.TECHNICIAN, a_site(session), language=Language.HU)
    browser = Browser(app)
    secret = committed(session, tokens.issue(session, technician))
    browser.headers["Authorization"] = f"Bearer {secret}"
    return browser


def test_a_hit_has_its_name_what_tells_it_apart_and_what_was_looked_for(technician, bath):
    page = technician.get("/find", params={"search": "galvan s-7"}).text

    assert f'<a href="/assets/{bath.tag}">Baie <mark>galvan</mark>ică</a>' in page
    assert f"{bath.tag} · Sala 2, LOV · <mark>S-7</mark>7" in page


def test_while_somebody_types_only_what_is_found_comes_back(technician, bath):
    part = technician.get("/find", params={"search": bath.tag}, headers=PARTIAL)
    cleared = technician.get("/find", params={"search": ""}, headers=PARTIAL)

    assert part.status_code == 200
    assert "<title>" not in part.text
    assert "Baie galvanică" in part.text
    assert cleared.text.strip() == ""


@pytest.mark.parametrize("typed", ["LOV-00001", " lov-00001 ", "S-77"])
def test_a_number_typed_whole_opens_its_thing(technician, bath, typed):
    answer = technician.get("/find", params={"search": typed})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/assets/{bath.tag}")


def test_an_order_is_opened_by_its_number(technician, session, bath):
    order = an_order(session, bath)

    answer = technician.get("/find", params={"search": order.number})

    assert answer.headers["location"] == f"/orders/{order.number}"


def test_a_spare_part_is_found_by_its_name_and_number_where_she_may_see_the_store(app, session):
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))
    part = a_spare_part(session, "Curea de antrenare", part_number="DB-7")
    a_spare_part(session, "Curea", site=a_site(session, "SZE", "Szentes", "HU"))

    page = technician.get("/find", params={"search": "curea"}).text
    opened = technician.get("/find", params={"search": "db-7"})

    assert re.findall(r"/spares/[\w-]+", page) == [f"/spares/{part.id}"]
    assert opened.headers["location"] == f"/spares/{part.id}"


@pytest.mark.usefixtures("bath")
def test_what_was_searched_instead_is_said(technician):
    page = technician.get("/find", params={"search": "galvnica"}).text

    assert "Nothing is called “galvnica”. Shown for “galvanica”." in page
    assert "Baie <mark>galvanică</mark>" in page


def test_more_than_a_few_lead_to_all_of_them(technician, session):
    hall = a_room(session, "Hall")
    for number in range(7):
        an_asset(session, f"Bath {number}", hall)
        a_room(session, f"Bath {number}")

    page = technician.get("/find", params={"search": "bath"}).text
    places = technician.get("/find", params={"search": "bath", "kind": "place"}).text

    assert page.count('<li class="duty">') == 10
    ways = re.findall(r'<a href="([^"]*)">All 7<', page)
    assert ways == ["/assets?search=bath", "/find?search=bath&amp;kind=place"]
    assert places.count('<li class="duty">') == 7


def test_where_more_is_found_than_is_told_it_is_said_and_where_the_rest_is(
    administrator, program, session, monkeypatch
):
    monkeypatch.setattr(find, "MOST", 2), monkeypatch.setattr(find, "FEW", 1)
    monkeypatch.setattr(candidates, "MOST", 2), monkeypatch.setattr(findings, "MOST", 2)
    monkeypatch.setattr(everything, "MOST", 2)
    for number in range(3):
        an_asset(session, f"Bath {number}", a_room(session, f"Bath {number}"))

    page = administrator.get("/find?search=bath&kind=place").text
    told = program.get("/api/v1/find?search=bath").json()
    rest = {kind: program.get(address).json() for kind, address in told["more"].items()}

    assert "There are more. Write another word of it." in page
    assert len(told["items"]) == 2
    assert told["more"] == {
        "asset": "/api/v1/assets?search=bath", "place": "/api/v1/find?search=bath&kind=place",
    }  # fmt: skip
    assert (len(rest["asset"]["items"]), len(rest["place"]["items"])) == (3, 2)
    assert rest["place"]["more"] == {"place": None}
    assert program.get("/api/v1/find?search=bath%202&kind=place").json()["more"] == {}
    assert program.get("/api/v1/find?search=bath&kind=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "What are you looking for?"),
        ("b", "Write at least two letters."),
        ("zzzz", "Nothing here is called so."),
    ],
)
def test_where_nothing_is_shown_a_sentence_says_what_to_do(technician, typed, said):
    assert said in technician.get("/find", params={"search": typed}).text


def test_the_box_leads_here_but_on_the_list_of_assets(technician):
    day, assets = technician.get("/").text, technician.get("/assets?search=bath").text

    assert '<form action="/find"' in day
    assert '<form action="/assets" hx-get="/assets"' in assets
    assert 'value="bath"' in assets


def test_a_program_is_told_the_same_in_its_persons_language(program, session, bath):
    order = an_order(session, bath, title="Filter", title_hu="Szűrőcsere")

    answer = program.get("/api/v1/find", params={"search": "szurocsere"}).json()

    assert answer["shown_for"] is None
    assert answer["items"] == [
        {
            "kind": "work_order",
            "label": "Szűrőcsere",
            "said": "W-00001 · Baie galvanică · Nyitott · 2027. március 1.",
            "exact": False,
            "address": f"/orders/{order.number}",
            "api": f"/api/v1/orders/{order.number}",
        }
    ]
    assert program.get(answer["items"][0]["api"]).json()["number"] == order.number


@pytest.mark.usefixtures("bath")
def test_a_program_is_told_what_was_searched_instead(program):
    answer = program.get("/api/v1/find", params={"search": "galvnica", "kind": "asset"}).json()

    assert answer["shown_for"] == "galvanica"
    assert [item["label"] for item in answer["items"]] == ["Baie galvanică"]


@pytest.mark.parametrize(
    ("text", "terms", "shown"),
    [
        ("Lămpi", ["lam"], "[Lăm]pi"),
        ("Œdème 2", ["oed"], "[Œd]ème 2"),
        ("TIM-00017", ["00017"], "TIM-[00017]"),
        ("TIM-00017", ["tim-00017", "tim"], "[TIM-00017]"),
        ("Bazin", ["azin"], "Bazin"),
        ("Un un", ["un"], "[Un] [un]"),
    ],
)
def test_what_was_looked_for_is_marked_where_a_word_begins_so(text, terms, shown):
    assert (
        "".join(f"[{piece}]" if meant else piece for piece, meant in marked(text, terms)) == shown
    )


def test_a_name_is_text_and_never_a_page(technician, session):
    an_asset(session, "<b>Bath</b>")

    page = technician.get("/find", params={"search": "bath"}).text

    assert "&lt;b&gt;<mark>Bath</mark>&lt;/b&gt;" in page
