"""How a checklist is answered: step by step, each kept as it is said, corrected and acted upon."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from assets.database import CHANGED_MEANWHILE, moment_of
from assets.errors import Missing, Refused
from assets.inventory.documents import Document
from assets.inventory.register import GONE, Asset, Condition
from assets.maintenance import answers, calibrations, orders, steps, weighings
from assets.maintenance.answers import CALIBRATED, Answer
from assets.maintenance.checklists import Checklist, ChecklistVersion
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import FailureMode, Kind, Outcome, Priority
from assets.people import Person
from assets.words import N_, Language, Words

LONGEST_NOTE = 1000
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Said:
    """What somebody says at a step: as it was found and, after adjusting, as it was left.

    `expected` is the version of the answer that she looked at, 0 where there was none.
    """

    step: str
    found: str = ""
    left: str = ""
    note: str = ""
    not_applicable: bool = False
    document: Document | None = None
    instrument: Asset | None = None
    at: Stop | None = None
    expected: int | None = None


def give(session: Session, order: WorkOrder, said: Said, by: Person, on: date) -> Answer:
    """Keep the answer to one step, or correct it. With the first one the order takes a version."""
    order.must_be_to_do()
    version = answers.version_of(session, order)
    step = next((each for each in version.asked if each.key == said.step), None)
    if step is None:
        raise Missing("There is no step {key} in this checklist.", key=said.step[:60])
    answer = answers.given(session, order, said.at).get(step.key)
    if said.expected not in {None, answer.version if answer else 0}:
        raise Refused(CHANGED_MEANWHILE)
    values = _values(session, order, step, said, on)
    order.version_id = version.id
    answer = answer or _new(session, order, version, step, said.at)
    for name, value in values.items():
        setattr(answer, name, value)
    answer.answered_at, answer.answered_by = moment_of(session), by
    session.add(answer)
    session.flush()
    return answer


def _new(
    session: Session, order: WorkOrder, version: ChecklistVersion, step: Step, at: Stop | None
) -> Answer:
    return Answer(
        order_id=order.id,
        stop_key=answers.key_of(at),
        version_id=version.id,
        step_key=step.key,
        step=steps.kept([step])[0],
        answered_at=moment_of(session),
        site_id=order.site_id,
        partner_id=order.partner_id,
    )


def _values(session: Session, order: WorkOrder, step: Step, said: Said, on: date) -> dict[str, Any]:
    """The columns of an answer. Raises Refused beside the field that is wrong."""
    note = said.note.strip()
    if len(note) > LONGEST_NOTE:
        words = N_("This is too long: {most} characters at most.")
        raise Refused(words, most=LONGEST_NOTE, field="note")
    values: dict[str, Any] = {
        "note": note,
        **dict.fromkeys(("as_found", "as_left"), ""),
        **dict.fromkeys(("number_found", "number_left", "document_id", "instrument_id")),
    }
    if said.not_applicable:
        if not note:
            raise Refused("Say why it does not apply.", field="note")
        return values | {"outcome": Outcome.NOT_APPLICABLE, "severity": None}
    if step.kind is StepKind.PHOTO:
        return values | _photo(said)
    if step.kind is StepKind.INSTRUMENT:
        return values | _instrument(session, order, step, said, on)
    return values | _weighed(step, said)


def _weighed(step: Step, said: Said) -> dict[str, Any]:
    found = weighings.weighed(step, said.found)
    values = {
        "as_found": found.text,
        "number_found": found.number,
        "outcome": found.outcome,
        "severity": weighings.severity(step, found.outcome),
    }
    if not said.left.strip():
        return values
    if not step.as_left:
        raise Refused("This step has nothing to adjust.", field="left")
    left = weighings.weighed(step, said.left, "left")
    return values | {"as_left": left.text, "number_left": left.number}


def _photo(said: Said) -> dict[str, Any]:
    if said.document is None or not said.document.photo:
        raise Refused("Choose a photo.", field="found")
    return {
        "as_found": said.document.name,
        "document_id": said.document.id,
        "outcome": None,
        "severity": None,
    }


def _instrument(
    session: Session, order: WorkOrder, step: Step, said: Said, on: date
) -> dict[str, Any]:
    """A measuring instrument, which must be calibrated on the day; for a safety test strictly."""
    if said.instrument is None:
        raise Refused("Say which instrument, by its tag.", field="found")
    instrument = said.instrument
    if instrument.state in GONE:
        raise Refused("{tag} is retired.", tag=instrument.tag, field="found")
    until = calibrations.calibrated_until(session, instrument, on)
    valid = until is not None and until >= on
    if not valid and order.kind is Kind.SAFETY_TEST:
        _refuse_uncalibrated(instrument.tag, until)
    outcome = Outcome.PASS if valid else Outcome.REMARK
    known = {CALIBRATED: until.isoformat()} if until else {}
    return {
        "as_found": instrument.tag,
        "instrument_id": instrument.id,
        "step": steps.kept([step])[0] | known,
        "outcome": outcome,
        "severity": weighings.severity(step, outcome),
    }


def _refuse_uncalibrated(tag: str, until: date | None) -> None:
    if until is None:
        raise Refused(
            "Nobody has said until when {tag} is calibrated. A safety test needs an instrument "
            "with a valid calibration.",
            tag=tag,
            field="found",
        )
    raise Refused(
        "The calibration of {tag} ended on {day}. A safety test needs an instrument with a valid "
        "calibration.",
        tag=tag,
        day=until,
        field="found",
    )


def take_back(session: Session, order: WorkOrder, answer: Answer) -> None:
    """Take an answer away that was given by mistake."""
    order.must_be_to_do()
    if answer.corrected_by_id:
        raise Refused("Work has been ordered because of it. Correct the answer instead.")
    session.delete(answer)
    session.flush()


def proposed(answer: Answer) -> Words:
    """What the work that puts a failed step right is called, unless somebody says otherwise."""
    step = answer.asked
    found = weighings.told_to_all(step, answer.as_found)
    return Words(*(f"{step.names.of(each)}: {found.of(each)}"[:LONGEST_TITLE] for each in Language))


def correct(
    session: Session,
    answer: Answer,
    by: Person,
    on: date,
    *,
    title: str = "",
    out_of_use: bool = False,
) -> WorkOrder:
    """Order the work that puts a failed step right, once; and take the thing out of use."""
    if answer.result is not Outcome.FAIL:
        raise Refused("This step has not failed.")
    if answer.corrected_by_id:
        raise Refused("Work has been ordered because of it already.")
    order = session.get_one(WorkOrder, answer.order_id)
    at = answers.stop(session, order, answer.stop_key)
    asset = answers.thing(session, order, at)
    if asset is None:
        raise Refused("Ask for the work on the thing itself.")
    work = orders.ask(
        session,
        asset,
        kind=Kind.CORRECTIVE,
        due_on=on,
        on=on,
        priority=Priority.URGENT if answer.asked.critical else Priority.HIGH,
        failure_mode=FailureMode.OUT_OF_LIMITS,
        corrects_id=order.id,
        asked_by_id=by.id,
        reported_at=moment_of(session),
        **_titles(answer, title.strip()),
    )
    if out_of_use:
        asset.judge(Condition.DOWN)
    answer.corrected_by = work
    session.flush()
    return work


def _titles(answer: Answer, title: str) -> dict[str, Any]:
    """The title that somebody wrote; or the proposed one, in all three languages."""
    if title:
        return {"title": title}
    words = proposed(answer)
    return {"title": words.en, "title_ro": words.ro, "title_hu": words.hu}


def choose(order: WorkOrder, checklist: Checklist) -> None:
    """Let an order go through this checklist, while no step of another one is answered."""
    order.must_be_to_do()
    if order.version_id is not None:
        raise Refused("Steps of a checklist are answered already.", field="checklist")
    order.checklist_id = checklist.id
