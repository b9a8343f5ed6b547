"""Deliveries: what a supplier brings under a contract, and the protocols that are signed on it."""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.database import stored
from assets.rights import Guarded
from assets.words import N_, Worded


class Delivery(Guarded, table=True):
    """What comes at one time. It may be a part of what was ordered."""

    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: UUID = Field(foreign_key="contract.id")
    number: int
    # The supplier's delivery note: aviz, szállítólevél.
    note_number: str = Field(default="", max_length=80)
    expected_on: date | None = None
    received_on: date | None = None
    note: str = Field(default="", max_length=1000)
    label: str = Field(default="", max_length=120)


class DeliveryLine(Guarded, table=True):
    """How many of one line of the contract the delivery note says, and how many were counted."""

    __table_args__ = (UniqueConstraint("delivery_id", "contract_line_id"),)

    delivery_id: UUID = Field(foreign_key="delivery.id")
    contract_line_id: UUID = Field(foreign_key="contract_line.id", index=True)
    noted: int
    counted: int = 0
    remark: str = Field(default="", max_length=400)
    label: str = Field(default="", max_length=120)


class ProtocolKind(Worded):
    """What a protocol proves."""

    RECEIPT = "receipt", N_("Goods received")
    INSTALLATION = "installation", N_("Installation")
    TRAINING = "training", N_("Training")
    ACCEPTANCE = "acceptance", N_("Acceptance")


class Protocol(Guarded, table=True):
    """What was found and agreed about a delivery on a day, as it is signed."""

    __table_args__ = (UniqueConstraint("delivery_id", "kind", "number"),)

    delivery_id: UUID = Field(foreign_key="delivery.id")
    kind: ProtocolKind = Field(sa_type=stored(ProtocolKind))
    number: str = Field(max_length=80)
    on: date
    # Who signs, as roles: "Commission chair".
    signed_by: str = Field(default="", max_length=1000)
    remarks: str = Field(default="", max_length=2000)
    label: str = Field(default="", max_length=120)
