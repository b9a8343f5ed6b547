"""The figures are worked by hand: the period is 1 January 2027 to 1 January 2028, 365 days."""

from datetime import date

import pytest

from assets.procurement.schedules import Schedule
from assets.words import Language
from tests.builders import a_lot, a_project, a_schedule
from web.pages.procurement.chart import Bar, Month, chart

TODAY = date(2027, 3, 15)
CODES = ["notice_published", "contract_signed", "delivery", "warranty_end"]


@pytest.fixture
def project(session):
    return a_project(session, starts_on=date(2027, 1, 5), ends_on=date(2027, 12, 22))


@pytest.fixture
def schedule(session, project):
    """Call on 1 March, contract 10 days later, delivery 90 days after that, on 9 June."""
    return a_schedule(session, a_lot(session, project=project), date(2027, 3, 1), CODES)


def drawn(project, *schedules, today=TODAY, language=Language.EN):
    return chart(project, schedules, today, language)


def test_the_axis_runs_from_month_to_month(project):
    found = drawn(project)

    assert found.months[0] == Month(0, "2027", year=True)
    assert found.months[1:4] == [
        Month(0, "Jan", year=False),
        Month(8.493, "Feb", year=False),  # 31 days of 365
        Month(16.164, "Mar", year=False),  # 59 days
    ]
    assert len(found.months) == 1 + 12


def test_a_long_axis_names_only_every_third_month(session):
    project = a_project(session)  # December 2024 to December 2027: 37 months

    found = drawn(project)

    names = [month.words for month in found.months if not month.year]
    assert names == ["Jan", "Apr", "Jul", "Oct"] * 3
    assert [month.words for month in found.months if month.year] == ["2025", "2026", "2027"]


def test_today_and_the_end_of_the_project_are_lines(project):
    found = drawn(project)

    assert (found.today.x, found.today.words) == (20.0, "today")  # 73 days of 365
    assert (found.end.x, found.end.words) == (97.26, "end of the project")  # 355 days


def test_today_is_not_drawn_where_it_does_not_belong(project):
    assert drawn(project, today=date(2028, 1, 2)).today is None
    assert drawn(project, today=date(2026, 12, 31)).today is None


def test_a_lot_that_has_not_begun_is_all_to_come(project, schedule):
    row = drawn(project, schedule).rows[0]

    assert row.bars == [
        Bar(16.164, 27.398, "baseline"),  # from day 59 to day 159: 43.562 less 16.164
        Bar(16.164, 27.398, "forecast"),
    ]


def test_what_is_done_and_what_slips_are_drawn_apart(project, schedule):
    schedule.milestone("notice_published").meet(date(2027, 3, 1), today=TODAY)
    schedule.milestone("contract_signed").meet(date(2027, 3, 11), today=TODAY)
    schedule.milestone("delivery").forecast(date(2027, 7, 9), "The maker waits for a part.")

    row = drawn(project, schedule).rows[0]

    assert row.bars == [
        Bar(16.164, 27.398, "baseline"),
        Bar(16.164, 2.74, "actual"),  # 10 days, to day 69
        Bar(18.904, 24.658, "forecast"),  # 90 days, to the planned end
        Bar(43.562, 8.219, "slip"),  # 30 days, to day 189
    ]
    assert (row.words, row.tone) == ("30 days later than planned: Delivered", "warn")


def test_marks_tell_the_planned_from_the_expected(project, schedule):
    schedule.milestone("notice_published").meet(date(2027, 3, 1), today=TODAY)
    schedule.milestone("delivery").forecast(date(2027, 7, 9), "The maker waits for a part.")

    marks = drawn(project, schedule).rows[0].marks

    assert [(mark.x, mark.kind, mark.words) for mark in marks] == [
        (16.164, "actual", "Call published on 1 March 2027"),
        (18.904, "late", "Contract signed, late since 11 March 2027"),
        (43.562, "baseline", "Delivered, planned for 9 June 2027"),
        (51.781, "forecast", "Delivered, expected on 9 July 2027"),
    ]


def test_a_guarantee_does_not_stretch_the_drawing(project, schedule):
    found = drawn(project, schedule)

    assert schedule.milestone("warranty_end").baseline_on > date(2028, 12, 31)
    assert len([month for month in found.months if month.year]) == 1


def test_a_lot_that_ends_after_the_project_stretches_it(project, schedule):
    schedule.milestone("delivery").forecast(date(2028, 2, 10), "The ship is late.")

    found = drawn(project, schedule)

    assert found.end.x == 83.529  # 355 days of 425, to the first of March 2028
    assert found.rows[0].tone == "bad"


def test_a_lot_without_milestones_is_only_a_name(session, project):
    row = drawn(project, Schedule(a_lot(session, "Beds", project=project), [])).rows[0]

    assert (row.name, row.href) == ("L01 Beds", "/procurement/lots/ROHU00627-L01")
    assert (row.bars, row.marks) == ([], [])


@pytest.mark.parametrize(
    ("language", "names"),
    [(Language.RO, ["ian.", "feb.", "mar."]), (Language.HU, ["jan.", "febr.", "márc."])],
)
def test_months_are_named_in_the_readers_language(project, language, names):
    months = [month.words for month in drawn(project, language=language).months]

    assert months[1:4] == names
