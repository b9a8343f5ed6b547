"""Partner reports, for programs: /api/v1/reports."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.errors import Missing
from assets.inventory import partners
from assets.money import Currency, Money
from assets.procurement import expenditures, projects, reports
from assets.procurement.expenditures import Expenditure
from assets.procurement.reports import PartnerReport
from assets.rights import Permission
from web import declared
from web.access import Db, Me, MyRights, Today, may
from web.answer import Amount, Answer, AnswerFor, Day
from web.budgeted import TheReport
from web.doors import programs
from web.named import id_of
from web.paging import Paged
from web.papers import PDF
from web.shelves import KINDS

router = programs("/reports", tags=["reports"])


class AskedReports(Paged):
    """Of which project, and which page of them."""

    project: str = ""


class Beginning(BaseModel):
    """Who reports, in which project, and of which days."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)
    period_from: Day
    period_to: Day
    due_on: Day | None = None


class Declaring(BaseModel):
    """A line of an invoice, and how much of it in its currency; without an amount, all."""

    model_config = ConfigDict(extra="forbid")

    line: UUID
    amount: Amount | None = None


On = Annotated[Day, Body(embed=True)]
Refusals = Annotated[dict[UUID, Amount], Body(default_factory=dict)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(
    answer: Answer, db: Db, rights: MyRights, asked: Annotated[AskedReports, Query()]
) -> Response:
    """A page of the reports, the latest period first."""
    project = projects.coded(db, asked.project, rights) if asked.project else None
    found = reports.listed(db, project, asked.cut, rights)
    return answer.page(found, [item(each) for each in found.rows])


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def begin(answer: Answer, db: Db, rights: MyRights, said: Annotated[Beginning, Body()]) -> Response:
    """Begin the next report of a partner. Answers 201 with it."""
    partner = partners.coded(db, said.partner)
    rights.must_for(Permission.PROCUREMENT_KEEP, [partner.id])
    project = projects.coded(db, said.project, rights)
    period = said.period_from, said.period_to
    made = reports.begin(db, project, partner, period, said.due_on)
    return answer.item(whole(db, made), 201, f"/api/v1/reports/{made.id}")


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, report: TheReport) -> Response:
    """One report with its costs, and once submitted, what each source pays."""
    return answer.item(whole(db, report))


@router.get("/{key}/expenditure.xlsx", dependencies=[may(Permission.PROCUREMENT_SEE)])
def workbook(db: Db, me: Me, report: TheReport) -> Response:
    """Its expenditure list as a workbook, in the person's language."""
    return Response(declared.xlsx(db, report, me.language), media_type=KINDS["xlsx"])


@router.get("/{key}/expenditure.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def paper(db: Db, me: Me, report: TheReport) -> Response:
    """Its expenditure list as PDF, in the person's language."""
    return Response(declared.pdf(db, report, me.language), media_type=PDF)


@router.post("/{key}/declare", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def declare(
    answer: Answer, db: Db, rights: MyRights, report: TheReport, said: Annotated[Declaring, Body()]
) -> Response:
    """Declare a line of a paid invoice."""
    offered = reports.declarable(report, rights)
    line = next((each for each in db.exec(offered) if each.id == said.line), None)
    if line is None:
        raise Missing("There is no such line on this invoice.")
    reports.declare(db, report, line, said.amount.money.minor if said.amount else None)
    return answer.item(whole(db, report))


@router.post("/{key}/costs/{cost}/take-out", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_out(answer: Answer, db: Db, report: TheReport, cost: str) -> Response:
    """The report does not declare it after all."""
    reports.take_out(db, report, reports.cost_of(db, report, id_of(cost)))
    return answer.item(whole(db, report))


@router.post("/{key}/submit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def submit(answer: Answer, db: Db, today: Today, report: TheReport, on: On) -> Response:
    """It goes to national control, at the rates of that month. `If-Match` takes its version."""
    reports.submit(db, report, on, today)
    return _again(answer, db, report)


@router.post("/{key}/verify", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def verify(
    answer: Answer, db: Db, today: Today, report: TheReport, on: On, refused: Refusals
) -> Response:
    """National control has looked at it; `refused` says in euro what it took out of which cost."""
    out = {key: (each.money - Money(0, Currency.EUR)).minor for key, each in refused.items()}
    reports.verify(db, report, on, today, out)
    return _again(answer, db, report)


@router.post("/{key}/reimburse", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def reimburse(answer: Answer, db: Db, today: Today, report: TheReport, on: On) -> Response:
    """The money has come."""
    reports.reimburse(report, on, today)
    return _again(answer, db, report)


def _again(answer: AnswerFor, db: Db, report: PartnerReport) -> Response:
    db.flush()  # which counts the version on
    return answer.item(whole(db, report))


def item(report: PartnerReport) -> dict[str, Any]:
    return {
        "id": str(report.id),
        "project": report.project.code,
        "partner": report.partner.code,
        "number": report.number,
        "period_from": report.period_from.isoformat(),
        "period_to": report.period_to.isoformat(),
        "due_on": _day(report.due_on),
        "state": report.stage,
        "submitted_on": _day(report.submitted_on),
        "verified_on": _day(report.verified_on),
        "reimbursed_on": _day(report.reimbursed_on),
        "version": report.version,
    }


def whole(db: Db, report: PartnerReport) -> dict[str, Any]:
    """A report with everything that its page says."""
    costs = expenditures.listed(db, report)
    shares = reports.shares_of(db, report) if report.submitted_on else []
    return item(report) | {
        "costs": [_cost(each) for each in costs],
        "shares": [
            {"source": given.source, "name": given.name, "amount": part.json()}
            for given, part in shares
        ],
    }


def _cost(cost: Expenditure) -> dict[str, Any]:
    return {
        "id": str(cost.key),
        "budget_line": cost.budget_line,
        "title": cost.title,
        "supplier": cost.supplier,
        "invoice": cost.invoice,
        "lot": cost.lot or None,
        "paid_on": _day(cost.paid_on),
        "declared": cost.declared.json(),
        "rate": f"{cost.rate.normalize():f}" if cost.rate is not None else None,
        "rate_month": _day(cost.rate_month),
        "euro": cost.euro.json() if cost.euro else None,
        "refused": cost.refused.json(),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
