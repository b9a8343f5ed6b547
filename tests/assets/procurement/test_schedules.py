from datetime import date

import pytest
from sqlalchemy import event

from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.procurement import milestones, projects, schedules, stages
from assets.procurement.lots import Status
from assets.procurement.schedules import Schedule, Standing
from assets.rights import EVERYTHING, GRANTED, Rights, Role
from assets.words import Language, say
from tests.builders import a_lot, a_partner, a_project, a_schedule

PLANNED = date(2027, 3, 1)
SUMMER = date(2027, 7, 1)


@pytest.fixture
def schedule(session):
    return a_schedule(session, a_lot(session))


def met(schedule, **days):
    for code, day in days.items():
        schedule.milestone(code).meet(day, today=SUMMER)


def expected(schedule):
    return {each.code: each.forecast_on for each in schedule.milestones}


def test_the_next_milestone_is_the_first_that_is_still_open(schedule):
    met(schedule, notice_published=date(2027, 3, 1), bid_deadline=date(2027, 3, 18))

    assert schedule.next.code == "contract_signed"


def test_a_lot_ends_when_it_is_paid_and_not_when_its_warranty_does(schedule):
    assert schedule.ends_on == schedule.planned_end == date(2027, 8, 2)


def test_what_follows_is_carried_along(schedule):
    delivery = schedule.milestone("delivery")

    schedule.forecast(delivery, date(2027, 7, 26), "The maker waits for a part.", following=True)

    assert expected(schedule) == {
        "notice_published": date(2027, 3, 1),
        "bid_deadline": date(2027, 3, 18),
        "contract_signed": date(2027, 3, 28),
        "delivery": date(2027, 7, 26),
        "acceptance": date(2027, 8, 2),
        "payment": date(2027, 9, 1),
        "warranty_end": date(2029, 8, 1),
    }
    assert schedule.slip_days == 30


def test_a_plan_is_moved_as_a_whole_until_it_is_approved(session, schedule):
    delivery = schedule.milestone("delivery")

    schedule.replan(delivery, date(2027, 7, 6), following=True)
    milestones.approve_baseline(session, schedule.lot, on=PLANNED)

    assert schedule.planned_end == date(2027, 8, 12)
    assert schedule.slip_days == 0
    with pytest.raises(Refused):
        schedule.replan(delivery, date(2027, 7, 7), following=True)


def test_one_milestone_can_move_alone(schedule):
    delivery = schedule.milestone("delivery")

    schedule.forecast(delivery, date(2027, 6, 29), "The lift is broken.", following=False)

    assert schedule.milestone("acceptance").forecast_on == date(2027, 7, 3)


def test_what_is_met_is_not_carried_along(schedule):
    met(schedule, contract_signed=date(2027, 4, 1))
    deadline = schedule.milestone("bid_deadline")

    schedule.forecast(deadline, date(2027, 3, 28), "Many questions.", following=True)

    assert schedule.milestone("contract_signed").forecast_on == date(2027, 3, 28)
    assert schedule.milestone("delivery").forecast_on == date(2027, 6, 26)


def test_what_happens_early_brings_forward_what_follows(schedule):
    delivery = schedule.milestone("delivery")

    schedule.meet(delivery, date(2027, 6, 16), today=SUMMER, following=True)

    assert schedule.milestone("acceptance").forecast_on == date(2027, 6, 23)
    assert schedule.slip_days == -10


def test_a_lot_may_end_after_its_project(schedule):
    payment = schedule.milestone("payment")
    days_over = []

    for day in (date(2027, 12, 22), date(2027, 12, 23), date(2028, 1, 31)):
        payment.forecast(day, "The treasury is slow.")
        days_over.append(schedule.beyond_days)

    assert days_over == [0, 1, 40]


@pytest.mark.parametrize(
    ("reached", "status"),
    [
        ([], Status.PREPARED),
        (["notice_published"], Status.TENDERED),
        (["notice_published", "bid_deadline"], Status.TENDERED),
        (["contract_signed"], Status.CONTRACTED),
        (["delivery", "notice_published"], Status.DELIVERED),
        (["acceptance"], Status.ACCEPTED),
        (["payment"], Status.PAID),
    ],
)
def test_the_status_follows_from_what_was_met(schedule, reached, status):
    met(schedule, **dict.fromkeys(reached, PLANNED))

    assert schedule.status is status


def test_a_lot_without_milestones_is_not_planned_yet(session):
    schedule = Schedule(a_lot(session), [])

    assert schedule.standing(SUMMER) is Standing.UNPLANNED
    assert (schedule.next, schedule.ends_on, schedule.slip_days) == (None, None, 0)


def test_a_lot_is_on_plan_until_something_moves(schedule):
    assert schedule.standing(PLANNED) is Standing.ON_PLAN

    schedule.milestone("bid_deadline").forecast(date(2027, 3, 20), "Many questions.")

    assert schedule.standing(PLANNED) is Standing.SLIPPING


def test_a_lot_is_late_when_a_day_has_passed(schedule):
    assert schedule.standing(date(2027, 3, 2)) is Standing.LATE
    assert [each.code for each in schedule.late(date(2027, 3, 19))] == [
        "notice_published",
        "bid_deadline",
    ]


def test_the_end_of_the_project_counts_more_than_a_late_day(schedule):
    schedule.milestone("payment").forecast(date(2028, 1, 31), "The treasury is slow.")

    assert schedule.standing(SUMMER) is Standing.BEYOND


def test_a_lot_is_finished_though_its_warranty_runs(schedule):
    met(schedule, **{each.code: PLANNED for each in schedule.within_project})

    assert schedule.finished
    assert schedule.standing(SUMMER) is Standing.FINISHED
    assert schedule.next.code == "warranty_end"


def test_a_thing_accepted_before_it_was_delivered_is_pointed_out(schedule):
    met(schedule, acceptance=date(2027, 6, 1))

    assert [said(each) for each in schedule.clashes()] == [
        (
            "“Acceptance and putting into service” on 1 June 2027 "
            "comes before “Delivered” on 26 June 2027."
        )
    ]


def test_a_payment_after_the_end_of_the_project_is_pointed_out(schedule):
    schedule.milestone("payment").forecast(date(2028, 1, 31), "The treasury is slow.")

    assert [said(each) for each in schedule.clashes()] == [
        "“Paid” on 31 January 2028 comes after the end of the project on 22 December 2027."
    ]


def test_a_contract_inside_the_standstill_is_pointed_out(session):
    schedule = a_schedule(
        session, a_lot(session), PLANNED, ["award_decision", "standstill_end", "contract_signed"]
    )
    assert schedule.clashes() == []

    met(schedule, contract_signed=date(2027, 3, 11))

    assert [said(each) for each in schedule.clashes()] == [
        "“Contract signed” on 11 March 2027 comes before “Standstill over” on 12 March 2027."
    ]


def test_a_contract_on_the_day_the_standstill_is_over_is_none(session):
    codes = ["award_decision", "standstill_end", "contract_signed"]
    schedule = a_schedule(session, a_lot(session), PLANNED, codes)

    met(schedule, contract_signed=date(2027, 3, 12))

    assert schedule.clashes() == []


def said(clash):
    return say(Language.EN, clash.words, **clash.values)


def test_an_unknown_milestone_is_missing(schedule):
    with pytest.raises(Missing):
        schedule.milestone("blessing")


def test_a_timeline_asks_seven_questions_however_many_lots_it_shows(engine, session):
    project = a_project(session)
    for _ in range(3):
        a_schedule(session, a_lot(session, project=project))
    asked = []

    with transaction(engine, by=Actor("test"), read_only=True) as fresh:
        project = projects.coded(fresh, "ROHU00627", EVERYTHING)
        event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        found = schedules.timeline(fresh, project, EVERYTHING)

    assert [each.lot.number[-3:] for each in found] == ["L01", "L02", "L03"]
    assert [len(each.milestones) for each in found] == [7, 7, 7]
    assert len([each for each in asked if each.startswith("SELECT")]) == 7


def test_a_timeline_shows_only_what_she_may_see(session):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    for partner in (ours, theirs):
        a_lot(session, project=project, partner=partner)

    found = schedules.timeline(
        session, project, Rights(at_partners={theirs.id: GRANTED[Role.AUDITOR]})
    )

    assert [each.lot.number for each in found] == ["ROHU00627-L02"]


def test_milestones_stand_in_the_order_of_the_stages(session, schedule):
    milestones.add(session, schedule.lot, stages.coded(session, "complaint"), PLANNED)

    found = schedules.of_lot(session, schedule.lot.number, EVERYTHING)

    codes = [each.code for each in found.milestones]
    assert codes.index("bid_deadline") < codes.index("complaint") < codes.index("contract_signed")
