"""Protocols: what was found and agreed about a delivery on a day, as it is signed."""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import stored
from assets.errors import Refused
from assets.inventory.documents import Kind
from assets.procurement import deliveries
from assets.procurement.deliveries import Delivery
from assets.rights import Guarded
from assets.words import N_, Worded


class ProtocolKind(Worded):
    """What a protocol proves."""

    RECEIPT = "receipt", N_("Goods received")
    INSTALLATION = "installation", N_("Installation")
    TRAINING = "training", N_("Training")
    ACCEPTANCE = "acceptance", N_("Acceptance")


# As what the paper is kept.
PAPERS = {
    ProtocolKind.RECEIPT: Kind.RECEIPT,
    ProtocolKind.INSTALLATION: Kind.COMMISSIONING,
    ProtocolKind.TRAINING: Kind.TRAINING,
    ProtocolKind.ACCEPTANCE: Kind.ACCEPTANCE,
}


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


def draw_up(session: Session, protocol: Protocol, delivery: Delivery) -> Protocol:
    """Write a protocol down. The delivery note is counted before anything else is agreed."""
    protocol.number = protocol.number.strip() or next_number(session, delivery)
    protocol.delivery_id, protocol.label = delivery.id, protocol.number
    protocol.site_id, protocol.partner_id = delivery.site_id, delivery.partner_id
    against = select(Protocol.id).where(
        Protocol.delivery_id == delivery.id,
        Protocol.kind == protocol.kind,
        Protocol.number == protocol.number,
    )
    if session.exec(against).first():
        raise Refused(
            "There is a protocol {number} already.", number=protocol.number, field="number"
        )
    if delivery.received_on and delivery.received_on > protocol.on:
        raise Refused("It came on {day}.", day=delivery.received_on, field="on")
    if protocol.kind is ProtocolKind.RECEIPT:
        _close_the_count(session, protocol, delivery)
    session.add(protocol)
    session.flush()
    return protocol


def _close_the_count(session: Session, protocol: Protocol, delivery: Delivery) -> None:
    must_be_counted(session, delivery)
    if delivery.received_on is None:
        raise Refused("Nothing of it has been received yet.")
    differs = any(each.differs for each in deliveries.tallies(session, delivery))
    if differs and not protocol.remarks.strip():
        raise Refused(
            "What was counted is not what the delivery note says. Write what was agreed about it.",
            field="remarks",
        )


def must_be_counted(session: Session, delivery: Delivery) -> None:
    """Raise Refused where the count has been closed by its protocol."""
    if closed := closing(session, delivery):
        raise Refused(
            "This delivery was counted on {day} by protocol {number}. What comes later is "
            "another delivery.",
            day=closed.on,
            number=closed.number,
        )


def closing(session: Session, delivery: Delivery) -> Protocol | None:
    """The protocol that closed the count of a delivery, where there is one."""
    return session.exec(of(delivery).where(Protocol.kind == ProtocolKind.RECEIPT)).first()


def next_number(session: Session, delivery: Delivery) -> str:
    """How a protocol is numbered where nobody says: by the lot, the delivery and its turn."""
    made = session.exec(
        select(func.count()).select_from(Protocol).where(Protocol.delivery_id == delivery.id)
    ).one()
    return f"{delivery.contract.lot.number}-{delivery.number}/{made + 1}"


def of(delivery: Delivery) -> SelectOfScalar[Protocol]:
    """The protocols of a delivery, in the order of their days."""
    own = select(Protocol).where(Protocol.delivery_id == delivery.id)
    return own.order_by(col(Protocol.on), col(Protocol.created_at))
