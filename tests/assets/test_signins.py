import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from assets import people, signins
from assets.errors import Refused
from assets.signins import MOST_PER_ADDRESS, MOST_PER_PERSON, WATCHED, Attempt, SignIn
from assets.trail import Entry
from tests.builders import PASSWORD, a_person

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fail(session, times, email="ana@demo.example", address="10.0.0.7", at=NOW):
    for _ in range(times):
        signins.failed(session, email=email, address=address, at=at)
    session.commit()


def ask(session, email="ana@demo.example", address="10.0.0.8", at=NOW):
    signins.refuse_too_many(session, email=email, address=address, at=at)


def test_a_browser_is_known_by_its_secret_until_it_signs_out(session):
    ana = a_person(session, name="Ana")
    secret = signins.begin(session, ana, at=NOW, browser="Firefox")
    session.commit()
    assert signins.person_behind(session, secret, at=NOW + MINUTE) == ana

    signins.end(session, secret, at=NOW + 2 * MINUTE)
    session.commit()

    assert signins.person_behind(session, secret, at=NOW + 3 * MINUTE) is None


def test_a_sign_in_ends_by_itself(session):
    secret = signins.begin(session, a_person(session), at=NOW, browser="")
    session.commit()

    assert signins.person_behind(session, secret, at=NOW + signins.LASTS - MINUTE)
    assert signins.person_behind(session, secret, at=NOW + signins.LASTS) is None


def test_only_the_digest_of_the_secret_is_kept(session):
    secret = signins.begin(session, a_person(session), at=NOW, browser="x" * 500)
    session.commit()

    kept = session.exec(select(SignIn)).one()
    assert len(secret) >= 43  # 256 bits
    assert secret not in str(kept.model_dump())
    assert len(kept.browser) == 200


def test_no_two_sign_ins_share_a_secret(session):
    ana = a_person(session)

    secrets = {signins.begin(session, ana, at=NOW, browser="") for _ in range(20)}

    assert len(secrets) == 20


def test_whoever_is_disabled_is_signed_out_at_once(session):
    ana = a_person(session)
    secret = signins.begin(session, ana, at=NOW, browser="")
    session.commit()

    ana.disable()
    session.commit()

    assert signins.person_behind(session, secret, at=NOW) is None


def test_signing_out_everywhere_ends_hers_and_nobody_elses(session):
    ana, bela = a_person(session, name="Ana"), a_person(session, name="Bela")
    hers = [signins.begin(session, ana, at=NOW, browser="") for _ in range(2)]
    his = signins.begin(session, bela, at=NOW, browser="")
    session.commit()

    signins.end_all(session, ana, at=NOW)
    session.commit()

    assert [signins.person_behind(session, secret, at=NOW) for secret in hers] == [None, None]
    assert signins.person_behind(session, his, at=NOW) == bela


def test_a_made_up_secret_opens_nothing(session):
    a_person(session)

    assert signins.person_behind(session, "", at=NOW) is None
    assert signins.person_behind(session, signins.digest(""), at=NOW) is None


def test_after_too_many_attempts_a_person_must_wait(session):
    fail(session, MOST_PER_PERSON - 1)
    ask(session)
    fail(session, 1)

    with pytest.raises(Refused, match="Wait 15 minutes"):
        ask(session)
    with pytest.raises(Refused, match="Too many attempts"):
        ask(session, email=" ANA@demo.example ")


def test_somebody_else_need_not_wait(session):
    fail(session, MOST_PER_PERSON)

    ask(session, email="bela@demo.example")


def test_after_too_many_attempts_an_address_must_wait_whoever_is_named(session):
    for number in range(MOST_PER_ADDRESS):
        fail(session, 1, email=f"{number}@demo.example", address="10.0.0.7")

    with pytest.raises(Refused, match="Too many attempts"):
        ask(session, email="bela@demo.example", address="10.0.0.7")


def test_attempts_are_forgotten_after_a_while(session):
    fail(session, MOST_PER_PERSON)

    ask(session, at=NOW + WATCHED)
    fail(session, 1, at=NOW + WATCHED)

    assert len(session.exec(select(Attempt)).all()) == 1


def test_signing_in_forgets_the_attempts_before_it(session):
    ana = a_person(session, name="Ana")
    fail(session, MOST_PER_PERSON - 1)

    signins.begin(session, ana, at=NOW, browser="")
    session.commit()
    fail(session, MOST_PER_PERSON - 1)

    ask(session)


def test_attempts_keep_no_address_in_clear(session):
    fail(session, 1)

    kept = str(session.exec(select(Attempt)).one().model_dump())
    assert "ana" not in kept
    assert "10.0.0" not in kept


def test_the_password_is_hers_and_nobody_elses(session):
    ana = a_person(session)

    assert signins.recognised(ana, PASSWORD)
    assert not signins.recognised(ana, PASSWORD.upper())
    assert not signins.recognised(None, PASSWORD)


def test_whoever_is_disabled_or_has_no_password_is_not_recognised(session):
    ana = a_person(session, name="Ana")
    bela = people.add(session, name="Bela", email="bela@demo.example")
    ana.disable()

    assert not signins.recognised(ana, PASSWORD)
    assert not signins.recognised(bela, "")


def test_whoever_does_not_exist_takes_as_long_as_whoever_does(session, monkeypatch):
    hashes = []
    monkeypatch.setattr(people, "hasher", Slow(hashes))
    ana = people.add(session, name="Ana", email="ana@demo.example", password_hash="kept")

    for person in (ana, None):
        begun = time.monotonic()
        signins.recognised(person, "guess")
        assert time.monotonic() - begun >= Slow.TAKES
    assert len(hashes) == 2


class Slow:
    """A hasher that takes its time, as the real one does."""

    TAKES = 0.05

    def __init__(self, done):
        self.done = done

    def hash(self, password):
        time.sleep(self.TAKES)
        self.done.append(password)
        return "hash"

    def verify(self, password, _):
        return self.hash(password) is None


def test_comings_and_goings_are_not_on_the_trail(session):
    ana = a_person(session)
    before = len(session.exec(select(Entry)).all())

    signins.end(session, signins.begin(session, ana, at=NOW, browser=""), at=NOW)
    fail(session, 2)

    assert len(session.exec(select(Entry)).all()) == before
