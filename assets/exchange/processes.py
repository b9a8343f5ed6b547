"""Contracting processes: lots that were called together, with all that came of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.procurement import contracts, lots, schedules
from assets.procurement.bids import Bid, Outcome
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract, ContractChange
from assets.procurement.invoices import Invoice, Payment
from assets.procurement.items import LotItem
from assets.procurement.lots import Lot
from assets.procurement.projects import Project
from assets.procurement.schedules import Schedule
from assets.rights import Rights

Row = TypeVar("Row")
OfLot = TypeVar("OfLot", LotItem, Bid)

ZONES = {"RO": ZoneInfo("Europe/Bucharest"), "HU": ZoneInfo("Europe/Budapest")}


@dataclass(frozen=True)
class Agreed:
    """A contract with its lines, its modifications, and what was paid under it."""

    contract: Contract
    lines: Sequence[ContractLine]
    changes: Sequence[ContractChange]
    payments: Sequence[tuple[Payment, Invoice]]


@dataclass(frozen=True)
class Bought:
    """A lot with its days, what it buys, who offered, and its contracts."""

    schedule: Schedule
    items: Sequence[LotItem]
    bids: Sequence[Bid]
    contracts: Sequence[Agreed]

    @property
    def lot(self) -> Lot:
        return self.schedule.lot

    @property
    def winner(self) -> Bid | None:
        return next((each for each in self.bids if each.outcome is Outcome.WON), None)

    def day_of(self, stage: str) -> date | None:
        """When a stage was, or is expected."""
        days = [each.expected_on for each in self.schedule.milestones if each.stage.code == stage]
        return min(days, default=None)

    def met(self, stage: str) -> bool:
        return any(each.met for each in self.schedule.milestones if each.stage.code == stage)


@dataclass(frozen=True)
class Process:
    """Lots of one partner that one notice called, or a lot that has no notice of its own yet."""

    bought: Sequence[Bought]

    @property
    def first(self) -> Lot:
        return self.bought[0].lot

    @property
    def zone(self) -> tzinfo:
        return ZONES.get(self.first.partner.country, UTC)

    def moment(self, day: date) -> str:
        """When a day begins where the partner is."""
        return datetime.combine(day, time(), self.zone).isoformat()


def listed(session: Session, seen_by: Rights, project: Project | None = None) -> list[Process]:
    """All that she sees, of one project or of all, by the numbers of their first lots."""
    rows = lots.listed(seen_by)
    if project:
        rows = rows.where(Lot.project_id == project.id)
    called: dict[tuple[UUID, UUID, str], list[Bought]] = defaultdict(list)
    for each in _bought(session, session.exec(rows).all()):
        lot = each.lot
        notice = lot.notice_number or lot.number
        called[lot.project_id, lot.partner.id, notice].append(each)
    return [Process(each) for each in called.values()]


def _bought(session: Session, seen: Sequence[Lot]) -> Iterable[Bought]:
    keys = [each.id for each in seen]
    asked = _of_lots(LotItem, keys).order_by(col(LotItem.position))
    wanted = _by(session.exec(asked).all(), lambda each: each.lot_id)
    offers = _of_lots(Bid, keys).options(*alongside(Bid.supplier)).order_by(col(Bid.label))
    offered = _by(session.exec(offers).all(), lambda each: each.lot_id)
    agreed = _by(_agreed(session, keys), lambda each: each.contract.lot_id)
    for schedule in schedules.together(session, seen):
        key = schedule.lot.id
        yield Bought(schedule, wanted[key], offered[key], agreed[key])


def _agreed(session: Session, keys: Sequence[UUID]) -> list[Agreed]:
    signed = session.exec(contracts.of_lots(keys)).all()
    held = [each.id for each in signed]
    asked = select(ContractLine).where(col(ContractLine.contract_id).in_(held))
    listed = session.exec(asked.order_by(col(ContractLine.position))).all()
    lines = _by(listed, lambda each: each.contract_id)
    changes = _by(session.exec(contracts.changes_of(held)).all(), lambda each: each.contract_id)
    paid: Any = select(Payment, Invoice).join(Invoice, col(Invoice.id) == Payment.invoice_id)
    asked_for = paid.where(col(Invoice.contract_id).in_(held))
    order = (col(Payment.paid_on), col(Payment.id))
    payments = _by(session.exec(asked_for.order_by(*order)).all(), lambda each: each[1].contract_id)
    return [Agreed(each, lines[each.id], changes[each.id], payments[each.id]) for each in signed]


def _of_lots(table: type[OfLot], keys: Sequence[UUID]) -> SelectOfScalar[OfLot]:
    return select(table).where(col(table.lot_id).in_(keys))


def _by(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for each in rows:
        found[key(each)].append(each)
    return found
