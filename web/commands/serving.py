"""The running program: serving, the timetable, one duty, the demonstration."""

import errno
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
import uvicorn
from sqlalchemy import Engine
from uvicorn.supervisors import Multiprocess

from assets.errors import Refused
from assets.settings import Settings
from jobs import timetable
from jobs.timetable import Workshop
from labels.pieces import Pieces
from web.commands import registers
from web.dossiers import Dossiers

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY")]


def serve(
    *,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="As many as there are cores.")] = 1,
    no_timetable: Annotated[bool, typer.Option("--no-timetable", help="`work` keeps it.")] = False,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Upgrade PostgreSQL first.")] = False,
) -> None:
    """Serve the register, and keep its timetable."""
    signal.signal(signal.SIGTERM, _stop)
    with (
        _bound(host, port) as door,
        registers.opened(upgrade=upgrade) as house,
        _timetable(house.engine, house.settings, kept=not no_timetable),
    ):
        typer.echo(f"Rehab Assets is at http://{host}:{port}")
        _run(door, workers)


def work() -> None:
    """Keep the timetable and do nothing else."""
    signal.signal(signal.SIGTERM, _stop)
    with registers.opened() as house:
        timetable.work(house.engine, house.settings, _workshop(house.settings))


def keep(duty: Annotated[str, typer.Argument(metavar="DUTY")], *, on: Day = None) -> None:
    """Keep one duty now, as of a day; today if none is named."""
    day = (on or datetime.now(UTC)).date()
    with registers.opened() as house:
        count = timetable.keep(house.engine, house.settings, duty, day)
    typer.echo(f"{duty} {day}: {count}")


def demo(*, on: Day = None) -> None:
    """Fill an empty register with the demonstration, and print who can sign in."""
    from assets import demo as story  # noqa: PLC0415 - nothing else needs it

    day = on.date() if on else story.usual_day(datetime.now(UTC).date())
    with registers.opened() as house:
        people = story.fill(house.engine, day, house.settings)
    typer.echo(f"The demonstration of {day}. Everybody's password is: {story.PASSWORD}")
    for person in people:
        typer.echo(f"{person.email:40} {person.name}")


@contextmanager
def _bound(host: str, port: int) -> Generator[socket.socket]:
    """A socket of our own, so that a port in use is said before anything else happens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as no:
            if no.errno != errno.EADDRINUSE:
                raise
            raise Refused(
                "Port {port} is in use. Name another with --port.", port=str(port)
            ) from no
        door.set_inheritable(True)
        yield door


@contextmanager
def _timetable(engine: Engine, settings: Settings, *, kept: bool) -> Generator[None]:
    scheduler = timetable.start(engine, settings, _workshop(settings)) if kept else None
    try:
        yield
    finally:
        if scheduler:
            scheduler.shutdown(wait=False)


def _workshop(settings: Settings) -> Workshop:
    return Workshop(Pieces(settings), Dossiers(settings))


def _run(door: socket.socket, workers: int) -> None:
    config = uvicorn.Config(
        "web.start:application",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    if workers > 1:
        Multiprocess(config, sockets=[door]).run()
        return
    server = uvicorn.Server(config)
    server.run(sockets=[door])
    if not server.started:
        raise Refused("The program could not start. What stands above says why.")


def _stop(*_: object) -> None:
    """Asked to end by the system: that is no failure, and everything is put away first."""
    raise SystemExit(0)
