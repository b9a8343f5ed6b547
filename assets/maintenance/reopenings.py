"""Reopenings: what must be answered before a closure ends, as an order, once each year."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import alongside
from assets.inventory.places import Place
from assets.inventory.register import NEVER, Asset
from assets.maintenance import closures, orders
from assets.maintenance.closures import Closure
from assets.maintenance.orders import TO_DO, State, WorkOrder
from assets.maintenance.terms import Kind
from assets.rights import Permission, Rights
from assets.words import N_, Language, say

# An order asks so long before a closure ends; for how long afterwards it is caught up.
AHEAD = timedelta(days=1)
BEHIND = timedelta(days=30)
TITLE = N_("Before it opens again: {name}")
NOT_CLOSED = N_("The closure was cancelled.")
LONGEST = 200  # of a title
_YEARS = 60


def open_due(session: Session, on: date, site: Place) -> int:
    """Open the orders of what must be answered before a closure of this site ends: each once.

    Two may do so at once: the second waits for the counter and then finds them opened.
    """
    asked = [(each, ends) for each in session.exec(_asking(site)) if (ends := _ends(each, on))]
    if not asked:
        return 0
    orders.take_numbers(session, 0)
    fresh = [pair for pair in asked if _unasked(session, *pair)]
    for closure, ends in fresh:
        session.add(_order(session, closure, ends, on))
    session.flush()
    return len(fresh)


def _unasked(session: Session, closure: Closure, ends: date) -> bool:
    """Whether its reopening has no order yet. One whose days were moved keeps the one it had."""
    had = session.get(WorkOrder, _key(closure, ends.year))
    return had is None and not any(each.due_on == ends for each in to_do(session, closure))


def _asking(site: Place) -> SelectOfScalar[Closure]:
    return _standing(col(Closure.site_id) == site.id).order_by(col(Closure.id))


def _standing(*asked: ColumnElement[bool]) -> SelectOfScalar[Closure]:
    """Of these closures those that hold and ask for a checklist."""
    standing = col(Closure.checklist_id).is_not(None) & col(Closure.cancelled).is_(False)
    return select(Closure).where(*asked, standing)


def _ends(closure: Closure, on: date) -> date | None:
    """The end that is near enough to be asked for now, or that nobody asked for in time."""
    span = closure.next_from(on - BEHIND)
    if span is None or span[1] - AHEAD > on or span[1] < closure.created_at.date():
        return None
    return span[1]


def _key(closure: Closure, year: int) -> UUID:
    """The id of the order of one year's reopening, so that there can be no second one."""
    return uuid5(closure.id, str(year))


def _order(session: Session, closure: Closure, ends: date, on: date) -> WorkOrder:
    ro, hu = (say(each, TITLE, name=closure.name) for each in (Language.RO, Language.HU))
    return WorkOrder(
        id=_key(closure, ends.year),
        number=orders.numbered(orders.take_numbers(session, 1)),
        title=TITLE.format(name=closure.name)[:LONGEST],
        title_ro=ro[:LONGEST],
        title_hu=hu[:LONGEST],
        kind=Kind.FUNCTION_CHECK,
        asset_id=closure.asset_id,
        place_id=closure.place_id,
        site_id=closure.site_id,
        partner_id=closure.partner_id,
        checklist_id=closure.checklist_id,
        due_on=ends,
        due_key=ends,
        opened_on=on,
    )


def to_do(session: Session, closure: Closure) -> Sequence[WorkOrder]:
    """The orders of its reopening that are still to be done."""
    first = min(closure.begins_on.year, closure.created_at.year) - 1
    keys = [_key(closure, year) for year in range(first, first + _YEARS)]
    return session.exec(_of_ids(keys).where(col(WorkOrder.state).in_(TO_DO))).all()


def _of_ids(keys: Sequence[UUID]) -> SelectOfScalar[WorkOrder]:
    return select(WorkOrder).where(col(WorkOrder.id).in_(keys))


def awaited(session: Session, asset: Asset, on: date) -> Iterator[tuple[Closure, WorkOrder | None]]:
    """What keeps this thing shut on a day: a closure that has begun, until its checklist is done.

    Its order may be still to come. Whoever calls that off, with her reason, opens it too.
    """
    place = session.get_one(Place, asset.place_id)
    yield from _still_shut(session, session.exec(closures.reopened(asset, place)).all(), on)


def shut(session: Session, seen_by: Rights, on: date) -> list[tuple[Closure, WorkOrder | None]]:
    """All places and things that she sees and that are kept shut so, since longest first."""
    begun = _standing(seen_by.where(Permission.ASSETS_SEE, Closure), col(Closure.begins_on) <= on)
    loaded = begun.options(*alongside(Closure.place, Closure.asset))
    found = session.exec(loaded.order_by(col(Closure.begins_on), col(Closure.id))).all()
    return list(_still_shut(session, found, on))


def _still_shut(
    session: Session, asked: Sequence[Closure], on: date
) -> Iterator[tuple[Closure, WorkOrder | None]]:
    """Those of these that are not open again, each with the order that opens it, if it has one."""
    begun = [(each, span) for each in asked if (span := each.last_by(on))]
    known = [(each, ends) for each, (_, ends) in begun if ends >= each.created_at.date()]
    keys = [_key(each, ends.year) for each, ends in known]
    had = {each.id: each for each in session.exec(_of_ids(keys))} if keys else {}
    for (closure, ends), key in zip(known, keys, strict=True):
        order = had.get(key) or next(iter(to_do(session, closure)), None)
        if order.to_do if order else on <= ends + BEHIND:
            yield closure, order


def follow(session: Session, closure: Closure, by: timedelta) -> None:
    """The end has moved by so much, or another checklist is asked."""
    for order in to_do(session, closure):
        order.due_on = order.due_key = order.due_on + by
        order.checklist_id = closure.checklist_id


def give_up(session: Session, closure: Closure) -> None:
    """Nothing opens again, for nothing is closed."""
    for order in to_do(session, closure):
        asset = session.get(Asset, order.asset_id) if order.asset_id else None
        place = session.get_one(Place, asset.place_id if asset else order.place_id)
        order.state, order.reason, order.due_key = State.CANCELLED, NOT_CLOSED, NEVER
        order.place_path = place.path
        if asset:
            order.asset_tag, order.asset_name = asset.tag, asset.name
