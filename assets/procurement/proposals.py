"""Proposals: milestones of a lot that the register already knows to have happened."""

from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from assets.inventory.register import Asset
from assets.procurement import deliveries
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.milestones import Milestone
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.schedules import Schedule
from assets.procurement.units import Unit


class Proposal(NamedTuple):
    """A milestone that is not noted as met, and the day on which it was."""

    milestone: Milestone
    on: date


def of(session: Session, schedule: Schedule) -> list[Proposal]:
    """The milestones that can be noted as met, since all of the lot has come so far."""
    days = _days(session, schedule)
    return [
        Proposal(each, day)
        for each in schedule.milestones
        if not each.met and (day := days.get(each.stage.code))
    ]


def _days(session: Session, schedule: Schedule) -> dict[str, date]:
    """The day on which the last thing of the lot came so far, by the code of the stage."""
    lot = schedule.lot
    under = select(Contract.id).where(
        Contract.lot_id == lot.id, col(Contract.terminated_on).is_(None)
    )
    ordered = session.exec(
        select(func.sum(ContractLine.quantity)).where(
            col(ContractLine.contract_id).in_(under), deliveries.is_thing()
        )
    ).one()
    if not ordered:
        return {}
    reached = {
        "delivery": _received(session, under),
        "installation": _of_things(session, schedule, Asset.installed_on),
        "acceptance": _of_things(session, schedule, Asset.accepted_on),
    }
    days = {code: day for code, (count, day) in reached.items() if count >= ordered and day}
    trained = select(func.max(Protocol.on)).join(Delivery, col(Delivery.id) == Protocol.delivery_id)
    trained = trained.where(
        Protocol.kind == ProtocolKind.TRAINING, col(Delivery.contract_id).in_(under)
    )
    if day := session.exec(trained).one():
        days["training"] = day
    return days


def _received(session: Session, under: Any) -> tuple[int, date | None]:
    counted = (
        select(func.sum(DeliveryLine.counted), func.max(Delivery.received_on))
        .join(Delivery, col(Delivery.id) == col(DeliveryLine.delivery_id))
        .where(col(Delivery.contract_id).in_(under))
    )
    count, day = session.exec(counted).one()
    return count or 0, day


def _of_things(session: Session, schedule: Schedule, day: Any) -> tuple[int, date | None]:
    """How many things of the lot have this day, and the last of these days."""
    reached = (
        select(func.count(day), func.max(day))
        .join(Unit, col(Unit.asset_id) == col(Asset.id))
        .where(Unit.lot_id == schedule.lot.id)
    )
    return session.exec(reached).one()
