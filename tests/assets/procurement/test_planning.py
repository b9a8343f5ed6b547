from datetime import date

import pytest
from sqlmodel import select

from assets.errors import Missing, Refused
from assets.procurement import planning, schedules, stages
from assets.procurement.baselines import Baseline
from assets.procurement.lots import Kind
from assets.rights import EVERYTHING
from tests.builders import a_lot, a_person, a_schedule, committed

PLANNED = date(2027, 3, 1)
SUMMER = date(2027, 7, 1)


@pytest.fixture
def schedule(session):
    return a_schedule(session, a_lot(session))


def again(session, schedule):
    committed(session, None)
    session.expire_all()
    return schedules.of_lot(session, schedule.lot.number, EVERYTHING)


def waits(schedule):
    known = schedule.chain.known
    return {
        (known[each.milestone_id].code, known[each.after_id].code): (each.days, each.working)
        for each in schedule.links
    }


def test_while_nobody_has_said_otherwise_each_waits_for_the_stage_before_it(schedule):
    assert waits(schedule) == {
        ("bid_deadline", "notice_published"): (17, False),
        ("contract_signed", "bid_deadline"): (10, False),
        ("delivery", "contract_signed"): (90, False),
        ("acceptance", "delivery"): (7, False),
        ("payment", "acceptance"): (30, False),
        ("warranty_end", "acceptance"): (730, False),
    }


def test_the_guarantee_of_works_runs_from_their_reception(session):
    lot = a_lot(session, kind=Kind.WORKS)
    schedule = a_schedule(session, lot, codes=["works_reception", "payment", "warranty_end"])

    assert waits(schedule)["warranty_end", "works_reception"] == (1825, False)


def test_an_approved_plan_keeps_its_dependencies_though_the_stage_changes(session, schedule):
    planning.approve(session, schedule, PLANNED)
    stages.coded(session, "acceptance").days = 3

    assert waits(again(session, schedule))["acceptance", "delivery"] == (7, False)


def test_a_plan_approved_again_says_why_and_keeps_what_was(session, schedule):
    planning.approve(session, schedule, PLANNED)
    schedule = again(session, schedule)
    delivery = schedule.milestone("delivery")
    called = schedule.milestone("notice_published")
    schedule.forecast(called, date(2027, 3, 3), "The notice is sent back.", following=False)
    schedule.meet(called, date(2027, 3, 5), SUMMER, following=False)
    schedule.forecast(delivery, date(2027, 7, 26), "The maker waits.", following=True)

    with pytest.raises(Refused) as no:
        planning.approve(session, schedule, SUMMER, " ")
    second = planning.approve(session, schedule, SUMMER, "Contract modified.")

    found = again(session, schedule)
    days = planning.days_of(session, found)
    assert no.value.field == "reason"
    assert (second.number, second.reason, found.slip_days) == (2, "Contract modified.", 0)
    assert days[delivery.id] == {1: date(2027, 6, 26), 2: date(2027, 7, 26)}
    assert found.milestone("notice_published").slip_days == 4
    assert found.lot.baseline_approved_on == SUMMER


def test_a_plan_approved_before_plans_were_kept_becomes_the_first(session, schedule):
    schedule.lot.baseline_approved_on = PLANNED

    planning.approve(session, schedule, SUMMER, "Contract modified.")

    found = session.exec(select(Baseline).order_by(Baseline.number)).all()
    assert [(each.number, each.approved_on) for each in found] == [(1, PLANNED), (2, SUMMER)]


def test_one_waits_for_another_as_long_as_was_said_last(session, schedule):
    payment, delivery = schedule.milestone("payment"), schedule.milestone("delivery")
    planning.wait(session, schedule, payment, delivery, days=40)
    found = again(session, schedule)

    planning.wait(session, found, found.milestone("payment"), found.milestone("delivery"), days=45)

    found = again(session, schedule)
    assert waits(found)["payment", "delivery"] == (45, False)
    assert waits(found)["payment", "acceptance"] == (30, False)


def test_nothing_waits_for_what_waits_for_it(session, schedule):
    notice, payment = schedule.milestone("notice_published"), schedule.milestone("payment")

    with pytest.raises(Refused, match="in a circle") as no:
        planning.wait(session, schedule, notice, payment)

    assert no.value.field == "after"


def test_what_waits_no_more_stays_when_the_other_moves(session, schedule):
    planning.wait_no_more(
        session, schedule, schedule.milestone("payment"), schedule.milestone("acceptance")
    )
    found = again(session, schedule)

    found.forecast(found.milestone("delivery"), date(2027, 7, 26), "So.", following=True)

    assert found.milestone("acceptance").forecast_on == date(2027, 8, 2)
    assert found.milestone("payment").forecast_on == date(2027, 8, 2)
    with pytest.raises(Missing):
        planning.wait_no_more(
            session, found, found.milestone("payment"), found.milestone("acceptance")
        )


def test_a_milestone_taken_off_joins_up_what_it_stood_between(session, schedule):
    planning.wait(session, schedule, schedule.milestone("payment"), schedule.milestone("delivery"))
    found = again(session, schedule)

    planning.remove(session, found, found.milestone("bid_deadline"))

    found = again(session, schedule)
    assert "bid_deadline" not in {each.code for each in found.milestones}
    assert ("contract_signed", "notice_published") in waits(found)


def test_an_approved_plan_keeps_its_milestones(session, schedule):
    planning.approve(session, schedule, PLANNED)

    with pytest.raises(Refused, match="keeps its milestones"):
        planning.remove(session, schedule, schedule.milestone("delivery"))


def test_a_complaint_comes_between_two_and_holds_the_contract_back(session, schedule):
    planning.approve(session, schedule, PLANNED)
    found = again(session, schedule)

    planning.add(session, found, stages.coded(session, "complaint"), date(2027, 3, 20))

    found = again(session, schedule)
    assert ("complaint", "bid_deadline") in waits(found)
    assert ("contract_signed", "complaint") in waits(found)


def test_works_are_not_delivered_in_parcels(session, schedule):
    design = stages.coded(session, "design_done")

    with pytest.raises(Refused, match="no stage of such a lot"):
        planning.add(session, schedule, design, SUMMER)


@pytest.mark.parametrize("days", [-1, 3651])
def test_nothing_waits_for_less_than_no_day_or_for_more_than_ten_years(session, schedule, days):
    both = schedule.milestone("payment"), schedule.milestone("delivery")

    with pytest.raises(Refused, match="Choose from 0 to 3650 days") as no:
        planning.wait(session, schedule, *both, days=days)

    assert no.value.field == "days"


def test_who_answers_for_a_milestone_can_be_nobody_again(session, schedule):
    ilona, payment = a_person(session, name="Ilona"), schedule.milestone("payment")
    planning.entrust(payment, ilona)
    entrusted = planning.responsible(session, schedule)

    planning.entrust_named(session, schedule, payment, "  ")

    assert entrusted == {payment.id: ilona}
    assert planning.responsible(session, schedule) == {}
