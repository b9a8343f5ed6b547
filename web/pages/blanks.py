"""Labels in advance: how many, where they wait, and how they are printed."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import places
from assets.labelling import habits, prints
from assets.labelling.kinds import Kind
from assets.rights import Permission
from labels import offered
from web import labelling, presses
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, posted
from web.labelling import Arrangement, Asked
from web.page import Page, PageFor

router = pages("/labels/blank")


class Blank(Arrangement):
    """How many labels to print in advance, and where they wait."""

    count: int = Field(ge=1)
    site: str = Field(min_length=1)


PostedBlank = Annotated[Form[Blank], posted(Blank)]


@router.get("", dependencies=[may(Permission.LABELS_PRINT)])
def blank(request: Request, page: Page, db: Db) -> Response:
    form = labelling.typed(request)
    labelling.as_usual(db, page, Kind.ASSET, form)
    form.errors.clear()
    said = request.query_params
    count = offered.stock(db, form.values["stock"], page.rights).count
    form.values |= {"count": said.get("count") or count, "site": said.get("site", "")}
    return _blank(request, page, db, form)


@router.post("", dependencies=[may(Permission.LABELS_PRINT)])
def print_blank(
    request: Request, page: Page, db: Db, rights: MyRights, form: PostedBlank
) -> Response:
    if form.valid:
        try:
            site = places.site(db, form.data.site, rights)
            rights.must(Permission.LABELS_PRINT, site)
            how = form.data.arranged(db, rights)
            labelling.must_print(request, db, labelling.BLANK, form.data)
            made = prints.print_blank(db, form.data.count, site, how)
            habits.remember(db, page.me.id, how)
            return page.go_to(presses.onward(db, made))
        except (Refused, Missing) as no:
            form.refuse(no)
    return _blank(request, page, db, form)


def _blank(request: Request, page: PageFor, db: Session, form: Form[Blank]) -> Response:
    return page.render(
        "labels/blank.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        picture=f"/labels/preview.svg?{labelling.query(Asked(blank=True), form)}",
        sites=[(site.code, site.name) for site in labelling.labelling_sites(page)],
        **labelling.shown(request, page, db, labelling.BLANK, form),
    )
