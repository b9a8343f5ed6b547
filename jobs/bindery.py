"""The bindery: puts dossiers together, one after the other, and clears away old files.

A dossier is there whole or not at all: whoever goes on after a kill begins it anew.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from assets import files
from assets.database import Actor, transaction
from assets.errors import Forbidden, Missing
from assets.files import Full
from assets.procurement import dossier_runs, dossiers
from assets.procurement.dossier_runs import DossierRun, Trouble
from assets.settings import Settings
from jobs.post import Clock, now

log = logging.getLogger(__name__)

BY = Actor("timetable")
OFTEN = 0.5  # seconds between two looks at whether it has been called off

Moved = Callable[[int, int], None]
"""Is told how many of how many things are in it. Raises when nobody wants the rest."""


class Binding(Protocol):
    """Writes a dossier. The bindery knows no page."""

    def __call__(self, session: Session, run: DossierRun, file: Path, moved: Moved) -> int:
        """Write it to this file; of how many things it is."""


class CalledOff(Exception):  # noqa: N818
    """Nobody wants it any more, or the program stops."""


def never() -> bool:
    return False


@dataclass(frozen=True)
class Bindery:
    """What the dossiers of one register need."""

    engine: Engine
    settings: Settings
    binding: Binding
    clock: Clock = now

    def run(self, stopping: Callable[[], bool] = never) -> int:
        """Put together what waits, and say how many dossiers there were."""
        count = 0
        while not stopping() and (key := self._next()):
            count += self._bind(key, stopping)
        return count

    def tidy(self) -> None:
        """Delete the files that have lain long enough, and leave out runs as old."""
        at = self.clock()
        for each in self.settings.dossiers.rglob("*"):
            if each.is_file() and _touched(each) < at - dossiers.KEPT:
                each.unlink(missing_ok=True)
        with transaction(self.engine, by=BY) as session:
            dossier_runs.forget(session, dossiers.KEPT, at)

    def _next(self) -> UUID | None:
        with transaction(self.engine, by=BY, read_only=True) as session:
            return dossier_runs.waiting(session)

    def _bind(self, key: UUID, stopping: Callable[[], bool]) -> int:
        """One dossier; whether it lies there now."""
        with transaction(self.engine, by=BY) as session:
            run = dossier_runs.begin(session, key, self.clock())
        if run is None:
            return 0
        try:
            return self._kept(run, *self._written(run, stopping))
        except CalledOff:
            log.info("The dossier %s was called off.", run.id)
        except Full:
            self._fail(run, Trouble.FULL)
        except (Missing, Forbidden):
            self._fail(run, Trouble.BARRED)
        except Exception:
            self._fail(run, Trouble.BROKEN)
            raise
        return 0

    def _written(self, run: DossierRun, stopping: Callable[[], bool]) -> tuple[Path, int]:
        """The file under its digest, and of how many things it is."""
        folder = self.settings.dossiers
        for half in folder.glob("*.zip*"):  # of a program that was killed: only one binds
            half.unlink()
        with files.room():
            file = folder / f".{run.id}.zip"
            reader = Actor(BY.source, run.asked_by_id)
            with transaction(self.engine, by=reader, read_only=True) as session:
                count = self.binding(session, run, file, self._watched(run, stopping))
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            lies = files.beneath(folder, digest)
            lies.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.replace(lies)
        return lies, count

    def _kept(self, run: DossierRun, lies: Path, count: int) -> int:
        size = lies.stat().st_size
        with transaction(self.engine, by=Actor(BY.source, run.asked_by_id)) as session:
            made = dossiers.keep(
                session, run.project, run.partner, digest=lies.name, size=size, things=count
            )
            if not dossier_runs.keep(session, run, made, self.clock()):
                raise CalledOff
        return 1

    def _watched(self, run: DossierRun, stopping: Callable[[], bool]) -> Moved:
        """Writes down how far it has come, and ends it when it has been called off."""
        looked = 0.0

        def moved(done: int, count: int) -> None:
            nonlocal looked
            if stopping():
                raise CalledOff
            if time.monotonic() - looked < OFTEN:
                return
            looked = time.monotonic()
            with transaction(self.engine, by=BY) as session:
                if not dossier_runs.progress(session, run, done, count, self.clock()):
                    raise CalledOff

        return moved

    def _fail(self, run: DossierRun, trouble: Trouble) -> None:
        log.warning("The dossier %s was not put together: %s", run.id, trouble)
        with transaction(self.engine, by=BY) as session:
            dossier_runs.fail(session, run, trouble, self.clock())


def _touched(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
