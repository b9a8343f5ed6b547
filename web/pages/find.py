"""The page of everything that was found, whole or as somebody types."""

from fastapi.responses import Response

from assets.exchange import candidates
from assets.exchange import search as everything
from assets.exchange.search import Found
from assets.inventory import scans
from web import findings
from web.access import Db, Me, MyRights, signed_in
from web.doors import pages
from web.page import Page

router = pages("/find")

FEW = 5


@router.get("", dependencies=[signed_in()])
def index(
    page: Page, db: Db, me: Me, rights: MyRights, search: str = "", kind: str = ""
) -> Response:
    few = candidates.MOST if kind else FEW
    found = everything.found(db, search, rights, few=few, home=me.home_site_id, kind=kind)
    whole = not kind and not page.partial
    if whole and (there := _opened(found) or scans.opened(db, search, rights)):
        return page.sent_to(there)
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
