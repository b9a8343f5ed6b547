"""Reports over the pages: by strangers at the label, and by those who see to them."""

import re
import struct
from datetime import timedelta

import pytest
from sqlmodel import select

from assets import settings
from assets.files import beneath
from assets.inventory import identifiers
from assets.inventory.documents import Attachment, Document
from assets.inventory.register import Condition
from assets.maintenance import completion, faults, inbox
from assets.maintenance.faults import Fault, Knock, State
from assets.maintenance.terms import Kind, Source
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import (
    a_document,
    a_fault,
    a_person,
    a_plan,
    a_room,
    a_site,
    an_asset,
    committed,
    saved,
    today_at,
)
from tests.hostile import HTML, PDF, SVG, from_a_phone, photo, png
from web.page import TEMPLATES

STATIC = TEMPLATES.parent / "static"


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def ana(session):
    return a_person(session, Role.TECHNICIAN, a_site(session), name="Ana Pop")


@pytest.fixture
def technician(app, ana):
    return Browser(app).sign_in(ana)


@pytest.fixture
def viewer(app, session):
    return Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session), name="Vera"))


@pytest.fixture
def label(session):
    a_site(session, contact="Technical office, 0256 000 000")
    made = committed(session, identifiers.label_of(session, an_asset(session, "Galvanic bath")))
    session.expire_all()
    return identifiers.coded(session, made.code)


def reported(session):
    session.expire_all()
    return session.exec(select(Fault).order_by(Fault.number)).all()


def send(browser, label, files=None, **said):
    return browser.post(f"/t/{label.code}", data={"kind": "leaks"} | said, files=files)


def loaded(browser, address, **headers):
    """The bytes of a page, and of each thing that it links."""
    page = browser.get(address, headers=headers)
    links = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    return len(page.content), {each: len(browser.get(each).content) for each in sorted(links)}


def test_the_page_that_a_stranger_loads_is_under_30_kb_with_all_that_it_links(
    browser, session, label
):
    for kind in faults.REPORTED:
        a_fault(session, label.asset, kind, words="x", danger=True)
    a_plan(session, label.asset, label.created_at.date(), kind=Kind.SAFETY_TEST)

    page, links = loaded(browser, f"/t/{label.code}", **{"Accept-Language": "hu"})
    followed = send(browser, label).headers["location"]
    following, _ = loaded(browser, followed)

    assert set(links) == {"/static/favicon.svg", "/static/scan.css"}
    assert page + sum(links.values()) < 30_000, f"the page itself {page}, beside it {links}"
    assert following + sum(links.values()) < 30_000
    assert "<script" not in browser.get(f"/t/{label.code}").text


def test_a_stranger_reports_and_follows_what_becomes_of_it(browser, session, label):
    sent = send(browser, label, words="Water on the floor", phone="0740 123 456")
    (fault,) = reported(session)
    address = sent.headers["location"]
    arrived = browser.get(address).text
    again = browser.get(f"/t/{label.code}").text

    assert sent.status_code == 303
    assert (fault.words, fault.phone, fault.state) == (
        "Water on the floor",
        "0740 123 456",
        State.NEW,
    )
    assert "Thank you. Your report has arrived." in arrived
    assert "Nobody has looked at it yet." in arrived
    assert fault.number in arrived
    assert "It leaks" in again
    assert "Water on the floor" not in again
    assert "0740" not in arrived + again
    assert fault.secret not in address
    assert browser.get(address[:40]).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Nobody has looked at it yet.", "May be used.", "Reported already")),
        ("ro", ("Încă nu s-a uitat nimeni la ea.", "Se poate folosi.", "Deja semnalat")),
        ("hu", ("Még senki sem nézte meg.", "Használható.", "Már bejelentették")),
    ],
)
def test_it_is_told_in_the_language_of_the_visitor(browser, label, language, words):
    browser.headers["Accept-Language"] = language

    page = browser.get(send(browser, label).headers["location"]).text
    page += browser.get(f"/t/{label.code}").text

    assert f'lang="{language}"' in page
    for each in words:
        assert each in page


def test_danger_takes_the_thing_out_of_use_at_once(browser, session, label):
    send(browser, label, danger="true")

    page = browser.get(f"/t/{label.code}").text

    session.expire_all()
    assert identifiers.coded(session, label.code).asset.condition is Condition.DOWN
    assert "Do not use." in page
    assert "verdict is-down" in page


def test_a_late_check_that_the_law_asks_for_bars_it_on_its_pages(
    browser, technician, session, label, today
):
    late = today - timedelta(3)
    a_plan(session, label.asset, late, kind=Kind.SAFETY_TEST, title="Safety test")
    label.asset.barred_key = late
    session.commit()

    public = browser.get(f"/t/{label.code}").text
    own = technician.get(f"/assets/{label.asset.tag}").text

    for page in (public, own):
        assert "Do not use." in page
        assert "A check that safety or the law asks for was due on" in page
    assert re.search(r"Safety test</dt><dd>.*was due on", public, re.DOTALL)


def test_until_when_its_checks_hold_is_told(browser, session, label, today):
    until = today + timedelta(40)
    a_plan(session, label.asset, until, kind=Kind.STATUTORY_INSPECTION, title="ISCIR")
    a_plan(session, label.asset, until, kind=Kind.HYGIENE, source=Source.LAW, title="Legionella")
    a_plan(session, label.asset, until, kind=Kind.PREVENTIVE, title="Grease")
    a_document(session, label.asset, valid_until=today - timedelta(1), name="Old.csv")
    a_document(session, label.asset, valid_until=until, name="New.csv")

    page = browser.get(f"/t/{label.code}").text

    assert page.count("valid until") == 3
    assert "expired on" not in page
    assert "Grease" not in page


def test_where_a_photo_was_taken_and_by_whom_is_taken_out_of_it(browser, session, label):
    sent = photo(exif=from_a_phone(), comment=b"Of somebody", icc_profile=b"Of somebody")
    assert b"Of somebody" in sent

    send(browser, label, files={"photo": ("IMG of Mrs Pop.jpg", sent)})

    (document,) = session.exec(select(Document)).all()
    (attachment,) = session.exec(select(Attachment)).all()
    kept = beneath(settings.load().files, document.digest).read_bytes()
    assert segments(sent) > {0xE1, 0xFE}
    assert segments(kept) & {0xE1, 0xE2, 0xFE} == set()
    assert b"Of somebody" not in kept
    assert document.name == "photo.jpg"
    assert (attachment.about, attachment.subject_id) == ("fault", reported(session)[0].id)


def segments(jpeg):
    """The markers of a JPEG before its picture, as its standard lays them (ITU-T T.81, annex B)."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


@pytest.mark.parametrize(
    "sent",
    [HTML, SVG, PDF, b"\xff\xd8\xff broken", png(60_000, 60_000), b"GIF89a", b"MZ\x90"],
    ids=["html", "svg", "pdf", "broken", "bomb", "gif", "program"],
)
def test_what_is_no_photo_is_not_kept_but_the_report_is(browser, session, label, home, sent):
    answer = send(browser, label, words="Wet", files={"photo": ("photo.jpg", sent)})

    page = browser.get(answer.headers["location"]).text

    assert "Its photo was not kept" in page
    assert [each.words for each in reported(session)] == ["Wet"]
    assert session.exec(select(Document)).all() == []
    assert not any(path.is_file() for path in (home / "files").rglob("*"))


def test_a_double_tap_reports_once_and_another_report_from_the_same_form_is_another(
    browser, session, label
):
    first = send(browser, label, key="1" * 32, words="Wet")
    second = send(browser, label, key="1" * 32, words="Wet")
    other = send(browser, label, key="1" * 32, words="Wet, and it smells")

    assert second.headers["location"] == first.headers["location"]
    assert other.headers["location"] != first.headers["location"]
    assert [each.words for each in reported(session)] == ["Wet", "Wet, and it smells"]


def test_who_writes_too_often_is_told_whom_to_tell_and_loses_no_word(browser, session, label):
    for number in range(6):
        assert send(browser, label, words=f"Wet {number}").status_code == 303

    answer = send(browser, label, words="And it smells")

    assert answer.status_code == 422
    assert "Wait 10 minutes" in answer.text
    assert "Technical office, 0256 000 000" in answer.text
    assert "And it smells</textarea>" in answer.text
    assert len(reported(session)) == 6
    assert {len(each.source) for each in session.exec(select(Knock))} == {64}


def test_who_works_here_may_report_as_often_as_she_must(technician, session, label):
    for number in range(8):
        said = {"kind": "noise", "words": f"Loud {number}"}
        answer = technician.post(f"/assets/{label.asset.tag}/report", data=said)
        assert answer.headers["location"].startswith("/faults/F-")

    assert {each.reporter_id for each in reported(session)} != {None}
    assert session.exec(select(Knock)).all() == []


def test_a_machine_that_fills_in_everything_reports_nothing(browser, session, label):
    answer = send(browser, label, words="Buy now", website="https://example.org")

    assert answer.status_code == 422
    assert "send it once more" in answer.text
    assert 'name="website" tabindex="-1" autocomplete="off">' in answer.text
    assert reported(session) == []


def test_a_report_from_a_page_of_another_house_is_not_heard(browser, session, label):
    browser.headers["Origin"] = "https://elsewhere.example"

    assert send(browser, label).status_code == 403
    assert reported(session) == []


def test_what_is_left_out_is_asked_beside_it(browser, session, label):
    nothing = browser.post(f"/t/{label.code}", data={"words": "Hm"})
    wordless = browser.post(f"/t/{label.code}", data={"kind": "other"})
    unknown = browser.post(f"/t/{label.code}", data={"kind": "out_of_limits"})

    assert [each.status_code for each in (nothing, wordless, unknown)] == [422] * 3
    assert 'id="kind-error"' in nothing.text
    assert "Hm</textarea>" in nothing.text
    assert 'id="words-error"' in wordless.text
    assert reported(session) == []


def test_at_the_label_of_a_place_a_stranger_is_sent_to_the_things_in_it(browser, session):
    pool = a_room(session, "Pool")
    code = saved(session, identifiers.Label(code="P00L", place_id=pool.id, site_id=pool.site_id))

    page = browser.get("/t/P00L")

    assert page.status_code == 200
    assert "Scan the label on that thing" in page.text
    assert browser.post(f"/t/{code.code}", data={"kind": "leaks"}).status_code == 404


def test_the_technician_orders_the_work_and_the_stranger_sees_it(
    browser, technician, session, label, ana, today
):
    address = send(browser, label, words="Water", files={"photo": ("a.jpg", photo())}).headers[
        "location"
    ]
    page = technician.get("/faults/F-00001").text
    said = {"title": "Mend the seal", "due_on": today.isoformat(), "reply": "On Monday"}

    accepted = technician.post("/faults/F-00001/accept", data=said)
    order = technician.get(accepted.headers["location"]).text
    waiting = browser.get(address).text
    done = inbox.fault(session, "F-00001", EVERYTHING).order
    completion.complete(session, done, ana, today)
    session.commit()

    assert "It leaks: Water" in page
    assert "Mend the seal" in order
    assert "What was reported" in order
    assert "Water" in order
    assert "thumbnail" in order
    assert "Work has been ordered, until" in waiting
    assert "On Monday" in waiting
    assert "Ana" not in waiting
    assert "It was put right on" in browser.get(address).text


def test_two_reports_of_the_same_are_one_and_both_reporters_are_told(browser, technician, label):
    first, second = send(browser, label), send(browser, label, words="It drips")

    joined = technician.post("/faults/F-00002/join", data={"to": "F-00001"})
    technician.post("/faults/F-00001/reject", data={"reason": "It is built so."})

    assert joined.headers["location"] == "/faults/F-00001"
    for answer in (first, second):
        assert "It is built so." in browser.get(answer.headers["location"]).text
    assert "1 more person said so" in technician.get("/faults/F-00001").text


def test_who_may_not_see_to_it_reads_it_without_the_telephone(viewer, technician, session, label):
    a_fault(session, label.asset, phone="0740 123 456", words="Water")

    page = viewer.get("/faults/F-00001")

    assert "Water" in page.text
    assert "0740" not in page.text + viewer.get("/faults").text
    assert "0740 123 456" in technician.get("/faults/F-00001").text
    assert viewer.post("/faults/F-00001/reject", data={"reason": "No"}).status_code == 403


def test_somebody_who_read_an_older_version_is_told(technician, session, label):
    fault = a_fault(session, label.asset)
    technician.post("/faults/F-00001/answer", data={"answer": "Thank you", "version": 1})

    late = technician.post(
        "/faults/F-00001/reject", data={"reason": "No", "version": fault.version - 1}
    )

    assert late.status_code == 422
    assert "Somebody else changed this meanwhile." in late.text


def test_my_day_says_how_many_wait_to_those_who_see_to_them(technician, viewer, session, label):
    a_fault(session, label.asset)
    a_fault(session, label.asset)

    assert "2 reported faults to look at" in technician.get("/").text
    assert "to look at" not in viewer.get("/").text


def test_a_report_is_found_by_its_number(technician, session, label):
    a_fault(session, label.asset, words="Unusual")

    found = technician.get("/find?search=f-1").text

    assert "/faults/F-00001" in found
    assert "/faults/F-00001" not in technician.get("/find?search=unusual").text
