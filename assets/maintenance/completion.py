"""Completion: what an order demands before it is done, and what follows when it is."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session

from assets.database import moment_of
from assets.errors import Refused
from assets.maintenance import answers, demands, orders, plans, reopening, rounds
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Outcome
from assets.people import Person
from assets.words import N_, Said, Sentences


def lacking(session: Session, order: WorkOrder) -> list[str]:
    """All that is still to be done, added or answered before it is done: sentences."""
    return [
        *answers.lacking(session, order),
        *rounds.lacking(session, order),
        *demands.lacking(session, order),
    ]


def complete(
    session: Session,
    order: WorkOrder,
    by: Person,
    on: date,
    note: str = "",
    outcome: Outcome | None = None,
) -> None:
    """It was done on this day: the plan moves on, and the order keeps what it was done to.

    A check of a plan that failed is not done: see `fail`.
    """
    order.may_become(State.DONE)
    _must_have_come(session, on)
    if outcome is Outcome.FAIL and order.plan_id:
        fail(session, order, by, note)
        return
    _must_have_passed(session, order, outcome)
    reopening.must_be_within(session, order)
    if lacks := lacking(session, order):
        raise Refused("This is still lacking: {lacking}", lacking=Sentences([*map(Said, lacks)]))
    order.become(State.DONE)
    order.done_by_id, order.done_on, order.done_at = by.id, on, moment_of(session)
    order.note, order.outcome, order.reason = note.strip(), outcome, ""
    orders.finish(session, order)
    if (plan := orders.plan_of(session, order)) is not None:
        order.missed = plan.move_on(order.due_on, on)
        plans.settle(session, plan)


def fail(session: Session, order: WorkOrder, by: Person, note: str) -> None:
    """The check was not passed: the duty stays owed, until it is passed after a repair."""
    if order.state is not State.IN_PROGRESS:
        order.begin(by, moment_of(session))
    order.outcome, order.note = Outcome.FAIL, note.strip()
    demands.unsign(order)


def complete_all(
    session: Session,
    several: Iterable[WorkOrder],
    by: Person,
    on: date,
    note: str = "",
    outcome: Outcome | None = None,
) -> None:
    """All of these were done on this day, or none: what stands against it is said of each."""
    noes = []
    for order in several:
        try:
            complete(session, order, by, on, note, outcome)
        except Refused as no:
            if no.field == "done_on":
                raise
            told = {"number": order.number, "why": Said(no.words, no.values)}
            noes.append(Said(N_("{number}: {why}"), told))
    if noes:
        raise Refused("Nothing was saved. {noes}", noes=Sentences(noes))


def _must_have_passed(session: Session, order: WorkOrder, outcome: Outcome | None) -> None:
    """Of a plan's check nobody says that it was passed while a step of it has failed.

    With a remark it may pass, if no critical step has. A round goes on to its other stops.
    """
    failed = answers.failed(session, order) if order.plan_id and order.asset_id else []
    if failed and (outcome is not Outcome.REMARK or any(each.critical for each in failed)):
        raise Refused(
            "A step of the checklist has failed: {step}. Say that it failed, or answer the step "
            "anew once that is put right.",
            step=failed[0].names,
            field="outcome",
        )


def _must_have_come(session: Session, on: date) -> None:
    if on > moment_of(session).date() + timedelta(1):
        raise Refused("{day} has not come yet.", day=on, field="done_on")
