"""What a label's code opens. Strangers read here whether a thing may be used."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from assets.errors import Missing
from assets.inventory import dispatches, identifiers, places, register
from assets.inventory.identifiers import Label
from assets.inventory.register import State, Verdict
from assets.rights import EVERYTHING, Permission
from web.access import Db, Now, Visitor, anyone, may
from web.named import within
from web.page import Page, PageFor
from web.standing import standing

router = APIRouter()


@router.get("/t/{code}", dependencies=[anyone()])
@router.get("/T/{code}", dependencies=[anyone()])
def scan(
    page: Page, db: Db, now: Now, visitor: Visitor, code: str, *, stranger: bool = False
) -> Response:
    label = identifiers.coded(db, code)
    if label.place_id:
        return page.sent_to(f"/places/{label.place_id}")
    if label.asset is None:
        return page.render("scan/unclaimed.html", status=404)
    if visitor is not None and not stranger and _seen(page, label):
        return page.sent_to(f"/assets/{label.asset.tag}?scanned={label.code}")
    return _public(page, db, now, label)


@router.post("/t/{code}/verify", dependencies=[may(Permission.LABELS_PRINT)])
def verify(request: Request, page: Page, db: Db, now: Now, code: str) -> Response:
    label = identifiers.coded(db, code)
    if label.asset is None or not _seen(page, label):
        raise Missing("This label opens nothing here.")
    within(request, label)
    label.verify(now)
    return page.go_to(f"/assets/{label.asset.tag}")


def _seen(page: PageFor, label: Label) -> bool:
    return page.rights.may(Permission.ASSETS_SEE, label)


def _public(page: PageFor, db: Session, now: Now, label: Label) -> Response:
    """The page for whoever stands before the thing with a phone and no account."""
    assert label.asset_id is not None
    asset = register.asset(db, label.asset_id, EVERYTHING)
    on = now.astimezone(places.zone_of(asset.site)).date()
    seen = standing(asset, on, page.language)
    return page.render(
        "scan/show.html",
        asset=asset,
        standing=seen,
        look=Verdict.CARE if seen.tone == "warn" else asset.verdict,
        contact=asset.site.contact,
        transfer=dispatches.of_asset(db, asset.id) if asset.state is State.IN_TRANSIT else None,
    )
