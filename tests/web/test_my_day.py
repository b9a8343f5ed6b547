from datetime import timedelta

import pytest

from assets.inventory.register import Condition
from assets.maintenance import occurrences, plans, seasons
from assets.maintenance.closures import Said
from assets.maintenance.terms import Kind, Terms
from assets.rhythm import Rhythm, Unit
from assets.rights import Role
from tests.assets.maintenance.test_seasons import a_checklist
from tests.assets.procurement.money import an_invoice, billed, the_project
from tests.browser import Browser
from tests.builders import a_lot, a_person, a_room, a_site, an_asset, committed, today_at


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def a_duty(session, title, due_on, place=None):
    asset = an_asset(session, f"Thing of {title}", place=place)
    terms = Terms(title, Kind.INSPECTION, Rhythm(1, Unit.YEAR))
    plans.add(session, asset, terms, due_on)
    session.commit()


def test_what_is_late_comes_before_today_and_before_this_week(technician, session, today):
    a_duty(session, "Oil", today + timedelta(5))
    a_duty(session, "Belt", today - timedelta(4))
    a_duty(session, "Valve", today)
    occurrences.open_due(session, today)
    session.commit()

    page = technician.get("/").text

    assert page.index("Belt") < page.index("Valve") < page.index("Oil")
    assert "4 days late" in page
    assert "in 5 days" in page


def test_a_free_week_says_so_warmly_and_shows_what_comes_next(technician, session, today):
    a_duty(session, "Belt", today + timedelta(40))

    page = technician.get("/").text

    assert "Nothing to do this week. Well kept!" in page
    assert "Belt" in page


def test_what_is_not_to_be_used_is_named(technician, session):
    an_asset(session, "Laser", condition=Condition.QUARANTINED)

    page = technician.get("/").text

    assert "Not to be used" in page
    assert "Laser" in page


def test_a_place_that_is_shut_until_its_checklist_is_done_is_named(technician, session, today):
    hall = a_room(session, "Pool hall")
    said = Said("Drain", today - timedelta(9), today + timedelta(1), checklist=a_checklist(session))
    committed(session, seasons.shut(session, hall, said))

    page = technician.get("/").text

    assert "Shut until its checklist is done" in page
    assert ("Pool hall" in page, "Drain" in page) == (True, True)


def test_another_sites_day_is_not_mine(technician, session, today):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    a_duty(session, "Weights", today - timedelta(1), pool)

    assert "Weights" not in technician.get("/").text


def test_a_viewer_is_told_where_to_begin(app, session):
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert "Nothing waits for you here." in viewer.get("/").text


def test_an_officers_day_leads_to_what_is_to_be_paid(app, session, today):
    lot = a_lot(session, project=the_project(session))
    invoice = an_invoice(session, lot=lot, issued_on=today, due_on=today)
    billed(session, invoice, None, 100_00, eligible=False)
    officer = Browser(app).sign_in(a_person(session, Role.PROCUREMENT_OFFICER))

    page = officer.get("/").text

    assert "The invoice is to be paid" in page
    assert f'href="/procurement/invoices/{invoice.id}"' in page
    assert "FV 12 Seller" in page
