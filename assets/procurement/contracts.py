"""Contracts: what was agreed with a supplier for a lot, and how it was changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.suppliers import Supplier
from assets.money import Currency, Money
from assets.procurement import bids
from assets.procurement.lots import Lot
from assets.rights import Guarded, Permission, Rights


class Contract(Guarded, table=True):
    """One contract of one lot, or its order at a direct purchase."""

    __table_args__ = (UniqueConstraint("partner_id", "number"),)

    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)
    number: str = Field(max_length=80)
    awarded_on: date | None = None
    signed_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    # Without VAT, as signed; what modifications add stands with them.
    net_minor: int = Field(sa_type=BigInteger)
    vat_minor: int = Field(default=0, sa_type=BigInteger)
    currency: Currency = Field(sa_type=stored(Currency))
    warranty_months: int | None = None
    guarantee: str = Field(default="", max_length=200)  # of good performance: bank, retention
    guarantee_minor: int | None = Field(default=None, sa_type=BigInteger)
    guarantee_until: date | None = None
    # Thousandths of a percent of the price for each day of delay: 100 is 0.1 %.
    penalty: int | None = None
    penalty_most: int | None = None  # thousandths of a percent in all
    terminated_on: date | None = None
    note: str = Field(default="", max_length=1000)

    lot: Lot = Relationship(sa_relationship_kwargs=UNLOADED)
    supplier: Supplier = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.number

    @property
    def net(self) -> Money:
        """As signed, without VAT and without what modifications added: see `net_of`."""
        return Money(self.net_minor, self.currency)

    @property
    def vat(self) -> Money:
        return Money(self.vat_minor, self.currency)

    @property
    def guaranteed(self) -> Money | None:
        """How much the guarantee of good performance covers."""
        return Money.known(self.guarantee_minor, self.currency)

    def describe(self, today: date, **values: Any) -> None:
        """What was agreed: columns of Contract but its lot, supplier, number and currency."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.signed_on > today:
            raise Refused("{day} has not come yet.", day=self.signed_on, field="signed_on")
        if self.awarded_on and self.awarded_on > self.signed_on:
            raise Refused("A contract is signed after the award.", field="awarded_on")
        if self.ends_on and self.ends_on < (self.starts_on or self.signed_on):
            raise Refused("A contract ends after it starts.", field="ends_on")
        self._must_count()

    def _must_count(self) -> None:
        for column, field in _AMOUNTS.items():
            if (getattr(self, column) or 0) < 0:
                raise Refused("It is not below zero.", field=field)
        for name in ("penalty", "penalty_most"):
            if (getattr(self, name) or 0) > _WHOLE:
                raise Refused("A penalty is at most 100 %.", field=name)

    def terminate(self, on: date, today: date, note: str) -> None:
        """It ends before its time."""
        if self.terminated_on:
            raise Refused("It was terminated on {day}.", day=self.terminated_on)
        if on > today:
            raise Refused("{day} has not come yet.", day=on, field="on")
        if on < self.signed_on:
            raise Refused("It was only signed on {day}.", day=self.signed_on, field="on")
        if not note.strip():
            raise Refused("Say why.", field="note")
        self.terminated_on, self.note = on, note.strip()


# What is never below zero, and what its field is called in a form.
_AMOUNTS = {
    "net_minor": "net",
    "vat_minor": "vat",
    "guarantee_minor": "guarantee_amount",
    "warranty_months": "warranty_months",
    "penalty": "penalty",
    "penalty_most": "penalty_most",
}
_WHOLE = 100_000  # thousandths of a percent


class ContractChange(Guarded, table=True):
    """A modification: what it adds to the price, and the new end if there is one."""

    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: UUID = Field(foreign_key="contract.id")
    number: int
    signed_on: date
    reason: str = Field(max_length=1000)
    net_minor: int = Field(default=0, sa_type=BigInteger)
    vat_minor: int = Field(default=0, sa_type=BigInteger)
    ends_on: date | None = None

    @property
    def label(self) -> str:
        return str(self.number)


def sign(
    session: Session, lot: Lot, supplier: Supplier, *, net: Money, today: date, **values: Any
) -> Contract:
    """A contract for a lot. `values` are columns of Contract, `number` and `signed_on` are two.

    Its lines come after it, one by one. Where an offer has won, its supplier alone can sign.
    """
    _must_be_the_winner(session, lot, supplier)
    keys: dict[str, Any] = {"lot_id": lot.id, "supplier_id": supplier.id}
    values["number"] = values["number"].strip()
    contract = Contract(
        **keys,
        site_id=lot.site_id,
        partner_id=lot.partner_id,
        net_minor=net.minor,
        currency=net.currency,
        **values,
    )
    contract.lot, contract.supplier = lot, supplier
    must_be_new(session, contract, contract.number)
    contract.describe(today)
    session.add(contract)
    session.flush()
    return contract


def net_of(contract: Contract, changes: Iterable[ContractChange]) -> Money:
    """What it comes to without VAT, with these modifications of it."""
    added = sum(each.net_minor for each in changes if each.contract_id == contract.id)
    return Money(contract.net_minor + added, contract.currency)


def vat_of(contract: Contract, changes: Iterable[ContractChange]) -> Money:
    added = sum(each.vat_minor for each in changes if each.contract_id == contract.id)
    return Money(contract.vat_minor + added, contract.currency)


def ends_on(contract: Contract, changes: Iterable[ContractChange]) -> date | None:
    """By which day it is to be done, as its latest modification that speaks of it says."""
    said = [each for each in changes if each.contract_id == contract.id and each.ends_on]
    latest = max(said, key=lambda each: each.number, default=None)
    return latest.ends_on if latest else contract.ends_on


def listed(seen_by: Rights) -> SelectOfScalar[Contract]:
    """The contracts this person may see, with their lots and suppliers, the latest first."""
    rows = select(Contract).where(seen_by.where(Permission.PROCUREMENT_SEE, Contract))
    loaded = alongside(Contract.lot, Contract.supplier)
    return rows.options(*loaded).order_by(col(Contract.signed_on).desc(), col(Contract.id))


def of_lots(keys: Iterable[UUID]) -> SelectOfScalar[Contract]:
    """The contracts of these lots with their suppliers, by the day they were signed."""
    rows = select(Contract).where(col(Contract.lot_id).in_(list(keys)))
    loaded = alongside(Contract.supplier)
    return rows.options(*loaded).order_by(col(Contract.signed_on), col(Contract.number))


def contract(session: Session, key: UUID, seen_by: Rights) -> Contract:
    found = session.exec(listed(seen_by).where(Contract.id == key)).first()
    if found is None:
        raise Missing("There is no such contract.")
    return found


def changes_of(keys: Iterable[UUID]) -> SelectOfScalar[ContractChange]:
    """The modifications of these contracts, in their order."""
    rows = select(ContractChange).where(col(ContractChange.contract_id).in_(list(keys)))
    return rows.order_by(col(ContractChange.contract_id), col(ContractChange.number))


def renumber(session: Session, contract: Contract, number: str) -> None:
    must_be_new(session, contract, number)
    contract.number = number.strip()


def must_be_new(session: Session, contract: Contract, number: str) -> None:
    """Raise Refused if another contract of its partner has this number."""
    if not number.strip():
        raise Refused("Write its number.", field="number")
    same = select(Contract.id).where(
        Contract.partner_id == contract.partner_id,
        Contract.number == number.strip(),
        Contract.id != contract.id,
    )
    if session.exec(same).first():
        raise Refused("There is a contract {number} already.", number=number, field="number")


def _must_be_the_winner(session: Session, lot: Lot, supplier: Supplier) -> None:
    winner = session.exec(bids.winner_of(lot)).first()
    if winner is not None and winner.supplier_id != supplier.id:
        raise Refused(
            "{supplier} has won, and signs.", supplier=winner.supplier.name, field="supplier"
        )
