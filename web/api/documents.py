"""Documents and photos, for programs: /api/v1/documents, and /documents beneath each thing."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from assets.database import Record
from assets.errors import Refused
from assets.exchange import paperwork
from assets.inventory import documents, papers
from assets.inventory.documents import About, Document, Kind
from assets.listing import Cut
from assets.rights import Permission, Rights
from assets.words import Language
from web import downloads, subjects, uploads
from web.access import Db, MyRights, Today, may, slowly
from web.answer import Answer, AnswerFor, Day, problem
from web.doors import programs
from web.forms import Form, posted
from web.named import Key, TheDocument
from web.paperwork import AskedPapers
from web.subjects import HOMES
from web.uploads import Sending

router = programs(tags=["documents"])


class Said(BaseModel):
    """What may be said of a document. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    kind: Kind | None = None
    language: Language | None = None
    number: str | None = Field(default=None, max_length=80)
    dated_on: Day | None = None
    valid_until: Day | None = None
    note: str | None = Field(default=None, max_length=1000)


class Thing(BaseModel):
    """Something that documents belong to: its kind, and its tag, its number or its id."""

    model_config = ConfigDict(extra="forbid")

    about: About
    key: str = Field(min_length=1, max_length=60)


Posted = Annotated[Form[Sending], posted(Sending)]
Patched = Annotated[Said, Body()]
Meant = Annotated[Thing, Body()]

DESCRIBED = ("kind", "language", "number", "dated_on", "valid_until", "note")
MOST_SHOWN = 200
FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files", "kind"],
                    "properties": {
                        "files": FILES,
                        "kind": {"type": "string", "enum": list(Kind)},
                        "language": {"type": "string", "enum": list(Language)},
                        "number": {"type": "string"},
                        "dated_on": {"type": "string", "format": "date"},
                        "valid_until": {"type": "string", "format": "date"},
                        "note": {"type": "string"},
                    },
                }
            }
        },
    }
}


def of_thing(
    request: Request, answer: Answer, db: Db, rights: MyRights, key: str, after: str = ""
) -> Response:
    """A page of what belongs to a thing, the newest first; to an asset also its model's, lot's."""
    thing = subjects.found(db, request.url.path, key, rights)
    found = papers.listed_of(db, subjects.sources(db, thing).items(), Cut(after=after), rights)
    return answer.page(found, [item(each.document) | {"from": each.about} for each in found.rows])


def add(request: Request, answer: Answer, key: str, form: Posted) -> Response:
    """Keep files and let them belong to a thing. Answers 201 with them, and what was refused."""
    find = partial(_found, request, key)
    uploads.allowed(request, find)
    if not form.valid:
        return problem(422, uploads.NOT_SENT, form.errors)
    with uploads.kept(request, form.data, find) as kept:
        if not kept.documents:
            return problem(422, uploads.NOT_SENT, dict(kept.refused))
        refused = [{"name": name, "reason": reason} for name, reason in kept.refused]
        kept_ones = [item(each) for each in kept.documents]
        return answer.item({"items": kept_ones, "refused": refused}, 201)


for _home in HOMES:
    _path = f"{_home.program}/{{key}}/documents"
    router.get(_path, dependencies=[may(Permission.DOCUMENTS_SEE)])(of_thing)
    router.post(
        _path,
        dependencies=[slowly(Permission.DOCUMENTS_KEEP)],
        status_code=201,
        openapi_extra=SENT,
    )(add)


@router.get("/documents", dependencies=[may(Permission.DOCUMENTS_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, today: Today, asked: Annotated[AskedPapers, Query()]
) -> Response:
    """A page of documents, the newest first; with `ending`, those that end, the first to end first.

    `about` and `key` ask for those of one thing, by its tag, its number or its id.
    """
    found = paperwork.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    return answer.page(found, [item(each.document) for each in found.rows])


@router.get("/documents/{key}", dependencies=[may(Permission.DOCUMENTS_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, document: TheDocument) -> Response:
    """One document, and what it belongs to."""
    return _whole(answer, db, rights, document)


@router.get("/documents/{key}/file", dependencies=[slowly(Permission.DOCUMENTS_SEE)])
def file(request: Request, key: Key) -> Response:
    """The file itself."""
    return downloads.file(request, key)


@router.get("/documents/{key}/thumbnail", dependencies=[slowly(Permission.DOCUMENTS_SEE)])
def thumbnail(request: Request, key: Key) -> Response:
    """A small picture (WebP) of a photo, or of the first page of a PDF."""
    return downloads.thumbnail(request, key)


@router.patch("/documents/{key}", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def edit(
    answer: Answer, db: Db, rights: MyRights, document: TheDocument, said: Patched
) -> Response:
    """Change what is said of it."""
    documents.must_keep_whole(db, document, rights)
    name = said.name or document.name
    stands = {each: getattr(document, each) for each in DESCRIBED}
    given = said.model_dump(exclude_unset=True, exclude={"name"})
    document.describe(**stands | {each: _given(each, value) for each, value in given.items()})
    document.call(name)
    db.flush()
    return _whole(answer, db, rights, document)


@router.post("/documents/{key}/attach", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def attach(
    answer: Answer, db: Db, rights: MyRights, document: TheDocument, thing: Meant
) -> Response:
    """Let it belong to one more thing."""
    found = subjects.meant(db, thing.about, thing.key, rights)
    documents.must_keep(rights, found)
    documents.add_to(db, document, [found])
    db.flush()
    return _whole(answer, db, rights, document)


@router.post("/documents/{key}/detach", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def detach(
    answer: Answer, db: Db, rights: MyRights, document: TheDocument, thing: Meant
) -> Response:
    """It belongs to that thing no more. What belongs to nothing is seen by nobody."""
    found = subjects.meant(db, thing.about, thing.key, rights)
    held = db.exec(documents.attachments(document, rights))
    ended = next((each for each in held if each.subject_id == found.id), None)
    if ended is None:
        raise Refused("It does not belong there.")
    documents.must_keep(rights, ended)
    documents.detach(db, ended)
    db.flush()
    return _whole(answer, db, rights, document)


def item(document: Document) -> dict[str, Any]:
    """A document under the names of the contract, in JSON's own types."""
    taken = document.taken_at
    return {
        "id": str(document.id),
        "name": document.name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.digest,
        "kind": document.kind,
        "language": document.language,
        "number": document.number,
        "dated_on": _day(document.dated_on),
        "valid_until": _day(document.valid_until),
        "keep_until": _day(document.keep_until),
        "taken_at": taken.isoformat() if taken else None,
        "note": document.note,
        "version": document.version,
        "file": f"/api/v1/documents/{document.id}/file",
    }


def _whole(answer: AnswerFor, db: Session, rights: Rights, document: Document) -> Response:
    """A document with what it belongs to, as far as she sees it."""
    held = db.exec(documents.attachments(document, rights).limit(MOST_SHOWN)).all()
    named = subjects.named(db, held)
    belongs = [
        {"about": each.about, "key": thing.key, "name": thing.name}
        for each in held
        if (thing := named.get(each.subject_id))
    ]
    return answer.item(item(document) | {"belongs_to": belongs})


def _found(request: Request, key: str, db: Session) -> Sequence[Record]:
    return [subjects.found(db, request.url.path, key, request.state.rights)]


def _given(name: str, value: Any) -> Any:
    return "" if value is None and name in {"number", "note"} else value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
