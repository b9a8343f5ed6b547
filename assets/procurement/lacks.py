"""Lacks: what the things of a lot still lack, though they are accepted, and since when."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from assets.inventory.documents import About, Attachment, Document, Kind
from assets.inventory.register import Asset, State
from assets.procurement.clashes import Clash
from assets.procurement.lots import Lot
from assets.words import N_

MOST = 5  # of one kind that are named
LABELLED_WITHIN = timedelta(days=30)
HERE = (State.ACCEPTED, State.IN_USE)


def of_lot(session: Session, lot: Lot, on: date) -> list[Clash]:
    """Things accepted without a serial number, and long ago without a photo of the sticker."""
    held = select(Attachment.id).join(Document, col(Document.id) == col(Attachment.document_id))
    photo = held.where(
        Attachment.about == About.ASSET,
        Attachment.subject_id == Asset.id,
        Document.kind == Kind.STICKER,
    )
    bare = (col(Asset.serial_number) == "", ~col(Asset.unnumbered))
    long_ago = (col(Asset.accepted_on) < on - LABELLED_WITHIN, ~photo.exists())
    unnumbered = N_("{tag} was accepted on {day} and has no serial number yet.")
    unlabelled = N_("{tag} was accepted on {day} and has no photo of its sticker, due by {until}.")
    return [*_named(session, lot, unnumbered, bare), *_named(session, lot, unlabelled, long_ago)]


def _named(session: Session, lot: Lot, words: str, asked: tuple[Any, ...]) -> list[Clash]:
    accepted: Any = Asset.accepted_on
    rows: Any = select(Asset.tag, accepted).where(
        Asset.lot_number == lot.number, col(Asset.state).in_(HERE), accepted.is_not(None), *asked
    )
    found = session.execute(rows.order_by(accepted, Asset.tag).limit(MOST))
    return [
        Clash(words, {"tag": tag, "day": day, "until": day + LABELLED_WITHIN}, "acceptance")
        for tag, day in found
    ]
