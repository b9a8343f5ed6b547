from datetime import date

import pytest
from sqlmodel import select

from assets.errors import Refused
from assets.procurement import milestones, stages
from assets.procurement.lots import Kind
from assets.trail import Entry
from tests.builders import a_lot, a_schedule, a_site

TODAY = date(2027, 7, 1)


@pytest.fixture
def schedule(session):
    return a_schedule(session, a_lot(session))


def test_a_lot_is_laid_out_by_the_usual_days(schedule):
    days = {each.code: each.baseline_on for each in schedule.milestones}

    assert days == {
        "notice_published": date(2027, 3, 1),
        "bid_deadline": date(2027, 3, 18),  # 17 days
        "contract_signed": date(2027, 3, 28),  # 10
        "delivery": date(2027, 6, 26),  # 90
        "acceptance": date(2027, 7, 3),  # 7
        "payment": date(2027, 8, 2),  # 30
        "warranty_end": date(2029, 7, 2),  # 730 from the acceptance, over a leap year
    }
    assert all(each.forecast_on == each.baseline_on for each in schedule.milestones)


def test_works_are_laid_out_by_their_own_days(session):
    schedule = a_schedule(
        session, a_lot(session, kind=Kind.WORKS), codes=["acceptance", "warranty_end"]
    )

    assert schedule.milestones[1].baseline_on == date(2032, 2, 28)  # 1825 from 1 March 2027


def test_a_lot_is_laid_out_once(session, schedule):
    with pytest.raises(Refused, match="ROHU00627-L01 has its milestones already"):
        a_schedule(session, schedule.lot)


def test_a_milestone_belongs_where_its_lot_does(session):
    site = a_site(session)
    lot = a_lot(session, site_id=site.id)

    milestone = a_schedule(session, lot).milestones[0]

    assert (milestone.site_id, milestone.partner_id) == (site.id, lot.partner_id)


def test_a_later_forecast_is_a_slip(schedule):
    delivery = schedule.milestone("delivery")

    delivery.forecast(date(2027, 7, 26), "The maker waits for a part.")

    assert delivery.slip_days == 30
    assert delivery.baseline_on == date(2027, 6, 26)
    assert delivery.note == "The maker waits for a part."


def test_what_came_early_slips_backwards(schedule):
    notice = schedule.milestone("bid_deadline")

    notice.meet(date(2027, 3, 11), today=TODAY)

    assert notice.slip_days == -7


def test_what_happened_counts_more_than_what_was_believed(schedule):
    delivery = schedule.milestone("delivery")
    delivery.forecast(date(2027, 8, 30), "The maker waits for a part.")

    delivery.meet(date(2027, 6, 28), today=TODAY)

    assert (delivery.slip_days, delivery.met) == (2, True)


def test_a_new_forecast_needs_a_reason(schedule):
    with pytest.raises(Refused, match="Say why") as no:
        schedule.milestone("delivery").forecast(date(2027, 7, 26), " ")

    assert no.value.field == "reason"


def test_nothing_is_met_tomorrow(schedule):
    contract = schedule.milestone("contract_signed")

    with pytest.raises(Refused, match="has not come yet") as no:
        contract.meet(date(2027, 7, 2), today=TODAY)
    contract.meet(TODAY, today=TODAY)

    assert no.value.field == "on"
    assert contract.actual_on == TODAY


def test_what_is_met_stays_met(schedule):
    contract = schedule.milestone("contract_signed")
    contract.meet(date(2027, 3, 28), today=TODAY)

    with pytest.raises(Refused, match="stays so"):
        contract.meet(date(2027, 3, 29), today=TODAY)
    with pytest.raises(Refused, match="stays so"):
        contract.forecast(date(2027, 4, 1), "A mistake.")


def test_a_milestone_is_late_the_day_after_its_day(schedule):
    delivery = schedule.milestone("delivery")

    assert [delivery.late(on=date(2027, 6, day)) for day in (26, 27)] == [False, True]


def test_a_met_milestone_is_never_late(schedule):
    delivery = schedule.milestone("delivery")

    delivery.meet(date(2027, 6, 30), today=TODAY)

    assert not delivery.late(on=date(2027, 7, 31))


def test_the_plan_may_change_until_it_is_approved(session, schedule):
    lot, delivery = schedule.lot, schedule.milestone("delivery")
    milestones.replan(lot, delivery, date(2027, 6, 30))
    milestones.approve_baseline(session, lot, on=date(2027, 2, 1))

    with pytest.raises(Refused, match="Change the forecast instead"):
        milestones.replan(lot, delivery, date(2027, 7, 30))

    assert delivery.baseline_on == delivery.forecast_on == date(2027, 6, 30)


def test_a_plan_is_approved_once_and_not_before_it_is_there(session, schedule):
    empty = a_lot(session, project=schedule.lot.project)
    milestones.approve_baseline(session, schedule.lot, on=date(2027, 2, 1))

    with pytest.raises(Refused, match="was approved on"):
        milestones.approve_baseline(session, schedule.lot, on=date(2027, 2, 2))
    with pytest.raises(Refused, match="no milestones"):
        milestones.approve_baseline(session, empty, on=date(2027, 2, 2))


def test_a_complaint_can_come_twice(session, schedule):
    complaint = stages.coded(session, "complaint")

    added = [milestones.add(session, schedule.lot, complaint, date(2027, 4, 1)) for _ in range(2)]

    assert [each.code for each in added] == ["complaint", "complaint-2"]


def test_a_milestone_that_comes_again_says_which_one_it_is(session, schedule):
    progress = stages.coded(session, "progress_n")

    half = milestones.add(session, schedule.lot, progress, date(2027, 4, 1), "50 %")

    assert half.names.en == "Progress certificate 50 %"


def test_a_contract_is_signed_once(session, schedule):
    signed = stages.coded(session, "contract_signed")

    with pytest.raises(Refused, match="already"):
        milestones.add(session, schedule.lot, signed, date(2027, 4, 1))


def test_a_forecast_is_on_the_trail(session, schedule):
    delivery = schedule.milestone("delivery")

    delivery.forecast(date(2027, 7, 26), "The maker waits for a part.")
    session.commit()

    entry = session.exec(select(Entry).where(Entry.verb == "changed")).one()
    assert entry.label == "ROHU00627-L01 delivery"
    assert entry.changes["forecast_on"] == ["2027-06-26", "2027-07-26"]
