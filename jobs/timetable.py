"""What happens by itself, and when: each duty once per site and day, in the site's own time.

Nothing is remembered here. A tick each minute asks which duties of today have not been kept, so
that what was missed while the program was off is kept when it comes back.
"""

import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy import Engine
from sqlmodel import Session

from assets import duties, reminders
from assets.database import Actor, moment_of, transaction
from assets.errors import Refused
from assets.inventory import places
from assets.inventory.places import Place
from assets.maintenance import occurrences, reopenings
from assets.procurement import outlooks
from assets.rights import EVERYTHING
from assets.settings import Settings
from jobs.bindery import Bindery, Binding
from jobs.keeper import Keeper
from jobs.post import now, post
from jobs.press import Drawing, Press

log = logging.getLogger(__name__)

BY = Actor("timetable")
EACH_MINUTE: dict[str, Any] = {"trigger": "interval", "minutes": 1}
EACH_HOUR: dict[str, Any] = {"trigger": "interval", "hours": 1}
SOON = timedelta(seconds=2)
MANNER: dict[str, Any] = {
    "timezone": "UTC",
    "job_defaults": {"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
}


class Duty(Protocol):
    """What is done for one site on one of its days, and how many of it there were."""

    def __call__(self, session: Session, on: date, site: Place) -> int: ...


class Appointment(NamedTuple):
    """A duty, and the hour of a site's day from which it is kept."""

    at: time
    name: str
    duty: Duty


TIMETABLE = [
    Appointment(time(5), duties.OPEN_DUE, occurrences.open_due),
    Appointment(time(5), duties.OPEN_REOPENINGS, reopenings.open_due),
    Appointment(time(5), duties.RECKON_OUTLOOKS, outlooks.reckon_due),
]
# Kept at any hour when they are asked for by name.
BY_NAME: dict[str, Duty] = {each.name: each.duty for each in TIMETABLE} | {
    duties.WRITE_DIGESTS: reminders.write_digests
}
NAMES = [*BY_NAME, duties.POST]


def of_site(session: Session, site: Place) -> list[Appointment]:
    """What is kept at a site: its digests at the hours that its people chose."""
    digests = [
        Appointment(
            time(hour),
            duties.at_hour(duties.WRITE_DIGESTS, hour),
            partial(reminders.write_digests, hour=hour),
        )
        for hour in reminders.hours(session, site)
    ]
    return [*TIMETABLE, *digests]


@dataclass(frozen=True)
class Workshop:
    """Who draws labels and who writes dossiers: the timetable knows neither labels nor pages."""

    drawing: Drawing
    binding: Binding


def start(engine: Engine, settings: Settings, workshop: Workshop) -> BaseScheduler:
    """Keep the timetable beside what else this process does, until it is shut down."""
    scheduler = BackgroundScheduler(**MANNER)
    _wind(scheduler, engine, settings, workshop)
    scheduler.start()
    return scheduler


def work(engine: Engine, settings: Settings, workshop: Workshop) -> None:
    """Keep the timetable and do nothing else, until somebody interrupts."""
    scheduler = BlockingScheduler(**MANNER)
    _wind(scheduler, engine, settings, workshop)
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, lambda *_: scheduler.shutdown())
    scheduler.start()


def _wind(scheduler: BaseScheduler, engine: Engine, settings: Settings, workshop: Workshop) -> None:
    keeper = Keeper(engine)
    press = Press(engine, settings, workshop.drawing)
    bindery = Bindery(engine, settings, workshop.binding)
    for often, duty in (
        (EACH_MINUTE, lambda: tick(engine, now())),
        (EACH_MINUTE, lambda: post(engine, settings)),
        (EACH_HOUR, bindery.tidy),
    ):
        scheduler.add_job(_while_kept(keeper, duty), **often, next_run_time=now())
    for shift in (press.run, bindery.run):
        _keep_at(scheduler, keeper, shift)


def _while_kept(keeper: Keeper, duty: Callable[[], object]) -> Callable[[], None]:
    """It is done by the one process that keeps the timetable."""

    def done() -> None:
        if keeper.holds():
            duty()

    return done


def _keep_at(scheduler: BaseScheduler, keeper: Keeper, shift: Callable[..., int]) -> None:
    """Look every few seconds, for somebody waits for it; but never twice at once."""

    def do_waiting() -> None:
        try:
            if keeper.holds():
                shift(stopping=lambda: not scheduler.running)
        finally:
            scheduler.add_job(do_waiting, "date", run_date=now() + SOON)

    scheduler.add_job(do_waiting, "date", run_date=now())


def tick(engine: Engine, at: datetime) -> None:
    """Keep every duty whose hour has come today at its site, and that nobody has kept."""
    for site in _sites(engine):
        there = at.astimezone(places.zone_of(site))
        for appointment in _due(engine, site, there):
            _keep_once(engine, appointment, site, there.date(), at)


def _due(engine: Engine, site: Place, there: datetime) -> list[Appointment]:
    """What is to be kept by now on this site's clock, and has not been today."""
    with transaction(engine, by=BY, read_only=True) as session:
        kept = duties.kept_on(session, site.id, there.date())
        due = [each for each in of_site(session, site) if each.at <= there.time()]
        return [each for each in due if each.name not in kept]


def keep(engine: Engine, settings: Settings, name: str, on: date) -> int:
    """Keep one duty now, at every site, as of a day; also again, which does no harm."""
    if name == duties.POST:
        return post(engine, settings)
    if name not in BY_NAME:
        raise Refused("There is no duty {name}. Choose {names}.", name=name, names=", ".join(NAMES))
    kept = Appointment(time(), name, BY_NAME[name])
    return sum(_keep(engine, kept, site, on) for site in _sites(engine))


def _keep_once(
    engine: Engine, appointment: Appointment, site: Place, day: date, at: datetime
) -> None:
    """Mark it as kept in the transaction that keeps it: another process finds both or neither."""
    with transaction(engine, by=BY, at=at) as session:
        if duties.claim(session, appointment.name, site.id, day, at=at):
            count = appointment.duty(session, on=day, site=site)
            log.info("%s at %s on %s: %d", appointment.name, site.code, day, count)


def _keep(engine: Engine, appointment: Appointment, site: Place, day: date) -> int:
    with transaction(engine, by=BY) as session:
        duties.claim(session, appointment.name, site.id, day, at=moment_of(session))
        return appointment.duty(session, on=day, site=site)


def _sites(engine: Engine) -> Sequence[Place]:
    with transaction(engine, by=BY, read_only=True) as session:
        return places.sites(session, EVERYTHING)
