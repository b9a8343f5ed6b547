"""Scanning: what a code opens, for whoever has an account, and for strangers what a label says."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.database import moment_of
from assets.errors import Missing, Refused
from assets.inventory import carriers, dispatches, gs1, identifiers, places, register, scans
from assets.inventory.carriers import LONGEST
from assets.inventory.identifiers import Label
from assets.inventory.register import Asset, State
from assets.inventory.scans import Meaning
from assets.labelling import openings
from assets.labelling.kinds import Kind
from assets.maintenance import inbox, validity, verdicts
from assets.rights import EVERYTHING, Permission
from web import reports, stickers
from web.access import (
    Db,
    MyRights,
    Now,
    SignInNeeded,
    Visitor,
    anyone,
    anyone_slowly,
    may,
    reading,
    slowly,
)
from web.doors import pages
from web.forms import Form, posted
from web.page import Page, PageFor
from web.reports import PostedReport, Source
from web.scanned import MOST_CODES, Photograph
from web.standing import standing

router = pages()


class Link(BaseModel):
    """A barcode of others, and the thing that it shall open."""

    code: str = Field(min_length=1, max_length=LONGEST)
    thing: str = Field(min_length=1, max_length=LONGEST)


PostedPhotograph = Annotated[Form[Photograph], posted(Photograph)]
PostedLink = Annotated[Form[Link], posted(Link)]
Codes = Annotated[list[str], Query(default_factory=list)]


@router.get("/scan", dependencies=[may(Permission.ASSETS_SEE)])
def look(page: Page, db: Db, rights: MyRights, code: Codes) -> Response:
    form: Form[Link] = Form({"code": "", "thing": ""})
    try:
        texts = carriers.joined(code[:MOST_CODES])
        found = [scans.meaning(db, text, rights) for text in texts]
    except Refused as no:
        form.values["code"] = code[0]
        form.errors["code"] = page.say(no.words, **no.values)
        return _looked_at(page, db, [], form)
    opened = {each.address for each in found if each.address}
    return page.sent_to(opened.pop()) if len(opened) == 1 else _looked_at(page, db, found, form)


@router.get("/8004/{giai}", dependencies=[anyone()])
def digital_link(page: Page, db: Db, visitor: Visitor, giai: str) -> Response:
    """A Digital Link answers as the label whose code it ends with, behind the prefix of a partner.

    Early ones end with a tag, which can be guessed: they are for those who work here.
    """
    if code := scans.numbered(db, giai):
        return page.sent_to(f"/t/{code}")
    if visitor is None:
        raise SignInNeeded
    found = scans.meaning(db, f"({gs1.GIAI}){giai}", page.rights)
    if found.asset and not found.label:
        return page.sent_to(f"/assets/{found.asset.tag}")
    raise Missing("This label opens nothing here.")


@router.post("/scan/photo", dependencies=[slowly(Permission.ASSETS_SEE)])
def photograph(page: Page, form: PostedPhotograph) -> Response:
    if form.valid:
        try:
            found = form.data.codes
            return page.sent_to(f"/scan?{urlencode({'code': found}, doseq=True)}")
        except Refused as no:
            form.errors["photo"] = page.say(no.words, **no.values)
    form.values["code"] = ""
    return page.render("scan/index.html", status=422, form=form, found=[], doubt="", alike=[])


@router.post("/scan/link", dependencies=[may(Permission.ASSETS_EDIT)])
def link(page: Page, db: Db, rights: MyRights, form: PostedLink) -> Response:
    if form.valid:
        try:
            asset = scans.thing(db, form.data.thing, rights)
            scans.link(db, asset, form.data.code, rights)
            return page.go_to(f"/assets/{asset.tag}")
        except Refused as no:
            form.refuse(no)
    return _looked_at(page, db, _meanings(page, db, str(form.values["code"])), form)


@router.get("/t/{code}", dependencies=[anyone()])
@router.get("/T/{code}", dependencies=[anyone()])
def scan(
    page: Page, db: Db, now: Now, visitor: Visitor, code: str, *, stranger: bool = False
) -> Response:
    label = identifiers.coded(db, code)
    if label.blank:
        return stickers.unclaimed(page, label, Form({"thing": "", "kind": Kind.ASSET}))
    if label.place_id:
        return _place(page, db, label)
    if label.asset is None:
        return _ours(page, db, label)
    if visitor is not None and not stranger and _seen(page, label):
        return page.sent_to(f"/assets/{label.asset.tag}?scanned={label.code}")
    return _public(page, db, now, label, reports.blank())


@router.post("/t/{code}", dependencies=[anyone_slowly()])
def report(request: Request, page: Page, code: str, form: PostedReport) -> Response:
    if form.valid:
        try:
            with reports.sent(request, form.data, partial(_reported, code)) as sent:
                return page.go_to(sent.followed)
        except Refused as no:
            form.refuse(no)
    with reading(request) as db:
        return _public(page, db, moment_of(db), identifiers.coded(db, code), form)


def _seen(page: PageFor, label: Label) -> bool:
    return page.rights.may(Permission.ASSETS_SEE, label)


def _meanings(page: PageFor, db: Session, code: str) -> list[Meaning]:
    try:
        return [scans.meaning(db, code, page.rights)]
    except Refused:
        return []


def _looked_at(page: PageFor, db: Session, found: list[Meaning], form: Form[Link]) -> Response:
    alone = found[0] if len(found) == 1 else None
    model, doubt = (alone.model, alone.scan.doubt) if alone else (None, None)
    return page.render(
        "scan/index.html",
        status=422 if form.errors else 200,
        form=form,
        found=found,
        doubt=page.say(doubt.words, **doubt.values) if doubt else "",
        alike=scans.alike(db, model, page.rights) if model else [],
    )


def _reported(code: str, db: Session) -> Source:
    label = identifiers.coded(db, code)
    if label.asset_id is None:
        raise Missing("This label opens nothing here.")
    return Source(register.asset(db, label.asset_id, EVERYTHING), label.code)


def _place(page: PageFor, db: Session, label: Label) -> Response:
    """A place has its page for those who work here; a stranger is told where to report faults."""
    if page.me is not None:
        return page.sent_to(f"/places/{label.place_id}")
    assert label.place_id is not None
    place = places.place(db, label.place_id, EVERYTHING)
    return page.render("scan/place.html", place=place, contact=place.contact)


def _ours(page: PageFor, db: Session, label: Label) -> Response:
    """A lot, a part or a paper is for those who may see it. Strangers do not learn which."""
    if address := openings.address(db, label, page.rights):
        return page.sent_to(address)
    return page.render("scan/ours.html", status=404, label=label)


def _public(page: PageFor, db: Session, now: datetime, label: Label, form: Form[Any]) -> Response:
    """The page for whoever stands before the thing with a phone and no account."""
    if label.asset_id is None:
        raise Missing("This label opens nothing here.")
    asset = register.asset(db, label.asset_id, EVERYTHING)
    zone = places.zone_of(asset.site)
    on = now.astimezone(zone).date()
    return page.render(
        "scan/show.html",
        status=422 if form.errors else 200,
        label=label,
        form=form,
        asset=asset,
        on=on,
        zone=zone,
        kinds=reports.kinds(),
        contact=asset.site.contact,
        transfer=dispatches.of_asset(db, asset.id) if asset.state is State.IN_TRANSIT else None,
        **_judged(page, db, asset, on),
    )


def _judged(page: PageFor, db: Session, asset: Asset, on: date) -> dict[str, Any]:
    """Whether it may be used, what is wrong with it already, and until when its checks hold."""
    judged = verdicts.of(db, asset, on)
    return {
        "standing": standing(asset, judged, on, page.language),
        "verdict": judged.verdict,
        "told": inbox.told(db, asset),
        "checks": validity.checks(db, asset),
        "certified_until": validity.certified_until(db, asset),
    }
