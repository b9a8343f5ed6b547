"""The list of things as PDF: what the list on screen finds, place by place as one walks."""

from fastapi.responses import Response

from assets.errors import Refused
from assets.inventory import lists
from assets.rights import Permission
from labels.papers import asset_list
from labels.papers.asset_list import MOST, Listed
from web import chosen
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.filters import TheAsked
from web.page import Page
from web.papers import PDF

router = pages()


@router.get("/assets.pdf", dependencies=[may(Permission.ASSETS_SEE)])
def paper(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    wanted = asked.wanted(db, rights)
    rows = lists.as_one_walks(db, wanted, today, rights, MOST + 1)
    if len(rows) > MOST:
        raise Refused("At most {count} assets fit on a list: choose a site or a place.", count=MOST)
    filters = [words for words, _ in chosen.chips(db, page, "/assets", asked, wanted)]
    pdf = asset_list.pdf(Listed(rows, today, page.language, filters))
    headers = {"Content-Disposition": f'inline; filename="assets-{today}.pdf"'}
    return Response(pdf, media_type=PDF, headers=headers)
