"""Pages about documents: all of them, one, its file, and what it belongs to."""

from datetime import date
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.exchange import paperwork
from assets.exchange.paperwork import Ending
from assets.inventory import documents, papers
from assets.inventory.documents import Document, Kind
from assets.rights import Permission, Rights
from assets.words import N_, Language
from web import attached, downloads, subjects, views
from web.access import Db, MyRights, Today, may, slowly
from web.doors import pages
from web.forms import Form, posted
from web.named import Key, TheDocument
from web.page import Page, PageFor
from web.paperwork import TheAskedPapers
from web.uploads import MOST_THINGS, Said

router = pages("/documents")

HERE = "/documents"
SHOWN_IN_HISTORY = 50
MOST_SHOWN = 50

DETAILS = {
    "name": N_("Name"),
    "kind": N_("What it is"),
    "language": N_("Language"),
    "number": N_("Number"),
    "dated_on": N_("Dated"),
    "valid_until": N_("Valid until"),
    "note": N_("Note"),
}


class Details(Said):
    """What is said of one document."""

    name: str = Field(min_length=1, max_length=200)
    version: int | None = None


class Adding(BaseModel):
    """The tags of more things that it belongs to."""

    tags: str = Field(min_length=1, max_length=4000)


class Detaching(BaseModel):
    """The attachment that ends."""

    attachment: str


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedTags = Annotated[Form[Adding], posted(Adding)]
PostedDetaching = Annotated[Form[Detaching], posted(Detaching)]


@router.get("", dependencies=[may(Permission.DOCUMENTS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAskedPapers) -> Response:
    found = paperwork.listed(db, asked.wanted(db, rights), today, asked.cut, rights)
    thing = asked.thing(db, rights)
    choices: dict[str, list[tuple[str, str]]] = {
        "kind": [(each, page.said(each)) for each in Kind],
        "site": [(site.code or "", site.name) for site in page.sites],
        "ending": [(each, page.said(each)) for each in Ending],
    }
    of_thing = {"about": f"{page.said(thing.about)}: {thing.name}"} if thing else {}
    return page.render(
        "documents/index.html",
        block="found",
        asked=asked,
        found=found,
        thing=thing,
        named=subjects.named(db, [each.attachment for each in found.rows]),
        endings={
            each.document.id: attached.ending(page, each.document, today) for each in found.rows
        },
        choices=choices,
        chips=asked.chips(HERE, of_thing | asked.chosen(choices)),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/suggestions", dependencies=[may(Permission.DOCUMENTS_SEE)])
def suggest(page: Page, db: Db, rights: MyRights, document: str = "") -> Response:
    found = paperwork.suggested(db, document, rights)
    names = list(dict.fromkeys(map(paperwork.as_suggested, found)))
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/{key}", dependencies=[may(Permission.DOCUMENTS_SEE)])
def show(page: Page, db: Db, document: TheDocument, today: Today) -> Response:
    return _shown(page, db, document, today, Form({"tags": ""}))


@router.get("/{key}/file", dependencies=[slowly(Permission.DOCUMENTS_SEE)])
def file(request: Request, key: Key) -> Response:
    return downloads.file(request, key)


@router.get("/{key}/thumbnail", dependencies=[slowly(Permission.DOCUMENTS_SEE)])
def thumbnail(request: Request, key: Key) -> Response:
    return downloads.thumbnail(request, key)


@router.get("/{key}/edit", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def revise(page: Page, db: Db, document: TheDocument) -> Response:
    documents.must_keep_whole(db, document, page.rights)
    return _details(page, document, Form(_said_of(document)))


@router.post("/{key}/edit", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def edit(page: Page, db: Db, document: TheDocument, form: PostedDetails) -> Response:
    documents.must_keep_whole(db, document, page.rights)
    if form.valid:
        try:
            document.expect(form.data.version)
            document.describe(**form.data.model_dump(exclude={"version", "name"}))
            document.call(form.data.name)
            return page.go_to(f"{HERE}/{document.id}")
        except Refused as no:
            form.refuse(no)
    return _details(page, document, form)


@router.post("/{key}/attach", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def attach(
    page: Page, db: Db, rights: MyRights, document: TheDocument, today: Today, form: PostedTags
) -> Response:
    if form.valid:
        try:
            tags = form.data.tags.replace(",", " ").replace(";", " ").split()
            documents.add_to(db, document, _meant(db, tags, rights))
            return page.go_to(f"{HERE}/{document.id}")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, document, today, form)


@router.post("/{key}/detach", dependencies=[may(Permission.DOCUMENTS_KEEP)])
def detach(
    page: Page, db: Db, rights: MyRights, document: TheDocument, form: PostedDetaching
) -> Response:
    held = db.exec(documents.attachments(document, rights)).all()
    ended = next((each for each in held if str(each.id) == form.data.attachment), None)
    if ended is None:
        raise Missing("It belongs there no more.")
    documents.must_keep(rights, ended)
    named = subjects.named(db, [ended]).get(ended.subject_id)
    documents.detach(db, ended)
    home = named.href if named else HERE
    return page.go_to(f"{HERE}/{document.id}" if len(held) > 1 else home or HERE)


def _meant(db: Db, words: list[str], rights: Rights) -> list[Any]:
    """What has these tags or numbers. Raises Refused beside the field for what is not there."""
    assets = papers.tagged(words[:MOST_THINGS], rights)
    found: dict[str, Any] = {each.tag: each for each in db.exec(assets)}
    for word in dict.fromkeys(each.upper() for each in words):
        found[word] = found.get(word) or subjects.numbered(db, word, rights)
        if found[word] is None:
            raise Refused(
                "There is nothing with the tag or the number {tag}.", tag=word, field="tags"
            )
        if not documents.keeps(rights, found[word]):
            raise Refused("You may not add to {tag}.", tag=word, field="tags")
    return list(found.values())


def _shown(page: PageFor, db: Db, document: Document, today: date, form: Form[Any]) -> Response:
    held = db.exec(documents.attachments(document, page.rights).limit(MOST_SHOWN + 1)).all()
    entries = db.exec(trail.history(document.id).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "documents/show.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        document=document,
        held=[(each, documents.keeps(page.rights, each)) for each in held[:MOST_SHOWN]],
        more=len(held) > MOST_SHOWN,
        named=subjects.named(db, held),
        ending=attached.ending(page, document, today),
        size=attached.size(page, document),
        keeps=documents.kept_whole(db, document, page.rights),
        history=chronicle.told(db, entries, page.language),
    )


def _details(page: PageFor, document: Document, form: Form[Any]) -> Response:
    return page.render(
        "documents/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        document=document,
        kinds=[(kind, page.said(kind)) for kind in Kind],
        languages=[(each, page.said(each)) for each in Language],
        theirs=form.written_meanwhile(document.version, _said_of(document), DETAILS),
    )


def _said_of(document: Document) -> dict[str, Any]:
    """The document as its form shows it."""
    return {name: getattr(document, name) or "" for name in DETAILS}
