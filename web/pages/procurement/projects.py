"""Pages about one project: beginning it, what it is, and what is said of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle
from assets.errors import Missing, Refused
from assets.exchange import ocds
from assets.inventory import partners
from assets.money import Currency, Written
from assets.procurement import marks, projects, retention
from assets.procurement.projects import Part, Project, ProjectPartner
from assets.rights import Permission
from assets.words import N_, Language
from web.access import Db, MyRights, Now, Today, may
from web.doors import pages
from web.forms import Day, Form, Sum, posted
from web.named import TheProject
from web.page import Page, PageFor

router = pages("/procurement/projects")

SHOWN_IN_HISTORY = 50

DETAILS = {
    "acronym": N_("Short name"),
    "title": N_("Title"),
    "programme": N_("Programme"),
    "starts_on": N_("Starts"),
    "ends_on": N_("Ends"),
    "total": N_("Budget"),
    "erdf": N_("ERDF"),
    "durability_years": N_("Years of durability"),
    "retention_years": N_("Years for which papers are kept"),
}


class Details(BaseModel):
    """What is said of a project."""

    acronym: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=300)
    programme: str = Field(default="", max_length=200)
    starts_on: Day
    ends_on: Day
    total: Sum = Field(default=Written(Decimal(0)))
    erdf: Sum = Field(default=Written(Decimal(0)))
    durability_years: int = Field(default=5, ge=0, le=50)
    retention_years: int = Field(default=5, ge=0, le=50)
    version: int | None = None


class Beginning(Details):
    """A project, with the code and the currency it keeps and the first who takes part."""

    code: str = Field(min_length=1, max_length=20)
    currency: Currency = Currency.EUR
    partner: str = Field(min_length=1)
    part: Part = Part.LEAD


PostedDetails = Annotated[Form[Details], posted(Details)]
PostedBeginning = Annotated[Form[Beginning], posted(Beginning)]


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP)
    usual = {"currency": Currency.EUR, "part": Part.LEAD, "durability_years": 5}
    usual["retention_years"] = 5
    return _beginning(page, db, rights, Form(dict.fromkeys(Beginning.model_fields, "") | usual))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def begin(page: Page, db: Db, rights: MyRights, form: PostedBeginning) -> Response:
    rights.must_for(Permission.PROCUREMENT_KEEP)
    if form.valid:
        try:
            first = partners.coded(db, form.data.partner)
            rights.must_for(Permission.PROCUREMENT_KEEP, [first.id])
            said = _told(form.data, form.data.code, form.data.currency)
            projects.join(db, project := projects.begin(db, said), first, form.data.part)
            return page.go_to(f"/procurement/projects/{project.code}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _beginning(page, db, rights, form)


@router.get("/{code}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, rights: MyRights, today: Today, project: TheProject) -> Response:
    joined = db.exec(projects.partners_of(project)).all()
    keys = [each.partner_id for each in joined]
    mark = marks.of(db, project)
    return page.render(
        "procurement/projects/show.html",
        project=project,
        answer=_answer(page, project, today),
        joined=joined,
        sites=db.exec(projects.sites_of(project, rights)).all(),
        kept=rights.may_for(Permission.PROCUREMENT_KEEP, keys),
        mark=mark,
        marks=rights.may_for(Permission.PROCUREMENT_KEEP, []),
        languages=list(Language),
        history=_history(page, db, project, joined, *([mark.id] if mark else [])),
    )


@router.get("/{code}/ocds.json", dependencies=[may(Permission.PROCUREMENT_SEE)])
def contracting(
    request: Request, db: Db, rights: MyRights, now: Now, project: TheProject
) -> Response:
    """How its things were bought, as open contracting data."""
    base_url = request.app.state.settings.base_url
    taken = {"Content-Disposition": f'attachment; filename="ocds-{project.code}.json"'}
    said = ocds.of_project(db, rights, now, base_url, project.code)
    return Response(said, media_type="application/json", headers=taken)


@router.get("/{code}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(page: Page, project: TheProject) -> Response:
    return _details(page, project, Form(_said_of(page, project)))


@router.post("/{code}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit(page: Page, db: Db, project: TheProject, form: PostedDetails) -> Response:
    if form.valid:
        try:
            project.expect(form.data.version)
            retention.revise(db, project, _told(form.data, project.code, project.currency))
            return page.go_to(f"/procurement/projects/{project.code}")
        except Refused as no:
            form.refuse(no)
    return _details(page, project, form)


def _told(said: Details, code: str, currency: Currency) -> Project:
    plain = said.model_dump(include=set(DETAILS) - {"total", "erdf"})
    return Project(
        code=code,
        currency=currency,
        total_minor=said.total.of(currency, "total").minor,
        erdf_minor=said.erdf.of(currency, "erdf").minor,
        **plain,
    )


def _answer(page: PageFor, project: Project, today: date) -> tuple[str, str]:
    """The tone and the sentence on top: how far the project has come."""
    if project.durability_until:
        stay = N_("This project is closed. Its things must stay until {day}.")
        return "calm", page.say(stay, day=project.durability_until)
    if today < project.starts_on:
        return "soon", page.say(N_("Begins on {day}."), day=project.starts_on)
    if today <= project.ends_on:
        return "good", page.say(N_("Runs until {day}."), day=project.ends_on)
    ended = N_("Ended on {day}. Close it once the final payment has come.")
    return "warn", page.say(ended, day=project.ends_on)


def _history(
    page: PageFor, db: Db, project: Project, joined: Sequence[ProjectPartner], *also: UUID
) -> list[chronicle.Told]:
    """Each change; where a partner takes another part, with the partner it is about."""
    names = {each.partner_id: each.partner.name for each in joined}
    told = projects.history(db, project, page.rights, *also)
    entries = db.exec(told.limit(SHOWN_IN_HISTORY)).all()
    said = N_("{partner}: {words}")
    return [
        replace(each, sentences=[page.say(said, partner=names[each.about], words=words)])
        if each.about in names and each.verb == "changed"
        else each
        for each in chronicle.told(db, entries, page.language)
        if (words := " ".join(each.sentences))
    ]


def _beginning(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    keeps = Permission.PROCUREMENT_KEEP
    known = db.exec(partners.listed()).all()
    return page.render(
        "procurement/projects/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        partners=[(each.code, each.name) for each in known if rights.may_for(keeps, [each.id])],
        parts=[(each.value, page.said(each)) for each in Part],
        currencies=[(each.value, each.value) for each in Currency],
        adds=rights.may_for(Permission.SITES_OPEN, []),
    )


def _details(page: PageFor, project: Project, form: Form[Details]) -> Response:
    return page.render(
        "procurement/projects/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        theirs=form.written_meanwhile(project.version, _said_of(page, project), DETAILS),
    )


def _said_of(page: PageFor, project: Project) -> dict[str, Any]:
    """The project as its form shows it, with the amounts in the reader's manner."""
    said = {name: getattr(project, name) for name in DETAILS}
    amounts = {name: said[name].amount for name in ("total", "erdf")}
    return said | {name: page.said(amount) if amount else "" for name, amount in amounts.items()}
