"""What is away for a while and comes back: the mail server, another way, and the program itself."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from sqlmodel import func, select

from assets import notices, reminders
from assets.maintenance.orders import WorkOrder
from assets.notices import MAIL, Notice, Posting
from assets.people import Person
from assets.rhythm import Unit
from assets.settings import Settings
from jobs import timetable
from jobs.post import post
from tests.builders import DAY, a_person, a_plan, a_site, an_order, committed
from tests.jobs.post_office import open_office

AT = datetime(2027, 3, 1, 5, tzinfo=UTC)
SOON = AT + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def this_morning(session):
    session.info["at"] = AT


class Service:
    """Another way than mail: it takes what it is sent, or nothing for a while."""

    def __init__(self):
        self.taken, self.tried, self.away = [], 0, True


@contextmanager
def open_service():
    """A service on this machine, and the address at which Apprise speaks to it."""
    service = Service()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.tried += 1
            service.taken += [] if service.away else [said]
            self.send_response(503 if service.away else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield service, f"json://127.0.0.1:{server.server_port}/secret"
        server.shutdown()


def digests_for(session, *names):
    for name in names:
        a_person(session, site=a_site(session), name=name)
    an_order(session)
    return lambda: committed(session, reminders.write_digests(session, DAY, a_site(session)))


def left(session, *asked):
    session.expire_all()
    waiting = select(func.count()).select_from(Posting).where(Posting.posted_at.is_(None), *asked)
    return session.exec(waiting).one()


def test_a_server_that_is_cut_off_while_it_takes_a_mail_has_all_of_them_in_the_end(engine, session):
    names = [f"Person {number}" for number in range(6)]
    digests_for(session, *names)()

    with open_office(cut_after=3) as (before, url):
        counts = [post(engine, Settings(smtp_url=url), lambda: AT)]
    counts.append(post(engine, Settings(smtp_url=url), lambda: AT))
    with open_office() as (after, url):
        counts.append(post(engine, Settings(smtp_url=url), lambda: SOON))

    ids = before.ids + after.ids
    assert counts == [3, 0, 3]
    assert (len(ids), len(set(ids))) == (7, 6)  # one was taken, and the answer was lost
    assert left(session) == 0


def test_another_way_that_fails_holds_up_no_mail_and_is_made_up_for(engine, session):
    write = digests_for(session, "Ana", "Bela")
    ana = session.exec(select(Person).where(Person.name == "Ana")).one()

    with open_service() as (service, address), open_office() as (office, url):
        notices.reach(session, ana, "Phone", address)
        write()
        chosen = Settings(smtp_url=url)
        counts = [post(engine, chosen, lambda: AT)]
        waiting = left(session, Posting.channel != MAIL), left(session)
        service.away = False
        counts += [post(engine, chosen, lambda: SOON) for _ in range(2)]

    assert (counts, waiting) == ([2, 1, 0], (1, 1))
    assert len(office.mails) == service.tried == 2
    (said,) = service.taken
    assert said["title"] == "Work on 1 March 2027 (late: 0, today: 1, in the next 7 days: 0)"


def test_days_on_which_the_server_was_off_are_made_up_for_once_and_named(engine, session):
    a_person(session, site=a_site(session), name="Ana")
    a_plan(session, title="Round", every=1, unit=Unit.DAY)
    a_plan(session, due_on=DAY + timedelta(3), title="Check the belt", every=1)
    timetable.tick(engine, AT)

    with open_office() as (office, url):
        for hour in (3, 5, 7):  # started again in the morning, and looked at until noon
            at = AT + timedelta(days=8, hours=hour)
            timetable.tick(engine, at)
            post(engine, Settings(smtp_url=url), lambda: at)  # noqa: B023

    orders = session.exec(select(WorkOrder).order_by(WorkOrder.due_on)).all()
    off = [(each.title, each.due_on.day, each.off_since, each.off_until) for each in orders]
    assert off == [
        ("Round", 1, None, None),
        ("Check the belt", 4, date(2027, 3, 2), date(2027, 3, 8)),
    ]
    assert [each.day.day for each in session.exec(select(Notice).order_by(Notice.day))] == [1, 9]
    assert len(set(office.ids)) == len(office.ids) == 2
    (told,) = [each for mail in office.mails if "server was off" in (each := plain(mail))]
    assert "from 2 March 2027 to 8 March 2027" in told


def plain(mail):
    return mail.get_body(("plain",)).get_content()
