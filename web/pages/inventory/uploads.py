"""Adding documents and photos to things: a form, and what became of each file."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.database import Record
from assets.errors import Missing, Refused
from assets.exchange import paperwork
from assets.inventory import documents, papers
from assets.inventory.documents import Kind
from assets.rights import Permission, Rights
from assets.words import N_, Language
from web import defences, subjects, uploads
from web.access import Db, MyRights, may, slowly
from web.doors import pages
from web.forms import Form, inside, posted
from web.page import Page, PageFor
from web.subjects import HOMES
from web.uploads import Find, Kept, Sending

router = pages()

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.odt,.csv,image/jpeg,image/png,image/webp"
NONE_CHOSEN = N_("Choose at least one thing.")


class Known(BaseModel):
    """A document that is kept already, by its name or its number."""

    document: str = Field(min_length=1, max_length=300)
    back: str = ""


PostedFiles = Annotated[Form[Sending], posted(Sending)]
PostedKnown = Annotated[Form[Known], posted(Known)]
Tags = Annotated[list[str], Query()]


def new(
    page: Page, request: Request, key: str, kind: str = "", language: str = "", back: str = ""
) -> Response:
    things = uploads.allowed(request, partial(_thing, request, key))
    form: Form[Sending] = Form({"kind": kind, "language": language, "back": back})
    return _adding(page, form, things)


def send(page: Page, request: Request, key: str, form: PostedFiles) -> Response:
    return _sent(page, form, partial(_thing, request, key))


def attach(
    page: Page, db: Db, rights: MyRights, request: Request, key: str, form: PostedKnown
) -> Response:
    """Let a document that is kept already belong to one more thing."""
    (thing,) = _thing(request, key, db)
    documents.must_keep(rights, thing)
    if form.valid:
        try:
            document = paperwork.called(db, form.data.document, rights)
            documents.add_to(db, document, [thing])
            return page.go_to(_back(form, [thing]))
        except Refused as no:
            form.refuse(no)
    empty: Form[Sending] = Form({"kind": "", "language": "", "back": form.values["back"]})
    return _adding(page, empty, [thing], known=form)


for _home in HOMES:
    _path = f"{_home.path}/{{key}}/documents"
    router.get(f"{_path}/new", dependencies=[slowly(Permission.DOCUMENTS_KEEP)])(new)
    router.post(_path, dependencies=[slowly(Permission.DOCUMENTS_KEEP)])(send)
    router.post(f"{_path}/attach", dependencies=[may(Permission.DOCUMENTS_KEEP)])(attach)


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


def _back(form: Form[Any], things: Sequence[Record]) -> str:
    home = subjects.subject(things[0]).href + "#documents" if len(things) == 1 else "/assets"
    return inside(str(form.values["back"]), home)


def _adding(
    page: PageFor,
    form: Form[Sending],
    things: Sequence[Record],
    kept: Kept | None = None,
    known: Form[Known] | None = None,
) -> Response:
    about = [subjects.subject(each) for each in things]
    return page.render(
        "documents/new.html",
        block="known" if known else "form",
        status=422 if form.errors or kept or known else 200,
        form=form,
        known=known or Form({"document": ""}),
        kept=kept or Kept(),
        about=about,
        action=f"{about[0].href}/documents" if len(about) == 1 else "/documents",
        kinds=[(kind, page.said(kind)) for kind in Kind],
        languages=[(each, page.said(each)) for each in Language],
        accepted=ACCEPTED,
        most=defences.LARGEST,
    )
