"""Pages about designs of labels: all of them, one as it is drawn, and how a site makes its own."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.labelling import drafts, keeping
from assets.labelling.drafts import LabelDesign
from assets.rights import Permission, Rights
from assets.settings import Settings
from assets.words import N_
from labels import offered
from labels.designs import DESIGNS, Design, Layout
from web import drafted
from web.access import Db, MyRights, may
from web.drafted import Line, Said
from web.forms import Form, posted, understood
from web.kept import Asked, PostedGivingUp, TheDraft, own_sites, site_to_keep_for
from web.page import Page, PageFor
from web.paging import from_address

router = APIRouter(prefix="/labels/designs")

HERE = "/labels/designs"
LABELS = {"name": N_("Name"), "layout": N_("Arrangement"), "code": N_("Code")}
BEGUN = {"layout": "plate", "code": "qr", "for_what": ["asset"]}
FIRST = [Line("name", "large", "strong", "2"), Line("room")]


def _asked(request: Request) -> Form[Said]:
    asked = request.query_params
    many = {name: asked.getlist(name) for name in (*Line._fields, "for_what")}
    values = {name: asked.get(name, "") for name in Said.model_fields}
    return understood(Said, values | many, request.state.language)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


AskedSaid = Annotated[Form[Said], Depends(_asked)]
PostedSaid = Annotated[Form[Said], posted(Said)]


@router.get("", dependencies=[may(Permission.LABELS_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    found = keeping.page_of(
        db, LabelDesign, asked.cut, rights, site=asked.place(db, rights), given_up=asked.given_up
    )
    sites = {"site": [(site.code or "", site.name) for site in page.sites]}
    gone = {"given_up": page.say(N_("Given up")) if asked.given_up else ""}
    return page.render(
        "labels/designs/index.html",
        asked=asked,
        own=[drafted.sampled(offered.drawn(row), row.site) for row in found.rows],
        shipped=[drafted.sampled(design) for design in DESIGNS.values()],
        choices=sites,
        chips=asked.chips(HERE, asked.chosen(sites) | gone),
        neighbours=asked.neighbours(HERE, found),
    )


@router.get("/new", dependencies=[may(Permission.LABELS_PRINT)])
def new(page: Page, db: Db, rights: MyRights, like: str = "") -> Response:
    said = BEGUN | drafted.values_of(FIRST)
    if like:
        said = drafted.values_of_design(offered.design(db, like, rights))
    return _form(page, db, understood(Said, said, page.language))


@router.get("/look", dependencies=[may(Permission.LABELS_PRINT)])
def look(page: Page, db: Db, rights: MyRights, asked: AskedSaid, do: str = "") -> Response:
    """The label that is being made: the whole form again, or only the drawing."""
    key = asked.values["draft"]
    kept = drafts.draft(db, key, rights) if key else None
    if do:
        lines = drafted.rearranged(drafted.lines_of(asked.values), do)
        asked = understood(Said, asked.values | drafted.values_of(lines), page.language)
    return _form(page, db, asked, kept, block="form" if do else "drawn", status=200)
