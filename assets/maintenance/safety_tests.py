"""Electrical safety tests of medical devices (IEC 62353), each a record of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, event, inspect
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, Row, alongside, stored
from assets.errors import Missing
from assets.inventory.catalogue import AppliedPart, Model, ProtectionClass
from assets.inventory.custom_fields import canonical
from assets.inventory.register import FOLLOWERS, Asset
from assets.maintenance import counters
from assets.maintenance.limits import Circuit, Measure, Method
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Outcome
from assets.people import Person
from assets.rights import Guarded, Permission, Rights
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


class Polarity(Worded):
    """Which way round the mains was connected."""

    NORMAL = "normal", N_("normal polarity")
    REVERSED = "reversed", N_("reversed polarity")


@dataclass(frozen=True)
class Part:
    """A part that touches the patient, as the test calls it."""

    label: str
    type: AppliedPart
    defib_proof: bool = False


class SafetyTest(Guarded, table=True):
    """One test of one device. A passed one is the reference for those that follow."""

    __table_args__ = (
        Index("ix_safety_test_asset_id_tested_on", "asset_id", "tested_on"),
        Index("ix_safety_test_tested_on_id", "tested_on", "id"),
        Index("ix_safety_test_site_id_tested_on_id", "site_id", "tested_on", "id"),
    )

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
    order: WorkOrder | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.number

    @property
    def parts(self) -> list[Part]:
        """What touches the patient."""
        return [
            Part(each["label"], AppliedPart(each["type"]), each["defib_proof"])
            for each in self.applied_parts
        ]

    @property
    def passed(self) -> bool:
        return self.verdict in PASSED


PASSED = (Outcome.PASS, Outcome.REMARK)

FOLLOWERS.append(lambda asset: select(SafetyTest).where(SafetyTest.asset_id == asset.id))


class Measurement(Guarded, table=True):
    """One measured value with the limit that held for it, and what it was at the reference."""

    __table_args__ = (UniqueConstraint("test_id", "position"),)

    test_id: UUID = Field(foreign_key="safety_test.id")
    position: int
    measure: Measure = Field(sa_type=stored(Measure))
    circuit: Circuit | None = Field(default=None, sa_type=stored(Circuit))
    point: str = Field(default="", max_length=120)  # where it was measured, or the applied part
    polarity: Polarity | None = Field(default=None, sa_type=stored(Polarity))
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

    def exact(self, name: str) -> Decimal | None:
        """One of its numbers without idle zeros."""
        number: Decimal | None = getattr(self, name)
        return None if number is None else canonical(number)

    @property
    def within(self) -> bool | None:
        """Whether it keeps to its limit; None where it has none."""
        if self.least is None and self.most is None:
            return None
        enough = self.least is None or self.value >= self.least
        return enough and (self.most is None or self.value <= self.most)


FOLLOWERS.append(
    lambda asset: select(Measurement).join(SafetyTest).where(SafetyTest.asset_id == asset.id)
)


def verdict_of(test: SafetyTest, measured: Iterable[Measurement]) -> Outcome:
    """What a test has come to: nobody can pass what failed, and anybody can remark on it."""
    looked = {test.visual, test.functional}
    known = list(measured)
    if Outcome.FAIL in looked or any(each.passed is False for each in known):
        return Outcome.FAIL
    remarked = test.defects or Outcome.REMARK in looked
    return Outcome.REMARK if remarked or any(each.rising for each in known) else Outcome.PASS


class SafetyTestCounter(Row, table=True):
    """The last number that was given to a safety test: one row."""

    last: int = 0


_COUNTER = UUID("3c1f6f1e-52a0-4d8b-9b1e-7a4f0c6d2e90")


def next_number(session: Session) -> str:
    """A number that no other test has. Whoever asks at the same time waits, and gets another."""
    return f"EST-{counters.take(session, SafetyTestCounter, _COUNTER, 1):05}"


# What may change of a signed test: it goes where its device goes.
_GOES_ALONG = {"site_id", "partner_id", "version"}


@event.listens_for(Session, "before_flush")
def _keep_what_was_signed(session: Session, _: object, __: object) -> None:
    kept = (SafetyTest, Measurement)
    for record in session.dirty:
        if isinstance(record, kept) and session.is_modified(record):
            states = inspect(record).attrs
            changed = {each.key for each in states if each.history.has_changes()}
            if changed - _GOES_ALONG:
                raise RuntimeError("A signed safety test is never changed.")
    if any(isinstance(record, kept) for record in session.deleted):
        raise RuntimeError("A signed safety test is never taken away.")


def measurements_of(test: SafetyTest) -> SelectOfScalar[Measurement]:
    of_test = select(Measurement).where(Measurement.test_id == test.id)
    return of_test.order_by(col(Measurement.position))


def of_asset(asset: Asset, seen_by: Rights) -> SelectOfScalar[SafetyTest]:
    """The tests of one device, the latest first."""
    seen = seen_by.where(Permission.ORDERS_SEE, SafetyTest)
    of_it = select(SafetyTest).where(SafetyTest.asset_id == asset.id, seen)
    return of_it.order_by(col(SafetyTest.tested_on).desc(), col(SafetyTest.number).desc())


def of_order(order: WorkOrder) -> SelectOfScalar[SafetyTest]:
    """The tests that were made for one order, the latest first."""
    made = select(SafetyTest).where(SafetyTest.order_id == order.id)
    return made.order_by(col(SafetyTest.number).desc())


def test(session: Session, number: str, seen_by: Rights) -> SafetyTest:
    """The test with this number, with all that its page says of it."""
    loaded = alongside(SafetyTest.instrument, SafetyTest.tester, SafetyTest.order)
    device: Any = alongside(SafetyTest.asset)[0]
    loaded += [device.joinedload(Asset.model).joinedload(Model.maker)]
    loaded += [device.joinedload(each) for each in (Asset.type, Asset.site, Asset.place)]
    loaded += [device.joinedload(Asset.partner)]
    seen = seen_by.where(Permission.ORDERS_SEE, SafetyTest)
    wanted = select(SafetyTest).where(SafetyTest.number == number.strip().upper(), seen)
    found = session.exec(wanted.options(*loaded)).one_or_none()
    if found is None:
        raise Missing("There is no safety test {number}.", number=number)
    return found
