"""Printers: how one is reached, how fine it prints, and by how much it is off."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.database import Row, stored
from assets.rights import Guarded
from assets.words import N_, Worded


class Way(Worded):
    """How a print reaches a printer."""

    PAPER = "paper", N_("Somebody prints the PDF")
    RAW = "raw", N_("At its address on the network")
    QUEUE = "queue", N_("Through a queue of the server")


class Speech(StrEnum):
    """What a printer is told in."""

    PDF = "pdf"
    ZPL = "zpl"


class Printer(Guarded, table=True):
    """One printer of a site. What is printed is moved by its offset, in millimetres."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    name: str = Field(max_length=40)
    way: Way = Field(default=Way.PAPER, sa_type=stored(Way))
    speech: Speech = Field(default=Speech.PDF, sa_type=stored(Speech))
    # A host and a port, or the name of a queue.
    address: str = Field(default="", max_length=200)
    dots_per_inch: int = 300
    offset_x: float = 0
    offset_y: float = 0
    given_up: bool = False

    @property
    def label(self) -> str:
        return self.name


class PrintHabit(Row, table=True):
    """What somebody chose last at a printer, or on paper, so that she need not choose it again."""

    __table_args__ = (UniqueConstraint("person_id", "printer_id"),)

    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    printer_id: UUID | None = Field(default=None, foreign_key="printer.id", ondelete="CASCADE")
    stock: str = Field(max_length=40)
    design: str = Field(max_length=40)
    copies: int = 1
