"""The stops of a round as a page shows them: what is next, how far it is, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from assets.inventory.register import Asset
from assets.listing import Cut, PageOf
from assets.maintenance import rounds, walks
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.walks import Progress
from web.page import PageFor

SHOWN = Cut(limit=50)


@dataclass(frozen=True)
class Round:
    """One page of the stops, and what somebody who walks it asks first."""

    progress: Progress
    following: Stop | None
    found: PageOf
    repairs: dict[UUID, WorkOrder]


@dataclass(frozen=True)
class Here:
    """An open stop at the thing whose label was scanned."""

    stop: Stop
    order: WorkOrder
    count: int


def of(db: Session, order: WorkOrder, cut: Cut = SHOWN) -> Round | None:
    """The round that an order is; None where it is about one thing, or about a place."""
    if order.asset_id is not None:
        return None
    progress = walks.progress(db, order)
    if not progress.count:
        return None
    found = walks.listed(db, order, cut)
    repairs = rounds.repairs(db, order) if progress.failed else {}
    return Round(progress, walks.following(db, order), found, repairs)


def here(page: PageFor, db: Session, asset: Asset) -> dict[str, Any]:
    """The open stops of rounds at a thing, for whoever has just scanned its label."""
    code = page.request.query_params.get("scanned", "")
    waiting: Sequence[Any] = walks.open_at(db, asset, page.rights) if code else ()
    stops = [Here(stop, order, walks.progress(db, order).count) for stop, order in waiting]
    return {"scanned": code, "stops_here": stops}
