import re
from datetime import date

import pytest

from assets import people
from assets.rights import Role
from tests.builders import (
    a_lot,
    a_partner,
    a_person,
    a_project,
    a_schedule,
    a_site,
    committed,
)


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


def cells(page):
    """What the table says, row by row, as a screen reader hears it."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row.split("</td>")[:-1]]
        for row in rows
    ]


def test_the_timeline_has_a_name_and_the_table_the_same_facts(officer, session):
    lovrin = a_site(session)
    project = a_project(session, ends_on=date(2099, 7, 1))
    lot = a_lot(session, "Treadmills", project=project, site_id=lovrin.id)
    schedule = a_schedule(session, lot, date(2099, 3, 1))
    schedule.milestone("delivery").forecast(date(2099, 7, 26), "The maker waits for a part.")
    session.commit()

    page = officer.get("/procurement").text

    assert '<figure class="timeline" aria-label="Timeline of Resilience4Health">' in page
    assert 'aria-hidden="true" focusable="false"' in page
    said = "Ends 32 days after the project"  # 1 July to 2 August
    assert page.count(said) == 2
    assert cells(page) == [
        [
            "L01 Treadmills",
            said,
            "TM",
            "Lovrin",
            "Being prepared",
            "Call published, 1 Mar 2099",
            "2 Aug 2099",
            "2 Aug 2099",
        ]
    ]


def test_no_script_draws_the_timeline(officer, session):
    a_schedule(session, a_lot(session))

    page = officer.get("/procurement").text

    assert "<script>" not in page
    assert "style=" not in page
    assert '<rect class="span is-baseline"' in page


def test_the_answer_on_top_says_how_many_lots_end_too_late(officer, session):
    project = a_project(session)
    for start in (date(2098, 3, 1), date(2099, 3, 1)):
        a_schedule(session, a_lot(session, project=project), start)

    page = officer.get("/procurement").text

    assert "2 lots end after the project, which ends on 22 December 2027." in page


def test_a_closed_project_says_how_long_its_things_must_stay(officer, session):
    project = a_project(session)
    project.close(final_payment_on=date(2028, 5, 2), today=date(2028, 5, 2))
    session.commit()

    page = officer.get("/procurement").text

    assert "This project is closed. Its things must stay until 2 May 2033." in page


def test_one_goes_from_one_project_to_the_other(officer, session):
    partner = a_partner(session)
    past = {"starts_on": date(2019, 1, 1), "ends_on": date(2022, 12, 31)}
    a_project(session, "ROHU00627", [partner], ends_on=date(2099, 1, 1))
    a_project(session, "ROHU443", [partner], acronym="Clinic", **past)

    running = officer.get("/procurement").text
    earlier = officer.get("/procurement?project=ROHU443").text

    assert 'href="/procurement?project=ROHU443"' in running
    assert "<h1>Clinic</h1>" in earlier
    assert 'href="/procurement?project=ROHU00627"' in earlier


def test_a_person_of_one_partner_does_not_see_the_others_lots(browser, session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    a_lot(session, "Treadmills", project=project, partner=ours)
    a_lot(session, "Galvanic baths", project=project, partner=theirs)
    person = people.add(
        session, name="Ana", email="ana@demo.example", password_hash=people.hashed("thermal water")
    )
    people.give(session, person, Role.VIEWER, partner_id=ours.id)
    browser.sign_in(committed(session, person))

    page = browser.get("/procurement").text

    assert "Treadmills" in page
    assert "Galvanic baths" not in page
    assert browser.get("/procurement/lots/ROHU00627-L02").status_code == 404


def test_a_project_of_others_cannot_be_asked_for(browser, session):
    a_project(session)
    browser.sign_in(a_person(session, Role.VIEWER, a_site(session, "SZE", "Szentes", "HU")))

    assert browser.get("/procurement?project=ROHU00627").status_code == 404


def test_without_projects_the_page_says_so(officer):
    assert "There is no project here yet." in officer.get("/procurement").text


def test_a_project_without_lots_says_so(officer, session):
    a_project(session)

    assert "This project has no lots yet." in officer.get("/procurement").text


def test_a_stranger_is_sent_to_sign_in(browser):
    assert browser.get("/procurement").status_code == 303
