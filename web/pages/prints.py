"""Pages about what was printed: the list, one print, and its sheets."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from assets.labelling import facts, proofs
from assets.labelling import prints as printing
from assets.labelling.proofs import Share
from assets.rights import EVERYTHING, Permission
from labels import offered, prints
from web import presses, views
from web.access import Db, MyRights, may, reading, slowly
from web.doors import pages
from web.filters import site_of
from web.named import Key
from web.page import Page
from web.paging import Paged, from_address

router = pages("/labels/prints")

HERE = "/labels/prints"
SHOWN = 50


class Asked(Paged):
    """Which prints, as it stands in the address."""

    site: str = ""


TheAsked = Annotated[Asked, from_address(Asked)]


@router.get("", dependencies=[may(Permission.LABELS_PRINT)])
def index(page: Page, db: Db, rights: MyRights, asked: TheAsked) -> Response:
    site = site_of(db, asked.site, rights)
    found = proofs.prints(db, asked.cut, rights, site)
    before, after = asked.neighbours(HERE, found)
    keys = [row.id for row in found.rows]
    share: Share = proofs.share(db, rights, site)
    return page.render(
        "labels/prints.html",
        asked=asked,
        rows=found.rows,
        counts=proofs.counts(db, keys, rights),
        makers=proofs.makers(db, keys),
        papers={key: each.name for key, each in offered.stocks(db, EVERYTHING).items()},
        designs={key: each.words for key, each in offered.designs(db, EVERYTHING).items()},
        sites=[(each.code, each.name) for each in page.sites],
        chips=[(site.name, asked.address(HERE, site=""))] if site else [],
        share=share,
        before=before,
        after=after,
        **views.of_list(page, db),
    )


@router.get("/{key}", dependencies=[may(Permission.LABELS_PRINT)])
def show(page: Page, db: Db, rights: MyRights, key: Key) -> Response:
    made, codes = printing.part_of(db, key, rights)
    return page.render(
        "labels/print.html",
        made=made,
        found=facts.of_codes(db, codes[:SHOWN]),
        count=len(codes),
        maker=proofs.makers(db, [made.id]).get(made.id, ""),
        paper=offered.stock(db, made.stock, EVERYTHING).name,
        design=offered.design(db, made.design, EVERYTHING).words,
        **presses.ways(db, made, rights, whole=len(codes) == len(made.codes)),
    )


@router.get("/{key}/labels.pdf", dependencies=[slowly(Permission.LABELS_PRINT)])
def download(request: Request, key: Key) -> Response:
    with reading(request) as db:
        made, codes = printing.part_of(db, key, request.state.rights)
        laid = prints.laid(db, made, request.app.state.settings, codes)
    headers = {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return Response(prints.pdf(laid), media_type="application/pdf", headers=headers)
