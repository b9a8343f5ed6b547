"""Pages about one label in somebody's hand: giving it to something, and finding it in place."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from assets import files
from assets.errors import Missing, Refused
from assets.inventory import scans
from assets.labelling import openings, proofs
from assets.rights import Permission
from web import stickers
from web.access import Db, MyRights, may, reading, slowly, writing
from web.doors import pages
from web.forms import Form, posted
from web.page import Page
from web.stickers import Claim, Found

router = pages()

PostedClaim = Annotated[Form[Claim], posted(Claim)]
PostedFound = Annotated[Form[Found], posted(Found)]


@router.get("/labels/codes/{code}", dependencies=[may(Permission.LABELS_PRINT)])
def show(page: Page, db: Db, rights: MyRights, code: str) -> Response:
    return stickers.shown(page, db, proofs.coded(db, code, rights), Form({"photo": ""}))


@router.post("/t/{code}/verify", dependencies=[slowly(Permission.LABELS_PRINT)])
def verify(request: Request, page: Page, code: str, form: PostedFound) -> Response:
    """Somebody scanned it where it sticks. Its photo is looked at before anything is locked."""
    with reading(request) as db:
        _must_be_on_something(proofs.coded(db, code, page.rights).blank)
    try:
        sent = form.data.sent
        photo = _kept(request, sent.file.read(), sent.filename or "") if sent else None
        with writing(request) as db:
            label = proofs.coded(db, code, page.rights)
            proofs.verify(db, label, page.rights, photo)
            return page.go_to(openings.address(db, label, page.rights) or f"/t/{code}")
    except Refused as no:
        form.errors["photo"] = page.say(no.words, **no.values)
    with reading(request) as db:
        return stickers.shown(page, db, proofs.coded(db, code, page.rights), form)


@router.post("/t/{code}/claim", dependencies=[may(Permission.LABELS_PRINT)])
def claim(page: Page, db: Db, rights: MyRights, code: str, form: PostedClaim) -> Response:
    label = scans.in_hand(db, code, rights)
    if form.valid:
        try:
            return page.go_to(openings.claim(db, label, form.data.kind, form.data.thing, rights))
        except Refused as no:
            if not label.blank:
                raise  # somebody was quicker, and there is nothing left to fill in
            form.refuse(no)
    return stickers.unclaimed(page, label, form)


def _must_be_on_something(blank: bool) -> None:  # noqa: FBT001
    if blank:
        raise Missing("This label opens nothing here.")


def _kept(request: Request, content: bytes, name: str) -> files.Stored:
    return files.receive(content, name, request.app.state.settings, request.state.zone)
