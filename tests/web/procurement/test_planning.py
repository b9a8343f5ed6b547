"""The plan of a lot, its milestones and the outlook of its project, as people use them."""

from datetime import date

import pytest

from assets import people
from assets.procurement import lots, schedules, stages
from assets.rights import EVERYTHING, Role
from tests.builders import (
    a_document,
    a_lot,
    a_partner,
    a_person,
    a_project,
    a_schedule,
    committed,
)

LOT = "/procurement/lots/ROHU00627-L01"
PAYMENT = f"{LOT}/milestones/payment"
OUTLOOK = "/procurement/projects/ROHU00627/outlook"


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


@pytest.fixture
def lot(session):
    return a_schedule(session, a_lot(session), date(2026, 3, 1)).lot


def again(session):
    session.expire_all()
    return schedules.of_lot(session, "ROHU00627-L01", EVERYTHING)


@pytest.mark.usefixtures("lot")
def test_the_plan_shows_what_waits_for_what(officer):
    page = officer.get(f"{LOT}/plan").text

    assert "30 days after “Acceptance and putting into service”" in page
    assert "as is usual" in page


@pytest.mark.usefixtures("lot")
def test_a_milestone_waits_for_another_and_then_no_more(officer):
    said = {"after": "delivery", "days": "45", "working": "true"}

    answer = officer.post(f"{PAYMENT}/waits", data=said)
    shown = officer.get(PAYMENT).text
    officer.post(f"{PAYMENT}/waits/delivery/remove")

    assert answer.status_code == 303
    assert "45 working days after “Delivered”" in shown
    assert "45 working days" not in officer.get(PAYMENT).text


@pytest.mark.usefixtures("lot")
def test_a_circle_is_refused_beside_its_field_and_what_was_typed_stays(officer):
    said = {"after": "payment", "days": "12"}

    answer = officer.post(f"{LOT}/milestones/delivery/waits", data=said)

    assert answer.status_code == 422
    assert 'id="after-error"' in answer.text
    assert 'value="12"' in answer.text


@pytest.mark.usefixtures("lot")
def test_who_answers_for_a_milestone_is_named_by_her_address(officer, session):
    technician = a_person(session, Role.TECHNICIAN, name="Ilona")

    answer = officer.post(f"{PAYMENT}/responsible", data={"person": "Ilona"})
    nobody = officer.post(f"{PAYMENT}/responsible", data={"person": "Nemo"})

    assert answer.status_code == 303
    assert again(session).milestone("payment").responsible_id == technician.id
    assert nobody.status_code == 422
    assert 'id="person-error"' in nobody.text


@pytest.mark.usefixtures("lot")
def test_a_milestone_is_added_and_taken_off_again(officer, session):
    said = {"stage": "complaint", "detail": "", "on": "2026-03-20"}

    added = officer.post(f"{LOT}/milestones", data=said)
    officer.post(f"{LOT}/milestones/complaint/remove")

    assert added.headers["location"] == f"{LOT}/milestones/complaint"
    assert "complaint" not in {each.code for each in again(session).milestones}


@pytest.mark.usefixtures("lot")
def test_a_plan_is_approved_again_with_its_reason(officer, session):
    officer.post(f"{LOT}/plan")
    moved = {"to": "2027-01-26", "reason": "The maker waits.", "following": "true"}
    officer.post(f"{LOT}/milestones/delivery/forecast", data=moved)

    silent = officer.post(f"{LOT}/plan", data={"reason": ""})
    officer.post(f"{LOT}/plan", data={"reason": "Contract modified."})

    page = officer.get(f"{LOT}/plan").text
    assert silent.status_code == 422
    assert 'id="reason-error"' in silent.text
    assert "Contract modified." in page
    assert "26 Jun 2026" in page
    assert again(session).slip_days == 0


@pytest.mark.usefixtures("lot")
def test_the_address_of_a_milestone_by_its_id_leads_to_its_page(officer, session):
    key = again(session).milestone("payment").id

    answer = officer.get(f"/procurement/milestones/{key}")

    assert answer.headers["location"] == PAYMENT


@pytest.mark.usefixtures("lot")
def test_the_evidence_of_a_milestone_stands_on_its_page(officer, session):
    a_document(session, again(session).milestone("payment"), name="ordin.csv")

    page = officer.get(PAYMENT).text

    assert "ordin.csv" in page
    assert "ordin de plată" in page


@pytest.mark.usefixtures("lot")
def test_an_outlook_is_reckoned_when_it_is_asked_for(officer):
    before = officer.get(OUTLOOK).text

    answer = officer.post(OUTLOOK)

    page = officer.get(OUTLOOK).text
    assert "Nothing has been reckoned yet." in before
    assert answer.status_code == 303
    assert "In eight of ten cases it is over by" in page
    assert "decides it: a week saved there" in page


def test_a_lot_that_she_may_not_see_is_not_said_to_decide(officer, session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    for partner, start in ((ours, date(2026, 3, 1)), (theirs, date(2027, 3, 1))):
        a_schedule(session, a_lot(session, partner=partner, project=project), start)
    person = people.add(
        session, name="Ana", email="ana@demo.example", password_hash=people.hashed("thermal water")
    )
    people.give(session, person, Role.VIEWER, partner_id=ours.id)
    officer.post(OUTLOOK)
    whole = officer.get(OUTLOOK).text

    part = officer.sign_in(committed(session, person)).get(OUTLOOK).text

    assert "of ROHU00627-L02 decides it" in whole
    assert "In eight of ten cases" in part
    assert "decides it:" not in part
    assert "ROHU00627-L01" in part
    assert "ROHU00627-L02" not in part


@pytest.mark.usefixtures("lot")
def test_an_outlook_says_when_something_has_changed_since(officer):
    officer.post(OUTLOOK)
    before = officer.get(OUTLOOK).text

    moved = {"to": "2027-01-26", "reason": "The maker waits.", "following": "true"}
    officer.post(f"{LOT}/milestones/delivery/forecast", data=moved)

    changed = "Something has changed since this was reckoned."
    assert changed not in before
    assert changed in officer.get(OUTLOOK).text


@pytest.mark.usefixtures("lot")
def test_only_who_keeps_all_purchases_says_how_long_a_stage_takes(browser, session):
    stages.load(session)
    browser.sign_in(a_person(session, Role.ADMINISTRATOR))
    committed(session, None)
    address = "/procurement/stages/delivery"

    wrong = browser.post(address, data={"days_least": "50", "days": "40", "days_most": "60"})
    right = browser.post(address, data={"days_least": "30", "days": "40", "days_most": "60"})

    session.expire_all()
    delivery = stages.coded(session, "delivery")
    assert wrong.status_code == 422
    assert 'id="days-error"' in wrong.text
    assert right.status_code == 303
    assert delivery.points(lots.Kind.GOODS) == (30, 40, 60)
    listed = browser.get("/procurement/stages").text
    assert "The shortest and the longest are our estimate." in listed
    assert "30 · 40 · 60" in listed
