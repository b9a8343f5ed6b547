"""Call on 1 March 2027, contract 10 days later, delivery 90 days after that: on 9 June."""

from datetime import date

import pytest

from assets.inventory import suppliers
from assets.money import Currency
from assets.procurement import floats, schedules
from assets.procurement.contracts import Contract
from assets.procurement.reports import PartnerReport
from assets.rights import EVERYTHING
from assets.words import Language
from tests.builders import a_lot, a_project, a_schedule, saved

ENDS = date(2027, 12, 22)
CODES = ["notice_published", "contract_signed", "delivery", "warranty_end"]


@pytest.fixture
def lot(session):
    project = a_project(session, starts_on=date(2027, 1, 5), ends_on=ENDS)
    lot = a_lot(session, project=project)
    a_schedule(session, lot, date(2027, 3, 1), CODES)
    return lot


def spare(session, lot):
    schedule = schedules.of_lot(session, lot.number, EVERYTHING)
    found = floats.of(session, schedule, EVERYTHING)
    return {each.end: (each.days, each.in_words(Language.EN)) for each in found}


def contracted(session, lot, until):
    supplier = suppliers.named(session, "Medical Trade")
    agreed = {"signed_on": date(2027, 3, 11), "ends_on": until, "net_minor": 1}
    said = {"supplier_id": supplier.id, "number": "17", "currency": Currency.EUR}
    saved(session, Contract(lot_id=lot.id, partner_id=lot.partner_id, **agreed, **said))


def reporting(session, lot, number, period_to, due_on):
    named = {"project_id": lot.project_id, "partner_id": lot.partner_id, "number": number}
    days = {"period_from": date(2027, 1, 5), "period_to": period_to, "due_on": due_on}
    saved(session, PartnerReport(**named, **days))


def test_what_is_left_is_counted_to_each_end(session, lot):
    contracted(session, lot, date(2027, 6, 1))
    reporting(session, lot, 1, date(2027, 4, 30), date(2027, 5, 31))
    reporting(session, lot, 2, ENDS, date(2028, 2, 20))

    assert spare(session, lot) == {
        "contract": (-8, "8 days too late"),  # from 1 to 9 June
        "project": (196, "196 days"),  # 21 of June, 31, 31, 30, 31, 30, and 22 of December
        "last_report": (256, "256 days"),  # and 9 of December, 31, and 20 of February
    }


def test_a_report_before_the_last_one_binds_nothing(session, lot):
    reporting(session, lot, 1, date(2027, 4, 30), date(2027, 5, 31))

    assert spare(session, lot) == {"project": (196, "196 days")}


def test_a_contract_whose_things_are_here_binds_nothing_more(session, lot):
    contracted(session, lot, date(2027, 6, 1))
    schedule = schedules.of_lot(session, lot.number, EVERYTHING)
    schedule.milestone("delivery").actual_on = date(2027, 6, 9)

    assert "contract" not in spare(session, lot)


def test_nothing_is_left_to_what_is_over(session, lot):
    schedule = schedules.of_lot(session, lot.number, EVERYTHING)
    for each in schedule.within_project:
        each.actual_on = each.forecast_on

    assert spare(session, lot) == {}
