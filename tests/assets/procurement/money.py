"""Small things about money for tests, each with no more said than a test needs."""

from datetime import date
from decimal import Decimal

from assets.inventory import suppliers
from assets.money import Currency, Money
from assets.procurement import billing, budgets, fundings, invoices, projects, rates, reports
from assets.procurement.budgets import CostCategory
from assets.procurement.contracts import Contract
from assets.procurement.fundings import Source
from assets.procurement.projects import Project
from assets.rights import EVERYTHING
from tests.builders import a_lot, a_partner, a_project, committed, saved

EUR, RON, HUF = Currency
DAY = date(2027, 3, 1)
MARCH = date(2027, 3, 1)
LATER = date(2030, 1, 1)


def the_project(session, *partners):
    of_code = projects.listed(EVERYTHING).where(Project.code == "ROHU00627")
    known = session.exec(of_code).first()
    return known or a_project(session, partners=partners)


def a_line(session, code="PP1-5.1", partner=None, category=CostCategory.EQUIPMENT, project=None):
    partner = partner or a_partner(session)
    project = project or the_project(session, partner)
    projects.join(session, project, partner)
    said = budgets.Said(code, category, f"What {code} buys")
    return committed(session, budgets.add_line(session, project, partner, said))


def a_budget(session, *given, on=DAY):
    """An approved version that gives each of these lines so many cents."""
    project = the_project(session)
    version = budgets.reallocate(session, project, "Because")
    for line, minor in given:
        budgets.assign(session, version, line, minor)
    budgets.approve(session, project, version, on, on)
    return committed(session, version)


def a_rate(session, per_euro, currency=RON, month=MARCH, source="InforEuro"):
    published = [rates.Published(currency, month, Decimal(per_euro))]
    return committed(session, rates.load(session, published, source))


def a_contract(session, lot, net, vat=0, **values):
    said = {"number": "C-1", "signed_on": DAY, "currency": EUR} | values
    keys = {"lot_id": lot.id, "partner_id": lot.partner_id, "site_id": lot.site_id}
    firm = suppliers.named(session, "Seller")
    session.flush()
    contract = Contract(
        **keys,
        supplier_id=firm.id,
        net_minor=net,
        vat_minor=vat,
        **said,
    )
    return saved(session, contract)


def said_of(number="FV 12", currency=EUR, issued_on=DAY, **values):
    return invoices.Said(values.pop("supplier", "Seller"), number, issued_on, currency, **values)


def an_invoice(session, number="FV 12", *, lot=None, **values):
    links = {name: values.pop(name) for name in ("contract",) if name in values}
    lot = lot or a_lot(session, project=the_project(session))
    said = said_of(number, **values)
    return committed(session, invoices.receive(session, EVERYTHING, said, LATER, of=lot, **links))


def billed(session, invoice, line, net, vat=0, *, eligible=True, **values):
    """A line of which all is eligible, unless said otherwise."""
    parts = {"eligible_net_minor": net, "eligible_vat_minor": vat} if eligible else {}
    said = billing.Said("Treadmill", net, vat, **(parts | values), budget_line=line)
    return committed(session, billing.add_line(session, invoice, said))


def paid(session, invoice, minor=None, on=DAY):
    """What is left of it, or so much."""
    owed = invoices.owed(session, [invoice])[invoice.id]
    amount = Money(minor, invoice.currency) if minor else owed.left
    return committed(session, billing.pay(session, invoice, amount, on, on))


def a_report(session, partner=None, project=None, period=(date(2027, 1, 1), date(2027, 3, 31))):
    partner = partner or a_partner(session)
    project = project or the_project(session, partner)
    return committed(session, reports.begin(session, project, partner, period))


def funded(session, partner=None, **minor):
    """What each source gives that partner."""
    partner = partner or a_partner(session)
    project = the_project(session, partner)
    for source, given in minor.items():
        fundings.fund(session, project, partner, Source(source), Money(given, EUR))
    session.commit()
