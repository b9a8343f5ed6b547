"""Work in bulk: a list of ten thousand, five thousand duties that fall due, a thousand labels."""

import csv
import io
import time
import tracemalloc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Engine, func
from sqlmodel import Session, select

from assets import settings
from assets.database import open_engine, transaction
from assets.inventory.identifiers import LabelPrint
from assets.inventory.register import Asset
from assets.labelling import prints
from assets.maintenance import occurrences
from assets.procurement.simulations import Course, Step, prospects
from assets.rights import EVERYTHING
from labels import prints as drawing
from tests import postgres
from tests.benchmarks import filling, floors
from tests.benchmarks.filling import ASSETS, BY, DAY, DUE_EVERY
from tests.benchmarks.table import Line, Target, say
from tests.house import House

ROWS = 10_000
ROOM = 150  # megabytes
HEADERS = ("name", "site", "place", "maker", "model", "serial_number", "acquired_on")


def bring(house: House, file: Path, engine: Engine) -> None:
    """`rehab import`, as a person types it: its start is in the figure."""
    sheet = house.home / "list.csv"
    sheet.write_text(_sheet(), encoding="utf-8")
    words = ("import", str(sheet), "--as", "assets")
    before = _count(engine)
    _say("import of 10,000 rows, dry run", _taking(lambda: house.rehab(*words, "--dry-run")), 5)
    assert _count(engine) == before
    took: list[float] = []

    def applied() -> None:
        with _another_writer(engine) as waits:
            took.append(_taking(lambda: house.rehab(*words)))
        took.append(max(waits))

    alone = floors.written_again(file, applied, times=1)
    assert _count(engine) == before + ROWS
    _say("import of 10,000 rows, applied", took[0], 8, alone)
    _say("longest wait of another writer meanwhile", took[1], 3)


def look_ahead() -> None:
    """Ten thousand courses of a project of sixty lots, each with twenty-five stages."""
    steps = [Step("first", 1, 0, 0, 0, ())]
    steps += [Step(f"s{place}", None, 5, 10, 40, (place - 1,)) for place in range(1, 25)]
    courses = [Course(f"L{number}", steps) for number in range(60)]
    _say("outlook of 60 lots x 25 stages", _taking(lambda: prospects(courses, 400)), 2)


@contextmanager
def _another_writer(engine: Engine) -> Generator[list[float]]:
    """Somebody else who wants to write all the while, and how long she had to wait each time."""
    waits: list[float] = []
    over = Event()

    def want() -> None:
        while not over.is_set():
            waits.append(_taking(lambda: _begin(engine)))
            over.wait(0.02)

    somebody = Thread(target=want)
    somebody.start()
    yield waits
    over.set()
    somebody.join()


def _begin(engine: Engine) -> None:
    with transaction(engine, by=BY) as session:
        session.connection()


def _sheet() -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADERS)
    for number in range(ROWS):
        made = (f"Maker {number % 30}", f"Model {number % 300}", f"DEMO-N{number:05}")
        rows.writerow(("Baie", "LOV", f"Lovrin / Sala {number % 180}", *made, "2026-03-01"))
    return written.getvalue()


def fall_due(file: Path, engine: Engine) -> None:
    """`occurrences.open_due` for all sites, from the question to the disk, and its memory."""
    _say_room("open-due, memory of its own", engine)
    took: list[float] = []
    alone = floors.written_again(file, lambda: took.append(_opening(engine)), times=1)
    _say(f"open-due, {ASSETS // DUE_EVERY:,} due of {ASSETS:,}", took[0], 2, alone)


def fall_due_on_postgresql() -> None:
    """The same on a server of its own, filled for it."""
    with postgres.server() as server, postgres.database(server, "rehab_bench") as url:
        address = url.render_as_string(hide_password=False)
        filling.filled(address)
        engine = open_engine(address)
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        _say_room("on PostgreSQL, memory of its own", engine)
        _say("open-due on PostgreSQL", _opening(engine), 2)
        engine.dispose()


def _say_room(name: str, engine: Engine) -> None:
    room = _room(engine)
    say(Line(name, Target(f"<= {ROOM} MB", room <= ROOM), figure=f"{room:.0f} MB"))


def _opening(engine: Engine) -> float:
    def opened() -> None:
        with transaction(engine, by=BY, at=datetime.now(UTC)) as session:
            assert occurrences.open_due(session, DAY) == ASSETS // DUE_EVERY

    return _taking(opened)


def _room(engine: Engine) -> float:
    """The megabytes that opening them holds at once, in a transaction that comes to nothing."""
    tracemalloc.start()
    with Session(engine, info={"by": BY, "at": datetime.now(UTC)}) as session:
        assert occurrences.open_due(session, DAY) == ASSETS // DUE_EVERY
        session.rollback()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000


def print_labels(engine: Engine) -> None:
    """The PDF of a print, from its rows to its last byte."""
    chosen = settings.load()

    def drawn() -> None:
        with transaction(engine, by=BY, read_only=True) as session:
            made = session.exec(select(LabelPrint)).first()
            laid = drawing.laid(session, prints.print_of(session, made.id, EVERYTHING), chosen)
            assert len(laid.labels) == 1_000
            drawing.pdf(laid)

    drawn()
    _say("1,000 labels on A4", _taking(drawn), 1)


def _say(name: str, took: float, most: float, alone: float | None = None) -> None:
    say(Line(name, Target(f"<= {most} s", took <= most), took, alone=alone))


def _taking(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _count(engine: Engine) -> int:
    with transaction(engine, by=BY, read_only=True) as session:
        return session.exec(select(func.count()).select_from(Asset)).one()
