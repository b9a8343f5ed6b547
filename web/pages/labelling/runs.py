"""Pages about prints on their way: sending one, how far it is, calling it off; its other files."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from pydantic import BaseModel

from assets import files
from assets.errors import Missing, Refused
from assets.labelling import prints, runs
from assets.labelling.printers import FINENESS, Printer
from assets.labelling.runs import PrintRun
from assets.rights import Permission
from labels import manifest, pieces
from labels import prints as drawn
from labels.prints import Laid
from web import presses
from web.access import Db, MyRights, Now, may, reading, slowly
from web.doors import pages
from web.forms import Form, posted
from web.named import Key
from web.page import Page, PageFor
from web.presses import TheRun

router = pages("/labels")

HERE = "/labels/runs"
A_FILE = {"Cache-Control": "no-store"}


class Sending(BaseModel):
    """Where a print goes: to a printer, or into a file."""

    printer: str = ""


PostedSending = Annotated[Form[Sending], posted(Sending)]


@router.post("/prints/{key}/runs", dependencies=[may(Permission.LABELS_PRINT)])
def send(page: Page, db: Db, rights: MyRights, now: Now, key: Key, form: PostedSending) -> Response:
    made = prints.print_of(db, key, rights)
    run = runs.ask(db, made, presses.chosen(db, form.data.printer, rights), now)
    return page.go_to(f"{HERE}/{run.id}")


@router.get("/prints/{key}/labels.zpl", dependencies=[slowly(Permission.LABELS_PRINT)])
def in_zpl(request: Request, key: Key, dpi: int = 0) -> Response:
    laid, printer = _laid(request, key)
    dots = dpi or (printer.dots_per_inch if printer else FINENESS[0])
    if dots not in FINENESS:
        raise Refused("Choose one of the list.", field="dpi")
    headers = A_FILE | {"Content-Disposition": 'attachment; filename="labels.zpl"'}
    said = pieces.in_zpl(laid, dots, printer)
    return Response(said, media_type="application/octet-stream", headers=headers)


@router.get("/prints/{key}/labels.csv", dependencies=[slowly(Permission.LABELS_PRINT)])
def in_csv(request: Request, key: Key) -> Response:
    laid, _ = _laid(request, key)
    headers = A_FILE | {"Content-Disposition": 'attachment; filename="labels.csv"'}
    return StreamingResponse(
        manifest.csv(laid.labels, laid.design.code), media_type="text/csv", headers=headers
    )


@router.get("/runs/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(page: Page, run: TheRun) -> Response:
    return _shown(page, run, Form({}))


@router.get("/runs/{key}/labels.pdf", dependencies=[may(Permission.LABELS_PRINT)])
def taken(request: Request, run: TheRun) -> Response:
    if not run.digest:
        raise Missing("There is no such page.")
    path = files.kept(request.app.state.settings, run.digest)
    headers = A_FILE | {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return FileResponse(path, media_type="application/pdf", headers=headers)


@router.post("/runs/{key}/cancel", dependencies=[may(Permission.LABELS_PRINT)])
def cancel(page: Page, now: Now, run: TheRun) -> Response:
    return _done(page, run, lambda: runs.cancel(run, now))


@router.post("/runs/{key}/resume", dependencies=[may(Permission.LABELS_PRINT)])
def resume(page: Page, now: Now, run: TheRun) -> Response:
    return _done(page, run, lambda: runs.resume(run, now))


def _done(page: PageFor, run: PrintRun, verb: Callable[[], None]) -> Response:
    form: Form[Sending] = Form({})
    try:
        verb()
        return page.go_to(f"{HERE}/{run.id}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, run, form)


def _shown(page: PageFor, run: PrintRun, form: Form[Sending]) -> Response:
    return page.render(
        "labels/runs/show.html",
        block="run",
        status=422 if form.errors else 200,
        form=form,
        run=run,
        standing=presses.standing(run),
    )


def _laid(request: Request, key: UUID) -> tuple[Laid, Printer | None]:
    """What a print says, read before it is drawn."""
    with reading(request) as db:
        made, codes = prints.part_of(db, key, request.state.rights)
        printer = db.get(Printer, made.printer_id) if made.printer_id else None
        return drawn.laid(db, made, request.app.state.settings, codes), printer
