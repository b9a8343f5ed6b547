"""Progress: to whom an order is given, what is noted of it, and how it is verified and closed."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from assets import colleagues, people
from assets.database import moment_of
from assets.errors import Refused
from assets.inventory.register import GONE, Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import demands, orders, plans
from assets.maintenance.orders import State, WorkOrder
from assets.money import Money
from assets.people import Person
from assets.rights import GRANTED, Permission, Role

# The roles to which work can be given.
WORKERS = tuple(role for role in Role if Permission.ORDERS_DO in GRANTED[role])


def assign(
    session: Session,
    order: WorkOrder,
    *,
    person: Person | None = None,
    role: Role | None = None,
    provider: Supplier | None = None,
) -> None:
    """Whose work it is: a person's, that of a role at the site, or a service firm's."""
    order.must_be_to_do()
    if not (person or role or provider):
        raise Refused("Say whose work it is.", field="person")
    if role and role not in WORKERS:
        raise Refused("{role} does no work.", role=role, field="role")
    if person and not people.rights_of(session, person).may(Permission.ORDERS_DO, order):
        raise Refused("{name} may do no work there.", name=person.name, field="person")
    if order.state in {State.DRAFT, State.OPEN}:
        order.state = State.ASSIGNED
    order.taken_by_id = person.id if person else None
    order.role = role
    order.provider_id = provider.id if provider else None


def worker(session: Session, order: WorkOrder, name: str) -> Person:
    """Who is called so, or has this e-mail address, and works at the site of the order."""
    there = colleagues.at(order)
    return colleagues.called(session, name, there, order.taken_by_id, field="person")


def verify(session: Session, order: WorkOrder, by: Person) -> None:
    """Somebody has looked at the work and found it good."""
    order.may_become(State.VERIFIED)
    if order.needs_signature and order.done_by_id == by.id:
        raise Refused(
            "You did {number} yourself. Somebody else must verify it.", number=order.number
        )
    order.become(State.VERIFIED)
    order.verified_by_id, order.verified_at = by.id, moment_of(session)


def close(session: Session, order: WorkOrder, by: Person) -> None:
    """Nothing of it changes any more."""
    order.become(State.CLOSED)
    order.closed_by_id, order.closed_at = by.id, moment_of(session)


def send_back(session: Session, order: WorkOrder, reason: str) -> None:
    """It was not done well: it is to be done again, and its plan owes that day again."""
    order.may_become(State.IN_PROGRESS)
    if not reason.strip():
        raise Refused("Say what is to be done again.", field="reason")
    _must_be_the_last(session, order)
    order.become(State.IN_PROGRESS)
    order.reason, order.due_key = reason.strip(), order.due_on
    for name in ("done_on", "done_at", "done_by_id", "missed", "outcome"):
        setattr(order, name, None)
    demands.unsign(order)
    _stand_again(session, order)
    if (plan := orders.plan_of(session, order)) is not None:
        plan.owe_again(order.due_on)
        plans.settle(session, plan)


def _must_be_the_last(session: Session, order: WorkOrder) -> None:
    """Of a plan, nothing can be owed again once the next occurrence has been opened."""
    later = select(WorkOrder.number).where(
        WorkOrder.plan_id == order.plan_id, col(WorkOrder.due_on) > order.due_on
    )
    if order.plan_id and (number := session.exec(later).first()):
        raise Refused(
            "The next order of this plan, {number}, is open already. Say it there.",
            number=number,
            field="reason",
        )


def _stand_again(session: Session, order: WorkOrder) -> None:
    """It is about the thing as it is today again, wherever that has gone meanwhile."""
    order.asset_tag = order.asset_name = order.place_path = ""
    if order.asset_id is None:
        return
    asset = session.get_one(Asset, order.asset_id)
    if asset.state in GONE:
        raise Refused("{tag} is retired.", tag=asset.tag)
    order.site_id, order.partner_id = asset.site_id, asset.partner_id


# What is noted of the work, before it is done or after.
NOTED = (
    *("priority", "failure_mode", "cause", "remedy", "warranty_claim", "down_from", "down_until"),
)


def note(session: Session, order: WorkOrder, **said: Any) -> None:
    """What is said of the work: columns of NOTED, `vendor_cost` and, without a plan, `due_on`."""
    if order.state in {State.CLOSED, State.CANCELLED}:
        raise Refused(
            "{number} is {state} and stays as it is.", number=order.number, state=order.state
        )
    _check_downtime(
        session, said.get("down_from", order.down_from), said.get("down_until", order.down_until)
    )
    if "vendor_cost" in said:
        _charge(order, said.pop("vendor_cost"))
    if (due_on := said.pop("due_on", None)) is not None:
        _put_off(order, due_on)
    for name, value in said.items():
        setattr(order, name, value)


def _check_downtime(session: Session, begin: datetime | None, end: datetime | None) -> None:
    if end and (begin is None or end < begin):
        raise Refused("It cannot end before it begins.", field="down_until")
    for name, moment in (("down_from", begin), ("down_until", end)):
        if moment and moment > moment_of(session):
            raise Refused("This has not come yet.", field=name)


def _charge(order: WorkOrder, cost: Money | None) -> None:
    if cost and cost.minor < 0:
        raise Refused("An amount is not below zero.", field="vendor_cost")
    order.vendor_minor = cost.minor if cost else None
    order.vendor_currency = cost.currency if cost else None


def _put_off(order: WorkOrder, due_on: date) -> None:
    if due_on == order.due_on:
        return
    if order.plan_id:
        raise Refused("Its plan says when it is due. Put the plan off.", field="due_on")
    order.must_be_to_do()
    order.due_on = order.due_key = due_on
