from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from assets import files, settings, tokens
from assets.inventory import documents
from assets.inventory.documents import Kind
from assets.inventory.register import State
from assets.procurement import retention
from assets.procurement.durability import Release
from assets.procurement.guests import GuestLink, GuestView
from assets.procurement.inspections import Inspection
from assets.procurement.projects import Project
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_lot, a_partner, a_person, a_room, a_site, an_asset, committed
from tests.procured import a_purchase


@pytest.fixture
def visitor(app):
    """Signs somebody in."""
    return lambda person: Browser(app).sign_in(person)


@pytest.fixture
def programs(app, session):
    """A program of somebody's."""

    def program(person):
        browser, secret = Browser(app), committed(session, tokens.issue(session, person))
        browser.headers["Authorization"] = f"Bearer {secret}"
        return browser

    return program


@pytest.fixture
def bought(session):
    lot = a_lot(session, site_id=a_site(session).id)
    return an_asset(session, "Treadmill", lot_number=lot.number)


def asked(session):
    return session.exec(select(Release)).one()


def test_a_retirement_that_is_refused_says_what_to_do_and_keeps_what_was_typed(
    visitor, session, bought
):
    manager = visitor(a_person(session, Role.SITE_MANAGER, a_site(session)))
    said = {"reason": "The motor burnt out.", "version": bought.version}

    answer = manager.post(f"/assets/{bought.tag}/state/retired", data=said)

    assert answer.status_code == 422
    assert "Ask for an early leaving" in answer.text
    assert "The motor burnt out." in answer.text


def test_two_people_let_a_funded_thing_go(visitor, session, bought):
    manager = visitor(a_person(session, Role.SITE_MANAGER, a_site(session)))
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))
    why = {"tag": bought.tag, "departure": "disposal", "reason": "Burnt out"}

    page = manager.post("/procurement/releases", data=why).headers["location"]
    told = {"notice_number": "MA-17", "notice_on": "2026-01-05", "version": 1}
    manager.post(f"{page}/notice", data=told)
    own = manager.post(f"{page}/agree", data={"version": 2})
    officer.post(f"{page}/agree", data={"version": 2})

    assert own.status_code == 403
    session.expire_all()
    assert asked(session).agreed_on
    assert "MA-17" in officer.get(page).text
    step = {"reason": "Burnt out", "version": bought.version}
    manager.post(f"/assets/{bought.tag}/state/retired", data=step)
    session.refresh(bought)
    assert bought.state is State.RETIRED


def test_her_day_tells_the_second_person_and_not_the_first(visitor, session, bought):
    admin = visitor(a_person(session, Role.ADMINISTRATOR))
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))
    why = {"tag": bought.tag, "departure": "sale", "reason": "Sold"}
    admin.post("/procurement/releases", data=why)

    page = officer.get("/").text

    assert "1 early leaving waits for your decision" in page
    assert "Well kept!" not in page
    assert "waits for your decision" not in admin.get("/").text
    auditor = visitor(a_person(session, Role.AUDITOR))
    assert "waits for your decision" not in auditor.get("/").text


def test_who_asked_cannot_agree_whatever_she_may(visitor, session, bought):
    admin = visitor(a_person(session, Role.ADMINISTRATOR))
    why = {"tag": bought.tag, "departure": "sale", "reason": "Sold"}
    page = admin.post("/procurement/releases", data=why).headers["location"]
    told = {"notice_number": "MA-17", "notice_on": "2026-01-05", "version": 1}
    admin.post(f"{page}/notice", data=told)

    answer = admin.post(f"{page}/agree", data={"version": 2})

    assert answer.status_code == 422
    assert "Somebody else must agree." in answer.text


def test_the_page_of_a_thing_and_that_of_durability_tell_the_clock(visitor, session, bought):
    viewer = visitor(a_person(session, Role.VIEWER, a_site(session)))

    thing, page = viewer.get(f"/assets/{bought.tag}"), viewer.get("/procurement/durability")

    assert "how long it stays is known with the final payment" in thing.text
    assert "Ask for an early leaving" not in thing.text
    assert "Resilience4Health" in page.text


def test_the_agenda_tells_until_when_things_stay_and_papers_are_kept(visitor, session, bought):
    project = session.exec(select(Project)).one()
    retention.close(session, project, date(2026, 3, 12), datetime.now(UTC).date())
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))

    page = officer.get("/agenda")

    assert bought.lot_number
    assert page.status_code == 200
    assert page.text.count("Resilience4Health") == 2
    for day in ("12 March 2031", "31 December 2031"):
        assert day in page.text


def test_programs_ask_and_agree_by_the_same_rules(programs, session, bought):
    first = programs(a_person(session, Role.ADMINISTRATOR, name="Ana"))
    second = programs(a_person(session, Role.ADMINISTRATOR, name="Bea"))
    why = {"asset": bought.tag, "departure": "leaving", "reason": "To Szentes"}

    made = first.post("/api/v1/releases", json=why)
    here = made.headers["location"]
    early = second.post(f"{here}/agree")
    first.post(f"{here}/notice", json={"notice_number": "MA-1", "notice_on": "2026-01-05"})
    own, done = first.post(f"{here}/agree"), second.post(f"{here}/agree")

    assert [each.status_code for each in (made, early, own, done)] == [201, 409, 409, 200]
    assert done.json()["standing"] == "agreed"


def test_a_walk_is_ticked_in_the_room_and_closed(visitor, session):
    things = a_purchase(session, count=3)
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))
    whose = {"project": "ROHU00627", "partner": "TM", "on": "2027-03-01"}

    page = officer.post("/procurement/inspections", data=whose | {"size": 2, "seed": "x"}).headers[
        "location"
    ]
    shown = officer.get(page).text
    drawn = [each.tag for each in things if f'id="{each.tag}"' in shown]
    bare = officer.post(f"{page}/things/{drawn[0]}", data={"found": "missing"})
    officer.post(f"{page}/things/{drawn[0]}", data={"found": "seen"})
    officer.post(f"{page}/close", data={"version": 1})

    assert len(drawn) == 2
    assert (bare.status_code, "Say what was found instead." in bare.text) == (422, True)
    assert "1 of 2 looked at" in officer.get(page).text
    assert session.exec(select(Inspection)).one().closed_on


def invited(officer, days=9):
    until = datetime.now(UTC).date() + timedelta(days)
    whose = {"project": "ROHU00627", "partner": "TM", "name": "First level control"}
    page = officer.post("/procurement/guests", data=whose | {"ends_on": until.isoformat()})
    here = page.headers["location"]
    return here, "/guest/" + officer.get(here).text.split("/guest/")[1].split('"')[0]


def test_a_guest_reads_the_things_of_one_partner_and_nothing_else(visitor, session, browser):
    (thing,) = a_purchase(session, count=1)
    bike = an_asset(session, "Bike")
    there = a_room(
        session, site=a_site(session, "SZE", "S", partner_id=a_partner(session, "CV").id)
    )
    bath = an_asset(session, "Bath", there, lot_number=thing.lot_number)
    stored = files.receive(b"secret", "Bath.csv", settings.load())
    hidden = committed(session, documents.attach(session, stored, Kind.OTHER, to=[bath]))
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))
    _, guest = invited(officer)

    first, one = browser.get(guest), browser.get(f"{guest}/things/{thing.tag}")
    paper = one.text.split("/papers/")[1].split('"')[0]
    outside = [
        browser.get(f"{guest}/things/{bike.tag}"),
        browser.get(f"{guest}/things/{bath.tag}"),
        browser.get(f"{guest}/things/{thing.tag}/papers/{hidden.id}"),
        browser.get("/guest/wrong"),
    ]

    assert thing.tag in first.text
    assert bath.tag not in first.text
    assert "C-17" in one.text
    assert browser.get(f"{guest}/things/{thing.tag}/papers/{paper}").status_code == 200
    assert [each.status_code for each in outside] == [404] * 4
    assert browser.get(f"{guest}/inventory.pdf").content.startswith(b"%PDF")
    assert browser.post(guest).status_code == 405


def test_what_a_guest_looks_at_is_noted_without_the_secret(visitor, session, browser):
    (thing,) = a_purchase(session, count=1)
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))
    here, guest = invited(officer)

    for page in ("", f"/things/{thing.tag}", "/inventory.pdf"):
        browser.get(f"{guest}{page}")

    views = {each.path for each in session.exec(select(GuestView))}
    assert views == {"/", f"/things/{thing.tag}", "/inventory.pdf"}
    assert f"/things/{thing.tag}" in officer.get(here).text


def test_a_guest_link_that_is_ended_leads_nowhere(visitor, session, browser):
    a_purchase(session, count=1)
    officer = visitor(a_person(session, Role.PROCUREMENT_OFFICER))
    here, guest = invited(officer)

    officer.post(f"{here}/end", data={"version": 1})

    assert browser.get(guest).status_code == 404
    secret = guest.rpartition("/")[2]
    assert secret not in session.exec(select(GuestLink)).one().digest
