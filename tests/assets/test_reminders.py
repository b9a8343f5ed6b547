from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from assets import checks, chronicle, duties, notices, people, reminders, settings, trail
from assets.database import Actor, transaction
from assets.notices import Notice, Posting
from assets.procurement import planning
from assets.rights import Role
from assets.words import Language
from tests.builders import (
    DAY,
    a_lot,
    a_person,
    a_plan,
    a_room,
    a_schedule,
    a_site,
    an_asset,
    an_order,
)

AT = datetime(2027, 3, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def this_morning(session):
    session.info["at"] = AT


def written(session, on=DAY, site=None):
    """Write the digests of a site, and answer what they say to whom."""
    reminders.write_digests(session, on, site or a_site(session))
    session.commit()
    found = session.exec(select(Notice).where(Notice.day == on)).all()
    return {people.person(session, notice.person_id).name: notice.values for notice in found}


def said(group):
    return [(line["number"], line["titles"][0], line["due_on"]) for line in group["lines"]]


def test_a_digest_tells_what_is_late_todays_and_this_weeks(session):
    bela = a_person(session, site=a_site(session))
    an_order(session, due_on=DAY - timedelta(3), title="Late")
    an_order(session, title="Today")
    a_plan(session, due_on=DAY + timedelta(7), title="This week")
    a_plan(session, due_on=DAY + timedelta(8), title="Later")

    values = written(session)[bela.name]

    assert said(values["late"]) == [("W-00001", "Late", "2027-02-26")]
    assert said(values["today"]) == [("W-00002", "Today", "2027-03-01")]
    assert said(values["week"]) == [("", "This week", "2027-03-08")]
    assert values["off"] is None


def test_a_milestone_is_told_to_who_answers_for_it_and_nobodys_to_the_officers(session):
    bela = a_person(session, site=a_site(session))
    ana = a_person(session, Role.PROCUREMENT_OFFICER, name="Ana")
    lot = a_lot(session, site_id=a_site(session).id)
    schedule = a_schedule(session, lot, DAY)  # the call on that day
    deadline = schedule.milestone("bid_deadline")
    schedule.forecast(deadline, DAY + timedelta(5), "So.", following=False)
    planning.entrust(deadline, bela)
    session.commit()

    told = written(session)

    assert [line["titles"][0] for line in told[bela.name]["week"]["lines"]] == ["Bid deadline"]
    assert told[bela.name]["today"]["count"] == 0
    assert [line["lot"] for line in told[ana.name]["today"]["lines"]] == ["ROHU00627-L01"]
    assert told[ana.name]["week"]["count"] == 0


def test_nothing_to_do_writes_nothing(session):
    a_person(session, site=a_site(session))
    a_plan(session, due_on=DAY + timedelta(8))

    assert written(session) == {}


def test_a_person_with_several_sites_has_one_digest_at_her_home(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    bela = a_person(session, site=lovrin)
    people.give(session, bela, Role.TECHNICIAN, site_id=szentes.id)
    for site in (lovrin, szentes):
        a_plan(session, an_asset(session, place=a_room(session, "Gym", site)), title=site.name)

    at_szentes = written(session, site=szentes)
    at_lovrin = written(session, site=lovrin)

    assert at_szentes == {}
    assert [line["site"] for line in at_lovrin[bela.name]["today"]["lines"]] == ["LOV", "SZE"]


def test_her_first_site_is_her_home(session):
    site = a_site(session)
    bela = a_person(session)
    people.give(session, bela, Role.TECHNICIAN, site_id=site.id)
    a_plan(session)

    assert list(written(session)) == [bela.name]


def test_who_has_no_work_here_gets_no_digest(session):
    site = a_site(session)
    for role in (Role.VIEWER, Role.AUDITOR):
        a_person(session, role, site)
    gone = a_person(session, Role.TECHNICIAN, site)
    gone.disable()
    a_plan(session)

    assert written(session) == {}


def test_a_digest_is_written_once_however_often_it_is_tried(session):
    a_person(session, site=a_site(session))
    a_plan(session)

    for _ in range(3):
        written(session)

    assert len(session.exec(select(Notice)).all()) == 1
    assert len(session.exec(select(Posting)).all()) == 1


def test_a_digest_keeps_what_it_said_and_is_on_the_trail(engine, session):
    a_person(session, site=a_site(session))
    plan = a_plan(session, title="Check the belt")
    with transaction(engine, by=Actor("timetable"), at=AT) as changes:
        reminders.write_digests(changes, DAY, a_site(session))

    plan.agree(plan.terms.__class__("Renamed", plan.kind, plan.rhythm))
    session.commit()

    notice = session.exec(select(Notice)).one()
    written = session.exec(trail.history(notice.id)).one()
    assert said(notice.values["today"]) == [("", "Check the belt", "2027-03-01")]
    assert written[0].label == notice.key == f"digest:{notice.person_id}:2027-03-01"
    (told,) = chronicle.told(session, [written], Language.EN)
    assert (told.subject, told.sentences) == ("technician", ["Written for 1 March 2027."])
    assert list(checks.check(engine, settings.load())) == []


def test_a_digest_after_an_outage_says_when_nobody_reminded(session):
    site = a_site(session)
    bela = a_person(session, site=site)
    a_plan(session)
    duties.claim(session, duties.WRITE_DIGESTS, site.id, DAY - timedelta(4), at=AT)

    values = written(session)[bela.name]

    assert values["off"] == ["2027-02-26", "2027-02-28"]


def a_notice(session, name="Bela", **values):
    """A digest that waits for the post."""
    person = a_person(session, site=a_site(session), name=name, **values)
    a_plan(session)
    written(session)
    return person


def test_what_one_poster_has_claimed_another_cannot(session):
    bela = a_notice(session, language=Language.HU)

    letter = notices.claim(session, AT)
    meanwhile = notices.claim(session, AT + timedelta(minutes=4))

    assert (letter.email, letter.language, letter.day) == (bela.email, Language.HU, DAY)
    assert meanwhile is None


def test_a_claim_of_a_poster_that_died_is_free_again(session):
    a_notice(session)
    first = notices.claim(session, AT)

    again = notices.claim(session, AT + timedelta(minutes=5))

    assert again.key == first.key


def test_what_is_posted_is_not_posted_again(session):
    a_notice(session)

    notices.posted(session, notices.claim(session, AT), AT)

    assert notices.claim(session, AT + timedelta(days=1)) is None
    assert session.exec(select(Posting)).one().posted_at == AT


def test_what_failed_is_tried_later_and_later_but_never_given_up(session):
    a_notice(session)
    at, waits = AT, []

    for _ in range(12):
        notices.failed(session, notices.claim(session, at), "Nobody answers", at)
        session.expire_all()
        posting = session.exec(select(Posting)).one()
        waits.append(int((posting.next_try_at - at).total_seconds() // 60))
        assert notices.claim(session, posting.next_try_at - timedelta(seconds=1)) is None
        at = posting.next_try_at

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert posting.error == "Nobody answers"


def test_nothing_is_posted_to_who_has_left(session):
    person = a_notice(session)
    person.disable()
    session.commit()

    assert notices.claim(session, AT) is None


def test_the_longest_waiting_goes_first(session):
    a_notice(session, "Bela")
    session.info["at"] = AT - timedelta(hours=1)
    a_notice(session, "Anna")

    assert notices.claim(session, AT).name == "Anna"
