"""Rounds: one order for many things, done stop by stop in the order in which one walks."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, Session

from assets.database import UNLOADED, stored
from assets.inventory.register import Asset
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Outcome
from assets.rights import Guarded
from assets.words import N_, Worded


class Reached(Worded):
    """How a stop was reached."""

    SCANNED = "scanned", N_("Scanned")
    TYPED = "typed", N_("Without scanning")
    PASSED_BY = "passed_by", N_("Left out")


class Stop(Guarded, table=True):
    """One thing of a round, at its position."""

    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        UniqueConstraint("order_id", "asset_id"),
    )

    order_id: UUID = Field(foreign_key="work_order.id")
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    position: int
    reached: Reached | None = Field(default=None, sa_type=stored(Reached))
    outcome: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    done_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=1000)
    # What it was, as it stood when the stop was done.
    asset_tag: str = Field(default="", max_length=20)
    asset_name: str = Field(default="", max_length=200)
    place_path: str = ""

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return str(self.position)


def lay_out(session: Session, opened: Mapping[UUID, UUID]) -> None:
    """Give the orders just opened (order id to plan id) that are rounds their stops."""


def lacking(session: Session, order: WorkOrder) -> list[str]:
    """What of a round is still open before the order can be done: sentences, untranslated."""
    return []
