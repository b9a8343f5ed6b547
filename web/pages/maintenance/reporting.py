"""Pages for whoever reports a fault: the form for those who are known here, and following it."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from assets.errors import Refused
from assets.inventory import places, register
from assets.inventory.register import Asset
from assets.maintenance import inbox, verdicts
from assets.rights import Permission, Rights
from web import reports
from web.access import Db, Now, anyone, may, reading, slowly
from web.doors import pages
from web.forms import Form
from web.named import TheAsset
from web.page import Page, PageFor
from web.reports import PostedReport, Source
from web.standing import standing

router = pages()


@router.get("/faults/follow/{secret}", dependencies=[anyone()])
def follow(page: Page, db: Db, now: Now, secret: str, *, sent: bool = False) -> Response:
    fault, telling = inbox.followed(db, secret)
    zone = places.zone_of(fault.asset.site)
    on = now.astimezone(zone).date()
    judged = verdicts.of(db, fault.asset, on)
    return page.render(
        "scan/follow.html",
        fault=fault,
        telling=telling,
        asset=fault.asset,
        sent=sent,
        photo_lost=page.request.query_params.get("photo") == "lost",
        verdict=judged.verdict,
        standing=standing(fault.asset, judged, on, page.language),
        zone=zone,
    )


@router.get("/assets/{tag}/report", dependencies=[may(Permission.FAULTS_SEE)])
def new(page: Page, db: Db, asset: TheAsset) -> Response:
    return _reporting(page, db, asset, reports.blank())


@router.post("/assets/{tag}/report", dependencies=[slowly(Permission.FAULTS_SEE)])
def report(request: Request, page: Page, tag: str, form: PostedReport) -> Response:
    find = partial(_reported, tag, request.state.rights)
    if form.valid:
        try:
            with reports.sent(request, form.data, find) as sent:
                lost = "?photo=lost" if sent.photo_lost else ""
                return page.go_to(f"/faults/{sent.fault.number}{lost}")
        except Refused as no:
            form.refuse(no)
    with reading(request) as db:
        return _reporting(page, db, find(db).asset, form)


def _reported(tag: str, by: Rights, db: Session) -> Source:
    asset = register.tagged(db, tag, by)
    by.must(Permission.FAULTS_SEE, asset)
    return Source(asset)


def _reporting(page: PageFor, db: Session, asset: Asset, form: Form[Any]) -> Response:
    return page.render(
        "maintenance/faults/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        asset=asset,
        kinds=reports.kinds(),
        known=inbox.open_on(db, asset),
        zone=page.zone,
    )
