"""Pages about designs of labels: all of them, one as it is drawn, and how a site makes its own."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.labelling import drafts, keeping
from assets.labelling.drafts import LabelDesign
from assets.labelling.kinds import Kind as Use
from assets.rights import Permission
from assets.settings import Settings
from assets.words import N_
from labels import offered
from labels.codes import Kind
from labels.designs import DESIGNS, Layout
from labels.fields import FIELDS
from web import drafted, views
from web.access import Db, MyRights, may
from web.doors import pages
from web.drafted import SIZE_WORDS, WEIGHTS, Line, Said
from web.forms import Form, posted, understood
from web.kept import Asked, PostedGivingUp, TheDraft, own_sites, site_to_keep_for
from web.page import Page, PageFor
from web.paging import from_address

router = pages("/labels/designs")

HERE = "/labels/designs"
LABELS = {"name": N_("Name"), "layout": N_("Arrangement"), "code": N_("Code")}
BEGUN = {"layout": "plate", "code": "qr", "for_what": ["asset"]}
FIRST = [Line("name", "large", "strong", "2"), Line("room")]


def _asked(request: Request) -> Form[Said]:
    asked = request.query_params
    many = {name: asked.getlist(name) for name in (*Line._fields, "for_what")}
    values = {name: asked.get(name, "") for name in Said.model_fields}
    return understood(Said, values | many, request.state.language)


class Tried(BaseModel):
    """On which paper a design is shown, and with which thing."""

    on: str = ""
    asset: str = ""


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


AskedSaid = Annotated[Form[Said], Depends(_asked)]
TheSettings = Annotated[Settings, Depends(_settings)]
TheTried = Annotated[Tried, from_address(Tried)]
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
        own=[drafted.sampled(page, offered.drawn(row), row.site) for row in found.rows],
        shipped=[drafted.sampled(page, design) for design in DESIGNS.values()],
        choices=sites,
        chips=asked.chips(HERE, asked.chosen(sites) | gone),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/new", dependencies=[may(Permission.LABELS_PRINT)])
def new(page: Page, db: Db, rights: MyRights, settings: TheSettings, like: str = "") -> Response:
    said = BEGUN | drafted.values_of(FIRST)
    if like:
        said = drafted.values_of_design(offered.design(db, like, rights))
    return _form(page, db, settings, understood(Said, said, page.language))


@router.get("/look", dependencies=[may(Permission.LABELS_PRINT)])
def look(
    page: Page, db: Db, rights: MyRights, settings: TheSettings, asked: AskedSaid, do: str = ""
) -> Response:
    """The label that is being made: the whole form again, or only the drawing."""
    key = asked.values["draft"]
    kept = drafts.draft(db, key, rights) if key else None
    if do:
        lines = drafted.rearranged(drafted.lines_of(asked.values), do)
        asked = understood(Said, asked.values | drafted.values_of(lines), page.language)
    return _form(page, db, settings, asked, kept, block="form" if do else "drawn")


@router.post("", dependencies=[may(Permission.LABELS_PRINT)])
def add(page: Page, db: Db, rights: MyRights, settings: TheSettings, form: PostedSaid) -> Response:
    if form.valid:
        try:
            site = site_to_keep_for(db, form.data.site, rights)
            made = drafts.add(db, site, form.data.name, form.data.design.said())
            return page.go_to(f"{HERE}/{made.key}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _form(page, db, settings, form)


@router.get("/{key}", dependencies=[may(Permission.LABELS_SEE)])
def show(
    page: Page, db: Db, rights: MyRights, settings: TheSettings, key: str, tried: TheTried
) -> Response:
    kept = None if key in DESIGNS else drafts.draft(db, key, rights)
    design = offered.design(db, key, rights)
    entries = db.exec(trail.history(kept.id).limit(20)).all() if kept else []
    return page.render(
        "labels/designs/show.html",
        block="drawn",
        design=design,
        name=offered.called(design, page.language),
        kept=kept,
        site=db.get_one(Place, kept.site_id) if kept else None,
        form=Form({"on": tried.on or drafted.usual(design).key, "asset": tried.asset}),
        shown=drafted.shown(db, design, tried.on, tried.asset, rights, settings),
        stocks=drafted.papers(db, rights),
        lines=drafted.told(page, design),
        uses=drafted.uses_of(page, design),
        fits=drafted.fits(design),
        in_use=drafts.in_use(db, kept) if kept else False,
        history=chronicle.told(db, entries, page.language),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.LABELS_PRINT)])
def revise(page: Page, db: Db, settings: TheSettings, kept: TheDraft) -> Response:
    said = drafted.values_of_design(offered.drawn(kept)) | {"name": kept.name}
    return _form(page, db, settings, understood(Said, said, page.language), kept)


@router.post("/{key}/edit", dependencies=[may(Permission.LABELS_PRINT)])
def edit(page: Page, db: Db, settings: TheSettings, kept: TheDraft, form: PostedSaid) -> Response:
    if form.valid:
        try:
            kept.expect(form.data.version)
            drafts.draw(db, kept, form.data.name, form.data.design.said())
            return page.go_to(f"{HERE}/{kept.key}")
        except Refused as no:
            form.refuse(no)
    return _form(page, db, settings, form, kept)


@router.post("/{key}/give-up", dependencies=[may(Permission.LABELS_PRINT)])
def give_up(page: Page, db: Db, kept: TheDraft, form: PostedGivingUp) -> Response:
    kept.expect(form.data.version)
    keeping.give_up(db, kept, given_up=form.data.given_up)
    return page.go_to(f"{HERE}/{kept.key}")


def _form(
    page: PageFor,
    db: Db,
    settings: Settings,
    form: Form[Any],
    kept: LabelDesign | None = None,
    block: str = "form",
) -> Response:
    posting = page.request.method == "POST"
    return page.render(
        "labels/designs/form.html",
        block=block,
        status=422 if posting else 200,
        form=form,
        kept=kept,
        shown=drafted.shown_of(db, form, page.rights, settings),
        lines=drafted.lines_of(form.values),
        most=drafted.MOST_LINES,
        sites=own_sites(page),
        in_use=drafts.in_use(db, kept) if kept else False,
        theirs=form.written_meanwhile(kept.version, _now(kept), LABELS) if kept else [],
        **_choices(page, db),
    )


def _choices(page: PageFor, db: Db) -> dict[str, Any]:
    return {
        "layouts": [(each.value, page.said(each)) for each in Layout],
        "codes": [(each.value, page.said(each)) for each in Kind],
        "fields": [(key, page.say(field.words)) for key, field in FIELDS.items()],
        "sizes": [(key, page.say(words)) for key, words in SIZE_WORDS.items()],
        "weights": [(key, page.say(words)) for key, words in WEIGHTS.items()],
        "rows": [(str(rows), str(rows)) for rows in range(1, 5)],
        "uses": [(kind.value, page.said(kind)) for kind in Use],
        "stocks": drafted.papers(db, page.rights),
    }


def _now(kept: LabelDesign) -> dict[str, Any]:
    design = offered.drawn(kept)
    return {"name": kept.name, "layout": design.layout, "code": design.code}
