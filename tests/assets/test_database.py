import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlmodel import select

from assets import database
from assets.database import Actor, Busy, Overtaken, open_engine, transaction
from assets.errors import Refused
from assets.files import Full
from assets.inventory.partners import Partner
from assets.inventory.places import TagCounter
from assets.inventory.register import Asset, new_tags
from assets.trail import Batch, Entry
from tests.builders import a_partner, a_person, a_site, an_asset

BY = Actor("test")
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def test_reading_cannot_write(engine):
    def add_while_reading():
        with transaction(engine, by=BY, read_only=True) as session:
            session.add(Partner(code="TM", name="Timiș", country="RO"))

    with pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"):
        add_while_reading()


def test_a_connection_that_has_read_can_write_again(engine, session):
    for _ in range(3):
        with transaction(engine, by=BY, read_only=True) as reading:
            reading.exec(select(Partner)).all()

    a_partner(session)
    with transaction(engine, by=BY) as changes:
        changes.add(Partner(code="SZ", name="Szeged", country="HU"))

    assert {each.code for each in session.exec(select(Partner))} == {"TM", "SZ"}


def test_a_reader_sees_one_moment_however_long_it_reads(engine, session):
    a_partner(session, "TM")
    with transaction(engine, by=BY, read_only=True) as reading:
        before = len(reading.exec(select(Partner)).all())
        a_partner(session, "SZ")
        after = len(reading.exec(select(Partner)).all())

    assert (before, after) == (1, 1)


def test_a_raised_no_rolls_back(engine, session):
    def add_and_refuse():
        with transaction(engine, by=BY) as changes:
            changes.add(Partner(code="TM", name="Timiș", country="RO"))
            changes.flush()
            raise Refused("No.")

    with pytest.raises(Refused):
        add_and_refuse()

    assert session.exec(select(Partner)).all() == []
    assert session.exec(select(Entry)).all() == []


def test_a_reference_to_nothing_is_refused_by_the_database(engine):
    def point_nowhere():
        with transaction(engine, by=BY) as changes:
            changes.add(TagCounter(site_id=Partner(code="X", name="X", country="RO").id))

    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        point_nowhere()


def test_records_never_load_one_another_unasked(engine, session):
    an_asset(session)
    with transaction(engine, by=BY, read_only=True) as reading:
        asset = reading.exec(select(Asset)).one()
        with pytest.raises(InvalidRequestError, match="lazy='raise'"):
            asset.place  # noqa: B018


def test_the_moment_of_a_transaction_is_the_moment_of_its_records(engine, session):
    with transaction(engine, by=BY, at=NOON) as changes:
        changes.add(Partner(code="TM", name="Timiș", country="RO"))

    assert session.exec(select(Partner)).one().created_at == NOON
    assert session.exec(select(Batch)).one().at == NOON


def test_the_second_of_two_who_change_one_record_is_told(engine, session):
    partner = a_partner(session)

    def rename_after_somebody_else():
        with transaction(engine, by=BY) as changes:
            read = changes.get_one(Partner, partner.id)
            read.expect(version=partner.version)
            read.name = "Hers"
        with transaction(engine, by=BY) as changes:
            read = changes.get_one(Partner, partner.id)
            read.expect(version=partner.version)

    with pytest.raises(Refused, match="Somebody else changed this meanwhile"):
        rename_after_somebody_else()


def test_no_update_is_lost_when_two_read_before_either_writes(engine, session):
    partner, both_have_read = a_partner(session, "TM"), Barrier(2)

    def rename(name):
        try:
            with transaction(engine, by=BY) as changes:
                read = changes.get_one(Partner, partner.id)
                if engine.dialect.name == "postgresql":  # SQLite lets one in at a time
                    both_have_read.wait()
                read.name = f"{read.name}{name}"
        except Refused:
            return "told"
        return "done"

    with ThreadPoolExecutor() as threads:
        outcomes = sorted(threads.map(rename, "ab"))
    session.expire_all()

    name = session.get_one(Partner, partner.id).name
    assert len(name) == len("TM") + outcomes.count("done")
    assert outcomes == (["done", "told"] if engine.dialect.name == "postgresql" else ["done"] * 2)


def test_writers_in_eight_threads_lose_nothing(engine, session):
    site = a_site(session)

    def take(_):
        with transaction(engine, by=BY) as changes:
            return new_tags(changes, site.id, 1)[0]

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(take, range(80)))

    assert sorted(taken) == [f"LOV-{number:05}" for number in range(1, 81)]


COUNT_UP = """
    import sys
    from uuid import UUID
    from assets.database import Actor, open_engine, transaction
    from assets.inventory.partners import Partner
    engine = open_engine(sys.argv[1], durable=False)
    done = 0
    while done < 20:
        try:
            with transaction(engine, by=Actor("test")) as changes:
                partner = changes.get_one(Partner, UUID(sys.argv[2]))
                partner.name = str(int(partner.name) + 1)
            done += 1
        except Exception as no:
            if type(no).__name__ != "Overtaken":
                raise
"""


def python(program, *arguments, **options):
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        env=environment,
        text=True,
        **options,
    )


def test_writers_in_two_processes_lose_nothing(database_url, session):
    partner = a_partner(session, "TM")
    partner.name = "0"
    session.commit()

    processes = [python(COUNT_UP, database_url, partner.id) for _ in range(2)]

    assert [process.wait() for process in processes] == [0, 0]
    session.expire_all()
    assert session.get_one(Partner, partner.id).name == "40"
    numbers = [batch.number for batch in session.exec(select(Batch).order_by(Batch.number))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_slow_reader_does_not_keep_a_writer_waiting(engine, session):
    a_partner(session)
    with transaction(engine, by=BY, read_only=True) as reading:
        reading.exec(select(Partner)).all()
        begun = time.monotonic()
        a_partner(session, "SZ")

        assert time.monotonic() - begun < 2


@pytest.fixture
def slow_writer(engine):
    """Somebody who has written and takes her time to commit, until told to go on."""
    holding, go_on = Event(), Event()

    def write():
        with transaction(engine, by=BY) as changes:
            changes.add(Partner(code="SZ", name="Szeged", country="HU"))
            changes.flush()
            holding.set()
            go_on.wait(10)

    with ThreadPoolExecutor() as threads:
        threads.submit(write)
        holding.wait(10)
        yield go_on
        go_on.set()


def test_a_slow_writer_does_not_keep_readers_waiting(engine, slow_writer):
    with transaction(engine, by=BY, read_only=True) as reading:
        seen = reading.exec(select(Partner)).all()

    assert seen == []
    assert not slow_writer.is_set()


def test_writers_take_turns(engine, slow_writer, session):
    def write_beside():
        with transaction(engine, by=BY) as changes:
            changes.add(Partner(code="MV", name="Móra-Vitál", country="HU"))

    with ThreadPoolExecutor() as threads:
        beside = threads.submit(write_beside)
        slow_writer.set()
        beside.result(10)

    assert "MV" in {each.code for each in session.exec(select(Partner))}


@pytest.mark.sqlite
@pytest.mark.usefixtures("slow_writer")
def test_nobody_waits_for_ever_behind_a_writer_who_hangs(engine, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.05)

    def write_beside():
        with transaction(engine, by=BY):
            pass

    with pytest.raises(Busy, match="The register is busy"):
        write_beside()


@pytest.mark.sqlite
def test_where_there_is_no_room_left_nothing_is_changed_and_it_is_said(engine, session):
    partner = a_partner(session)

    def write_much():
        with transaction(engine, by=BY) as changes:
            changes.connection().exec_driver_sql("PRAGMA max_page_count = 1")
            changes.get(Partner, partner.id).name = "x" * 100_000

    with pytest.raises(Full, match="The disk is full"):
        write_much()

    engine.dispose()
    session.expire_all()
    assert session.get(Partner, partner.id).name == "TM"


@pytest.mark.sqlite
def test_a_tool_that_holds_the_database_is_waited_for_no_longer(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    engine = open_engine(f"sqlite:///{tmp_path / 'rehab.db'}")
    tool = sqlite3.connect(tmp_path / "rehab.db", isolation_level=None)
    tool.execute("BEGIN EXCLUSIVE")

    def write_beside():
        with transaction(engine, by=BY) as changes:
            changes.connection()

    with pytest.raises(Busy):
        write_beside()
    tool.close()
    engine.dispose()


WRITE_AND_WAIT = """
    import sys, time
    from assets.database import Actor, open_engine, transaction
    from assets.inventory.partners import Partner
    engine = open_engine(sys.argv[1])
    with transaction(engine, by=Actor("test")) as changes:
        changes.add(Partner(code="SZ", name="Szeged", country="HU"))
        changes.flush()
        print("flushed", flush=True)
        time.sleep(60)
"""


def test_what_is_killed_between_flush_and_commit_never_was(database_url, engine, session):
    a_partner(session, "TM")
    process = python(WRITE_AND_WAIT, database_url, stdout=subprocess.PIPE)
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()

    with transaction(engine, by=BY) as changes:
        changes.add(Partner(code="MV", name="Móra-Vitál", country="HU"))

    assert {each.code for each in session.exec(select(Partner))} == {"TM", "MV"}
    batches = {batch.id for batch in session.exec(select(Batch))}
    assert {entry.batch_id for entry in session.exec(select(Entry))} == batches


def test_two_who_take_the_same_unique_value_are_told_apart(engine, session):
    both_have_looked = Barrier(2)

    def add():
        with transaction(engine, by=BY) as changes:
            if engine.dialect.name == "postgresql":  # SQLite lets one in at a time
                changes.exec(select(Partner)).all()
                both_have_looked.wait()
            elif changes.exec(select(Partner)).all():
                raise Refused("There is one already.")
            changes.add(Partner(code="TM", name="Timiș", country="RO"))

    with ThreadPoolExecutor() as threads:
        outcomes = [threads.submit(add).exception for _ in range(2)]
        refused = [no for no in (outcome(20) for outcome in outcomes) if no]

    assert [isinstance(no, Refused) for no in refused] == [True]
    assert len(session.exec(select(Partner)).all()) == 1


def test_two_who_wait_for_one_another_are_not_left_waiting(engine, session):
    first, second = a_person(session, name="Ana"), a_person(session, name="Bela")
    queued = engine.dialect.name == "sqlite"  # there, writers queue at the door
    both_hold_one = Barrier(1 if queued else 2)

    def disable(*persons):
        with transaction(engine, by=BY) as changes:
            for person in persons:
                changes.get_one(type(person), person.id).disable()
                changes.flush()
                if person is persons[0]:
                    both_hold_one.wait()

    with ThreadPoolExecutor() as threads:
        waiting = [threads.submit(disable, first, second), threads.submit(disable, second, first)]
        refused = [no for no in (each.exception(20) for each in waiting) if no]

    assert [type(no) for no in refused] == ([] if queued else [Overtaken])


def test_a_register_is_made_with_its_folder(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'new' / 'rehab.db'}")

    with engine.connect() as connection:
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    engine.dispose()

    assert (journal, synchronous) == ("wal", 2)  # 2 is FULL: what is committed stays


def test_moments_are_kept_in_utc_whatever_their_zone(engine, session):
    bucharest = datetime(2027, 3, 1, 14, 30, tzinfo=ZoneInfo("Europe/Bucharest"))
    with transaction(engine, by=BY, at=bucharest) as changes:
        changes.add(Partner(code="TM", name="Timiș", country="RO"))

    kept = session.exec(select(Partner)).one().created_at
    assert kept == NOON + timedelta(minutes=30)
    assert kept.utcoffset() == timedelta(0)
