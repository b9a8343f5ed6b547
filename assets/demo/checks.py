"""A checklist of the demonstration: a lift that passed, and the same one when its label is gone."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import Session

from assets.demo.tale import Tale
from assets.inventory.register import Asset
from assets.maintenance import answering, checklists, completion, orders
from assets.maintenance.answering import Said
from assets.maintenance.orders import WorkOrder
from assets.maintenance.terms import Kind
from assets.people import Person

LIFT, WHO = "DEMO-SZE-EMELO", "technician@SZE"
AGO = 88  # days before DAY on which it passed
PASSED = {
    "frame": "pass",
    "sling": "sound",
    "load": "110",
    "holds": "pass",
    "lowering": "pass",
    "battery": "pass",
}
BEGUN = {"frame": "pass", "sling": "label"}


def check(tale: Tale) -> None:
    """Tell of both, one quarter of a year apart; the second is not finished yet."""
    before = tale.day - timedelta(AGO)
    tale.happens(before, partial(_pass, tale, before), who=WHO)
    tale.happens(tale.day, partial(_begin, tale), who=WHO)


def _pass(tale: Tale, day: date, session: Session) -> None:
    order, who = _asked(tale, session, day)
    for step, found in PASSED.items():
        answering.give(session, order, Said(step, found), who, day)
    completion.complete(session, order, who, day)


def _begin(tale: Tale, session: Session) -> None:
    order, who = _asked(tale, session, tale.day)
    for step, found in BEGUN.items():
        answer = answering.give(session, order, Said(step, found), who, tale.day)
    answering.correct(session, answer, who, tale.day, out_of_use=True)


def _asked(tale: Tale, session: Session, on: date) -> tuple[WorkOrder, Person]:
    """The order to go through the list of lifts, and who does it."""
    lift = session.get_one(Asset, tale.id("serial", LIFT))
    checklist = checklists.keyed(session, "lift")
    words = checklist.names
    order = orders.ask(
        session,
        lift,
        title=words.en,
        title_ro=words.ro,
        title_hu=words.hu,
        kind=Kind.INSPECTION,
        due_on=on,
        on=on,
        checklist_id=checklist.id,
    )
    return order, session.get_one(Person, tale.id("person", WHO))
