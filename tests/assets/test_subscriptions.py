from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from assets import alarms, colleagues, ladders, notices, people, reminders, subscriptions
from assets.errors import Refused
from assets.maintenance import occurrences
from assets.maintenance.terms import Kind as Work
from assets.maintenance.terms import Source
from assets.notices import Kind, Notice, Posting
from assets.rights import EVERYTHING, Role
from assets.subscriptions import Topic
from tests.builders import (
    DAY,
    a_document,
    a_partner,
    a_person,
    a_plan,
    a_room,
    a_site,
    an_asset,
    an_order,
    committed,
)

AT = datetime(2027, 3, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def this_morning(session):
    session.info["at"] = AT


@pytest.fixture
def ana(session):
    return a_person(session, site=a_site(session), name="Ana")


@pytest.fixture
def bela(session):
    return a_person(session, site=a_site(session), name="Bela")


def digests(session, on=DAY):
    """What each digest of the day tells, by whose it is and by its groups."""
    reminders.write_digests(session, on, a_site(session))
    found = session.exec(select(Notice).where(Notice.day == on, Notice.kind == Kind.DIGEST)).all()
    return {
        people.person(session, notice.person_id).name: {
            name: [line["titles"][0] for line in group["lines"]]
            for name, group in notice.values.items()
            if isinstance(group, dict) and group["count"]
        }
        for notice in found
    }


@pytest.mark.parametrize("topic", [Topic.SAFETY, Topic.DANGER])
def test_a_reminder_of_safety_cannot_be_switched_off(session, ana, topic):
    with pytest.raises(Refused, match="cannot be switched off"):
        subscriptions.choose(session, ana, topic, wanted=False)


def test_what_she_does_not_want_is_left_out_of_her_digest_and_safety_is_not(session, ana):
    a_plan(session, title="Grease")
    a_plan(session, title="Test", kind=Work.SAFETY_TEST)
    a_plan(session, title="Legionella", kind=Work.HYGIENE, source=Source.LAW)
    an_order(session, title="Sample", kind=Work.HYGIENE, source=Source.LAW)
    subscriptions.choose(session, ana, Topic.DUTIES, wanted=False)

    told = digests(session)

    assert {name: sorted(told["Ana"][name]) for name in told["Ana"]} == {
        "today": ["Legionella", "Sample", "Test"]
    }


def test_a_duty_of_safety_that_is_moved_is_told_to_the_other_alone(session, ana, bela):
    a_plan(session, title="Test", kind=Work.SAFETY_TEST)
    subscriptions.move(session, ana, Topic.SAFETY, to=bela)

    told = digests(session)

    assert told == {"Bela": {"today": ["Test"]}}


def leaves(_, person):
    person.disable()


def loses_her_role(session, person):
    for held in session.exec(people.roles_of(person.id)).all():
        colleagues.take(session, held)


@pytest.mark.parametrize("goes", [leaves, loses_her_role])
def test_what_was_moved_falls_back_when_the_other_is_there_no_more(session, ana, bela, goes):
    lift, about = an_asset(session, "Lift"), a_room(session).id
    a_plan(session, lift, title="Test", kind=Work.SAFETY_TEST)
    for topic in (Topic.SAFETY, Topic.DANGER):
        subscriptions.move(session, ana, topic, to=bela)
    goes(session, bela)
    session.flush()

    told = digests(session)
    alarms.danger(session, lift, "The strap is torn", about)

    assert told == {"Ana": {"today": ["Test"]}}
    danger = session.exec(select(Notice).where(Notice.kind == Kind.DANGER)).one()
    assert danger.person_id == ana.id


def test_it_is_moved_to_one_who_works_wherever_the_partner_s_things_are(session, ana):
    session.flush()
    partner = a_partner(session)
    for site in (a_site(session), a_site(session, "SZE", "Szentes", "HU")):
        site.partner_id = partner.id
    head = a_person(session, name="Head")
    colleagues.take(session, session.exec(people.roles_of(head.id)).one())
    people.give(session, head, Role.SITE_MANAGER, partner_id=partner.id)
    session.flush()

    with pytest.raises(Refused, match="does not work where you do"):
        subscriptions.move(session, head, Topic.SAFETY, to=ana)


def test_who_is_at_home_nowhere_is_told_at_the_first_site(session):
    a_person(session, Role.ADMINISTRATOR, name="Head")
    szentes = a_site(session, "SZE", "Szentes", "HU")
    an_order(session, title="Belt")

    written = [reminders.write_digests(session, DAY, each) for each in (szentes, a_site(session))]

    assert written == [0, 1]


def test_it_is_moved_to_one_who_works_there_and_never_in_a_circle(session, ana, bela):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    elsewhere = a_person(session, site=szentes, name="Csaba")
    dora = a_person(session, site=a_site(session), name="Dora")
    subscriptions.move(session, ana, Topic.SAFETY, to=bela)

    refused = {"Ana has moved this": (bela, ana), "moved this to you": (bela, dora),
               "Name somebody else": (dora, dora)}  # fmt: skip
    for words, (wrong, to) in refused.items():
        with pytest.raises(Refused, match=words):
            subscriptions.move(session, wrong, Topic.SAFETY, to=to)
    with pytest.raises(Refused, match="does not work where you do"):
        subscriptions.move(session, ana, Topic.DUTIES, to=elsewhere)


@pytest.mark.usefixtures("ana")
def test_work_given_to_somebody_is_told_to_her_and_to_nobody_else(session, bela):
    order = an_order(session, title="Belt")
    order.take(bela)
    committed(session, order)

    assert digests(session) == {"Bela": {"today": ["Belt"]}}


@pytest.mark.usefixtures("ana")
def test_work_given_to_a_role_is_told_to_those_who_hold_it_there(session):
    a_person(session, Role.SITE_MANAGER, a_site(session), name="Manager")
    order = an_order(session, title="Sign")
    order.role = Role.SITE_MANAGER
    committed(session, order)

    assert digests(session) == {"Manager": {"today": ["Sign"]}}


@pytest.mark.parametrize(
    ("late", "told"), [(2, set()), (3, {"Manager"}), (14, {"Manager", "Head"})]
)
def test_what_stays_late_is_told_to_the_manager_and_then_upward(session, bela, late, told):
    a_person(session, Role.SITE_MANAGER, a_site(session), name="Manager")
    head = a_person(session, Role.ADMINISTRATOR, name="Head")
    head.home_site_id = a_site(session).id
    ladders.load(session)
    order = an_order(session, due_on=DAY - timedelta(late), title="Belt")
    order.take(bela)
    committed(session, order)

    found = digests(session)

    assert {name for name, groups in found.items() if groups.get("escalated") == ["Belt"]} == told
    assert found["Bela"] == {"late": ["Belt"]}


def test_a_site_may_have_a_ladder_of_its_own(session):
    ladders.load(session)
    ladders.set_rungs(session, a_site(session), {1: Role.TECHNICIAN}, EVERYTHING)
    session.flush()

    assert [(rung.after_days, rung.role) for rung in ladders.of_site(session, a_site(session))] == [
        (1, Role.TECHNICIAN)
    ]
    with pytest.raises(Refused, match="Somebody must be told"):
        ladders.set_rungs(session, None, {}, EVERYTHING)


def test_what_ends_is_told_a_month_ahead_and_through_its_last_week(session):
    a_person(session, Role.SITE_MANAGER, a_site(session), name="Manager")
    thing = an_asset(session, "Bath", warranty_until=DAY + timedelta(30))
    a_document(session, thing, valid_until=DAY + timedelta(7))
    an_asset(session, "Lift", service_until=DAY + timedelta(8))

    told = digests(session)

    assert told == {"Manager": {"ending": ["Certificate", "The warranty ends"]}}


def test_danger_is_told_at_once_to_those_who_work_there_and_only_once(session, ana, bela):
    a_person(session, Role.VIEWER, a_site(session), name="Visitor")
    a_person(session, site=a_site(session, "SZE", "Szentes", "HU"), name="Csaba")
    subscriptions.move(session, bela, Topic.DANGER, to=ana)
    lift, about = an_asset(session, "Lift"), a_room(session).id
    session.flush()

    counts = [alarms.danger(session, lift, "The strap is torn", about) for _ in range(2)]

    notice = session.exec(select(Notice)).one()
    assert counts == [1, 0]
    assert notice.person_id == ana.id
    assert notice.values["words"] == "The strap is torn"


def test_a_notice_goes_every_way_that_its_reader_is_reached_and_each_once(session, ana):
    phone = committed(session, notices.reach(session, ana, "Phone", "json://localhost"))
    an_order(session)
    occurrences.open_due(session, DAY)
    digests(session)

    mail = notices.claim(session, AT)
    other = notices.claim(session, AT, mail=False)

    assert (mail.channel, other.channel, other.address) == (
        notices.MAIL,
        str(phone.id),
        "json://localhost",
    )
    assert notices.claim(session, AT) is None
    notices.give_up(session, phone)
    assert len(session.exec(select(Posting)).all()) == 1
