"""Pages about papers for labels: all of them, one drawn, and how a site measures its own."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.labelling import keeping, papers
from assets.labelling.papers import MEASURES, LabelStock
from assets.rights import Permission
from assets.words import N_
from labels import offered, previews
from labels.stocks import STOCKS, Stock
from web import views
from web.access import Db, MyRights, may
from web.doors import pages
from web.forms import Form, posted, understood
from web.kept import Asked, Measures, PostedGivingUp, ThePaper, own_sites, plain, site_to_keep_for
from web.page import Page, PageFor
from web.paging import from_address

router = pages("/labels/stocks")

HERE = "/labels/stocks"
LABELS = {
    "name": N_("Name"),
    "page_width": N_("Width of the sheet"),
    "page_height": N_("Height of the sheet"),
    "columns": N_("Columns"),
    "rows": N_("Rows"),
    "width": N_("Width of a label"),
    "height": N_("Height of a label"),
    "left": N_("From the left edge of the sheet to the first label"),
    "top": N_("From the upper edge of the sheet to the first label"),
    "column_step": N_("From one column to the next"),
    "row_step": N_("From one row to the next"),
    "film": N_("Film, for wet rooms"),
}


class Said(Measures):
    """A paper of a site, as its form has it. `paper` is the one that is edited."""

    name: str = Field(default="", max_length=40)
    site: str = ""
    paper: str = ""
    version: int | None = None


def _asked(request: Request) -> Form[Said]:
    values = {name: request.query_params.get(name, "") for name in Said.model_fields}
    return understood(Said, values, request.state.language)


AskedSaid = Annotated[Form[Said], Depends(_asked)]
PostedSaid = Annotated[Form[Said], posted(Said)]


@router.get("", dependencies=[may(Permission.LABELS_SEE)])
def index(
    page: Page, db: Db, rights: MyRights, asked: Annotated[Asked, from_address(Asked)]
) -> Response:
    found = keeping.page_of(
        db, LabelStock, asked.cut, rights, site=asked.place(db, rights), given_up=asked.given_up
    )
    sites = {"site": [(site.code or "", site.name) for site in page.sites]}
    gone = {"given_up": page.say(N_("Given up")) if asked.given_up else ""}
    return page.render(
        "labels/stocks/index.html",
        asked=asked,
        plain=plain,
        own=[(str(row.id), offered.measured(row), row.site) for row in found.rows],
        shipped=[(key, stock, "") for key, stock in STOCKS.items()],
        choices=sites,
        chips=asked.chips(HERE, asked.chosen(sites) | gone),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.LABELS_PRINT)])
def new(page: Page, db: Db, rights: MyRights, like: str = "") -> Response:
    if not like:
        return _form(page, db, Form({"columns": 1, "rows": 1}))
    said = _measures(offered.stock(db, like, rights)) | {"name": ""}
    form = understood(Said, said, page.language)
    form.errors.clear()
    return _form(page, db, form)


@router.get("/look", dependencies=[may(Permission.LABELS_PRINT)])
def look(page: Page, db: Db, rights: MyRights, asked: AskedSaid) -> Response:
    """The sheet that is being measured: the whole form again, or only the drawing."""
    key = asked.values["paper"]
    kept = papers.paper(db, key, rights) if key else None
    return _form(page, db, asked, kept, block="look")


@router.post("", dependencies=[may(Permission.LABELS_PRINT)])
def add(page: Page, db: Db, rights: MyRights, form: PostedSaid) -> Response:
    if form.valid:
        try:
            site = site_to_keep_for(db, form.data.site, rights)
            made = papers.add(db, site, form.data.name, form.data.said)
            return page.go_to(f"{HERE}/{made.key}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.LABELS_SEE)])
def show(page: Page, db: Db, rights: MyRights, key: str) -> Response:
    kept = None if key in STOCKS else papers.paper(db, key, rights)
    entries = db.exec(trail.history(kept.id).limit(20)).all() if kept else []
    stock = offered.stock(db, key, rights)
    return page.render(
        "labels/stocks/show.html",
        key=key,
        stock=stock,
        kept=kept,
        site=db.get_one(Place, kept.site_id) if kept else None,
        drawing=previews.sheet_svg(stock),
        facts=[(page.say(LABELS[name]), _told(page, stock, name)) for name in MEASURES],
        in_use=papers.in_use(db, kept) if kept else False,
        history=chronicle.told(db, entries, page.language),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.LABELS_PRINT)])
def revise(page: Page, db: Db, kept: ThePaper) -> Response:
    return _form(page, db, understood(Said, _now(kept), page.language), kept)


@router.post("/{key}/edit", dependencies=[may(Permission.LABELS_PRINT)])
def edit(page: Page, db: Db, kept: ThePaper, form: PostedSaid) -> Response:
    if form.valid:
        try:
            kept.expect(form.data.version)
            papers.measure(db, kept, form.data.name, form.data.said)
            return page.go_to(f"{HERE}/{kept.key}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, form, kept)


@router.post("/{key}/give-up", dependencies=[may(Permission.LABELS_PRINT)])
def give_up(page: Page, db: Db, kept: ThePaper, form: PostedGivingUp) -> Response:
    kept.expect(form.data.version)
    keeping.give_up(db, kept, given_up=form.data.given_up)
    return page.go_to(f"{HERE}/{kept.key}")


def _form(
    page: PageFor, db: Db, form: Form[Any], kept: LabelStock | None = None, block: str = "form"
) -> Response:
    drawing = _drawn(form)
    wrong = [
        (page.say(LABELS[name]), no)
        for name, no in form.errors.items()
        if name in LABELS and form.values[name] != ""
    ]
    return page.render(
        "labels/stocks/form.html",
        block=block,
        status=422 if form.errors and block == "form" else 200,
        form=form,
        kept=kept,
        wrong=wrong,
        sites=own_sites(page),
        drawing=drawing,
        in_use=papers.in_use(db, kept) if kept else False,
        theirs=form.written_meanwhile(kept.version, _now(kept), LABELS) if kept else [],
    )


def _drawn(form: Form[Any]) -> str:
    """The sheet as it is said, and what is wrong with it told in the form."""
    try:
        said = form.data
    except Refused:
        return ""
    try:
        stock = said.stock
    except Refused as no:
        form.refuse(no)
        return ""
    return previews.sheet_svg(stock)


def _measures(stock: Stock) -> dict[str, Any]:
    """A paper as its form has it."""
    return {name: f"{getattr(stock, name):g}" for name in MEASURES} | {"film": stock.film}


def _now(kept: LabelStock) -> dict[str, Any]:
    return {"name": kept.name} | _measures(offered.measured(kept))


def _told(page: PageFor, stock: Stock, name: str) -> str:
    measure = page.said(plain(getattr(stock, name)))
    return measure if name in {"columns", "rows"} else f"{measure} mm"
