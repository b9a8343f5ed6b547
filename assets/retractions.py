"""Receipts taken back: the wrong thing was scanned, and it is awaited again as it was before."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from assets import seals, touches, trail
from assets.errors import Refused
from assets.inventory import identifiers
from assets.inventory.catalogue import Model
from assets.inventory.documents import Attachment
from assets.inventory.identifiers import Label
from assets.inventory.register import Asset, State
from assets.maintenance.faults import Fault
from assets.maintenance.orders import WorkOrder
from assets.maintenance.safety_tests import SafetyTest
from assets.procurement import protocols, units
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.units import Unit
from assets.trail import Batch, Entry

# What stays with a thing, and was perhaps said of another one.
_WRITTEN: list[Any] = [
    Attachment.subject_id,
    SafetyTest.asset_id,
    WorkOrder.asset_id,
    Fault.asset_id,
]


def take_back(session: Session, delivery: Delivery, assets: Sequence[Asset], reason: str) -> None:
    """These things of a delivery have not come. Raises Refused once more was agreed about them."""
    if not reason.strip():
        raise Refused("Say why it is taken back.", field="reason")
    _must_be_open(session, delivery)
    for unit in session.exec(units.of_assets([each.id for each in assets])).all():
        asset = session.get_one(Asset, unit.asset_id)
        received = _received_in(session, unit)
        _must_only_have_come(session, asset, received)
        _return(session, asset, received)
        line = session.get_one(DeliveryLine, unit.delivery_line_id)
        line.counted, unit.delivery_line_id = line.counted - 1, None
    session.flush()
    if not _counted(session, delivery):
        delivery.received_on = None
    session.info["reason"] = reason.strip()


def _must_be_open(session: Session, delivery: Delivery) -> None:
    if closed := protocols.closing(session, delivery):
        raise Refused(
            "Protocol {number} of {day} counts it. Correct on its own page what is wrong with it, "
            "or let it go there with a reason.",
            number=closed.number,
            day=closed.on,
        )


def _received_in(session: Session, unit: Unit) -> Batch:
    """The batch of the trail in which it came with this delivery."""
    line = str(unit.delivery_line_id)
    told = session.exec(trail.history(unit.id)).all()
    came: Iterator[Batch] = (
        batch for entry, batch in told if entry.changes.get("delivery_line_id", [""])[-1] == line
    )
    return next(came)


def _must_only_have_come(session: Session, asset: Asset, received: Batch) -> None:
    """Nothing has happened to it since, and it did not stand here before."""
    if asset.state is not State.DELIVERED:
        raise Refused(
            "{tag} is {state} and is not taken back any more.",
            tag=asset.tag,
            state=asset.state,
            field="chosen",
        )
    for column in _WRITTEN:
        noted: Any = select(column).where(column == asset.id)
        since = column.class_.created_at > received.at
        if session.exec(noted.where(since).limit(1)).first():
            raise Refused(
                "Documents, tests or work are noted on {tag} since it came. It stays.",
                tag=asset.tag,
                field="chosen",
            )


def _return(session: Session, asset: Asset, received: Batch) -> None:
    """It is again as it was, its label is free, and the catalogue forgets what it learnt by it."""
    for entry in _changed(session, received, asset):
        kind: Any = {"asset": Asset, "label": Label, "model": Model}[entry.kind]
        row = session.get_one(kind, entry.key)
        columns = SQLModel.metadata.tables[entry.kind].c
        for name, (old, new) in entry.changes.items():
            if row is asset or seals.plain(getattr(row, name)) == new:
                setattr(row, name, touches.read(columns[name], old))
    if asset.state is State.DELIVERED:
        raise Refused("{tag} was here before it was counted, and stays.", tag=asset.tag)
    session.flush()
    identifiers.label_of(session, asset)


def _changed(session: Session, received: Batch, asset: Asset) -> Iterable[Entry]:
    """What that batch changed of the thing, of the label that it got, and of its model."""
    own = {asset.id, asset.model_id}
    asked = select(Entry).where(Entry.batch_id == received.id, Entry.verb == "changed")
    for entry in session.exec(asked.order_by(col(Entry.position).desc())):
        worn = entry.changes.get("asset_id", [None])[-1] == str(asset.id)
        if entry.key in own or (entry.kind == "label" and worn):
            yield entry


def _counted(session: Session, delivery: Delivery) -> int:
    own = select(func.sum(DeliveryLine.counted)).where(DeliveryLine.delivery_id == delivery.id)
    return session.exec(own).one() or 0
