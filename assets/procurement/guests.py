"""Guest links: a controller reads one partner's things without an account, until a day."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from assets.database import Row
from assets.rights import Guarded
from assets.trail import private


class GuestLink(Guarded, table=True):
    """A secret address that shows a partner's dossier, and nothing else, until its last day."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    name: str = Field(max_length=120)  # for whom: the body, not a person
    digest: str = Field(unique=True, max_length=64, sa_column_kwargs=private())
    ends_on: date
    ended_on: date | None = None

    @property
    def label(self) -> str:
        return self.name


class GuestView(Row, table=True):
    """That a page was looked at by a guest link."""

    link_id: UUID = Field(foreign_key="guest_link.id", index=True)
    at: datetime
    path: str = Field(max_length=200)
