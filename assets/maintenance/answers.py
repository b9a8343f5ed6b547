"""Answers: what was found at each step of a checklist, with the step as it was asked then."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session

from assets.database import stored
from assets.maintenance.limits import Severity
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Outcome
from assets.rights import Guarded


class Answer(Guarded, table=True):
    """One step of one order (or of one stop of it), as it was found and as it was left."""

    __table_args__ = (UniqueConstraint("order_id", "stop_key", "step_key"),)

    order_id: UUID = Field(foreign_key="work_order.id")
    stop_key: str = Field(default="", max_length=36)  # the stop's id in a round
    version_id: UUID = Field(foreign_key="checklist_version.id")
    step_key: str = Field(max_length=60)
    step: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    outcome: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    severity: Severity | None = Field(default=None, sa_type=stored(Severity))
    as_found: str = Field(default="", max_length=2000)  # what was typed or chosen
    number_found: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    as_left: str = Field(default="", max_length=2000)
    number_left: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    note: str = Field(default="", max_length=1000)
    document_id: UUID | None = Field(default=None, foreign_key="document.id")
    instrument_id: UUID | None = Field(default=None, foreign_key="asset.id")
    answered_at: datetime
    answered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    # The order that puts right what failed here.
    corrected_by_id: UUID | None = Field(default=None, foreign_key="work_order.id")

    @property
    def label(self) -> str:
        return self.step_key


def lacking(session: Session, order: WorkOrder) -> list[str]:
    """What its checklist still asks before the order can be done: sentences, untranslated."""
    return []
