from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from assets import awaited, people, reminders
from assets.inventory import dispatches, loans, transfers
from assets.notices import Notice
from assets.rights import EVERYTHING, Role
from tests.builders import DAY, a_loan, a_person, a_room, a_site, a_transfer, an_asset

LATER = DAY + timedelta(10)


@pytest.fixture(autouse=True)
def this_morning(session):
    session.info["at"] = datetime(2027, 3, 11, 5, tzinfo=UTC)


def told(session, rights=EVERYTHING, on=LATER):
    group = awaited.by_now(session, rights, on)
    return [(duty.titles.en, duty.days(on)) for duty in group.duties]


def test_what_has_not_arrived_and_what_is_not_back_is_told_from_the_day_after(session):
    a_transfer(session, expected_on=DAY + timedelta(9))
    a_transfer(session, expected_on=LATER)
    a_loan(session, borrower="Cardiology", due_on=DAY + timedelta(8))
    a_loan(session, borrower="Surgery", due_on=LATER)
    a_loan(session, borrower="Firm")

    assert told(session) == [("Lent to Cardiology", -2), ("Transfer MV-00001", -1)]


def test_a_transfer_without_a_day_is_awaited_for_a_week(session):
    a_transfer(session)

    assert told(session, on=DAY + timedelta(7)) == []
    assert told(session, on=DAY + timedelta(8)) == [("Transfer MV-00001", -1)]


def test_what_has_come_or_is_called_back_is_awaited_no_more(session):
    come, back = a_transfer(session), a_transfer(session)
    site = a_site(session, "SZE", "Szentes", "HU")
    transfers.receive(session, come, dispatches.lines_of(session, come), site, DAY)
    transfers.call_back(session, back, DAY)
    loans.give_back(session, a_loan(session, due_on=DAY), DAY)
    session.commit()

    assert told(session) == []


def test_both_sites_of_a_transfer_are_told_and_nobody_else(session):
    sites = [a_site(session), a_site(session, "SZE", "Szentes", "HU")]
    sites.append(a_site(session, "MOR", "Mórahalom", "HU"))
    a_transfer(session, expected_on=DAY)
    a_loan(session, due_on=DAY)

    seen = [
        len(told(session, people.rights_of(session, a_person(session, site=site, name=site.name))))
        for site in sites
    ]
    looks_on = people.rights_of(session, a_person(session, Role.VIEWER, sites[0]))

    assert seen == [2, 1, 0]
    assert told(session, looks_on) == []


def test_the_digest_tells_it_once_a_day_even_when_nothing_else_is_to_be_done(session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    bela = a_person(session, site=szentes, name="Bela")
    a_transfer(session, expected_on=DAY)
    a_loan(session, an_asset(session, "Bath", a_room(session, "Pool", szentes)), due_on=DAY)

    for _ in range(2):
        reminders.write_digests(session, LATER, szentes)
        session.commit()

    (notice,) = session.exec(select(Notice)).all()
    lines = notice.values["awaited"]["lines"]
    assert notice.person_id == bela.id
    assert notice.values["awaited"]["count"] == 2
    assert notice.values["late"]["count"] == 0
    assert sorted(line["titles"][0] for line in lines) == [
        "Lent to Cardiology",
        "Transfer MV-00001",
    ]
    assert sorted(line["name"] for line in lines) == ["Bath", "Lovrin → Szentes"]
