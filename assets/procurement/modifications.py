"""Modifications: how a contract is changed after it was signed."""

from datetime import date
from typing import Any

from sqlmodel import Session

from assets.errors import Refused
from assets.procurement import contracts
from assets.procurement.contracts import Contract, ContractChange


def add(session: Session, contract: Contract, *, today: date, **values: Any) -> ContractChange:
    """The next modification. `values` are columns of ContractChange, signed_on and reason two.

    It adds money or takes it away, sets another end, or changes words alone.
    """
    earlier = session.exec(contracts.changes_of([contract.id])).all()
    change = ContractChange(
        contract_id=contract.id,
        site_id=contract.site_id,
        partner_id=contract.partner_id,
        number=len(earlier) + 1,
        **values,
    )
    change.reason = change.reason.strip()
    _must_follow(contract, change, today)
    if contracts.net_of(contract, [*earlier, change]).minor < 0:
        raise Refused("It is not below zero.", field="net")
    session.add(change)
    session.flush()
    return change


def _must_follow(contract: Contract, change: ContractChange, today: date) -> None:
    if contract.terminated_on:
        raise Refused("It was terminated on {day}.", day=contract.terminated_on)
    if not change.reason:
        raise Refused("Say why.", field="reason")
    if change.signed_on > today:
        raise Refused("{day} has not come yet.", day=change.signed_on, field="signed_on")
    if change.signed_on < contract.signed_on:
        raise Refused("It was only signed on {day}.", day=contract.signed_on, field="signed_on")
    if change.ends_on and change.ends_on < (contract.starts_on or contract.signed_on):
        raise Refused("A contract ends after it starts.", field="ends_on")
