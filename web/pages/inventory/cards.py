"""The card of a fixed asset, printed in the language of its site, whoever reads it.

What is missing from it is told in hers.
"""

from fastapi.responses import Response

from assets.inventory import cards, parts
from assets.inventory.register import Asset
from assets.rights import Permission
from assets.words import Language
from web.access import Db, may
from web.doors import pages
from web.named import TheAsset
from web.page import Page, PageFor

router = pages("/assets")

MOST_PARTS = 50


@router.get("/{tag}/card", dependencies=[may(Permission.ASSETS_SEE)])
def show(page: Page, db: Db, asset: TheAsset) -> Response:
    on_it = db.exec(parts.of(asset).limit(MOST_PARTS))
    lines = list(cards.lines(asset, [f"{part.name} {part.tag}" for part in on_it]))
    return page.render(
        "inventory/register/card.html",
        asset=asset,
        titles=cards.TITLE.beside(asset.site.language),
        lines=lines,
        operations=cards.operations(asset),
        columns=[each.beside(asset.site.language) for each in cards.COLUMNS],
        over=cards.OPERATIONS.beside(asset.site.language),
        lacking=[line.headings[_second(page, asset)] for line in lines if not line.value],
    )


def _second(page: PageFor, asset: Asset) -> bool:
    """Whether she reads the language that stands second on the card."""
    ours = asset.site.language is Language.HU
    return page.language is not Language.EN and (page.language is Language.HU) is not ours
