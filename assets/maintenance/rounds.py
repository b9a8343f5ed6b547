"""Rounds: one order for many things, done stop by stop in the order in which one walks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select

from assets import trail
from assets.database import UNLOADED, moment_of, stored
from assets.errors import Refused
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import criticality, orders, routes
from assets.maintenance.orders import WorkOrder
from assets.maintenance.routes import MET, MOST
from assets.maintenance.terms import Kind, Outcome
from assets.people import Person
from assets.rights import Guarded
from assets.words import N_, Worded

OPEN_STOPS = N_("Not every stop of the round is done or left out.")
# What a stop can come to.
OUTCOMES = (Outcome.PASS, Outcome.REMARK, Outcome.FAIL)
_AT_ONCE = 5000


class Reached(Worded):
    """How a stop was reached."""

    SCANNED = "scanned", N_("Scanned")
    TYPED = "typed", N_("Without scanning")
    PASSED_BY = "passed_by", N_("Left out")


class Stop(Guarded, table=True):
    """One thing of a round, at its position."""

    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        UniqueConstraint("order_id", "asset_id"),
    )

    order_id: UUID = Field(foreign_key="work_order.id")
    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    position: int
    reached: Reached | None = Field(default=None, sa_type=stored(Reached))
    outcome: Outcome | None = Field(default=None, sa_type=stored(Outcome))
    done_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=1000)
    # What it was when the round was laid out, and then when the stop was done.
    asset_tag: str = Field(default="", max_length=20)
    asset_name: str = Field(default="", max_length=200)
    place_path: str = ""

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return str(self.position)

    @property
    def open(self) -> bool:
        return self.reached is None

    def says(self, reached: Reached, outcome: Outcome | None, note: str) -> bool:
        """Whether this is what it says already. How it was reached is told once."""
        passed = (self.reached is Reached.PASSED_BY) == (reached is Reached.PASSED_BY)
        return not self.open and passed and (self.outcome, self.note) == (outcome, note)


def lay_out(session: Session, opened: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stops of those new orders, given by their columns, that are rounds.

    A round presses as much as the most critical of the things that it meets.
    """
    order_of = {row["plan_id"]: row for row in opened}
    keys, rows = list(order_of), list[dict[str, Any]]()
    for begin in range(0, len(keys), _AT_ONCE):
        met = routes.things_of(session, keys[begin : begin + _AT_ONCE])
        critical = criticality.of_things(
            session, {each.asset_id for things in met.values() for each in things}
        )
        for plan_id, things in met.items():
            order, most = order_of[plan_id], max(critical[each.asset_id] or 0 for each in things)
            criticality.press(order, most or None)
            rows += _stops(session, order["id"], things)
    return rows


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write down the stops that were laid out, once their orders are there."""
    trail.add_rows(session, Stop, rows, label="position")


def _stops(session: Session, order_id: UUID, things: Iterable[Any]) -> list[dict[str, Any]]:
    """The stops of one round, whole, as the trail takes them."""
    at, rows = moment_of(session), []
    for position, thing in enumerate(things, 1):
        stop = Stop(
            id=uuid4(),
            order_id=order_id,
            asset_id=thing.asset_id,
            position=position,
            site_id=thing.site_id,
            partner_id=thing.partner_id,
            asset_tag=thing.tag,
            asset_name=thing.name,
            place_path=thing.place_path,
            created_at=at,
        )
        rows.append(stop.model_dump())
    return rows


def ask(
    session: Session, things: Sequence[Asset], *, title: str, kind: Kind, due_on: date, on: date
) -> WorkOrder:
    """A round over these things, in this order, that no plan asks for."""
    if not title.strip():
        raise Refused("Say what is to be done.", field="title")
    _must_be_met(things)
    stands = _places(session, things)
    where = _around(session, list(stands.values()))
    said: dict[str, Any] = {"asset_id": None, "place_id": where.id, "site_id": where.site_id}
    said |= {"partner_id": where.partner_id, "title": title.strip(), "kind": kind}
    said |= {"due_on": due_on, "due_key": due_on, "opened_on": on}
    critical = criticality.of_things(session, [thing.id for thing in things])
    criticality.press(said, max(each or 0 for each in critical.values()) or None)
    order = WorkOrder(number=orders.numbered(orders.take_numbers(session, 1)), **said)
    session.add(order)
    session.flush()
    for position, thing in enumerate(things, 1):
        session.add(_stop(order, thing, stands[thing.place_id], position))
    session.flush()
    return order


def _must_be_met(things: Sequence[Asset]) -> None:
    """Raise Refused unless one can walk from each of them to the next."""
    if not things:
        raise Refused("Choose at least one thing.", field="tags")
    if len(things) > MOST:
        raise Refused("A round has {count} stops at most.", count=MOST, field="tags")
    for thing in things:
        if thing.state not in MET:
            raise Refused(
                "{tag} is {state}: no round meets it.",
                tag=thing.tag,
                state=thing.state,
                field="tags",
            )
        if thing.site_id != things[0].site_id:
            raise Refused("{tag} stands at another site.", tag=thing.tag, field="tags")


def _places(session: Session, things: Sequence[Asset]) -> dict[UUID, Place]:
    """Where they stand."""
    keys = {thing.place_id for thing in things}
    return {each.id: each for each in session.exec(select(Place).where(col(Place.id).in_(keys)))}


def _around(session: Session, rooms: Sequence[Place]) -> Place:
    """The innermost place that all of these are in."""
    parted = [room.path_key.split("\x1f") for room in rooms]
    shared = []
    for level in zip(*parted, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    at = select(Place).where(
        Place.site_id == rooms[0].site_id, Place.path_key == "\x1f".join(shared)
    )
    return session.exec(at).one()


def _stop(order: WorkOrder, thing: Asset, place: Place, position: int) -> Stop:
    return Stop(
        order_id=order.id,
        asset_id=thing.id,
        position=position,
        site_id=order.site_id,
        partner_id=order.partner_id,
        asset_tag=thing.tag,
        asset_name=thing.name,
        place_path=place.path,
    )


@dataclass(frozen=True)
class Found:
    """What somebody found at a stop, and how she got there."""

    reached: Reached
    outcome: Outcome | None = None
    note: str = ""


def answer(session: Session, order: WorkOrder, stop: Stop, by: Person, found: Found) -> None:
    """What was found at a stop, or why it was left out. To say the same again is harmless."""
    order.must_be_to_do()
    note = found.note.strip()
    if stop.says(found.reached, found.outcome, note):
        return
    if found.reached is Reached.PASSED_BY:
        _must_say(note, Refused("Say why it is left out.", field="note"))
    elif found.outcome is not Outcome.PASS:
        _must_say(note, Refused("Say what you found.", field="note"))
    thing = session.get_one(Asset, stop.asset_id)
    place = session.get_one(Place, thing.place_id)
    stop.reached, stop.note = found.reached, note
    stop.outcome = None if found.reached is Reached.PASSED_BY else found.outcome
    stop.done_by_id, stop.done_at = by.id, moment_of(session)
    stop.asset_tag, stop.asset_name, stop.place_path = thing.tag, thing.name, place.path


def _must_say(note: str, no: Refused) -> None:
    if not note:
        raise no


def lacking(session: Session, order: WorkOrder) -> list[str]:
    """What of a round is still open before the order can be done: sentences, untranslated."""
    undone = select(Stop.id).where(Stop.order_id == order.id, col(Stop.reached).is_(None))
    return [OPEN_STOPS] if session.exec(undone.limit(1)).first() else []


def repair(
    session: Session, order: WorkOrder, stop: Stop, title: str, *, due_on: date, on: date
) -> WorkOrder:
    """The order that puts right what failed at a stop. Asked again, it is the same one."""
    if stop.outcome is not Outcome.FAIL:
        raise Refused("Nothing failed here that must be put right.")
    if asked := repairs(session, order).get(stop.asset_id):
        return asked
    thing = session.get_one(Asset, stop.asset_id)
    return orders.ask(
        session,
        thing,
        title=title,
        kind=Kind.CORRECTIVE,
        due_on=due_on,
        on=on,
        corrects_id=order.id,
    )


def repairs(session: Session, order: WorkOrder) -> dict[UUID, WorkOrder]:
    """The orders that put right what failed on a round, by the thing that failed."""
    asked = select(WorkOrder).where(WorkOrder.corrects_id == order.id)
    found = session.exec(asked.order_by(WorkOrder.number))
    return {each.asset_id: each for each in found if each.asset_id}
