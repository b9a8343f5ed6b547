"""Things that are here before their room is open: they wait in a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, event, inspect
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from assets.errors import Refused
from assets.inventory import places
from assets.inventory.places import Kind, Place
from assets.inventory.register import COMING, GONE, Asset, State
from assets.rights import Permission, Rights

# Where things are that neither come nor go: a place that is not open has no room for them.
NOT_HERE = COMING | GONE

_Store = aliased(Place)
_Room = aliased(Place)


def wait(asset: Asset, store: Place, room: Place, on: date) -> None:
    """Keep it in a store until the room for it opens. What has been coming so far has come."""
    if store.kind is not Kind.STORE:
        raise Refused("{place} is no store.", place=store.name, field="store")
    if room.open(on):
        raise Refused("{place} is open. Move it there.", place=room.name, field="room")
    if asset.state in COMING:
        asset.step(State.DELIVERED, on)
    if asset.place_id != store.id:
        asset.move(store, on)
    asset.waits_for_id = room.id


def room_of(session: Session, asset: Asset) -> Place | None:
    """The room that this thing waits for."""
    return session.get(Place, asset.waits_for_id) if asset.waits_for_id else None


def for_branch(place: Place, seen_by: Rights) -> Select[Any]:
    """What waits in stores for this place and for what is inside it, as rows of columns."""
    rows: Select[Any] = select(
        Asset.tag,
        Asset.name,
        Asset.state,
        col(_Store.id).label("store_id"),
        col(_Store.name).label("store"),
        col(_Room.name).label("room"),
    )  # type: ignore[call-overload]
    joined = rows.join(_Store, col(_Store.id) == col(Asset.place_id))
    joined = joined.join(_Room, col(_Room.id) == col(Asset.waits_for_id))
    waits = [col(Asset.waits_for_id).in_(places.below(place)), col(Asset.state).not_in(GONE)]
    seen = seen_by.where(Permission.ASSETS_SEE, Asset)
    return joined.where(*waits, seen).order_by(col(Asset.name_key), col(Asset.id))


@dataclass(frozen=True)
class Waits:
    """The first things that wait for a place, and how many there are."""

    rows: Sequence[Any]
    count: int


def found(session: Session, place: Place, seen_by: Rights, most: int) -> Waits:
    asked = for_branch(place, seen_by)
    rows = session.connection().execute(asked.limit(most)).all()
    if len(rows) < most:
        return Waits(rows, len(rows))
    counted = select(func.count()).select_from(asked.order_by(None).subquery())
    return Waits(rows, session.exec(counted).one())


@event.listens_for(Session, "before_flush")
def _ask_for_a_store(session: Session, _: object, __: object) -> None:
    """Nothing comes into a place that is not open, by whichever door it comes."""
    for asset in [each for each in (*session.new, *session.dirty) if isinstance(each, Asset)]:
        if _comes(asset) and (place := session.get(Place, asset.place_id)):
            place.must_be_open(places.day_at(session, asset.site_id))


def _comes(asset: Asset) -> bool:
    came = inspect(asset).pending or asset.left in COMING
    return came and asset.state not in NOT_HERE
