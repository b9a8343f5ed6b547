"""Dossiers are put together one after the other, whole or not at all."""

import errno
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import selectinload
from sqlmodel import select

from assets import settings
from assets.database import Actor, transaction
from assets.errors import Forbidden
from assets.people import Person
from assets.procurement import dossier_runs
from assets.procurement.dossier_runs import DossierRun, Stage, Trouble
from assets.procurement.dossiers import Dossier
from assets.procurement.lots import Lot
from assets.rights import Role
from assets.trail import Batch
from assets.words import Language
from jobs.bindery import Bindery
from tests.builders import a_lot, a_person, committed

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
# Begins a dossier and is killed in the middle of it.
KILLED = """
import os, sys
from assets.database import open_engine
from assets.settings import load
from jobs.bindery import Bindery
def half(session, run, file, moved):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.with_name(f".{file.name}.x").write_bytes(b"half")
    os.kill(os.getpid(), 9)
Bindery(open_engine(sys.argv[1]), load(), half).run()
"""

WORK = """
import sys
from assets import settings
from assets.database import open_engine
from jobs import timetable
from labels.pieces import Pieces
from web.dossiers import Dossiers
held = settings.load()
timetable.work(open_engine(sys.argv[1]), held, timetable.Workshop(Pieces(held), Dossiers(held)))
"""


def of_three_things(_, run, file, moved):
    """A dossier of three things, for whoever asked."""
    for done in range(3):
        moved(done, 3)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(f"PK of {run.partner.code} in {run.language}".encode())
    return 3


def bindery(engine, binding=of_three_things, at=NOON):
    return Bindery(engine, settings.load(), binding, clock=lambda: at)


def an_order(session, language=Language.RO, at=NOON):
    """The officer of the one lot asks for a dossier."""
    lot = session.exec(select(Lot).options(selectinload("*"))).first() or a_lot(session)
    officer = session.exec(select(Person)).first() or a_person(session, Role.PROCUREMENT_OFFICER)
    whose = lot.project, lot.partner
    return committed(session, dossier_runs.ask(session, *whose, officer.id, language, at=at))


def told(session):
    session.expire_all()
    return session.exec(select(DossierRun)).one()


def told_all(session):
    return session.exec(select(DossierRun).order_by(DossierRun.asked_at)).all()


def kept_files():
    return sorted(each for each in settings.load().dossiers.rglob("*") if each.is_file())


def test_a_dossier_that_was_asked_for_lies_there_whole_and_is_on_the_trail_as_her_doing(
    engine, session
):
    order = an_order(session)

    count = bindery(engine).run()

    made = session.exec(select(Dossier)).one()
    (file,) = kept_files()
    batch = session.exec(select(Batch).order_by(Batch.number.desc())).first()
    assert (count, told(session).stage, told(session).dossier_id) == (1, Stage.DONE, made.id)
    assert (made.things, made.size, made.digest) == (3, file.stat().st_size, file.name)
    assert file.read_bytes() == b"PK of TM in ro"
    assert batch.person_id == order.asked_by_id


def test_what_she_has_asked_for_already_is_not_put_together_twice(session):
    first, again = an_order(session), an_order(session)
    other = an_order(session, Language.HU)

    assert first.id == again.id != other.id


def test_they_are_put_together_in_the_order_in_which_they_were_asked_for(engine, session):
    an_order(session, Language.HU)
    an_order(session, Language.RO, at=NOON - timedelta(minutes=1))
    bound = []

    def noted(_, run, file, moved):
        bound.append(run.language)
        return of_three_things(_, run, file, moved)

    bindery(engine, noted).run()

    assert bound == [Language.RO, Language.HU]


def test_how_far_it_has_come_is_written_down_and_one_called_off_ends_there(
    engine, session, monkeypatch
):
    monkeypatch.setattr("jobs.bindery.OFTEN", 0.0)
    an_order(session)

    def called_off_meanwhile(_, run, __, moved):
        moved(1, 3)
        assert told(session).done == 1
        with transaction(engine, by=Actor("web")) as other:
            dossier_runs.cancel(other.get_one(DossierRun, run.id), NOON)
        moved(2, 3)
        raise AssertionError("It went on.")

    count = bindery(engine, called_off_meanwhile).run()

    run = told(session)
    assert (count, run.stage, run.done, run.count) == (0, Stage.CANCELLED, 1, 3)
    assert session.exec(select(Dossier)).all() == []


def test_one_called_off_at_its_very_end_is_not_kept(engine, session):
    an_order(session)

    def called_off_at_its_end(_, run, file, moved):
        of_three_things(_, run, file, moved)
        with transaction(engine, by=Actor("web")) as other:
            dossier_runs.cancel(other.get_one(DossierRun, run.id), NOON)
        return 3

    bindery(engine, called_off_at_its_end).run()

    assert told(session).stage is Stage.CANCELLED
    assert session.exec(select(Dossier)).all() == []


def test_a_killed_program_begins_it_anew_and_it_is_made_once(engine, session, database_url):
    an_order(session)
    root = Path(__file__).parent.parent.parent
    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], cwd=root, check=False)
    broken_off = told(session).stage

    bindery(engine).run()
    bindery(engine).run()

    assert (killed.returncode, broken_off) == (-9, Stage.RUNNING)
    assert told(session).stage is Stage.DONE
    assert len(session.exec(select(Dossier)).all()) == len(kept_files()) == 1


def test_a_program_that_stops_breaks_off_and_the_next_goes_on(engine, session):
    an_order(session)
    asked = iter([False, False, True])

    bindery(engine).run(stopping=lambda: next(asked, True))
    broken_off = told(session).stage
    bindery(engine).run()

    assert (broken_off, told(session).stage) == (Stage.RUNNING, Stage.DONE)


def test_on_a_full_disk_it_says_so_and_is_put_together_when_there_is_room(engine, session):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    an_order(session)

    bindery(engine, full).run()
    stopped = told(session)
    said = (stopped.stage, stopped.trouble)
    dossier_runs.resume(stopped, NOON)
    session.commit()
    bindery(engine).run()

    assert said == (Stage.FAILED, Trouble.FULL)
    assert told(session).stage is Stage.DONE


def test_whoever_may_not_see_it_any_more_gets_none(engine, session):
    def barred(*_):
        raise Forbidden("You may not do that here.")

    an_order(session)

    bindery(engine, barred).run()

    assert (told(session).stage, told(session).trouble) == (Stage.FAILED, Trouble.BARRED)


def test_a_mistake_of_the_program_is_said_and_logged_and_does_not_stop_the_next(engine, session):
    an_order(session)

    with pytest.raises(ZeroDivisionError):
        bindery(engine, lambda *_: 1 // 0).run()

    assert (told(session).stage, told(session).trouble) == (Stage.FAILED, Trouble.BROKEN)
    assert bindery(engine).run() == 0


def test_files_are_deleted_after_their_days_and_so_are_the_orders_that_ended(engine, session):
    an_order(session)
    bindery(engine).run()
    an_order(session, Language.HU)
    bindery(engine).run()
    old, young = kept_files()
    month_ago = (NOON - timedelta(31)).timestamp()
    os.utime(old, (month_ago, month_ago))
    os.utime(young, (NOON.timestamp(),) * 2)
    waiting = an_order(session, Language.EN, at=NOON - timedelta(40))

    bindery(engine).tidy()
    before = len(told_all(session))
    bindery(engine, at=NOON + timedelta(31)).tidy()

    assert (before, [each.id for each in told_all(session)]) == (3, [waiting.id])
    assert kept_files() == []
    assert len(session.exec(select(Dossier)).all()) == 2


def test_the_timetable_binds_what_waits(session, database_url):
    an_order(session)
    root = Path(__file__).parent.parent.parent
    worker = subprocess.Popen([sys.executable, "-c", WORK, database_url], cwd=root)

    patience = time.monotonic() + 30
    while told(session).stage is not Stage.DONE and time.monotonic() < patience:
        time.sleep(0.2)
    worker.terminate()

    assert told(session).stage is Stage.DONE
    assert worker.wait(timeout=30) == 0
