from datetime import date, timedelta

import pytest

from assets import chronicle, trail
from assets.errors import Refused
from assets.listing import Cut
from assets.money import Money
from assets.procurement import billing, invoices, reports
from assets.procurement.contract_lines import ContractLine
from assets.procurement.invoices import Wanted
from assets.procurement.units import Unit
from assets.rights import EVERYTHING, Permission, Rights
from assets.words import Language
from tests.assets.procurement.money import (
    DAY,
    EUR,
    RON,
    a_contract,
    a_line,
    a_report,
    an_invoice,
    billed,
    paid,
    said_of,
    the_project,
)
from tests.builders import a_lot, a_partner, a_project, saved


@pytest.fixture
def invoice(session):
    return an_invoice(session, currency=RON)


@pytest.fixture
def line(session):
    return a_line(session)


def refused(what, *given, **named):
    with pytest.raises(Refused) as no:
        what(*given, **named)
    return no.value


@pytest.mark.parametrize("number", ["FV 12", "fv-12", " Fv/12. ", "FV\xa012"])
def test_the_same_number_twice_is_refused_for_another_project_too(session, number):
    an_invoice(session)
    other = a_lot(session, project=a_project(session, "OTHER"))

    no = refused(invoices.receive, session, EVERYTHING, said_of(number), DAY, of=other)

    assert no.field == "number"
    assert "FV 12, for lot ROHU00627-L01" in str(no)


def test_another_firm_may_use_the_same_number(session, invoice):
    told = said_of(supplier="Another firm")

    other = invoices.receive(session, EVERYTHING, told, DAY, of=a_partner(session))

    assert other.number_key == invoice.number_key


def test_whoever_may_not_see_the_lot_is_not_told_of_it(session):
    an_invoice(session)
    other = a_partner(session, "SZ", "HU")
    hers = Rights(at_partners={other.id: frozenset({Permission.PROCUREMENT_SEE})})

    no = refused(invoices.receive, session, hers, said_of(), DAY, of=other)

    assert "ROHU00627" not in str(no)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": " - "}, "number"),
        ({"supplier": " "}, "supplier"),
        ({"due_on": DAY - timedelta(1)}, "due_on"),
        ({"received_on": DAY - timedelta(1)}, "received_on"),
        ({"issued_on": DAY + timedelta(1)}, "issued_on"),
        ({"received_on": DAY + timedelta(1)}, "received_on"),
    ],
)
def test_nonsense_is_refused_beside_its_field(session, said, field):
    told = said_of(**said)

    no = refused(invoices.receive, session, EVERYTHING, told, DAY, of=a_lot(session))

    assert no.field == field


def test_what_is_owed_goes_down_with_each_payment(session, invoice, line):
    billed(session, invoice, line, 1000_00, 210_00)
    billed(session, invoice, line, 500_00, 105_00)
    paid(session, invoice, 815_00)

    owed = invoices.owed(session, [invoice])[invoice.id]

    assert (owed.gross, owed.left) == (Money(1815_00, RON), Money(1000_00, RON))
    assert not owed.settled
    too_much = refused(billing.pay, session, invoice, Money(1000_01, RON), DAY, DAY)
    assert too_much.field == "amount"
    assert refused(billing.pay, session, invoice, Money(1, EUR), DAY, DAY).field == "amount"
    tomorrow = DAY + timedelta(1)
    assert refused(billing.pay, session, invoice, Money(1, RON), tomorrow, DAY).field == "paid_on"
    paid(session, invoice)
    assert invoices.owed(session, [invoice])[invoice.id].settled


def test_the_history_tells_amounts_in_the_currency_of_the_invoice(session, invoice, line):
    bill = billed(session, invoice, line, 1000_00)
    payment = paid(session, invoice)

    entries = session.exec(trail.history(bill.id, payment.id)).all()
    told = [each.sentences for each in chronicle.told(session, entries, Language.EN)]

    assert told == [
        ["RON\xa01,000.00 paid on 1 March 2027."],
        ["It asks for Treadmill: RON\xa01,000.00 without VAT."],
    ]


def test_a_credit_note_is_paid_back(session, line):
    note = an_invoice(session, "CN 1")
    billed(session, note, line, -100_00, -21_00)

    assert refused(billing.pay, session, note, Money(1, EUR), DAY, DAY).field == "amount"
    paid(session, note)

    assert invoices.owed(session, [note])[note.id].settled


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"eligible_net_minor": 101}, "eligible_net"),
        ({"eligible_net_minor": -1}, "eligible_net"),
        ({"eligible_vat_minor": 22}, "eligible_vat"),
        ({"vat_minor": -21}, "eligible_vat"),
        ({"vat_minor": -21, "eligible_vat_minor": 0}, "vat"),
        ({"quantity": 0}, "quantity"),
        ({"title": ""}, "title"),
    ],
)
def test_a_line_says_what_can_be(session, invoice, line, said, field):
    usual = {"title": "Bath", "net_minor": 100, "vat_minor": 21, "eligible_vat_minor": 21}
    told = billing.Said(**(usual | said), budget_line=line)

    assert refused(billing.add_line, session, invoice, told).field == field


def test_a_line_is_paid_by_its_own_partner_and_project(session, invoice):
    theirs = a_line(session, "PP3-5.1", a_partner(session, "SZ", "HU"))
    elsewhere = a_line(session, "X-1", project=a_project(session, "OTHER"))

    for payer in (None, theirs, elsewhere):
        told = billing.Said("Bath", 100, 0, 100, budget_line=payer)
        assert refused(billing.add_line, session, invoice, told).field == "budget_line"


def test_a_line_is_of_the_contract_that_its_invoice_names(session, line):
    lot = a_lot(session, project=the_project(session))
    ours, other = (a_contract(session, lot, 100_00, number=number) for number in ("C-1", "C-2"))
    bought = saved(
        session,
        ContractLine(contract_id=other.id, position=1, title="x", quantity=1, price_minor=100_00),
    )
    told = billing.Said("Bath", 100_00, budget_line=line, contract_line=bought)
    invoice = an_invoice(session, lot=lot, contract=ours)

    assert refused(billing.add_line, session, invoice, told).field == "contract_line"


def test_an_invoice_with_lines_stays_in_its_currency(session, invoice, line):
    euros = said_of(currency=EUR)
    invoices.revise(session, EVERYTHING, invoice, euros, DAY)
    billed(session, invoice, line, 100_00)

    no = refused(invoices.revise, session, EVERYTHING, invoice, said_of(currency=RON), DAY)

    assert (no.field, invoice.currency) == ("currency", EUR)


def test_a_line_that_a_report_declares_stays_as_it_is(session, invoice, line):
    bill = billed(session, invoice, line, 100_00)
    paid(session, invoice)
    cost = reports.declare(session, report := a_report(session), bill)
    (payment,) = session.exec(invoices.payments_of(invoice)).all()
    told = billing.Said("Cheaper", 1)

    assert "declares this line" in str(refused(billing.change_line, session, invoice, bill, told))
    assert "declares this line" in str(refused(billing.take_line, session, bill))
    assert "declares" in str(refused(billing.take_payment, session, invoice, payment.id))
    reports.take_out(session, report, cost)
    billing.take_payment(session, invoice, payment.id)
    billing.take_line(session, bill)
    assert session.exec(invoices.lines_of(invoice)).all() == []


def test_a_line_is_the_invoice_of_as_many_things_as_it_says(session, line):
    lot = a_lot(session, project=the_project(session))
    contract = a_contract(session, lot, 300)
    keys = {"contract_id": contract.id, "partner_id": lot.partner_id}
    beds = saved(session, ContractLine(**keys, position=1, title="Beds", quantity=3, price_minor=1))
    for _ in range(3):
        saved(session, Unit(lot_id=lot.id, contract_line_id=beds.id, partner_id=lot.partner_id))
    invoice = an_invoice(session, lot=lot, contract=contract)
    told = {"contract_line": beds, "budget_line": line}

    two = billing.add_line(session, invoice, billing.Said("Beds", 200, quantity=2, **told))
    rest = billing.add_line(session, invoice, billing.Said("Beds", 100, quantity=2, **told))
    billing.change_line(session, invoice, two, billing.Said("Bed", 100, quantity=1, **told))

    linked = [each.invoice_line_id for each in session.exec(Unit.__table__.select()).all()]
    assert (linked.count(two.id), linked.count(rest.id), linked.count(None)) == (1, 1, 1)


def test_a_list_finds_by_number_and_by_what_is_unpaid(session, line):
    lot = a_lot(session, project=the_project(session))
    days = [date(2027, 2, day) for day in (1, 2, 3, 4)]
    made = [an_invoice(session, f"FV {day.day}", lot=lot, issued_on=day) for day in days]
    for each in made[:3]:
        billed(session, each, line, 100)
    billed(session, made[3], line, -100)  # a credit note
    paid(session, made[1])

    def found(**wanted):
        asked = Wanted(**wanted)
        return [each.number for each in invoices.listed(session, asked, Cut(), EVERYTHING).rows]

    assert found() == ["FV 4", "FV 3", "FV 2", "FV 1"]
    assert found(unpaid=True) == ["FV 3", "FV 1"]
    assert found(search="fv-2") == ["FV 2"]
    assert found(lot_id=lot.id, project_id=lot.project_id) == ["FV 4", "FV 3", "FV 2", "FV 1"]
