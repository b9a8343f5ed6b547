import pytest
from sqlmodel import select

from assets import people, trail
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.people import RoleHeld
from assets.rights import GRANTED, Permission, Role
from assets.words import Language
from tests.builders import a_partner, a_person, a_site

BY = Actor("test")


def test_an_address_is_known_however_it_is_written(session):
    people.add(session, name=" Ana ", email=" Ana@Example.ORG ")
    session.commit()

    person = people.known_as(session, "ANA@example.org ")
    assert (person.name, person.email) == ("Ana", "ana@example.org")


def test_two_people_cannot_have_one_address(session):
    a_person(session, name="Ana")

    with pytest.raises(Refused, match=r"ana@demo.example is already known here") as no:
        people.add(session, name="Another", email="ANA@demo.example")

    assert no.value.field == "email"


@pytest.mark.parametrize("email", ["", "ana", " @ ", "@", "ana@", "a b@c.ro", "a@b\nc"])
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(Refused, match="is not an e-mail address"):
        people.add(session, name="Ana", email=email)


def test_a_person_needs_a_name(session):
    with pytest.raises(Refused, match="what the person is called"):
        people.add(session, name="  ", email="ana@demo.example")


def test_a_short_password_is_refused():
    with pytest.raises(Refused, match="at least 10 characters"):
        people.hashed("ninechars")


def test_a_password_is_kept_as_a_hash_that_only_it_opens():
    kept = people.hashed("apă termală")

    assert kept.startswith("$argon2id$")
    assert people.hasher.verify("apă termală", kept)
    assert not people.hasher.verify("apa termala", kept)


def test_a_role_at_a_site_reaches_that_site_alone(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    rights = people.rights_of(session, a_person(session, Role.TECHNICIAN, lovrin))

    assert rights.sites(Permission.ASSETS_MOVE) == [lovrin.id]
    assert rights.may(Permission.ASSETS_MOVE, lovrin)
    assert not rights.may(Permission.ASSETS_SEE, szentes)


def test_a_role_at_a_partner_reaches_what_is_that_partners(session):
    partner = a_partner(session, "PBH")
    owned = a_site(session, partner_id=partner.id)
    elsewhere = a_site(session, "SZE", "Szentes", "HU")
    officer = people.add(session, name="Ana", email="ana@demo.example")
    people.give(session, officer, Role.PROCUREMENT_OFFICER, partner_id=partner.id)
    session.commit()

    rights = people.rights_of(session, officer)

    assert rights.may(Permission.PROCUREMENT_KEEP, owned)
    assert not rights.may(Permission.PROCUREMENT_SEE, elsewhere)


def test_roles_add_up(session):
    lovrin = a_site(session)
    person = a_person(session, Role.TECHNICIAN, lovrin)
    people.give(session, person, Role.AUDITOR)
    people.give(session, person, Role.SITE_MANAGER, site_id=lovrin.id)
    session.commit()

    rights = people.rights_of(session, person)

    assert rights.everywhere == GRANTED[Role.AUDITOR]
    assert rights.at_sites == {lovrin.id: GRANTED[Role.TECHNICIAN] | GRANTED[Role.SITE_MANAGER]}


def test_giving_a_role_twice_does_no_harm(session):
    person = a_person(session, Role.VIEWER)
    people.give(session, person, Role.VIEWER)
    session.commit()

    assert len(session.exec(select(RoleHeld)).all()) == 1


def test_a_disabled_person_may_nothing_and_what_she_did_stays(engine, session):
    with transaction(engine, by=BY) as changes:
        people.add(changes, name="Ana", email="ana@demo.example")
    person = people.known_as(session, "ana@demo.example")
    people.give(session, person, Role.ADMINISTRATOR)

    person.disable()
    session.commit()

    assert not people.rights_of(session, person).may(Permission.ASSETS_SEE)
    assert len(session.exec(trail.history(person.id)).all()) == 2


def test_whoever_is_not_known_is_missing(session):
    with pytest.raises(Missing, match=r"Nobody here is known as ana@demo.example"):
        people.known_as(session, "ana@demo.example")


def test_people_are_listed_by_name_as_they_are_read(session):
    for name in ("Zsófia", "Ákos", "Ștefan", "Bela"):
        people.add(session, name=name, email=f"{name}@demo.example", language=Language.HU)
    session.commit()

    names = [person.name for person in session.exec(people.listed())]
    assert names == ["Ákos", "Bela", "Ștefan", "Zsófia"]
