import html
import re
from datetime import date

import pytest

from assets import people
from assets.money import Currency, Money
from assets.procurement import projects
from assets.procurement.projects import Part
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import PASSWORD, a_partner, a_person, a_project, a_site, committed

PROJECT = "/procurement/projects/ROHU00627"
PARTIAL = {"HX-Request-Type": "partial"}
SAID = {
    "acronym": "R4H",
    "title": "Joint care across the border",
    "programme": "Interreg VI-A",
    "starts_on": "2024-12-23",
    "ends_on": "2027-12-22",
    "total": "10.937.499,44",
    "erdf": "7 209 999,55",
    "durability_years": "5",
    "retention_years": "7",
}
BEGUN = SAID | {"code": "rohu00627", "currency": "EUR", "partner": "TM", "part": "lead"}


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


def officer_of(app, session, **where):
    """The browser of an officer of one partner, or of one site."""
    secret = people.hashed(PASSWORD)
    person = people.add(session, name="Ana", email="ana@demo.example", password_hash=secret)
    session.flush()
    people.give(session, person, Role.PROCUREMENT_OFFICER, **where)
    return Browser(app).sign_in(committed(session, person))


def again(session, code="ROHU00627"):
    session.expire_all()
    return projects.coded(session, code, EVERYTHING)


def read(answer):
    """The text of a page as a reader sees it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def error(answer, field):
    return html.unescape(answer.text).split(f'id="{field}-error"')[1].split("</p>")[0]


def test_an_empty_timeline_leads_to_the_first_project_and_that_to_the_first_partner(administrator):
    assert 'href="/procurement/projects/new"' in administrator.get("/procurement").text
    page = administrator.get("/procurement/projects/new").text
    assert "Enter one first." in page
    assert 'href="/partners/new"' in page
    assert "<form method" not in page.split("<main")[1].split("</main>")[0]


def test_a_project_is_begun_and_shown(officer, session):
    a_partner(session)

    answer = officer.post("/procurement/projects", data=BEGUN)

    assert (answer.status_code, answer.headers["location"]) == (303, PROJECT)
    project = again(session)
    assert (project.total, project.erdf) == (
        Money(1_093_749_944, Currency.EUR),
        Money(720_999_955, Currency.EUR),
    )
    page = read(officer.get(PROJECT))
    for said in (
        "R4H",
        "ROHU00627",
        "Joint care across the border",
        "23 Dec 2024",
        "EUR 10,937,499.44",
        "EUR 7,209,999.55",
        "5 years",
        "TM Lead partner",
        "TM takes part in R4H.",
        "Project ROHU00627 begun.",
    ):
        assert said in page


def test_a_project_and_its_timeline_lead_to_each_other(officer, session):
    a_project(session)

    page, timeline = officer.get(PROJECT).text, officer.get("/procurement").text

    assert 'href="/procurement?project=ROHU00627"' in page
    assert 'href="/procurement/lots/new?project=ROHU00627"' in page
    assert f'href="{PROJECT}"' in timeline
    assert "No lot has been opened yet." in timeline


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.RO, ["FEDR", "Lider de proiect", "10.937.499,44", "22 decembrie 2027"]),
        (Language.HU, ["ERFA", "Vezető partner", "10\xa0937\xa0499,44", "2027. december 22."]),
    ],
)
def test_everyone_reads_a_project_in_her_language(browser, session, language, said):
    project = a_project(session, total_minor=1_093_749_944, ends_on=date(2027, 12, 22))
    projects.join(session, project, a_partner(session), Part.LEAD)
    session.commit()
    browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER, language=language))

    page, form = browser.get(PROJECT).text, browser.get(f"{PROJECT}/edit").text

    assert all(words in page for words in said)
    assert f'value="{said[2]}"' in form
    for verb in ("join", "work-at", "close"):
        assert browser.get(f"{PROJECT}/{verb}").status_code == 200


@pytest.mark.parametrize("language", Language)
def test_amounts_come_back_as_they_are_shown(browser, session, language):
    a_project(session, total_minor=123_400, erdf_minor=100_000)
    browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER, language=language))
    form = browser.get(f"{PROJECT}/edit").text
    shown = {
        name: re.search(rf'name="{name}".*? value="(.*?)"', form)[1] for name in ("total", "erdf")
    }

    answer = browser.post(f"{PROJECT}/edit", data=SAID | shown)

    assert answer.status_code == 303
    assert (again(session).total_minor, again(session).erdf_minor) == (123_400, 100_000)


NONSENSE = [
    ({"code": "OTHER"}, "code", "There is a project OTHER already."),
    ({"code": "a b"}, "code", "A code has up to twenty letters and figures"),
    ({"acronym": " "}, "acronym", "Give it a name."),
    ({"title": ""}, "title", "Fill this in."),
    ({"ends_on": "2024-12-22"}, "ends_on", "A project ends after it starts."),
    ({"ends_on": "soon"}, "ends_on", "soon is not a date."),
    ({"total": "much"}, "total", "much is not a number."),
    ({"total": "1.234"}, "total", "1.234 can be read in two ways."),
    ({"total": "-1"}, "total", "Write a number of at least 0."),
    ({"total": "1,2345"}, "total", "1.2345 has more than two decimals."),
    ({"total": "5 lei"}, "total", "5 RON is not in EUR."),
    ({"retention_years": "-1"}, "retention_years", "Write a number of at least 0."),
    ({"total": "7209999.54"}, "erdf", "The ERDF gives at most the whole budget."),
    ({"durability_years": "x"}, "durability_years", "Write a whole number."),
    ({"currency": "USD"}, "currency", "Choose one of the list."),
    ({"partner": "NOBODY"}, "partner", "There is no partner NOBODY."),
    ({"partner": ""}, "partner", "Fill this in."),
]


@pytest.mark.parametrize(("said", "field", "sentence"), NONSENSE)
def test_nonsense_is_refused_beside_its_field_and_kept(officer, session, said, field, sentence):
    a_project(session, "OTHER")

    answer = officer.post("/procurement/projects", data=BEGUN | said, headers=PARTIAL)

    assert answer.status_code == 422
    assert sentence in error(answer, field)
    typed = html.unescape(answer.text)
    assert all((BEGUN | said)[name] in typed for name in ("code", "acronym", "title", "total"))
    assert "<title>" not in answer.text
    assert len(session.exec(projects.listed(EVERYTHING)).all()) == 1


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [each for each in NONSENSE if each[1] not in {"code", "currency", "partner"}],
)
def test_nonsense_of_a_revision_is_refused_too(officer, session, said, field, sentence):
    a_project(session)

    answer = officer.post(f"{PROJECT}/edit", data=SAID | said)

    assert answer.status_code == 422
    assert sentence in error(answer, field)
    assert again(session).acronym == "Resilience4Health"


def test_a_project_is_revised_and_its_history_tells_it(officer, session):
    a_project(session)

    answer = officer.post(f"{PROJECT}/edit", data=SAID | {"durability_years": "3", "version": "1"})

    assert (answer.status_code, answer.headers["location"]) == (303, PROJECT)
    page = read(officer.get(PROJECT))
    assert "Short name changed from Resilience4Health to R4H." in page
    assert "Years of durability changed from 5 to 3." in page
    assert "Budget changed from EUR 0.00 to EUR 10,937,499.44." in page


def test_a_double_tap_begins_one_project(officer, session):
    a_partner(session)

    answers = [officer.post("/procurement/projects", data=BEGUN | {"key": "one"}) for _ in "12"]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(session.exec(projects.listed(EVERYTHING)).all()) == 1


def test_partners_take_part_and_change_their_part(officer, session):
    a_partner(session, "SZTE", "HU")
    a_project(session)

    for partner, part in [("TM", "lead"), ("SZTE", "partner")]:
        answer = officer.post(f"{PROJECT}/join", data={"partner": partner, "part": part})
        assert (answer.status_code, answer.headers["location"]) == (303, PROJECT)

    page = read(officer.get(PROJECT))
    assert "TM TM Lead partner SZTE SZTE Partner" in page
    assert "TM: Part changed from Partner to Lead partner." in page


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({}, "partner", "Fill this in."),
        ({"partner": "NOBODY"}, "partner", "There is no partner NOBODY."),
        ({"partner": "SZTE", "part": "boss"}, "part", "Choose one of the list."),
        ({"partner": "SZTE", "part": "lead"}, "part", "TM leads this project already."),
    ],
)
def test_one_leads_and_strangers_do_not_join(officer, session, said, field, sentence):
    a_partner(session, "SZTE", "HU")
    projects.join(session, a_project(session), a_partner(session), Part.LEAD)
    session.commit()

    answer = officer.post(f"{PROJECT}/join", data=said)

    assert answer.status_code == 422
    assert sentence in error(answer, field)


def test_a_project_works_at_a_site(officer, session):
    site = a_site(session)
    a_project(session)

    offered = officer.get(f"{PROJECT}/work-at").text
    answer = officer.post(f"{PROJECT}/work-at", data={"site": "LOV"})

    assert '<option value="LOV">' in offered
    assert (answer.status_code, answer.headers["location"]) == (303, PROJECT)
    page = officer.get(PROJECT).text
    assert f'href="/places/{site.id}"' in page
    assert "Lovrin takes part in Resilience4Health." in page
    assert '<option value="LOV">' not in officer.get(f"{PROJECT}/work-at").text


def test_an_unknown_site_is_refused_beside_the_field(officer, session):
    a_project(session)

    answer = officer.post(f"{PROJECT}/work-at", data={"site": "NOPE"})

    assert answer.status_code == 422
    assert "There is no site NOPE." in error(answer, "site")


def test_a_project_is_closed_with_its_final_payment(officer, session):
    a_project(session)

    later = officer.post(f"{PROJECT}/close", data={"final_payment_on": "2099-05-02"})
    early = officer.post(f"{PROJECT}/close", data={"final_payment_on": "2024-12-22"})
    answer = officer.post(f"{PROJECT}/close", data={"final_payment_on": "2025-05-02"})

    assert "2 May 2099 has not come yet." in error(later, "final_payment_on")
    assert "only began on" in error(early, "final_payment_on")
    assert 'value="2099-05-02"' in later.text
    assert (answer.status_code, answer.headers["location"]) == (303, PROJECT)
    page = officer.get(PROJECT).text
    assert "Its things must stay until 2 May 2030." in page
    assert "Final payment on 2 May 2025." in page
    assert not re.search(r'href="[^"]*(/join|/work-at|/close|/lots/new[^"]*)"', page)


def test_what_changed_since_it_was_looked_at_is_not_closed(officer, session):
    a_project(session)
    officer.post(f"{PROJECT}/edit", data=SAID)

    said = {"final_payment_on": "2025-05-02", "version": "1"}
    answer = officer.post(f"{PROJECT}/close", data=said)

    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile." in answer.text
    assert not again(session).closed


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"starts_on": date(2098, 1, 1), "ends_on": date(2099, 1, 1)}, "Begins on 1 January 2098."),
        ({"ends_on": date(2099, 1, 1)}, "Runs until 1 January 2099."),
        ({"ends_on": date(2025, 1, 1)}, "Ended on 1 January 2025. Close it once"),
    ],
)
def test_the_answer_on_top_says_how_far_it_has_come(officer, session, days, sentence):
    a_project(session, **days)

    assert sentence in officer.get(PROJECT).text


def test_an_officer_of_a_partner_keeps_what_it_takes_part_in(app, session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    a_project(session, partners=[theirs, ours])
    a_project(session, "OTHER", partners=[theirs])
    ana = officer_of(app, session, partner_id=ours.id)

    assert f"{PROJECT}/edit" in ana.get(PROJECT).text
    assert ana.post(f"{PROJECT}/edit", data=SAID).status_code == 303
    assert ana.get("/procurement/projects/OTHER").status_code == 404
    assert ana.post("/procurement/projects/OTHER/edit", data=SAID).status_code == 404


def test_an_officer_of_a_partner_begins_projects_for_it_alone(app, session):
    ours = a_partner(session, "TM")
    a_partner(session, "SZTE", "HU")
    ana = officer_of(app, session, partner_id=ours.id)

    form = ana.get("/procurement/projects/new").text
    answer = ana.post("/procurement/projects", data=BEGUN | {"partner": "SZTE"})

    assert '<option value="TM">' in form
    assert '<option value="SZTE">' not in form
    assert answer.status_code == 403
    assert session.exec(projects.listed(EVERYTHING)).all() == []
    assert ana.post("/procurement/projects", data=BEGUN).status_code == 303


def test_an_officer_of_a_site_sees_its_project_and_does_not_keep_it(app, session):
    site = a_site(session)
    projects.work_at(session, a_project(session), site)
    session.commit()
    ana = officer_of(app, session, site_id=site.id)

    page = ana.get(PROJECT).text

    assert "Resilience4Health" in page
    assert f"{PROJECT}/edit" not in page
    assert "/procurement/projects/new" not in ana.get("/procurement").text
    assert ana.get("/procurement/projects/new").status_code == 403
    for verb in ("edit", "join", "work-at", "close"):
        assert ana.get(f"{PROJECT}/{verb}").status_code == 403
        assert ana.post(f"{PROJECT}/{verb}", data=SAID).status_code == 403


def test_a_viewer_sees_no_way_to_change_a_project(browser, session):
    a_project(session)
    browser.sign_in(a_person(session, Role.VIEWER))

    page = browser.get(PROJECT).text

    assert not re.search(r'href="[^"]*(/edit|/join|/work-at|/close|/new[^"]*)"', page)
    assert browser.post("/procurement/projects", data=BEGUN).status_code == 403


def test_the_sites_of_others_are_not_named(browser, session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    project = a_project(session)
    for site in (lovrin, szentes):
        projects.work_at(session, project, site)
    session.commit()
    browser.sign_in(a_person(session, Role.VIEWER, lovrin))

    page = browser.get(PROJECT).text

    assert "Lovrin" in page
    assert "Szentes" not in page


def test_the_history_of_all_names_who_joined_what(administrator, session):
    a_partner(session, "SZTE", "HU")
    a_project(session)

    administrator.post(f"{PROJECT}/join", data={"partner": "SZTE"})

    told = read(administrator.get("/trail"))
    assert "SZTE, Resilience4Health: SZTE takes part in Resilience4Health." in told
