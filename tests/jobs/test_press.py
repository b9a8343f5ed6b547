import errno
import os
import socket
import time
from datetime import timedelta
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import select

from assets import notices
from assets.database import Actor, open_engine, transaction
from assets.inventory.identifiers import Label, LabelPrint
from assets.labelling import printers, runs
from assets.labelling.printers import Said, Speech, Way
from assets.labelling.runs import PrintRun, Stage, Trouble
from assets.notices import Notice
from assets.rights import EVERYTHING
from assets.settings import Settings
from jobs import letters
from jobs.post import now
from jobs.press import STALLED, Press
from tests.builders import a_person, a_site, saved
from tests.jobs.print_house import laid_on_path, open_printer
from tests.processes import PROCESSES

SOON = 0.3  # seconds of patience with a printer


class Numbers:
    """Labels that say their number, one in each piece."""

    def piece(self, _, run):
        return f"^XA^FD{run.made.codes[run.done]}^FS^XZ".encode(), 1

    def whole(self, _, run, cancelled):
        for done in range(0, run.count, 500):
            cancelled(done)
        return _a_pdf()


def _a_pdf():
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def a_press(engine, home=None, **values):
    settings = Settings(near_printers=True, **({"home": home} if home else {}))
    return Press(engine, settings, Numbers(), **({"patience": SOON} | values))


def a_printer(session, address, way=Way.RAW, speech=Speech.ZPL, name="Zebra"):
    said = Said(name, way, speech, address, 203)
    return saved(session, printers.name_one(session, a_site(session), said, near=True))


def a_run(session, printer=None, count=3, by=None, letter="N"):
    codes = [f"{letter}{number:07}" for number in range(count)]
    site = a_site(session)
    session.add_all(Label(code=code, site_id=site.id) for code in codes)
    made = saved(session, LabelPrint(stock="L7160", codes=codes))
    session.info["by"] = Actor("web", by.id if by else None)
    run = runs.ask(session, made, printer, now())
    session.commit()
    return run


def again(session, run):
    session.expire_all()
    return runs.run(session, run.id, EVERYTHING)


def numbers(printer):
    return [int(label[7:14]) for label in printer.labels]


def test_each_label_is_sent_once_and_in_order(engine, session):
    with open_printer() as (zebra, address):
        run = a_run(session, a_printer(session, address))
        count = a_press(engine).run() + a_press(engine).run()

    run = again(session, run)
    assert numbers(zebra) == [0, 1, 2]
    assert (count, run.done, run.stage) == (3, 3, Stage.DONE)


MOODS = {
    "silent": Trouble.SILENT,
    "no_paper": Trouble.NO_PAPER,
    "no_ribbon": Trouble.NO_RIBBON,
    "lid_open": Trouble.LID_OPEN,
    "paused": Trouble.PAUSED,
}


@pytest.mark.parametrize("state", MOODS)
def test_what_ails_a_printer_is_said_and_told_once_to_who_asked(engine, session, state):
    anna = a_person(session, site=a_site(session), name="Anna")
    with open_printer(state=state) as (zebra, address):
        run = a_run(session, a_printer(session, address), by=anna)
        for _ in range(2):
            a_press(engine).run()

    run, notice = again(session, run), session.exec(select(Notice)).one()
    assert (run.stage, run.trouble) == (Stage.FAILED, (MOODS[state], ""))
    assert (notice.person_id, zebra.labels) == (anna.id, [])


def test_the_notice_says_in_her_language_what_to_look_at(engine, session):
    site = a_site(session)
    with open_printer(state="lid_open") as (_, address):
        a_run(session, a_printer(session, address), by=a_person(session, site=site))
        a_press(engine).run()

    letter = notices.letter_of(session, session.exec(select(Notice)).one())
    said = letters.text(letter, base_url="https://assets.example.org")
    assert letters.subject(letter) == "Labels not printed: Zebra (0 of 3)"
    assert "Zebra · Lovrin printed 0 of 3 labels and then no more." in said
    assert "Its lid is open." in said
    assert f"https://assets.example.org/labels/runs/{letter.values['run']}" in said


def test_nobody_at_the_address_is_told_from_somebody_who_refuses(engine, session):
    with socket.create_server(("127.0.0.1", 0)) as door:
        closed = f"127.0.0.1:{door.getsockname()[1]}"
    refusing = a_run(session, a_printer(session, closed, name="Closed"))
    absent = a_run(
        session, a_printer(session, "no-such-printer.invalid:9100", name="Gone"), letter="M"
    )

    a_press(engine).run()

    assert again(session, refusing).trouble == (Trouble.REFUSING, closed)
    assert again(session, absent).trouble == (Trouble.ABSENT, "no-such-printer.invalid:9100")


def test_a_printer_that_dies_in_the_middle_goes_on_with_the_label_it_died_at(engine, session):
    with open_printer(dies_after=1) as (zebra, address):
        run = a_run(session, a_printer(session, address))
        a_press(engine).run()
        died = again(session, run)
        trouble, done = died.trouble, died.done
        runs.resume(died, now())
        session.commit()
        a_press(engine).run()

    assert (trouble[0], done) == (Trouble.BROKEN_OFF, 1)
    assert numbers(zebra) == [0, 1, 2]
    assert again(session, run).stage is Stage.DONE


def test_a_slow_printer_has_all_the_time_that_it_moves_in(engine, session):
    with open_printer(seconds_each=SOON / 2) as (zebra, address):
        run = a_run(session, a_printer(session, address), count=3)
        a_press(engine).run()

    assert (numbers(zebra), again(session, run).stage) == ([0, 1, 2], Stage.DONE)


def test_one_silent_printer_does_not_hold_up_the_others(engine, session):
    with open_printer(state="silent") as (_, deaf), open_printer() as (zebra, address):
        first = a_run(session, a_printer(session, deaf, name="Deaf"), letter="M")
        second = a_run(session, a_printer(session, address))
        a_press(engine).run()

    assert again(session, first).stage is Stage.FAILED
    assert (len(zebra.labels), again(session, second).stage) == (3, Stage.DONE)


def _press(database_url):
    a_press(open_engine(database_url)).run()


def test_a_kill_in_the_middle_prints_no_label_twice_but_the_one_on_its_way(
    database_url, engine, session
):
    with open_printer(seconds_each=0.05) as (zebra, address):
        run = a_run(session, a_printer(session, address), count=12)
        presser = PROCESSES.Process(target=_press, args=(database_url,))
        presser.start()
        while len(zebra.labels) < 4:
            time.sleep(0.01)
        presser.kill()
        presser.join()
        a_press(engine).run()

    printed = numbers(zebra)
    assert sorted(set(printed)) == list(range(12))
    assert len(printed) - 12 <= 1
    assert again(session, run).stage is Stage.DONE


def test_what_is_called_off_prints_no_further_label(engine, session):
    with open_printer(seconds_each=0.05) as (zebra, address):
        run = a_run(session, a_printer(session, address), count=50)

        def after_three():
            if len(zebra.labels) >= 3:
                with transaction(engine, by=Actor("web")) as other:
                    found = other.get_one(PrintRun, run.id)
                    if found.under_way:
                        runs.cancel(found, now())
            return False

        a_press(engine).run(stopping=after_three)

    run = again(session, run)
    assert (run.stage, run.done, len(zebra.labels)) == (Stage.CANCELLED, 3, 3)


def test_a_pdf_goes_whole_to_a_printer_that_takes_it_raw(engine, session):
    with open_printer() as (office, address):
        run = a_run(session, a_printer(session, address, speech=Speech.PDF), count=1)
        a_press(engine).run()
        for _ in range(50):
            if office.received:
                break
            time.sleep(0.01)

    assert again(session, run).stage is Stage.DONE
    assert office.labels == [b"^XA^FDN0000000^FS^XZ"]


def test_nothing_is_sent_to_the_server_itself_unless_it_may(engine, session):
    with open_printer() as (zebra, address):
        run = a_run(session, a_printer(session, address))
        Press(engine, Settings(), Numbers(), patience=SOON).run()

    assert again(session, run).trouble == (Trouble.ASTRAY, "127.0.0.1")
    assert zebra.labels == []


@pytest.fixture
def queue(tmp_path, monkeypatch):
    folder = tmp_path / "cups"
    folder.mkdir()
    return laid_on_path(folder, monkeypatch)


def test_a_queue_is_given_each_piece_once_and_in_its_own_manner(engine, session, queue):
    run = a_run(session, a_printer(session, "office", Way.QUEUE))

    a_press(engine).run()

    assert queue.given == [b"^XA^FDN%07d^FS^XZ" % number for number in range(3)]
    assert queue.asked == ["-d office -t Rehab Assets -o raw"] * 3
    assert again(session, run).stage is Stage.DONE


def test_what_stays_in_a_queue_is_not_called_printed(engine, session, queue, monkeypatch):
    queue.say("stuck")
    run = a_run(session, a_printer(session, "office", Way.QUEUE), count=1)
    stops = iter([False, False, True])
    monkeypatch.setattr("jobs.press.BREATH", 0)

    a_press(engine).run(stopping=lambda: next(stops))
    waiting = again(session, run).stage
    a_press(engine, clock=lambda: now() + STALLED + timedelta(minutes=1)).run()

    assert waiting is Stage.RUNNING
    assert again(session, run).trouble == (Trouble.SILENT, "")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stands", "printer office disabled since Monday - Unplugged or turned off"),
        ("refuses", "lp: The printer or class does not exist."),
    ],
)
def test_a_queue_that_does_not_print_says_why(engine, session, queue, name, words):
    queue.say(name, words)
    run = a_run(session, a_printer(session, "office", Way.QUEUE))

    a_press(engine).run()

    assert again(session, run).trouble == (Trouble.QUEUE, words)


def test_a_server_without_queues_says_so(engine, session, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    run = a_run(session, a_printer(session, "office", Way.QUEUE))

    a_press(engine).run()

    assert again(session, run).trouble == (Trouble.NO_QUEUES, "")


def test_a_long_pdf_is_drawn_apart_and_kept_by_its_digest(engine, session, home):
    run = a_run(session, count=1_500)

    a_press(engine, home).run()

    run = again(session, run)
    kept = home / "files" / run.digest[:2] / run.digest
    assert (run.stage, run.done) == (Stage.DONE, 1_500)
    assert kept.read_bytes() == _a_pdf()


def test_on_a_full_disk_a_drawing_says_so_and_is_drawn_again_when_there_is_room(
    engine, session, home, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    run = a_run(session, count=1_500, by=a_person(session))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        a_press(engine, home).run()
    stopped = again(session, run)
    told = (stopped.stage, stopped.digest, stopped.trouble)
    left = [path for path in (home / "files").rglob("*") if path.is_file()]
    runs.resume(stopped, now())
    session.commit()
    a_press(engine, home).run()

    assert told == (Stage.FAILED, "", (Trouble.FULL, ""))
    assert left == []
    assert again(session, run).stage is Stage.DONE


def test_a_drawing_that_is_called_off_ends_and_keeps_nothing(engine, session, home, monkeypatch):
    monkeypatch.setattr("jobs.press.OFTEN", 0.0)
    run = a_run(session, count=2_000)

    class CalledOffMeanwhile(Numbers):
        def whole(self, _, run, cancelled):
            cancelled(21)
            with transaction(engine, by=Actor("web")) as other:
                runs.cancel(other.get_one(PrintRun, run.id), now())
            cancelled(42)
            raise AssertionError("It went on.")

    Press(engine, Settings(home=home), CalledOffMeanwhile()).run()

    run = again(session, run)
    assert (run.stage, run.done, run.digest) == (Stage.CANCELLED, 21, "")
