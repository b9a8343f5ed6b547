"""Documents as a list, and those that are here already let belong to more."""

import html
import re

import pytest

from assets.inventory.documents import Document, Kind
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    a_document,
    a_lot,
    a_model,
    a_person,
    a_room,
    a_site,
    a_transfer,
    an_asset,
    an_order,
)
from tests.web.test_access import all_of
from web import attached


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_a_document_is_attached_to_more_things_by_their_tags(manager, session):
    document = a_document(session, an_asset(session, "Bath"))
    bed = an_asset(session, "Bed")

    wrong = manager.post(f"/documents/{document.id}/attach", data={"tags": f"{bed.tag}, LOV-99999"})
    right = manager.post(f"/documents/{document.id}/attach", data={"tags": bed.tag.lower()})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "There is nothing with the tag or the number LOV-99999." in text(wrong)
    assert f'value="{bed.tag}, LOV-99999"' in wrong.text
    assert "Bed Asset · LOV-00002" in text(manager.get(f"/documents/{document.id}"))
    order, sent = an_order(session, bed), a_transfer(session, an_asset(session))
    numbers = f"{order.number} {sent.number.lower()}"
    assert (
        manager.post(f"/documents/{document.id}/attach", data={"tags": numbers}).status_code == 303
    )
    page = text(manager.get(f"/documents/{document.id}"))
    assert (f"{order.number} Order" in page, f"{sent.number} Transfer" in page) == (True, True)


def test_a_document_that_is_here_is_attached_by_its_name_or_its_number(
    administrator, manager, session
):
    lot, model = a_lot(session), a_model(session)
    bath = an_asset(session)
    a_document(session, bath, Kind.MANUAL, name="Kezelési útmutató.csv", number="K-7")
    for content in (b"1", b"2"):
        a_document(session, bath, name="Scan.csv", content=content)
    elsewhere = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    a_document(session, an_asset(session, place=elsewhere), name="Theirs.csv")

    def attached_to(browser, path, words):
        return browser.post(f"{path}/documents/attach", data={"document": words})

    for words, path in (
        ("k-7", f"/procurement/lots/{lot.number}"),
        ("kezelesi utmutato.csv", f"/catalogue/models/{model.id}"),
    ):
        assert attached_to(administrator, path, words).headers["location"] == f"{path}#documents"
        assert "Kezelési útmutató.csv" in administrator.get(path).text
    assert "K-7 Kezelési útmutató.csv" in manager.get("/documents/suggestions?document=utmut").text
    room = f"/places/{bath.place_id}"
    for words, wrong in (
        ("Scan.csv", "Several documents are called Scan.csv."),
        ("Theirs.csv", "There is no document called Theirs.csv."),
        ("?", "There is no document called ?."),
    ):
        answer = attached_to(manager, room, words)
        assert (answer.status_code, wrong in text(answer)) == (422, True)
        assert f'value="{words}"' in answer.text
    assert attached_to(manager, f"/catalogue/models/{model.id}", "k-7").status_code == 422


def test_all_documents_are_listed_found_narrowed_to_a_thing_and_taken_away(manager, session):
    asset, bed = an_asset(session), an_asset(session, "Bed")
    a_document(session, asset, Kind.MANUAL, name="Kezelési.csv")
    contract = a_document(session, bed, Kind.CONTRACT, name="Contract.csv", number="K-7")

    whole, found = text(manager.get("/documents")), text(manager.get("/documents?search=k-7"))
    of_bed = manager.get(f"/documents?about=asset&key={bed.tag}")
    taken = manager.get("/documents.json?search=kezel").json()

    assert whole.index("Contract.csv") < whole.index("Kezelési.csv")
    assert ("Contract.csv" in found, "Kezelési.csv" in found) == (True, False)
    assert ("Contract.csv" in of_bed.text, "Kezelési.csv" in of_bed.text) == (True, False)
    assert "Asset: Bed" in text(of_bed)
    assert [(each["kind"], each["about"], each["key"]) for each in taken] == [
        ("manual", "asset", asset.tag)
    ]
    rows = manager.get("/documents.csv?kind=contract").text.splitlines()
    assert (len(rows), rows[1].endswith(str(contract.id))) == (2, True)


def test_a_section_that_is_full_leads_to_the_list_of_all(manager, session, monkeypatch):
    monkeypatch.setattr(attached, "MOST_SHOWN", 1)
    asset = an_asset(session)
    for name in ("A.csv", "B.csv"):
        a_document(session, asset, name=name)

    page = manager.get(f"/assets/{asset.tag}").text

    assert f'href="/documents?about=asset&amp;key={asset.tag}"' in page


def test_the_papers_of_a_transfer_are_seen_and_added_at_both_ends(app, session):
    sent = a_transfer(session, an_asset(session, place=a_room(session)))
    mine, theirs = (
        Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session, code), name=code))
        for code in ("LOV", "SZE")
    )
    stranger = Browser(app).sign_in(
        a_person(session, Role.TECHNICIAN, a_site(session, "MOR", "Mórahalom"), name="MOR")
    )

    answer = theirs.post(
        f"/transfers/{sent.number}/documents",
        data={"kind": "hand_over"},
        files=[("files", ("Signed.csv", b"a;b"))],
    )
    (document,) = all_of(session, Document)

    assert answer.headers["location"] == f"/transfers/{sent.number}#documents"
    for each in (mine, theirs):
        assert "Signed.csv" in each.get(f"/transfers/{sent.number}").text
        assert "Signed.csv" in each.get("/documents").text
    assert stranger.get(f"/documents/{document.id}").status_code == 404
    assert "Signed.csv" not in stranger.get("/documents").text
