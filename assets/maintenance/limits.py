"""Limits: what is measured, in which unit, and between which values it is well. All of it data."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship

from assets.database import UNLOADED, Record, Trilingual, stored
from assets.inventory.catalogue import AppliedPart, ProtectionClass
from assets.words import N_, Worded


class Severity(Worded):
    """What a reading means."""

    OK = "ok", N_("In order")
    WARNING = "warning", N_("Watch it")
    ACTION = "action", N_("Act on it")
    CLOSE = "close", N_("Close it")


class Quantity(Trilingual, Record, table=True):
    """What a meter shows: operating hours, free chlorine. A counter only ever rises."""

    key: str = Field(unique=True, max_length=40)
    unit: str = Field(default="", max_length=20)
    counter: bool = False
    decimals: int = 0

    @property
    def label(self) -> str:
        return self.key


class LimitProfile(Trilingual, Record, table=True):
    """The limits of one standard, or of one site, for the water of a pool."""

    key: str = Field(unique=True, max_length=60)
    source: str = Field(default="", max_length=500)
    shipped: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def label(self) -> str:
        return self.key


class ProfileLimit(Record, table=True):
    """Between which values one quantity is well, must be acted on, or closes the pool."""

    __table_args__ = (UniqueConstraint("profile_id", "quantity_id"),)

    profile_id: UUID = Field(foreign_key="limit_profile.id")
    quantity_id: UUID = Field(foreign_key="quantity.id")
    warning_low: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    warning_high: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    action_low: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    action_high: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    close_low: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    close_high: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    note: str = Field(default="", max_length=500)

    quantity: Quantity = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.note


class Measure(Worded):
    """What is measured in an electrical safety test (IEC 62353)."""

    EARTH = "protective_earth", N_("Protective earth resistance")
    INSULATION = "insulation", N_("Insulation resistance")
    EQUIPMENT = "equipment_leakage", N_("Equipment leakage current")
    APPLIED_PART = "applied_part_leakage", N_("Applied part leakage current")


class Method(Worded):
    """How a leakage current is measured."""

    DIRECT = "direct", N_("Direct")
    DIFFERENTIAL = "differential", N_("Differential")
    ALTERNATIVE = "alternative", N_("Alternative")


class Circuit(Worded):
    """Between what a value is measured, where that decides on its limit."""

    DEVICE = "device", N_("Device with its cord")
    NO_CORD = "no_cord", N_("Device without its cord")
    CORD = "cord", N_("The cord alone")
    PERMANENT = "permanent", N_("Permanently installed device")
    SYSTEM = "system", N_("System on a multiple socket")
    TO_EARTH = "mains_earth", N_("Mains to protective earth")
    TO_HOUSING = "mains_housing", N_("Mains to what can be touched")
    TO_PATIENT = "mains_applied_part", N_("Mains to the applied part")


class SafetyLimit(Record, table=True):
    """One limit of an electrical safety test, and to which devices it applies. Empty is any."""

    measure: Measure = Field(sa_type=stored(Measure), index=True)
    method: Method | None = Field(default=None, sa_type=stored(Method))
    protection_class: ProtectionClass | None = Field(default=None, sa_type=stored(ProtectionClass))
    applied_part: AppliedPart | None = Field(default=None, sa_type=stored(AppliedPart))
    circuit: Circuit | None = Field(default=None, sa_type=stored(Circuit))
    least: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    most: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    unit: str = Field(max_length=10)
    # It alarms within the limit: above so much of it, and of what was measured first (per cent).
    near_percent: int | None = None
    grown_percent: int | None = None
    # Below this the method shows nothing that can be relied on.
    unsure_below: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    source: str = Field(default="", max_length=500)
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def label(self) -> str:
        return self.measure
