"""Pages about printers: which stand at a site, how one is reached, and by how much it is off."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory import places
from assets.labelling import printers
from assets.labelling.printers import FINENESS, Printer, Speech, Way
from assets.rights import Permission
from assets.words import N_
from labels import calibration, offered
from web import views
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Amount, Form, posted
from web.page import Page, PageFor
from web.paging import Paged, from_address
from web.presses import NAMES_PRINTERS, Described, ThePrinter, near

router = pages("/labels/printers")

HERE = "/labels/printers"
SAID = {
    "name": N_("Name"),
    "way": N_("How a print reaches it"),
    "speech": N_("What it is told in"),
    "address": N_("Address"),
    "dots_per_inch": N_("Dots per inch"),
}
SPEECHES = {Speech.PDF: N_("PDF"), Speech.ZPL: N_("ZPL, the language of Zebra's printers")}


class Asked(Paged):
    """What the list of printers is asked for."""

    given_up: bool = False


class Naming(Described):
    """A new printer of a site."""

    site: str = Field(min_length=1)


class Editing(Described):
    """What is said of a printer anew."""

    given_up: bool = False
    version: int | None = None


class Shift(BaseModel):
    """By how much all is to be moved."""

    offset_x: Amount
    offset_y: Amount
    version: int | None = None


TheAsked = Annotated[Asked, from_address(Asked)]
PostedNaming = Annotated[Form[Naming], posted(Naming)]
PostedEditing = Annotated[Form[Editing], posted(Editing)]
PostedShift = Annotated[Form[Shift], posted(Shift)]


@router.get("", dependencies=[may(Permission.LABELS_PRINT)])
def index(page: Page, db: Db, rights: MyRights, asked: TheAsked) -> Response:
    found = printers.listed(db, rights, asked.cut, given_up=asked.given_up)
    gone = {"given_up": page.say(N_("Given up")) if asked.given_up else ""}
    return page.render(
        "labels/printers/index.html",
        asked=asked,
        found=found,
        chips=asked.chips(HERE, gone),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(NAMES_PRINTERS)])
def new(page: Page) -> Response:
    sites = _sites(page)
    only = sites[0][0] if len(sites) == 1 else ""
    return _naming(
        page, Form({"site": only, "way": Way.RAW, "speech": "zpl", "dots_per_inch": 203})
    )


@router.post("", dependencies=[may(NAMES_PRINTERS)])
def name(request: Request, page: Page, db: Db, rights: MyRights, form: PostedNaming) -> Response:
    if form.valid:
        try:
            site = places.site(db, form.data.site, rights)
            rights.must(NAMES_PRINTERS, site)
            made = printers.name_one(db, site, form.data.said(), near=near(request))
            return page.go_to(f"{HERE}/{made.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _naming(page, form)


@router.get("/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(page: Page, db: Db, printer: ThePrinter) -> Response:
    return _shown(page, db, printer, Form(_offset_of(printer)))


@router.get("/{key}/calibration.pdf", dependencies=[may(Permission.LABELS_PRINT)])
def calibrate(
    page: Page, db: Db, rights: MyRights, printer: ThePrinter, stock: str = "L7160"
) -> Response:
    pdf = calibration.pdf(offered.stock(db, stock, rights), printer.name, page.language)
    headers = {"Content-Disposition": 'inline; filename="calibration.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post("/{key}/offset", dependencies=[may(Permission.LABELS_PRINT)])
def shift(page: Page, db: Db, printer: ThePrinter, form: PostedShift) -> Response:
    if form.valid:
        try:
            printer.expect(form.data.version)
            printer.shift(float(form.data.offset_x), float(form.data.offset_y))
            return page.go_to(f"{HERE}/{printer.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, printer, form)


@router.get("/{key}/edit", dependencies=[may(NAMES_PRINTERS)])
def revise(page: Page, printer: ThePrinter) -> Response:
    return _editing(page, printer, Form(_said_of(printer) | {"given_up": printer.given_up}))


@router.post("/{key}/edit", dependencies=[may(NAMES_PRINTERS)])
def edit(
    request: Request, page: Page, db: Db, printer: ThePrinter, form: PostedEditing
) -> Response:
    if form.valid:
        try:
            printer.expect(form.data.version)
            printers.describe(db, printer, form.data.said(), near=near(request))
            printer.given_up = form.data.given_up
            return page.go_to(f"{HERE}/{printer.id}")
        except Refused as no:
            form.refuse(no)
    return _editing(page, printer, form)


def _shown(page: PageFor, db: Db, printer: Printer, form: Form[Any]) -> Response:
    return page.render(
        "labels/printers/show.html",
        status=422 if form.errors else 200,
        form=form,
        printer=printer,
        speech=SPEECHES[printer.speech],
        site=db.get_one(places.Place, printer.site_id),
        may_edit=page.rights.may(NAMES_PRINTERS, printer),
        stocks=[
            (key, page.say(each.name)) for key, each in offered.stocks(db, page.rights).items()
        ],
        history=chronicle.told(db, db.exec(trail.history(printer.id)).all(), page.language),
    )


def _naming(page: PageFor, form: Form[Any]) -> Response:
    return _writing(page, "new", form, sites=_sites(page))


def _editing(page: PageFor, printer: Printer, form: Form[Any]) -> Response:
    theirs = form.written_meanwhile(printer.version, _said_of(printer), SAID)
    return _writing(page, "edit", form, printer=printer, theirs=theirs)


def _writing(page: PageFor, template: str, form: Form[Any], **values: Any) -> Response:
    return page.render(
        f"labels/printers/{template}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        ways=[(way.value, page.said(way)) for way in Way],
        speeches=[(speech.value, page.say(words)) for speech, words in SPEECHES.items()],
        finenesses=[(dpi, str(dpi)) for dpi in FINENESS],
        **values,
    )


def _sites(page: PageFor) -> list[tuple[str, str]]:
    own = [site for site in page.sites if page.rights.may(NAMES_PRINTERS, site)]
    return [(site.code or "", site.name) for site in own]


def _said_of(printer: Printer) -> dict[str, Any]:
    return {name: getattr(printer, name) for name in SAID}


def _offset_of(printer: Printer) -> dict[str, Any]:
    return {"offset_x": f"{printer.offset_x:g}", "offset_y": f"{printer.offset_y:g}"}
