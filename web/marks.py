"""The mark of a grant: its upload, its file, and what the plaque and the poster say with it."""

from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal

from fastapi import Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from assets import files, logos
from assets.errors import Refused
from assets.procurement import marks, projects
from assets.procurement.marks import LONGEST, STATEMENT, GrantMark
from assets.procurement.projects import Project
from assets.rights import Permission, Rights
from assets.words import Language
from labels import marks as printed
from labels.papers import frame
from labels.papers.operation import Operation
from web.access import reading, writing
from web.downloads import POLICY
from web.forms import Amount

PNG, PDF = "image/png", "application/pdf"
ACCEPTED = "image/png,application/pdf,.png,.pdf"


class Sending(BaseModel):
    """A logo, how much of its height the emblem takes in per cent, and what is said beside it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    file: UploadFile | None = None
    emblem_share: Amount = Field(default=Decimal(100), gt=0, le=100)
    statement: str = Field(default=STATEMENT, max_length=LONGEST)
    version: int | None = None

    @property
    def content(self) -> bytes:
        """A field in which nothing was chosen sends a file without a name."""
        return (
            self.file.file.read() if self.file and (self.file.filename or self.file.size) else b""
        )

    @property
    def share(self) -> float:
        return float(self.emblem_share) / 100


def project(request: Request, db: Session, code: str) -> Project:
    """The project, for whoever keeps projects everywhere."""
    rights: Rights = request.state.rights
    found = projects.coded(db, code, rights)
    rights.must_for(Permission.PROCUREMENT_KEEP, [])
    return found


@contextmanager
def kept(request: Request, code: str, sending: Sending) -> Generator[GrantMark]:
    """Keep the mark; the file is looked at and written down before anything is locked."""
    share, statement = sending.share, sending.statement
    content = sending.content
    logo = logos.read(content) if content else None
    if logo:
        logo.must_carry(share)
    digest = files.keep(logo.content, request.app.state.settings) if logo else ""
    with writing(request) as db:
        about = project(request, db, code)
        mark = marks.of(db, about)
        (mark or GrantMark(project_id=about.id, version=0)).expect(sending.version)
        if logo:
            mark = marks.upload(db, about, logo, digest, emblem_share=share, statement=statement)
        elif mark:
            mark.describe(emblem_share=share, statement=statement)
        else:
            raise Refused("Choose the logo.", field="file")
        db.flush()
        yield mark


def file(request: Request, code: str) -> Response:
    """The logo as it is printed."""
    with reading(request) as db:
        mark = marks.must_be(db, projects.coded(db, code, request.state.rights))
    headers = {
        "ETag": f'"{mark.digest}"',
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": POLICY,
    }
    if mark.digest in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    path = files.kept(request.app.state.settings, mark.digest)
    return FileResponse(path, headers=headers, media_type=PNG)


def operation(
    request: Request, db: Session, about: Project, languages: list[Language]
) -> Operation:
    """The facts of the plaque and the poster, in these languages or in those of its sites."""
    mark = marks.must_be(db, about)
    spoken = frame.languages(*db.exec(projects.sites_of(about, request.state.rights)))
    return Operation(
        about,
        db.exec(projects.partners_of(about)).all(),
        printed.printed(mark, request.app.state.settings),
        list(dict.fromkeys(languages)) or spoken or [Language.EN],
    )
