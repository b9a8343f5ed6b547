"""Alarms: what is said at once, because somebody could be hurt."""

from uuid import UUID

from sqlmodel import Session

from assets.inventory.register import Asset
from assets.maintenance import readings


def danger(session: Session, asset: Asset, words: str, about: UUID) -> int:
    """Tell everybody who works at the thing's site now, once for what it is about; how many."""
    return 0


readings.DANGER.append(danger)
