"""The one record of money that an address names: line, source, result, invoice, report, rate."""

from typing import Annotated

from fastapi import Depends, Request

from assets.inventory import register
from assets.inventory.register import Asset
from assets.procurement import (
    billing,
    budgets,
    fundings,
    invoices,
    reports,
    results,
    vat,
)
from assets.procurement.budgets import BudgetLine
from assets.procurement.fundings import Funding
from assets.procurement.invoices import Invoice, InvoiceLine
from assets.procurement.reports import PartnerReport
from assets.procurement.results import ProjectResult
from assets.procurement.vat import VatRate
from web.access import Db, MyRights
from web.answer import Expected
from web.named import Key, TheProject, id_of, within


def _line(
    request: Request, db: Db, rights: MyRights, project: TheProject, line: str, expected: Expected
) -> BudgetLine:
    found = budgets.line(db, project, id_of(line), rights)
    within(request, found)
    found.expect(expected)
    return found


TheBudgetLine = Annotated[BudgetLine, Depends(_line)]


def _funding(
    request: Request,
    db: Db,
    rights: MyRights,
    project: TheProject,
    funding: str,
    expected: Expected,
) -> Funding:
    found = fundings.of_key(db, project, id_of(funding), rights)
    within(request, found)
    found.expect(expected)
    return found


TheFunding = Annotated[Funding, Depends(_funding)]


def _result(db: Db, project: TheProject, result: str, expected: Expected) -> ProjectResult:
    found = results.of_key(db, project, id_of(result))
    found.expect(expected)
    return found


TheResult = Annotated[ProjectResult, Depends(_result)]


def _invoice(request: Request, db: Db, rights: MyRights, key: Key, expected: Expected) -> Invoice:
    invoice = invoices.invoice(db, key, rights)
    within(request, invoice)
    invoice.expect(expected)
    return invoice


TheInvoice = Annotated[Invoice, Depends(_invoice)]


def _invoice_line(db: Db, invoice: TheInvoice, line: str) -> InvoiceLine:
    return billing.line_of(db, invoice, id_of(line))


TheInvoiceLine = Annotated[InvoiceLine, Depends(_invoice_line)]


def _report(
    request: Request, db: Db, rights: MyRights, key: Key, expected: Expected
) -> PartnerReport:
    report = reports.report(db, key, rights)
    within(request, report)
    report.expect(expected)
    return report


TheReport = Annotated[PartnerReport, Depends(_report)]


def _vat(db: Db, key: Key, expected: Expected) -> VatRate:
    rate = vat.rate(db, key)
    rate.expect(expected)
    return rate


TheVat = Annotated[VatRate, Depends(_vat)]


def _funded(request: Request, db: Db, rights: MyRights, tag: str, expected: Expected) -> Asset:
    """A thing, for whoever sees or keeps what was bought there."""
    asset = register.tagged(db, tag, rights)
    within(request, asset)
    asset.expect(expected)
    return asset


TheFunded = Annotated[Asset, Depends(_funded)]
