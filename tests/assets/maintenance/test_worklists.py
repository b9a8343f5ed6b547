from datetime import UTC, datetime, timedelta

import pytest

from assets import people
from assets.errors import Missing
from assets.inventory import suppliers
from assets.inventory.register import Asset
from assets.listing import Cut
from assets.maintenance import completion, occurrences, orders, worklists
from assets.maintenance.orders import State
from assets.maintenance.terms import Kind, Priority, Waiting, When
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


def test_mine_is_what_i_took_and_what_my_roles_here_are_given(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    bela = a_person(session, Role.TECHNICIAN, lovrin, name="Bela")
    held = session.exec(people.roles_of(bela.id)).all()
    there = an_asset(session, place=a_room(session, "Gym", szentes))
    known = {
        title: an_order(session, asset, title=title)
        for title, asset in {"Took": None, "Role": None, "Taken": None, "There": there}.items()
    }
    an_order(session, title="Free")
    known["Took"].take(bela)
    for title in ("Role", "Taken", "There"):
        known[title].role = Role.TECHNICIAN
    known["Taken"].take(a_person(session, name="Cora"))
    session.flush()

    assert sorted(shown(session, taken_by=bela, held=held)) == ["Role", "Took"]
    assert shown(session, nobodys=True) == ["Free"]


def test_work_is_filtered_by_what_it_waits_for_its_priority_and_its_firm(session):
    waiting, urgent, of_firm = (an_order(session, title=title) for title in ("W", "U", "F"))
    waiting.wait(Waiting.ACCESS)
    urgent.priority = Priority.URGENT
    firm = suppliers.named(session, "Lift Service")
    of_firm.provider_id = firm.id
    session.flush()

    assert shown(session, waiting_for=Waiting.ACCESS) == ["W"]
    assert shown(session, priority=Priority.URGENT) == ["U"]
    assert shown(session, provider=firm) == ["F"]
    assert shown(session)[0] == "U"
    assert shown(session, by_day=True, descending=True) != []


def test_work_that_is_past_stands_behind_none_that_is_to_be_done(session):
    """However pressing it was: else a list would read through all of it."""
    done = an_order(session, title="Done")
    done.priority = Priority.URGENT
    completion.complete(session, done, a_person(session), on=DAY)
    open_still = an_order(session, title="Open")
    session.flush()

    assert done.pressing_key > open_still.pressing_key
    assert shown(session) == ["Open"]


def test_work_at_a_place_is_listed_with_its_place(session):
    gym = a_room(session)
    asked = {"title": "Paint", "kind": Kind.MODIFICATION, "due_on": DAY, "on": DAY}
    order = orders.ask(session, gym, **asked)

    page = worklists.listed(session, worklists.Wanted(place=gym), DAY, Cut(), EVERYTHING)
    completion.complete(session, order, a_person(session), on=DAY)
    session.flush()
    done = worklists.listed(session, worklists.Wanted(state=State.DONE), DAY, Cut(), EVERYTHING)

    assert [(row.tag, row.name, row.place) for row in (*page.rows, *done.rows)] == [
        ("", "", gym.path)
    ] * 2
