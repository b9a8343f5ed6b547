from datetime import date

import pytest

from assets import bulk
from assets.errors import Refused
from assets.exchange import intake, mappings, sheets
from assets.inventory import register, relocations, waiting
from assets.inventory.finding import Wanted
from assets.inventory.places import Kind
from assets.inventory.register import State
from assets.rights import EVERYTHING
from tests.builders import DAY, a_room, a_site, an_asset, committed

OPENING = date(2200, 8, 25)


@pytest.fixture
def gym(session):
    """A room that is still being built."""
    return a_room(session, "Gym", opens_on=OPENING)


@pytest.fixture
def store(session):
    return a_room(session, "Store", kind=Kind.STORE)


def waits(session, place):
    found = waiting.found(session, place, EVERYTHING, most=20)
    return [(row.name, row.store, row.room) for row in found.rows]


def test_what_comes_before_its_room_is_open_waits_in_a_store(session, gym, store):
    asset = an_asset(session, "Treadmill", gym, state=State.ORDERED)

    waiting.wait(asset, store, gym, DAY)
    committed(session, asset)

    assert (asset.state, asset.place_id) == (State.DELIVERED, store.id)
    assert waits(session, gym) == waits(session, a_site(session)) == [("Treadmill", "Store", "Gym")]
    assert waits(session, store) == []


@pytest.mark.parametrize("state", [State.DELIVERED, State.IN_USE, State.IN_STORAGE])
def test_nothing_stands_in_a_room_that_is_not_open(session, gym, state):
    planned = an_asset(session, "Treadmill", gym, state=State.PLANNED)

    planned.state = state
    with pytest.raises(Refused, match="Gym is not open on"):
        session.flush()
    session.rollback()

    with pytest.raises(Refused, match="Gym is not open on"):
        register.register(session, place=gym, name="Bath", state=state)


def test_in_another_room_it_waits_no_more_and_in_another_store_it_does(session, gym, store):
    asset = an_asset(session, "Treadmill", store)
    waiting.wait(asset, store, gym, DAY)

    asset.move(a_room(session, "Other store", kind=Kind.STORE), DAY)
    assert asset.waits_for_id == gym.id
    asset.move(a_room(session, "Hall"), DAY)

    assert asset.waits_for_id is None


def test_it_waits_in_a_store_and_for_a_room_that_is_not_open(session, gym, store):
    asset, hall = an_asset(session, "Treadmill", store), a_room(session, "Hall")

    with pytest.raises(Refused, match="Hall is no store"):
        waiting.wait(asset, hall, gym, DAY)
    with pytest.raises(Refused, match="Hall is open"):
        waiting.wait(asset, store, hall, DAY)


def test_what_waits_for_a_merged_room_waits_for_the_other(session, gym, store):
    asset, hall = an_asset(session, "Treadmill", store), a_room(session, "Hall", opens_on=OPENING)
    waiting.wait(asset, store, gym, DAY)
    committed(session, asset)

    relocations.merge(session, gym, hall, DAY)

    assert waits(session, hall) == [("Treadmill", "Store", "Hall")]


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ("Bath,Gym,in_use,", 1),
        ("Bath,Gym,planned,", 0),
        ("Bath,Gym,retired,Worn out", 0),
        ("Bath,Store,delivered,", 0),
    ],
)
def test_a_list_puts_nothing_into_a_room_that_is_not_open(session, row, refused, gym, store):
    assert gym.site_id == store.site_id
    sheet = sheets.read(f"name,place,state,ended_reason\n{row}\n".encode())

    plan = intake.plan(session, sheet, mappings.guessed(sheet.headers), DAY, EVERYTHING)

    assert [each.column for each in plan.refused] == ["place"] * refused


def test_neither_many_at_once_nor_a_list_moves_what_is_here_into_a_closed_room(session, gym, store):
    asset = an_asset(session, "Bath", store)
    sheet = sheets.read(f"tag,place\n{asset.tag},Gym\n".encode())

    listed = intake.plan(session, sheet, mappings.guessed(sheet.headers), DAY, EVERYTHING)
    together = bulk.plan(session, Wanted(), bulk.Wish(place=gym), DAY, EVERYTHING)

    for refused in (listed.refused, together.refused):
        assert ["Gym is not open" in str(each.no) for each in refused] == [True]


def test_a_list_says_which_thing_has_come_too_early(session, gym):
    asset = an_asset(session, "Treadmill", gym, state=State.ORDERED)
    sheet = sheets.read(f"tag,state\n{asset.tag},delivered\n".encode())

    plan = intake.plan(session, sheet, mappings.guessed(sheet.headers), DAY, EVERYTHING)

    assert "Gym is not open" in str(plan.refused[0].no)
