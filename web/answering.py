"""The checklist of an order as a page shows it: each step with its limits, its answer, its past."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from assets import words
from assets.errors import Missing, Refused
from assets.inventory import papers
from assets.inventory.documents import Document
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.maintenance import answering, answers, spans, weighings, worklists
from assets.maintenance.answers import CALIBRATED, Answer
from assets.maintenance.checklists import ChecklistVersion
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import Outcome
from assets.words import N_
from web import subjects
from web.forms import Form
from web.page import PageFor

TONES = {
    Outcome.PASS: ("good", "circle-check"),
    Outcome.REMARK: ("warn", "triangle-alert"),
    Outcome.FAIL: ("bad", "octagon-x"),
    Outcome.NOT_APPLICABLE: ("calm", "circle-slash"),
}
KEPT = ("calm", "circle-check")
_TELEPHONE = re.compile(r"\+?\d[\d\s()/.-]{5,}\d")
_FEW = 5


@dataclass
class Line:
    """One step on the page, with the form in which it is answered."""

    step: Step
    answer: Answer | None
    limits: str
    found: str = ""
    left: str = ""
    verdict: str = ""
    tone: str = "calm"
    icon: str = "circle-check"
    before: str = ""
    instrument: str = ""
    title: str = ""
    failed: bool = False
    form: Form[Any] = field(default_factory=lambda: Form({}))

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0


@dataclass(frozen=True)
class Near:
    """What one wants at hand beside the thing: its manuals, whom to call, the last such work."""

    manuals: Sequence[Document] = ()
    firm: Supplier | None = None
    telephone: str = ""
    before: WorkOrder | None = None


@dataclass(frozen=True)
class Checked:
    """The checklist of an order, or of one stop of it."""

    order: WorkOrder
    version: ChecklistVersion
    lines: Sequence[Line]
    asset: Asset | None
    at: Stop | None = None

    @property
    def answered(self) -> int:
        return sum(line.answer is not None for line in self.lines)

    @property
    def left(self) -> int:
        """How many steps must still be answered."""
        return sum(line.answer is None and line.step.required for line in self.lines)

    @property
    def outcome(self) -> Outcome | None:
        return answers.worst(line.answer.result for line in self.lines if line.answer)

    @property
    def href(self) -> str:
        return href(self.order, self.at)

    def line(self, key: str) -> Line:
        """The line of one step. Raises Missing where this checklist has none of this key."""
        found = next((line for line in self.lines if line.step.key == key), None)
        if found is None:
            raise Missing("There is no step {key} in this checklist.", key=key[:60])
        return found

    def following(self, key: str) -> str:
        """The step that is to be answered next after this one; this one itself at the end."""
        keys = [line.step.key for line in self.lines]
        later = self.lines[keys.index(key) + 1 :]
        return next((line.step.key for line in later if line.answer is None), key)


def href(order: WorkOrder, at: Stop | None) -> str:
    """The address at which a checklist is answered."""
    here = f"/orders/{order.number}/checklist"
    return f"{here}?stop={at.id}" if at else here


def checked(page: PageFor, db: Session, order: WorkOrder, at: Stop | None) -> Checked:
    """The checklist that an order goes through, with all that has been answered."""
    version = answers.version_of(db, order)
    given, asset = answers.given(db, order, at), answers.thing(db, order, at)
    before = answers.before(db, order, version.checklist_id, asset)
    lines = [_line(page, step, given.get(step.key), before.get(step.key)) for step in version.asked]
    return Checked(order, version, lines, asset, at)


def section(page: PageFor, db: Session, order: WorkOrder) -> Checked | None:
    """The same for the page of an order; None where it goes through none, or is a round."""
    try:
        return checked(page, db, order, answers.stop(db, order, ""))
    except (Missing, Refused):
        return None


def _line(page: PageFor, step: Step, answer: Answer | None, before: Answer | None) -> Line:
    line = Line(step, answer, spans.limits(step, page.language), before=_before(page, before))
    if answer is None:
        return line
    asked = line.step = answer.asked
    line.limits = spans.limits(asked, page.language)
    line.found = weighings.told(asked, answer.as_found, page.language)
    line.left = weighings.told(asked, answer.as_left, page.language)
    line.tone, line.icon = TONES[answer.result] if answer.result else KEPT
    line.verdict = _verdict(page, answer)
    line.failed = answer.result is Outcome.FAIL
    line.title = page.said(answering.proposed(answer)) if line.failed else ""
    if asked.kind is StepKind.INSTRUMENT:
        line.instrument = _calibrated(page, answer)
    return line


def _verdict(page: PageFor, answer: Answer) -> str:
    """What it has come to, where the answer itself does not say so."""
    if answer.outcome is Outcome.FAIL and answer.result is Outcome.REMARK:
        return page.say(N_("Failed, and put right"))
    if answer.result is None or answer.asked.kind is StepKind.TICK:
        return ""
    return page.said(answer.result)


def _calibrated(page: PageFor, answer: Answer) -> str:
    until = answer.step.get(CALIBRATED)
    if until is None:
        return page.say(N_("Until when it is calibrated, nobody has said."))
    day = date.fromisoformat(until)
    if answer.outcome is Outcome.REMARK:
        return page.say(N_("Its calibration ended on {day}."), day=day)
    return page.say(N_("Calibrated until {day}."), day=day)


def _before(page: PageFor, answer: Answer | None) -> str:
    if answer is None or not answer.as_found or answer.document_id:
        return ""
    said = weighings.told(answer.asked, answer.as_left or answer.as_found, page.language)
    day = words.day(answer.answered_at.astimezone(page.zone).date(), page.language)
    return page.say(N_("Last time: {answer} ({day})"), answer=said, day=day)


def near(page: PageFor, db: Session, order: WorkOrder, asset: Asset | None) -> Near:
    """The manuals, those in the reader's language first, who is called, and the last such work."""
    firm_id = order.provider_id or (asset.service_provider_id if asset else None)
    firm = db.get(Supplier, firm_id) if firm_id else None
    return Near(
        manuals=_manuals(page, db, asset) if asset else (),
        firm=firm,
        telephone=telephone(firm.contact) if firm else "",
        before=worklists.before(db, order, page.rights),
    )


def _manuals(page: PageFor, db: Session, asset: Asset) -> list[Document]:
    things = subjects.sources(db, asset).items()
    asked = papers.manuals(things, page.rights).limit(_FEW)
    found = [each.document for each in db.exec(asked)]
    return sorted(found, key=lambda each: each.language is not page.language)


def telephone(contact: str) -> str:
    """The first telephone number in what is kept of how to reach somebody, ready to be called."""
    found = _TELEPHONE.search(contact)
    return re.sub(r"[^\d+]", "", found[0]) if found else ""
