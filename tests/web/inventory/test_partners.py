import html

import pytest

from assets import people
from assets.inventory import partners
from assets.rights import Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import PASSWORD, a_partner, a_person, a_site, committed

TM = {"code": "tm", "name": "Județul Timiș", "country": "ro"}
PARTIAL = {"HX-Request-Type": "partial"}


def keeps_for(app, session, partner):
    """The browser of an administrator of one partner."""
    secret = people.hashed(PASSWORD)
    person = people.add(session, name="Ana", email="ana@demo.example", password_hash=secret)
    session.flush()
    people.give(session, person, Role.ADMINISTRATOR, partner_id=partner.id)
    return Browser(app).sign_in(committed(session, person))


def again(session, code="TM"):
    session.expire_all()
    return partners.coded(session, code)


def test_an_empty_register_says_what_partners_are_and_leads_to_the_first(administrator):
    page = administrator.get("/partners").text

    assert "There is no partner yet." in page
    assert 'href="/partners/new"' in page


def test_a_partner_is_entered_and_listed(administrator):
    answer = administrator.post("/partners", data=TM)

    assert (answer.status_code, answer.headers["location"]) == (303, "/partners")
    page = administrator.get("/partners").text
    assert all(said in page for said in ("Județul Timiș", ">TM<", "Romania"))


@pytest.mark.parametrize(
    ("language", "country"), [(Language.RO, "România"), (Language.HU, "Románia")]
)
def test_everyone_reads_the_partners_in_her_language(browser, session, language, country):
    a_partner(session)
    browser.sign_in(a_person(session, Role.VIEWER, language=language))

    assert country in browser.get("/partners").text


def test_a_crowded_list_goes_on_to_its_next_page(technician, session):
    for number in range(51):
        a_partner(session, f"P{number:02}")

    first = technician.get("/partners").text
    following = html.unescape(first).split('rel="next" href="')[1].split('"')[0]
    second = technician.get(following).text

    assert ("P49" in first, "P50" in first) == (True, False)
    assert ("P49" in second, "P50" in second) == (False, True)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"code": "SZTE"}, "code", "There is a partner SZTE already."),
        ({"code": "t/m"}, "code", "A code has up to twenty letters and figures"),
        ({"name": ""}, "name", "Fill this in."),
        ({"name": "  "}, "name", "Give it a name."),
        ({"country": "xx"}, "country", "There is no country xx."),
    ],
)
def test_nonsense_is_refused_beside_its_field_and_kept(
    administrator, session, said, field, sentence
):
    a_partner(session, "SZTE", "HU")

    answer = administrator.post("/partners", data=TM | said, headers=PARTIAL)

    assert answer.status_code == 422
    error = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert sentence in error
    for value in (TM | said).values():
        assert f'value="{value}"' in answer.text
    assert "<title>" not in answer.text


def test_a_partner_gets_another_name_and_keeps_its_code(administrator, session):
    a_partner(session)
    said = {"name": "Consiliul Județean", "country": "RO", "code": "XX", "version": "1"}

    answer = administrator.post("/partners/TM/edit", data=said)

    assert (answer.status_code, answer.headers["location"]) == (303, "/partners")
    assert (again(session).name, again(session).code) == ("Consiliul Județean", "TM")


def test_a_double_tap_enters_one_partner(administrator, session):
    answers = [administrator.post("/partners", data=TM | {"key": "one"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(session.exec(partners.listed()).all()) == 1


def test_who_may_not_keep_partners_sees_them_without_a_way_to_change_them(technician, session):
    a_partner(session)

    page = technician.get("/partners").text

    assert "TM" in page
    assert "/partners/new" not in page
    assert "/partners/TM/edit" not in page
    assert technician.get("/partners/new").status_code == 403
    assert technician.post("/partners", data=TM).status_code == 403
    assert technician.post("/partners/TM/edit", data=TM).status_code == 403


def test_the_administrator_of_one_site_keeps_no_partners(browser, session):
    browser.sign_in(a_person(session, Role.ADMINISTRATOR, a_site(session)))

    assert "/partners/new" not in browser.get("/partners").text
    assert browser.get("/partners/new").status_code == 403
    assert browser.post("/partners", data=TM | {"code": "NEW"}).status_code == 403
    assert browser.get("/partners/TM/edit").status_code == 403


def test_the_administrator_of_a_partner_keeps_it_and_no_other(app, session):
    ours = a_partner(session)
    a_partner(session, "SZTE", "HU")
    ana = keeps_for(app, session, ours)

    page = ana.get("/partners").text

    assert "/partners/TM/edit" in page
    assert "/partners/SZTE/edit" not in page
    assert ana.post("/partners/TM/edit", data=TM).status_code == 303
    assert ana.post("/partners/SZTE/edit", data=TM).status_code == 403
    assert ana.post("/partners", data=TM | {"code": "NEW"}).status_code == 403


def test_an_unknown_partner_is_missing(administrator):
    assert administrator.get("/partners/NOBODY/edit").status_code == 404


def test_the_places_and_a_new_site_lead_to_the_partners(administrator, session):
    a_partner(session)

    assert 'href="/partners"' in administrator.get("/places").text
    form = administrator.get("/places/new").text
    assert '<option value="TM">' in form
    assert 'href="/partners"' in form


def test_the_history_tells_how_a_partner_was_entered(administrator):
    administrator.post("/partners", data=TM)

    assert "TM entered." in administrator.get("/trail").text
