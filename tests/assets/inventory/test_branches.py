from datetime import date

import pytest

from assets.errors import Refused
from assets.inventory import branches, places
from assets.inventory.places import Kind, Place
from assets.inventory.register import State
from assets.rights import EVERYTHING, Permission, Rights
from tests.builders import a_room, a_site, an_asset, committed


def inside(session, place, name, **values):
    room = Place(name=name, **({"kind": Kind.ROOM} | values))
    return committed(session, places.open_place(session, room, place))


def names(session, **asked):
    return [place.name for place in branches.tree(session, EVERYTHING, **asked)]


def test_a_great_tree_shows_as_many_whole_levels_as_fit(session):
    site = a_site(session)
    for floor in ("A", "B"):
        for room in range(3):
            inside(session, a_room(session, floor), f"{floor}{room}")

    assert names(session, most=3) == ["Lovrin", "A", "B"]
    assert names(session, most=8) == ["Lovrin", "A", "B"]
    assert len(names(session, most=9)) == 9
    assert names(session, inside=site, most=2) == ["A", "B"]
    assert names(session, inside=site, most=1) == ["A"]


def test_a_branch_is_told_from_one_whose_name_begins_alike(session):
    hall, halls = a_room(session, "Hall"), a_room(session, "Hall 1")
    inside(session, hall, "Corner")
    inside(session, halls, "Niche")

    assert names(session, inside=hall) == ["Corner"]
    assert names(session, inside=halls) == ["Niche"]


@pytest.mark.parametrize("name", ["hall-1", "HALL 1", "Háll 1", "Hall  1"])
def test_two_names_that_read_alike_cannot_stand_side_by_side(session, name):
    a_room(session, "Hall 1")
    other = a_room(session, "Other")

    with pytest.raises(Refused):
        inside(session, a_site(session), name)
    with pytest.raises(Refused):
        places.rename(session, other, name)


def test_a_place_may_be_renamed_to_its_own_name_written_otherwise(session):
    hall = a_room(session, "hall 1")

    places.rename(session, hall, "Hall 1")

    assert hall.path == "Lovrin / Hall 1"


def test_what_is_inside_counts_for_what_is_around_it(session):
    floor = a_room(session, "Floor")
    gym = inside(session, floor, "Gym")
    an_asset(session, place=floor)
    an_asset(session, place=gym)
    an_asset(session, place=gym, state=State.ORDERED)
    an_asset(session, place=gym, state=State.DISPOSED)

    tallies = branches.tallies(session, EVERYTHING)

    tally = branches.tally_of(tallies, floor)
    assert (tally.here, tally.coming) == (2, 1)
    tally = branches.tally_of(tallies, gym)
    assert (tally.here, tally.coming) == (1, 1)


def test_only_what_she_may_see_is_counted(session):
    gym = a_room(session, "Gym")
    an_asset(session, place=gym)
    nothing = Rights(at_sites={a_site(session).id: frozenset({Permission.PLACES_SEE})})

    tallies = branches.tallies(session, nothing)

    assert branches.tally_of(tallies, gym).here == 0


def test_a_new_room_opens_with_the_building_it_is_in(session):
    opening = date(2027, 8, 25)
    house = a_room(session, "House", opens_on=opening)

    assert inside(session, house, "Gym").opens_on == opening
    assert inside(session, house, "Store", opens_on=date(2027, 1, 1)).opens_on == date(2027, 1, 1)


def test_the_places_above_come_from_the_site_down(session):
    room = inside(session, inside(session, a_room(session, "House"), "Floor"), "Gym")

    above = session.exec(branches.above(room, EVERYTHING)).all()

    assert [place.name for place in above] == ["Lovrin", "House", "Floor"]
