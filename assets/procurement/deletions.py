"""Deletions: taking a wrong item, line or delivery off again, as long as nothing stands on it."""

from typing import Any

from sqlmodel import Session, col, select

from assets.errors import Refused
from assets.inventory.documents import Attachment
from assets.procurement import deliveries
from assets.procurement.contract_lines import ContractLine
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.invoices import InvoiceLine
from assets.procurement.items import LotItem
from assets.procurement.protocols import Protocol
from assets.procurement.units import Unit
from assets.words import N_


def item(session: Session, item: LotItem) -> None:
    """Take an item off its lot, before it is contracted."""
    on_it = [(ContractLine, ContractLine.item_id), (Unit, Unit.item_id)]
    _must_be_free(session, item.id, on_it, N_("It is under contract and stays."))
    session.delete(item)
    session.flush()


def line(session: Session, line: ContractLine) -> None:
    """Take a line off its contract, before anything of it is delivered or invoiced."""
    on_it = [
        (DeliveryLine, DeliveryLine.contract_line_id),
        (InvoiceLine, InvoiceLine.contract_line_id),
        (Unit, Unit.contract_line_id),
    ]
    _must_be_free(session, line.id, on_it, N_("It is delivered or invoiced and stays."))
    session.delete(line)
    session.flush()


def delivery(session: Session, announced: Delivery) -> None:
    """Take a delivery off its contract that was announced by mistake, before any of it came."""
    stays = N_("Some of it has come, or it has papers: it stays.")
    if announced.received_on is not None:
        raise Refused(stays)
    on_it = [(Protocol, Protocol.delivery_id), (Attachment, Attachment.subject_id)]
    _must_be_free(session, announced.id, on_it, stays)
    for noted in session.exec(deliveries.counted_in(announced)).all():
        session.delete(noted)
    session.flush()
    session.delete(announced)
    session.flush()


def _must_be_free(session: Session, key: Any, on_it: list[tuple[Any, Any]], words: str) -> None:
    for table, column in on_it:
        if session.exec(select(table.id).where(col(column) == key).limit(1)).first():
            raise Refused(words)
