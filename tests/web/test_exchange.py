"""Lists that come in through a page, and lists that are taken away."""

import csv
import html
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from assets import trail
from assets.exchange import sheets
from assets.inventory import register
from assets.inventory.register import Asset, State
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset

LIST = (
    "name,place,acquired_on\nBike,Gym,2026-03-01\nBed,Gim,\nTable,Gym,31.02.2026\n,Gym,\nMat,Gym,\n"
)


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def send(browser, content, name="list.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return browser.post("/import", files={"file": (name, content)})


def look(browser, content, **choices):
    """The page that shows what this list would do."""
    sent = send(browser, content)
    assert sent.status_code == 303, sent.text
    address = sent.headers["location"]
    return browser.get(address, params={"name": "list.csv"} | choices)


def apply(browser, page, **fields):
    """Press the one button of that page."""
    action = html.unescape(
        re.findall(r'<form method="post" action="(/import/[^"]+)"', page.text)[0]
    )
    seen = re.findall(r'name="seen" value="(\w+)"', page.text)[0]
    key = re.findall(r'name="key" value="(\w+)"', page.text)[-1]
    return browser.post(action, data={"seen": seen, "key": key} | fields)


def text(answer):
    """What a person reads, without the tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def beside(answer, field):
    """What is said beside a field."""
    found = re.search(rf'<p class="error" id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
    return found and found.group(1)


def names(session):
    session.expire_all()
    return [each.name for each in session.exec(select(Asset).order_by(Asset.tag))]


def test_a_list_is_looked_at_before_anything_is_written(manager, session):
    a_room(session, "Gym")

    page = look(manager, LIST)

    assert page.status_code == 200
    assert "2 rows can be brought in. 3 rows are refused." in text(page)
    assert names(session) == []


def test_each_refusal_is_told_with_its_row_its_column_its_value_and_what_was_expected(
    manager, session
):
    a_room(session, "Gym")

    said = text(look(manager, LIST))

    assert "3 place Gim There is no place called Gim here. The nearest name is Gym." in said
    assert "4 acquired_on 31.02.2026 31.02.2026 is not a date." in said
    assert "5 name Give it a name." in said


def test_then_all_accepted_rows_are_brought_in_and_the_rest_is_shown_again(manager, session):
    a_room(session, "Gym")

    answer = apply(manager, look(manager, LIST))
    page = manager.get(answer.headers["location"])

    assert answer.status_code == 303
    assert names(session) == ["Bike", "Mat"]
    assert "2 things are registered." in text(page)
    assert "3 rows are refused." in text(page)
    assert session.exec(select(trail.Batch.reason)).all()[-1] == "list.csv"


def test_what_was_brought_in_is_undone_from_the_page_that_says_so(manager, session):
    a_room(session, "Gym")
    page = manager.get(apply(manager, look(manager, LIST)).headers["location"])

    address = re.findall(r'action="(/trail/\d+/undo)"', page.text)[0]
    answer = manager.post(address)

    assert (answer.status_code, names(session)) == (303, [])


def test_a_change_is_shown_as_it_is_and_as_it_will_be(manager, session):
    an_asset(session, "Bike", serial_number="S1")

    page = look(manager, "tag,name\nLOV-00001,Blue bike\n")

    assert "<del>Bike</del> <ins>Blue bike</ins>" in page.text


def test_pressing_twice_brings_it_in_once(manager, session):
    a_room(session, "Gym")
    page = look(manager, "name,place\nBike,Gym\n")

    first, second = apply(manager, page), apply(manager, page)

    assert first.headers["location"] == second.headers["location"]
    assert names(session) == ["Bike"]


def test_two_people_who_bring_in_the_same_list_at_once_bring_it_in_once(app, session):
    a_room(session, "Gym")
    site = a_site(session)
    two = [
        Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, site, name))
        for name in ("Ana", "Ilona")
    ]
    pages = [look(each, "name,place\nBike,Gym\n") for each in two]

    with ThreadPoolExecutor() as both:
        answers = list(both.map(apply, two, pages))

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert names(session) == ["Bike"]


def test_what_was_not_looked_at_is_not_done(manager, session):
    asset = an_asset(session, "Bike")
    page = look(manager, "tag,name\nLOV-00001,Blue bike\n")
    asset.call("Red bike")
    session.commit()

    answer = apply(manager, page)

    assert answer.status_code == 422
    assert "The register has changed while you looked at this. Nothing was written." in text(answer)
    assert "<del>Red bike</del>" in answer.text
    assert names(session) == ["Red bike"]


def test_the_refused_rows_are_taken_mended_and_brought_in(manager, session):
    a_room(session, "Gym")
    page = look(manager, LIST)
    address = html.unescape(re.findall(r'href="(/import/\w+/refused.csv[^"]*)"', page.text)[0])

    taken = manager.get(address)
    rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
    mended = taken.content.decode("utf-8-sig").replace("Gim", "Gym").replace("31.02", "28.02")
    page = look(manager, mended)

    assert [row["name"] for row in rows] == ["Bed", "Table", ""]
    assert rows[0]["What is wrong"].startswith("There is no place called Gim here.")
    assert "2 rows can be brought in. 1 row is refused." in text(page)


def test_dates_that_read_in_two_ways_are_asked_about(manager, session):
    a_room(session, "Gym")
    content = "name,place,acquired_on\nBike,Gym,01/03/2026\n"

    asked = look(manager, content)
    told = look(manager, content, order="day_first")
    apply(manager, told)

    assert "Days in the column acquired_on can be read in two ways." in text(asked)
    assert register.tagged(session, "LOV-00001", EVERYTHING).acquired_on.isoformat() == "2026-03-01"


def test_what_the_columns_mean_is_guessed_and_can_be_changed(manager, session):
    a_room(session, "Gym")
    content = "Obiect,Unde,Cod\nBike,Gym,7\n"

    unknown = look(manager, content)
    told = look(manager, content, column=["name", "place", "external_ref"])
    apply(manager, told)

    assert "None of these columns says what a thing is called" in text(unknown)
    assert register.tagged(session, "LOV-00001", EVERYTHING).external_ref == "7"


def test_choosing_another_mapping_fills_the_columns_in_anew(manager, session):
    a_room(session, "Gym")
    shown = {"shown": "rehab", "column": ["name", "place"], "mapping": "homebox"}

    page = look(manager, "HB.name,HB.location\nBike,Gym\n", **shown)

    assert re.search(r'<option value="homebox" selected>', page.text)
    assert "1 row can be brought in." in text(page)


def test_the_list_of_another_program_goes_where_the_person_says(manager, session):
    a_room(session, "Store")

    page = look(manager, "HB.name,HB.location\nBike,Attic\n", place="Store")
    apply(manager, page)

    thing = register.tagged(session, "LOV-00001", EVERYTHING)
    assert (thing.place.name, thing.note) == ("Store", "HB.location: Attic")


def test_a_place_that_is_unknown_is_refused_beside_its_field(manager):
    page = look(manager, "name\nBike\n", place="Nowhere")

    assert "There is no place called Nowhere." in beside(page, "place")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is nothing in this file."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"PK\x03\x04 not really", "This Excel workbook is damaged."),
    ],
)
def test_what_is_no_list_is_refused_beside_the_field(manager, content, words):
    answer = send(manager, content)

    assert answer.status_code == 422
    assert words in beside(answer, "file")


def test_no_file_at_all_is_asked_for_again(manager):
    assert manager.post("/import", data={}).status_code == 422


def test_a_list_is_seen_by_nobody_but_its_sender(app, session, manager):
    address = send(manager, LIST).headers["location"]
    other = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR))

    assert other.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TECHNICIAN, Role.AUDITOR])
def test_who_may_not_import_does_not(browser, session, role):
    browser.sign_in(a_person(session, role, a_site(session)))

    assert browser.get("/import").status_code == 403
    assert send(browser, LIST).status_code == 403
    assert browser.post(f"/import/{'0' * 64}", data={"seen": "x"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(browser):
    assert browser.get("/import").headers["location"].startswith("/sign-in")
    assert send(browser, LIST).headers["location"].startswith("/sign-in")


def test_another_site_cannot_send_a_list(manager):
    forged = {"Origin": "https://elsewhere.example"}

    assert (
        manager.post("/import", files={"file": ("a.csv", b"x")}, headers=forged).status_code == 403
    )


def test_markup_in_a_list_is_shown_as_text(manager, session):
    a_room(session, "Gym")

    page = look(manager, "name,place\n<script>alert(1)</script>,Gym\nBike,<b>Gym\n")

    assert "<script>alert" not in page.text
    assert "<b>Gym" not in page.text


def test_long_lists_are_shown_in_part_and_brought_in_whole(manager, session):
    a_room(session, "Gym")
    rows = "".join(f"Bed {number},Gym\n" for number in range(60))

    page = look(manager, f"name,place\n{rows}")
    apply(manager, page)

    assert "Bed 49" in page.text
    assert "Bed 51" not in page.text
    assert "and 10 more" in text(page)
    assert len(names(session)) == 60


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_list_on_screen_is_taken_away_with_its_filters(manager, session, form):
    an_asset(session, "Bike")
    an_asset(session, "Bed", state=State.IN_STORAGE)
    an_asset(session, "Tub", a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))

    taken = manager.get(f"/assets.{form}?state=in_storage")

    assert taken.headers["content-disposition"].endswith(f'.{form}"')
    if form == "json":
        assert [each["name"] for each in json.loads(taken.content)] == ["Bed"]
    else:
        assert sheets.read(taken.content).column("name") == ["Bed"]


def test_the_page_of_the_list_leads_to_the_same_list_in_a_file(manager, session):
    an_asset(session, "Bike")

    page = manager.get("/assets?state=in_use&search=bike")

    assert 'href="/assets.csv?search=bike&amp;state=in_use"' in page.text


def test_a_list_in_a_form_that_nobody_knows_is_missing(manager):
    assert manager.get("/assets.docx").status_code == 404


def test_a_hungarian_list_is_read_and_refused_in_hungarian(app, session):
    site = a_site(session, "SZE", "Szentes", "HU")
    a_room(session, "Tornaterem", site)
    person = a_person(session, Role.SITE_MANAGER, site, language=Language.HU)
    browser = Browser(app).sign_in(person)

    page = look(browser, "Megnevezés;Helyiség;Leltári szám\nÁgy;Tornaterem;17\nPad;Nincs;18\n")
    apply(browser, page)

    assert register.tagged(session, "SZE-00001", EVERYTHING).inventory_number == "17"
    assert "There is no place" not in page.text
