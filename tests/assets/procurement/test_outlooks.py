from datetime import date, timedelta

import pytest
from sqlmodel import select

from assets.procurement import courses, outlooks, projects
from assets.procurement.lots import Kind
from assets.procurement.outlooks import Outlook
from assets.procurement.simulations import Prospect
from assets.rights import EVERYTHING
from assets.words import Language, Words
from tests.builders import a_lot, a_project, a_schedule, a_site, committed

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


def test_a_closed_project_is_reckoned_no_more(session, schedule):
    site, project = a_site(session), schedule.lot.project
    projects.work_at(session, project, site)
    project.close(final_payment_on=TODAY, today=TODAY)
    session.flush()

    assert outlooks.reckon_due(session, TODAY, site) == 0


def finished(session, lots, taken):
    """Each lot with a delivery that took so many days from its contract."""
    for days, lot in zip(taken, lots, strict=True):
        laid = a_schedule(session, lot, codes=["contract_signed", "acceptance"])
        laid.milestone("contract_signed").meet(TODAY, today=date(2028, 1, 1))
        laid.milestone("acceptance").meet(TODAY + timedelta(days), today=date(2028, 1, 1))
    committed(session, None)


def test_four_are_not_enough_to_learn_from_and_works_teach_nothing_about_goods(session):
    project = a_project(session)
    goods = [a_lot(session, project=project) for _ in range(4)]
    works = [a_lot(session, project=project, kind=Kind.WORKS) for _ in range(5)]
    finished(session, [*goods, *works], (1, 2, 3, 4, 30, 40, 50, 80, 90))

    assert courses.learnt(session) == {("acceptance", True): (30, 50, 90)}


def test_what_is_late_may_happen_today_and_no_earlier(session, schedule):
    deadline = schedule.milestone("bid_deadline").forecast_on

    today = deadline + timedelta(12)
    steps = outlooks.data(session, schedule.lot.project, today).courses[0].steps

    floors = {each.code: each.floor for each in steps}
    assert floors["notice_published"] == floors["bid_deadline"] == today.toordinal()
    assert floors["payment"] == 0


def test_what_this_register_has_finished_often_enough_is_learnt_from(session, schedule):
    lots = [schedule.lot] + [a_lot(session, project=schedule.lot.project) for _ in range(4)]
    for days, lot in zip((30, 40, 50, 80, 90), lots, strict=True):
        laid = schedule if lot is schedule.lot else a_schedule(session, lot)
        laid.milestone("contract_signed").meet(TODAY, today=date(2028, 1, 1))
        laid.milestone("delivery").meet(TODAY + timedelta(days), today=date(2028, 1, 1))
    committed(session, None)

    known = courses.learnt(session)

    assert known == {("delivery", False): (30, 50, 90)}


def test_an_outlook_is_overtaken_by_what_would_make_it_say_something_else(session, schedule):
    outlook, project = reckoned(session), schedule.lot.project
    told = [outlooks.overtaken(session, project, outlook)]

    schedule.milestone("delivery").note = "The maker has written."
    committed(session, None)
    told.append(outlooks.overtaken(session, project, outlook))
    projects.coded(session, "ROHU00627", EVERYTHING).ends_on += timedelta(30)
    committed(session, None)
    told.append(outlooks.overtaken(session, project, outlook))

    assert told == [False, False, True]


ENDS = date(2027, 12, 22)
HALF, LIKELY = date(2027, 11, 20).toordinal(), date(2027, 12, 1).toordinal()


BY = "In eight of ten cases it is over by 1 December 2027"
NEVER = f"{BY}, and never before the project ends on 22 December 2027."
ALWAYS = f"{BY}; always before the project ends on 22 December 2027."
MOSTLY = f"{BY}; in 83 of a hundred it is over before the project ends on 22 December 2027."
RO = (
    "În opt din zece cazuri se încheie până la 1 decembrie 2027; în 83 dintr-o sută se încheie "
    "înainte de sfârșitul proiectului, 22 decembrie 2027."
)
HU = (
    "Tíz esetből nyolcban eddig befejeződik: 2027. december 1. "
    "Százból 83 esetben még a projekt vége (2027. december 22.) előtt kész."
)


@pytest.mark.parametrize(
    ("language", "words"), [(Language.EN, MOSTLY), (Language.RO, RO), (Language.HU, HU)]
)
def test_one_sentence_says_what_to_expect(language, words):
    assert outlooks.in_words(Prospect(HALF, LIKELY, 83), ENDS, language) == words


@pytest.mark.parametrize(
    ("half", "chance", "words"),
    [
        (HALF, 0, NEVER),
        (HALF, 100, ALWAYS),
        (LIKELY, 0, NEVER),
        (LIKELY, 100, "It is over on 1 December 2027."),
    ],
)
def test_what_is_certain_is_said_without_a_chance(half, chance, words):
    assert outlooks.in_words(Prospect(half, LIKELY, chance), ENDS, Language.EN) == words


SAVED = "“Delivered” of L1 decides it: a week saved there brings the end forward by"
LITTLE = "“Delivered” of L1 is the least certain; a week saved there alone changes little."


@pytest.mark.parametrize(
    ("gain", "then", "words"),
    [
        (0, 83, LITTLE),
        (1, 83, f"{SAVED} 1 day."),
        (6, 91, f"{SAVED} 6 days, and 91 of a hundred cases are in time."),
    ],
)
def test_what_a_week_saved_brings_is_said_in_days_and_in_chances(gain, then, words):
    delivered = Words("Delivered", "Livrare", "Szállítás")
    prospect = Prospect(HALF, LIKELY, 83, "L1", "delivery", gain, then)

    assert outlooks.decided_in_words(prospect, delivered, Language.EN) == words
