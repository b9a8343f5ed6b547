"""The register that the environment names, opened for a command."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from assets import ladders, settings, upgrades
from assets.database import Actor, open_engine, transaction
from assets.errors import Refused
from assets.inventory import shipped
from assets.maintenance import authored, profiles, safety_limits
from assets.procurement import stages, thresholds
from assets.settings import Settings
from jobs import restores

BY = Actor("cli")


class House(NamedTuple):
    """A register, and how it is installed."""

    engine: Engine
    settings: Settings


@contextmanager
def opened(*, new: bool = True, upgrade: bool = False) -> Generator[House]:
    """The register, as this program expects it; a new one in an empty home, if it may be `new`.

    SQLite is brought up to date by itself, and a PostgreSQL that others may be using on demand.
    """
    chosen = settings.load()
    _look(chosen, new=new)
    chosen.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else's to read
    engine = open_engine(chosen.database)
    try:
        with plainly():
            if upgrade or not upgrades.at_head(engine):
                _bring(engine, by_itself=upgrade or (new and engine.dialect.name == "sqlite"))
            yield House(engine, chosen)
    finally:
        engine.dispose()


@contextmanager
def plainly() -> Generator[None]:
    """What the database cannot do (it is away, the disk is full) is said in one line."""
    try:
        yield
    except OperationalError as no:
        reason = " ".join(str(no.orig).split())
        raise Refused("The database cannot be used: {reason}", reason=reason) from no


@contextmanager
def writing(at: datetime | None = None) -> Generator[Session]:
    """A transaction of the command line in that register."""
    with opened() as house, transaction(house.engine, by=BY, at=at) as session:
        yield session


def _look(chosen: Settings, *, new: bool) -> None:
    """Before a file is made where there is none: is it wanted?"""
    url = make_url(chosen.database)
    if url.get_backend_name() != "sqlite" or Path(str(url.database)).exists():
        return
    if restores.broken_off(chosen):
        raise Refused("A restore was broken off in {home}. Repeat it.", home=str(chosen.home))
    if not new:
        raise Refused("There is no register in {home}.", home=str(chosen.home))


def _bring(engine: Engine, *, by_itself: bool) -> None:
    if not by_itself:
        raise Refused("This register is not up to date. Make a backup, then run: rehab upgrade")
    upgrades.upgrade(engine)
    with transaction(engine, by=BY) as session:
        shipped.load(session)
        profiles.load(session)
        stages.load(session)
        thresholds.load(session)
        authored.load(session)
        ladders.load(session)
        safety_limits.load(session)
