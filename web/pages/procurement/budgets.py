"""Pages about the budget of a project: what each version gives, and how it is changed."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.money import Money, Written
from assets.procurement import budgets, projects
from assets.procurement.budgets import BudgetLine, BudgetVersion, CostCategory
from assets.procurement.projects import Project
from assets.rights import Permission
from assets.words import N_
from web.access import Db, MyRights, Today, may
from web.budgeted import TheBudgetLine
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import TheProject
from web.page import Page, PageFor

router = pages("/procurement/projects/{code}/budget")

DETAILS = {"line": N_("Code"), "category": N_("Cost category"), "title": N_("Title")}


class Correcting(BaseModel):
    """What a line is called. `line` is its code: the address has that of the project."""

    line: str = Field(min_length=1, max_length=40)
    category: CostCategory
    title: str = Field(min_length=1, max_length=300)
    version: int | None = None

    @property
    def said(self) -> budgets.Said:
        return budgets.Said(self.line, self.category, self.title)


class Adding(Correcting):
    """A line, and whose it is."""

    partner: str = Field(min_length=1)


class Reallocating(BaseModel):
    """Why the budget is changed."""

    reason: str = Field(default="", max_length=400)


class Approving(BaseModel):
    """When it was agreed."""

    approved_on: Day
    version: int | None = None


class Amounts(BaseModel):
    """The amounts stand under the ids of their lines."""

    version: int | None = None


PostedLine = Annotated[Form[Correcting], posted(Correcting)]
PostedAdding = Annotated[Form[Adding], posted(Adding)]
PostedReason = Annotated[Form[Reallocating], posted(Reallocating)]
PostedApproval = Annotated[Form[Approving], posted(Approving)]
PostedAmounts = Annotated[Form[Amounts], posted(Amounts)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(
    page: Page, db: Db, rights: MyRights, today: Today, project: TheProject, number: int = 0
) -> Response:
    form: Form[Any] = Form({"approved_on": today, "reason": ""})
    shown = budgets.numbered(db, project, number) if number else budgets.current(db, project)
    return _shown(page, db, rights, project, form, shown or budgets.draft(db, project))


@router.post("/draft/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def reallocate(
    page: Page, db: Db, rights: MyRights, project: TheProject, form: PostedReason
) -> Response:
    if form.valid:
        try:
            budgets.reallocate(db, project, form.data.reason)
            return page.go_to(f"{_home(project)}/draft")
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, rights, project, form, budgets.current(db, project))


@router.get("/draft", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def draft(page: Page, db: Db, rights: MyRights, project: TheProject) -> Response:
    given = budgets.amounts(db, _draft(db, project))
    said = {
        str(key): page.said(Money(minor, project.currency).amount) for key, minor in given.items()
    }
    return _drafting(page, db, rights, project, Form(said))


@router.post("/draft", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def assign(
    page: Page, db: Db, rights: MyRights, project: TheProject, form: PostedAmounts
) -> Response:
    version = _draft(db, project)
    for line in _kept(db, rights, project):
        typed = str(form.values.setdefault(str(line.id), ""))
        try:
            given = Written.read(typed).of(project.currency) if typed.strip() else None
            budgets.assign(db, version, line, given.minor if given else 0)
        except Refused as no:
            form.errors[str(line.id)] = page.say(no.words, **no.values)
    if form.errors:
        return _drafting(page, db, rights, project, form)
    return page.go_to(f"{_home(project)}?number={version.number}")


@router.post("/draft/approve", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def approve(
    page: Page,
    db: Db,
    rights: MyRights,
    today: Today,
    project: TheProject,
    form: PostedApproval,
) -> Response:
    version = _draft(db, project)
    if form.valid:
        try:
            version.expect(form.data.version)
            budgets.approve(db, project, version, form.data.approved_on, today)
            return page.go_to(_home(project))
        except Refused as no:
            form.refuse(no)
    return _shown(page, db, rights, project, form, version)


@router.post("/draft/give-up", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def give_up(page: Page, db: Db, project: TheProject) -> Response:
    budgets.give_up(db, _draft(db, project))
    return page.go_to(_home(project))


@router.get("/lines/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new_line(page: Page, db: Db, rights: MyRights, project: TheProject) -> Response:
    return _adding(page, db, rights, project, Form(dict.fromkeys(Adding.model_fields, "")))


@router.post("/lines", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def add_line(
    page: Page, db: Db, rights: MyRights, project: TheProject, form: PostedAdding
) -> Response:
    if form.valid:
        try:
            partner = partners.coded(db, form.data.partner)
            rights.must_for(Permission.PROCUREMENT_KEEP, [partner.id])
            budgets.add_line(db, project, partner, form.data.said)
            open_ = budgets.draft(db, project)
            return page.go_to(f"{_home(project)}{'/draft' if open_ else ''}")
        except (Refused, Missing) as no:
            form.refuse(_beside(no))
    return _adding(page, db, rights, project, form)


@router.get("/lines/{line}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise_line(page: Page, project: TheProject, line: TheBudgetLine) -> Response:
    return _correcting(page, project, line, Form(_said_of(line)))


@router.post("/lines/{line}/edit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit_line(
    page: Page, db: Db, project: TheProject, line: TheBudgetLine, form: PostedLine
) -> Response:
    if form.valid:
        try:
            line.expect(form.data.version)
            budgets.correct(db, project, line, form.data.said)
            return page.go_to(_home(project))
        except Refused as no:
            form.refuse(_beside(no))
    return _correcting(page, project, line, form)


def _home(project: Project) -> str:
    return f"/procurement/projects/{project.code}/budget"


def _draft(db: Db, project: Project) -> BudgetVersion:
    found = budgets.draft(db, project)
    if found is None:
        raise Missing("No draft of this budget is open.")
    return found


def _beside(no: Refused | Missing) -> Refused | Missing:
    """In the form the code of the line is called otherwise."""
    no.field = "line" if no.field == "code" else no.field
    return no


def _kept(db: Db, rights: MyRights, project: Project) -> list[BudgetLine]:
    found = db.exec(budgets.lines(project, rights))
    return [each for each in found if rights.may(Permission.PROCUREMENT_KEEP, each)]


def _said_of(line: BudgetLine) -> dict[str, Any]:
    return {"line": line.code, "category": line.category, "title": line.title}


def _shown(
    page: PageFor,
    db: Db,
    rights: MyRights,
    project: Project,
    form: Form[Any],
    shown: BudgetVersion | None,
) -> Response:
    versions = db.exec(budgets.versions(project)).all()
    before = next((each for each in versions if shown and each.number < shown.number), None)
    lines = db.exec(budgets.lines(project, rights)).all()
    given, earlier = budgets.amounts(db, shown), budgets.amounts(db, before)
    return page.render(
        "procurement/budgets/show.html",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        kept=_may_keep(db, rights, project),
        shown=shown,
        draft=next((each for each in versions if each.approved_on is None), None),
        versions=versions,
        totals={
            key: Money(sum_, project.currency) for key, sum_ in budgets.totals(db, project).items()
        },
        rows=[_row(each, project, given, earlier if before else given) for each in lines],
        names=_names(db, project),
        total=Money(sum(given.get(each.id, 0) for each in lines), project.currency),
    )


def _money(minor: Mapping[UUID, int], project: Project) -> dict[UUID, Money]:
    return {key: Money(each, project.currency) for key, each in minor.items()}


def _row(
    line: BudgetLine, project: Project, given: Mapping[UUID, int], earlier: Mapping[UUID, int]
) -> tuple[BudgetLine, Money, Money]:
    """A line, what it is given, and by how much that differs from the version before."""
    minor = given.get(line.id, 0)
    change = minor - earlier.get(line.id, 0)
    return line, Money(minor, project.currency), Money(change, project.currency)


def _names(db: Db, project: Project) -> dict[UUID, str]:
    joined = db.exec(projects.partners_of(project)).all()
    return {each.partner_id: each.partner.code for each in joined}


def _may_keep(db: Db, rights: MyRights, project: Project) -> bool:
    return not project.closed and rights.may_for(Permission.PROCUREMENT_KEEP, _names(db, project))


def _drafting(
    page: PageFor, db: Db, rights: MyRights, project: Project, form: Form[Any]
) -> Response:
    return page.render(
        "procurement/budgets/draft.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        draft=_draft(db, project),
        lines=_kept(db, rights, project),
        names=_names(db, project),
    )


def _adding(page: PageFor, db: Db, rights: MyRights, project: Project, form: Form[Any]) -> Response:
    joined = [each.partner for each in db.exec(projects.partners_of(project))]
    ours = [each for each in joined if rights.may_for(Permission.PROCUREMENT_KEEP, [each.id])]
    return page.render(
        "procurement/budgets/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        partners=[(each.code, each.name) for each in ours],
        categories=_categories(page),
    )


def _correcting(page: PageFor, project: Project, line: BudgetLine, form: Form[Any]) -> Response:
    return page.render(
        "procurement/budgets/edit.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        project=project,
        line=line,
        categories=_categories(page),
        theirs=form.written_meanwhile(line.version, _said_of(line), DETAILS),
    )


def _categories(page: PageFor) -> list[tuple[str, str]]:
    return [(each.value, f"{each.value} {page.said(each)}") for each in CostCategory]
