"""A year that passes day by day, kept from the command line and worked out by hand beforehand.

At Lovrin the hall is drained each year, here from 7 to 20 July 2025, and from 10 to 14 November
the server was off. What is opened there in 2025:

- the daily round, left out while the hall is drained: 365 - 14 days of closure = 351. That of
  10 November is opened on the 15th and stands for the five after it: 346.
- the weekly disinfection on Mondays from 6 January, left out while it is drained: 52 Mondays less
  7 and 14 July = 50. Four are free and done on the next working day: Epiphany (8 January, for the
  7th is free too), Easter Monday (22 April), Whit Monday (10 June) and 1 December (the 2nd).
- every three months from 15 January, counted from the day it was done, two days late each time:
  15 January, 17 April, 19 July, 21 October = 4.
- every 500 hours of a pump that runs 10 hours a day and was read at 1000 on 1 January: each 50th
  day, 20 February, 11 April, 31 May, 20 July, 8 September, 28 October, 17 December = 7.
- what is asked before the hall opens again: 1, on 19 July for the 20th.

At Szentes: monthly from the 31st = 12; and a yearly inspection of 15 September, which is opened
30 days ahead, on 16 August, and done on 10 September = 1.

Ana is at home at Lovrin. There is always a round or a Monday in the next seven days, but for the
first days of the drain: on 7 July the next of both is 21 July, and the first that comes near is
the quarter's of 19 July, seen from the 12th. So 365 - 5 (7 to 11 July) - 5 (server off) = 355.
Bela is at home at Szentes. A month's end is told on its day and the seven before: 12 x 8 = 96. The
inspection is told from 8 September until it is done on the 10th: 3. Together 99.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from assets.database import Actor, transaction
from assets.maintenance import answering, completion, plans, readings, seasons
from assets.maintenance.answering import Said
from assets.maintenance.closures import Said as Shut
from assets.maintenance.meters import Meter
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.readings import Taken
from assets.maintenance.terms import AtClosure, Kind, Outcome, Shift, Terms
from assets.notices import Notice, Posting
from assets.people import Person
from assets.rhythm import Mode, Unit
from tests.builders import (
    a_checklist,
    a_meter,
    a_person,
    a_plan,
    a_room,
    a_site,
    an_asset,
)
from tests.jobs.post_office import open_office

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
DRAINED = Shut("Yearly drain", date(2025, 7, 7), date(2025, 7, 20), yearly=True)
OFF = (date(2025, 11, 10), date(2025, 11, 14))
DUTIES = ("open-due", "open-reopenings", "write-digests", "post")

# How many days after it fell due each is done; on the day itself unless it is said here.
DONE_AFTER = {"Descale": 2, "Inspection": -5}
READ_ALSO = (date(2025, 1, 1), date(2025, 1, 11))

OPENED_IN_A_YEAR = {
    "Daily round": 346,
    "Disinfect": 50,
    "Descale": 4,
    "Service": 7,
    "Before it opens again: Yearly drain": 1,
    "Month's end": 12,
    "Inspection": 1,
}
MONDAYS_MOVED = {"2025-01-08", "2025-04-22", "2025-06-10", "2025-12-02"}
# Begun on the 24th: what was late until then once, the rounds of seven days more, and one Monday.
BEGUN_LATE = date(2025, 1, 24)
OPENED_IN_A_WEEK = {"Daily round": 1 + 7, "Disinfect": 1 + 1, "Descale": 1, "Month's end": 1}


@pytest.fixture
def register(session):
    """Two sites with six plans, one closure and two people, as they stand before the year."""
    session.info["at"] = datetime(2024, 12, 31, 12, tzinfo=UTC)
    hall = a_room(session, "Pool hall")
    pool, pump = an_asset(session, "Pool", hall), an_asset(session, "Pump", hall)
    szentes = a_site(session, "SZE", "Szentes", "HU")
    lift = an_asset(session, "Lift", a_room(session, "Hall", szentes))
    open_again = a_checklist(session, on=FIRST)
    seasons.shut(session, hall, Shut(**DRAINED.__dict__ | {"checklist": open_again}))
    planned_at_lovrin(session, pool)
    by_hours(session, pump)
    a_plan(session, lift, date(2025, 1, 31), title="Month's end", every=1)
    yearly = {"kind": Kind.STATUTORY_INSPECTION, "every": 1, "unit": Unit.YEAR, "lead_days": 30}
    a_plan(session, lift, date(2025, 9, 15), title="Inspection", **yearly)
    a_person(session, site=a_site(session), name="Ana").digest_hour = 6
    a_person(session, site=szentes, name="Bela").digest_hour = 15
    session.commit()
    return session


def planned_at_lovrin(session, pool):
    out = {"at_closure": AtClosure.SKIP}
    a_plan(session, pool, FIRST, title="Daily round", every=1, unit=Unit.DAY, **out)
    weekly = {"every": 1, "unit": Unit.WEEK, "on_free_day": Shift.LATER}
    a_plan(session, pool, date(2025, 1, 6), title="Disinfect", **weekly, **out)
    floating = {"every": 3, "mode": Mode.FLOATING}
    a_plan(session, pool, date(2025, 1, 15), title="Descale", **floating)


def by_hours(session, pump):
    quantity = a_meter(session, "operating_hours", asset=pump).quantity_id
    every = {"quantity_id": quantity, "meter_every": Decimal(500)}
    plans.add(session, pump, Terms("Service", Kind.PREVENTIVE, None, **every), FIRST)
    session.commit()


def lived(engine, day):
    """What people do on one day: they read the pump, and complete what it is time for."""
    with transaction(engine, by=Actor("test"), at=noon(day)) as session:
        ana = session.exec(select(Person).where(Person.name == "Ana")).one()
        if day in READ_ALSO:
            read_the_pump(session, day)
        for order in session.exec(select(WorkOrder).where(WorkOrder.state.in_(TO_DO))).all():
            if day < order.due_on + timedelta(DONE_AFTER.get(order.title, 0)):
                continue
            if order.title == "Service":
                read_the_pump(session, day)
            if order.checklist_id:
                answering.give(session, order, Said("belt", Outcome.PASS), ana, day)
            completion.complete(session, order, ana, day)


def read_the_pump(session, day):
    hours = Decimal(1000 + 10 * (day - FIRST).days)
    readings.take(session, session.exec(select(Meter)).one(), Taken(hours, noon(day)))


def noon(day):
    return datetime.combine(day, time(12), UTC)


def passes(rehab, engine, first, last):
    """Each day the timetable is kept by hand; on those days on which the server runs."""
    day = first
    while day <= last:
        if not OFF[0] <= day <= OFF[1]:
            for duty in DUTIES:
                rehab("keep", duty, "--on", day)
            lived(engine, day)
        day += timedelta(1)


def mailed(office):
    return Counter(mail["To"].addresses[0].display_name for mail in office.mails)


def opened(session):
    return session.exec(select(WorkOrder).order_by(WorkOrder.opened_on)).all()


def written(session):
    names = select(Person.name).join(Notice, Notice.person_id == Person.id)
    return Counter(session.exec(names).all())


def test_a_week_comes_out_as_worked_out_by_hand(register, rehab_here, engine, monkeypatch):
    with open_office() as (office, url):
        monkeypatch.setenv("REHAB_SMTP_URL", url)
        passes(rehab_here, engine, BEGUN_LATE, date(2025, 1, 31))

    assert Counter(order.title for order in opened(register)) == OPENED_IN_A_WEEK
    assert written(register) == mailed(office) == {"Ana": 8, "Bela": 8}


@pytest.mark.proof
def test_a_year_comes_out_as_worked_out_by_hand(register, rehab_here, engine, monkeypatch):
    with open_office() as (office, url):
        monkeypatch.setenv("REHAB_SMTP_URL", url)
        passes(rehab_here, engine, FIRST, LAST)

    orders = opened(register)
    assert Counter(order.title for order in orders) == OPENED_IN_A_YEAR
    assert len(orders) == 421
    assert written(register) == mailed(office) == {"Ana": 355, "Bela": 99}
    assert len(set(office.ids)) == len(office.ids) == 454
    assert not register.exec(select(Posting).where(Posting.posted_at.is_(None))).all()
    what_was_late_says_why(orders, office.mails)
    days_are_as_by_hand(orders)
    assert rehab_here("check").out.endswith("Everything is whole.\n")


def what_was_late_says_why(orders, mails):
    late = [(each.title, each.due_on, each.off_since) for each in orders if each.off_since]
    assert sorted(late) == [("Daily round", *[OFF[0]] * 2), ("Disinfect", *[OFF[0]] * 2)]
    assert [each.missed for each in orders if each.title == "Daily round" and each.missed] == [5]
    said = [text for mail in mails if "server was off" in (text := plain(mail))]
    assert len(said) == 1
    assert "from 10 November 2025 to 14 November 2025" in said[0]


def plain(mail):
    return mail.get_body(("plain",)).get_content()


def days_are_as_by_hand(orders):
    days = {title: [] for title in OPENED_IN_A_YEAR}
    for order in orders:
        days[order.title].append(order.due_on)
    assert {str(day) for day in days["Disinfect"] if day.weekday()} == MONDAYS_MOVED
    assert [f"{day:%m-%d}" for day in days["Descale"]] == ["01-15", "04-17", "07-19", "10-21"]
    assert [f"{day:%m-%d}" for day in days["Service"]] == [
        *("02-20", "04-11", "05-31", "07-20", "09-08", "10-28", "12-17"),
    ]
    assert [day.day for day in days["Month's end"]] == [
        *(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
    ]
    inspection = next(each for each in orders if each.title == "Inspection")
    assert (inspection.opened_on, inspection.done_on) == (date(2025, 8, 16), date(2025, 9, 10))
