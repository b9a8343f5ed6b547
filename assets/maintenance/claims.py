"""Claims: what a supplier is told of a thing that failed while he answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from assets.errors import Refused
from assets.inventory import places
from assets.inventory.register import Asset
from assets.maintenance import faults, triage
from assets.maintenance.faults import Fault


@dataclass(frozen=True)
class Claim:
    """What the letter says: the thing, what people reported of it, and how long it has stood."""

    asset: Asset
    reports: Sequence[Fault]
    down_from: datetime | None
    down_until: datetime

    @property
    def downtime(self) -> timedelta | None:
        return self.down_until - self.down_from if self.down_from else None


def covered(fault: Fault) -> bool:
    """Whether the thing, loaded with its site, was under warranty when it was reported."""
    until, zone = fault.asset.warranty_until, places.zone_of(fault.asset.site)
    return until is not None and until >= fault.reported_at.astimezone(zone).date()


def of(session: Session, fault: Fault, at: datetime) -> Claim:
    """The claim for what a report, loaded with its thing and its order, is about."""
    order, asset = fault.order, fault.asset
    down_from = (order and order.down_from) or faults.down_since(session, asset)
    until = (order and order.down_until) or at
    return Claim(asset, [fault, *triage.joined(session, fault)], down_from, until)


def mark(fault: Fault) -> None:
    """Note on the order that the supplier was asked to put it right."""
    if fault.order is None:
        raise Refused("Order the work first: the claim is noted on the order.")
    fault.order.warranty_claim = True
