"""On-the-spot checks: which funded things a controller looks at, and what was found in the room."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.database import stored
from assets.rights import Guarded
from assets.words import N_, Worded


class Found(Worded):
    """What the controller found."""

    SEEN = "seen", N_("Seen as listed")
    DIFFERENT = "different", N_("Seen, with a remark")
    MISSING = "missing", N_("Not found")


class Inspection(Guarded, table=True):
    """One check of a partner's things: all of them, or a sample that a seed draws again."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    on: date
    seed: str = Field(default="", max_length=40)
    size: int | None = None
    controller: str = Field(default="", max_length=120)  # the body, not a person
    closed_on: date | None = None
    label: str = Field(default="", max_length=120)


class InspectedAsset(Guarded, table=True):
    """One thing on the list of a check."""

    __table_args__ = (UniqueConstraint("inspection_id", "asset_id"),)

    inspection_id: UUID = Field(foreign_key="inspection.id")
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    found: Found | None = Field(default=None, sa_type=stored(Found))
    remark: str = Field(default="", max_length=400)
    looked_at: datetime | None = None
    label: str = Field(default="", max_length=120)
