"""Printers and what is on its way to them, as pages and programs share it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.database import moment_of
from assets.errors import Forbidden
from assets.inventory.identifiers import LabelPrint
from assets.labelling import habits, printers, runs
from assets.labelling.printers import Printer, Said, Speech, Way
from assets.labelling.runs import PrintRun, Stage
from assets.rights import EVERYTHING, Permission, Rights
from assets.settings import Settings
from assets.words import N_
from labels import offered
from web.access import Db, MyRights
from web.answer import Expected
from web.named import Key, id_of, within

# Whoever may open sites says what stands in their networks.
NAMES_PRINTERS = Permission.SITES_OPEN


class Described(BaseModel):
    """What is said of a printer."""

    name: str = Field(min_length=1, max_length=40)
    way: Way = Way.PAPER
    speech: Speech = Speech.PDF
    address: str = Field(default="", max_length=200)
    dots_per_inch: int = 300

    def said(self) -> Said:
        return Said(self.name, self.way, self.speech, self.address, self.dots_per_inch)


@dataclass(frozen=True)
class Standing:
    """How a run stands, in one sentence."""

    tone: str
    words: str


_STANDINGS = {
    Stage.WAITING: ("soon", N_("It waits for its turn.")),
    Stage.RUNNING: ("soon", N_("It is being printed. You may leave this page.")),
    Stage.DONE: ("good", N_("All of it is printed. Scan each label once where it sticks.")),
    Stage.CANCELLED: ("calm", N_("It was called off.")),
}
_DRAWN = {
    Stage.RUNNING: N_("The PDF is being drawn. You may leave this page."),
    Stage.DONE: N_("The PDF is ready. Print it in its full size, not fitted to the page."),
}


def standing(run: PrintRun) -> Standing:
    """What a run's page says first; of one that failed, what to look at."""
    if trouble := run.trouble:
        return Standing("bad", trouble[0].words)
    tone, words = _STANDINGS[run.stage]
    return Standing(tone, words if run.printer else _DRAWN.get(run.stage, words))


def near(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    return settings.near_printers


def _printer(key: Key, request: Request, db: Db, rights: MyRights, expected: Expected) -> Printer:
    found = printers.printer(db, key, rights)
    within(request, found)
    found.expect(expected)
    return found


def _run(key: Key, db: Db, rights: MyRights) -> PrintRun:
    return runs.run(db, key, rights)


ThePrinter = Annotated[Printer, Depends(_printer)]
TheRun = Annotated[PrintRun, Depends(_run)]


def chosen(db: Session, key: str, by: Rights) -> Printer | None:
    """The printer that is named; None for a PDF."""
    if not key:
        return None
    found = printers.printer(db, id_of(key), by)
    if not by.may(Permission.LABELS_PRINT, found):
        raise Forbidden("You may not do that here.")
    return found


def printer_item(printer: Printer) -> dict[str, Any]:
    return {
        "id": str(printer.id),
        "name": printer.name,
        "way": printer.way.value,
        "speech": printer.speech.value,
        "address": printer.address,
        "dots_per_inch": printer.dots_per_inch,
        "offset_x": printer.offset_x,
        "offset_y": printer.offset_y,
        "given_up": printer.given_up,
        "version": printer.version,
    }


def run_item(run: PrintRun) -> dict[str, Any]:
    trouble, words = run.trouble or ("", "")
    return {
        "id": str(run.id),
        "print": str(run.print_id),
        "printer": run.printer.name if run.printer else None,
        "state": run.stage.value,
        "count": run.count,
        "done": run.done,
        "asked_at": run.asked_at.isoformat(),
        "moved_at": run.moved_at.isoformat() if run.moved_at else None,
        "trouble": str(trouble) or None,
        "said": words,
        "pdf": f"/api/v1/label-runs/{run.id}.pdf" if run.digest else None,
    }


def begun(db: Session, made: LabelPrint) -> PrintRun | None:
    """The run by which a printer that is sent its labels gets these at once."""
    printer = db.get(Printer, made.printer_id) if made.printer_id else None
    sent_to = printer is not None and printer.sent_to
    return runs.ask(db, made, printer, moment_of(db)) if sent_to else None


def onward(db: Session, made: LabelPrint) -> str:
    """Where whoever has printed goes: what her printer is sent is on its way to it already."""
    run = begun(db, made)
    return f"/labels/runs/{run.id}" if run else f"/labels/prints/{made.id}"


def ways(db: Session, made: LabelPrint, by: Rights, *, whole: bool) -> dict[str, Any]:
    """What the page of a print offers beside its PDF: labels/runs/ways.html.

    Who sees only a part of it takes that as a file.
    """
    found = db.exec(habits.printers(by)).all() if whole else []
    return {
        "sendable": [(str(each.id), each.name) for each in found if each.sent_to],
        "long": whole and len(made.codes) * made.copies > runs.LONG,
        "on_a_roll": offered.stock(db, made.stock, EVERYTHING).count == 1,
        "sent": runs.of_print(db, made) if whole else [],
    }
