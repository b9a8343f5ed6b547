"""Out of limits: the order that puts it right, and what a closed pool needs to be opened again."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import trail
from assets.database import Row
from assets.errors import Refused
from assets.inventory import places
from assets.inventory.register import Asset, Condition
from assets.maintenance import checklists, orders
from assets.maintenance.checklists import Checklist
from assets.maintenance.limits import Quantity, Severity
from assets.maintenance.meters import COUNTS, Meter, Reading, plain
from assets.maintenance.orders import TO_DO, State, WorkOrder
from assets.maintenance.terms import FailureMode, Kind, Priority
from assets.rights import Role
from assets.trail import Written
from assets.words import N_, Language, say

# The checklist of a reopening, unless the house has withdrawn it.
CHECKLIST = "pool_reopening"
FINISHED = (State.DONE, State.VERIFIED, State.CLOSED)
USABLE = frozenset({Condition.UP, Condition.DEGRADED})
WITHIN = frozenset({Severity.OK, Severity.WARNING})
IN_A_ROW = 2  # readings within limits before a closed pool is opened again
_AT_ONCE = 500

_OUT = N_("Out of limits: {quantity}, {value}")
_CLOSED = N_("Reopen after closing: {quantity}, {value}")


def put_right(session: Session, meter: Meter, reading: Reading) -> WorkOrder:
    """The order that puts this reading right: of one meter one is open, not one for each reading.

    What closes the pool makes it the order of the reopening.
    """
    closing = reading.severity is Severity.CLOSE
    titles = _titles(session, meter, reading, _CLOSED if closing else _OUT)
    order = standing(session, meter) or _opened(session, meter, reading, titles)
    reading.opened_id = order.id
    if closing:
        order.title, order.title_ro, order.title_hu = titles
        order.priority, order.role, order.needs_signature = (
            Priority.URGENT,
            Role.SITE_MANAGER,
            True,
        )
        order.down_from = order.down_from or reading.at
        _lay_checklist(session, order)
    session.flush()
    return order


def standing(session: Session, meter: Meter) -> WorkOrder | None:
    """The order that is open because this meter was out of its limits."""
    opened = select(Reading.opened_id).where(Reading.meter_id == meter.id)
    of_it = select(WorkOrder).where(WorkOrder.asset_id == meter.asset_id)
    wanted = of_it.where(col(WorkOrder.state).in_(TO_DO), col(WorkOrder.id).in_(opened))
    return session.exec(wanted).first()


def opened_by(found: Collection[Reading]) -> SelectOfScalar[WorkOrder]:
    """The orders that these readings asked for, or found open already."""
    asked = [each.opened_id for each in found if each.opened_id]
    return select(WorkOrder).where(col(WorkOrder.id).in_(asked)).order_by(col(WorkOrder.number))


def _opened(
    session: Session, meter: Meter, reading: Reading, titles: tuple[str, str, str]
) -> WorkOrder:
    asset, today = session.get_one(Asset, meter.asset_id), places.day_at(session, meter.site_id)
    return orders.ask(
        session,
        asset,
        title=titles[0],
        kind=Kind.CORRECTIVE,
        due_on=today,
        on=today,
        title_ro=titles[1],
        title_hu=titles[2],
        priority=Priority.HIGH,
        failure_mode=FailureMode.OUT_OF_LIMITS,
        reported_at=reading.at,
    )


def _titles(session: Session, meter: Meter, reading: Reading, words: str) -> tuple[str, str, str]:
    measured = session.get_one(Quantity, meter.quantity_id)

    def told(language: Language) -> str:
        value = f"{say(language, '{value}', value=plain(reading.value))} {measured.unit}".strip()
        return say(language, words, quantity=measured.names, value=value)

    return told(Language.EN), told(Language.RO), told(Language.HU)


def _lay_checklist(session: Session, order: WorkOrder) -> None:
    asked = session.exec(checklists.offered().where(Checklist.key == CHECKLIST)).first()
    if asked and order.checklist_id is None:
        order.checklist_id = asked.id


def closings(session: Session, assets: Collection[UUID]) -> list[tuple[WorkOrder, Reading]]:
    """What keeps these things down: each reading that closed one, with its unfinished order."""
    asked = select(WorkOrder, Reading).join(Reading, col(Reading.opened_id) == col(WorkOrder.id))
    unfinished = col(WorkOrder.state).not_in(FINISHED)
    wanted = asked.where(unfinished, Reading.severity == Severity.CLOSE, COUNTS)
    of_them = wanted.where(col(WorkOrder.asset_id).in_(assets))
    return list(session.exec(of_them.order_by(col(Reading.at).desc())).all())


def renew(session: Session, meter: Meter) -> None:
    """A reopening that was called off is asked for again, as long as the pool is closed by it."""
    for order, reading in closings(session, [meter.asset_id]):
        if order.state is State.CANCELLED and reading.meter_id == meter.id:
            put_right(session, meter, reading)


def must_be_within(session: Session, order: WorkOrder) -> None:
    """Raise Refused unless all that closed the pool is within its limits again, twice in a row."""
    closed = select(Reading).where(
        Reading.opened_id == order.id, Reading.severity == Severity.CLOSE, COUNTS
    )
    last = {each.meter_id: each for each in session.exec(closed.order_by(col(Reading.at)))}
    for closing in last.values():
        fine = len(list(_fine_since(session, closing)))
        if fine < IN_A_ROW:
            meter = session.get_one(Meter, closing.meter_id)
            raise Refused(
                "{quantity}: two readings in a row must be within the limits after the closing. "
                "So far: {count}.",
                quantity=session.get_one(Quantity, meter.quantity_id).names,
                count=fine,
            )


def _fine_since(session: Session, closing: Reading) -> Iterator[Reading]:
    """The last readings that were within limits without a break, since this one closed the pool."""
    of_meter = select(Reading).where(Reading.meter_id == closing.meter_id, COUNTS)
    since = of_meter.where(Reading.at > closing.at)
    for each in session.exec(since.order_by(col(Reading.at).desc()).limit(IN_A_ROW)):
        if each.severity not in WITHIN:
            return
        yield each


def judge(session: Session, asset: Asset, condition: Condition) -> None:
    """Say whether a thing works. What is closed is not judged to work."""
    if condition in USABLE:
        must_be_open(session, [asset.id])
    asset.judge(condition)


def must_be_open(session: Session, assets: Collection[UUID]) -> None:
    """Raise Refused if one of these is closed and its reopening has not been signed."""
    for order, reading in closings(session, assets) if assets else ():
        raise _closed(session, order, reading)


def _closed(session: Session, order: WorkOrder, reading: Reading) -> Refused:
    meter = session.get_one(Meter, reading.meter_id)
    said: dict[str, Any] = {
        "tag": session.get_one(Asset, meter.asset_id).tag,
        "quantity": session.get_one(Quantity, meter.quantity_id).names,
        "value": plain(reading.value),
        "number": order.number,
        "field": "condition",
    }
    if order.state is State.CANCELLED:
        return Refused("{tag} is closed: {quantity} was {value}. Read it again.", **said)
    return Refused(
        "{tag} is closed: {quantity} was {value}. It may be used again when {number} is done.",
        **said,
    )


@event.listens_for(Session, "before_flush")
def _keep_down(session: Session, _: object, __: object) -> None:
    """Whichever way a thing is judged to work."""
    dirty = (each for each in session.dirty if isinstance(each, Asset))
    judged = [each for each in dirty if inspect(each).attrs["condition"].history.has_changes()]
    must_be_open(session, [each.id for each in judged if each.condition in USABLE])


def _keep_many_down(session: Session, table: type[Row], written: Written) -> None:
    """The same where many are judged at once; what is new was never closed."""
    if table is not Asset:
        return
    judged = [key for key, names in written.items() if "condition" in names and "id" not in names]
    for begin in range(0, len(judged), _AT_ONCE):
        usable = select(Asset.id).where(col(Asset.id).in_(judged[begin : begin + _AT_ONCE]))
        must_be_open(session, session.exec(usable.where(col(Asset.condition).in_(USABLE))).all())


trail.FOLLOWING.append(_keep_many_down)
