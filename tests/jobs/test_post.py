import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import func, select

from assets import notices, reminders
from assets.database import open_engine
from assets.notices import Posting
from assets.people import Person
from assets.settings import Settings
from assets.words import Language
from jobs.post import post, sender_of
from tests.builders import DAY, a_person, a_plan, a_site, an_order
from tests.jobs.post_office import open_office
from tests.processes import PROCESSES

AT = datetime(2027, 3, 1, 5, tzinfo=UTC)
BASE_URL = "https://assets.example.org"


@pytest.fixture(autouse=True)
def this_morning(session):
    session.info["at"] = AT


def digests_for(session, *names, **values):
    """A digest for each of these people, waiting for the post."""
    site = a_site(session)
    for name in names:
        a_person(session, site=site, name=name, **values)
    an_order(session, due_on=DAY - timedelta(2), title="Check the belt")
    a_plan(session, due_on=DAY + timedelta(3), title="Grease <the> chain")
    reminders.write_digests(session, DAY, site)
    session.commit()


def left(session):
    session.expire_all()
    waiting = select(func.count()).select_from(Posting).where(Posting.posted_at.is_(None))
    return session.exec(waiting).one()


def settings(url):
    return Settings(smtp_url=url, base_url=BASE_URL)


def at(moment):
    return lambda: moment


def test_a_digest_arrives_as_text_and_as_a_page_with_its_links(engine, session):
    digests_for(session, "Bela")

    with open_office() as (office, url):
        assert post(engine, settings(url), at(AT)) == 1

    (mail,) = office.mails
    text, page = (mail.get_body((form,)).get_content() for form in ("plain", "html"))
    assert mail["To"] == "Bela <bela@demo.example>"
    assert mail["From"] == "Rehab Assets <rehab-assets@assets.example.org>"
    assert mail["Subject"] == "Work on 1 March 2027 (late: 1, today: 0, in the next 7 days: 1)"
    assert f"{BASE_URL}/orders/W-00001" in text
    assert "2 days late" in text
    assert "Grease <the> chain" in text
    assert f'<a href="{BASE_URL}/orders/W-00001">Check the belt</a>' in page
    assert "Grease &lt;the&gt; chain" in page
    assert left(session) == 0


def test_nothing_is_posted_twice(engine, session):
    digests_for(session, "Anna", "Bela")

    with open_office() as (office, url):
        counts = [post(engine, settings(url), at(AT)) for _ in range(2)]

    assert counts == [2, 0]
    assert len(set(office.ids)) == len(office.ids) == 2


def test_while_the_server_is_away_nothing_is_lost(engine, session):
    digests_for(session, "Anna", "Bela")
    with open_office() as (_, url):
        pass

    while_away = post(engine, settings(url), at(AT))
    still_waiting = left(session)
    with open_office() as (office, url):
        post(engine, settings(url), at(AT + timedelta(minutes=2)))

    assert (while_away, still_waiting) == (0, 2)
    assert sorted(mail["To"].addresses[0].display_name for mail in office.mails) == ["Anna", "Bela"]


def test_one_refused_address_does_not_hold_up_the_others(engine, session):
    digests_for(session, "Anna", "Bela", "Carmen")

    with open_office(refusing="bela") as (office, url):
        count = post(engine, settings(url), at(AT))

    assert count == len(office.mails) == 2
    assert left(session) == 1
    waiting = select(Posting).where(Posting.posted_at.is_(None))
    assert "Nobody lives there" in session.exec(waiting).one().error


def test_without_a_server_everything_waits(engine, session):
    digests_for(session, "Bela")

    assert post(engine, Settings(base_url=BASE_URL), at(AT)) == 0
    assert left(session) == 1


def test_the_words_are_those_of_the_language_she_has_now(engine, session):
    digests_for(session, "Bela", language=Language.RO)
    session.exec(select(Person)).one().language = Language.HU
    session.commit()

    with open_office() as (office, url):
        post(engine, settings(url), at(AT))

    (mail,) = office.mails
    assert mail["Content-Language"] == "hu"
    assert "2027. március 1." in mail.get_body(("plain",)).get_content()


def test_who_sends_may_be_named_in_the_address_of_the_server():
    named = Settings(smtp_url="smtp://mail.example.org?from=technik@example.org")
    signed_in = Settings(smtp_url="smtp+starttls://rehab%40example.org:secret@mail.example.org")
    neither = Settings(smtp_url="smtp://mail.example.org")

    assert sender_of(named) == "technik@example.org"
    assert sender_of(signed_in) == "rehab@example.org"
    assert sender_of(neither) == "rehab-assets@mail.example.org"


def _post(database_url, smtp_url):
    engine = open_engine(database_url)
    post(engine, settings(smtp_url), at(AT))


def test_a_kill_in_the_middle_loses_nothing_and_repeats_under_the_same_id(
    database_url, engine, session
):
    names = [f"Person {number}" for number in range(12)]
    digests_for(session, *names)

    with open_office(seconds_each=0.15) as (office, url):
        poster = PROCESSES.Process(target=_post, args=(database_url, url))
        poster.start()
        while len(office.mails) < 4:
            time.sleep(0.01)
        poster.kill()
        poster.join()
        after_kill = left(session)
        post(engine, settings(url), at(AT + timedelta(minutes=1)))
        claimed = left(session)
        post(engine, settings(url), at(AT + notices.CLAIMED_FOR))

    assert after_kill >= 8
    assert claimed == 1  # the one that the killed process had in its hands
    assert left(session) == 0
    assert len(set(office.ids)) == len(names)
    assert len(office.ids) - len(names) <= 1
    assert {mail["To"].addresses[0].display_name for mail in office.mails} == set(names)


def test_two_posters_share_the_work(database_url, session):
    names = [f"Person {number}" for number in range(10)]
    digests_for(session, *names)

    with open_office(seconds_each=0.02) as (office, url):
        both = [PROCESSES.Process(target=_post, args=(database_url, url)) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join(60)

    assert [each.exitcode for each in both] == [0, 0]
    assert len(set(office.ids)) == len(office.ids) == len(names)
