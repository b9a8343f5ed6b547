from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from assets import chronicle, trail
from assets.errors import Refused
from assets.money import Money
from assets.procurement import expenditures, fundings, reports
from assets.procurement.reports import ReportedCost, Stage
from assets.rights import EVERYTHING
from assets.words import Language
from tests.assets.procurement.money import (
    DAY,
    EUR,
    RON,
    a_line,
    a_rate,
    a_report,
    an_invoice,
    billed,
    funded,
    paid,
    the_project,
)
from tests.builders import a_partner, a_project

APRIL = date(2027, 4, 15)


@pytest.fixture
def line(session):
    a_project(session, total_minor=100_000_00, erdf_minor=80_000_00)
    return a_line(session)


def a_cost(session, line, report, number="FV 12", currency=RON, net=1_234_567_89):
    """A line of a paid invoice, declared."""
    invoice = an_invoice(session, number, currency=currency)
    bill = billed(session, invoice, line, net)
    paid(session, invoice)
    return reports.declare(session, report, bill)


def refused(what, *given):
    with pytest.raises(Refused) as no:
        what(*given)
    return no.value


def test_each_cost_keeps_the_rate_of_the_month_in_which_the_report_is_submitted(session, line):
    a_rate(session, "5.0903")
    a_rate(session, "5.1", month=APRIL.replace(day=1))
    a_rate(session, "7", month=date(2027, 1, 1))
    report = a_report(session, period=(date(2026, 11, 1), date(2027, 1, 31)))
    lei, euros = a_cost(session, line, report), a_cost(session, line, report, "E 1", EUR, 50_00)

    reports.submit(session, report, DAY, APRIL)
    a_rate(session, "9")

    # 123456789 / 5.0903 = 24253342.435…
    assert (lei.rate, lei.rate_month, lei.rate_source) == (Decimal("5.0903"), DAY, "InforEuro")
    assert (lei.euro_minor, euros.euro_minor) == (242_533_42, 50_00)
    assert reports.declared(session, report) == Money(242_583_42, EUR)
    for again in (
        partial(reports.submit, session, report, APRIL, APRIL),
        partial(reports.take_out, session, report, lei),
    ):
        assert "Submitted" in str(refused(again).values["stage"].words)


def test_the_history_of_a_cost_tells_the_rate_that_it_keeps(session, line):
    a_rate(session, "5.0903")
    cost = a_cost(session, line, report := a_report(session))
    session.commit()
    reports.submit(session, report, DAY, DAY)
    session.commit()

    [latest, *_] = chronicle.told(session, session.exec(trail.history(cost.id)).all(), Language.EN)

    assert latest.sentences == ["Its rate is kept: 5.0903 for one euro."]


def test_without_the_rate_of_its_month_a_report_is_not_submitted(session, line):
    report = a_report(session)
    cost = a_cost(session, line, report)
    a_rate(session, 5, month=APRIL.replace(day=1))

    no = refused(reports.submit, session, report, DAY, APRIL)

    assert "no rate of RON for 2027-03" in str(no)
    assert (report.stage, cost.euro_minor) == (Stage.OPEN, None)


def test_only_what_is_paid_is_declared_and_only_once(session, line):
    report = a_report(session)
    invoice = an_invoice(session)
    bill = billed(session, invoice, line, 100_00)
    assert "not paid yet" in str(refused(reports.declare, session, report, bill))
    paid(session, invoice)
    assert session.exec(reports.declarable(report, EVERYTHING)).all() == [bill]

    reports.declare(session, report, bill, 60_00)

    assert session.exec(reports.declarable(report, EVERYTHING)).all() == []
    assert "declares this line already" in str(refused(reports.declare, session, report, bill))


@pytest.mark.parametrize("minor", [0, -1, 100_01])
def test_no_more_than_what_is_eligible_is_declared(session, line, minor):
    invoice = an_invoice(session)
    bill = billed(session, invoice, line, 100_00)
    paid(session, invoice)

    assert refused(reports.declare, session, a_report(session), bill, minor).field == "amount"


def test_a_report_declares_its_own_partners_costs_alone(session, line):
    theirs = a_line(session, "PP3-5.1", a_partner(session, "SZ", "HU"))
    invoice = an_invoice(session)
    bill = billed(session, invoice, line, 100_00)
    paid(session, invoice)
    report = a_report(session, a_partner(session, "SZ"))

    assert theirs.partner_id == report.partner_id
    assert "another partner" in str(refused(reports.declare, session, report, bill))


def test_what_control_takes_out_is_not_shared_and_the_shares_sum_to_the_cent(session, line):
    funded(session, erdf=66_000_00, national=32_000_00, own=2_000_00)
    report = a_report(session)
    cost = a_cost(session, line, report, currency=EUR, net=100_51)
    reports.submit(session, report, DAY, DAY)

    too_much = refused(reports.verify, session, report, DAY, DAY, {cost.id: 100_52})
    reports.verify(session, report, DAY, DAY, {cost.id: 50})

    # 66 : 32 : 2 of 100.01: 66.0066, 32.0032, 2.0002; the cent that is left goes to the first.
    assert too_much.field == f"refused.{cost.id}"
    shares = {given.source: part.minor for given, part in reports.shares_of(session, report)}
    assert shares == {"erdf": 66_01, "national": 32_00, "own": 2_00}
    reports.reimburse(report, DAY, DAY)
    assert report.stage is Stage.REIMBURSED


def test_stages_follow_one_another_and_none_is_in_the_future(session):
    report = a_report(session)
    tomorrow = DAY + timedelta(1)

    assert refused(reports.verify, session, report, DAY, DAY, {})
    assert refused(reports.submit, session, report, tomorrow, DAY).field == "submitted_on"
    reports.submit(session, report, DAY, DAY)
    assert refused(reports.reimburse, report, DAY, DAY)
    early = DAY - timedelta(1)
    assert refused(reports.verify, session, report, early, DAY, {}).field == "verified_on"


def test_reports_of_a_partner_are_numbered_in_turn(session):
    first, second = a_report(session), a_report(session)
    theirs = a_line(session, "PP3-5.1", a_partner(session, "SZ", "HU"))
    other = a_report(session, a_partner(session, "SZ"))

    assert theirs
    assert [each.label for each in (first, second, other)] == [
        "ROHU00627 TM 1",
        "ROHU00627 TM 2",
        "ROHU00627 SZ 1",
    ]
    backwards = date(2027, 2, 1), date(2027, 1, 1)
    project = the_project(session)
    assert refused(reports.begin, session, project, a_partner(session), backwards)


def test_the_list_of_expenditure_proves_each_cost(session, line):
    a_rate(session, 5)
    report = a_report(session)
    invoice = an_invoice(session, currency=RON, e_reference="4001234567")
    bill = billed(session, invoice, line, 1000_00, 210_00, eligible_vat_minor=0)
    paid(session, invoice)
    reports.declare(session, report, bill)
    reports.submit(session, report, DAY, DAY)

    (listed,) = expenditures.listed(session, report)

    assert (listed.budget_line, listed.supplier, listed.invoice) == ("PP1-5.1", "Seller", "FV 12")
    assert (listed.gross, listed.declared) == (Money(1210_00, RON), Money(1000_00, RON))
    assert (listed.euro, listed.accepted) == (Money(200_00, EUR), Money(200_00, EUR))
    assert (listed.paid_on, listed.e_reference, listed.lot) == (
        DAY,
        "4001234567",
        "ROHU00627-L01",
    )


def test_the_list_of_expenditure_is_of_one_report_in_order_and_says_what_was_taken_out(
    session, line
):
    second = a_line(session, "PP1-6.1")
    report, other = a_report(session), a_report(session)
    told = (
        *((second, "FV 1", DAY), (second, "FV 0", APRIL), (line, "FV 3", APRIL)),
        *((line, "FV 5", DAY), (line, "FV 2", DAY), (line, "FV 10", DAY)),
    )
    for payer, number, on in told:
        invoice = an_invoice(session, number, issued_on=on)
        bill = billed(session, invoice, payer, 100_00)
        paid(session, invoice, 40_00, on=APRIL)
        paid(session, invoice, on=APRIL + timedelta(2))
        reports.declare(session, other if number == "FV 10" else report, bill, 90_00)
    reports.submit(session, report, APRIL, APRIL)
    [first, *_] = expenditures.listed(session, report)
    reports.verify(session, report, APRIL, APRIL, {first.key: 20_00})

    [first, *rest] = expenditures.listed(session, report)

    assert [each.invoice for each in (first, *rest)] == ["FV 2", "FV 5", "FV 3", "FV 1", "FV 0"]
    assert (first.declared, first.refused, first.accepted) == tuple(
        Money(minor, EUR) for minor in (90_00, 20_00, 70_00)
    )
    assert first.paid_on == APRIL + timedelta(2)


def test_a_cost_is_seen_where_its_partner_is(session, line):
    cost = a_cost(session, line, a_report(session), currency=EUR)

    assert isinstance(cost, ReportedCost)
    assert cost.partner_id == line.partner_id
    assert fundings.of_partner(session, line.project_id, line.partner_id) == []
