"""How far a print has come on its way to paper."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from assets.database import Row, stored
from assets.words import N_, Worded


class Stage(Worded):
    """Where a run stands."""

    WAITING = "waiting", N_("Waiting for its turn")
    RUNNING = "running", N_("Being printed")
    DONE = "done", N_("Sent to the printer")
    FAILED = "failed", N_("It failed")
    CANCELLED = "cancelled", N_("Called off")


class PrintRun(Row, table=True):
    """A print on its way to a printer, or to a file when it is a long one."""

    print_id: UUID = Field(foreign_key="label_print.id", index=True)
    printer_id: UUID | None = Field(default=None, foreign_key="printer.id")
    stage: Stage = Field(default=Stage.WAITING, sa_type=stored(Stage), index=True)
    count: int
    done: int = 0
    asked_at: datetime
    moved_at: datetime | None = None
    # What the printer or the system said when it failed.
    said: str = Field(default="", max_length=500)
    digest: str = Field(default="", max_length=64)
