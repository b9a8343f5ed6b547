"""Asking for a dossier, seeing how far it is, and taking it away."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlmodel import select

from assets import people, settings, tokens
from assets.people import RoleHeld
from assets.procurement import dossier_runs
from assets.procurement.dossier_runs import DossierRun, Stage, Trouble
from assets.procurement.dossiers import KEPT, Dossier
from assets.rights import Role
from jobs.bindery import Bindery
from jobs.post import now
from tests.browser import Browser
from tests.builders import a_lot, a_partner, a_person, a_site, committed
from tests.procured import a_purchase
from web.dossiers import Dossiers

WHOSE = {"project": "ROHU00627", "partner": "TM"}
HERE = "/procurement/dossier"


@pytest.fixture
def officer(app, session):
    return Browser(app).sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


@pytest.fixture
def program(app, session):
    browser = Browser(app)
    secret = committed(session, tokens.issue(session, a_person(session, Role.PROCUREMENT_OFFICER)))
    browser.headers["Authorization"] = f"Bearer {secret}"
    return browser


def bound(engine, at=None):
    held = settings.load()
    bindery = Bindery(engine, held, Dossiers(held), clock=lambda: at or now())
    bindery.run()
    return bindery


def told(session):
    session.expire_all()
    return session.exec(select(DossierRun)).one()


def test_a_dossier_is_asked_for_and_taken_away_when_it_is_ready(officer, session, engine):
    a_purchase(session, count=1)

    answer = officer.post(HERE, data=WHOSE)
    waiting = officer.get(HERE).text
    bound(engine)
    ready = officer.get(HERE).text

    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}#made")
    assert ("Waiting for its turn" in waiting, "every 2s" in waiting) == (True, True)
    assert ("Waiting for its turn" in ready, "every 2s" in ready) == (False, False)
    address = ready.split(f'href="{HERE}/')[1].split('"')[0]
    taken = officer.get(f"{HERE}/{address}")
    assert taken.headers["content-type"] == "application/zip"
    assert "inventory.xlsx" in ZipFile(BytesIO(taken.content)).namelist()


def test_the_list_alone_is_taken_away_at_once(officer, session):
    a_purchase(session, count=1)

    lists = [
        officer.get(f"/procurement/projects/ROHU00627/inventory.{form}?partner=TM").content
        for form in ("xlsx", "pdf")
    ]

    assert [each[:2] for each in lists] == [b"PK", b"%P"]


def test_a_dossier_is_written_in_the_language_in_which_it_was_asked_for(app, session, engine):
    a_purchase(session, count=1)
    person = a_person(session, Role.PROCUREMENT_OFFICER, language="hu")

    Browser(app).sign_in(person).post(HERE, data=WHOSE)
    bound(engine)

    made = session.exec(select(Dossier)).one()
    with ZipFile(settings.load().dossiers / made.digest[:2] / made.digest) as dossier:
        assert 'lang="hu"' in dossier.read("index.html").decode()


def test_it_is_called_off_and_tried_again_on_its_page(officer, session, engine):
    a_purchase(session, count=1)
    officer.post(HERE, data=WHOSE)
    verbs = f"{HERE}/runs/{told(session).id}"

    off = officer.post(f"{verbs}/cancel")
    nothing = bound(engine)
    page = officer.get(HERE).text
    twice = officer.post(f"{verbs}/cancel")
    again = officer.post(f"{verbs}/resume")
    bound(engine)

    assert [off.status_code, twice.status_code, again.status_code] == [303, 422, 303]
    assert ("Called off" in page, "Try again" in page) == (True, True)
    assert "It has ended already." in twice.text
    assert told(session).stage is Stage.DONE
    assert nothing.settings.dossiers.is_dir()


def test_a_full_disk_is_said_on_the_page(officer, session):
    a_purchase(session, count=1)
    officer.post(HERE, data=WHOSE)
    dossier_runs.begin(session, told(session).id, now())
    session.flush()
    dossier_runs.fail(session, told(session), Trouble.FULL, now())

    page = officer.get(HERE).text

    assert ("The disk is full" in page, "Try again" in page) == (True, True)


def test_the_page_says_when_its_file_has_been_deleted(officer, session, engine):
    a_purchase(session, count=1)
    officer.post(HERE, data=WHOSE)
    bound(engine).tidy()
    key = session.exec(select(Dossier)).one().id
    there = officer.get(f"{HERE}/{key}/file").status_code

    bound(engine, at=now() + KEPT + timedelta(hours=1)).tidy()

    gone = officer.get(f"{HERE}/{key}/file")
    assert (there, gone.status_code) == (200, 404)
    assert "Make the dossier again." in gone.text
    assert "30 days" in officer.get(HERE).text


def be_disabled(_, person):
    person.disabled = True


def only_look_on(session, person):
    """She is an officer no longer, but may still see what is bought."""
    (held,) = session.exec(select(RoleHeld)).all()
    held.ended = True
    people.give(session, person, Role.VIEWER)


@pytest.mark.parametrize("lose", [be_disabled, only_look_on])
def test_whoever_lost_the_right_meanwhile_gets_no_dossier(app, session, engine, lose):
    a_purchase(session, count=1)
    person = a_person(session, Role.PROCUREMENT_OFFICER)
    Browser(app).sign_in(person).post(HERE, data=WHOSE)
    lose(session, person)
    session.flush()

    bound(engine)

    assert (told(session).stage, told(session).trouble) == (Stage.FAILED, Trouble.BARRED)
    assert session.exec(select(Dossier)).all() == []


def test_another_partners_officer_neither_sees_nor_stops_it(app, officer, session):
    a_lot(session)
    officer.post(HERE, data=WHOSE)
    szentes = a_site(session, "SZE", "Szentes", partner_id=a_partner(session, "SZTE").id)
    stranger = a_person(session, Role.PROCUREMENT_OFFICER, szentes, "Officer, Szentes")
    theirs = Browser(app).sign_in(stranger)

    page = theirs.get(HERE).text
    stopped = theirs.post(f"{HERE}/runs/{told(session).id}/cancel")

    assert "There are none yet." in page
    assert (stopped.status_code, told(session).stage) == (404, Stage.WAITING)


def test_whoever_only_sees_what_is_bought_there_stops_nothing(app, officer, session):
    ours, theirs = a_lot(session).partner_id, a_partner(session, "SZTE").id
    officer.post(HERE, data=WHOSE)
    person = a_person(session, Role.PROCUREMENT_OFFICER, name="Officer of Szeged")
    (everywhere,) = session.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).all()
    everywhere.ended = True
    people.give(session, person, Role.PROCUREMENT_OFFICER, partner_id=theirs)
    people.give(session, person, Role.VIEWER, partner_id=ours)
    session.flush()

    stopped = Browser(app).sign_in(person).post(f"{HERE}/runs/{told(session).id}/cancel")

    assert (stopped.status_code, told(session).stage) == (403, Stage.WAITING)


def test_a_program_asks_and_asks_again_until_it_is_there(program, session, engine):
    a_purchase(session, count=1)

    asked = program.post("/api/v1/dossiers", json=WHOSE)
    run = asked.headers["location"]
    before = program.get(run).json()
    bound(engine)
    after = program.get(run).json()

    assert asked.status_code == 202
    assert (before["state"], before["file"]) == ("waiting", None)
    assert (after["state"], after["done"], after["things"]) == ("done", 1, 1)
    assert program.get(after["file"]).content[:2] == b"PK"
    assert program.get("/api/v1/dossiers").json()["items"][0]["id"] == after["dossier"]


def test_a_program_calls_it_off_and_has_it_tried_again(program, session):
    a_lot(session)
    run = program.post("/api/v1/dossiers", json=WHOSE).headers["location"]

    off = program.post(f"{run}/cancel")
    twice = program.post(f"{run}/cancel")
    again = program.post(f"{run}/resume")
    early = program.post(f"{run}/resume")

    assert [each.json().get("state") for each in (off, again)] == ["cancelled", "waiting"]
    assert [twice.status_code, early.status_code] == [409, 409]
