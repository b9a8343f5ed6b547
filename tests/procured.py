"""A thing that was bought, with every link of its chain, for tests that only read it."""

from datetime import date
from decimal import Decimal

from assets.inventory import suppliers
from assets.inventory.documents import Kind
from assets.money import Currency
from assets.procurement.budgets import BudgetLine, CostCategory
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery, DeliveryLine
from assets.procurement.fundings import Funding, Source
from assets.procurement.invoices import Invoice, InvoiceLine, Payment
from assets.procurement.protocols import Protocol, ProtocolKind
from assets.procurement.reports import PartnerReport, ReportedCost
from assets.procurement.units import Unit
from tests.builders import a_document, a_lot, an_asset, committed, saved


def a_purchase(session, count=3, lot=None):
    """So many treadmills of one line: 100.00 EUR net and 21.00 VAT, paid and reported."""
    lot = lot or a_lot(session)
    own = {"partner_id": lot.partner_id, "site_id": lot.site_id}
    budget = _budgeted(session, lot, own)
    contract, line = _contracted(session, lot, own)
    delivered = _delivered(session, contract, line, count, own)
    invoiced = _invoiced(session, lot, contract, budget, count, own)
    names = [f"Treadmill {number}" for number in range(1, count + 1)]
    things = [an_asset(session, name, lot_number=lot.number) for name in names]
    chain = {"lot_id": lot.id, "contract_line_id": line.id, "delivery_line_id": delivered.id}
    for thing in things:
        saved(session, Unit(asset_id=thing.id, invoice_line_id=invoiced.id, **chain, **own))
        a_document(session, thing, Kind.STICKER, name=f"Sticker of {thing.tag}.csv")
    a_document(session, contract, Kind.CONTRACT, name="Contract C-17.csv")
    return things


def _budgeted(session, lot, own):
    line = {"code": "PP2-5.1", "category": CostCategory.EQUIPMENT, "title": "Treadmills"}
    budget = saved(session, BudgetLine(project_id=lot.project_id, **line, **own))
    lot.budget_line_id = budget.id
    for source, minor in ((Source.ERDF, 8000), (Source.NATIONAL, 1300), (Source.OWN, 700)):
        given = {"project_id": lot.project_id, "source": source, "amount_minor": minor}
        saved(session, Funding(**given, **own))
    return budget


def _contracted(session, lot, own):
    supplier = committed(session, suppliers.named(session, "Kettler"))
    signed = {"number": "C-17", "signed_on": date(2026, 1, 9), "currency": Currency.EUR}
    bought = {"lot_id": lot.id, "supplier_id": supplier.id, "net_minor": 10_000}
    contract = saved(session, Contract(**signed, **bought, **own))
    said = {"contract_id": contract.id, "position": 1, "title": "Treadmill"}
    return contract, saved(session, ContractLine(price_minor=3333, **said, **own))


def _delivered(session, contract, line, count, own):
    arrived = {"contract_id": contract.id, "number": 1, "note_number": "AV-5"}
    delivery = saved(session, Delivery(received_on=date(2026, 2, 3), **arrived, **own))
    signed = {"delivery_id": delivery.id, "kind": ProtocolKind.ACCEPTANCE, "number": "PV-8"}
    saved(session, Protocol(on=date(2026, 2, 10), **signed, **own))
    counted = {"delivery_id": delivery.id, "contract_line_id": line.id, "noted": count}
    return saved(session, DeliveryLine(counted=count, **counted, **own))


def _invoiced(session, lot, contract, budget, count, own):
    numbered = {"number": "F-2026/31", "number_key": "F202631", "issued_on": date(2026, 2, 12)}
    bought = {"lot_id": lot.id, "contract_id": contract.id, "supplier_id": contract.supplier_id}
    invoice = saved(session, Invoice(currency=Currency.EUR, **numbered, **bought, **own))
    amounts = {"net_minor": 10_000, "vat_minor": 2_100, "quantity": count}
    placed = {"invoice_id": invoice.id, "position": 1, "budget_line_id": budget.id}
    line = saved(session, InvoiceLine(**placed, **amounts, **own))
    paid = {"invoice_id": invoice.id, "paid_on": date(2026, 3, 2), "amount_minor": 12_100}
    saved(session, Payment(reference="OP-77", **paid, **own))
    months = {"period_from": date(2026, 1, 1), "period_to": date(2026, 3, 31)}
    report = saved(session, PartnerReport(project_id=lot.project_id, number=4, **months, **own))
    reported = {"report_id": report.id, "invoice_line_id": line.id, "eligible_minor": 10_000}
    saved(session, ReportedCost(rate=Decimal(1), euro_minor=10_000, **reported, **own))
    return line
