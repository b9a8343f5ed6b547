"""Answers: what was found at each step of a checklist, with the step as it was asked then."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.register import FOLLOWERS, Asset
from assets.maintenance import checklists, steps
from assets.maintenance.checklists import ChecklistVersion
from assets.maintenance.limits import Severity
from assets.maintenance.orders import TO_DO, WorkOrder
from assets.maintenance.rounds import Reached, Stop
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import Outcome
from assets.people import Person
from assets.rights import Guarded
from assets.words import N_

UNANSWERED = N_("Steps of the checklist are not answered yet.")
UNSETTLED = N_("A step has failed: adjust it and look again, or ask for the work that it needs.")
LONGEST = 2000
RECENT = 5
CALIBRATED = "calibrated_until"


class Answer(Guarded, table=True):
    """One step of one order (or of one stop of it), as it was found and as it was left."""

    __table_args__ = (UniqueConstraint("order_id", "stop_key", "step_key"),)

    order_id: UUID = Field(foreign_key="work_order.id")
    stop_key: str = Field(default="", max_length=36)  # the stop's id in a round
    version_id: UUID = Field(foreign_key="checklist_version.id")
    step_key: str = Field(max_length=60)
    # As it was asked; of an instrument, with the day until which it was calibrated.
    step: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    outcome: Outcome | None = Field(default=None, sa_type=stored(Outcome))  # as it was found
    severity: Severity | None = Field(default=None, sa_type=stored(Severity))
    as_found: str = Field(default="", max_length=LONGEST)  # what was typed or chosen
    number_found: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    as_left: str = Field(default="", max_length=LONGEST)
    number_left: Decimal | None = Field(default=None, max_digits=14, decimal_places=4)
    note: str = Field(default="", max_length=1000)
    document_id: UUID | None = Field(default=None, foreign_key="document.id")
    instrument_id: UUID | None = Field(default=None, foreign_key="asset.id")
    answered_at: datetime
    answered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    # The order that puts right what failed here.
    corrected_by_id: UUID | None = Field(default=None, foreign_key="work_order.id")

    answered_by: Person | None = Relationship(sa_relationship_kwargs=UNLOADED)
    corrected_by: WorkOrder | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Answer.corrected_by_id"}
    )

    @property
    def label(self) -> str:
        return self.step_key

    @property
    def asked(self) -> Step:
        """The step as it was asked."""
        said = {name: value for name, value in self.step.items() if name != CALIBRATED}
        return steps.read([said])[0]

    @property
    def result(self) -> Outcome | None:
        """What it has come to: what was put right on the spot passes with a remark."""
        if self.outcome is not Outcome.FAIL or not self.as_left:
            return self.outcome
        return Outcome.FAIL if _still_fails(self) else Outcome.REMARK


def _still_fails(answer: Answer) -> bool:
    step = answer.asked
    if step.kind is StepKind.NUMBER:
        return answer.number_left is None or step.fails(answer.number_left)
    if step.kind is StepKind.CHOICE:
        left = step.choice(answer.as_left)
        return left is None or left.fails
    return answer.as_left != Outcome.PASS


FOLLOWERS.append(
    lambda asset: (
        select(Answer)
        .join(WorkOrder, col(WorkOrder.id) == col(Answer.order_id))
        .where(WorkOrder.asset_id == asset.id, col(WorkOrder.state).in_(TO_DO))
    )
)


def version_of(session: Session, order: WorkOrder) -> ChecklistVersion:
    """The version in force for an order: the one it began with, or else the last one."""
    if order.version_id:
        return checklists.in_force(session, order.version_id)
    checklist = (
        session.get(checklists.Checklist, order.checklist_id) if order.checklist_id else None
    )
    version = checklists.last(session, checklist) if checklist else None
    if version is None:
        raise Missing("This order goes through no checklist.")
    return checklists.in_force(session, version.id)


def stops(session: Session, order: WorkOrder) -> Sequence[Stop]:
    """The stops of a round, in the order in which one walks."""
    of_it = select(Stop).where(Stop.order_id == order.id).options(*alongside(Stop.asset))
    return session.exec(of_it.order_by(col(Stop.position))).all()


def stop(session: Session, order: WorkOrder, key: str) -> Stop | None:
    """The stop of a round that is meant; none of an order for one thing, or for a place."""
    if order.asset_id is None and not key and session.exec(_any_stop(order)).first():
        raise Refused("Choose the thing of the round first.", field="stop")
    if not key:
        return None
    found = next((each for each in stops(session, order) if str(each.id) == key), None)
    if found is None:
        raise Missing("There is no such stop in this round.")
    return found


def _any_stop(order: WorkOrder) -> Any:
    return select(Stop.id).where(Stop.order_id == order.id).limit(1)


def thing(session: Session, order: WorkOrder, at: Stop | None) -> Asset | None:
    """What is looked at; none where it is a duty of the place itself."""
    key = at.asset_id if at else order.asset_id
    return session.get(Asset, key) if key else None


def given(session: Session, order: WorkOrder, at: Stop | None = None) -> dict[str, Answer]:
    """The answers given so far, by the keys of their steps."""
    mine = select(Answer).where(Answer.order_id == order.id, Answer.stop_key == key_of(at))
    loaded = mine.options(*alongside(Answer.answered_by, Answer.corrected_by))
    return {each.step_key: each for each in session.exec(loaded).all()}


def key_of(at: Stop | None) -> str:
    return str(at.id) if at else ""


def before(
    session: Session, order: WorkOrder, checklist_id: UUID, asset: Asset | None
) -> dict[str, Answer]:
    """What was last answered to each step of this checklist on the same thing."""
    if asset is None:
        return {}
    work = select(WorkOrder.id).where(
        WorkOrder.asset_id == asset.id,
        WorkOrder.checklist_id == checklist_id,
        WorkOrder.id != order.id,
    )
    latest = session.exec(work.order_by(col(WorkOrder.due_on).desc()).limit(RECENT)).all()
    passed = select(Stop.order_id, Stop.id).where(
        Stop.asset_id == asset.id, Stop.order_id != order.id, col(Stop.done_at).is_not(None)
    )
    round_by = session.exec(passed.order_by(col(Stop.done_at).desc()).limit(RECENT)).all()
    keys = {(key, "") for key in latest} | {(key, str(stop_id)) for key, stop_id in round_by}
    return _latest(session, checklist_id, keys)


def _latest(session: Session, checklist_id: UUID, keys: set[tuple[UUID, str]]) -> dict[str, Answer]:
    of_it = (
        select(Answer)
        .join(ChecklistVersion, col(ChecklistVersion.id) == col(Answer.version_id))
        .where(ChecklistVersion.checklist_id == checklist_id)
        .where(col(Answer.order_id).in_({order_id for order_id, _ in keys}))
        .order_by(col(Answer.answered_at))
    )
    found = session.exec(of_it).all() if keys else ()
    return {each.step_key: each for each in found if (each.order_id, each.stop_key) in keys}


def lacking(session: Session, order: WorkOrder) -> list[str]:
    """What its checklist still asks before the order can be done: sentences, untranslated."""
    if order.checklist_id is None:
        return []
    try:
        asked = version_of(session, order).asked
    except Missing:  # nothing of it has been published
        return []
    required = {each.key for each in asked if each.required}
    walked = stops(session, order)
    keys = [str(each.id) for each in walked if each.reached is not Reached.PASSED_BY]
    said = _all(session, order)
    answered = {(each.stop_key, each.step_key) for each in said}
    wanted = {(key, step) for key in (keys if walked else [""]) for step in required}
    has_thing = bool(order.asset_id or walked)
    return [
        *([UNANSWERED] if wanted - answered else []),
        *([UNSETTLED] if has_thing and any(_unsettled(each) for each in said) else []),
    ]


def _unsettled(answer: Answer) -> bool:
    return answer.result is Outcome.FAIL and answer.corrected_by_id is None


def failed(session: Session, order: WorkOrder) -> list[Step]:
    """The steps that have failed, and were not put right on the spot."""
    return [each.asked for each in _all(session, order) if each.result is Outcome.FAIL]


def outcome(session: Session, order: WorkOrder) -> Outcome | None:
    """What all its answers have come to together; None while there are none."""
    return worst(each.result for each in _all(session, order))


def worst(results: Iterable[Outcome | None]) -> Outcome | None:
    found = set(results)
    for each in (Outcome.FAIL, Outcome.REMARK):
        if each in found:
            return each
    return Outcome.PASS if found else None


def _all(session: Session, order: WorkOrder) -> Sequence[Answer]:
    return session.exec(select(Answer).where(Answer.order_id == order.id)).all()
