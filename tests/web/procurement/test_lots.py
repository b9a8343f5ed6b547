import html
import re
from datetime import date

import pytest

from assets import people
from assets.procurement import lots, schedules, stages
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import (
    PASSWORD,
    a_lot,
    a_partner,
    a_person,
    a_project,
    a_schedule,
    a_site,
    committed,
)

LOT = "/procurement/lots/ROHU00627-L01"
DELIVERY = f"{LOT}/milestones/delivery"
PARTIAL = {"HX-Request-Type": "partial"}


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


@pytest.fixture
def viewer(browser, session):
    return browser.sign_in(a_person(session, Role.VIEWER))


@pytest.fixture
def lot(session):
    return a_schedule(session, a_lot(session), date(2026, 3, 1)).lot


def again(session, code):
    session.expire_all()
    return schedules.of_lot(session, "ROHU00627-L01", EVERYTHING).milestone(code)


def test_a_lot_says_what_it_has_to_spare_and_what_is_too_late(viewer, session):
    """154 usual days from 1 March: it is paid on 2 August 2026."""
    project = a_project(session, ends_on=date(2026, 12, 22))
    a_schedule(session, a_lot(session, project=project), date(2026, 3, 1))

    in_time = viewer.get(LOT).text
    project.ends_on = date(2026, 6, 20)
    session.commit()
    too_late = viewer.get(LOT).text

    assert "To spare before the project ends" in in_time
    assert "142 days" in in_time
    assert "43 days too late" in too_late


@pytest.mark.usefixtures("lot")
def test_a_lot_shows_its_milestones(viewer):
    page = viewer.get(LOT).text

    assert "<h1>Treadmills</h1>" in page
    assert all(name in page for name in ("Call published", "Delivered", "End of warranty"))
    assert "26 Jun 2026" in page


@pytest.mark.usefixtures("lot")
@pytest.mark.parametrize(
    ("language", "stage", "day"),
    [(Language.RO, "Livrare", "26 iun. 2026"), (Language.HU, "Szállítás", "2026. jún. 26.")],
)
def test_everyone_reads_the_milestones_in_her_language(browser, session, language, stage, day):
    browser.sign_in(a_person(session, Role.VIEWER, language=language))

    page = browser.get(LOT).text

    assert stage in page
    assert day in page


@pytest.mark.usefixtures("lot")
def test_until_the_plan_is_approved_it_can_be_changed(officer, session):
    planned = officer.post(f"{DELIVERY}/plan", data={"on": "2026-07-06", "following": "true"})
    officer.post(f"{LOT}/approve")
    refused = officer.post(f"{DELIVERY}/plan", data={"on": "2026-08-06"})

    assert planned.status_code == 303
    assert again(session, "acceptance").baseline_on == date(2026, 7, 13)
    assert refused.status_code == 422
    assert "Change the forecast instead." in refused.text


def test_a_lot_is_opened_with_its_milestones_laid(officer, session):
    stages.load(session)
    a_project(session)
    a_site(session)
    said = {
        "project": "ROHU00627",
        "title": "Galvanic baths",
        "kind": "goods",
        "partner": "TM",
        "site": "LOV",
        "estimate": "1.234.567,50 lei",
        "currency": "RON",
        "start": "2026-03-01",
    }
    committed(session, None)

    form = officer.get("/procurement/lots/new?project=ROHU00627")
    answer = officer.post("/procurement/lots", data=said)

    assert form.status_code == 200
    assert (answer.status_code, answer.headers["location"]) == (303, LOT)
    page = officer.get(LOT).text
    assert "Galvanic baths" in page
    assert "RON\xa01,234,567.50" in page
    assert again(session, "need_approved").baseline_on == date(2026, 3, 1)


def test_a_lot_is_opened_only_for_ones_own_partner(app, session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    a_project(session, partners=[ours, theirs])
    person = people.add(
        session, name="Ana", email="ana@demo.example", password_hash=people.hashed(PASSWORD)
    )
    people.give(session, person, Role.PROCUREMENT_OFFICER, partner_id=ours.id)
    officer = Browser(app).sign_in(committed(session, person))
    said = {"project": "ROHU00627", "title": "Beds", "kind": "goods", "start": "2026-03-01"}

    answer = officer.post("/procurement/lots", data=said | {"partner": "SZTE"})

    assert answer.status_code == 403
    assert session.exec(lots.listed(EVERYTHING)).all() == []


@pytest.mark.usefixtures("lot")
def test_a_lot_without_a_name_is_refused_beside_the_field(officer):
    said = {"project": "ROHU00627", "kind": "goods", "partner": "TM", "start": "2026-03-01"}

    answer = officer.post("/procurement/lots", data=said)

    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text


@pytest.mark.usefixtures("lot")
def test_a_viewer_sees_no_way_to_change_a_lot_and_has_none(viewer):
    assert "/milestones/delivery/forecast" not in viewer.get(LOT).text
    assert viewer.get(f"{DELIVERY}/forecast").status_code == 403
    assert viewer.post(f"{DELIVERY}/meet", data={"on": "2026-03-01"}).status_code == 403
    assert viewer.post(f"{LOT}/approve").status_code == 403


@pytest.mark.usefixtures("lot")
def test_a_forecast_with_its_reason_leads_back_to_the_lot(officer, session):
    said = {"to": "26.07.2027", "reason": "The maker waits for a part."}

    answer = officer.post(f"{DELIVERY}/forecast", data=said)

    assert (answer.status_code, answer.headers["location"]) == (303, LOT)
    delivery = again(session, "delivery")
    assert (delivery.forecast_on, delivery.slip_days) == (date(2027, 7, 26), 395)


@pytest.mark.usefixtures("lot")
def test_what_follows_moves_too_when_it_is_asked_to(officer, session):
    said = {"to": "2026-07-26", "reason": "The maker waits for a part."}

    officer.post(f"{DELIVERY}/forecast", data=said | {"following": "true"})

    assert again(session, "acceptance").forecast_on == date(2026, 8, 2)


@pytest.mark.usefixtures("lot")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1,234.567", "has more than two decimals."),
        ("9" * 14, "is more than an amount can be here."),
        ("-5", "A price is not below zero."),
        ("5 lei", "is not in EUR."),
    ],
)
def test_an_estimate_that_makes_no_sense_is_refused_beside_the_field(officer, typed, sentence):
    said = {"project": "ROHU00627", "title": "Beds", "kind": "goods", "start": "2026-03-01"}

    answer = officer.post("/procurement/lots", data=said | {"partner": "TM", "estimate": typed})

    assert answer.status_code == 422
    beside = re.search(r'id="estimate-error">.*?</svg>([^<]*)', answer.text, re.DOTALL)
    assert sentence in beside[1]


@pytest.mark.usefixtures("lot")
def test_a_forecast_without_a_reason_is_refused_beside_the_field(officer):
    answer = officer.post(f"{DELIVERY}/forecast", data={"to": "2027-07-26"}, headers=PARTIAL)

    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert 'value="2027-07-26"' in answer.text
    assert "<title>" not in answer.text


@pytest.mark.usefixtures("lot")
def test_a_milestone_is_met_on_a_day_that_has_come(officer, session):
    later = officer.post(f"{DELIVERY}/meet", data={"on": "2099-01-01"})
    answer = officer.post(f"{DELIVERY}/meet", data={"on": "2026-06-30", "note": "All 12 came."})

    assert later.status_code == 422
    assert "1 January 2099 has not come yet." in later.text
    assert answer.status_code == 303
    delivery = again(session, "delivery")
    assert (delivery.actual_on, delivery.slip_days) == (date(2026, 6, 30), 4)


@pytest.mark.usefixtures("lot")
def test_the_second_of_two_officers_is_shown_what_changed(officer, session):
    again(session, "delivery").forecast(date(2026, 9, 1), "The maker waits for a part.")
    session.commit()

    answer = officer.post(
        f"{DELIVERY}/forecast", data={"to": "2026-08-01", "reason": "Customs.", "version": "1"}
    )

    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile." in answer.text
    assert "1 Sept 2026" in answer.text
    assert "Customs." in answer.text


@pytest.mark.usefixtures("lot")
def test_a_double_tap_is_harmless(officer, session):
    said = {"to": "2026-07-26", "reason": "A part.", "following": "true", "key": "one"}

    answers = [officer.post(f"{DELIVERY}/forecast", data=said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert again(session, "acceptance").forecast_on == date(2026, 8, 2)


@pytest.mark.usefixtures("lot")
def test_a_plan_is_approved_once(officer):
    first, second = (officer.post(f"{LOT}/approve") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 422)
    assert "Approve the plan" not in officer.get(LOT).text


@pytest.mark.usefixtures("lot")
def test_days_that_do_not_go_together_are_pointed_out(officer):
    officer.post(f"{LOT}/milestones/acceptance/meet", data={"on": "2026-06-01"})

    page = html.unescape(officer.get(LOT).text)

    assert (
        "“Acceptance and putting into service” on 1 June 2026 "
        "comes before “Delivered” on 26 June 2026."
    ) in page


@pytest.mark.usefixtures("lot")
def test_the_history_names_the_milestone(officer):
    officer.post(f"{DELIVERY}/forecast", data={"to": "2026-07-26", "reason": "A part."})

    page = html.unescape(officer.get(LOT).text)

    assert "Delivered: Expected on 26 July 2026 instead of 26 June 2026." in page


@pytest.mark.usefixtures("lot")
def test_an_unknown_milestone_is_missing(officer):
    assert officer.get(f"{LOT}/milestones/blessing/forecast").status_code == 404
    assert officer.get("/procurement/lots/NOPE").status_code == 404


def test_a_lot_without_milestones_says_so(officer, session):
    a_lot(session)

    assert "This lot has no milestones yet." in officer.get(LOT).text
