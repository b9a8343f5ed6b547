"""What money waits for: invoices that are to be paid, and reports that are to be handed in."""

from typing import Any

from sqlmodel import col, select

from assets.agenda import Duty, Occasion, Source
from assets.inventory.partners import Partner
from assets.inventory.suppliers import Supplier
from assets.procurement import invoices
from assets.procurement.invoices import Invoice
from assets.procurement.projects import Project
from assets.procurement.reports import PartnerReport
from assets.rights import Permission, Rights
from assets.words import N_, Said, in_three

_INVOICE: Any = Invoice.__table__  # type: ignore[attr-defined]
_REPORT: Any = PartnerReport.__table__  # type: ignore[attr-defined]


def bills(rights: Rights, needs: Permission = Permission.PROCUREMENT_SEE) -> Source:
    """The invoices of which something is to be paid still, on the day that they name."""
    shown: list[Any] = [Invoice.id, Invoice.version, Invoice.number, Invoice.due_on]
    named: list[Any] = [col(Supplier.name).label("supplier")]
    rows: Any = select(*shown, *named).join(Supplier, col(Supplier.id) == col(Invoice.supplier_id))
    asked = (_INVOICE.c.due_on.is_not(None), rights.where(needs, Invoice), invoices.unsettled())
    return Source(_INVOICE, asked, _INVOICE.c.due_on, rows, _bill)


def reports(rights: Rights, needs: Permission = Permission.PROCUREMENT_SEE) -> Source:
    """The partner reports that have not been submitted yet."""
    shown: list[Any] = [PartnerReport.id, PartnerReport.version, PartnerReport.due_on]
    named: list[Any] = [PartnerReport.number, col(Partner.name).label("partner"), Project.acronym]
    rows: Any = (
        select(*shown, *named)
        .join(Partner, col(Partner.id) == col(PartnerReport.partner_id))
        .join(Project, col(Project.id) == col(PartnerReport.project_id))
    )
    open_still = (_REPORT.c.due_on.is_not(None), _REPORT.c.submitted_on.is_(None))
    asked = (*open_still, rights.where(needs, PartnerReport))
    return Source(_REPORT, asked, _REPORT.c.due_on, rows, _report)


def _bill(row: Any) -> Duty:
    return Duty(
        in_three(Said(N_("The invoice is to be paid"))),
        row.due_on,
        name=f"{row.number} {row.supplier}",
        invoice_id=row.id,
        occasion=Occasion.INVOICE,
        id=row.id,
        version=row.version,
    )


def _report(row: Any) -> Duty:
    return Duty(
        in_three(Said(N_("Report {number} is to be handed in"), {"number": str(row.number)})),
        row.due_on,
        name=f"{row.acronym}, {row.partner}",
        report_id=row.id,
        occasion=Occasion.REPORT,
        id=row.id,
        version=row.version,
    )
