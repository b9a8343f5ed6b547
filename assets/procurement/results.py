"""What a project promises besides things: workshops, people, strategies, works, and how many."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from assets.database import Record, Trilingual


class ProjectResult(Trilingual, Record, table=True):
    """One promised result: how many there must be, and how many there are."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    position: int = 1
    target: int
    achieved: int = 0
    due_on: date | None = None
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.name_en
