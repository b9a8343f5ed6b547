"""Bringing in lots, items and contracts from the officer's own list, and taking them away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import UploadFile

from assets.errors import Missing, Refused
from assets.exchange import incoming, outgoing, purchases, sheets
from assets.exchange.holds import MEANWHILE
from assets.exchange.purchase_columns import COLUMNS, Purchases
from assets.exchange.purchases import Report
from assets.rights import Permission
from web import rehearsals
from web.access import may, reading, slowly, today, writing
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor
from web.shelves import KINDS

router = pages("/procurement/import")
downloads = pages("/procurement")

HERE = "/procurement/import"
LONGEST_NAME = 200


class Upload(BaseModel):
    """A list that somebody has on her machine, and what it is of."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    of: Purchases
    file: UploadFile


class Seen(BaseModel):
    """What the list was seen to do, by its fingerprint."""

    of: Purchases
    name: str = ""
    seen: str


PostedUpload = Annotated[Form[Upload], posted(Upload)]
PostedSeen = Annotated[Form[Seen], posted(Seen)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def choose(page: Page, of: Purchases = Purchases.LOTS) -> Response:
    return _chosen(page, Form({"of": of}))


@downloads.get("/lists.{form}", dependencies=[slowly(Permission.PROCUREMENT_SEE)])
def taken(page: Page, request: Request, form: str, of: Purchases = Purchases.LOTS) -> Response:
    if form not in KINDS:
        raise Missing("There is no such page.")
    headers = {"Content-Disposition": f'attachment; filename="{of}.{form}"'}
    headers["Cache-Control"] = "no-store"
    rows = _everything(page, request, of, form)
    return StreamingResponse(rows, media_type=KINDS[form], headers=headers)


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def send(page: Page, request: Request, form: PostedUpload) -> Response:
    if form.valid:
        try:
            content = form.data.file.file.read()
            sheet = sheets.read(content)
            report = rehearsals.rehearsed(request, sheet, form.data.of)
            name = Path((form.data.file.filename or "").replace("\\", "/")).name[-LONGEST_NAME:]
            with reading(request) as db:
                digest = incoming.keep(_folder(request), page.me.id, content, db.info["at"])
            return _shown(page, report, digest, Form({"of": form.data.of, "name": name}))
        except Refused as no:
            form.errors["file"] = page.say(no.words, **no.values)
    return _chosen(page, form)


@router.post("/{digest}", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def bring_in(page: Page, request: Request, digest: str, form: PostedSeen) -> Response:
    with reading(request) as db:
        kept = incoming.kept(_folder(request), page.me.id, digest, db.info["at"])
    sheet, said = sheets.read(kept), form.data
    try:
        with writing(request, reason=said.name) as db:
            report = purchases.bring(db, sheet, said.of, today(request, db), page.rights)
            _must_be_seen(report, said.seen)
        return _shown(page, report, "", form)
    except Refused as no:
        form.refuse(no)
    return _shown(page, rehearsals.rehearsed(request, sheet, said.of), digest, form)


def _must_be_seen(report: Report, seen: str) -> None:
    if report.fingerprint != seen:
        raise Refused(MEANWHILE)


def _everything(page: PageFor, request: Request, of: Purchases, form: str) -> Iterator[bytes]:
    with reading(request) as db:
        rows = purchases.rows(db, of, page.rights)
        yield from outgoing.FORMATS[form](purchases.headers(of), rows)


def _chosen(page: PageFor, form: Form[Any]) -> Response:
    return page.render(
        "procurement/imports/choose.html",
        status=422 if form.errors else 200,
        form=form,
        kinds=[(each.value, page.said(each)) for each in Purchases],
        columns={each: [page.say(one.words) for one in COLUMNS[each]] for each in Purchases},
    )


def _shown(page: PageFor, report: Report, digest: str, form: Form[Any]) -> Response:
    """The report: with a digest it is a rehearsal, without one it has been written."""
    of = Purchases(form.values["of"])
    words = {each.name: page.say(each.words) for each in COLUMNS[of]}
    return page.render(
        "procurement/imports/look.html",
        status=422 if form.errors else 200,
        form=form,
        of=of,
        report=report,
        digest=digest,
        refusals=[(each, words.get(each.column, ""), each.said(page.language))
                  for each in report.refused],
    )  # fmt: skip


def _folder(request: Request) -> Path:
    home: Path = request.app.state.settings.home
    return home / "incoming"
