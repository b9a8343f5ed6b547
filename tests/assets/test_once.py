from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from assets import once
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory.partners import Partner
from assets.once import Outcome, Repeated
from tests.builders import a_person

BY = Actor("test")
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ana(session):
    return a_person(session, name="Ana").id


def post(engine, person, key="tap", fingerprint="move to store", at=NOW, *, leads_to=303):
    """A request that adds one partner under a key."""
    with transaction(engine, by=BY, at=at) as session:
        outcome = once.claim(session, person, key, fingerprint=fingerprint, at=at)
        number = len(session.exec(select(Partner)).all())
        session.add(Partner(code=f"P{number}-{key}"[:20], name=key[:20], country="RO"))
        outcome.status, outcome.location = leads_to, f"/partners/{number}"
        once.settle(session, outcome)


def added(session):
    return len(session.exec(select(Partner)).all())


def test_a_repeat_under_one_key_hears_the_first_outcome_and_does_nothing(engine, session, ana):
    post(engine, ana)

    with pytest.raises(Repeated) as repeated:
        post(engine, ana)

    assert (repeated.value.outcome.status, repeated.value.outcome.location) == (303, "/partners/0")
    assert added(session) == 1


def test_another_body_under_the_same_key_is_refused(engine, session, ana):
    post(engine, ana)

    with pytest.raises(Refused, match="used for something else"):
        post(engine, ana, fingerprint="retire")

    assert added(session) == 1


def test_two_people_may_use_the_same_key(engine, session, ana):
    bela = a_person(session, name="Bela").id

    post(engine, ana, key="tap")
    post(engine, bela, key="tap", fingerprint="something else")

    assert added(session) == 2


def test_a_request_that_failed_may_be_repeated(engine, session, ana):
    def fail():
        with transaction(engine, by=BY) as changes:
            once.claim(changes, ana, "tap", fingerprint="move", at=NOW)
            raise Refused("The store is closed.")

    with pytest.raises(Refused, match="closed"):
        fail()

    post(engine, ana, fingerprint="corrected")
    assert added(session) == 1


def test_a_request_that_led_nowhere_frees_its_key(engine, session, ana):
    post(engine, ana, leads_to=0)

    assert session.exec(select(Outcome)).all() == []
    post(engine, ana, fingerprint="corrected")


def test_a_key_is_remembered_for_thirty_days_and_no_longer(engine, session, ana):
    post(engine, ana)

    with pytest.raises(Repeated):
        post(engine, ana, at=NOW + 30 * DAY)
    post(engine, ana, at=NOW + 31 * DAY)

    assert added(session) == 2
    assert len(session.exec(select(Outcome)).all()) == 1


def test_a_key_that_is_too_long_is_refused_rather_than_cut(engine, ana):
    post(engine, ana, key="k" * 100)

    with pytest.raises(Refused, match="at most 100"):
        post(engine, ana, key="k" * 101)


def test_of_two_at_once_one_does_it_and_the_other_hears_what_came_of_it(engine, session, ana):
    ready = Barrier(2)

    def tap(_):
        ready.wait()
        try:
            post(engine, ana)
        except Repeated as repeated:
            return repeated.outcome.location
        return "done"

    for number in range(5):
        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(tap, range(2))) == [f"/partners/{number}", "done"]
        outcome = session.exec(select(Outcome)).one()
        session.delete(outcome)
        session.commit()

    assert added(session) == 5


def test_a_second_who_waited_for_one_that_failed_does_it_herself(engine, session, ana):
    ready = Barrier(2)

    def fail():
        with transaction(engine, by=BY) as changes:
            once.claim(changes, ana, "tap", fingerprint="move", at=NOW)
            ready.wait()
            raise Refused("The store is closed.")

    def follow():
        ready.wait()
        post(engine, ana, fingerprint="move")

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(fail), threads.submit(follow)
        assert isinstance(first.exception(20), Refused)
        assert second.exception(20) is None

    assert added(session) == 1


def test_what_was_answered_is_told_again_whole(engine, ana):
    body = {"tag": "LOV-00001", "price": {"amount": "1234.50", "currency": "RON"}, "note": "ș"}
    with transaction(engine, by=BY) as session:
        outcome = once.claim(session, ana, "tap", fingerprint="register", at=NOW)
        outcome.status, outcome.body = 201, body

    with pytest.raises(Repeated) as repeated, transaction(engine, by=BY) as session:
        once.claim(session, ana, "tap", fingerprint="register", at=NOW)

    assert (repeated.value.outcome.status, repeated.value.outcome.body) == (201, body)
