"""Meters: what counts or shows something on a thing, and what was read there."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, Relationship, select

from assets.database import UNLOADED, stored
from assets.inventory.register import FOLLOWERS, Asset
from assets.maintenance.limits import LimitProfile, Quantity, Severity
from assets.rights import Guarded
from assets.words import N_, Worded


class Turn(Worded):
    """Why a counter may stand lower than before."""

    ROLLED_OVER = "rolled_over", N_("It began again at zero")
    REPLACED = "replaced", N_("The counter or the part was replaced")
    CORRECTED = "corrected", N_("The last reading was wrong")


class Way(Worded):
    """How a reading came here."""

    TYPED = "typed", N_("Typed in")
    ORDER = "order", N_("Read with an order")
    LOGGER = "logger", N_("From a logger's file")


class Meter(Guarded, table=True):
    """Something on a thing that counts (hours, shots) or shows (pH, degrees)."""

    __table_args__ = (UniqueConstraint("asset_id", "quantity_id", "name"),)

    asset_id: UUID = Field(foreign_key="asset.id")
    quantity_id: UUID = Field(foreign_key="quantity.id", index=True)
    name: str = Field(default="", max_length=120)
    profile_id: UUID | None = Field(default=None, foreign_key="limit_profile.id", index=True)
    rolls_over_at: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    given_up: bool = False
    # What was read last, as its last reading says.
    last_value: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    last_at: datetime | None = None
    last_severity: Severity | None = Field(default=None, sa_type=stored(Severity))

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
    quantity: Quantity = Relationship(sa_relationship_kwargs=UNLOADED)
    profile: LimitProfile | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.name


FOLLOWERS.append(lambda asset: select(Meter).where(Meter.asset_id == asset.id))


class Reading(Guarded, table=True):
    """One value at one moment, with the limits that held then."""

    __table_args__ = (
        UniqueConstraint("meter_id", "at"),
        Index("ix_reading_site_id_at_id", "site_id", "at", "id"),
    )

    meter_id: UUID = Field(foreign_key="meter.id")
    at: datetime
    value: Decimal = Field(max_digits=14, decimal_places=4)
    # What has been counted in all, over every replacement; of a gauge, nothing.
    total: Decimal | None = Field(default=None, max_digits=16, decimal_places=4)
    severity: Severity | None = Field(default=None, sa_type=stored(Severity))
    limits: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    turn: Turn | None = Field(default=None, sa_type=stored(Turn))
    reason: str = Field(default="", max_length=500)
    way: Way = Field(default=Way.TYPED, sa_type=stored(Way))
    read_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    note: str = Field(default="", max_length=500)

    meter: Meter = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return format(self.value.normalize(), "f")


FOLLOWERS.append(lambda asset: select(Reading).join(Meter).where(Meter.asset_id == asset.id))
