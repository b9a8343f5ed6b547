"""Baselines: the plan of a lot as it was approved, each time it was."""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.database import Row
from assets.rights import Guarded


class Baseline(Guarded, table=True):
    """One approved plan of a lot. The first is number 1; what came later keeps the earlier ones."""

    __table_args__ = (UniqueConstraint("lot_id", "number"),)

    lot_id: UUID = Field(foreign_key="lot.id")
    number: int
    approved_on: date
    reason: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return str(self.number)


class BaselineDay(Row, table=True):
    """On which day a baseline planned a milestone."""

    __table_args__ = (UniqueConstraint("baseline_id", "milestone_id"),)

    baseline_id: UUID = Field(foreign_key="baseline.id")
    milestone_id: UUID = Field(foreign_key="milestone.id", index=True)
    on: date
