"""Adding documents and photos to things: a form, and what became of each file."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from assets.database import Record
from assets.errors import Missing, Refused
from assets.inventory import papers
from assets.inventory.documents import Kind
from assets.rights import Permission, Rights
from assets.words import N_, Language
from web import defences, subjects, uploads
from web.access import slowly
from web.forms import Form, inside, posted
from web.page import Page, PageFor
from web.subjects import HOMES
from web.uploads import Find, Kept, Sending

router = APIRouter()

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.odt,.csv,image/jpeg,image/png,image/webp"
NONE_CHOSEN = N_("Choose at least one thing.")

PostedFiles = Annotated[Form[Sending], posted(Sending)]
Tags = Annotated[list[str], Query()]


def new(
    page: Page, request: Request, key: str, kind: str = "", language: str = "", back: str = ""
) -> Response:
    things = uploads.allowed(request, partial(_thing, request, key))
    form: Form[Sending] = Form({"kind": kind, "language": language, "back": back})
    return _adding(page, form, things)


def send(page: Page, request: Request, key: str, form: PostedFiles) -> Response:
    return _sent(page, form, partial(_thing, request, key))


for _home in HOMES:
    _path = f"{_home.path}/{{key}}/documents"
    router.get(f"{_path}/new", dependencies=[slowly(Permission.DOCUMENTS_KEEP)])(new)
    router.post(_path, dependencies=[slowly(Permission.DOCUMENTS_KEEP)])(send)


@router.get("/documents/new", dependencies=[slowly(Permission.DOCUMENTS_KEEP)])
def new_for_several(page: Page, request: Request, tag: Tags = []) -> Response:  # noqa: B006
    things = uploads.allowed(request, partial(_tagged, tag, request.state.rights))
    return _adding(page, Form({"kind": "", "language": "", "back": "/assets"}), things)


@router.post("/documents", dependencies=[slowly(Permission.DOCUMENTS_KEEP)])
def send_for_several(page: Page, request: Request, form: PostedFiles) -> Response:
    tags = form.values["tag"] or []
    return _sent(page, form, partial(_tagged, tags, request.state.rights))


def _thing(request: Request, key: str, db: Session) -> list[Record]:
    return [subjects.found(db, request.url.path, key, request.state.rights)]


def _tagged(tags: Sequence[str], rights: Rights, db: Session) -> Sequence[Record]:
    """All of these things. Raises Missing when there is one that she does not see."""
    found = db.exec(papers.tagged(tags[: uploads.MOST_THINGS], rights)).all()
    if not found:
        raise Refused(NONE_CHOSEN)
    if len(found) < len({tag.strip().upper() for tag in tags}):
        raise Missing("There is no such asset.")
    return found


def _sent(page: PageFor, form: Form[Sending], find: Find) -> Response:
    things = uploads.allowed(page.request, find)
    if form.valid:
        try:
            with uploads.kept(page.request, form.data, find) as kept:
                if not kept.refused:
                    return page.go_to(_back(form, things))
                return _adding(page, form, things, kept)
        except Refused as no:
            form.refuse(no)
    return _adding(page, form, things)


def _back(form: Form[Sending], things: Sequence[Record]) -> str:
    home = subjects.subject(things[0]).href + "#documents" if len(things) == 1 else "/assets"
    return inside(str(form.values["back"]), home)


def _adding(
    page: PageFor, form: Form[Sending], things: Sequence[Record], kept: Kept | None = None
) -> Response:
    about = [subjects.subject(each) for each in things]
    return page.render(
        "documents/new.html",
        block="form",
        status=422 if form.errors or kept else 200,
        form=form,
        kept=kept or Kept(),
        about=about,
        action=f"{about[0].href}/documents" if len(about) == 1 else "/documents",
        kinds=[(kind, page.said(kind)) for kind in Kind],
        languages=[(each, page.said(each)) for each in Language],
        accepted=ACCEPTED,
        most=defences.LARGEST,
    )
