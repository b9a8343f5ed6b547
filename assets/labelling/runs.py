"""How far a print has come on its way to paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import files
from assets.database import UNLOADED, Row, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.identifiers import LabelPrint
from assets.labelling import prints
from assets.labelling.printers import Printer
from assets.people import Person
from assets.rights import Permission, Rights
from assets.words import N_, Worded

LONG = 1_000  # labels from which a PDF is drawn apart


class Stage(Worded):
    """Where a run stands."""

    WAITING = "waiting", N_("Waiting for its turn")
    RUNNING = "running", N_("Being printed")
    DONE = "done", N_("Sent to the printer")
    FAILED = "failed", N_("It failed")
    CANCELLED = "cancelled", N_("Called off")


UNDER_WAY = (Stage.WAITING, Stage.RUNNING)


class Trouble(Worded):
    """Why a printer has not printed."""

    ABSENT = (
        "absent",
        N_("Nothing answers at its address. Look whether it is switched on and on the network."),
    )
    REFUSING = "refusing", N_("It is there, but takes nothing at this port. Check its address.")
    SILENT = (
        "silent",
        N_("It does not answer. Look at its paper and ribbon, and whether its lid is shut."),
    )
    BROKEN_OFF = "broken_off", N_("It broke off in the middle. Look whether it is still on.")
    NO_PAPER = "no_paper", N_("It has no paper.")
    NO_RIBBON = "no_ribbon", N_("It has no ribbon.")
    LID_OPEN = "lid_open", N_("Its lid is open.")
    PAUSED = "paused", N_("It is paused. Press its pause button.")
    ASTRAY = "astray", N_("Its address leads back to the server, so nothing was sent.")
    NO_QUEUES = "no_queues", N_("The server has no queues: it lacks the command lp.")
    QUEUE = "queue", N_("The queue of the server did not print it.")
    FULL = "full", files.FULL_DISK
    UNDRAWN = "undrawn", N_("The labels could not be drawn.")


class PrintRun(Row, table=True):
    """A print on its way to a printer, or to a file when it is a long one."""

    print_id: UUID = Field(foreign_key="label_print.id", index=True)
    printer_id: UUID | None = Field(default=None, foreign_key="printer.id")
    asked_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    stage: Stage = Field(default=Stage.WAITING, sa_type=stored(Stage), index=True)
    count: int
    done: int = 0
    asked_at: datetime
    moved_at: datetime | None = None
    # Of one that failed, the trouble and what the system said of it; of one in a queue, its number.
    said: str = Field(default="", max_length=500)
    digest: str = Field(default="", max_length=64)

    printer: Printer | None = Relationship(sa_relationship_kwargs=UNLOADED)
    made: LabelPrint = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def under_way(self) -> bool:
        return self.stage in UNDER_WAY

    @property
    def trouble(self) -> tuple[Trouble, str] | None:
        """Why it failed, and in the system's own words if it had any."""
        if self.stage is not Stage.FAILED:
            return None
        trouble, _, words = self.said.partition(":")
        return Trouble(trouble), words


def ask(session: Session, made: LabelPrint, printer: Printer | None, at: datetime) -> PrintRun:
    """Send a print to a printer, or have its PDF drawn, as soon as it is its turn."""
    if printer and printer.given_up:
        raise Refused("{name} has been given up.", name=printer.name, field="printer")
    if printer and not printer.sent_to:
        raise Refused("Open the PDF and print it on {name}.", name=printer.name, field="printer")
    run = PrintRun(
        print_id=made.id,
        printer_id=printer.id if printer else None,
        asked_by_id=session.info["by"].person_id,
        count=len(made.codes) * made.copies,
        asked_at=at,
    )
    session.add(run)
    session.flush()
    return run


def run(session: Session, key: UUID, seen_by: Rights) -> PrintRun:
    """A run, if she asked for it, or may print on its printer or what it prints."""
    found = session.exec(_whole().where(PrintRun.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such print.")
    asked = session.info["by"].person_id
    hers = asked is not None and found.asked_by_id == asked
    if not hers and not (found.printer and seen_by.may(Permission.LABELS_PRINT, found.printer)):
        prints.print_of(session, found.print_id, seen_by)
    return found


def of_print(session: Session, made: LabelPrint) -> Sequence[PrintRun]:
    """How often a print was sent, and where to; the latest first."""
    latest = col(PrintRun.asked_at).desc(), col(PrintRun.id)
    return session.exec(_whole().where(PrintRun.print_id == made.id).order_by(*latest)).all()


def turn(session: Session) -> list[UUID]:
    """Whose turn it is: at each printer the run that has waited longest, and one of the files."""
    under_way = col(PrintRun.stage).in_(UNDER_WAY)
    queue = select(PrintRun.printer_id, PrintRun.id).where(under_way)
    first: dict[UUID | None, UUID] = {}
    for printer_id, key in session.exec(queue.order_by(col(PrintRun.asked_at), col(PrintRun.id))):
        first.setdefault(printer_id, key)
    return list(first.values())


def begin(session: Session, key: UUID, at: datetime) -> PrintRun | None:
    """Take up a run, or go on with it. None when it has been called off meanwhile."""
    found = session.exec(_whole().where(PrintRun.id == key)).one()
    if not found.under_way:
        return None
    if found.stage is Stage.WAITING:
        found.stage, found.moved_at = Stage.RUNNING, at
    return found


def advance(session: Session, run: PrintRun, count: int, at: datetime, number: str = "") -> bool:
    """So many more have been printed. False when another has been quicker, or it was called off.

    What a queue has taken is only printed when the queue says so: it has a number there.
    """
    done = run.done + count
    ended = done >= run.count and not number
    values = {"done": done, "moved_at": at, "said": number}
    return _change(session, run, **values, **({"stage": Stage.DONE} if ended else {}))


def keep(session: Session, run: PrintRun, digest: str, at: datetime) -> bool:
    """The PDF of a long print is drawn, and kept under its digest."""
    values = {"done": run.count, "digest": digest, "moved_at": at, "stage": Stage.DONE}
    return _change(session, run, **values)


def progress(session: Session, run: PrintRun, done: int, at: datetime) -> bool:
    """So many labels of a long PDF are drawn. False when it was called off."""
    run.done = done if _change(session, run, done=done, moved_at=at) else run.done
    return run.done == done


def fail(session: Session, run: PrintRun, trouble: Trouble, words: str, at: datetime) -> bool:
    """It goes no further by itself. Whether it was still under way."""
    said = f"{trouble}:{' '.join(words.split())}"[:500]
    return _change(session, run, stage=Stage.FAILED, said=said, moved_at=at)


def cancel(run: PrintRun, at: datetime) -> None:
    """Call it off: what has been printed stays printed, and the next label is not."""
    if not run.under_way:
        raise Refused("It has ended already.")
    run.stage, run.moved_at, run.said = Stage.CANCELLED, at, ""


def resume(run: PrintRun, at: datetime) -> None:
    """Go on where it stopped, with the label after the last that was printed."""
    if run.stage not in {Stage.FAILED, Stage.CANCELLED}:
        raise Refused("Only what has failed or was called off can go on.")
    if run.printer and not run.printer.sent_to:
        raise Refused("{name} has been given up.", name=run.printer.name)
    run.stage, run.moved_at, run.said = Stage.WAITING, at, ""
    if run.printer is None:
        run.done = 0


def asker(session: Session, run: PrintRun) -> Person | None:
    return session.get(Person, run.asked_by_id) if run.asked_by_id else None


def _change(session: Session, run: PrintRun, **values: Any) -> bool:
    """Unless another has moved it on since, or called it off."""
    as_read = col(PrintRun.id) == run.id, col(PrintRun.done) == run.done
    still = update(PrintRun).where(*as_read, col(PrintRun.stage) == Stage.RUNNING)
    return bool(session.connection().execute(still.values(**values)).rowcount)


def _whole() -> SelectOfScalar[PrintRun]:
    return select(PrintRun).options(*alongside(PrintRun.printer, PrintRun.made))
