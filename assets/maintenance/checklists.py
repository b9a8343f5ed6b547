"""Checklists: what is looked at, step by step, in versions that do not change any more."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Relationship

from assets.database import UNLOADED, Record, Trilingual, stored
from assets.maintenance.terms import Kind
from assets.trail import derived
from assets.words import N_, Worded


class StepKind(Worded):
    """How a step is answered."""

    TICK = "tick", N_("Tick")
    VERDICT = "verdict", N_("Passed, failed or does not apply")
    NUMBER = "number", N_("Number")
    CHOICE = "choice", N_("Choice")
    TEXT = "text", N_("Text")
    PHOTO = "photo", N_("Photo")
    INSTRUMENT = "instrument", N_("Measuring instrument")


class Checklist(Trilingual, Record, table=True):
    """What a piece of work goes through. Its steps stand in its versions; the last one holds."""

    key: str = Field(unique=True, max_length=60)
    kind: Kind | None = Field(default=None, sa_type=stored(Kind))
    # The keys of the equipment types that it is made for, between semicolons: ";PHY-US;".
    types: str = Field(default="", max_length=1000)
    shipped: bool = False
    withdrawn: bool = False
    folded: str = Field(default="", sa_column_kwargs=derived())

    @property
    def label(self) -> str:
        return self.key


class ChecklistVersion(Record, table=True):
    """The steps as they were on a day: never changed, only followed by the next version."""

    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    checklist_id: UUID = Field(foreign_key="checklist.id")
    number: int
    published_on: date
    source: str = Field(default="", max_length=500)
    steps: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))

    checklist: Checklist = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return str(self.number)
