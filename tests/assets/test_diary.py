from datetime import UTC, date, datetime, timedelta

import pytest

from assets import diary, people
from assets.agenda import Occasion
from assets.diary import Wanted
from assets.inventory import documents
from assets.listing import Cut
from assets.procurement import reports
from assets.rights import EVERYTHING, Role
from tests.assets.procurement.money import a_line, an_invoice, billed, paid
from tests.builders import (
    DAY,
    a_contract,
    a_document,
    a_loan,
    a_lot,
    a_person,
    a_plan,
    a_project,
    a_room,
    a_schedule,
    a_site,
    a_transfer,
    an_asset,
    an_order,
    committed,
)

MONTH = (date(2027, 3, 1), date(2027, 3, 31))
ALL = Wanted()


@pytest.fixture(autouse=True)
def later(session):
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


def a_bill(session, lot, due_on, number="FV 12"):
    invoice = an_invoice(session, number, lot=lot, issued_on=DAY, due_on=due_on)
    billed(session, invoice, None, 100_00, eligible=False)
    return invoice


def of_every_kind(session):
    """One thing of each occasion, each a day after the other."""
    days = {each: DAY + timedelta(nth) for nth, each in enumerate(Occasion, 3)}
    thing = an_asset(
        session,
        "Stanger bath",
        warranty_until=days[Occasion.WARRANTY],
        service_until=days[Occasion.CONTRACT],
    )
    an_order(session, thing, due_on=days[Occasion.ORDER], title="Repair")
    a_plan(session, thing, due_on=days[Occasion.DUTY], title="Clean")
    a_document(session, thing, valid_until=days[Occasion.PAPER])
    a_loan(session, an_asset(session, "Wheelchair"), due_on=days[Occasion.LOAN])
    a_transfer(session, an_asset(session, "Couch"), expected_on=days[Occasion.TRANSFER])
    lot = a_lot(session)
    a_contract(session, lot, guarantee_until=days[Occasion.GUARANTEE])
    a_bill(session, lot, days[Occasion.INVOICE])
    a_line(session, project=lot.project, partner=lot.partner)
    committed(
        session, reports.begin(session, lot.project, lot.partner, MONTH, days[Occasion.REPORT])
    )
    a_schedule(session, lot, start=days[Occasion.MILESTONE], codes=["delivery"])
    ends = {"stays_until": days[Occasion.DURABILITY], "papers_until": days[Occasion.RETENTION]}
    a_project(session, "HURO1101", **ends)
    return days


def read(session, wanted=ALL, span=MONTH, cut=Cut(), rights=EVERYTHING):  # noqa: B008
    return diary.listed(session, wanted, span, cut, rights)


def test_every_dated_thing_stands_in_the_diary_on_its_day(session):
    days = of_every_kind(session)

    found = read(session).rows

    assert {duty.occasion: duty.due_on for duty in found} == days
    assert [duty.due_on for duty in found] == sorted(days.values())


@pytest.mark.parametrize("occasion", Occasion)
def test_one_kind_of_things_is_asked_for_alone(session, occasion):
    of_every_kind(session)

    found = read(session, Wanted([occasion])).rows

    assert [duty.occasion for duty in found] == [occasion]


def test_what_has_merely_ended_is_no_longer_told_and_what_is_late_is(session):
    days = of_every_kind(session)

    after = {each.occasion for each in read(session, Wanted(today=MONTH[1] + timedelta(1))).rows}
    on_its_day = read(session, Wanted([Occasion.WARRANTY], today=days[Occasion.WARRANTY])).rows

    ended = Occasion.WARRANTY, Occasion.GUARANTEE, Occasion.DURABILITY, Occasion.RETENTION
    assert set(Occasion) - after == set(ended)
    assert [each.occasion for each in on_its_day] == [Occasion.WARRANTY]


def test_what_stands_at_another_site_is_left_out_where_one_is_asked_for(session):
    of_every_kind(session)
    szentes = a_site(session, "SZE", "Szentes", country="HU")
    an_order(session, an_asset(session, "Bath", a_room(session, site=szentes)), title="There")

    found = read(session, Wanted(site=szentes)).rows

    assert {duty.titles.en for duty in found if duty.occasion is Occasion.ORDER} == {"There"}
    assert {duty.site for duty in found if duty.site} <= {"SZE"}


def test_a_paper_is_told_once_however_many_things_it_belongs_to(session):
    first = a_document(session, an_asset(session, "One"), valid_until=DAY)
    documents.add_to(session, first, [an_asset(session, "Two")])
    session.flush()

    found = read(session, Wanted([Occasion.PAPER])).rows

    assert len(found) == 1


def test_pages_of_the_diary_hold_everything_once_forwards_and_backwards(session):
    for nth in range(7):
        an_order(session, due_on=DAY + timedelta(nth % 3), title=f"Order {nth}")
        a_plan(session, an_asset(session, f"Thing {nth}"), due_on=DAY + timedelta(nth % 3))
    whole = [duty.id for duty in read(session).rows]

    forwards, marks, page = [], [], read(session, cut=Cut(4))
    while True:
        forwards += [duty.id for duty in page.rows]
        marks.append(page)
        if page.following is None:
            break
        page = read(session, cut=Cut(4, after=page.following))
    back = read(session, cut=Cut(4, before=marks[-1].preceding))

    assert len(whole) == 14
    assert forwards == whole
    assert [duty.id for duty in back.rows] == [duty.id for duty in marks[-2].rows]
    assert marks[0].preceding is None


def test_a_day_of_the_month_shows_the_first_and_counts_the_rest(session):
    for nth in range(5):
        an_order(session, due_on=DAY, title=f"Order {nth}")
    a_plan(session, an_asset(session, "Lift"), due_on=DAY)
    an_order(session, due_on=DAY + timedelta(1), title="Tomorrow")

    month = diary.days(session, ALL, MONTH, EVERYTHING, most=2)

    assert {day: (len(each.duties), each.count) for day, each in month.items()} == {
        DAY: (2, 6),
        DAY + timedelta(1): (1, 1),
    }


def test_what_she_may_not_see_is_in_no_list_and_in_no_count(session):
    of_every_kind(session)
    szentes = a_site(session, "SZE", "Szentes", country="HU")
    stranger = people.rights_of(session, a_person(session, Role.SITE_MANAGER, szentes))
    committed(session, szentes)

    found = read(session, rights=stranger).rows
    month = diary.days(session, ALL, MONTH, stranger, most=9)

    assert {duty.occasion for duty in found} <= {Occasion.TRANSFER}  # that comes to her
    assert sum(each.count for each in month.values()) == len(found)


def test_mine_is_the_work_that_i_have_taken_on(session):
    me = a_person(session)
    mine = an_order(session, title="Mine")
    an_order(session, title="Somebody's")
    mine.take(me)
    session.flush()

    found = read(session, Wanted(taken_by=me)).rows

    assert [duty.titles.en for duty in found] == ["Mine"]


def test_an_invoice_stands_in_the_diary_until_all_of_it_is_paid(session):
    lot = a_lot(session)
    half, whole = (a_bill(session, lot, DAY, number) for number in ("FV 1", "FV 2"))
    paid(session, half, 40_00)
    paid(session, whole)

    found = read(session, Wanted([Occasion.INVOICE])).rows

    assert [(duty.name, duty.address) for duty in found] == [
        ("FV 1 Seller", f"/procurement/invoices/{half.id}")
    ]


def test_a_report_stands_in_the_diary_until_it_is_submitted(session):
    lot = a_lot(session)
    a_line(session, project=lot.project, partner=lot.partner)
    asked = (session, lot.project, lot.partner, MONTH, DAY)
    first, second = (committed(session, reports.begin(*asked)) for _ in range(2))
    committed(session, reports.submit(session, first, DAY, DAY))

    found = read(session, Wanted([Occasion.REPORT])).rows

    assert [duty.address for duty in found] == [f"/procurement/reports/{second.id}"]
