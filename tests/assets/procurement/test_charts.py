"""The figures are worked by hand: the period is 1 January 2027 to 1 January 2028, 365 days."""

from datetime import date

import pytest

from assets.inventory import suppliers
from assets.money import Currency
from assets.procurement import axes, schedules, timelines
from assets.procurement.axes import Axis, Tick, Zoom
from assets.procurement.charts import Line, chart
from assets.procurement.contracts import Contract
from assets.procurement.reports import PartnerReport
from assets.procurement.strokes import Bar, Tie, Wanted
from assets.procurement.timelines import Grouping
from assets.rights import EVERYTHING
from assets.words import Language
from tests.builders import a_lot, a_partner, a_project, a_schedule, a_site, saved

TODAY = date(2027, 3, 15)
CODES = ["notice_published", "contract_signed", "delivery", "warranty_end"]


@pytest.fixture
def project(session):
    return a_project(session, starts_on=date(2027, 1, 5), ends_on=date(2027, 12, 22))


@pytest.fixture
def schedule(session, project):
    """Call on 1 March, contract 10 days later, delivery 90 days after that, on 9 June."""
    return a_schedule(session, a_lot(session, project=project), date(2027, 3, 1), CODES)


def drawn(session, project, today=TODAY, language=Language.EN, **asked):
    session.commit()
    timeline = timelines.of_project(session, project, EVERYTHING)
    return chart(timeline, Wanted(today, language, len, **asked))


def row(session, project, **asked):
    return drawn(session, project, **asked).rows[0]


def moved(session, schedule, code, to):
    """The schedule as it stands in the register, with one of its milestones expected elsewhere."""
    found = schedules.of_lot(session, schedule.lot.number, EVERYTHING)
    found.forecast(found.milestone(code), to, "The maker waits for a part.", following=False)


def met(session, schedule, code, on):
    found = schedules.of_lot(session, schedule.lot.number, EVERYTHING)
    found.meet(found.milestone(code), on, TODAY, following=False)


def test_the_axis_runs_from_month_to_month(session, project):
    found = drawn(session, project)

    assert found.ticks[:4] == [
        Tick(0, "2027", great=True),
        Tick(0, "Jan", great=False),
        Tick(8.493, "Feb", great=False),  # 31 days of 365
        Tick(16.164, "Mar", great=False),  # 59 days
    ]
    assert len(found.ticks) == 1 + 12


def test_a_long_axis_names_only_every_third_month(session):
    project = a_project(session)  # December 2024 to December 2027: 37 months

    found = drawn(session, project)

    names = [tick.words for tick in found.ticks if not tick.great]
    assert names == ["Jan", "Apr", "Jul", "Oct"] * 3
    assert [tick.words for tick in found.ticks if tick.great] == ["2025", "2026", "2027"]


def test_today_the_end_and_the_last_report_are_lines_whose_names_keep_clear(session, project):
    days = {"period_from": date(2027, 1, 5), "period_to": date(2027, 12, 22)}
    named = {"project_id": project.id, "partner_id": a_partner(session).id}
    for number, due_on in enumerate([date(2027, 12, 24), date(2027, 7, 1)], 1):
        saved(session, PartnerReport(number=number, due_on=due_on, **named, **days))

    found = drawn(session, project).lines

    assert found == [
        Line(20.0, "today", "today", TODAY),  # 73 days of 365
        Line(97.26, "end", "end of the project", date(2027, 12, 22), 0, "end"),  # 355 days
        Line(97.808, "report", "last report", date(2027, 12, 24), 1, "end"),  # 357 days, above it
    ]


@pytest.mark.parametrize("today", [date(2028, 1, 1), date(2026, 12, 31)])
def test_today_is_not_drawn_where_it_does_not_belong(session, project, today):
    assert [line.kind for line in drawn(session, project, today).lines] == ["end"]


@pytest.mark.usefixtures("schedule")
def test_a_lot_that_has_not_begun_is_all_to_come(session, project):
    assert row(session, project).bars == [
        Bar(16.164, 27.398, "baseline"),  # from day 59 to day 159: 43.562 less 16.164
        Bar(16.164, 27.398, "forecast"),
    ]


def test_what_is_done_and_what_slips_are_drawn_apart(session, project, schedule):
    met(session, schedule, "notice_published", date(2027, 3, 1))
    met(session, schedule, "contract_signed", date(2027, 3, 11))
    moved(session, schedule, "delivery", date(2027, 7, 9))

    found = row(session, project)

    assert found.bars == [
        Bar(16.164, 27.398, "baseline"),
        Bar(16.164, 2.74, "actual"),  # 10 days, to day 69
        Bar(18.904, 24.658, "forecast"),  # 90 days, to the planned end
        Bar(43.562, 8.219, "slip"),  # 30 days, to day 189
    ]
    assert (found.words, found.slip) == ("30 days later than planned: Delivered", "+30 days")
    assert (found.slip_x, found.slip_above) == (51.781, False)


def test_marks_tell_the_planned_from_the_expected_and_lead_to_the_milestone(
    session, project, schedule
):
    met(session, schedule, "notice_published", date(2027, 3, 1))
    moved(session, schedule, "delivery", date(2027, 7, 9))

    found = row(session, project).marks

    assert [(mark.x, mark.kind, mark.words) for mark in found] == [
        (16.164, "actual", "Call published on 1 March 2027"),
        (18.904, "late", "Contract signed, late since 11 March 2027"),
        (43.562, "baseline", "Delivered, planned for 9 June 2027"),
        (51.781, "forecast", "Delivered, expected on 9 July 2027"),
    ]
    assert found[3].href == "/procurement/lots/ROHU00627-L01/milestones/delivery"
    assert (found[3].slip, found[1].slip) == ("30 days later than planned", "as planned")


def test_what_comes_earlier_than_planned_shows_its_plan_too(session, project, schedule):
    moved(session, schedule, "delivery", date(2027, 5, 9))

    found = row(session, project)

    assert [(mark.x, mark.kind) for mark in found.marks[2:]] == [
        (43.562, "baseline"),  # day 159
        (35.068, "forecast"),  # day 128
    ]
    assert found.slip == "\N{MINUS SIGN}31 days"


def test_the_end_of_the_contract_is_marked(session, project, schedule):
    supplier = suppliers.named(session, "Medical Trade")
    agreed = {"signed_on": TODAY, "ends_on": date(2027, 9, 1), "net_minor": 1}
    lot = {"lot_id": schedule.lot.id, "partner_id": schedule.lot.partner_id}
    said = {"supplier_id": supplier.id, "number": "17", "currency": Currency.EUR}
    saved(session, Contract(**agreed, **lot, **said))

    last = row(session, project).marks[-1]

    assert (last.x, last.kind) == (66.575, "contract")  # day 243
    assert last.words == "The contract ends on 1 September 2027"


def test_what_waits_for_what_is_drawn_on_demand(session, project, schedule):
    schedule.milestone("delivery").forecast(date(2027, 3, 12), "As somebody brought it in.")
    schedule.milestone("contract_signed").forecast(date(2027, 7, 1), "As it was brought in.")

    found = row(session, project, ties=True)

    assert found.ties == [
        Tie(16.164, 49.589, broken=False),  # the call on day 59, the contract on day 181
        Tie(49.589, 19.178, broken=True),  # and the delivery before it, on day 70
    ]
    assert [mark.waits for mark in found.marks if mark.kind != "baseline"] == [
        "",
        "Call published",
        "Contract signed",
    ]
    assert row(session, project).ties == []


def test_a_guarantee_does_not_stretch_the_drawing(session, project, schedule):
    assert schedule.milestone("warranty_end").baseline_on > date(2028, 12, 31)
    assert drawn(session, project).shown == Axis(date(2027, 1, 1), date(2028, 1, 1))


def test_a_lot_that_ends_after_the_project_stretches_it(session, project, schedule):
    moved(session, schedule, "delivery", date(2028, 2, 10))

    found = drawn(session, project)

    assert found.lines[-1].x == 83.529  # 355 days of 425, to the first of March 2028
    assert found.rows[0].slip_above  # for beside it there is no room


def test_a_lot_without_milestones_is_only_a_name(session, project):
    a_lot(session, "Beds", project=project)

    found = row(session, project)

    assert (found.name, found.href) == ("L01 Beds", "/procurement/lots/ROHU00627-L01")
    assert (found.bars, found.marks) == ([], [])


@pytest.mark.usefixtures("schedule")
@pytest.mark.parametrize(
    ("zoom", "start", "end", "title", "around"),
    [
        (Zoom.YEAR, date(2027, 1, 1), date(2028, 1, 1), "2027", (None, None)),
        (
            Zoom.QUARTER,
            date(2027, 4, 1),
            date(2027, 7, 1),
            "2nd quarter 2027",
            (date(2027, 1, 1), date(2027, 7, 1)),
        ),
        (
            Zoom.MONTH,
            date(2027, 6, 1),
            date(2027, 7, 1),
            "June 2027",
            (date(2027, 5, 1), date(2027, 7, 1)),
        ),
    ],
)
def test_a_zoom_shows_its_stretch_and_what_is_around_it(  # noqa: PLR0913, PLR0917
    session, project, zoom, start, end, title, around
):
    found = drawn(session, project, zoom=zoom, on=date(2027, 6, 9))

    assert (found.shown, found.title, found.around) == (Axis(start, end), title, around)


def test_a_month_holds_its_first_and_its_last_day_and_nothing_else(session, project, schedule):
    moved(session, schedule, "contract_signed", date(2027, 6, 1))

    june = row(session, project, zoom=Zoom.MONTH, on=date(2027, 6, 30))
    july = row(session, project, zoom=Zoom.MONTH, on=date(2027, 7, 1))

    assert [(mark.name, round(mark.x, 1)) for mark in june.marks] == [
        ("Contract signed", 0),
        ("Delivered", 26.7),  # 8 days of 30
    ]
    assert [bar.kind for bar in june.bars] == ["baseline", "forecast"]
    assert (july.marks, july.bars) == ([], [])


def test_names_beside_marks_never_cover_one_another(session, project, schedule):
    moved(session, schedule, "contract_signed", date(2027, 6, 8))

    june = row(session, project, zoom=Zoom.MONTH, on=date(2027, 6, 1))

    assert [mark.label for mark in june.marks] == ["Contract signed", ""]  # a day apart


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (Grouping.LOT, [("", ["L01", "L02", "L03"])]),
        (Grouping.SITE, [("For no one site", ["L03"]), ("Lovrin", ["L01"]), ("Szentes", ["L02"])]),
        (Grouping.PARTNER, [("SZTE", ["L02"]), ("TM", ["L01", "L03"])]),
        (Grouping.KIND, [("Goods", ["L01", "L02"]), ("Works", ["L03"])]),
    ],
)
def test_lots_stand_together_by_what_they_have_in_common(session, by, names):
    ours, theirs = a_partner(session, "TM"), a_partner(session, "SZTE", "HU")
    project = a_project(session, partners=[ours, theirs])
    szentes = a_site(session, "SZE", "Szentes", "HU")
    a_lot(session, "A", project=project, partner=ours, site_id=a_site(session).id)
    a_lot(session, "B", project=project, partner=theirs, site_id=szentes.id)
    a_lot(session, "C", project=project, partner=ours, kind="works")

    found = drawn(session, project, by=by).groups

    assert [(each.name, [row.name[:3] for row in each.rows]) for each in found] == names


def test_a_site_shows_the_lots_of_every_open_project(session, project):
    lovrin = a_site(session)
    later = a_project(session, "ROHU900", ends_on=date(2029, 12, 31))
    over = a_project(session, "ROHU443", starts_on=date(2019, 1, 1), ends_on=date(2022, 12, 31))
    for each in (project, later, over):
        a_lot(session, "At Lovrin", project=each, site_id=lovrin.id)
    over.close(final_payment_on=date(2023, 5, 2), today=TODAY)
    session.commit()

    found = timelines.of_site(session, lovrin, EVERYTHING)
    lines = chart(found, Wanted(TODAY, Language.EN, len)).lines

    assert [each.lot.number for each in found.lots] == ["ROHU00627-L01", "ROHU900-L01"]
    assert [line.words for line in lines] == [
        "today",
        "end of the project ROHU00627",
        "end of the project ROHU900",
    ]


@pytest.mark.parametrize(
    ("language", "names", "title"),
    [
        (Language.RO, ["ian.", "feb.", "mar."], "trimestrul al II-lea 2027"),
        (Language.HU, ["jan.", "febr.", "márc."], "2027. II. negyedév"),
    ],
)
def test_the_axis_is_named_in_the_readers_language(language, names, title):
    year, quarter = Axis(date(2027, 1, 1), date(2028, 1, 1)), Axis(date(2027, 4, 1), TODAY)

    found = axes.ticks(year, Zoom.YEAR, language)

    assert [tick.words for tick in found[1:4]] == names
    assert axes.title(quarter, Zoom.QUARTER, language) == title
