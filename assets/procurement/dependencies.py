"""Dependencies: which milestone of a lot cannot be before which other one, and by how many days."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.rights import Guarded


class Dependency(Guarded, table=True):
    """One milestone comes after another, so many calendar or working days later."""

    __table_args__ = (UniqueConstraint("milestone_id", "after_id"),)

    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    milestone_id: UUID = Field(foreign_key="milestone.id", ondelete="CASCADE")
    after_id: UUID = Field(foreign_key="milestone.id", index=True, ondelete="CASCADE")
    days: int = 0
    working: bool = False
    label: str = Field(default="", max_length=200)
