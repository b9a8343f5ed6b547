"""What is left when one of two timetables is killed: at each word that it says, or at any moment.

A register lives through many days. On each of them two processes keep the timetable at once and
post, without the lock that lets only one of them; one is killed, or both are, and what they left
is finished an hour later. On some days the server does not run at all.
"""

import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle, pairwise
from multiprocessing import get_context

import pytest
from sqlalchemy import event
from sqlmodel import select

from assets import checks, settings
from assets.database import Actor, open_engine, transaction
from assets.duties import Kept
from assets.maintenance import completion
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.notices import Notice, Posting
from assets.people import Person
from assets.rhythm import Unit
from assets.settings import Settings
from jobs import timetable
from jobs.post import post
from tests.builders import a_person, a_plan, a_room, a_site, an_asset
from tests.jobs.post_office import open_office

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])

FIRST = date(2025, 1, 7)
OFF_EVERY, OFF_FOR = 10, 3  # each tenth time the server comes back three days later
SITES = ("LOV", "SZE")
PLANS, READERS = 2, 2  # at each site
LONGEST = 0.25  # seconds that a process is left alive
IN_A_PROOF = 500
# In the middle of what somebody must have died, for it to be a proof.
MIDDLES = {"INSERT INTO work_order", "INSERT INTO notice", "UPDATE posting", "commit"}


def _one_day(url, smtp, at, deadly, said):
    """Keep the timetable and post, and die in one of them before a word that changes something."""
    engine, (where, last), words = open_engine(url, durable=False), deadly, count(1)

    def die(_, __=None, statement="commit", *___):
        if statement.startswith(("SELECT", "PRAGMA")):
            return
        said.value = " ".join(statement.split()[:3]).encode()
        if next(words) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for nth, work in enumerate((_keep, _post)):
        for moment in ("before_cursor_execute", "commit") if nth == where else ():
            event.listen(engine, moment, die)
        work(engine, smtp, at)
    engine.dispose()


def _keep(engine, _, at):
    timetable.tick(engine, at)


def _post(engine, smtp, at):
    post(engine, Settings(smtp_url=smtp), lambda: at)


class Story:
    """A register, the days that it lived through, and what its dead were about to say."""

    def __init__(self, engine, session, url):
        self.engine, self.session, self.url = engine, session, url
        self.days, self.dead, self.chance = [FIRST - timedelta(1)], [], random.Random(7)
        self.deadly = [cycle(range(1, 60)), cycle(range(1, 16))]
        session.info["at"] = morning(self.days[0])
        for code in SITES:
            site = a_site(session, code, code)
            thing = an_asset(session, place=a_room(session, "Gym", site))
            for number in range(PLANS):
                a_plan(session, thing, FIRST, title=f"{number}", every=1, unit=Unit.DAY)
            for number in range(READERS):
                a_person(session, site=site, name=f"{code} {number}")
        self.finish("", self.days[0])

    def go_on(self, smtp):
        """To the next day on which the server runs."""
        off = OFF_FOR if len(self.days) % OFF_EVERY == 0 else 0
        day = self.days[-1] + timedelta(1 + off)
        self.days.append(day)
        self.dead += self._killed(smtp, morning(day))
        self.finish(smtp, day)

    def _killed(self, smtp, at):
        """Two at once. One dies before a word that is chosen, the other whenever it is struck."""
        words = [PROCESSES.Array("c", 200) for _ in range(2)]
        where = len(self.days) % 2
        lives = (where, next(self.deadly[where])), (where, 0)
        both = [
            PROCESSES.Process(target=_one_day, args=(self.url, smtp, at, deadly, said))
            for deadly, said in zip(lives, words, strict=True)
        ]
        for each in both:
            each.start()
        both[1].join(self.chance.uniform(0, LONGEST))
        both[1].kill()
        for each in both:
            each.join(60)
        assert {each.exitcode for each in both} <= {0, -signal.SIGKILL}
        told = zip(both, words, strict=True)
        return [said.value.decode() for each, said in told if each.exitcode and said.value]

    def finish(self, smtp, day):
        """Somebody starts the program again, and people do their work."""
        later = morning(day) + timedelta(hours=1)
        _keep(self.engine, smtp, later)
        _post(self.engine, smtp, later)
        with transaction(self.engine, by=Actor("test"), at=later) as session:
            by = session.exec(select(Person)).first()
            for order in session.exec(select(WorkOrder).where(WorkOrder.state.in_(TO_DO))).all():
                completion.complete(session, order, by, day)


def morning(day):
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def each_occurrence_has_one_order(story):
    """The day after the last one that was lived; on the day itself, or late and with the reason."""
    orders = story.session.exec(select(WorkOrder)).all()
    lived = [
        (due, on, due if due < on else None)
        for due, on in ((last + timedelta(1), on) for last, on in pairwise(story.days))
    ]
    said = Counter((each.due_on, each.opened_on, each.off_since) for each in orders)
    assert said == dict.fromkeys(lived, PLANS * len(SITES))
    assert len({(each.plan_id, each.due_on) for each in orders}) == len(orders)
    assert len({each.number for each in orders}) == len(orders)


def each_notice_is_written_once(story):
    off = {
        on: [str(last + timedelta(1)), str(on - timedelta(1))]
        for last, on in pairwise(story.days)
        if on - last > timedelta(1)
    }
    notices = story.session.exec(select(Notice)).all()
    assert Counter(each.day for each in notices) == dict.fromkeys(story.days, READERS * len(SITES))
    assert {each.day: each.values["off"] for each in notices if each.values["off"]} == off
    assert not story.session.exec(select(Posting).where(Posting.posted_at.is_(None))).all()
    return len(notices)


def each_duty_was_kept_once(story):
    kept = story.session.exec(select(Kept)).all()
    each_day = len(timetable.TIMETABLE) * len(SITES)
    at_five = [each for each in kept if each.duty in {one.name for one in timetable.TIMETABLE}]
    assert Counter(each.day for each in at_five) == dict.fromkeys(story.days, each_day)


def all_is_as_if_nobody_had_died(story, office):
    each_occurrence_has_one_order(story)
    each_duty_was_kept_once(story)
    notices = each_notice_is_written_once(story)
    assert len(set(office.ids)) == notices
    assert len(office.ids) - notices <= len(story.dead)
    assert list(checks.check(story.engine, settings.load())) == []


def test_who_is_killed_leaves_nothing_undone_and_nothing_twice(engine, session, database_url):
    story = Story(engine, session, database_url)
    story.deadly = [iter((9, 10)), iter((4, 4))]

    with open_office() as (office, url):
        for _ in range(4):
            story.go_on(url)

    assert story.dead
    all_is_as_if_nobody_had_died(story, office)


@pytest.mark.proof
def test_five_hundred_kills_leave_nothing_undone_and_nothing_twice(
    engine, session, database_url, record_property
):
    story, begun = Story(engine, session, database_url), time.monotonic()

    with open_office() as (office, url):
        while len(story.dead) < IN_A_PROOF:
            story.go_on(url)

    said = Counter(story.dead)
    again = len(office.ids) - len(set(office.ids))
    record_property("kills", f"{len(story.dead)} in {time.monotonic() - begun:.0f} s")
    print(f"\n{len(story.dead)} kills, {len(story.days) - 1} days, {again} mails twice", said)  # noqa: T201
    assert {word for word in MIDDLES if any(each.startswith(word) for each in said)} == MIDDLES
    all_is_as_if_nobody_had_died(story, office)
