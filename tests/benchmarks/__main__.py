"""Fill a register, serve it, measure, and print one table."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from sqlalchemy import Engine

from assets import settings
from assets.database import open_engine
from tests.benchmarks import filling, lists, pages, printing, serving, table, timelines, work
from tests.benchmarks.serving import Served
from tests.benchmarks.table import Line, Target, say
from tests.browser import Browser
from tests.house import House
from web.app import create_app

MOST_MEGABYTES = 150
MOST_SECONDS = 3


def main() -> None:
    with TemporaryDirectory(prefix="rehab-bench-") as folder:
        os.environ["REHAB_HOME"] = folder
        file, begun = Path(folder, "rehab.db"), time.perf_counter()
        keys = filling.filled(f"sqlite:///{file}")
        typer.echo(f"Filled in {time.perf_counter() - begun:.0f} s. {_load()}\n")
        _measure(Path(folder), file, keys)


def _measure(home: Path, file: Path, keys: filling.Keys) -> None:
    engine = open_engine(f"sqlite:///{file}")
    browser = Browser(create_app(engine, settings.load()))
    browser.cookies["rehab_session"] = keys.cookie
    with serving.empty() as empty:
        nothing = pages.nothing(empty)
    table.head()
    with serving.rehab(home) as served:
        bench = pages.Bench(file, keys, engine, browser, served, nothing)
        pages.read(bench)
        pages.register(bench)
        _sizes(served)
        lists.compare(keys, served, file)
    _work(home, file, engine)
    printing.plates()
    printing.peers()
    engine.dispose()
    typer.echo(f"\n{_load()}")


def _work(home: Path, file: Path, engine: Engine) -> None:
    work.bring(House(home), file, engine)
    work.fall_due(file, engine)
    work.fall_due_on_postgresql()
    work.print_labels(engine)
    timelines.drawn()
    timelines.asked(home)
    work.look_ahead()


def _sizes(served: Served) -> None:
    for number, size in enumerate(served.megabytes(), start=1):
        target = Target(f"<= {MOST_MEGABYTES} MB", size <= MOST_MEGABYTES)
        say(Line(f"memory of worker {number}", target, figure=f"{size:.0f} MB"))
    target = Target(f"<= {MOST_SECONDS} s", served.started <= MOST_SECONDS)
    say(Line("start of rehab serve", target, served.started))


def _load() -> str:
    one, five, _ = os.getloadavg()
    return f"Others on this machine meanwhile: load {one:.1f}, {five:.1f} over five minutes."


if __name__ == "__main__":
    main()
