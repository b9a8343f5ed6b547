"""What money waits for on the day of whoever can do something about it."""

from datetime import UTC, datetime, timedelta

import pytest

from assets import my_day
from assets.procurement import reports
from assets.rights import GRANTED, Rights, Role
from tests.assets.procurement.money import a_line, an_invoice, billed, paid, the_project
from tests.builders import DAY, a_lot, a_partner, committed

YESTERDAY = DAY - timedelta(1)
PERIOD = (DAY - timedelta(90), YESTERDAY)


@pytest.fixture(autouse=True)
def later(session):
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def ours(session):
    return a_partner(session)


@pytest.fixture
def line(session, ours):
    return a_line(session, partner=ours)


def at(partner, role=Role.PROCUREMENT_OFFICER):
    return Rights(at_partners={partner.id: GRANTED[role]})


def a_bill(session, line, number, net, due_on=YESTERDAY):
    lot = a_lot(session, project=the_project(session))
    issued = DAY - timedelta(40)
    invoice = an_invoice(session, number, lot=lot, issued_on=issued, due_on=due_on)
    billed(session, invoice, line, net)
    return invoice


def a_due_report(session, partner):
    told = reports.begin(session, the_project(session), partner, PERIOD, DAY)
    return committed(session, told)


def test_an_officer_is_told_of_invoices_until_they_are_paid(session, ours, line):
    late = a_bill(session, line, "FV 1", 100_00)
    paid(session, a_bill(session, line, "FV 2", 100_00))
    a_bill(session, line, "CN 1", -20_00)

    before = my_day.of(session, at(ours), DAY).late.duties
    paid(session, late)

    assert [each.address for each in before] == [f"/procurement/invoices/{late.id}"]
    assert my_day.of(session, at(ours), DAY).free


def test_an_officer_is_told_of_reports_until_they_are_handed_in(session, ours, line):
    report = a_due_report(session, ours)

    before = my_day.of(session, at(ours), DAY).today.duties
    reports.submit(session, report, DAY, DAY)
    session.commit()

    assert line.partner_id == ours.id
    assert [each.address for each in before] == [f"/procurement/reports/{report.id}"]
    assert my_day.of(session, at(ours), DAY).free


def test_money_is_on_the_day_of_its_partners_officers_alone(session, ours, line):
    a_bill(session, line, "FV 1", 100_00)
    a_due_report(session, ours)
    other = a_partner(session, "SZ", "HU")

    assert my_day.of(session, at(ours), DAY).late.count == 1
    assert my_day.of(session, at(ours, Role.VIEWER), DAY).free
    assert my_day.of(session, at(other), DAY).free
