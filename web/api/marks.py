"""The mark of a project's grant, for programs: /api/v1/projects/{code}/mark."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from assets.procurement import marks
from assets.procurement.marks import GrantMark
from assets.rights import Permission
from assets.words import N_, Language
from labels.papers import plaque as plaques
from labels.papers import poster as posters
from web import marks as uploads
from web.access import Db, may, reading, slowly
from web.answer import Answer, Expected, problem
from web.doors import programs
from web.forms import Form, posted
from web.marks import PDF, Sending
from web.named import TheProject

router = programs("/projects/{code}", tags=["projects"])

NOT_KEPT = N_("The logo is not kept.")
SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "emblem_share": {"type": "number", "default": 100},
                        "statement": {"type": "string"},
                    },
                }
            }
        },
    }
}

Posted = Annotated[Form[Sending], posted(Sending)]
Spoken = Annotated[list[Language], Query(alias="language", default_factory=list)]


@router.get("/mark", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, project: TheProject) -> Response:
    """The logo of its programme and what is said of it."""
    return answer.item(item(marks.must_be(db, project)))


@router.post(
    "/mark",
    dependencies=[slowly(Permission.PROCUREMENT_KEEP)],
    openapi_extra=SENT,
)
def upload(
    request: Request, answer: Answer, code: str, expected: Expected, form: Posted
) -> Response:
    """Upload the logo as PNG or PDF, or change what is said of it.

    `emblem_share` is how much of its height the emblem takes, in per cent.
    """
    with reading(request) as db:
        uploads.project(request, db, code)
    if not form.valid:
        return problem(422, NOT_KEPT, form.errors)
    sending = form.data.model_copy(update={"version": expected})
    with uploads.kept(request, code, sending) as mark:
        return answer.item(item(mark))


@router.get("/mark/file", dependencies=[slowly(Permission.PROCUREMENT_SEE)])
def file(request: Request, code: str) -> Response:
    """The logo as it is printed, as PNG."""
    return uploads.file(request, code)


@router.get("/plaque.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def plaque(request: Request, db: Db, project: TheProject, languages: Spoken) -> Response:
    """The plaque of the operation, in the languages of its sites unless others are named."""
    shown = uploads.operation(request, db, project, languages)
    return Response(plaques.pdf(shown), media_type=PDF)


@router.get("/poster.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def poster(request: Request, db: Db, project: TheProject, languages: Spoken) -> Response:
    """The same as a poster of A3."""
    shown = uploads.operation(request, db, project, languages)
    return Response(posters.pdf(shown), media_type=PDF)


def item(mark: GrantMark) -> dict[str, Any]:
    """A mark under the names of the contract."""
    return {
        "digest": mark.digest,
        "width": mark.width,
        "height": mark.height,
        "emblem_share": round(mark.emblem_share * 100, 2),
        "statement": mark.statement,
        "version": mark.version,
    }
