"""The stock of spare parts: what comes into the store of a site, and what orders take out of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.errors import Missing, Refused
from assets.maintenance import spares
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.spares import SparePart, StockMove
from assets.money import Money
from assets.words import N_

FIRST_COUNT = N_("First count.")
# Of these nothing is written down any more.
SETTLED = frozenset({State.VERIFIED, State.CLOSED, State.CANCELLED})


def receive(
    session: Session, part: SparePart, quantity: Decimal, price: Money | None, reason: str = ""
) -> StockMove:
    """So many have come. What one of them cost is what one costs from now on."""
    _must_be_some(quantity)
    _hold(session, part)
    if price:
        part.cost(price)
    return _move(session, part, quantity, reason=reason.strip())


def count(session: Session, part: SparePart, counted: Decimal, reason: str) -> StockMove | None:
    """So many were found when somebody counted: the difference, if any, is written down."""
    if not reason.strip():
        raise Refused("Say why the stock is another one.", field="reason")
    if counted < 0:
        raise Refused("Fewer than none cannot lie there.", field="counted")
    _hold(session, part)
    change = counted - part.quantity
    return _move(session, part, change, reason=reason.strip()) if change else None


def use(session: Session, part: SparePart, order: WorkOrder, quantity: Decimal) -> StockMove:
    """An order takes so many out of the store of its site. Who comes too late is told so."""
    _must_be_some(quantity)
    if order.state in SETTLED:
        raise Refused("{number} is settled: nothing more is written on it.", number=order.number)
    if part.site_id != order.site_id:
        raise Refused("{name} lies in the store of another site.", name=part.name, field="part")
    _hold(session, part)
    if quantity > part.quantity:
        raise Refused(
            "Only {count} of {name} lie in the store.",
            count=spares.trimmed(part.quantity),
            name=part.name,
            field="quantity",
        )
    return _move(session, part, -quantity, order_id=order.id)


def take_back(session: Session, used: StockMove, order: WorkOrder) -> StockMove:
    """It was not used after all, and lies in the store again."""
    if order.state in SETTLED:
        raise Refused("{number} is settled: nothing more is written on it.", number=order.number)
    part = session.get_one(SparePart, used.spare_part_id)
    _hold(session, part)
    undone = select(StockMove.id).where(StockMove.undoes_id == used.id)
    if used.undoes_id or session.exec(undone).first():
        raise Refused("This has been put back already.")
    return _move(session, part, -used.change, order_id=used.order_id, undoes_id=used.id)


def _must_be_some(quantity: Decimal) -> None:
    if quantity <= 0:
        raise Refused("Write how many: more than none.", field="quantity")


def _hold(session: Session, part: SparePart) -> None:
    """Nobody else takes of it until this is written, and what others took meanwhile is known."""
    session.flush()
    session.refresh(part, with_for_update={"of": SparePart})


def _move(session: Session, part: SparePart, change: Decimal, **values: Any) -> StockMove:
    moved = StockMove(
        spare_part_id=part.id,
        site_id=part.site_id,
        partner_id=part.partner_id,
        change=spares.fine(change),
        price_minor=part.price_minor,
        price_currency=part.price_currency,
        **values,
    )
    part.take_in(change)
    session.add(moved)
    session.flush()
    return moved


def moves(part: SparePart) -> SelectOfScalar[StockMove]:
    """What came and went of a part, the latest first."""
    of_it = select(StockMove).where(StockMove.spare_part_id == part.id)
    return of_it.order_by(col(StockMove.created_at).desc(), col(StockMove.id))


def numbers(session: Session, moved: Iterable[StockMove]) -> dict[UUID | None, str]:
    """The numbers of the orders that these movements were for."""
    keys = {move.order_id for move in moved if move.order_id}
    named = select(WorkOrder.id, WorkOrder.number).where(col(WorkOrder.id).in_(keys))
    return dict(session.exec(named).all())


_Back = aliased(StockMove)


def used_by(session: Session, order: WorkOrder) -> Sequence[StockMove]:
    """What an order has used up, without what was put back."""
    back = select(_Back.id).where(_Back.undoes_id == StockMove.id)
    used = select(StockMove).where(
        StockMove.order_id == order.id, col(StockMove.undoes_id).is_(None), ~back.exists()
    )
    loaded = alongside(StockMove.spare_part)
    return session.exec(used.options(*loaded).order_by(col(StockMove.created_at))).all()


def move(session: Session, key: UUID, order: WorkOrder) -> StockMove:
    """One movement of stock by an order, which has been found through the person who asks."""
    of_order = select(StockMove).where(StockMove.id == key, StockMove.order_id == order.id)
    found = session.exec(of_order).first()
    if found is None:
        raise Missing("There is no such page.")
    return found
