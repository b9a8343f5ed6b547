"""The checklists of orders, for programs: /api/v1/orders/{number}/checklist."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import words
from assets.errors import Refused
from assets.inventory import documents, register
from assets.maintenance import answering, answers, checklists
from assets.maintenance.answering import Said
from assets.maintenance.answers import Answer as Given
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.steps import StepKind
from assets.rights import Permission
from web.access import Db, Me, MyRights, Today, may
from web.answer import Answer, AnswerFor
from web.cared import TheOrder
from web.doors import programs

router = programs("/orders/{number}/checklist", tags=["checklists"])


class Saying(BaseModel):
    """The answer to a step: what was found and, after adjusting, how it was left.

    `found` is `true` for a tick; `pass`, `fail` or `not_applicable`; a number; the key of a choice;
    a text; or the tag of an instrument. A photo is the id of a document of the order. `version` is
    that of the answer that shall be corrected, 0 where there shall be none yet.
    """

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    found: str = Field(default="", max_length=2000)
    left: str = Field(default="", max_length=2000)
    note: str = Field(default="", max_length=1000)
    not_applicable: bool = False
    document: UUID | None = None
    version: int | None = None


class Correcting(BaseModel):
    """The work that puts right what failed; without a title, it is called by what was found."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", max_length=200)
    out_of_use: bool = False


@dataclass(frozen=True)
class Here:
    """An order, or one stop of it."""

    order: WorkOrder
    at: Stop | None


def _here(db: Db, order: TheOrder, stop: str = "") -> Here:
    return Here(order, answers.stop(db, order, stop))


TheHere = Annotated[Here, Depends(_here)]


def _said(
    step: str, db: Db, rights: MyRights, here: TheHere, typed: Annotated[Saying, Body()]
) -> Said:
    version = answers.version_of(db, here.order)
    tagged = any(each.key == step and each.kind is StepKind.INSTRUMENT for each in version.asked)
    instrument = register.tagged(db, typed.found, rights) if tagged and typed.found else None
    photo = documents.document(db, typed.document, rights) if typed.document else None
    return Said(
        step=step,
        found=typed.found,
        left=typed.left,
        note=typed.note,
        not_applicable=typed.not_applicable,
        document=photo,
        instrument=instrument,
        at=here.at,
        expected=typed.version,
    )


def _answered(step: str, db: Db, here: TheHere) -> Given:
    given = answers.given(db, here.order, here.at).get(step)
    if given is None:
        raise Refused("This step is not answered yet.")
    return given


TheSaid = Annotated[Said, Depends(_said)]
TheGiven = Annotated[Given, Depends(_answered)]
Correction = Annotated[Correcting, Body()]
Named = Annotated[str, Body(embed=True, min_length=1)]


@router.get("", dependencies=[may(Permission.ORDERS_SEE)])
def show(answer: Answer, db: Db, here: TheHere) -> Response:
    """The steps in force for an order, or for the stop of it with this id, and their answers."""
    return answer.item(_item(answer, db, here))


@router.post("", dependencies=[may(Permission.ORDERS_DO)])
def choose(answer: Answer, db: Db, here: TheHere, checklist: Named) -> Response:
    """Let an order of which no step is answered go through the checklist of this key or name."""
    answering.choose(here.order, checklists.called(db, checklist))
    db.flush()
    return answer.item(_item(answer, db, here))


@router.post("/{step}", dependencies=[may(Permission.ORDERS_DO)])
def give(answer: Answer, db: Db, here: TheHere, me: Me, today: Today, said: TheSaid) -> Response:
    """Answer one step, or correct its answer."""
    return answer.item(_given(answering.give(db, here.order, said, me, today)))


@router.post("/{step}/correct", dependencies=[may(Permission.ORDERS_DO)], status_code=201)
def correct(
    answer: Answer, db: Db, given: TheGiven, me: Me, today: Today, said: Correction
) -> Response:
    """Order the work that puts a failed step right, once. Answers 201 with its number."""
    wanted = said.model_dump()
    work = answering.correct(db, given, me, today, **wanted)
    item = {"number": work.number, "answer": _given(given)}
    return answer.item(item, 201, f"/api/v1/orders/{work.number}")


@router.post("/{step}/take-back", dependencies=[may(Permission.ORDERS_DO)])
def take_back(answer: Answer, db: Db, here: TheHere, given: TheGiven) -> Response:
    """Take an answer away that was given by mistake."""
    answering.take_back(db, here.order, given)
    return answer.item(_item(answer, db, here))


def _item(answer: AnswerFor, db: Session, here: Here) -> dict[str, Any]:
    version, given = answers.version_of(db, here.order), answers.given(db, here.order, here.at)
    outcome, language = answers.outcome(db, here.order), answer.request.state.language
    return {
        "checklist": version.checklist.key,
        "number": version.number,
        "stop": str(here.at.id) if here.at else None,
        "steps": [
            {"step": each, "answer": _given(given[each["key"]]) if each["key"] in given else None}
            for each in version.steps
        ],
        "outcome": outcome,
        "lacking": [words.say(language, each) for each in answers.lacking(db, here.order)],
    }


def _given(answer: Given) -> dict[str, Any]:
    return {
        "step": answer.step_key,
        "found": answer.as_found,
        "left": answer.as_left,
        "outcome": answer.outcome,
        "result": answer.result,
        "severity": answer.severity,
        "note": answer.note,
        "document": answer.document_id and str(answer.document_id),
        "calibrated_until": answer.step.get(answers.CALIBRATED),
        "answered_at": answer.answered_at.isoformat(),
        "answered_by": answer.answered_by_id and str(answer.answered_by_id),
        "corrected_by": answer.corrected_by_id and str(answer.corrected_by_id),
        "version": answer.version,
    }
