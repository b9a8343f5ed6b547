"""Routes: which things the rounds of a plan meet, and in which order one walks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Select, UniqueConstraint
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, select

from assets.database import Record, alongside
from assets.errors import Refused
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.maintenance.plans import MaintenancePlan

MOST = 200  # stops that somebody arranges
# What a round meets: neither what is gone nor what is with somebody else.
MET = (State.ACCEPTED, State.IN_USE, State.IN_STORAGE)

_Top = aliased(Place)


class PlanStop(Record, table=True):
    """One thing of a round that is walked in an order of its own."""

    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        UniqueConstraint("plan_id", "asset_id"),
    )

    plan_id: UUID = Field(foreign_key="maintenance_plan.id")
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    position: int

    @property
    def label(self) -> str:
        return str(self.position)


def things_of(session: Session, keys: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """The things that the rounds among these plans meet: as arranged, or else as one walks."""
    arranged = set(session.exec(_rounds(keys).where(_arrangement().exists())).all())
    walked = set(session.exec(_rounds(keys).where(~_arrangement().exists())).all())
    asked = [_arranged(arranged)] if arranged else []
    asked += [_walked(walked)] if walked else []
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in chain.from_iterable(session.connection().execute(each) for each in asked):
        found[row.plan_id].append(row)
    return found


def _rounds(keys: Sequence[UUID]) -> Any:
    in_rounds = col(MaintenancePlan.in_rounds).is_(True)
    return select(MaintenancePlan.id).where(in_rounds, col(MaintenancePlan.id).in_(keys))


def _arrangement() -> Any:
    return select(PlanStop.id).where(PlanStop.plan_id == MaintenancePlan.id)


def _met() -> Select[Any]:
    """What a stop keeps of each thing of a plan that a round meets at the site of that plan."""
    plan = MaintenancePlan
    shown: list[Any] = [col(plan.id).label("plan_id"), plan.site_id, plan.partner_id]
    shown += [col(Asset.id).label("asset_id"), Asset.tag, Asset.name]
    shown.append(col(Place.path).label("place_path"))
    met: Select[Any] = select(*shown).select_from(plan)
    return met.where(col(Asset.state).in_(MET), col(Asset.site_id) == col(plan.site_id))


def _arranged(keys: Iterable[UUID]) -> Select[Any]:
    stops = _met().join(PlanStop, col(PlanStop.plan_id) == col(MaintenancePlan.id))
    stops = stops.join(Asset, col(Asset.id) == col(PlanStop.asset_id))
    stops = stops.join(Place, col(Place.id) == col(Asset.place_id))
    stops = stops.where(col(MaintenancePlan.id).in_(keys))
    return stops.order_by(col(MaintenancePlan.id), col(PlanStop.position))


def _walked(keys: Iterable[UUID]) -> Select[Any]:
    """All that stands in the place of each plan, of its kind if it names one, room after room."""
    plan, key = MaintenancePlan, col(Place.path_key)
    inner = col(_Top.path_key).concat("\x1f")
    inside = (key >= inner) & (key < inner.concat("\U0010ffff"))
    same_site = col(Place.site_id) == col(_Top.site_id)
    things = _met().join(_Top, col(_Top.id) == col(plan.place_id))
    things = things.join(Place, same_site & ((col(Place.id) == col(_Top.id)) | inside))
    things = things.join(Asset, col(Asset.place_id) == col(Place.id))
    of_kind = col(plan.type_id).is_(None) | (col(Asset.type_id) == col(plan.type_id))
    things = things.where(col(plan.id).in_(keys), of_kind)
    return things.order_by(col(plan.id), key, col(Asset.name_key), col(Asset.tag))


def unarranged(session: Session, plan: MaintenancePlan) -> list[Asset]:
    """The things that its rounds meet if nobody arranges them, as one walks."""
    rows = session.connection().execute(_walked([plan.id]).limit(MOST))
    keys = [row.asset_id for row in rows]
    known = {each.id: each for each in session.exec(select(Asset).where(col(Asset.id).in_(keys)))}
    return [known[key] for key in keys]


def walked(session: Session, assets: Sequence[Asset]) -> list[Asset]:
    """These things as one walks: room after room, and in a room by their names."""
    known = {asset.id: asset for asset in assets}
    ordered = select(Asset.id).join(Place, col(Place.id) == col(Asset.place_id))
    ordered = ordered.where(col(Asset.id).in_(known))
    by_room = ordered.order_by(col(Place.path_key), col(Asset.name_key), col(Asset.tag))
    return [known[key] for key in session.exec(by_room)]


def shifted(things: Sequence[Asset], *, up: str, down: str, away: str) -> list[Asset]:
    """The same with the thing of this tag one earlier, one later, or left away."""
    tags = [thing.tag for thing in things]
    left = [thing for thing in things if thing.tag != away]
    for tag, step in ((up, -1), (down, 1)):
        if tag in tags:
            at = tags.index(tag)
            to = min(max(at + step, 0), len(left) - 1)
            left.insert(to, left.pop(at))
    return left


def arranged(session: Session, plan: MaintenancePlan) -> list[Asset]:
    """The things of a plan in rounds in the order that somebody gave them, with their places."""
    things = select(Asset).join(PlanStop, col(PlanStop.asset_id) == col(Asset.id))
    things = things.where(PlanStop.plan_id == plan.id)
    loaded = alongside(Asset.place)
    return list(session.exec(things.order_by(col(PlanStop.position)).options(*loaded)))


def arrange(session: Session, plan: MaintenancePlan, things: Sequence[Asset]) -> None:
    """From its next round on these things are met, in this order; none: all, as one walks."""
    if not plan.in_rounds:
        raise Refused("This plan is not walked in rounds.")
    if len(things) > MOST:
        raise Refused("A round has {count} stops at most.", count=MOST, field="thing")
    for asset in things:
        if asset.site_id != plan.site_id:
            raise Refused("{tag} stands at another site.", tag=asset.tag, field="thing")
    _place(session, plan, {asset.id: nth for nth, asset in enumerate(things, 1)})


def _place(session: Session, plan: MaintenancePlan, positions: dict[UUID, int]) -> None:
    """Give the stops these positions. Each gives its own free before another one takes it."""
    kept = session.exec(select(PlanStop).where(PlanStop.plan_id == plan.id)).all()
    known = {stop.asset_id: stop for stop in kept}
    for stop in kept:
        wanted = positions.get(stop.asset_id)
        if wanted is None:
            session.delete(stop)
        elif wanted != stop.position:
            stop.position = -wanted
    session.flush()
    for asset_id, position in positions.items():
        stop = known.get(asset_id) or PlanStop(plan_id=plan.id, asset_id=asset_id, position=0)
        stop.position = position
        session.add(stop)
    session.flush()
