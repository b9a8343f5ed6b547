"""Figures that were worked out by hand, with a calculator of another make."""

from datetime import date

import pytest

from assets.procurement import reports, spending
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import ContractChange
from assets.procurement.items import LotItem
from assets.procurement.spending import Spent
from assets.rights import EVERYTHING, Permission, Rights
from tests.assets.procurement.money import (
    DAY,
    HUF,
    RON,
    a_budget,
    a_contract,
    a_line,
    a_rate,
    a_report,
    an_invoice,
    billed,
    paid,
    the_project,
)
from tests.builders import a_lot, a_partner, a_project, saved

FEBRUARY = date(2027, 2, 1)


@pytest.fixture
def line(session):
    return a_line(session)


@pytest.fixture
def lot(session, line):
    return a_lot(session, project=the_project(session), budget_line_id=line.id)


def account(session, seen_by=EVERYTHING):
    return spending.account(session, the_project(session), seen_by)


def spent(session, seen_by=EVERYTHING):
    return {each.line and each.line.code: each.spent for each in account(session, seen_by).rows}


def test_a_line_from_its_budget_to_its_report(session, line, lot):
    a_rate(session, 5, month=FEBRUARY)
    a_rate(session, 4)
    a_budget(session, (line, 100_000_00))
    signed = a_contract(session, lot, 300_000_00, 63_000_00, currency=RON, signed_on=FEBRUARY)
    keys = {"contract_id": signed.id, "partner_id": lot.partner_id, "number": 1}
    saved(
        session,
        ContractChange(
            **keys, signed_on=DAY, reason="More", net_minor=10_000_00, vat_minor=2_100_00
        ),
    )
    invoice = an_invoice(session, lot=lot, contract=signed, currency=RON, issued_on=FEBRUARY)
    bill = billed(session, invoice, line, 200_000_00, 42_000_00, eligible_vat_minor=0)
    other = an_invoice(session, "FV 13", lot=lot, contract=signed, currency=RON)
    billed(session, other, line, 40_000_00)
    paid(session, invoice)
    paid(session, other, 10_000_00)
    reports.declare(session, report := a_report(session), bill)
    reports.submit(session, report, DAY, DAY)
    reports.verify(
        session, report, DAY, DAY, {session.exec(reports.costs_of(report)).one().id: 1_00}
    )

    told = spent(session)["PP1-5.1"]

    # 375,100 lei at 5, the rate of February in which the contract was signed.
    assert told.contracted == 75_020_00
    # 200,000 at 5 and 40,000 at 4, of which a quarter is paid.
    assert (told.invoiced, told.paid) == (50_000_00, 42_500_00)
    # 200,000 at 4: the report was submitted in March.
    assert (told.reported, told.verified) == (50_000_00, 49_999_00)
    assert (told.left, told.over) == (24_980_00, 0)


def test_what_is_over_is_said(session, line, lot):
    a_budget(session, (line, 100_00))
    a_contract(session, lot, 80_00, 16_80)
    invoice = an_invoice(session, lot=lot)
    billed(session, invoice, line, 100_01)

    told = spent(session)["PP1-5.1"]

    assert (told.bound, told.left, told.over) == (100_01, 0, 1)


def test_what_one_line_has_left_does_not_pay_what_another_is_over(session, line, lot):
    other = a_line(session, "PP1-6.1")
    a_budget(session, (line, 100_00), (other, 100_00))
    a_contract(session, lot, 130_00)
    billed(session, an_invoice(session, lot=a_lot(session, project=lot.project)), other, 60_00)

    told = account(session)

    # 130 of 100 are bound by a contract, and 60 of 100 by an invoice without one.
    assert [told.total.money(name).minor for name in ("bound", "left", "over")] == [
        190_00,
        40_00,
        30_00,
    ]
    assert told.of_partners()[line.partner_id].money("over").minor == 30_00


def test_a_credit_note_gives_back_what_was_invoiced_and_what_was_paid(session, line, lot):
    a_rate(session, 4)
    invoice = an_invoice(session, lot=lot, currency=RON)
    note = an_invoice(session, "CN 1", lot=lot, currency=RON)
    billed(session, invoice, line, 1000_00)
    billed(session, note, line, -100_01)
    paid(session, invoice)
    before = spent(session)["PP1-5.1"]
    paid(session, note, -50_02)

    after = spent(session)["PP1-5.1"]

    # 1,000 lei at 4 less 100.01 at 4, which is 25.0025.
    assert (before.invoiced, before.paid) == (225_00, 250_00)
    # Of 25.00 so much as 50.02 is of 100.01: 12.5037…
    assert (after.invoiced, after.paid) == (225_00, 237_50)
    paid(session, note)
    assert spent(session)["PP1-5.1"].paid == 225_00


def test_a_credit_note_is_declared_below_zero(session, line, lot):
    a_rate(session, 4)
    report = a_report(session)
    for number, net in (("FV 12", 1000_00), ("CN 1", -100_01)):
        invoice = an_invoice(session, number, lot=lot, currency=RON)
        bill = billed(session, invoice, line, net)
        paid(session, invoice)
        reports.declare(session, report, bill)
    reports.submit(session, report, DAY, DAY)

    assert spent(session)["PP1-5.1"].reported == 225_00


def test_a_contract_is_divided_among_lines_as_its_items_are(session, line, lot):
    other = a_line(session, "PP1-6.1")
    signed = a_contract(session, lot, 100_00, 1)
    keys = {"lot_id": lot.id, "partner_id": lot.partner_id}
    for place, (payer, worth) in enumerate(((line, 1), (other, 2)), 1):
        item = saved(session, LotItem(**keys, position=place, title="x", budget_line_id=payer.id))
        of_contract = {"contract_id": signed.id, "item_id": item.id, "title": "x"}
        saved(session, ContractLine(**of_contract, position=place, quantity=worth, price_minor=50))

    told = spent(session)

    # A third and two thirds of 100.01: 33.3366… and 66.6733…; the odd cent goes to the latter.
    assert (told["PP1-5.1"].contracted, told["PP1-6.1"].contracted) == (33_34, 66_67)


def test_a_contract_that_was_terminated_binds_no_more_than_its_invoices(session, line, lot):
    signed = a_contract(session, lot, 500_00, terminated_on=DAY)
    billed(session, an_invoice(session, lot=lot, contract=signed), line, 30_00)

    told = spent(session)["PP1-5.1"]

    assert (told.contracted, told.bound) == (0, 30_00)


def test_what_no_line_pays_stands_apart(session):
    a_line(session)
    loose = a_lot(session, project=the_project(session))
    a_contract(session, loose, 70_00)
    billed(session, an_invoice(session, lot=loose), None, 10_00, eligible=False)

    told = spent(session)

    assert told["PP1-5.1"] == Spent()
    assert told[None] == Spent(contracted=70_00, invoiced=10_00)


def test_a_currency_without_any_rate_is_named_and_left_out(session, line, lot):
    billed(session, an_invoice(session, lot=lot, currency=HUF), line, 100_00)

    told = account(session)

    assert told.unknown == {HUF}
    assert [row.spent for row in told.rows] == [Spent()]


def test_partners_sum_to_the_project_and_another_project_is_not_among_them(session, line):
    theirs = a_line(session, "PP3-5.1", a_partner(session, "SZ", "HU"))
    a_budget(session, (line, 60_00), (theirs, 40_00))
    a_contract(session, a_lot(session, project=a_project(session, "OTHER")), 999_00, number="C-2")

    told = account(session)

    assert {key: each.money("budget").minor for key, each in told.of_partners().items()} == {
        line.partner_id: 60_00,
        theirs.partner_id: 40_00,
    }
    assert [told.total.money(name).minor for name in ("budget", "contracted")] == [100_00, 0]


def test_an_officer_of_a_partner_sees_its_money_alone(session, line, lot):
    theirs = a_line(session, "PP3-5.1", a_partner(session, "SZ", "HU"))
    a_budget(session, (line, 60_00), (theirs, 40_00))
    a_contract(session, lot, 10_00)
    billed(session, an_invoice(session, "FV 13", lot=lot), None, 10_00, eligible=False)
    bill = billed(session, invoice := an_invoice(session, lot=lot), line, 5_00)
    paid(session, invoice)
    reports.declare(session, report := a_report(session), bill)
    reports.submit(session, report, DAY, DAY)
    hers = Rights(at_partners={theirs.partner_id: frozenset({Permission.PROCUREMENT_SEE})})

    assert spent(session, hers) == {"PP3-5.1": Spent(budget=40_00)}
