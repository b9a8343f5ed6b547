"""Printers, and what is on its way to them, for programs: /api/v1/printers, /api/v1/label-runs."""

from typing import Annotated

from fastapi import Body, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets import files
from assets.errors import Missing
from assets.inventory import places
from assets.labelling import printers, prints, runs
from assets.labelling.printers import FARTHEST, Printer, Said, Speech, Way
from assets.rights import Permission
from labels import calibration, offered
from web import presses
from web.access import Db, MyRights, Now, may
from web.answer import Answer, AnswerFor
from web.doors import programs
from web.named import Key
from web.paging import Paged
from web.presses import NAMES_PRINTERS, Described, ThePrinter, TheRun, near, printer_item, run_item

router = programs(tags=["labels"])


class Naming(Described):
    """A new printer at the site of this code. `address`: a host and a port, or a queue's name."""

    model_config = ConfigDict(extra="forbid")

    site: str = Field(min_length=1)


class Changes(BaseModel):
    """What may be said of a printer. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=40)
    way: Way | None = None
    speech: Speech | None = None
    address: str | None = Field(default=None, max_length=200)
    dots_per_inch: int | None = None
    given_up: bool | None = None

    def said(self, before: Printer) -> Said:
        """What is said of it, with what stays."""
        told = self.model_dump(exclude={"given_up"}, exclude_none=True)
        names = ("name", "way", "speech", "address", "dots_per_inch")
        return Said(**{name: getattr(before, name) for name in names} | told)


class Shift(BaseModel):
    """By how many millimetres all is to be moved to the right and downward."""

    model_config = ConfigDict(extra="forbid")

    offset_x: float = Field(ge=-FARTHEST, le=FARTHEST)
    offset_y: float = Field(ge=-FARTHEST, le=FARTHEST)


class Sending(BaseModel):
    """The id of the printer; none has the PDF drawn, for a long print."""

    model_config = ConfigDict(extra="forbid")

    printer: str = ""


class Asked(Paged):
    """What the list of printers is asked for."""

    given_up: bool = False


@router.get("/printers", dependencies=[may(Permission.LABELS_PRINT)])
def index(answer: Answer, db: Db, rights: MyRights, asked: Annotated[Asked, Query()]) -> Response:
    """A page of the printers on which labels may be printed, by name."""
    found = printers.listed(db, rights, asked.cut, given_up=asked.given_up)
    names = ("name", "site", "way", "speech", "address", "dots_per_inch")
    rows = [
        {"id": str(row.id)} | {name: getattr(row, name) for name in names} for row in found.rows
    ]
    return answer.page(found, rows)


@router.post("/printers", dependencies=[may(NAMES_PRINTERS)], status_code=201)
def name(
    request: Request, answer: Answer, db: Db, rights: MyRights, said: Annotated[Naming, Body()]
) -> Response:
    """Name a printer of a site. Answers 201 with it."""
    site = places.site(db, said.site, rights)
    rights.must(NAMES_PRINTERS, site)
    made = printers.name_one(db, site, said.said(), near=near(request))
    return answer.item(printer_item(made), 201, f"/api/v1/printers/{made.id}")


@router.get("/printers/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(answer: Answer, printer: ThePrinter) -> Response:
    """One printer."""
    return answer.item(printer_item(printer))


@router.patch("/printers/{key}", dependencies=[may(NAMES_PRINTERS)])
def edit(
    request: Request, answer: Answer, db: Db, printer: ThePrinter, said: Annotated[Changes, Body()]
) -> Response:
    """Change what is said of a printer, or give it up."""
    printers.describe(db, printer, said.said(printer), near=near(request))
    if said.given_up is not None:
        printer.given_up = said.given_up
    return _changed(answer, db, printer)


@router.post("/printers/{key}/offset", dependencies=[may(Permission.LABELS_PRINT)])
def shift(answer: Answer, db: Db, printer: ThePrinter, said: Annotated[Shift, Body()]) -> Response:
    """From now on everything is moved by this on the printer."""
    printer.shift(said.offset_x, said.offset_y)
    return _changed(answer, db, printer)


@router.get("/printers/{key}/calibration.pdf", dependencies=[may(Permission.LABELS_PRINT)])
def calibrate(db: Db, rights: MyRights, printer: ThePrinter, stock: str = "L7160") -> Response:
    """The page that shows by how much the printer is off."""
    pdf = calibration.pdf(offered.stock(db, stock, rights), printer.name)
    return Response(pdf, media_type="application/pdf")


@router.post("/labels/{key}/runs", dependencies=[may(Permission.LABELS_PRINT)], status_code=201)
def send(
    answer: Answer, db: Db, rights: MyRights, now: Now, key: Key, said: Annotated[Sending, Body()]
) -> Response:
    """Send a print to a printer, or have its PDF drawn. Answers 201 with the run."""
    made = prints.print_of(db, key, rights)
    run = runs.ask(db, made, presses.chosen(db, said.printer, rights), now)
    kept = runs.run(db, run.id, rights)
    return answer.item(run_item(kept), 201, f"/api/v1/label-runs/{run.id}")


@router.get("/label-runs/{key}.pdf", dependencies=[may(Permission.LABELS_PRINT)])
def taken(request: Request, run: TheRun) -> Response:
    """The PDF of a long print."""
    if not run.digest:
        raise Missing("There is no such page.")
    path = files.kept(request.app.state.settings, run.digest)
    return FileResponse(path, media_type="application/pdf")


@router.get("/label-runs/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def progress(answer: Answer, run: TheRun) -> Response:
    """How far a run has come, and why it went no further."""
    return answer.item(run_item(run))


@router.post("/label-runs/{key}/cancel", dependencies=[may(Permission.LABELS_PRINT)])
def cancel(answer: Answer, now: Now, run: TheRun) -> Response:
    """Call it off: the next label is not printed."""
    runs.cancel(run, now)
    return answer.item(run_item(run))


@router.post("/label-runs/{key}/resume", dependencies=[may(Permission.LABELS_PRINT)])
def resume(answer: Answer, now: Now, run: TheRun) -> Response:
    """Go on with the label after the last that was printed."""
    runs.resume(run, now)
    return answer.item(run_item(run))


def _changed(answer: AnswerFor, db: Session, printer: Printer) -> Response:
    db.flush()  # which counts the version on
    return answer.item(printer_item(printer))
