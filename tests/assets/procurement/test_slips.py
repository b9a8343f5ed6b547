from datetime import date

import pytest

from assets.procurement import slips
from assets.procurement.schedules import Schedule
from assets.words import Language
from tests.builders import a_lot, a_schedule

PLANNED = date(2027, 3, 1)


@pytest.fixture
def schedule(session):
    return a_schedule(session, a_lot(session))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-2, "2 days earlier than planned"),
        (-1, "1 day earlier than planned"),
        (0, "as planned"),
        (1, "1 day later than planned"),
        (40, "40 days later than planned"),
    ],
)
def test_a_slip_is_said_in_words(days, words):
    assert slips.days_in_words(days, Language.EN) == words


def in_words(schedule, on):
    return slips.in_words(schedule, on, Language.EN)


def test_a_lot_says_the_worst_of_itself(session, schedule):
    delivery, payment = schedule.milestone("delivery"), schedule.milestone("payment")
    said = [in_words(Schedule(a_lot(session, project=schedule.lot.project), []), PLANNED)]

    said.append(in_words(schedule, PLANNED))
    delivery.forecast(date(2027, 7, 26), "The maker waits for a part.")
    said.append(in_words(schedule, PLANNED))
    said.append(in_words(schedule, date(2027, 3, 2)))
    payment.forecast(date(2028, 1, 31), "The treasury is slow.")
    said.append(in_words(schedule, date(2027, 3, 2)))

    assert said == [
        "Not planned yet",
        "as planned",
        "30 days later than planned: Delivered",
        "1 day late: Call published",
        "Ends 40 days after the project",
    ]


def test_of_two_late_days_the_one_that_has_waited_longer_is_said(schedule):
    assert in_words(schedule, date(2027, 3, 20)) == "19 days late: Call published"


def test_what_is_over_says_how_it_ended_against_its_plan(schedule):
    for each in schedule.within_project:
        each.actual_on = each.baseline_on
    in_time = in_words(schedule, PLANNED)
    schedule.milestone("payment").actual_on = date(2027, 7, 31)

    assert in_time == "Finished, as planned"
    assert in_words(schedule, PLANNED) == "Finished, 2 days earlier than planned"
