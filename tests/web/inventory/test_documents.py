"""Documents and photos as people add, see, describe and detach them."""

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from assets import checks, files, settings
from assets.inventory.documents import Attachment, Document, Kind
from assets.procurement import items
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_contract,
    a_document,
    a_lot,
    a_model,
    a_person,
    a_room,
    a_site,
    an_asset,
    an_order,
)
from tests.hostile import HTML, PDF, from_a_phone, office, photo, png
from tests.web.test_access import all_of


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def send(browser, path, *sent, **said):
    """Post these files (name, content) as the form of a page does."""
    parts = [("files", (name, content)) for name, content in sent]
    return browser.post(f"{path}/documents", data={"kind": "other"} | said, files=parts)


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def thumbnails(answer):
    return re.findall(r'src="(/documents/[\w-]+/thumbnail)"', answer.text)


def test_photos_and_a_pdf_are_added_at_once_and_shown(manager, session):
    asset = an_asset(session)

    answer = send(
        manager,
        f"/assets/{asset.tag}",
        ("plate.jpg", photo(exif=from_a_phone())),
        ("whole.png", photo("PNG")),
        ("DoC.pdf", PDF),
        number="DoC 7",
        valid_until="2027-03-01",
    )
    page = manager.get(f"/assets/{asset.tag}")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/assets/{asset.tag}#documents",
    )
    assert len(thumbnails(page)) == 2
    assert Image.open(BytesIO(manager.get(thumbnails(page)[0]).content)).format == "WEBP"
    assert "DoC 7 · DoC.pdf" in text(page)
    assert all(each.kind is Kind.OTHER for each in all_of(session, Document))


def test_each_refused_file_is_named_with_its_reason_and_the_others_are_kept(manager, session):
    asset = an_asset(session)

    answer = send(
        manager,
        f"/assets/{asset.tag}",
        ("DoC.pdf", PDF),
        ("plan.pdf", HTML),
        ("huge.png", png(50_000, 50_000)),
        number="DoC 7",
    )

    assert answer.status_code == 422
    assert "1 file is kept." in text(answer)
    assert "plan.pdf It is a web page." in text(answer)
    assert "huge.png It has too many pixels." in text(answer)
    assert 'value="DoC 7"' in answer.text
    assert [each.name for each in all_of(session, Document)] == ["DoC.pdf"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"dated_on": "2027-03-02", "valid_until": "2027-03-01"}, "valid_until"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_keeps_no_file(manager, session, home, said, field):
    asset = an_asset(session)

    answer = send(manager, f"/assets/{asset.tag}", ("DoC.pdf", PDF), number="DoC 7", **said)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="DoC 7"' in answer.text
    assert not (home / "files").exists()


def test_no_file_is_a_mistake_too(manager, session):
    answer = send(manager, f"/assets/{an_asset(session).tag}")

    assert answer.status_code == 422
    assert "Choose at least one file." in answer.text


def test_a_double_tap_adds_once(manager, session):
    path = f"/assets/{an_asset(session).tag}"

    answers = [send(manager, path, ("list.csv", b"a;b"), key="tap") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(all_of(session, Document)) == 1


def test_a_crash_between_the_file_and_its_row_leaves_nothing_doubled(
    manager, engine, session, monkeypatch
):
    session.info["at"] = None
    asset = an_asset(session)
    with monkeypatch.context() as patch:
        patch.setattr("web.uploads.writing", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send(manager, f"/assets/{asset.tag}", ("DoC.pdf", PDF), key="k")
    assert all_of(session, Document) == []

    send(manager, f"/assets/{asset.tag}", ("DoC.pdf", PDF), key="k")

    (document,) = all_of(session, Document)
    assert files.kept(settings.load(), document.digest).read_bytes() == PDF
    proof = {each.claim: each for each in checks.proofs(engine, settings.load())}
    assert (proof["The files"].count, proof["The files of the documents"].wrong) == (1, 0)


def test_what_belongs_to_the_model_and_to_the_lot_is_shown_with_each_thing(manager, session):
    site = a_site(session)
    model, lot = a_model(session), a_lot(session, site_id=site.id)
    asset = an_asset(session, model_id=model.id, lot_number=lot.number)

    send(manager, f"/catalogue/models/{model.id}", ("Manual.csv", b"a;b"), kind="manual")
    a_document(session, lot, Kind.DELIVERY_NOTE, name="Note.csv")
    page = text(manager.get(f"/assets/{asset.tag}"))

    assert "From the model Manual Manual.csv" in page
    assert "From the lot Delivery note Note.csv" in page


def an_item(session):
    return items.add(session, a_lot(session), title="Treadmill")


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (a_model, "/catalogue/models/{0.id}"),
        (a_lot, "/procurement/lots/{0.number}"),
        (an_item, "/procurement/items/{0.id}"),
        (a_contract, "/procurement/contracts/{0.id}"),
        (an_order, "/orders/{0.number}"),
        (a_room, "/places/{0.id}"),
    ],
)
def test_other_things_show_their_documents_and_take_more(administrator, session, make, path):
    path = path.format(make(session))

    form = administrator.get(f"{path}/documents/new?kind=manual&language=ro")
    sent = send(administrator, path, ("Manual.csv", b"a;b"), kind="manual", language="ro")
    page = administrator.get(path)

    assert re.search(r'value="manual" selected.*value="ro" selected', form.text, re.DOTALL)
    assert sent.headers["location"] == f"{path}#documents"
    assert "Manual, Romanian Manual.csv" in text(page)


def test_files_are_added_to_all_that_was_chosen_in_the_list(manager, session):
    tags = [an_asset(session, name).tag for name in ("Bath", "Bed")]

    form = manager.get("/documents/new", params={"tag": tags})
    sent = manager.post(
        "/documents", data={"kind": "invoice", "tag": tags}, files=[("files", ("I.csv", b"a;b"))]
    )

    assert all(tag in form.text for tag in tags)
    assert sent.headers["location"] == "/assets"
    assert len(all_of(session, Attachment)) == 2
    assert len(all_of(session, Document)) == 1


def test_what_is_taken_away_from_its_last_thing_is_seen_no_more(manager, session):
    asset = an_asset(session)
    document = a_document(session, asset)
    page = manager.get(f"/documents/{document.id}").text
    attachment = re.search(r'name="attachment" value="([\w-]+)"', page).group(1)

    answer = manager.post(f"/documents/{document.id}/detach", data={"attachment": attachment})

    assert answer.headers["location"] == f"/assets/{asset.tag}"
    assert manager.get(f"/documents/{document.id}").status_code == 404
    assert manager.get(f"/documents/{document.id}/file").status_code == 404


def test_what_is_said_is_edited_and_the_second_editor_is_told(manager, session):
    document = a_document(session, an_asset(session))
    said = {"name": "CE.exe", "kind": "declaration_of_conformity", "version": "1"}

    first = manager.post(f"/documents/{document.id}/edit", data=said | {"number": "7"})
    second = manager.post(f"/documents/{document.id}/edit", data=said | {"number": "8"})

    session.expire_all()
    (kept,) = all_of(session, Document)
    assert (first.status_code, second.status_code) == (303, 422)
    assert (kept.name, kept.folded, kept.number) == ("CE.csv", "ce.csv", "7")
    assert 'value="8"' in second.text


@pytest.mark.parametrize("what", ["", "/file", "/thumbnail", "/edit"])
def test_nobody_of_another_site_sees_a_document_its_file_or_its_picture(app, session, what):
    document = a_document(session, an_asset(session), content=photo(), name="a.jpg")
    szentes = a_site(session, "SZE", "Szentes", "HU")
    stranger = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, szentes, name="Bela"))

    assert stranger.get(f"/documents/{document.id}{what}").status_code == 404
    assert Browser(app).get(f"/documents/{document.id}{what}").status_code == 303


def test_a_viewer_looks_and_changes_nothing(app, session):
    asset = an_asset(session)
    document = a_document(session, asset)
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert viewer.get(f"/documents/{document.id}/file").content == b"Paper.csv"
    assert "Add documents" not in viewer.get(f"/assets/{asset.tag}").text
    for path in (f"/assets/{asset.tag}/documents", f"/documents/{document.id}/edit"):
        assert viewer.post(path, data={"kind": "other"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "media_type", "manner"),
    [
        ("Plăcuță.jpg", photo(), "image/jpeg", "inline"),
        ("DoC „7”.pdf", PDF, "application/pdf", "inline"),
        ("list.csv", b"name\nBath\n", "text/csv; charset=utf-8", "attachment"),
        ("manual.docx", office(), "application/vnd.openxml", "attachment"),
    ],
)
def test_a_file_is_served_as_what_it_is_and_can_do_nothing(
    manager, session, name, content, media_type, manner
):
    document = a_document(session, an_asset(session), content=content, name=name)

    answer = manager.get(f"/documents/{document.id}/file")
    again = manager.get(
        f"/documents/{document.id}/file", headers={"If-None-Match": answer.headers["etag"]}
    )

    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"].startswith(manner)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox; default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["etag"] == f'"{document.digest}"'
    assert (again.status_code, again.content) == (304, b"")


def test_the_moment_of_a_photo_is_told_and_its_place_is_not(manager, session):
    document = a_document(
        session, an_asset(session), content=photo(exif=from_a_phone()), name="a.jpg"
    )

    page = manager.get(f"/documents/{document.id}")
    served = Image.open(BytesIO(manager.get(f"/documents/{document.id}/file").content))

    assert "Taken 1 Mar 2027, 10:15" in text(page)
    assert not served.getexif()


def test_what_has_ended_and_what_ends_soon_are_told_apart(manager, session):
    asset = an_asset(session)
    for days in (-9000, 9000):
        a_document(session, asset, name=f"{days}.csv", valid_until=DAY + timedelta(days))

    page, listed = manager.get(f"/assets/{asset.tag}"), manager.get("/documents?ending=over")

    assert re.search(r'duty-when is-bad">Expired on', page.text)
    assert re.search(r'duty-when is-calm">Valid until', page.text)
    assert "-9000.csv" in listed.text
    assert "/9000.csv" not in listed.text
    assert asset.tag in listed.text


def test_a_thing_in_use_links_to_what_it_lacks(manager, session):
    asset = an_asset(session)

    page = manager.get(f"/assets/{asset.tag}").text

    assert "Manual (Romanian)" in page
    assert f"/assets/{asset.tag}/documents/new?kind=manual&amp;language=ro" in page


def test_the_form_goes_back_to_where_it_was_opened_and_nowhere_else(manager, session):
    asset = an_asset(session)
    path = f"/assets/{asset.tag}"

    ours = send(manager, path, ("a.csv", b"a;b"), back="/orders/W-00001")
    others = send(manager, path, ("b.jpg", photo()), back="//elsewhere.example")

    assert ours.headers["location"] == "/orders/W-00001"
    assert others.headers["location"] == f"{path}#documents"


def test_what_is_too_large_is_refused_unheard_and_the_most_is_told(manager, session):
    asset = an_asset(session)
    form = manager.get(f"/assets/{asset.tag}/documents/new")

    answer = manager.post(
        f"/assets/{asset.tag}/documents", content=b"", headers={"Content-Length": str(2 * 2**30)}
    )

    assert "25 MB together" in form.text
    assert answer.status_code == 413
    assert "25 MB at most" in answer.text
    assert session.exec(select(Document)).all() == []
