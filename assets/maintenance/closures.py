"""Closures: when a site, a place or a thing is shut, once or every year."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Relationship

from assets.database import UNLOADED
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance.checklists import Checklist
from assets.rights import Guarded


class Closure(Guarded, table=True):
    """From one day to another a whole place, or one thing, is not in operation."""

    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (asset_id IS NULL)", name="one_subject"),
    )

    name: str = Field(max_length=200)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    asset_id: UUID | None = Field(default=None, foreign_key="asset.id", index=True)
    begins_on: date
    ends_on: date
    yearly: bool = False
    # What must be answered well before it opens again.
    checklist_id: UUID | None = Field(default=None, foreign_key="checklist.id")
    cancelled: bool = False

    place: Place | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Closure.place_id"}
    )
    asset: Asset | None = Relationship(sa_relationship_kwargs=UNLOADED)
    checklist: Checklist | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.name
