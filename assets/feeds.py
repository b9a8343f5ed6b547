"""Feeds: secret addresses at which a calendar program reads somebody's dates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field

from assets.database import Record
from assets.trail import private


class Feed(Record, table=True):
    """One secret that shows one person's dates, of one site or kind if it says so."""

    digest: str = Field(unique=True, max_length=64, sa_column_kwargs=private())
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(default="", max_length=120)
    site_id: UUID | None = Field(default=None, foreign_key="place.id")
    kinds: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    revoked_at: datetime | None = None

    @property
    def label(self) -> str:
        return self.name
