"""Deletions: taking a wrong item or line off again, as long as nothing stands on it."""

from typing import Any

from sqlmodel import Session, col, select

from assets.errors import Refused
from assets.procurement.contract_lines import ContractLine
from assets.procurement.deliveries import DeliveryLine
from assets.procurement.invoices import InvoiceLine
from assets.procurement.items import LotItem
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


def _must_be_free(session: Session, key: Any, on_it: list[tuple[Any, Any]], words: str) -> None:
    for table, column in on_it:
        if session.exec(select(table.id).where(col(column) == key).limit(1)).first():
            raise Refused(words)
