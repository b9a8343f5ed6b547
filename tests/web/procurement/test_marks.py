"""The logo of a project's programme as people upload it, and the papers that show it."""

import errno
import html
import os
import re

import pypdfium2
import pytest

from assets import people, tokens
from assets.procurement import marks
from assets.rights import Role
from tests.browser import Browser
from tests.builders import PASSWORD, a_partner, a_person, a_project, a_site, committed
from tests.hostile import SVG
from tests.logos import a_logo

PROJECT = "/procurement/projects/ROHU00627"
SAID = {"emblem_share": "100", "statement": "Co-funded by the European Union"}


def send(browser, content=None, name="logo.png", **said):
    files = [("file", (name, content))] if content is not None else None
    return browser.post(f"{PROJECT}/mark", data=SAID | said, files=files)


def error(answer, field):
    return html.unescape(answer.text).split(f'id="{field}-error"')[1].split("</p>")[0]


def words(pdf):
    (page,) = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.fixture
def keeper(browser, session):
    a_project(session)
    return browser.sign_in(a_person(session, Role.ADMINISTRATOR))


def test_a_logo_is_uploaded_shown_and_printed_on_plaque_and_poster(keeper):
    assert "Upload the logo" in keeper.get(PROJECT).text

    sent = a_logo()
    answer = send(keeper, sent)
    page = keeper.get(PROJECT).text

    assert (answer.status_code, answer.headers["location"]) == (303, f"{PROJECT}#mark")
    assert f'src="{PROJECT}/mark/file"' in page
    assert "Logo of the programme uploaded: Co-funded by the European Union." in page
    file = keeper.get(f"{PROJECT}/mark/file")
    assert (file.content, file.headers["content-type"]) == (sent, "image/png")
    for paper in ("plaque", "poster"):
        assert "Resilience4Health" in words(keeper.get(f"{PROJECT}/{paper}.pdf").content)
    hungarian = words(keeper.get(f"{PROJECT}/plaque.pdf?language=hu").content)
    assert "2027. december 22." in hungarian


def test_what_is_said_of_the_logo_changes_unless_somebody_was_quicker(keeper, session):
    send(keeper, a_logo())
    version = re.search(r'name="version" value="(\d+)"', keeper.get(f"{PROJECT}/mark").text)[1]

    changed = send(keeper, emblem_share="80,5", version=version)
    late = send(keeper, emblem_share="90", version=version)
    replaced = send(keeper, a_logo(width=900), version=int(version) + 1)

    assert (changed.status_code, replaced.status_code) == (303, 303)
    assert late.status_code == 422
    assert "80.5" in late.text
    session.expire_all()
    (mark,) = session.exec(marks.select(marks.GrantMark)).all()
    assert (mark.width, mark.emblem_share) == (900, 1)
    history = keeper.get(PROJECT).text.split('id="history"')[1]
    assert "Another logo was uploaded." in history
    assert "to 0.805" in history
    assert "Width" not in history


@pytest.mark.parametrize(
    ("content", "said", "field", "sentence"),
    [
        (None, {}, "file", "Choose the logo."),
        (SVG, {}, "file", "Send it as PNG or PDF."),
        (a_logo(height=200), {}, "file", "it needs 237"),
        (a_logo(), {"emblem_share": "150"}, "emblem_share", "at most 100"),
        (a_logo(), {"emblem_share": "a lot"}, "emblem_share", ""),
        (a_logo(), {"statement": " "}, "statement", "in full"),
    ],
)
def test_what_is_no_logo_is_refused_beside_its_field_and_nothing_typed_is_lost(
    keeper, content, said, field, sentence
):
    answer = send(keeper, content, **({"statement": "As typed"} | said))

    assert answer.status_code == 422
    assert sentence in error(answer, field)
    assert ("As typed" in answer.text) == ("statement" not in said)
    assert keeper.get(f"{PROJECT}/mark/file").status_code == 404


def officer_of(app, session, partner):
    secret = people.hashed(PASSWORD)
    person = people.add(session, name="Ana", email="ana@demo.example", password_hash=secret)
    session.flush()
    people.give(session, person, Role.PROCUREMENT_OFFICER, partner_id=partner.id)
    return Browser(app).sign_in(committed(session, person))


def test_who_keeps_only_one_partners_procurement_sees_the_logo_and_does_not_change_it(
    app, keeper, session
):
    send(keeper, a_logo())
    officer = officer_of(app, session, a_partner(session))

    assert officer.get(f"{PROJECT}/mark/file").status_code == 200
    assert officer.get(f"{PROJECT}/poster.pdf").status_code == 200
    assert "Change the logo" not in officer.get(PROJECT).text
    assert officer.get(f"{PROJECT}/mark").status_code == 403
    assert send(officer, a_logo(width=900)).status_code == 403


def test_whoever_does_not_see_the_project_sees_nothing_of_its_logo(app, keeper, session):
    send(keeper, a_logo())
    site = a_site(session, "SZE", "Szentes", "HU")
    stranger = Browser(app).sign_in(a_person(session, Role.VIEWER, site))

    told = {path: stranger.get(f"{PROJECT}/{path}").status_code
            for path in ("mark/file", "plaque.pdf", "poster.pdf")}  # fmt: skip

    assert set(told.values()) == {404}


def test_without_a_logo_there_is_no_plaque(keeper):
    answer = keeper.get(f"{PROJECT}/plaque.pdf")

    assert answer.status_code == 404
    assert "Nobody has uploaded the logo" in answer.text


def test_a_program_uploads_and_reads_the_same(app, session):
    a_project(session)
    secret = committed(
        session, tokens.issue(session, a_person(session, Role.ADMINISTRATOR, name="P"))
    )
    program = Browser(app, headers={"Authorization": f"Bearer {secret}"})
    path, once = "/api/v1/projects/ROHU00627/mark", {"Idempotency-Key": "one"}

    first, again = (
        program.post(path, data={"emblem_share": "90"}, files=[("file", ("l.png", a_logo()))],
                     headers=once)
        for _ in range(2)
    )  # fmt: skip
    stale = program.post(path, data={"emblem_share": "95"}, headers={"If-Match": "7"})
    wrong = program.post(path, files=[("file", ("l.svg", SVG))])

    item = program.get(path).json()
    assert first.json() == again.json() == item
    assert (item["width"], item["height"], item["emblem_share"]) == (1200, 300, 90)
    assert (stale.status_code, wrong.status_code) == (409, 409)
    assert wrong.json()["errors"][0]["field"] == "file"
    assert program.get(f"{path}/file").content == a_logo()
    poster = program.get("/api/v1/projects/ROHU00627/poster.pdf?language=ro&language=hu")
    assert "Partener" in words(poster.content) or "Lider" in words(poster.content)


def test_on_a_full_disk_a_logo_is_refused_with_that_reason_and_nothing_half_stays(
    keeper, home, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        refused = send(keeper, a_logo())
    left = [path for path in (home / "files").rglob("*") if path.is_file()]

    assert "The disk is full, and nothing of it was kept." in refused.text
    assert left == []
    assert send(keeper, a_logo()).status_code == 303
