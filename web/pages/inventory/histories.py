"""Pages about what happened to a thing, and what it was on a past day."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from assets import annals, chronicle, pasts, trail
from assets.captions import FIELDS
from assets.errors import Refused
from assets.exchange import cells
from assets.inventory import places
from assets.inventory.register import Asset
from assets.rights import Permission
from web import histories
from web.access import Db, may
from web.histories import Asked
from web.named import TheAsset
from web.page import Page, PageFor
from web.paging import from_address

router = APIRouter(prefix="/assets")

TheAsked = Annotated[Asked, from_address(Asked)]

_TOLD = {name for name, hidden in trail.columns(Asset) if not hidden}


@router.get("/{tag}/history", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, asset: TheAsset, asked: TheAsked) -> Response:
    return _history(page, db, asset, asked)


@router.get("/{tag}/history.csv", dependencies=[may(Permission.ASSETS_SEE)])
def download(page: Page, asset: TheAsset, asked: TheAsked) -> Response:
    wanted, key = asked.wanted(page.zone), asset.id
    name = f"{asset.tag}-history"
    return histories.csv(
        page.request, name, lambda db: annals.told_of(db, key, wanted), page.language
    )


@router.get("/{tag}/on", dependencies=[may(Permission.ASSETS_SEE)])
def choose(page: Page, db: Db, asset: TheAsset, day: str = "") -> Response:
    """To the page of the day that somebody wrote."""
    try:
        meant = cells.day(day)
    except Refused as no:
        return _history(page, db, asset, Asked(), wrong=page.say(no.words, **no.values), day=day)
    if meant is None:
        return page.sent_to(f"/assets/{asset.tag}/history")
    return page.sent_to(f"/assets/{asset.tag}/on/{meant}")


@router.get("/{tag}/on/{day}", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, asset: TheAsset, day: str) -> Response:
    """What it was when that day was over where it stands."""
    meant = cells.day(day)
    if meant is None:
        raise Refused("Say on which day.")
    moment = pasts.end_of(meant, places.zone_of(asset.site))
    state = pasts.as_of(db, asset.id, moment)
    return page.render(
        "inventory/register/past.html",
        asset=asset,
        on=meant,
        day=meant,
        wrong="",
        facts=pasts.facts(db, asset, state, moment, page.language) if state else [],
    )


def _history(
    page: PageFor, db: Db, asset: Asset, asked: Asked, wrong: str = "", day: str = ""
) -> Response:
    wanted, path = asked.wanted(page.zone), f"/assets/{asset.tag}/history"
    found = annals.of_record(db, asset.id, wanted, asked.cut)
    known = [(name, page.say(FIELDS[name])) for name in FIELDS if name in _TOLD]
    said = {
        "who": f"“{asked.who}”" if asked.who else "",
        "field": dict(known).get(wanted.field, ""),
        "day": page.said(wanted.since.date()) if wanted.since else "",
    }
    return page.render(
        "inventory/register/past_events.html",
        status=422 if wrong else 200,
        asset=asset,
        asked=asked,
        known=known,
        wrong=wrong,
        day=day,
        chips=asked.chips(path, said),
        history=chronicle.told(db, found.rows, page.language),
        neighbours=asked.neighbours(path, found),
        download=asked.address(f"{path}.csv"),
    )
