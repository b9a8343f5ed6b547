"""Pages about partner reports: what a partner declares, and what becomes of it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets import chronicle, trail
from assets.errors import Missing, Refused
from assets.inventory import partners
from assets.money import Currency, Money, Written
from assets.procurement import expenditures, projects, rates, reports
from assets.procurement.invoices import Invoice
from assets.procurement.projects import Project
from assets.procurement.rates import Month
from assets.procurement.reports import PartnerReport, Stage
from assets.rights import Permission
from assets.words import N_
from web import attached, declared
from web.access import Db, MyRights, Today, may
from web.budgeted import TheReport
from web.doors import pages
from web.forms import Day, Form, posted
from web.named import id_of
from web.page import Page, PageFor
from web.paging import Paged, from_address
from web.papers import PDF
from web.shelves import KINDS

router = pages("/procurement/reports")

HERE = "/procurement/reports"
SHOWN_IN_HISTORY = 50
MOST_OFFERED = 200
TONES = {
    Stage.OPEN: ("soon", "clock"),
    Stage.SUBMITTED: ("soon", "send"),
    Stage.VERIFIED: ("up", "badge-check"),
    Stage.REIMBURSED: ("up", "circle-check"),
}


class Asked(Paged):
    """Of which project, and which page of them."""

    project: str = ""


class Beginning(BaseModel):
    """Who reports, in which project, and of which days."""

    project: str = Field(min_length=1)
    partner: str = Field(min_length=1)
    period_from: Day
    period_to: Day
    due_on: Day | None = None


class Declaring(BaseModel):
    """The lines that were ticked."""

    line: list[UUID] = Field(default_factory=list)


class Step(BaseModel):
    """On which day it happened. What is taken out stands under the ids of the costs."""

    on: Day
    version: int | None = None


PostedBeginning = Annotated[Form[Beginning], posted(Beginning)]
PostedDeclaring = Annotated[Form[Declaring], posted(Declaring)]
PostedStep = Annotated[Form[Step], posted(Step)]
TheAsked = Annotated[Asked, from_address(Asked)]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    project = projects.coded(db, asked.project, rights) if asked.project else None
    found = reports.listed(db, project, asked.cut, rights)
    return page.render(
        "procurement/reports/index.html",
        asked=asked,
        project=project,
        found=found,
        tones=TONES,
        today=today,
        projects=[(each.code, each.acronym) for each in db.exec(projects.listed(rights))],
        neighbours=asked.neighbours(HERE, found),
    )


@router.get("/new", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def new(page: Page, db: Db, rights: MyRights, project: str = "") -> Response:
    said = dict.fromkeys(Beginning.model_fields, "") | {"project": project}
    return _beginning(page, db, rights, Form(said))


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def begin(page: Page, db: Db, rights: MyRights, form: PostedBeginning) -> Response:
    if form.valid:
        try:
            said = form.data
            partner = partners.coded(db, said.partner)
            rights.must_for(Permission.PROCUREMENT_KEEP, [partner.id])
            project = projects.coded(db, said.project, rights)
            period = said.period_from, said.period_to
            report = reports.begin(db, project, partner, period, said.due_on)
            return page.go_to(f"{HERE}/{report.id}")
        except (Refused, Missing) as no:
            form.refuse(no)
    return _beginning(page, db, rights, form)


@router.get("/{key}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(page: Page, db: Db, rights: MyRights, today: Today, report: TheReport) -> Response:
    return _shown(page, db, rights, today, report, Form({"on": today}))


@router.post("/{key}/declare", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def declare(
    page: Page, db: Db, rights: MyRights, today: Today, report: TheReport, form: PostedDeclaring
) -> Response:
    offered = {each.id: each for each in db.exec(reports.declarable(report, rights))}
    try:
        for key in form.data.line:
            if key in offered:
                reports.declare(db, report, offered[key], _typed(form, offered[key], db))
        return page.go_to(f"{HERE}/{report.id}")
    except Refused as no:
        form.refuse(no)
    return _shown(page, db, rights, today, report, form)


@router.post("/{key}/costs/{cost}/take-out", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def take_out(page: Page, db: Db, report: TheReport, cost: str) -> Response:
    reports.take_out(db, report, reports.cost_of(db, report, id_of(cost)))
    return page.go_to(f"{HERE}/{report.id}")


@router.post("/{key}/submit", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def submit(
    page: Page, db: Db, rights: MyRights, today: Today, report: TheReport, form: PostedStep
) -> Response:
    if form.valid:
        try:
            report.expect(form.data.version)
            reports.submit(db, report, form.data.on, today)
            return page.go_to(f"{HERE}/{report.id}")
        except Refused as no:
            form.refuse(_beside(no))
    return _shown(page, db, rights, today, report, form)


@router.post("/{key}/verify", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def verify(
    page: Page, db: Db, rights: MyRights, today: Today, report: TheReport, form: PostedStep
) -> Response:
    if form.valid:
        try:
            report.expect(form.data.version)
            reports.verify(db, report, form.data.on, today, _taken_out(db, report, form))
            return page.go_to(f"{HERE}/{report.id}")
        except Refused as no:
            form.refuse(_beside(no))
    return _shown(page, db, rights, today, report, form)


@router.post("/{key}/reimburse", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def reimburse(
    page: Page, db: Db, rights: MyRights, today: Today, report: TheReport, form: PostedStep
) -> Response:
    if form.valid:
        try:
            report.expect(form.data.version)
            reports.reimburse(report, form.data.on, today)
            return page.go_to(f"{HERE}/{report.id}")
        except Refused as no:
            form.refuse(_beside(no))
    return _shown(page, db, rights, today, report, form)


@router.get("/{key}/expenditure.xlsx", dependencies=[may(Permission.PROCUREMENT_SEE)])
def workbook(page: Page, db: Db, report: TheReport) -> Response:
    name = f"{report.label.replace(' ', '-')}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = declared.xlsx(db, report, page.language)
    return Response(content, media_type=KINDS["xlsx"], headers=headers)


@router.get("/{key}/expenditure.pdf", dependencies=[may(Permission.PROCUREMENT_SEE)])
def paper(page: Page, db: Db, report: TheReport) -> Response:
    name = f"{report.label.replace(' ', '-')}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(declared.pdf(db, report, page.language), media_type=PDF, headers=headers)


def _beside(no: Refused) -> Refused:
    """Each step has one day in its form, whatever the register calls it."""
    no.field = "on" if no.field.endswith("_on") else no.field
    return no


def _typed(form: Form[Any], line: Any, db: Db) -> int | None:
    """How much of a line was typed beside it; None for all of it."""
    typed = str(form.values.get(f"amount.{line.id}", ""))
    if not typed.strip():
        return None
    currency = db.get_one(Invoice, line.invoice_id).currency
    return Written.read(typed).of(currency).minor


def _taken_out(db: Db, report: PartnerReport, form: Form[Any]) -> dict[UUID, int]:
    """The cents that control took out, as typed beside each cost."""
    found: dict[UUID, int] = {}
    for cost in db.exec(reports.costs_of(report)):
        typed = str(form.values.get(f"refused.{cost.id}", ""))
        if typed.strip():
            field = f"refused.{cost.id}"
            try:
                found[cost.id] = Written.read(typed).of(Currency.EUR).minor
            except Refused as no:
                no.field = field
                raise
    return found


def _shown(
    page: PageFor, db: Db, rights: MyRights, today: date, report: PartnerReport, form: Form[Any]
) -> Response:
    costs = expenditures.listed(db, report)
    kept = rights.may(Permission.PROCUREMENT_KEEP, report)
    open_ = report.stage is Stage.OPEN
    offered = reports.declarable(report, rights).limit(MOST_OFFERED)
    keys = [report.id, *(each.key for each in costs)]
    entries = db.exec(trail.history(*keys).limit(SHOWN_IN_HISTORY)).all()
    return page.render(
        "procurement/reports/show.html",
        status=422 if form.errors else 200,
        form=form,
        report=report,
        costs=costs,
        totals=declared.totals(costs),
        shares=reports.shares_of(db, report),
        kept=kept,
        offered=[_offer(db, each) for each in db.exec(offered)] if kept and open_ else [],
        answer=_answer(page, today, report),
        papers=attached.of(page, db, report, today),
        history=chronicle.told(db, entries, page.language),
        months=_rates(page, costs),
    )


def _offer(db: Db, line: Any) -> tuple[Any, str, Money]:
    """A line that could be declared, its invoice, and what is eligible of it."""
    invoice = db.get_one(Invoice, line.invoice_id)
    return line, invoice.number, Money(line.eligible_minor, invoice.currency)


def _rates(page: PageFor, costs: Any) -> list[str]:
    """The rates that the report was converted with, each once."""
    found = {
        each.declared.currency: (each.rate, each.rate_month)
        for each in costs
        if each.rate and each.declared.currency is not Currency.EUR
    }
    told = N_("1 EUR = {rate} {currency} ({month})")
    return [
        page.say(told, rate=rates.shown(rate), currency=currency, month=Month(month))
        for currency, (rate, month) in sorted(found.items())
    ]


def _answer(page: PageFor, today: date, report: PartnerReport) -> tuple[str, str]:
    if report.reimbursed_on:
        return "good", page.say(N_("Reimbursed on {day}."), day=report.reimbursed_on)
    if report.verified_on:
        return "good", page.say(
            N_("Verified on {day}. The money has not come yet."), day=report.verified_on
        )
    if report.submitted_on:
        told = N_("With national control since {day}.")
        return "soon", page.say(told, day=report.submitted_on)
    if report.due_on and report.due_on < today:
        return "bad", page.say(N_("It was due on {day}."), day=report.due_on)
    if report.due_on:
        return "soon", page.say(N_("Being written. It is due on {day}."), day=report.due_on)
    return "soon", page.say(N_("Being written."))


def _beginning(page: PageFor, db: Db, rights: MyRights, form: Form[Any]) -> Response:
    keeps = Permission.PROCUREMENT_KEEP
    ours = [each for each in db.exec(partners.listed()) if rights.may_for(keeps, [each.id])]
    open_: list[Project] = [each for each in db.exec(projects.listed(rights)) if not each.closed]
    return page.render(
        "procurement/reports/new.html",
        block="form",
        status=422 if form.errors else 200,
        form=form,
        projects=[(each.code, each.acronym) for each in open_],
        partners=[(each.code, each.name) for each in ours],
    )
