import html
import re

import pytest

from assets import colleagues, people, signins, trail
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.people import Person
from assets.rights import Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import PASSWORD, a_partner, a_person, a_site, committed


@pytest.fixture
def lovrin(app, session):
    """The administrator of Lovrin alone."""
    return Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR, a_site(session)))


@pytest.fixture
def auditor(app, session):
    return Browser(app).sign_in(a_person(session, Role.AUDITOR))


def szentes(session):
    return a_site(session, "SZE", "Szentes", "HU")


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def again(session, person):
    session.expire_all()
    return people.person(session, person.id)


def roles(session, person):
    session.expire_all()
    return [(held.role, held.site_id) for held in session.exec(people.roles_of(person.id))]


ANA = {"name": "Ana Pop", "email": "Ana@Hospital.example", "password": "warm water 7"}
VIEWS = {"language": "ro", "role": "viewer", "where": "everywhere"}


def test_an_added_person_can_sign_in_and_do_what_her_role_allows(administrator, app, session):
    site = a_site(session)
    said = ANA | VIEWS | {"role": "technician", "where": f"site:{site.id}"}

    answer = administrator.post("/people", data=said)

    ana = people.known_as(session, "ana@hospital.example")
    assert answer.headers["location"] == f"/people/{ana.id}"
    assert roles(session, ana) == [(Role.TECHNICIAN, site.id)]
    browser = Browser(app)
    sent = {"email": "ana@hospital.example", "password": "warm water 7"}
    assert browser.post("/sign-in", data=sent).status_code == 303
    assert browser.get("/assets").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "  "}, "Say what the person is called."),
        ({"email": "nobody"}, "nobody is not an e-mail address."),
        ({"email": "viewer@demo.example"}, "viewer@demo.example is already known here."),
        ({"password": "short"}, "Take a password of at least 10 characters."),
        ({"role": "queen"}, "Choose one of the list."),
        ({"where": ""}, "Fill this in."),
        ({"where": "site:nonsense"}, "Choose one of the list."),
        ({"where": "moon:00000000-0000-0000-0000-000000000000"}, "Choose one of the list."),
    ],
)
def test_a_person_who_makes_no_sense_is_refused(administrator, session, said, sentence):
    a_person(session, Role.VIEWER)

    answer = administrator.post("/people", data=ANA | VIEWS | said)

    assert answer.status_code == 422
    assert sentence in read(answer)
    assert "warm water 7" not in answer.text
    assert len(session.exec(people.listed()).all()) == 2


def test_no_lock_is_held_while_a_password_is_hashed(administrator, app, monkeypatch):
    def slowly(password):
        with transaction(app.state.engine, by=Actor("test")) as beside:
            beside.add(Person(name="Beside", email="beside@demo.example"))
        return people.hasher.hash(password)

    monkeypatch.setattr(people, "hashed", slowly)
    answer = administrator.post("/people", data=ANA | VIEWS)

    assert answer.status_code == 303


def test_a_stranger_makes_nobody_hash_a_password(browser, monkeypatch):
    monkeypatch.setattr(people, "hashed", lambda _: pytest.fail("hashed for a stranger"))

    assert browser.post("/people", data=ANA).headers["location"] == "/sign-in?back=%2F"
    assert browser.post("/me/password", data={"password": "x"}).status_code == 303


def test_the_list_shows_roles_and_finds_by_name_or_address(auditor, session):
    a_person(session, Role.TECHNICIAN, a_site(session), name="Ștefan Țăranu")
    a_person(session, Role.VIEWER, szentes(session), name="Szabó Éva")

    everybody, found = auditor.get("/people"), auditor.get("/people?search=taranu stefan")

    assert "Technician, Lovrin" in read(everybody)
    assert "Viewer, Szentes" in read(everybody)
    assert "Auditor, everywhere" in read(everybody)
    assert "Ștefan Țăranu" in found.text
    assert "Szabó Éva" not in found.text
    assert "Nobody here is called so." in auditor.get("/people?search=xyzzy").text


def test_a_site_administrator_sees_her_people_and_those_of_everywhere(lovrin, session):
    here = a_person(session, Role.TECHNICIAN, a_site(session), name="Here")
    there = a_person(session, Role.TECHNICIAN, szentes(session), name="There")
    above = a_person(session, Role.AUDITOR, name="Above")

    shown = lovrin.get("/people").text

    assert [name in shown for name in ("Here", "There", "Above")] == [True, False, True]
    assert lovrin.get(f"/people/{here.id}").status_code == 200
    assert lovrin.get(f"/people/{there.id}").status_code == 404
    assert lovrin.post(f"/people/{there.id}/keep-out").status_code == 404
    assert lovrin.get(f"/people/{above.id}/edit").status_code == 403
    assert lovrin.post(f"/people/{above.id}/keep-out").status_code == 403


def test_a_role_elsewhere_is_not_shown_and_shields_from_being_kept(lovrin, session):
    site, other = a_site(session), szentes(session)
    person = a_person(session, Role.TECHNICIAN, site, name="Both")
    committed(session, people.give(session, person, Role.SITE_MANAGER, site_id=other.id))

    shown = read(lovrin.get(f"/people/{person.id}"))

    assert "Technician, Lovrin" in shown
    assert "Site manager" not in shown
    assert lovrin.post(f"/people/{person.id}/password", data={}).status_code == 403


def test_a_role_is_given_and_taken_and_told(administrator, session):
    site, person = a_site(session), a_person(session, Role.VIEWER, name="Ana")
    where = {"role": "site_manager", "where": f"site:{site.id}"}

    administrator.post(f"/people/{person.id}/roles", data=where)
    held = next(each for each in session.exec(people.roles_of(person.id)) if each.site_id)
    taken = administrator.post(f"/people/{person.id}/roles/{held.id}/take")

    assert taken.status_code == 303
    assert roles(session, person) == [(Role.VIEWER, None)]
    history = read(administrator.get(f"/people/{person.id}"))
    assert "Role given: Site manager, Lovrin." in history
    assert "Role taken away: Site manager, Lovrin." in history


def test_a_role_may_hold_for_a_partner(administrator, session):
    person, partner = a_person(session, Role.VIEWER), a_partner(session, "PBH")
    where = {"role": "auditor", "where": f"partner:{partner.id}"}

    administrator.post(f"/people/{person.id}/roles", data=where)

    assert "Auditor, PBH" in read(administrator.get(f"/people/{person.id}"))


def test_nobody_gives_a_role_where_it_is_not_hers_to_give(lovrin, session):
    person = a_person(session, Role.VIEWER, a_site(session), name="Ana")

    for where in ("everywhere", f"site:{szentes(session).id}", f"partner:{a_partner(session).id}"):
        given = {"role": "viewer", "where": where}
        assert lovrin.post(f"/people/{person.id}/roles", data=given).status_code == 403
    offered = lovrin.get(f"/people/{person.id}/roles/new").text
    assert "Lovrin</option>" in offered
    assert "Everywhere</option>" not in offered
    assert "Szentes</option>" not in offered


def test_the_last_administrator_cannot_go(administrator, session):
    me = people.known_as(session, "administrator@demo.example")
    held = session.exec(people.roles_of(me.id)).one()

    kept_out = administrator.post(f"/people/{me.id}/keep-out")
    taken = administrator.post(f"/people/{me.id}/roles/{held.id}/take")

    assert (kept_out.status_code, taken.status_code) == (409, 409)
    assert "Nobody else is an administrator everywhere." in taken.text
    assert roles(session, me) == [(Role.ADMINISTRATOR, None)]


def test_one_of_two_administrators_can_go(session):
    one, other = (a_person(session, Role.ADMINISTRATOR, name=name) for name in ("One", "Other"))

    colleagues.keep_out(session, one)

    with pytest.raises(Refused):
        colleagues.keep_out(session, other)


def test_whoever_is_kept_out_is_out_at_once_and_may_be_let_in_again(administrator, app, session):
    person = a_person(session, Role.VIEWER)
    hers = Browser(app).sign_in(person)

    administrator.post(f"/people/{person.id}/keep-out")
    out = hers.get("/assets").status_code
    administrator.post(f"/people/{person.id}/let-in")

    assert out == 303
    assert hers.get("/assets").status_code == 303
    assert hers.sign_in(person).get("/assets").status_code == 200
    assert "Let in again." in administrator.get(f"/people/{person.id}").text


def test_her_sign_ins_can_be_ended(administrator, app, session):
    person = a_person(session, Role.VIEWER)
    hers = Browser(app).sign_in(person)
    assert "on 1 device" in read(administrator.get(f"/people/{person.id}"))

    administrator.post(f"/people/{person.id}/sign-out")

    assert hers.get("/assets").status_code == 303
    assert "nowhere" in read(administrator.get(f"/people/{person.id}"))


def test_a_new_password_signs_out_and_is_the_one_that_counts(administrator, app, session):
    person = a_person(session, Role.VIEWER)
    hers = Browser(app).sign_in(person)

    short = administrator.post(f"/people/{person.id}/password", data={"password": "short"})
    administrator.post(f"/people/{person.id}/password", data={"password": "warm water 7"})

    assert short.status_code == 422
    assert hers.get("/assets").status_code == 303
    sent = {"email": person.email, "password": "warm water 7"}
    assert hers.post("/sign-in", data=sent).status_code == 303


def test_an_edited_address_is_the_one_to_sign_in_with_and_stays_off_the_trail(
    administrator, session
):
    person = a_person(session, Role.VIEWER, name="Ana Pop")
    said = {"name": "Ana Ionescu", "email": "ana@hospital.example", "language": "hu"}

    administrator.post(f"/people/{person.id}/edit", data=said)

    assert again(session, person).email == "ana@hospital.example"
    assert again(session, person).language is Language.HU
    entries = session.exec(trail.history(person.id)).all()
    kept = " ".join(str(entry.changes) + entry.label for entry, _ in entries)
    assert "Ionescu" not in kept
    assert "hospital" not in kept
    assert "Name changed. E-mail address changed." in administrator.get(f"/people/{person.id}").text


@pytest.mark.parametrize("verb", ["keep-out", "let-in", "sign-out", "password", "edit", "roles"])
def test_an_auditor_sees_everybody_and_changes_nobody(auditor, session, verb):
    person = a_person(session, Role.VIEWER)

    assert auditor.get(f"/people/{person.id}").status_code == 200
    assert auditor.post(f"/people/{person.id}/{verb}").status_code == 403


def test_people_are_no_business_of_a_technicians(technician, session):
    person = a_person(session, Role.VIEWER)

    assert technician.get("/people").status_code == 404
    assert technician.get(f"/people/{person.id}").status_code == 404
    assert technician.post("/people", data=ANA).status_code == 403


def test_ones_own_page_says_what_one_may_do(technician):
    shown = read(technician.get("/me"))

    assert "Technician, everywhere" in shown
    assert "You are signed in on this device only." in shown


def test_ones_own_language_is_chosen_there(technician, session):
    answer = technician.post("/language", data={"language": "ro", "back": "/me"})

    assert answer.headers["location"] == "/me"
    assert people.known_as(session, "technician@demo.example").language is Language.RO


def test_changing_the_password_asks_for_the_old_one_and_signs_out_elsewhere(
    technician, app, session
):
    person = people.known_as(session, "technician@demo.example")
    phone = Browser(app).sign_in(person)

    sent = {"old_password": PASSWORD, "password": "warm water 7"}
    answer = technician.post("/me/password", data=sent)

    assert answer.headers["location"] == "/me"
    assert technician.get("/me").status_code == 200
    assert phone.get("/me").status_code == 303
    assert signins.recognised(again(session, person), "warm water 7")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (
            {"old_password": "a guess at it", "password": "warm water 7"},
            "This is not your password.",
        ),
        ({"old_password": PASSWORD, "password": "short"}, "Take a password of at least 10"),
        ({}, "This is not your password."),
    ],
)
def test_a_password_is_not_changed_by_mistake(technician, session, sent, sentence):
    answer = technician.post("/me/password", data=sent)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "warm water 7" not in answer.text
    person = people.known_as(session, "technician@demo.example")
    assert signins.recognised(person, PASSWORD)


def test_guessing_the_old_password_is_limited_as_signing_in_is(technician):
    sent = {"old_password": "a guess at it", "password": "warm water 7"}
    for _ in range(signins.MOST_PER_PERSON):
        technician.post("/me/password", data=sent)

    right = technician.post("/me/password", data=sent | {"old_password": PASSWORD})

    assert "Too many attempts." in right.text


def test_signing_out_everywhere_ends_this_browser_too(technician, app, session):
    phone = Browser(app).sign_in(people.known_as(session, "technician@demo.example"))

    answer = technician.post("/me/sign-out")

    assert answer.headers["location"] == "/sign-in"
    assert technician.get("/me").status_code == 303
    assert phone.get("/me").status_code == 303


def test_a_stranger_has_no_page_of_her_own(browser):
    assert browser.get("/me").headers["location"] == "/sign-in?back=%2Fme"
