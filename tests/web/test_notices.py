import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import select

from assets import alarms, people, reminders, subscriptions, tokens
from assets.maintenance import readings
from assets.maintenance.readings import Taken
from assets.notices import Channel, Notice, Posting
from assets.rights import Role
from assets.subscriptions import Topic
from assets.words import Language
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_fault,
    a_meter,
    a_person,
    a_site,
    an_asset,
    an_order,
    committed,
)

PHONE = {"name": "Phone", "address": "json://example.org/secret"}


@pytest.fixture
def ana(session):
    return a_person(session, Role.TECHNICIAN, a_site(session), name="Ana")


@pytest.fixture
def technician(browser, ana):
    return browser.sign_in(ana)


def told(session):
    """The digests of the day, written."""
    an_order(session, title="Belt")
    reminders.write_digests(session, DAY, a_site(session))
    session.commit()
    return session.exec(select(Notice)).all()


def test_a_notice_is_listed_with_how_far_it_has_come_and_shows_what_it_says(technician, session):
    (notice,) = told(session)
    (posting,) = session.exec(select(Posting)).all()
    posting.tries, posting.error = 2, "Nobody answers"
    session.commit()

    listed = technician.get("/notices?state=failing").text
    page = technician.get(f"/notices/{notice.id}").text

    assert f"/notices/{notice.id}" in listed
    assert "Tried 2 times, in vain:" in page
    assert "Nobody answers" in page
    assert "- Belt" in page
    assert f"/notices/{notice.id}" not in technician.get("/notices?state=sent").text


@pytest.mark.usefixtures("ana")
def test_nobody_reads_what_was_said_to_another_but_who_keeps_the_people(app, session):
    (notice,) = told(session)
    bela = a_person(session, Role.SITE_MANAGER, a_site(session), name="Bela")
    head = a_person(session, Role.ADMINISTRATOR, name="Head")

    answers = [
        Browser(app).sign_in(each).get(f"/notices/{notice.id}").status_code for each in (bela, head)
    ]

    assert answers == [404, 200]
    assert str(notice.id) not in Browser(app).sign_in(bela).get("/notices").text


def test_of_one_who_works_elsewhere_too_nobody_reads_who_sees_this_site_alone(app, session, ana):
    (notice,) = told(session)
    auditor = a_person(session, Role.AUDITOR, a_site(session), name="Auditor")
    there = Browser(app).sign_in(auditor)
    before = there.get(f"/notices/{notice.id}").status_code
    elsewhere = a_site(session, "SZE", "Szentes", "HU")
    people.give(session, ana, Role.TECHNICIAN, site_id=elsewhere.id)
    session.commit()

    after = there.get(f"/notices/{notice.id}").status_code

    assert (before, after) == (200, 404)
    assert str(notice.id) not in there.get("/notices").text


def test_what_is_dangerous_is_told_in_her_language(technician, session, ana):
    ana.language = Language.HU
    session.commit()
    a_fault(session, danger=True)
    readings.take(session, a_meter(session), Taken(Decimal("0.05"), datetime.now(UTC)))
    session.commit()

    pages = [technician.get(f"/notices/{each.id}").text for each in session.exec(select(Notice))]
    listed = technician.get("/notices").text

    assert all(each.values["name"] in listed for each in session.exec(select(Notice)))
    assert any("Szivárog" in page for page in pages)
    assert any("Újranyitás lezárás után: Szabad klór, 0,05 mg/l" in page for page in pages)


def test_she_chooses_her_hour_and_what_she_is_told_and_safety_stays(technician, session, ana):
    hour = technician.post("/me/reminders/hour", data={"digest_hour": "6"})
    duties = technician.post("/me/reminders/topics", data={"topic": "duties", "wanted": "false"})
    safety = technician.post("/me/reminders/topics", data={"topic": "safety", "wanted": "false"})

    session.refresh(ana)
    assert (hour.status_code, duties.status_code, safety.status_code) == (303, 303, 422)
    assert "cannot be switched off" in safety.text
    assert ana.digest_hour == 6
    assert not subscriptions.wants(session, ana, Topic.DUTIES)
    assert subscriptions.wants(session, ana, Topic.SAFETY)


def test_a_colleague_is_told_instead_and_the_page_names_her(technician, session):
    bela = a_person(session, Role.TECHNICIAN, a_site(session), name="Bela")

    moved = technician.post("/me/reminders/topics", data={"topic": "safety", "instead": bela.email})

    assert moved.status_code == 303
    assert "Bela is told instead." in technician.get("/me/reminders").text


def test_another_way_is_named_once_and_its_address_is_never_shown_again(technician, session):
    wrong = technician.post("/me/reminders/channels", data=PHONE | {"address": "nonsense"})
    kept = technician.post("/me/reminders/channels", data=PHONE)

    page = technician.get("/me/reminders").text
    (key,) = re.findall(r"/me/reminders/channels/([\w-]+)/give-up", page)
    gone = technician.post(f"/me/reminders/channels/{key}/give-up", data={})

    assert (wrong.status_code, kept.status_code, gone.status_code) == (422, 303, 303)
    assert "This address is not understood." in wrong.text
    assert "secret" not in page
    assert session.exec(select(Channel)).one().given_up


def test_the_ladder_is_set_by_who_keeps_the_people_everywhere(app, session):
    head = Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, name="Head"))
    local = a_person(session, Role.ADMINISTRATOR, a_site(session), name="Local")
    steps = {"days": ["2", "9", "", ""], "role": ["site_manager", "administrator"] * 2}

    done = head.post("/notices/ladder", data=steps)
    wrong = head.post("/notices/ladder", data=steps | {"days": ["two", "", "", ""]})
    forbidden = Browser(app).sign_in(local).post("/notices/ladder", data=steps)
    here = Browser(app).sign_in(local).post("/notices/ladder", data=steps | {"site": "LOV"})

    assert [each.status_code for each in (done, wrong, forbidden, here)] == [303, 422, 403, 303]
    assert 'value="two"' in wrong.text
    assert 'value="9"' in head.get("/notices/ladder").text


def test_programs_read_notices_and_choose_reminders(app, session, ana):
    lift = an_asset(session, "Lift")
    alarms.danger(session, lift, "Torn strap", lift.id)
    session.commit()
    program = Browser(app)
    secret = committed(session, tokens.issue(session, ana))
    program.headers["Authorization"] = f"Bearer {secret}"

    listed = program.get("/api/v1/notices?kind=danger").json()
    changed = program.patch(
        "/api/v1/reminders",
        json={"digest_hour": 5, "topics": [{"topic": "duties", "wanted": False}]},
    ).json()

    assert [(each["kind"], each["to"]) for each in listed["items"]] == [("danger", "Ana")]
    assert listed["items"][0]["ways"] == [
        {"way": "mail", "tries": 0, "sent_at": None, "error": None}
    ]
    assert changed["digest_hour"] == 5
    assert {"topic": "duties", "wanted": False, "instead": None} in changed["topics"]
