"""The figures are worked by hand beside each."""

from datetime import date

import pytest
from sqlmodel import select

from assets.money import Currency, Money
from assets.procurement import modifications, penalties
from assets.procurement.deliveries import Delivery, DeliveryLine
from tests.builders import DAY, a_contract, a_line, a_lot, a_schedule, committed

MAY = date(2027, 5, 1)


def lei(amount):
    return Money(round(amount * 100), Currency.RON)


def late_contract(session, **values):
    """Due on 1 May, 0.1 % for each day, at most 10 % of the price."""
    usual = {"ends_on": MAY, "penalty": 100, "penalty_most": 10_000, "net": 100_000_00}
    return a_contract(session, **(usual | values))


def delivered(session, contract, on, *counted):
    number = len(session.exec(select(Delivery)).all()) + 1
    delivery = Delivery(contract_id=contract.id, number=number, received_on=on)
    session.add(delivery)
    session.flush()
    for line, count in counted:
        keys = {"delivery_id": delivery.id, "contract_line_id": line.id}
        session.add(DeliveryLine(**keys, noted=count, counted=count))
    return committed(session, delivery)


def test_nothing_is_owed_on_the_last_day_and_a_day_later_for_one(session):
    contract = late_contract(session)

    assert penalties.of(session, contract, MAY) is None
    owed = penalties.of(session, contract, date(2027, 5, 2))

    # 0.1 % of 100,000.00 for one day.
    assert (owed.days, owed.amount) == (1, lei(100))


def test_what_came_late_is_owed_for_its_own_days_and_what_is_missing_until_today(session):
    contract = late_contract(session)
    rails = a_line(session, contract, "Rails", price=10_000_00, quantity=6)
    desk = a_line(session, contract, "Desk", price=40_000_00)
    delivered(session, contract, date(2027, 4, 20), (rails, 3))
    delivered(session, contract, date(2027, 5, 11), (rails, 2), (desk, 1))

    owed = penalties.of(session, contract, date(2027, 5, 21))

    # Two rails and the desk by 10 days: 60,000 x 0.1 % x 10 = 600. One rail is still missing
    # after 20 days: 10,000 x 0.1 % x 20 = 200. Three rails came in time.
    told = {(each.title, each.quantity, each.days, each.came_on) for each in owed.late}
    eleventh = date(2027, 5, 11)
    assert told == {("Rails", 2, 10, eleventh), ("Desk", 1, 10, eleventh), ("Rails", 1, 20, None)}
    assert (owed.reckoned, owed.amount, owed.most) == (lei(800), lei(800), lei(10_000))


def test_a_penalty_stops_at_what_it_is_at_most(session):
    owed = penalties.of(session, late_contract(session, penalty=500), date(2027, 5, 31))

    # 0.5 % for 30 days are 15 %, at most 10 %.
    assert (owed.reckoned, owed.amount) == (lei(15_000), lei(10_000))


def test_a_modification_moves_the_end_and_the_most(session):
    contract = late_contract(session)
    said = {"signed_on": DAY, "reason": "Ground water", "net_minor": 20_000_00}
    modifications.add(session, contract, today=DAY, ends_on=date(2027, 5, 11), **said)

    assert penalties.of(session, contract, date(2027, 5, 11)) is None
    owed = penalties.of(session, contract, date(2027, 5, 12))

    assert (owed.days, owed.most, owed.amount) == (1, lei(12_000), lei(120))


def test_without_a_rate_the_delay_is_told_and_nothing_is_owed(session):
    contract = late_contract(session, penalty=None, penalty_most=None)

    owed = penalties.of(session, contract, date(2027, 5, 4))

    assert (owed.days, owed.amount, owed.most) == (3, lei(0), None)


@pytest.mark.parametrize(("met", "days"), [(date(2027, 4, 30), None), (date(2027, 5, 6), 5)])
def test_without_deliveries_the_milestone_says_when_it_came(session, met, days):
    lot = a_lot(session)
    schedule = a_schedule(session, lot)
    contract = late_contract(session, lot=lot)
    schedule.milestone("delivery").meet(met, today=date(2027, 6, 1))
    session.flush()

    owed = penalties.of(session, contract, date(2027, 6, 1))

    assert (owed and owed.days) == days


def test_a_contract_that_was_terminated_is_late_no_further(session):
    contract = late_contract(session)
    contract.terminate(date(2027, 5, 8), date(2027, 6, 1), "Insolvent")

    assert penalties.of(session, contract, date(2027, 6, 1)).days == 7


def test_a_contract_without_an_end_is_never_late(session):
    assert penalties.of(session, late_contract(session, ends_on=None), date(2030, 1, 1)) is None


def test_the_cent_is_rounded_and_more_than_was_ordered_is_not_owed_for(session):
    contract = late_contract(session, penalty_most=None)
    rails = a_line(session, contract, "Rails", price=33_37, quantity=2)
    delivered(session, contract, date(2027, 5, 6), (rails, 5))

    owed = penalties.of(session, contract, date(2027, 6, 1))

    # Two of 33.37 are 66.74; 0.1 % for 5 days are 0.3337.
    assert [(each.quantity, each.net.minor) for each in owed.late] == [(2, 66_74)]
    assert owed.amount.minor == 33
    # For 4 days 0.26696, which is nearer to 0.27.
    contract.ends_on = date(2027, 5, 2)
    assert penalties.of(session, contract, date(2027, 6, 1)).amount.minor == 27


def test_a_contract_without_lines_is_late_until_its_last_delivery(session):
    contract = late_contract(session)
    delivered(session, contract, date(2027, 4, 20))
    delivered(session, contract, date(2027, 5, 6))

    # One came in time, the other five days late.
    assert penalties.of(session, contract, date(2027, 6, 1)).days == 5
    # On 3 May it had not come yet.
    assert penalties.of(session, contract, date(2027, 5, 3)).days == 2


def test_what_came_later_than_that_day_had_not_come(session):
    contract = late_contract(session)
    rails = a_line(session, contract, "Rails")
    delivered(session, contract, date(2027, 5, 20), (rails, 1))

    (late,) = penalties.of(session, contract, date(2027, 5, 4)).late

    assert (late.days, late.came_on) == (3, None)


def test_the_first_of_its_last_milestones_ends_the_delay(session):
    lot = a_lot(session)
    schedule = a_schedule(session, lot)
    contract = late_contract(session, lot=lot)
    for code, on in [("delivery", date(2027, 5, 4)), ("acceptance", date(2027, 5, 9))]:
        schedule.milestone(code).meet(on, today=date(2027, 6, 1))
    session.flush()

    assert penalties.of(session, contract, date(2027, 6, 1)).days == 3
    # On 3 May neither was met.
    assert penalties.of(session, contract, date(2027, 5, 3)).days == 2


def test_before_anything_came_each_line_is_late(session):
    contract = late_contract(session)
    a_line(session, contract, "Rails", price=10_000_00, quantity=6)
    a_line(session, contract, "Desk", price=30_000_00)

    owed = penalties.of(session, contract, date(2027, 5, 3))

    # 60,000 and 30,000 by 0.1 % for two days: the other 10,000 of the price are in no line.
    assert [(each.title, each.quantity, each.days) for each in owed.late] == [
        ("Rails", 6, 2),
        ("Desk", 1, 2),
    ]
    assert owed.amount == lei(180)
