"""The page of everything that was found, whole or as somebody types."""

from fastapi import APIRouter
from fastapi.responses import Response

from assets.exchange import candidates
from assets.exchange import search as everything
from assets.exchange.search import Found
from web import findings
from web.access import Db, Me, MyRights, signed_in
from web.page import Page

router = APIRouter(prefix="/find")

FEW = 5


@router.get("", dependencies=[signed_in()])
def index(
    page: Page, db: Db, me: Me, rights: MyRights, search: str = "", kind: str = ""
) -> Response:
    few = candidates.MOST if kind else FEW
    found = everything.found(db, search, rights, few=few, home=me.home_site_id, kind=kind)
    opened = _opened(found)
    if opened and not kind and not page.partial:
        return page.sent_to(opened)
    return page.render(
        "find/index.html",
        block="found",
        asked=search.strip(),
        found=found,
        sections=[findings.section(each, found, page.language) for each in found.groups],
    )


def _opened(found: Found) -> str:
    """Where whoever types or scans the number of one thing is sent at once."""
    return findings.address(found.opened) if found.opened else ""
