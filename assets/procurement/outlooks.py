"""Outlooks: when a project is likely to end, as it was reckoned last."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field

from assets.database import Row


class Outlook(Row, table=True):
    """What a simulation of a project's lots said, and of which data it said so."""

    project_id: UUID = Field(foreign_key="project.id", unique=True)
    digest: str = Field(max_length=64)
    on: date
    reckoned_at: datetime
    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
