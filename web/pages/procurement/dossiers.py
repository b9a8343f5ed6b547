"""Pages about dossiers: putting one together, and those that were made."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.procurement import dossiers, projects
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, MyRights, may, reading, slowly
from web.doors import pages
from web.forms import Form, posted
from web.named import Key, TheProject
from web.page import Page, PageFor

router = pages("/procurement/dossier")
lists = pages("/procurement/projects")

SHOWN_PROJECTS = 100


class Whose(BaseModel):
    """Of whose things in which project."""

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)


PostedWhose = Annotated[Form[Whose], posted(Whose)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, project: str = "", partner: str = "") -> Response:
    return _shown(page, db, Form({"project": project, "partner": partner}))


@router.post("", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def make(request: Request, page: Page, form: PostedWhose) -> Response:
    if form.valid:
        try:
            packed.make(request, form.data.project, form.data.partner)
            return page.go_to("/procurement/dossier")
        except (Refused, Missing) as no:
            form.refuse(no)
    with reading(request) as db:
        return _shown(page, db, form)


@lists.get("/{code}/inventory.{form}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def inventory(  # noqa: PLR0913, PLR0917
    request: Request,
    page: Page,
    db: Db,
    rights: MyRights,
    project: TheProject,
    form: str,
    partner: str = "",
) -> Response:
    owner = partners.coded(db, partner) if partner else None
    settings = request.app.state.settings
    return packed.inventory(db, packed.Asked(project, owner, rights, page.language, settings), form)


@router.get("/{key}/file", dependencies=[slowly(Permission.PROCUREMENT_SEE)])
def file(request: Request, key: Key) -> Response:
    return packed.file(request, key)


def _shown(page: PageFor, db: Any, form: Form[Any]) -> Response:
    known = db.exec(projects.listed(page.rights).limit(SHOWN_PROJECTS)).all()
    return page.render(
        "procurement/dossier/index.html",
        status=422 if form.errors else 200,
        form=form,
        projects=[(each.code, f"{each.code} {each.acronym}") for each in known],
        partners=[
            (each.code, each.name)
            for each in db.exec(partners.listed())
            if page.rights.may_for(Permission.PROCUREMENT_SEE, [each.id])
        ],
        made=dossiers.latest(db, page.rights),
        kept=packed.KEPT,
    )
