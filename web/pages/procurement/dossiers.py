"""Pages about dossiers: putting one together, and those that were made."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.procurement import dossier_runs, dossiers, projects
from assets.rights import Permission
from web import dossiers as packed
from web.access import Db, Me, MyRights, Now, may, slowly
from web.doors import pages
from web.dossiers import TheRun
from web.forms import Form, posted
from web.named import Key, TheProject
from web.page import Page, PageFor

router = pages("/procurement/dossier")
lists = pages("/procurement/projects")

SHOWN_PROJECTS = 100
MADE = "/procurement/dossier#made"


class Whose(BaseModel):
    """Of whose things in which project."""

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)


PostedWhose = Annotated[Form[Whose], posted(Whose)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, project: str = "", partner: str = "") -> Response:
    return _shown(page, db, Form({"project": project, "partner": partner}))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def ask(page: Page, db: Db, me: Me, rights: MyRights, now: Now, form: PostedWhose) -> Response:
    if form.valid:
        try:
            said, keeps = form.data, Permission.PROCUREMENT_KEEP
            whose = packed.whose(db, rights, said.project, said.partner, keeps)
            dossier_runs.ask(db, *whose, me.id, page.language, at=now)
            return page.go_to(MADE)
        except (Refused, Missing) as no:
            form.refuse(no)
    return _shown(page, db, form)


@router.post("/runs/{key}/cancel", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def cancel(page: Page, db: Db, now: Now, run: TheRun) -> Response:
    return _moved(page, db, lambda: dossier_runs.cancel(run, now))


@router.post("/runs/{key}/resume", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def resume(page: Page, db: Db, now: Now, run: TheRun) -> Response:
    return _moved(page, db, lambda: dossier_runs.resume(run, now))


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


def _moved(page: PageFor, db: Session, verb: Callable[[], None]) -> Response:
    form: Form[Whose] = Form({})
    try:
        verb()
        return page.go_to(MADE)
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, form)


def _shown(page: PageFor, db: Session, form: Form[Any]) -> Response:
    known = db.exec(projects.listed(page.rights).limit(SHOWN_PROJECTS)).all()
    return page.render(
        "procurement/dossier/index.html",
        block="made",
        status=422 if form.errors else 200,
        form=form,
        projects=[(each.code, f"{each.code} {each.acronym}") for each in known],
        partners=[
            (each.code, each.name)
            for each in db.exec(partners.listed())
            if page.rights.may_for(Permission.PROCUREMENT_SEE, [each.id])
        ],
        unfinished=dossier_runs.unfinished(db, page.rights),
        made=dossiers.latest(db, page.rights),
        kept=dossiers.KEPT,
    )
