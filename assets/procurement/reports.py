"""Partner reports: which costs a partner declares for a period, and at which rate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside
from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.listing import Cut, Order, PageOf, page
from assets.money import Currency, Money
from assets.procurement import fundings, invoices, projects, rates
from assets.procurement.budgets import BudgetLine
from assets.procurement.fundings import Funding
from assets.procurement.invoices import Invoice, InvoiceLine
from assets.procurement.projects import Project
from assets.procurement.rates import Rate
from assets.rights import Guarded, Permission, Rights
from assets.words import N_, Worded


class Stage(Worded):
    """How far a report has come."""

    OPEN = "open", N_("Being written")
    SUBMITTED = "submitted", N_("Submitted to national control")
    VERIFIED = "verified", N_("Verified")
    REIMBURSED = "reimbursed", N_("Reimbursed")


class PartnerReport(Guarded, table=True):
    """One report of one partner of a project. Once submitted, its costs stay as they are."""

    __table_args__ = (UniqueConstraint("project_id", "partner_id", "number"),)

    project_id: UUID = Field(foreign_key="project.id")
    number: int
    period_from: date
    period_to: date
    due_on: date | None = Field(default=None, index=True)
    submitted_on: date | None = None
    verified_on: date | None = None
    reimbursed_on: date | None = None
    note: str = Field(default="", max_length=1000)
    label: str = Field(default="", max_length=80)

    project: Project = Relationship(sa_relationship_kwargs=UNLOADED)
    partner: Partner = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def stage(self) -> Stage:
        if self.reimbursed_on:
            return Stage.REIMBURSED
        if self.verified_on:
            return Stage.VERIFIED
        return Stage.SUBMITTED if self.submitted_on else Stage.OPEN

    def must_be(self, stage: Stage) -> None:
        if self.stage is not stage:
            raise Refused("{report}: {stage}.", report=self.label, stage=self.stage)


class ReportedCost(Guarded, table=True):
    """What a report declares of one line of an invoice, with the rate it was converted at."""

    report_id: UUID = Field(foreign_key="partner_report.id", index=True)
    invoice_line_id: UUID = Field(foreign_key="invoice_line.id", unique=True)
    # In the currency of the invoice.
    eligible_minor: int = Field(sa_type=BigInteger)
    # None until the report is submitted: the rate is that of the month of submission.
    rate: Decimal | None = Field(default=None, max_digits=14, decimal_places=6)
    rate_month: date | None = None
    rate_source: str = Field(default="", max_length=200)
    euro_minor: int | None = Field(default=None, sa_type=BigInteger)
    # What the national control took out, in euro.
    refused_euro_minor: int = Field(default=0, sa_type=BigInteger)
    label: str = Field(default="", max_length=200)

    @property
    def accepted_minor(self) -> int | None:
        """What national control has left of it, in euro."""
        return None if self.euro_minor is None else self.euro_minor - self.refused_euro_minor


def last_due(session: Session, paying: Sequence[Project], seen_by: Rights) -> dict[UUID, date]:
    """By when the last report of each project is due, as far as she sees them.

    The last is one whose period reaches the end of the project: those before it bind nothing.
    """
    due: Any = func.max(PartnerReport.due_on)
    rows = select(PartnerReport.project_id, due).join(Project)
    rows = rows.where(seen_by.where(Permission.PROCUREMENT_SEE, PartnerReport))
    rows = rows.where(col(PartnerReport.project_id).in_([each.id for each in paying]))
    rows = rows.where(col(PartnerReport.period_to) >= col(Project.ends_on))
    found = session.exec(rows.group_by(col(PartnerReport.project_id)))
    return {key: on for key, on in found if on}


def begin(
    session: Session,
    project: Project,
    partner: Partner,
    period: tuple[date, date],
    due_on: date | None = None,
) -> PartnerReport:
    """The next report of a partner. Its number follows the last one."""
    project.must_be_open()
    projects.must_take_part(session, project, partner)
    if period[1] < period[0]:
        raise Refused("A period ends after it starts.", field="period_to")
    of_partner = (
        PartnerReport.project_id == project.id,
        PartnerReport.partner_id == partner.id,
    )
    last = session.exec(select(func.max(PartnerReport.number)).where(*of_partner)).one() or 0
    keys: dict[str, Any] = {"project_id": project.id, "partner_id": partner.id}
    report = PartnerReport(
        **keys, number=last + 1, period_from=period[0], period_to=period[1], due_on=due_on
    )
    report.label = f"{project.code} {partner.code} {report.number}"
    report.project, report.partner = project, partner
    session.add(report)
    session.flush()
    return report


def declare(
    session: Session, report: PartnerReport, line: InvoiceLine, minor: int | None = None
) -> ReportedCost:
    """Declare what is eligible of a line, or less of it. Only what has been paid counts."""
    report.must_be(Stage.OPEN)
    most = line.eligible_minor
    declared = most if minor is None else minor
    if declared == 0 or abs(declared) > abs(most) or declared * most < 0:
        raise Refused("At most what is eligible of a line is declared.", field="amount")
    _must_be_declarable(session, report, line)
    cost = ReportedCost(
        report_id=report.id,
        partner_id=report.partner_id,
        site_id=line.site_id,
        invoice_line_id=line.id,
        eligible_minor=declared,
        label=report.label,
    )
    session.add(cost)
    session.flush()
    return cost


def _must_be_declarable(session: Session, report: PartnerReport, line: InvoiceLine) -> None:
    payer = session.get(BudgetLine, line.budget_line_id) if line.budget_line_id else None
    if payer is None or payer.project_id != report.project_id:
        raise Refused("That line is in the budget of another project.")
    if payer.partner_id != report.partner_id:
        raise Refused("That line is in the budget of another partner.")
    invoice = session.get_one(Invoice, line.invoice_id)
    if not invoices.owed(session, [invoice])[invoice.id].settled:
        raise Refused(
            "{invoice} is not paid yet. Only what is paid is declared.", invoice=invoice.number
        )
    before = select(ReportedCost.label).where(ReportedCost.invoice_line_id == line.id)
    if (other := session.exec(before).first()) is not None:
        raise Refused("{report} declares this line already.", report=other)


def take_out(session: Session, report: PartnerReport, cost: ReportedCost) -> None:
    """The report does not declare it after all."""
    report.must_be(Stage.OPEN)
    session.delete(cost)
    session.flush()


def submit(session: Session, report: PartnerReport, on: date, today: date) -> None:
    """It goes to national control. Each cost keeps the rate of that month from now on."""
    report.must_be(Stage.OPEN)
    _must_have_come(on, today, report.period_from, "submitted_on")
    kept: dict[Currency, Rate | None] = {}
    for cost, currency in session.exec(_with_currencies(report)).all():
        if currency not in kept:
            kept[currency] = rates.needed(session, currency, on)
        rate = kept[currency]
        cost.rate = rates.shown(rate.per_euro) if rate else rates.ONE
        cost.rate_month = rates.month_of(on)
        cost.rate_source = rate.source if rate else ""
        cost.euro_minor = rates.in_euro(cost.eligible_minor, cost.rate)
    report.submitted_on = on


def _with_currencies(report: PartnerReport) -> Any:
    line = col(InvoiceLine.id) == col(ReportedCost.invoice_line_id)
    asked = select(ReportedCost, Invoice.currency).join(InvoiceLine, line)
    paid = asked.join(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
    return paid.where(ReportedCost.report_id == report.id)


def verify(
    session: Session, report: PartnerReport, on: date, today: date, refused: Mapping[UUID, int]
) -> None:
    """National control has looked at it. `refused` are the cents that it took out of each cost."""
    report.must_be(Stage.SUBMITTED)
    _must_have_come(on, today, report.submitted_on, "verified_on")
    for cost in session.exec(costs_of(report)).all():
        out = refused.get(cost.id, 0)
        if not 0 <= out <= max(cost.euro_minor or 0, 0):
            raise Refused("At most what was declared is taken out.", field=f"refused.{cost.id}")
        cost.refused_euro_minor = out
    report.verified_on = on


def reimburse(report: PartnerReport, on: date, today: date) -> None:
    """The money has come."""
    report.must_be(Stage.VERIFIED)
    _must_have_come(on, today, report.verified_on, "reimbursed_on")
    report.reimbursed_on = on


def _must_have_come(on: date, today: date, after: date | None, field: str) -> None:
    if on > today:
        raise Refused("{day} has not come yet.", day=on, field=field)
    if after and on < after:
        raise Refused("That is before {day}.", day=after, field=field)


def costs_of(report: PartnerReport) -> SelectOfScalar[ReportedCost]:
    return select(ReportedCost).where(ReportedCost.report_id == report.id)


def cost_of(session: Session, report: PartnerReport, key: UUID) -> ReportedCost:
    found = session.exec(costs_of(report).where(ReportedCost.id == key)).first()
    if found is None:
        raise Missing("This report declares no such cost.")
    return found


def declarable(report: PartnerReport, seen_by: Rights) -> SelectOfScalar[InvoiceLine]:
    """What this partner could declare: eligible in this project, and in no report yet."""
    taken = select(ReportedCost.id).where(ReportedCost.invoice_line_id == InvoiceLine.id)
    rows = select(InvoiceLine).join(
        BudgetLine, col(BudgetLine.id) == col(InvoiceLine.budget_line_id)
    )
    eligible = InvoiceLine.eligible_net_minor + InvoiceLine.eligible_vat_minor
    return rows.where(
        BudgetLine.project_id == report.project_id,
        BudgetLine.partner_id == report.partner_id,
        eligible != 0,
        ~taken.exists(),
        seen_by.where(Permission.PROCUREMENT_SEE, InvoiceLine),
    ).order_by(col(InvoiceLine.label), col(InvoiceLine.id))


def declared(session: Session, report: PartnerReport) -> Money:
    """What it declares in euro, less what was taken out; nothing before it is submitted."""
    sum_ = func.sum(col(ReportedCost.euro_minor) - col(ReportedCost.refused_euro_minor))
    asked = select(sum_).where(ReportedCost.report_id == report.id)
    return Money(int(session.exec(asked).one() or 0), Currency.EUR)


def shares_of(session: Session, report: PartnerReport) -> Sequence[tuple[Funding, Money]]:
    """What each source of the partner's money pays of it: see `shares.shares` for the rule."""
    given = fundings.of_partner(session, report.project_id, report.partner_id)
    parts = fundings.shared(given, declared(session, report).minor)
    return [(each, Money(part, Currency.EUR)) for each, part in parts]


def whole(seen_by: Rights) -> SelectOfScalar[PartnerReport]:
    seen = seen_by.where(Permission.PROCUREMENT_SEE, PartnerReport)
    loaded = alongside(PartnerReport.project, PartnerReport.partner)
    return select(PartnerReport).where(seen).options(*loaded)


def report(session: Session, key: UUID, seen_by: Rights) -> PartnerReport:
    found = session.exec(whole(seen_by).where(PartnerReport.id == key)).first()
    if found is None:
        raise Missing("There is no such report.")
    return found


def listed(session: Session, project: Project | None, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the reports that she sees, the latest period first."""
    columns: Any = PartnerReport.__table__.c  # type: ignore[attr-defined]
    asked: Any = select(columns.period_to, columns.id)
    asked = asked.where(seen_by.where(Permission.PROCUREMENT_SEE, PartnerReport))
    if project:
        asked = asked.where(columns.project_id == project.id)
    found = page(session, asked, Order(columns.period_to, columns.id, descending=True), cut)
    keys = [row.id for row in found.rows]
    shown = session.exec(whole(seen_by).where(col(PartnerReport.id).in_(keys)))
    known = {each.id: each for each in shown}
    return replace(found, rows=[known[key] for key in keys])
