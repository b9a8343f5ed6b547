"""What the contracts of the demonstration have brought: deliveries, and the things they brought."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlmodel import Session, col, select

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.register import COMING, Asset
from assets.procurement import contracts, deliveries, placeholders, protocols, units
from assets.procurement.contract_lines import ContractLine
from assets.procurement.deliveries import Delivery
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.rights import EVERYTHING

AGO, AHEAD = 1, 9  # days before DAY that the papers are put in order; days after it of what comes


def deliver(tale: Tale) -> None:
    """On the last day but one, what stands here of each lot is told to have come as delivered."""
    for row in telling.lots():
        if row["kind"] == "goods" and row.get("supplier"):
            tale.happens(tale.day - timedelta(AGO), partial(_deliver, tale, row))


def _deliver(tale: Tale, row: Story, session: Session) -> None:
    if f"contract:{row['number']}" not in tale.ids:
        return
    contract = contracts.contract(session, tale.id("contract", row["number"]), EVERYTHING)
    of_line = _things(session, row["number"], session.exec(deliveries.lines_of(contract)))
    came: dict[date, dict[UUID, list[Asset]]] = defaultdict(lambda: defaultdict(list))
    left = {}
    for line, things in of_line:
        placeholders.take_up(session, contract, line, things)
        here = [each for each in things if each.state not in COMING]
        left[line.id] = len(things) - len(here)
        for each in here:
            came[_came_on(each)][line.id].append(each)
    for nth, (day, of_day) in enumerate(sorted(came.items()), 1):
        noted = {key: len(things) for key, things in of_day.items()}
        note = f"{row['number'][-3:]}/{nth}"
        brought = deliveries.announce(session, contract, noted, note_number=note)
        _came(session, brought, [each for things in of_day.values() for each in things], day)
    if any(left.values()):
        ahead = tale.day + timedelta(AHEAD)
        deliveries.announce(session, contract, left, expected_on=ahead)


def _things(
    session: Session, lot: str, lines: Iterable[ContractLine]
) -> list[tuple[ContractLine, list[Asset]]]:
    """The things of a lot by the lines of its contract, as many as each line buys."""
    of_kind: dict[object, list[Asset]] = defaultdict(list)
    own = select(Asset).where(Asset.lot_number == lot).order_by(col(Asset.tag))
    for asset in session.exec(own):
        of_kind[asset.type_id].append(asset)
    found = []
    for line in lines:
        kind = of_kind[line.type_id]
        found.append((line, kind[: line.quantity]))
        of_kind[line.type_id] = kind[line.quantity :]
    return found


def _came_on(asset: Asset) -> date:
    """Nothing is accepted or used before it has come."""
    days = (asset.delivered_on, asset.acquired_on, asset.accepted_on, asset.in_use_on)
    return min(day for day in days if day)


def _came(session: Session, brought: Delivery, assets: list[Asset], on: date) -> None:
    """As if each had been counted on the day on which it came."""
    lines = {each.contract_line_id: each for each in session.exec(deliveries.counted_in(brought))}
    for unit in session.exec(units.of_assets([each.id for each in assets])):
        assert unit.contract_line_id is not None
        line = lines[unit.contract_line_id]
        line.count(1)
        unit.delivery_line_id = line.id
    brought.received_on = on
    session.flush()
    _note(session, brought, on)


def _note(session: Session, brought: Delivery, on: date) -> None:
    kind = ProtocolKind.RECEIPT
    note = Protocol(delivery_id=brought.id, kind=kind, number=f"NIR {brought.number}", on=on)
    protocols.draw_up(session, note, brought)
