"""Pages about what a project promises besides things, and how much of it there is."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Refused
from assets.procurement import projects, results
from assets.procurement.projects import Project
from assets.procurement.results import ProjectResult, Said
from assets.rights import Permission
from assets.words import N_, Words
from web.access import Db, MyRights, Today, may
from web.budgeted import TheResult
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheProject
from web.page import Page, PageFor

router = pages("/procurement/projects/{code}/results")

MOST = 10**9
DETAILS = {
    "name_en": N_("Name in English"),
    "name_ro": N_("Name in Romanian"),
    "name_hu": N_("Name in Hungarian"),
    "target": N_("Promised"),
    "achieved": N_("Achieved"),
    "due_on": N_("Due on"),
    "note": N_("Note"),
}


class Promising(BaseModel):
    """What is said of a result."""

    name_en: str = Field(min_length=1, max_length=200)
    name_ro: str = Field(min_length=1, max_length=200)
    name_hu: str = Field(min_length=1, max_length=200)
    target: int = Field(ge=1, le=MOST)
    achieved: int = Field(default=0, ge=0, le=MOST)
    due_on: Day | None = None
    note: str = Field(default="", max_length=1000)
    version: int | None = None

    @property
    def said(self) -> Said:
        names = Words(self.name_en, self.name_ro, self.name_hu)
        return Said(names, self.target, self.achieved, self.due_on, self.note)


PostedResult = Annotated[Form[Promising], posted(Promising)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, project: TheProject) -> Response:
    found = db.exec(results.of_project(project)).all()
    ours = [each.partner_id for each in db.exec(projects.partners_of(project))]
    return page.render(
        "procurement/results/index.html",
        project=project,
        kept=not project.closed and rights.may_for(Permission.PROCUREMENT_KEEP, ours),
        found=found,
        reached=sum(each.reached for each in found),
        today=today,
    )


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, project: TheProject) -> Response:
    return _form(page, project, Form(dict.fromkeys(Promising.model_fields, "")))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add(page: Page, db: Db, project: TheProject, form: PostedResult) -> Response:
    if form.valid:
        try:
            results.promise(db, project, form.data.said)
            return page.go_to(f"/procurement/projects/{project.code}/results")
        except Refused as no:
            form.refuse(no)
    return _form(page, project, form)


@router.get("/{result}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, project: TheProject, result: TheResult) -> Response:
    return _form(page, project, Form(_said_of(result)), result)


@router.post("/{result}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, project: TheProject, result: TheResult, form: PostedResult) -> Response:
    if form.valid:
        try:
            result.expect(form.data.version)
            results.revise(project, result, form.data.said)
            return page.go_to(f"/procurement/projects/{project.code}/results")
        except Refused as no:
            form.refuse(no)
    return _form(page, project, form, result)


def _said_of(result: ProjectResult) -> dict[str, Any]:
    said = {name: getattr(result, name) for name in DETAILS}
    return said | {"due_on": result.due_on or ""}


def _form(
    page: PageFor, project: Project, form: Form[Any], result: ProjectResult | None = None
) -> Response:
    theirs = form.written_meanwhile(result.version, _said_of(result), DETAILS) if result else []
    return page.render(
        f"procurement/results/{'edit' if result else 'new'}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        result=result,
        theirs=theirs,
    )
