"""Partner reports: which costs a partner declares for a period, and at which rate."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.rights import Guarded


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
