"""The budget of a project, for programs: /api/v1/projects/{code}/budget."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.errors import Missing
from assets.inventory import partners
from assets.money import Money
from assets.procurement import budgets, projects
from assets.procurement.budgets import BudgetLine, BudgetVersion, CostCategory
from assets.procurement.projects import Project
from assets.rights import Permission
from web.access import Db, MyRights, Today, may
from web.answer import Amount, Answer, Day, Expected
from web.budgeted import TheBudgetLine
from web.doors import programs
from web.named import TheProject

router = programs("/projects/{code}/budget", tags=["budgets"])


class Correcting(BaseModel):
    """What a line is called."""

    model_config = ConfigDict(extra="forbid")

    line: str = Field(min_length=1, max_length=40)
    category: CostCategory
    title: str = Field(min_length=1, max_length=300)

    @property
    def said(self) -> budgets.Said:
        return budgets.Said(self.line, self.category, self.title)


class Adding(Correcting):
    """A line, and the code of whose it is."""

    partner: str = Field(min_length=1)


Reason = Annotated[str, Body(embed=True, max_length=400)]
Amounts = Annotated[dict[str, Amount], Body(embed=True)]
ApprovedOn = Annotated[Day, Body(embed=True)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(
    answer: Answer, db: Db, rights: MyRights, project: TheProject, number: int | None = None
) -> Response:
    """The lines with what the version that holds gives each, or the version of that number."""
    shown = budgets.numbered(db, project, number) if number else budgets.current(db, project)
    return answer.item(_whole(db, rights, project, shown))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def reallocate(
    answer: Answer, db: Db, rights: MyRights, project: TheProject, reason: Reason = ""
) -> Response:
    """Open a draft that begins with what holds now. Answers 201 with it."""
    version = budgets.reallocate(db, project, reason)
    return answer.item(_whole(db, rights, project, version), 201)


@router.post("/amounts", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def assign(
    answer: Answer, db: Db, rights: MyRights, project: TheProject, amounts: Amounts
) -> Response:
    """Say what the draft gives lines, by their codes."""
    version = _draft(db, project)
    for code, amount in amounts.items():
        line = budgets.coded(db, project, code, rights)
        rights.must(Permission.PROCUREMENT_KEEP, line)
        given = amount.money
        _ = given - Money(0, project.currency)  # which refuses another currency
        budgets.assign(db, version, line, given.minor)
    return answer.item(_whole(db, rights, project, version))


@router.post("/approve", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def approve(
    answer: Answer,
    db: Db,
    today: Today,
    project: TheProject,
    expected: Expected,
    approved_on: ApprovedOn,
) -> Response:
    """The draft holds from now on. `If-Match` takes the version of its record."""
    version = _draft(db, project)
    version.expect(expected)
    budgets.approve(db, project, version, approved_on, today)
    db.flush()  # which counts the version on
    return answer.item({"number": version.number, "approved_on": approved_on.isoformat()})


@router.post("/give-up", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def give_up(answer: Answer, db: Db, rights: MyRights, project: TheProject) -> Response:
    """The draft is not wanted. Answers with what holds."""
    budgets.give_up(db, _draft(db, project))
    return answer.item(_whole(db, rights, project, budgets.current(db, project)))


@router.post("/lines", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def add_line(
    answer: Answer, db: Db, rights: MyRights, project: TheProject, said: Annotated[Adding, Body()]
) -> Response:
    """Add a line. Answers 201 with it."""
    partner = partners.coded(db, said.partner)
    rights.must_for(Permission.PROCUREMENT_KEEP, [partner.id])
    line = budgets.add_line(db, project, partner, said.said)
    return answer.item(_line(line), 201)


@router.patch("/lines/{line}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def edit_line(
    answer: Answer,
    db: Db,
    project: TheProject,
    line: TheBudgetLine,
    said: Annotated[Correcting, Body()],
) -> Response:
    """Say what a line is called. `If-Match` takes its version."""
    budgets.correct(db, project, line, said.said)
    db.flush()  # which counts the version on
    return answer.item(_line(line))


def _draft(db: Db, project: Project) -> BudgetVersion:
    found = budgets.draft(db, project)
    if found is None:
        raise Missing("No draft of this budget is open.")
    return found


def _line(line: BudgetLine) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "line": line.code,
        "category": line.category,
        "title": line.title,
        "version": line.version,
    }


def _whole(
    db: Db, rights: MyRights, project: Project, shown: BudgetVersion | None
) -> dict[str, Any]:
    codes = {each.partner_id: each.partner.code for each in db.exec(projects.partners_of(project))}
    given = budgets.amounts(db, shown)
    return {
        "number": shown.number if shown else None,
        "reason": shown.reason if shown else "",
        "approved_on": shown.approved_on.isoformat() if shown and shown.approved_on else None,
        "version": shown.version if shown else None,
        "numbers": [each.number for each in db.exec(budgets.versions(project))],
        "lines": [
            _line(each)
            | {
                "partner": codes.get(each.partner_id) if each.partner_id else None,
                "amount": Money(given.get(each.id, 0), project.currency).json(),
            }
            for each in db.exec(budgets.lines(project, rights))
        ],
    }
