import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest
from sqlmodel import select

from assets import checks, duties, settings
from assets.database import open_engine
from assets.duties import Kept
from assets.errors import Refused
from assets.maintenance.orders import WorkOrder
from assets.notices import Notice
from assets.settings import Settings
from jobs import timetable
from tests.builders import DAY, a_person, a_plan, a_room, a_site, an_asset, an_order
from tests.processes import PROCESSES

WHEN_IT_IS_FIVE = [
    # (site's country, day, the moment at which its clocks show 05:00)
    ("RO", "2027-03-27", "03:00"),
    ("RO", "2027-03-28", "02:00"),  # clocks went from 03:00 to 04:00
    ("RO", "2027-10-30", "02:00"),
    ("RO", "2027-10-31", "03:00"),  # and back
    ("HU", "2027-03-27", "04:00"),
    ("HU", "2027-03-28", "03:00"),
    ("HU", "2027-10-30", "03:00"),
    ("HU", "2027-10-31", "04:00"),
]
# When it is that hour at each site (UTC); an hour that is not there is told when it is over.
DIGESTS = {
    date(2027, 3, 28): {
        "RO": {0: "27 22", 2: "28 00", 3: "28 01", 4: "28 01", 23: "28 20"},
        "HU": {0: "27 23", 2: "28 01", 3: "28 01", 4: "28 02", 23: "28 21"},
    },
    date(2027, 10, 31): {
        "RO": {0: "30 21", 2: "30 23", 3: "31 00", 4: "31 02", 23: "31 21"},
        "HU": {0: "30 22", 2: "31 00", 3: "31 02", 4: "31 03", 23: "31 22"},
    },
}


@pytest.fixture(autouse=True)
def before_all_this(session):
    session.info["at"] = datetime(2027, 2, 1, tzinfo=UTC)


def kept(session):
    rows = session.exec(select(Kept).order_by(Kept.day, Kept.duty)).all()
    return [(row.duty, str(row.day)) for row in rows]


@pytest.mark.parametrize(("country", "day", "moment"), WHEN_IT_IS_FIVE)
def test_a_duty_is_kept_when_the_clock_of_its_site_says_so(engine, session, country, day, moment):
    a_site(session, country=country)
    five = datetime.fromisoformat(f"{day}T{moment}:00+00:00")

    timetable.tick(engine, five - timedelta(seconds=1))
    before = kept(session)
    timetable.tick(engine, five)

    assert before == []
    assert kept(session) == [
        (name, day) for name in ("open-due", "open-reopenings", "reckon-outlooks")
    ]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_each_duty_is_kept_once_on_the_days_that_are_an_hour_shorter_or_longer(
    engine, session, day
):
    for code, country in {"LOV": "RO", "SZE": "HU"}.items():
        a_person(session, site=a_site(session, code, name=code, country=country), name=code)
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=3)

    for quarter in range(30 * 4):
        timetable.tick(engine, begin + timedelta(minutes=15 * quarter))

    on_the_day = [row for row in kept(session) if row[1] == str(day)]
    kept_then = [*timetable.TIMETABLE, "write-digests@07"]
    names = [getattr(each, "name", each) for each in kept_then]
    assert on_the_day == [(name, str(day)) for name in names for _ in range(2)]


def test_two_sites_have_their_own_hours(engine, session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    for site in (lovrin, szentes):
        a_plan(session, an_asset(session, place=a_room(session, "Gym", site)))

    timetable.tick(engine, datetime(2027, 3, 1, 3, 30, tzinfo=UTC))

    opened = session.exec(select(WorkOrder)).all()
    assert [order.site_id for order in opened] == [lovrin.id]


def test_what_was_missed_this_morning_is_kept_at_the_start(engine, session):
    a_person(session, site=a_site(session))
    a_plan(session)

    timetable.tick(engine, datetime(2027, 3, 1, 15, 40, tzinfo=UTC))

    assert kept(session) == [
        (name, "2027-03-01")
        for name in ("open-due", "open-reopenings", "reckon-outlooks", "write-digests@07")
    ]
    assert session.exec(select(WorkOrder)).one().due_on == DAY
    assert session.exec(select(Notice)).one().values["today"]["count"] == 1


def test_a_digest_is_written_at_the_hour_that_its_reader_chose(engine, session):
    early, late = (a_person(session, site=a_site(session), name=name) for name in ("Ana", "Bela"))
    early.digest_hour, late.digest_hour = 6, 14
    an_order(session)
    session.commit()
    readers = {}

    for hour in (5, 6, 13, 14):  # at Lovrin, two hours before Greenwich
        timetable.tick(engine, datetime(2027, 3, 1, hour - 2, 1, tzinfo=UTC))
        readers[hour] = {notice.person_id for notice in session.exec(select(Notice))}
        session.rollback()

    assert readers == {5: set(), 6: {early.id}, 13: {early.id}, 14: {early.id, late.id}}


@pytest.mark.parametrize("day", DIGESTS)
def test_when_the_clocks_change_everybody_has_one_digest_at_her_hour(engine, session, day):
    hours = {}
    for country, told in DIGESTS[day].items():
        site = a_site(session, country, country, country)
        an_order(session, an_asset(session, place=a_room(session, "Gym", site)))
        for hour in told:
            person = a_person(session, site=site, name=f"{country} {hour}")
            person.digest_hour, hours[person.id] = hour, (country, hour)
    session.commit()

    for hour in range(-4, 24):
        timetable.tick(engine, datetime(*day.timetuple()[:3], tzinfo=UTC) + timedelta(hours=hour))
    by_hand = timetable.keep(engine, Settings(), duties.WRITE_DIGESTS, day)

    notices = session.exec(select(Notice).where(Notice.day == day)).all()
    told = {hours[each.person_id]: f"{each.created_at:%d %H}" for each in notices}
    asked = DIGESTS[day].items()
    assert told == {(site, hour): at for site, said in asked for hour, at in said.items()}
    assert (len(notices), by_hand) == (len(hours), 0)


def test_after_days_off_what_fell_due_is_opened_late_and_says_why(engine, session):
    a_person(session, site=a_site(session))
    a_plan(session, due_on=date(2027, 3, 4), every=1)
    timetable.tick(engine, datetime(2027, 3, 1, 8, tzinfo=UTC))

    timetable.tick(engine, datetime(2027, 3, 9, 8, tzinfo=UTC))

    order = session.exec(select(WorkOrder)).one()
    assert (order.due_on, order.opened_on) == (date(2027, 3, 4), date(2027, 3, 9))
    assert order.off_since == date(2027, 3, 2)
    notice = session.exec(select(Notice).where(Notice.day == date(2027, 3, 9))).one()
    assert notice.values["off"] == ["2027-03-02", "2027-03-08"]


def test_a_duty_may_be_kept_by_hand_as_of_a_day_and_again(engine, session):
    a_plan(session)

    counts = [timetable.keep(engine, Settings(), "open-due", DAY) for _ in range(2)]
    a_plan(session)
    later = timetable.keep(engine, Settings(), "open-due", DAY)

    assert counts == [1, 0]
    assert later == 1
    assert kept(session) == [("open-due", "2027-03-01")]


def test_an_unknown_duty_is_refused_with_those_there_are(engine):
    with pytest.raises(
        Refused, match="Choose open-due, open-reopenings, reckon-outlooks, write-digests, post"
    ):
        timetable.keep(engine, Settings(), "open_due", DAY)


def test_a_duty_that_fails_has_not_been_kept(engine, session, monkeypatch):
    a_site(session)
    monkeypatch.setattr(timetable, "TIMETABLE", [timetable.Appointment(clock(5), "x", broken)])

    with pytest.raises(ZeroDivisionError):
        timetable.tick(engine, datetime(2027, 3, 1, 8, tzinfo=UTC))

    assert kept(session) == []


def broken(session, on, site):
    raise ZeroDivisionError(session, on, site)


def _tick(url, begin):
    begin.wait()
    engine = open_engine(url)
    for _ in range(5):
        timetable.tick(engine, datetime(2027, 3, 1, 8, tzinfo=UTC))
    engine.dispose()


def test_two_processes_keep_each_duty_once(database_url, engine, session):
    for code in ("LOV", "SZE", "MOR"):
        site = a_site(session, code, name=code)
        a_person(session, site=site, name=f"Technician of {code}")
        for number in range(5):
            asset = an_asset(session, place=a_room(session, "Gym", site))
            a_plan(session, asset, title=f"Check {number}")
    begin = PROCESSES.Event()
    both = [PROCESSES.Process(target=_tick, args=(database_url, begin)) for _ in range(2)]

    for each in both:
        each.start()
    begin.set()
    for each in both:
        each.join(60)

    assert [each.exitcode for each in both] == [0, 0]
    assert len(session.exec(select(WorkOrder)).all()) == 15
    assert len(session.exec(select(Notice)).all()) == 3
    assert list(checks.check(engine, settings.load())) == []


WORK = """
import sys
from assets.database import open_engine
from assets.settings import Settings
from jobs import timetable
from labels.pieces import Pieces
from web.dossiers import Dossiers
held = Settings()
timetable.work(open_engine(sys.argv[1]), held, timetable.Workshop(Pieces(held), Dossiers(held)))
"""


def test_the_timetable_alone_begins_at_once_and_stops_when_asked(database_url, session):
    a_site(session).zone = "Asia/Dhaka"  # half a day apart, so that one of them is past five
    a_site(session, "SZE", "Szentes").zone = "America/Costa_Rica"
    session.commit()
    root = Path(__file__).parent.parent.parent
    worker = subprocess.Popen([sys.executable, "-c", WORK, database_url], cwd=root)

    patience = time.monotonic() + 30
    while not kept(session) and time.monotonic() < patience:
        time.sleep(0.05)
    worker.terminate()

    assert worker.wait(20) == 0
    assert duties.OPEN_DUE in dict(kept(session))
