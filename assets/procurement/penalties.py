"""Penalties: what a supplier owes for each day by which he is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlmodel import Session, col, select

from assets.money import Money
from assets.procurement import contract_lines, contracts
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.milestones import Milestone
from assets.procurement.stages import Stage

# What ends the delay of a contract of which no deliveries are written down.
DONE = ("delivery", "works_reception", "acceptance")
WHOLE = 100_000  # thousandths of a percent


@dataclass(frozen=True)
class Late:
    """So many of one line, or all of a contract without lines, that came late or not yet."""

    title: str
    quantity: int
    net: Money
    days: int
    came_on: date | None


@dataclass(frozen=True)
class Penalty:
    """What is late under a contract on a day, and what is owed for it."""

    contract: Contract
    due_on: date
    late: list[Late]
    price: Money  # of the contract with its modifications, without VAT

    @property
    def days(self) -> int:
        """By how many days the latest is late."""
        return max(each.days for each in self.late)

    @property
    def reckoned(self) -> Money:
        """The rate of a day on the price of what is late, for all its days; nothing agreed: 0."""
        owed = sum(each.net.minor * each.days for each in self.late)
        return self._share(owed, self.contract.penalty or 0)

    @property
    def most(self) -> Money | None:
        """What it cannot be more than, where that was agreed."""
        most = self.contract.penalty_most
        return None if most is None else self._share(self.price.minor, most)

    @property
    def amount(self) -> Money:
        """What is owed."""
        most = self.most
        return self.reckoned if most is None else min(self.reckoned, most, key=lambda m: m.minor)

    def _share(self, minor: int, thousandths: int) -> Money:
        exact = Decimal(minor) * thousandths / WHOLE
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), self.contract.currency)


def of(session: Session, contract: Contract, on: date) -> Penalty | None:
    """What is late of a contract by this day; None where nothing is."""
    changes = session.exec(contracts.changes_of([contract.id])).all()
    due_on = contracts.ends_on(contract, changes)
    if due_on is None:
        return None
    until = min(on, contract.terminated_on or on)
    price = contracts.net_of(contract, changes)
    pieces = _pieces(session, contract, price, until)
    late = [
        Late(title, quantity, net, ((came_on or until) - due_on).days, came_on)
        for title, quantity, net, came_on in pieces
        if (came_on or until) > due_on
    ]
    return Penalty(contract, due_on, late, price) if late else None


Piece = tuple[str, int, Money, date | None]


def _pieces(session: Session, contract: Contract, price: Money, until: date) -> list[Piece]:
    """What was bought, cut by the day on which it came."""
    lines = session.exec(contract_lines.of(contract)).all()
    deliveries = session.exec(select(Delivery).where(Delivery.contract_id == contract.id)).all()
    if not lines or not deliveries:
        done = _received(deliveries, until) or _done(session, contract, until)
        parts = [(each.title, each.quantity, each.net_minor) for each in lines]
        parts = parts or [("", 1, price.minor)]
        return [(title, count, Money(net, contract.currency), done) for title, count, net in parts]
    came = _came(session, contract, until)
    return [piece for line in lines for piece in _of_line(contract, line, came.get(line.id, []))]


def _of_line(contract: Contract, line: ContractLine, came: list[tuple[date, int]]) -> list[Piece]:
    """What came of one line on each day, at most what was ordered, and what is still to come."""
    pieces: list[Piece] = []
    left = line.quantity
    for day, counted in came:
        if taken := min(counted, left):
            pieces.append((line.title, taken, _worth(contract, line, taken), day))
            left -= taken
    if left:
        pieces.append((line.title, left, _worth(contract, line, left), None))
    return pieces


def _worth(contract: Contract, line: ContractLine, count: int) -> Money:
    return Money(count * line.price_minor, contract.currency)


def _came(
    session: Session, contract: Contract, until: date
) -> dict[object, list[tuple[date, int]]]:
    """How many of each line were counted on each day, the earliest first."""
    asked: Any = (
        select(DeliveryLine.contract_line_id, col(Delivery.received_on), DeliveryLine.counted)
        .join(Delivery, col(Delivery.id) == col(DeliveryLine.delivery_id))
        .where(Delivery.contract_id == contract.id, col(Delivery.received_on) <= until)
        .order_by(col(Delivery.received_on))
    )
    came: dict[object, list[tuple[date, int]]] = {}
    for line, day, counted in session.exec(asked):
        if day:
            came.setdefault(line, []).append((day, counted))
    return came


def _received(deliveries: Iterable[Delivery], until: date) -> date | None:
    """The day of the last delivery, once all have come."""
    days = [each.received_on for each in deliveries]
    known = [day for day in days if day and day <= until]
    return max(known) if known and len(known) == len(days) else None


def _done(session: Session, contract: Contract, until: date) -> date | None:
    """When the lot says that it was delivered, where no deliveries are written down."""
    met: Any = (
        select(col(Milestone.actual_on))
        .join(Stage, col(Stage.id) == col(Milestone.stage_id))
        .where(Milestone.lot_id == contract.lot_id, col(Stage.code).in_(DONE))
        .where(col(Milestone.actual_on) <= until)
        .order_by(col(Milestone.actual_on))
    )
    done: date | None = session.exec(met).first()
    return done
