"""Triage: what those who look after a site make of a report."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from assets.database import Record, moment_of
from assets.errors import Refused
from assets.inventory import documents
from assets.inventory.documents import Attachment, Document
from assets.inventory.register import Asset
from assets.maintenance import faults, orders
from assets.maintenance.faults import Fault, State
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Kind, Priority
from assets.people import Person

# What may still become an order: also what was answered or turned away too soon.
OPEN = (State.NEW, State.ANSWERED, State.REJECTED)


@dataclass(frozen=True)
class Asked:
    """The work that shall put it right; or the order, open already, that does so."""

    title: str = ""
    due_on: date | None = None
    into: WorkOrder | None = None
    answer: str = ""


def accept(session: Session, fault: Fault, by: Person, asked: Asked, on: date) -> WorkOrder:
    """Order the work, or let work that is ordered already put it right; photos go along."""
    _must_be(fault, OPEN)
    order = asked.into or _ordered(session, fault, by, asked, on)
    if order.asset_id != fault.asset_id or not order.to_do:
        raise Refused("{number} is no open order of this thing.", number=order.number, field="into")
    order.down_from = order.down_from or _down_since(session, fault)
    for each in [fault, *joined(session, fault)]:
        each.order_id = order.id
        _bring_photos(session, each, order)
    fault.become(State.ACCEPTED)
    _handled(session, fault, by, asked.answer or fault.answer)
    return order


def _ordered(session: Session, fault: Fault, by: Person, asked: Asked, on: date) -> WorkOrder:
    pressing = {"priority": Priority.URGENT} if fault.danger else {}
    return orders.ask(
        session,
        session.get_one(Asset, fault.asset_id),
        title=asked.title,
        kind=Kind.CORRECTIVE,
        due_on=asked.due_on or on,
        on=on,
        reported_at=fault.reported_at,
        failure_mode=fault.kind,
        asked_by_id=by.id,
        **pressing,
    )


def _down_since(session: Session, fault: Fault) -> datetime | None:
    return faults.down_since(session, session.get_one(Asset, fault.asset_id))


def join(session: Session, fault: Fault, to: Fault, by: Person) -> Fault:
    """It is what somebody else has reported before: what becomes of that becomes of it."""
    _must_be(fault, OPEN)
    first = session.get_one(Fault, to.joined_to_id) if to.joined_to_id else to
    if first.id == fault.id or first.asset_id != fault.asset_id:
        raise Refused("{number} is no other report about this thing.", number=to.number, field="to")
    for each in [fault, *joined(session, fault)]:
        each.joined_to_id, each.order_id = first.id, first.order_id
        if first.order_id:
            _bring_photos(session, each, session.get_one(WorkOrder, first.order_id))
    if fault.danger and not first.danger:
        first.danger = True
        first.become(first.state)
    fault.become(State.JOINED)
    _handled(session, fault, by, fault.answer)
    return first


def answer(session: Session, fault: Fault, by: Person, words: str) -> None:
    """Tell whoever reported it something. Without work ordered for it, that is the end of it."""
    if not words.strip():
        raise Refused("Write an answer.", field="answer")
    _must_be(fault, (*OPEN, State.ACCEPTED))
    if fault.state is not State.ACCEPTED:
        fault.become(State.ANSWERED)
    _handled(session, fault, by, words)


def reject(session: Session, fault: Fault, by: Person, reason: str) -> None:
    """Nothing will be done, and whoever reported it reads why."""
    if not reason.strip():
        raise Refused("Say why nothing will be done.", field="reason")
    _must_be(fault, OPEN)
    fault.become(State.REJECTED)
    _handled(session, fault, by, reason)


def joined(session: Session, fault: Fault) -> list[Fault]:
    """What others have reported of the same."""
    same = select(Fault).where(Fault.joined_to_id == fault.id).order_by(col(Fault.reported_at))
    return list(session.exec(same))


def _must_be(fault: Fault, states: tuple[State, ...]) -> None:
    if fault.state not in states:
        raise Refused("{number} has been seen to already.", number=fault.number)


def _handled(session: Session, fault: Fault, by: Person, answered: str) -> None:
    fault.answer = answered.strip()
    fault.handled_at, fault.handled_by_id = moment_of(session), by.id
    session.flush()


def _bring_photos(session: Session, fault: Fault, order: Record) -> None:
    held = select(Attachment.document_id).where(Attachment.subject_id == order.id)
    own = select(Document).join(Attachment).where(Attachment.subject_id == fault.id)
    for photo in session.exec(own.where(col(Document.id).not_in(held))).all():
        documents.add_to(session, photo, [order])
