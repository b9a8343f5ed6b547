"""Pages about what a project goes on with: its partners, its sites and its closing."""

from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import partners, places
from assets.procurement import projects, retention
from assets.procurement.projects import Part, Project
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheProject
from web.page import Page, PageFor

router = pages("/procurement/projects/{code}")


class Joining(BaseModel):
    """Who takes part, and in which part."""

    partner: str = Field(min_length=1)
    part: Part = Part.PARTNER


class Working(BaseModel):
    """Where."""

    site: str = Field(min_length=1)


class Closing(BaseModel):
    """When the last money came."""

    final_payment_on: Day
    version: int | None = None


PostedJoining = Annotated[Form[Joining], posted(Joining)]
PostedWorking = Annotated[Form[Working], posted(Working)]
PostedClosing = Annotated[Form[Closing], posted(Closing)]


@router.get("/join", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_partner(page: Page, db: Db, project: TheProject) -> Response:
    return _joining(page, db, project, Form({"part": Part.PARTNER}))


@router.post("/join", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def join(page: Page, db: Db, project: TheProject, form: PostedJoining) -> Response:
    if form.valid:
        try:
            joining = partners.coded(db, form.data.partner)
            projects.join(db, project, joining, form.data.part)
            return page.go_to(f"/procurement/projects/{project.code}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _joining(page, db, project, form)


@router.get("/work-at", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_site(page: Page, db: Db, project: TheProject) -> Response:
    return _working(page, db, project, Form({}))


@router.post("/work-at", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def work_at(
    page: Page, db: Db, rights: MyRights, project: TheProject, form: PostedWorking
) -> Response:
    if form.valid:
        try:
            projects.work_at(db, project, places.site(db, form.data.site, rights))
            return page.go_to(f"/procurement/projects/{project.code}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _working(page, db, project, form)


@router.get("/close", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_closing(page: Page, project: TheProject) -> Response:
    return _form(page, "close", project, Form({}))


@router.post("/close", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def close(page: Page, db: Db, project: TheProject, today: Today, form: PostedClosing) -> Response:
    if form.valid:
        try:
            project.expect(form.data.version)
            retention.close(db, project, form.data.final_payment_on, today)
            return page.go_to(f"/procurement/projects/{project.code}")
        except Refused as no:
            form.refuse(no)
    return _form(page, "close", project, form)


def _joining(page: PageFor, db: Db, project: Project, form: Form[Joining]) -> Response:
    return _form(
        page,
        "join",
        project,
        form,
        partners=[(each.code, each.name) for each in db.exec(partners.listed())],
        parts=[(each.value, page.said(each)) for each in Part],
    )


def _working(page: PageFor, db: Db, project: Project, form: Form[Working]) -> Response:
    known = {site.id for site in db.exec(projects.sites_of(project, page.rights))}
    sites = [(each.code, each.name) for each in page.sites if each.id not in known]
    return _form(page, "work_at", project, form, sites=sites)


def _form(page: PageFor, verb: str, project: Project, form: Form[Any], **choices: Any) -> Response:
    return page.render(
        f"procurement/projects/{verb}.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        **choices,
    )
