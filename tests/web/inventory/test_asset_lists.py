"""The list of things on paper, as the pages and programs give it away."""

import pypdfium2

from assets.rights import Role
from labels.papers import asset_list
from tests.builders import a_person, a_room, a_site, an_asset
from web.pages.inventory import asset_lists


def words(answer):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    return " ".join(" ".join(pages).split())


def test_the_list_has_what_was_asked_for_place_by_place(browser, session):
    site = a_site(session)
    for tag, room in (("bath", "Pool"), ("mat", "Gym"), ("bike", "Gym")):
        an_asset(session, tag.capitalize(), a_room(session, room))
    an_asset(
        session, "Elsewhere", a_room(session, "Attic", a_site(session, "SZE", "Szentes", "HU"))
    )
    browser.sign_in(a_person(session, Role.VIEWER, site))

    everything, some = (
        words(browser.get("/assets.pdf")),
        words(browser.get("/assets.pdf?search=bath")),
    )

    assert everything.index("Bike") < everything.index("Mat") < everything.index("Bath")
    assert "Elsewhere" not in everything
    assert "Bath" in some
    assert "Mat" not in some
    assert "“bath”" in some
    assert 'href="/assets.pdf' in browser.get("/assets").text


def test_more_than_a_list_holds_is_refused_with_what_to_do(browser, session, monkeypatch):
    for number in range(3):
        an_asset(session, f"Mat {number}")
    monkeypatch.setattr(asset_lists, "MOST", 2)
    browser.sign_in(a_person(session, Role.VIEWER))

    answer = browser.get("/assets.pdf")

    assert answer.status_code == 409
    assert "choose a site or a place" in answer.text
    assert asset_list.MOST == 5_000
