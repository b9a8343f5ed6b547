from datetime import UTC, datetime

import pytest
from sqlmodel import select

from assets import people, signins, tokens
from assets.people import Person
from assets.rights import Permission
from assets.trail import Batch
from tests.builders import a_partner, a_person, a_site
from tests.web.typed import refused

ADD = ["person", "add", "Ana@Demo.example", "--name", "Ana", "--language", "hu"]
PASSWORD = "apă termală"


def test_a_person_is_added_with_a_password_that_is_no_part_of_the_command(rehab_here, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")

    said = rehab_here(*ADD, "--site", "sze", "--password-stdin", piped=f"{PASSWORD}\n")

    assert said.status == 0, said
    ana = people.known_as(session, "ana@demo.example")
    assert (ana.name, ana.language, ana.home_site_id) == ("Ana", "hu", szentes.id)
    assert signins.recognised(ana, PASSWORD)


@pytest.mark.parametrize(
    ("words", "piped", "why"),
    [
        (ADD, "short\n", "at least 10 characters"),
        (ADD, "", "at least 10 characters"),
        ([*ADD[:-1], "de"], PASSWORD, "There is no language de"),
        ([*ADD, "--site", "XXX"], PASSWORD, "There is no site XXX"),
        (["person", "add", "ana", "--name", "Ana"], PASSWORD, "ana is not an e-mail address"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_with_a_sentence(
    rehab_here, session, words, piped, why
):
    assert why in refused(rehab_here(*words, "--password-stdin", piped=piped))
    assert session.exec(select(Person)).all() == []


def test_a_role_is_given_everywhere_at_a_site_or_for_a_partner(rehab_here, session):
    ana = a_person(session, name="Ana")
    lovrin, partner = a_site(session), a_partner(session, "PBH")

    rehab_here("person", "role", ana.email, "auditor")
    rehab_here("person", "role", ana.email, "site_manager", "--site", "LOV")
    rehab_here("person", "role", ana.email, "procurement_officer", "--partner", "PBH")

    rights = people.rights_of(session, ana)
    assert Permission.TRAIL_SEE in rights.everywhere
    assert Permission.PLACES_KEEP in rights.at_sites[lovrin.id]
    assert Permission.PROCUREMENT_KEEP in rights.at_partners[partner.id]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nobody@demo.example", "viewer"], "Nobody here is known as nobody@demo.example"),
        (["ana@demo.example", "king"], "There is no role king"),
        (["ana@demo.example", "viewer", "--site", "XXX"], "There is no site XXX"),
        (["ana@demo.example", "viewer", "--site", "LOV", "--partner", "TM"], "give it twice"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_with_a_sentence(rehab_here, session, words, why):
    a_person(session, name="Ana")
    a_site(session)

    assert why in refused(rehab_here("person", "role", *words))


def test_whoever_is_disabled_is_signed_out_and_stays_on_the_books(rehab_here, session):
    now = datetime.now(UTC)
    ana = a_person(session, name="Ana")
    secret = signins.begin(session, ana, at=now, browser="Firefox")
    session.commit()

    assert rehab_here("person", "disable", ana.email).status == 0

    session.expire_all()
    assert people.known_as(session, ana.email).disabled
    assert signins.person_behind(session, secret, at=now) is None


def test_a_token_is_printed_once_and_revoked(rehab_here, session):
    ana = a_person(session, name="Ana")

    secret = rehab_here("token", "new", "--person", ana.email, "--read-only").out.strip()
    person, token = tokens.behind(session, secret)
    assert (person, token.read_only) == (ana, True)

    assert rehab_here("token", "revoke", secret).status == 0
    session.expire_all()
    assert tokens.behind(session, secret) is None
    assert refused(rehab_here("token", "revoke", secret)) == "There is no such token, or no longer."


def test_every_token_of_a_person_is_revoked_when_one_was_lost(rehab_here, session):
    ana = a_person(session, name="Ana")
    secrets = [rehab_here("token", "new", "--person", ana.email).out.strip() for _ in range(2)]

    rehab_here("token", "revoke", "--person", ana.email)

    session.expire_all()
    assert [tokens.behind(session, secret) for secret in secrets] == [None, None]
    assert "Name the token" in refused(rehab_here("token", "revoke"))


def test_what_the_command_line_does_is_on_the_trail(rehab_here, session):
    rehab_here("person", "role", a_person(session, name="Ana").email, "auditor")

    assert session.exec(select(Batch).order_by(Batch.number.desc())).first().source == "cli"
