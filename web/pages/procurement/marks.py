"""Pages about the mark of a project's grant: uploading the logo, and the papers that show it."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from assets.errors import Refused
from assets.procurement import marks
from assets.procurement.marks import STATEMENT, GrantMark
from assets.procurement.projects import Project
from assets.rights import Permission
from assets.words import N_, Language
from labels.papers import plaque as plaques
from labels.papers import poster as posters
from web import marks as uploads
from web.access import Db, may, reading, slowly
from web.doors import pages
from web.forms import Form, posted
from web.marks import ACCEPTED, PDF, Sending
from web.named import TheProject
from web.page import Page, PageFor

router = pages("/procurement/projects/{code}")

DETAILS = {"emblem_share": N_("Emblem, in per cent of the height"), "statement": N_("Statement")}

PostedMark = Annotated[Form[Sending], posted(Sending)]
Spoken = Annotated[list[Language], Query(alias="language", default_factory=list)]


@router.get("/mark", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def show(page: Page, request: Request, code: str) -> Response:
    with reading(request) as db:
        project = uploads.project(request, db, code)
        mark = marks.of(db, project)
    return _form(page, project, mark, Form({"file": ""} | _said_of(page, mark)))


@router.post("/mark", dependencies=[slowly(Permission.PROCUREMENT_KEEP)])
def upload(page: Page, request: Request, code: str, form: PostedMark) -> Response:
    with reading(request) as db:
        project = uploads.project(request, db, code)
        mark = marks.of(db, project)
    if form.valid:
        try:
            with uploads.kept(request, code, form.data):
                return page.go_to(f"/procurement/projects/{project.code}#mark")
        except Refused as no:
            form.refuse(no)
    return _form(page, project, mark, form)


@router.get("/mark/file", dependencies=[slowly(Permission.PROCUREMENT_SEE)])
def file(request: Request, code: str) -> Response:
    return uploads.file(request, code)


@router.get("/plaque.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def plaque(request: Request, db: Db, project: TheProject, languages: Spoken) -> Response:
    pdf = plaques.pdf(uploads.operation(request, db, project, languages))
    return _paper(pdf, f"{project.code}-plaque")


@router.get("/poster.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def poster(request: Request, db: Db, project: TheProject, languages: Spoken) -> Response:
    pdf = posters.pdf(uploads.operation(request, db, project, languages))
    return _paper(pdf, f"{project.code}-poster-a3")


def _paper(pdf: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(pdf, media_type=PDF, headers=headers)


def _form(page: PageFor, project: Project, mark: GrantMark | None, form: Form[Any]) -> Response:
    return page.render(
        "procurement/projects/mark.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        mark=mark,
        accepted=ACCEPTED,
        theirs=form.written_meanwhile(mark.version, _said_of(page, mark), DETAILS) if mark else [],
    )


def _said_of(page: PageFor, mark: GrantMark | None) -> dict[str, Any]:
    """The mark as its form shows it."""
    if mark is None:
        return {"emblem_share": "100", "statement": STATEMENT}
    share = Decimal(f"{mark.emblem_share * 100:.4g}") + 0
    return {"emblem_share": page.said(share), "statement": mark.statement}
