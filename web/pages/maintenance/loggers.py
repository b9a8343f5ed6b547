"""Bringing a logger's file in: choose it, say which column is which meter, look, and let it be."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets.errors import Missing, Refused
from assets.exchange import incoming, loggers, sheets
from assets.exchange.cells import Order
from assets.exchange.loggers import Mark, Plan
from assets.exchange.sheets import Sheet
from assets.inventory import register
from assets.inventory.register import Asset
from assets.maintenance import meters
from assets.maintenance.limits import Severity
from assets.maintenance.meters import Meter
from assets.rights import Permission
from assets.words import fold
from web.access import Db, may, reading, slowly, writing, writing_ahead
from web.doors import pages
from web.forms import Form, posted
from web.named import id_of
from web.page import Page, PageFor
from web.paging import Perhaps

router = pages("/readings/logger")

MOST_METERS = 80
SHOWN = 50  # rows that are refused; the others are counted
LONGEST_NAME = 200


class Upload(BaseModel):
    """A file that a logger has written, and the thing that it sits on."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    asset: str = Field(min_length=1)
    file: UploadFile


class Choices(BaseModel):
    """How a file is to be read. `meter` says of each column, in their order, which meter it is."""

    asset: str = ""
    name: str = ""
    moment: str = ""
    clock: str = ""
    mark: Perhaps[Mark] = None
    order: Perhaps[Order] = None
    meter: list[str] = Field(default_factory=list)
    kept: int | None = None

    @property
    def query(self) -> str:
        said = self.model_dump(exclude={"kept"}, exclude_none=True)
        return urlencode(said, doseq=True)


class Nothing(BaseModel):
    """Nothing but what was looked at."""


PostedUpload = Annotated[Form[Upload], posted(Upload)]
PostedNothing = Annotated[Form[Nothing], posted(Nothing)]
Chosen = Annotated[Choices, Query()]


@router.get("", dependencies=[may(Permission.ORDERS_DO)])
def choose(page: Page, asset: str = "") -> Response:
    return page.render("maintenance/loggers/choose.html", form=Form({"asset": asset}))


@router.post("", dependencies=[slowly(Permission.ORDERS_DO)])
def send(page: Page, form: PostedUpload) -> Response:
    if form.valid:
        try:
            return page.sent_to(_kept(page, form.data))
        except (Refused, Missing) as no:
            field = "asset" if isinstance(no, Missing) else "file"
            form.errors[field] = page.say(no.words, **no.values)
    return page.render("maintenance/loggers/choose.html", status=422, form=form)


@router.get("/{digest}", dependencies=[may(Permission.ORDERS_DO)])
def look(page: Page, db: Db, digest: str, choices: Chosen) -> Response:
    return _looked_at(page, db, digest, choices)


@router.post("/{digest}", dependencies=[slowly(Permission.ORDERS_DO)])
def bring_in(page: Page, digest: str, choices: Chosen, _: PostedNothing) -> Response:
    with reading(page.request) as db:
        asset = _asset(page, db, choices.asset)
        page.rights.must(Permission.ORDERS_DO, asset)
        sheet = _sheet(page, db, digest)
        plan = _plan(page, db, sheet, asset, _understood(db, page, sheet, asset, choices))
        at = db.info["at"]
    *ahead, last = loggers.parts(plan, at) if plan else [None]
    kept = 0
    for part in ahead:
        with writing_ahead(page.request, reason=choices.name) as db:
            kept += _brought_in(page, db, part)
    with writing(page.request, reason=choices.name) as db:
        kept += _brought_in(page, db, last)
        return page.go_to(f"/readings/logger/{digest}?{choices.query}&kept={kept}")


def _brought_in(page: PageFor, db: Session, plan: Plan | None) -> int:
    for each in plan.series if plan else []:
        each.meter = meters.meter(db, each.meter.id, page.rights)
    return loggers.apply(db, plan) if plan else 0


def _kept(page: PageFor, said: Upload) -> str:
    """Keep what was sent, if it is a table, and say where it is looked at."""
    content = said.file.file.read()
    sheets.read(content)
    with reading(page.request) as db:
        asset, at = _asset(page, db, said.asset), db.info["at"]
    page.rights.must(Permission.ORDERS_DO, asset)
    digest = incoming.keep(_folder(page.request), page.me.id, content, at)
    name = Path((said.file.filename or "").replace("\\", "/")).name[-LONGEST_NAME:]
    return f"/readings/logger/{digest}?{urlencode({'asset': asset.tag, 'name': name})}"


def _asset(page: PageFor, db: Session, tag: str) -> Asset:
    return register.tagged(db, tag, page.rights)


def _sheet(page: PageFor, db: Session, digest: str) -> Sheet:
    folder = _folder(page.request)
    return sheets.read(incoming.kept(folder, page.me.id, digest, db.info["at"]))


def _folder(request: Request) -> Path:
    home: Path = request.app.state.settings.home
    return home / "incoming"


def _understood(
    db: Session, page: PageFor, sheet: Sheet, asset: Asset, choices: Choices
) -> Choices:
    """The choices; where none were made yet, what the headings say by themselves."""
    if choices.moment:
        return choices
    moment = loggers.moment_column(sheet)
    found = db.exec(meters.of_things([asset.id], page.rights).limit(MOST_METERS)).all()
    guessed = [_guess(header, found) if header != moment else "" for header in sheet.headers]
    return choices.model_copy(update={"moment": moment, "meter": guessed})


def _guess(header: str, found: Any) -> str:
    """The meter that a heading names in one of the languages, with or without its unit."""
    said = fold(header)
    for meter in found:
        names = {meter.quantity.key, *meter.quantity.names, meter.name} - {""}
        if any(said == name or said.startswith(f"{name} ") for name in map(fold, names)):
            return str(meter.id)
    return ""


def _plan(page: PageFor, db: Session, sheet: Sheet, asset: Asset, choices: Choices) -> Plan | None:
    """What the file would bring. None while no column is a meter."""
    chosen: dict[str, Meter] = {}
    for header, key in zip(sheet.headers, choices.meter, strict=False):
        if key and header not in {choices.moment, choices.clock}:
            meter = meters.meter(db, id_of(key), page.rights)
            if meter.asset_id == asset.id and meter not in chosen.values():
                chosen[header] = meter
    if not chosen or choices.moment not in sheet.headers:
        return None
    clock = choices.clock if choices.clock in sheet.headers else ""
    how = loggers.Reading(choices.moment, chosen, clock, choices.mark, choices.order)
    return loggers.plan(db, sheet, how, page.me)


def _looked_at(page: PageFor, db: Session, digest: str, choices: Choices) -> Response:
    asset, sheet = _asset(page, db, choices.asset), _sheet(page, db, digest)
    choices = _understood(db, page, sheet, asset, choices)
    plan = _plan(page, db, sheet, asset, choices)
    read = db.exec(meters.of_things([asset.id], page.rights).limit(MOST_METERS))
    found = meters.walked(read, page.language)
    return page.render(
        "maintenance/loggers/look.html",
        asset=asset,
        sheet=sheet,
        choices=choices,
        plan=plan,
        most=SHOWN,
        columns=list(zip(sheet.headers, choices.meter + [""] * len(sheet.headers), strict=False)),
        meters=[(str(each.id), _named(page, each)) for each in found],
        marks=[(mark, page.said(mark)) for mark in Mark],
        orders=[(order, page.said(order)) for order in Order],
        severities=[each for each in Severity if each is not Severity.OK],
    )


def _named(page: PageFor, meter: Meter) -> str:
    return f"{page.said(meter.quantity.names)}{', ' if meter.name else ''}{meter.name}"
