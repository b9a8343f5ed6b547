"""Bringing a list in: choose the file, look at what it would do, and let it be done."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets.errors import Refused
from assets.exchange import exports, incoming, intake, mappings, sheets
from assets.exchange.cells import Order
from assets.exchange.holds import MEANWHILE
from assets.exchange.intake import Intake, Written
from assets.exchange.mappings import Field
from assets.inventory import custom_fields, places
from assets.money import Currency
from assets.rights import Permission
from assets.words import N_
from web import previews
from web.access import Db, Me, may, reading, slowly, writing
from web.doors import pages
from web.forms import Form, posted
from web.named import id_of
from web.page import Page, PageFor
from web.previews import OWN, Choices, Preview

router = pages("/import")

SHOWN = 50  # rows of each kind; the others are counted
MOST_SUGGESTED = 100
LONGEST_NAME = 200
WRONG = N_("What is wrong")
BESIDE = {Field.NAME, Field.PLACE, Field.STATE, Field.CONDITION}  # have a column of their own


class Upload(BaseModel):
    """A list that somebody has on her machine."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: UploadFile


class Seen(BaseModel):
    """The plan that somebody has looked at, by its fingerprint."""

    seen: str


PostedUpload = Annotated[Form[Upload], posted(Upload)]
PostedSeen = Annotated[Form[Seen], posted(Seen)]
Chosen = Annotated[Choices, Query()]


@router.get("", dependencies=[may(Permission.ASSETS_IMPORT)])
def choose(page: Page) -> Response:
    return page.render("exchange/choose.html", form=Form({}))


@router.post("", dependencies=[slowly(Permission.ASSETS_IMPORT)])
def send(page: Page, form: PostedUpload) -> Response:
    if form.valid:
        try:
            return page.sent_to(_kept(page, form.data.file))
        except Refused as no:
            form.errors["file"] = page.say(no.words, **no.values)
    return page.render("exchange/choose.html", status=422, form=form)


@router.get("/{digest}", dependencies=[may(Permission.ASSETS_IMPORT)])
def look(page: Page, db: Db, me: Me, digest: str, choices: Chosen, done: str = "") -> Response:
    shown = _preview(page, db, digest, choices, me.home_site_id)
    written = intake.written(db, id_of(done), me.id) if done else None
    return _looked_at(page, db, shown, written=written)


@router.get("/{digest}/refused.csv", dependencies=[may(Permission.ASSETS_IMPORT)])
def to_mend(page: Page, db: Db, digest: str, choices: Chosen) -> Response:
    shown = _preview(page, db, digest, choices)
    content = b"".join(exports.write_csv(*shown.to_mend(page.say(WRONG))))
    name = quote(f"{page.say(WRONG)} – {Path(choices.name).stem}.csv")  # noqa: RUF001
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type="text/csv", headers=headers)


@router.post("/{digest}", dependencies=[slowly(Permission.ASSETS_IMPORT)])
def bring_in(page: Page, digest: str, choices: Chosen, form: PostedSeen) -> Response:
    with reading(page.request) as db:
        shown = _preview(page, db, digest, choices)
    try:
        with writing(page.request, reason=choices.name) as db:
            done = intake.apply(db, _as_seen(shown, form))
            return page.go_to(f"/import/{digest}?{shown.query}&done={done.batch_id or ''}")
    except Refused:
        with reading(page.request) as db:
            return _looked_at(page, db, _preview(page, db, digest, choices), status=422)


def _as_seen(shown: Preview, form: Form[Seen]) -> Intake:
    """The plan, if it is the one that was looked at."""
    if shown.plan is None or not form.valid or shown.plan.fingerprint != form.data.seen:
        raise Refused(MEANWHILE)
    return shown.plan


def _kept(page: PageFor, file: UploadFile) -> str:
    """Keep what was sent, if it is a list, and say where it is looked at."""
    content = file.file.read()
    sheets.read(content)
    with reading(page.request) as db:
        at = db.info["at"]
    digest = incoming.keep(_folder(page.request), page.me.id, content, at)
    name = Path((file.filename or "").replace("\\", "/")).name[-LONGEST_NAME:]
    return f"/import/{digest}?{urlencode({'name': name})}"


def _preview(
    page: PageFor, db: Session, digest: str, choices: Choices, home: UUID | None = None
) -> Preview:
    at = db.info["at"]
    sheet = sheets.read(incoming.kept(_folder(page.request), page.me.id, digest, at))
    sites = {site.id: site.path for site in intake.sites(db, page.rights)}
    usual = next((path for key, path in sites.items() if key == home or len(sites) == 1), "")
    fields = db.exec(custom_fields.living()).all()
    form = previews.understood(sheet, choices, fields, usual, page.language)
    return previews.preview(db, sheet, form, page.rights, at.astimezone(page.zone).date())


def _looked_at(
    page: PageFor,
    db: Session,
    shown: Preview,
    *,
    status: int = 200,
    written: Written | None = None,
) -> Response:
    kept = db.exec(places.listed(page.rights).limit(MOST_SUGGESTED))
    own = shown.own(db.exec(custom_fields.living()))
    return page.render(
        "exchange/look.html",
        status=status,
        most=SHOWN,
        shown=shown,
        plan=shown.plan,
        form=shown.form,
        told={*shown.mapping.columns.values(), *(each.names for each in own)} - BESIDE,
        written=written,
        meanwhile=page.say(MEANWHILE) if status != 200 else "",  # noqa: PLR2004
        places=[place.path for place in kept],
        fields=[(field, page.said(field)) for field in Field]
        + [(each.name, page.said(each.names)) for each in own],
        orders=[(order, page.said(order)) for order in Order],
        currencies=[(currency, currency) for currency in Currency],
        mappings=[(each.key, each.title) for each in mappings.shipped()]
        + [(OWN, page.say(N_("As chosen below")))],
    )


def _folder(request: Request) -> Path:
    home: Path = request.app.state.settings.home
    return home / "incoming"
