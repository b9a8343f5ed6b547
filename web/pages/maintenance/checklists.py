"""Pages about checklists: all of them, one with its steps, and how a house makes its own."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Refused
from assets.inventory import catalogue
from assets.maintenance import checklists, drafts, spans
from assets.maintenance.checklists import Checklist, Wanted
from assets.maintenance.steps import Step
from assets.maintenance.terms import Kind
from assets.rights import Permission
from assets.words import N_, Words
from web import views
from web.access import Db, Today, may
from web.cared import TheChecklist
from web.doors import pages
from web.forms import Form, Typed, posted
from web.page import Page, PageFor
from web.paging import Paged, Perhaps, from_address

router = pages("/checklists")

HERE = "/checklists"
MOST_SUGGESTED = 20

DETAILS = {
    "name_en": N_("Name in English"),
    "name_ro": N_("Name in Romanian"),
    "name_hu": N_("Name in Hungarian"),
    "kind": N_("Kind of work"),
    "types": N_("Made for"),
}


class Asked(Paged):
    """Which checklists, and which page of them."""

    search: str = ""
    kind: Perhaps[Kind] = None
    withdrawn: bool = False

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.search, self.kind, withdrawn=self.withdrawn)


class Details(BaseModel):
    """What is said of a checklist; `type` is one more kind of equipment, as somebody types it.

    A name that is left out is that of another language, until somebody says it.
    """

    name_en: str = Field(default="", max_length=200)
    name_ro: str = Field(default="", max_length=200)
    name_hu: str = Field(default="", max_length=200)
    kind: Kind | None = None
    types: list[str] = Field(default_factory=list)
    type: str = ""
    like: str = ""
    version: int | None = None

    @property
    def names(self) -> Words:
        return Words(self.name_en, self.name_ro, self.name_hu)


class Publishing(BaseModel):
    """Where the limits come from."""

    source: str = Field(default="", max_length=500)
    version: int | None = None


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedPublishing = Annotated[Form[Publishing], posted(Publishing)]


@router.get("", dependencies=[may(Permission.CATALOGUE_SEE)])
def index(page: Page, db: Db, asked: Annotated[Asked, from_address(Asked)]) -> Response:
    found = checklists.listed(db, asked.wanted, asked.cut)
    kinds = {"kind": [(kind, page.said(kind)) for kind in Kind]}
    gone = {"withdrawn": page.say(N_("Withdrawn")) if asked.withdrawn else ""}
    return page.render(
        "maintenance/checklists/index.html",
        block="found",
        asked=asked,
        found=found,
        kinds=kinds["kind"],
        names={row.id: checklists.names_of(row) for row in found.rows},
        types=_types(page, db),
        chips=asked.chips(HERE, asked.chosen(kinds) | gone),
        neighbours=asked.neighbours(HERE, found),
        **views.of_list(page, db),
    )


@router.get("/suggestions", dependencies=[may(Permission.CATALOGUE_SEE)])
def suggest(page: Page, db: Db, typed: Typed) -> Response:
    found = db.exec(checklists.found(typed).limit(MOST_SUGGESTED)).all()
    names = [page.said(each.names) for each in found]
    return page.render("inventory/catalogue/suggestions.html", names=names)


@router.get("/new", dependencies=[may(Permission.CATALOGUE_KEEP)])
def new(page: Page, db: Db, like: str = "") -> Response:
    model = checklists.keyed(db, like) if like else None
    said = _said_of(model) if model else {}
    return _details(page, db, Form(said | {"like": like}))


@router.post("", dependencies=[may(Permission.CATALOGUE_KEEP)])
def begin(page: Page, db: Db, form: PostedDetails) -> Response:
    if form.valid:
        try:
            said = form.data
            like = checklists.keyed(db, said.like) if said.like else None
            made_for = _made_for(db, said)
            fresh = drafts.begin(db, said.names, said.kind, made_for, like=like)
            return page.go_to(f"{HERE}/{fresh.key}/draft")
        except Refused as no:
            form.refuse(no)
    return _details(page, db, form)


@router.get("/{key}", dependencies=[may(Permission.CATALOGUE_SEE)])
def show(page: Page, db: Db, checklist: TheChecklist, number: int = 0) -> Response:
    last = checklists.last(db, checklist)
    version = checklists.version(db, checklist, number) if number else last
    asked = version.asked if version else []
    entries = db.exec(trail.history(checklist.id).limit(20)).all()
    return page.render(
        "maintenance/checklists/show.html",
        checklist=checklist,
        version=version,
        last=last,
        steps=asked,
        limits=_limits(page, asked),
        versions=db.exec(checklists.versions(checklist)).all(),
        types=_types(page, db),
        history=chronicle.told(db, entries, page.language),
    )


@router.get("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def revise(page: Page, db: Db, checklist: TheChecklist) -> Response:
    return _details(page, db, Form(_said_of(checklist)), checklist)


@router.post("/{key}/edit", dependencies=[may(Permission.CATALOGUE_KEEP)])
def edit(page: Page, db: Db, checklist: TheChecklist, form: PostedDetails) -> Response:
    if form.valid:
        try:
            checklist.expect(form.data.version)
            checklist.describe(form.data.names, form.data.kind, _made_for(db, form.data))
            return page.go_to(f"{HERE}/{checklist.key}")
        except Refused as no:
            form.refuse(no)
    return _details(page, db, form, checklist)


@router.get("/{key}/draft", dependencies=[may(Permission.CATALOGUE_KEEP)])
def draft(page: Page, db: Db, checklist: TheChecklist) -> Response:
    last = checklists.last(db, checklist)
    return _draft(page, db, checklist, Form({"source": last.source if last else ""}))


@router.post("/{key}/publish", dependencies=[may(Permission.CATALOGUE_KEEP)])
def publish(
    page: Page, db: Db, checklist: TheChecklist, today: Today, form: PostedPublishing
) -> Response:
    if form.valid:
        try:
            checklist.expect(form.data.version)
            drafts.publish(db, checklist, today, form.data.source)
            return page.go_to(f"{HERE}/{checklist.key}")
        except Refused as no:
            form.refuse(no)
    return _draft(page, db, checklist, form)


@router.post("/{key}/discard", dependencies=[may(Permission.CATALOGUE_KEEP)])
def discard(page: Page, db: Db, checklist: TheChecklist) -> Response:
    drafts.discard(db, checklist)
    return page.go_to(f"{HERE}/{checklist.key}")


@router.post("/{key}/withdraw", dependencies=[may(Permission.CATALOGUE_KEEP)])
def withdraw(page: Page, checklist: TheChecklist) -> Response:
    drafts.withdraw(checklist)
    return page.go_to(f"{HERE}/{checklist.key}")


@router.post("/{key}/resume", dependencies=[may(Permission.CATALOGUE_KEEP)])
def resume(page: Page, checklist: TheChecklist) -> Response:
    drafts.resume(checklist)
    return page.go_to(f"{HERE}/{checklist.key}")


def _draft(page: PageFor, db: Db, checklist: Checklist, form: Form[Any]) -> Response:
    asked, last = drafts.drafted(db, checklist), checklists.last(db, checklist)
    return page.render(
        "maintenance/checklists/draft.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        checklist=checklist,
        last=last,
        steps=asked,
        limits=_limits(page, asked),
    )


def _limits(page: PageFor, asked: list[Step]) -> dict[str, str]:
    return {step.key: spans.limits(step, page.language) for step in asked}


def _details(
    page: PageFor, db: Db, form: Form[Details], checklist: Checklist | None = None
) -> Response:
    known = _types(page, db)
    chosen = form.values.get("types") or []
    return page.render(
        "maintenance/checklists/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        checklist=checklist,
        kinds=[(kind, page.said(kind)) for kind in Kind],
        chosen=[(key, known.get(key, key)) for key in chosen],
        suggested=sorted(known.values())[:MOST_SUGGESTED],
        theirs=_theirs(page, form, checklist, known) if checklist else [],
    )


def _theirs(
    page: PageFor, form: Form[Details], checklist: Checklist, known: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What somebody else has said meanwhile, the kinds of equipment by their names."""
    now = _said_of(checklist)
    named = [known.get(key, key) for key in checklist.made_for]
    written = form.written_meanwhile(checklist.version, now, DETAILS)
    made_for = page.say(DETAILS["types"])
    return [(label, ", ".join(named) if label == made_for else said) for label, said in written]


def _said_of(checklist: Checklist) -> dict[str, Any]:
    """The checklist as its form shows it."""
    names = {name: getattr(checklist, name) for name in ("name_en", "name_ro", "name_hu")}
    return names | {"kind": checklist.kind or "", "types": checklist.made_for}


def _made_for(db: Db, said: Details) -> list[str]:
    """The kinds of equipment that are ticked, and the one that is typed."""
    return said.types + ([catalogue.type_called(db, said.type).key] if said.type else [])


def _types(page: PageFor, db: Db) -> dict[str, str]:
    """What the kinds of equipment are called, by their keys."""
    return {each.key: page.said(each.names) for each in db.exec(catalogue.types())}
