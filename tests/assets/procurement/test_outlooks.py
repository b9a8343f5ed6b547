from datetime import date, timedelta

import pytest
from sqlmodel import select

from assets.procurement import courses, outlooks, projects
from assets.procurement.outlooks import Outlook
from assets.rights import EVERYTHING
from tests.builders import a_lot, a_schedule, a_site, committed

TODAY = date(2027, 3, 1)


@pytest.fixture
def schedule(session):
    return a_schedule(session, a_lot(session))


def reckoned(session, on=TODAY):
    session.expire_all()
    project = projects.coded(session, "ROHU00627", EVERYTHING)
    now = outlooks.data(session, project, on)
    return outlooks.keep(session, now, now.said)


def test_an_outlook_says_when_each_lot_and_the_project_end(session, schedule):
    found = reckoned(session)

    lot = found.of_lot("ROHU00627-L01")
    assert schedule.ends_on < date.fromordinal(lot.half) < date.fromordinal(lot.likely)
    assert (lot.number, lot.stage) == ("ROHU00627-L01", "delivery")
    assert (found.whole.half, found.whole.likely) == (lot.half, lot.likely)
    assert 0 < lot.chance < 100


@pytest.mark.usefixtures("schedule")
def test_what_has_happened_is_certain(session, schedule):
    for each in schedule.within_project:
        each.meet(TODAY, today=TODAY)
    committed(session, None)

    found = reckoned(session).of_lot("ROHU00627-L01")

    assert (found.half, found.likely, found.chance) == (TODAY.toordinal(),) * 2 + (100,)


def test_a_late_milestone_is_expected_today_at_the_earliest(session, schedule):
    found = reckoned(session, on=date(2027, 3, 30)).of_lot("ROHU00627-L01")

    assert date.fromordinal(found.half) > schedule.ends_on + timedelta(20)


def test_a_delay_finds_room_where_more_days_are_given_than_a_stage_ever_takes(session):
    """Installed in 42 days at the most and 14 as a rule, but a year after the delivery here."""
    schedule = a_schedule(session, a_lot(session), codes=["delivery", "installation"])
    delivery, installed = schedule.milestones
    installed.forecast(delivery.forecast_on + timedelta(365), "The room opens late.")
    committed(session, None)

    steps = outlooks.data(session, schedule.lot.project, TODAY).courses[0].steps

    held = (delivery.forecast_on + timedelta(365 - 14)).toordinal()
    assert [(each.code, each.begins) for each in steps] == [("delivery", 0), ("installation", held)]
    assert steps[1][2:5] == (5, 14, 42)


@pytest.mark.usefixtures("schedule")
def test_the_timetable_reckons_again_only_when_the_data_have_changed(session, schedule):
    site = a_site(session)
    project = schedule.lot.project
    projects.work_at(session, project, site)

    first = outlooks.reckon_due(session, TODAY, site)
    second = outlooks.reckon_due(session, TODAY, site)
    schedule.forecast(schedule.milestone("delivery"), date(2027, 9, 1), "So.", following=True)
    session.flush()
    third = outlooks.reckon_due(session, TODAY, site)

    assert (first, second, third) == (1, 0, 1)
    assert len(session.exec(select(Outlook)).all()) == 1


def test_what_this_register_has_finished_often_enough_is_learnt_from(session, schedule):
    lots = [schedule.lot] + [a_lot(session, project=schedule.lot.project) for _ in range(4)]
    for days, lot in zip((30, 40, 50, 80, 90), lots, strict=True):
        laid = schedule if lot is schedule.lot else a_schedule(session, lot)
        laid.milestone("contract_signed").meet(TODAY, today=date(2028, 1, 1))
        laid.milestone("delivery").meet(TODAY + timedelta(days), today=date(2028, 1, 1))
    committed(session, None)

    known = courses.learnt(session)

    assert known == {("delivery", False): (30, 50, 90)}
