"""Faults: what somebody says is wrong with a thing, with or without an account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, Relationship, select

from assets.database import UNLOADED, Row, stored
from assets.inventory.register import FOLLOWERS, Asset
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import FailureMode
from assets.rights import Guarded
from assets.trail import private
from assets.words import N_, Language, Worded


class State(Worded):
    """What has become of a report."""

    NEW = "new", N_("New")
    ACCEPTED = "accepted", N_("Work has been ordered")
    JOINED = "joined", N_("Reported before")
    ANSWERED = "answered", N_("Answered")
    REJECTED = "rejected", N_("Not accepted")
    SETTLED = "settled", N_("Settled")


class Fault(Guarded, table=True):
    """One report about one thing. Whoever made it can follow it by a secret address."""

    __table_args__ = (
        Index("ix_fault_site_id_state_reported_at", "site_id", "state", "reported_at"),
    )

    number: str = Field(unique=True, max_length=20)
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    kind: FailureMode = Field(sa_type=stored(FailureMode))
    danger: bool = False
    words: str = Field(default="", max_length=2000)
    reported_at: datetime
    reporter_id: UUID | None = Field(default=None, foreign_key="person.id")
    phone: str = Field(default="", max_length=60, sa_column_kwargs=private())
    language: Language = Field(default=Language.EN, sa_type=stored(Language))
    secret: str = Field(unique=True, max_length=64, sa_column_kwargs=private())  # its digest
    # What the form was given, so that a second tap reports nothing twice.
    once: str | None = Field(default=None, unique=True, max_length=64)
    state: State = Field(default=State.NEW, sa_type=stored(State))
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    joined_to_id: UUID | None = Field(default=None, foreign_key="fault.id", index=True)
    answer: str = Field(default="", max_length=2000)
    handled_at: datetime | None = None
    handled_by_id: UUID | None = Field(default=None, foreign_key="person.id")

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
    order: WorkOrder | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.number


FOLLOWERS.append(lambda asset: select(Fault).where(Fault.asset_id == asset.id))


class FaultCounter(Row, table=True):
    """The last number that was given to a fault: one row."""

    last: int = 0


class Knock(Row, table=True):
    """That somebody without an account wrote: whence (a digest) and when, to slow down too many."""

    __table_args__ = (Index("ix_knock_source_at", "source", "at"),)

    source: str = Field(max_length=64)
    at: datetime
