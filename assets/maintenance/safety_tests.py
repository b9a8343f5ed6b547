"""Electrical safety tests of medical devices (IEC 62353), each a record of its own."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, Relationship, select

from assets.database import UNLOADED, Row, stored
from assets.inventory.catalogue import ProtectionClass
from assets.inventory.register import FOLLOWERS, Asset
from assets.maintenance.limits import Measure, Method
from assets.maintenance.terms import Outcome
from assets.people import Person
from assets.rights import Guarded
from assets.words import N_, Worded


class Reason(Worded):
    """Why a device is tested."""

    ACCEPTANCE = "acceptance", N_("Before it is put into use")
    RECURRENT = "recurrent", N_("Recurrent test")
    AFTER_REPAIR = "after_repair", N_("After a repair")
    AFTER_MODIFICATION = "after_modification", N_("After a modification")
    INCIDENT = "incident", N_("After an incident")


class Connection(Worded):
    """How a device is connected to the mains."""

    DETACHABLE = "detachable", N_("Detachable cord")
    FIXED = "fixed", N_("Fixed cord")
    PERMANENT = "permanent", N_("Permanently installed")
    NONE = "none", N_("Battery only")


class SafetyTest(Guarded, table=True):
    """One test of one device. A passed one is the reference for those that follow."""

    __table_args__ = (Index("ix_safety_test_asset_id_tested_on", "asset_id", "tested_on"),)

    number: str = Field(unique=True, max_length=20)
    asset_id: UUID = Field(foreign_key="asset.id")
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    tested_on: date
    reason: Reason = Field(sa_type=stored(Reason))
    standard: str = Field(default="IEC 62353:2014", max_length=80)
    method: Method = Field(sa_type=stored(Method))
    protection_class: ProtectionClass = Field(sa_type=stored(ProtectionClass))
    # Each with its label, its type and whether it is defibrillation-proof.
    applied_parts: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    connection: Connection = Field(sa_type=stored(Connection))
    mains_volts: Decimal | None = Field(default=None, max_digits=6, decimal_places=1)
    instrument_id: UUID | None = Field(default=None, foreign_key="asset.id")
    calibrated_until: date | None = None  # of the instrument, as it was known on the day
    tester_id: UUID | None = Field(default=None, foreign_key="person.id")
    ambient: str = Field(default="", max_length=200)
    visual: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    visual_note: str = Field(default="", max_length=1000)
    functional: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    verdict: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    defects: str = Field(default="", max_length=2000)
    next_due_on: date | None = None
    reference: bool = False
    signed_by: str = Field(default="", max_length=120)
    signed_at: datetime | None = None
    # The device as it was.
    asset_tag: str = Field(default="", max_length=20)
    asset_name: str = Field(default="", max_length=200)
    serial_number: str = Field(default="", max_length=80)

    asset: Asset = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "SafetyTest.asset_id"}
    )
    instrument: Asset | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "SafetyTest.instrument_id"}
    )
    tester: Person | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.number


FOLLOWERS.append(lambda asset: select(SafetyTest).where(SafetyTest.asset_id == asset.id))


class Measurement(Guarded, table=True):
    """One measured value with the limit that held for it, and what it was at the reference."""

    __table_args__ = (UniqueConstraint("test_id", "position"),)

    test_id: UUID = Field(foreign_key="safety_test.id")
    position: int
    measure: Measure = Field(sa_type=stored(Measure))
    point: str = Field(default="", max_length=120)
    polarity: str = Field(default="", max_length=20)
    value: Decimal = Field(max_digits=14, decimal_places=4)
    unit: str = Field(max_length=10)
    least: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    most: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    limit_source: str = Field(default="", max_length=500)
    reference: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    passed: bool | None = None
    rising: bool = False  # within the limit, but near it and far above the reference

    @property
    def label(self) -> str:
        return self.measure


class SafetyTestCounter(Row, table=True):
    """The last number that was given to a safety test: one row."""

    last: int = 0
