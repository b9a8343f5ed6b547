from datetime import UTC, datetime, timedelta

import pytest

from assets.errors import Missing
from assets.inventory.register import Asset
from assets.listing import Cut
from assets.maintenance import completion, occurrences, worklists
from assets.maintenance.orders import State
from assets.maintenance.terms import Kind, When
from assets.rights import EVERYTHING, GRANTED, Rights, Role
from tests.builders import DAY, a_person, a_plan, a_room, a_site, an_asset, an_order


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


def shown(session, seen_by=EVERYTHING, **wanted):
    page = worklists.listed(session, worklists.Wanted(**wanted), DAY, Cut(), seen_by)
    return [row.title for row in page.rows]


def test_what_is_to_be_done_goes_by_the_day(session):
    days = {"Today": 0, "Late": -1, "This week": 7, "Later": 8}
    for title, away in days.items():
        an_order(session, due_on=DAY + timedelta(away), title=title)

    assert shown(session) == ["Late", "Today", "This week", "Later"]
    assert shown(session, descending=True) == ["Later", "This week", "Today", "Late"]
    assert [shown(session, when=when) for when in When] == [
        ["Late"],
        ["Today"],
        ["This week"],
        ["Later"],
    ]


def test_work_is_filtered_by_site_kind_state_and_who_took_it(session):
    bela, szentes = a_person(session), a_site(session, "SZE", "Szentes", "HU")
    taken = an_order(session, title="Taken", kind=Kind.HYGIENE)
    taken.take(bela)
    there = an_asset(session, place=a_room(session, "Gym", szentes))
    an_order(session, asset=there, title="There")
    done = an_order(session, title="Done")
    completion.complete(session, done, bela, on=DAY)
    session.flush()

    assert shown(session, taken_by=bela) == shown(session, kind=Kind.HYGIENE) == ["Taken"]
    assert shown(session, site=szentes) == shown(session, place=szentes) == ["There"]
    assert shown(session, place=a_room(session, "Gym", szentes)) == ["There"]
    assert shown(session, place=a_room(session), state=State.DONE) == ["Done"]
    assert shown(session, state=State.DONE) == ["Done"]
    assert shown(session, state=State.OPEN) == ["There"]
    assert worklists.counted(session, worklists.Wanted(), DAY, EVERYTHING) == 2


def test_a_page_of_work_leads_to_the_next(session):
    for number in range(5):
        an_order(session, title=str(number))

    first = worklists.listed(session, worklists.Wanted(), DAY, Cut(limit=3), EVERYTHING)
    rest = Cut(limit=3, after=first.following)
    second = worklists.listed(session, worklists.Wanted(), DAY, rest, EVERYTHING)

    seen = [row.number for row in (*first.rows, *second.rows)]
    assert sorted(seen) == [f"W-0000{number}" for number in range(1, 6)]
    assert second.following is None


def test_finished_work_is_shown_as_it_stood(session):
    order = an_order(session)
    asset = session.get_one(Asset, order.asset_id)
    completion.complete(session, order, a_person(session), on=DAY)
    asset.call("Renamed")
    session.flush()

    page = worklists.listed(session, worklists.Wanted(state=State.DONE), DAY, Cut(), EVERYTHING)

    (row,) = page.rows
    assert (row.tag, row.name, row.place) == ("LOV-00001", "Treadmill", "Lovrin / Gym")


def test_the_work_of_other_sites_is_missing(session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    ours = an_order(session)
    theirs = an_order(session, asset=an_asset(session, place=a_room(session, "Gym", szentes)))
    technician = Rights(at_sites={ours.site_id: GRANTED[Role.TECHNICIAN]})

    assert worklists.order(session, ours.number.lower(), technician).asset.place.name == "Gym"
    with pytest.raises(Missing, match=theirs.number):
        worklists.order(session, theirs.number, technician)
    assert len(shown(session, technician)) == 1


def test_an_asset_knows_its_work_the_latest_first(session):
    asset, bela = an_asset(session), a_person(session, name="Bela")
    for title, away in {"First": -200, "Second": -20}.items():
        completion.complete(
            session, an_order(session, asset, DAY + timedelta(away), title=title), bela, DAY
        )

    found = session.exec(worklists.of_asset(asset)).all()

    assert [order.title for order in found] == ["Second", "First"]
    assert found[0].done_by.name == "Bela"


def test_a_plan_may_have_its_order_before_its_day(session):
    plan = a_plan(session, due_on=DAY + timedelta(30))

    occurrences.open_next(session, plan, DAY)

    assert shown(session, when=When.LATER) == ["Check the belt"]
