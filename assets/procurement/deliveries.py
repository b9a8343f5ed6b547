"""Deliveries: what a supplier brings under a contract, and how much of it is noted and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, UniqueConstraint, or_
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside
from assets.errors import Missing, Refused
from assets.listing import Cut, Order, PageOf, page
from assets.procurement import contract_lines
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.lots import Lot
from assets.rights import Guarded, Permission, Rights

MOST = 100_000


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

    contract: Contract = Relationship(sa_relationship_kwargs=UNLOADED)


class DeliveryLine(Guarded, table=True):
    """How many of one line of the contract the delivery note says, and how many were counted."""

    __table_args__ = (UniqueConstraint("delivery_id", "contract_line_id"),)

    delivery_id: UUID = Field(foreign_key="delivery.id")
    contract_line_id: UUID = Field(foreign_key="contract_line.id", index=True)
    noted: int
    counted: int = 0
    remark: str = Field(default="", max_length=400)
    label: str = Field(default="", max_length=120)

    def count(self, more: int, remark: str = "") -> None:
        """So many more of it have come."""
        self.counted += more
        self.remark = "; ".join(filter(None, (self.remark, remark.strip())))[:400]


@dataclass(frozen=True)
class Tally:
    """One line of the contract in one delivery: ordered, come otherwise, noted and counted."""

    line: ContractLine
    elsewhere: int  # counted in the other deliveries, earlier and later ones
    noted: int
    counted: int
    remark: str = ""

    @property
    def left(self) -> int:
        """How many are still to come."""
        return max(self.line.quantity - self.elsewhere - self.counted, 0)

    @property
    def differs(self) -> bool:
        """Whether something else was counted than the delivery note says."""
        return self.noted != self.counted

    @property
    def too_many(self) -> bool:
        """Whether the delivery note says more than is still to come."""
        return self.noted > self.line.quantity - self.elsewhere


def announce(
    session: Session,
    contract: Contract,
    noted: Mapping[UUID, int],
    *,
    expected_on: date | None = None,
    note_number: str = "",
    note: str = "",
) -> Delivery:
    """A delivery is to come, with so many of each line as its note says."""
    if contract.terminated_on:
        raise Refused(
            "{contract} ended on {day}. Nothing more comes under it.",
            contract=contract.number,
            day=contract.terminated_on,
        )
    last = select(func.max(Delivery.number)).where(Delivery.contract_id == contract.id)
    number = (session.exec(last).one() or 0) + 1
    delivery = Delivery(
        contract_id=contract.id,
        number=number,
        label=f"{contract.number} / {number}",
        site_id=contract.site_id,
        partner_id=contract.partner_id,
    )
    delivery.contract = contract
    session.add(delivery)
    revise(session, delivery, noted, expected_on=expected_on, note_number=note_number, note=note)
    return delivery


def revise(session: Session, delivery: Delivery, noted: Mapping[UUID, int], **said: Any) -> None:
    """Say anew what its note says: `said` are columns of Delivery."""
    wanted = {key: count for key, count in noted.items() if count}
    if not wanted:
        raise Refused("Say how many of what it brings.", field="noted")
    lines = {each.id: each for each in session.exec(lines_of(delivery.contract))}
    known = {each.contract_line_id: each for each in session.exec(counted_in(delivery))}
    for key, count in wanted.items():
        if not 0 < count <= MOST or key not in lines:
            raise Refused("Write a whole number from 0 on.", field="noted")
        line = known.get(key) or brought(delivery, lines[key])
        line.noted = count
        session.add(line)
    for key in known.keys() - wanted.keys():
        known[key].noted = 0
    for name, value in said.items():
        setattr(delivery, name, value.strip() if isinstance(value, str) else value)
    session.flush()


def brought(delivery: Delivery, line: ContractLine) -> DeliveryLine:
    """A line of a delivery of which nothing is noted or counted yet."""
    return DeliveryLine(
        delivery_id=delivery.id,
        contract_line_id=line.id,
        noted=0,
        label=line.label[:120],
        site_id=delivery.site_id,
        partner_id=delivery.partner_id,
    )


def delivery(session: Session, key: UUID, seen_by: Rights) -> Delivery:
    """The delivery with its contract, the contract's supplier, and the lot with its site."""
    contract: Any = alongside(Delivery.contract)[0]
    lot = contract.joinedload(Contract.lot)
    loaded = [contract.joinedload(Contract.supplier)]
    loaded += [lot.joinedload(each) for each in (Lot.project, Lot.partner, Lot.site)]
    asked = select(Delivery).where(
        Delivery.id == key, seen_by.where(Permission.PROCUREMENT_SEE, Delivery)
    )
    found = session.exec(asked.options(*loaded)).one_or_none()
    if found is None:
        raise Missing("There is no such delivery.")
    return found


def is_thing() -> ColumnElement[bool]:
    """The lines that buy things: of an item, a kind or a model. Transport or training is none."""
    named = (ContractLine.item_id, ContractLine.type_id, ContractLine.model_id)
    return or_(*(col(each).is_not(None) for each in named))


def lines_of(contract: Contract) -> SelectOfScalar[ContractLine]:
    """The lines of a contract that buy things, in its order."""
    return contract_lines.of(contract).where(is_thing())


def of_contract(contract: Contract) -> SelectOfScalar[Delivery]:
    return (
        select(Delivery).where(Delivery.contract_id == contract.id).order_by(col(Delivery.number))
    )


def counted_in(delivery: Delivery) -> SelectOfScalar[DeliveryLine]:
    return select(DeliveryLine).where(DeliveryLine.delivery_id == delivery.id)


def come_under(session: Session, contract: Contract) -> int:
    """How many things have come under a contract."""
    counted = (
        select(func.coalesce(func.sum(DeliveryLine.counted), 0))
        .join(Delivery, col(Delivery.id) == col(DeliveryLine.delivery_id))
        .where(Delivery.contract_id == contract.id)
    )
    return session.exec(counted).one()


def tallies(session: Session, delivery: Delivery) -> list[Tally]:
    """How every line of the contract stands in this delivery, in the order of the contract."""
    own = {each.contract_line_id: each for each in session.exec(counted_in(delivery))}
    others = (
        select(DeliveryLine.contract_line_id, func.sum(DeliveryLine.counted))
        .join(Delivery, col(Delivery.id) == col(DeliveryLine.delivery_id))
        .where(Delivery.contract_id == delivery.contract_id, Delivery.id != delivery.id)
        .group_by(col(DeliveryLine.contract_line_id))
    )
    elsewhere = {key: int(count) for key, count in session.exec(others)}
    return [
        Tally(line, elsewhere.get(line.id, 0), *_said(own.get(line.id)))
        for line in session.exec(lines_of(delivery.contract))
    ]


def _said(line: DeliveryLine | None) -> tuple[int, int, str]:
    return (line.noted, line.counted, line.remark) if line else (0, 0, "")


def listed(session: Session, cut: Cut, seen_by: Rights, *, open_only: bool) -> PageOf:
    """One page of deliveries, the latest first: of those to come, or of all."""
    columns: Any = Delivery.__table__.c  # type: ignore[attr-defined]
    contracts: Any = Contract.__table__  # type: ignore[attr-defined]
    lots: Any = Lot.__table__  # type: ignore[attr-defined]
    rows = select(
        columns.note_number,
        columns.expected_on,
        columns.received_on,
        columns.number,
        contracts.c.number.label("contract"),
        lots.c.number.label("lot"),
        lots.c.title,
        columns.version,
        columns.created_at,
        columns.id,
    )  # type: ignore[call-overload]
    rows = rows.join(contracts, contracts.c.id == columns.contract_id)
    rows = rows.join(lots, lots.c.id == contracts.c.lot_id)
    rows = rows.where(seen_by.where(Permission.PROCUREMENT_SEE, Delivery))
    if open_only:
        rows = rows.where(columns.received_on.is_(None))
    return page(session, rows, Order(columns.created_at, columns.id, descending=True), cut)
