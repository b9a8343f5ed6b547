"""Pages about kept views: all that she sees, keeping one, and what becomes of it."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import views
from assets.errors import Missing, Refused
from assets.inventory import places
from assets.rights import Permission
from assets.views import SavedView
from assets.words import N_, sort_key
from web.access import Db, Me, MyRights, may, signed_in
from web.doors import pages
from web.forms import Form, posted
from web.named import TheView
from web.page import WAYS, Page, PageFor

router = pages("/views")

HERE = "/views"
# What the lists are called that are in no menu.
CALLED = {way.href: way.label for way in WAYS} | {
    "/catalogue/fields": N_("Own fields"),
    "/catalogue/models": N_("Models"),
    "/catalogue/suppliers": N_("Companies"),
    "/loans": N_("Loans"),
    "/transfers": N_("Transfers"),
}


class Keeping(BaseModel):
    """A list that is kept under a name."""

    name: str = Field(min_length=1, max_length=80)
    address: str


class Renaming(BaseModel):
    """What it shall be called."""

    name: str = Field(min_length=1, max_length=80)
    version: int | None = None


class Sharing(BaseModel):
    """Where everybody shall see it."""

    site: str = Field(min_length=1)
    version: int | None = None


class Unsharing(BaseModel):
    """The version that she looks at."""

    version: int | None = None


PostedKeeping = Annotated[Form[Keeping], posted(Keeping)]
PostedRenaming = Annotated[Form[Renaming], posted(Renaming)]
PostedSharing = Annotated[Form[Sharing], posted(Sharing)]
PostedUnsharing = Annotated[Form[Unsharing], posted(Unsharing)]


@router.get("", dependencies=[signed_in()])
def index(page: Page, db: Db, me: Me, rights: MyRights) -> Response:
    found = db.exec(views.listed(me.id, rights)).all()
    return page.render(
        "views/index.html",
        views=sorted(found, key=lambda view: (CALLED[view.list], sort_key(view.name))),
        called=CALLED,
        sites={site.id: site.name for site in page.sites},
        mine={view.id for view in found if views.may_keep(view, me.id, rights)},
    )


@router.post("", dependencies=[signed_in()])
def keep(page: Page, db: Db, me: Me, form: PostedKeeping) -> Response:
    if form.valid:
        try:
            view = views.keep(db, me.id, form.data.name, form.data.address)
            return page.go_to(view.address)
        except Refused as no:
            form.refuse(no)
    status = 422 if form.errors else 200
    return page.render("views/keep.html", block="form", status=status, form=form)


@router.get("/{key}", dependencies=[signed_in()])
def show(page: Page, view: TheView) -> Response:
    return _shown(page, view, Form({"name": view.name, "site": ""}))


@router.post("/{key}/rename", dependencies=[signed_in()])
def rename(page: Page, view: TheView, form: PostedRenaming) -> Response:
    if form.valid:
        try:
            view.expect(form.data.version)
            view.rename(form.data.name)
            return page.go_to(HERE)
        except Refused as no:
            form.refuse(no)
    return _shown(page, view, form)


@router.post("/{key}/share", dependencies=[may(Permission.VIEWS_SHARE)])
def share(page: Page, db: Db, rights: MyRights, view: TheView, form: PostedSharing) -> Response:
    if form.valid:
        try:
            view.expect(form.data.version)
            views.share(view, places.site(db, form.data.site, rights), rights)
            return page.go_to(HERE)
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, view, form)


@router.post("/{key}/unshare", dependencies=[may(Permission.VIEWS_SHARE)])
def unshare(page: Page, me: Me, rights: MyRights, view: TheView, form: PostedUnsharing) -> Response:
    try:
        view.expect(form.data.version)
        views.unshare(view, me.id, rights)
        return page.go_to(HERE)
    except Refused as no:
        form.refuse(no)
    return _shown(page, view, form)


@router.post("/{key}/forget", dependencies=[signed_in()])
def forget(page: Page, db: Db, view: TheView) -> Response:
    views.forget(db, view)
    return page.go_to(HERE)


def _shown(page: PageFor, view: SavedView, form: Form[Any]) -> Response:
    sites = [site for site in page.sites if page.rights.may(Permission.VIEWS_SHARE, site)]
    return page.render(
        "views/show.html",
        status=422 if form.errors else 200,
        form=form,
        view=view,
        theirs=form.written_meanwhile(view.version, {"name": view.name}, {"name": N_("Name")}),
        sites=[(site.code, site.name) for site in sites],
        shared=next((site.name for site in page.sites if site.id == view.site_id), ""),
        own=view.person_id == page.me.id,
    )
