"""The press: sends what waits to its printers, one piece at each in turn, and draws long PDFs.

How far a run has come is written down after each piece. Whoever goes on after a kill prints the
piece again that was on its way then, and no other.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from assets import files, printing
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.files import Full
from assets.labelling import runs
from assets.labelling.runs import PrintRun, Trouble
from assets.settings import Settings
from jobs import ways
from jobs.post import Clock, now
from jobs.ways import NotSent, Occupied

log = logging.getLogger(__name__)

BY = Actor("timetable")
BREATH = 0.5  # seconds until those are asked again who had enough to do
STALLED = timedelta(minutes=10)  # without a label from a printer that has work
OFTEN = 0.5  # seconds between two looks at whether a drawing has been called off


class Drawing(Protocol):
    """Draws what is printed. The press knows no label."""

    def piece(self, session: Session, run: PrintRun) -> tuple[bytes, int]:
        """What follows on what has been printed: a sheet, or a label as ZPL; how many labels."""

    def whole(
        self, session: Session, run: PrintRun, cancelled: Callable[[int], bool] | None
    ) -> bytes:
        """The whole print as one PDF. `cancelled` is asked with how many are drawn."""


class CalledOff(Exception):  # noqa: N818
    """Nobody wants it any more."""


def never() -> bool:
    return False


@dataclass(frozen=True)
class Press:
    """What the runs of one register need."""

    engine: Engine
    settings: Settings
    drawing: Drawing
    clock: Clock = now
    patience: float = ways.PATIENCE

    def run(self, stopping: Callable[[], bool] = never) -> int:
        """Print until nothing waits, and say how many labels there were."""
        count = 0
        while not stopping() and (turn := self._turn()):
            moved = [self._go_on(key) for key in turn]
            count += sum(moved)
            if not any(moved):
                time.sleep(BREATH)
        return count

    def _turn(self) -> list[UUID]:
        with transaction(self.engine, by=BY, read_only=True) as session:
            return runs.turn(session)

    def _go_on(self, key: UUID) -> int:
        """One piece of a run; how many labels."""
        with transaction(self.engine, by=BY) as session:
            run = runs.begin(session, key, self.clock())
        if run is None:
            return 0
        try:
            return self._sent(run) if run.printer else self._drawn(run)
        except NotSent as no:
            self._fail(run, no.trouble, no.words)
        except Full:
            self._fail(run, Trouble.FULL, "")
        except (Refused, Missing) as no:
            self._fail(run, Trouble.UNDRAWN, str(no))
        except Exception as bug:
            self._fail(run, Trouble.UNDRAWN, type(bug).__name__)
            raise
        return 0

    def _sent(self, run: PrintRun) -> int:
        assert run.printer is not None
        try:
            if run.done >= run.count:
                return self._settled(run)
            with transaction(self.engine, by=BY, read_only=True) as session:
                piece, count = self.drawing.piece(session, run)
            near = self.settings.near_printers
            number = ways.send(run.printer, piece, near=near, patience=self.patience)
        except Occupied:
            if run.moved_at and self.clock() - run.moved_at > STALLED:
                raise NotSent(Trouble.SILENT) from None
            return 0
        with transaction(self.engine, by=BY) as session:
            return count * runs.advance(session, run, count, self.clock(), number)

    def _settled(self, run: PrintRun) -> int:
        """All of it is in the queue: it is printed when the last of it has left."""
        assert run.printer is not None
        if run.said and not ways.printed(run.printer, run.said, patience=self.patience):
            raise Occupied
        with transaction(self.engine, by=BY) as session:
            runs.advance(session, run, 0, self.clock())
        return 0

    def _drawn(self, run: PrintRun) -> int:
        try:
            with transaction(self.engine, by=BY, read_only=True) as session:
                pdf = self.drawing.whole(session, run, self._watched(run))
        except CalledOff:
            return 0
        stored = files.receive(pdf, "labels.pdf", self.settings)
        with transaction(self.engine, by=BY) as session:
            return run.count * runs.keep(session, run, stored.digest, self.clock())

    def _watched(self, run: PrintRun) -> Callable[[int], bool]:
        """Writes down how far a drawing has come, and ends it when it has been called off."""
        looked = time.monotonic()

        def cancelled(done: int) -> bool:
            nonlocal looked
            if time.monotonic() - looked < OFTEN:
                return False
            looked = time.monotonic()
            with transaction(self.engine, by=BY) as session:
                if not runs.progress(session, run, done, self.clock()):
                    raise CalledOff
            return False

        return cancelled

    def _fail(self, run: PrintRun, trouble: Trouble, words: str) -> None:
        log.warning("The print %s goes no further: %s %s", run.id, trouble, words)
        with transaction(self.engine, by=BY, at=self.clock()) as session:
            printing.fail(session, run, trouble, words)
