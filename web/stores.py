"""The spare parts of an order as a page shows them: what it has used, and what fits its thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from assets.inventory.register import Asset
from assets.maintenance import spares, stock
from assets.maintenance.orders import WorkOrder
from assets.maintenance.spares import SparePart, StockMove

MOST_OFFERED = 20


@dataclass(frozen=True)
class Used:
    """What an order has used up, what runs short of it, and what can be chosen first."""

    moves: Sequence[StockMove]
    short: Sequence[SparePart]
    offered: Sequence[str]
    open: bool


def of(db: Session, order: WorkOrder) -> Used:
    moves = stock.used_by(db, order)
    used = {move.spare_part.id: move.spare_part for move in moves}
    short = [part for part in used.values() if part.short]
    still = order.state not in stock.SETTLED
    return Used(moves, short, offered(db, order, "") if still else (), still)


def fitting(db: Session, asset: Asset) -> Sequence[SparePart]:
    """The parts in the store of its site that fit a thing."""
    if asset.model_id is None:
        return ()
    return db.exec(spares.fitting(asset.model_id, asset.site_id).limit(MOST_OFFERED)).all()


def offered(db: Session, order: WorkOrder, words: str) -> list[str]:
    """The parts that fit its thing, and then others of its site."""
    asset = db.get(Asset, order.asset_id) if order.asset_id else None
    fits = []
    if asset and asset.model_id and not words:
        fits = list(db.exec(spares.fitting(asset.model_id, order.site_id).limit(MOST_OFFERED)))
    others = db.exec(spares.suggested(words, order.site_id).limit(MOST_OFFERED))
    return list(dict.fromkeys(part.called for part in (*fits, *others)))[:MOST_OFFERED]
