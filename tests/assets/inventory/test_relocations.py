import string
from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from assets import derivations, trail
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory import branches, identifiers, places, register, relocations
from assets.inventory.places import DEEPEST, Kind, Place
from assets.inventory.register import Asset, State
from assets.maintenance import occurrences, plans
from assets.maintenance.plans import MaintenancePlan
from assets.rights import EVERYTHING
from tests.builders import DAY, a_partner, a_plan, a_room, a_site, an_asset, committed, some_terms

NAMES = ["Gym", "Gym 2", "Ground floor", "Bazin", "Öltöző"]


def inside(session, place, name, **values):
    room = Place(name=name, **({"kind": Kind.ROOM} | values))
    return committed(session, places.open_place(session, room, place))


def elsewhere(session):
    owner = a_partner(session, "SZ", "HU")
    return a_site(session, "SZE", "Szentes", "HU", partner_id=owner.id)


def shown(session):
    """The places that somebody who sees everything is shown, by their paths."""
    session.expire_all()
    return {each.path: each for each in session.exec(places.listed(EVERYTHING))}


def wrong(engine):
    """What does not follow from the rest, as `rehab check` finds it."""
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        proofs = [proof(session) for proof in derivations.WRONG.values()]
        return [problem for proof in proofs for problem in proof if problem]


def test_a_branch_moves_with_all_that_is_in_it(session, engine):
    old, new = a_room(session, "Old house"), a_room(session, "New house")
    floor = inside(session, old, "Floor")
    asset = an_asset(session, place=inside(session, floor, "Gym"))

    relocations.move(session, floor, new)

    assert {"Lovrin / New house / Floor", "Lovrin / New house / Floor / Gym"} < set(shown(session))
    gym = session.get(Place, session.get(Asset, asset.id).place_id)
    assert gym.path == "Lovrin / New house / Floor / Gym"
    assert wrong(engine) == []


def test_to_another_site_everything_follows_and_the_tags_stay(session, engine):
    szentes, gym = elsewhere(session), a_room(session, "Gym")
    corner = inside(session, gym, "Corner")
    asset, bought = an_asset(session, place=corner), an_asset(session, place=gym)
    bought.partner_id = a_partner(session, "UNI", "HU").id
    label = committed(session, identifiers.label_of(session, asset))
    plan = a_plan(session, asset)
    order = committed(session, occurrences.open_next(session, plan, DAY))

    relocations.move(session, gym, szentes)
    session.commit()

    session.expire_all()
    followed = [session.get(type(each), each.id) for each in (asset, label, plan, order, corner)]
    theirs = (szentes.id, szentes.partner_id)
    assert {(each.site_id, each.partner_id) for each in followed} == {theirs}
    assert session.get(Asset, asset.id).tag == "LOV-00001"
    other = session.get(Asset, bought.id)
    assert (other.site_id, other.partner_id) == (szentes.id, a_partner(session, "UNI").id)
    entry, _ = session.exec(trail.history(label.id)).first()
    assert (entry.label, entry.site_id) == (label.code, gym.site_id)
    assert wrong(engine) == []


def test_the_next_tag_of_both_sites_is_a_new_one(session):
    gym, szentes = a_room(session, "Gym"), elsewhere(session)
    an_asset(session, place=gym)

    relocations.move(session, gym, szentes)

    tags = [an_asset(session, place=each).tag for each in (gym, a_site(session))]
    assert tags == ["SZE-00001", "LOV-00002"]


def test_what_goes_along_is_told_before(session):
    gym = a_room(session, "Gym")
    an_asset(session, place=inside(session, gym, "Corner"))
    an_asset(session, place=gym)

    assert relocations.load(session, gym) == (2, 2)


def test_no_place_goes_into_itself_and_no_site_goes_anywhere(session):
    gym, site = a_room(session, "Gym"), a_site(session)
    corner = inside(session, gym, "Corner")

    for place, into in ((gym, corner), (gym, gym), (site, gym), (site, elsewhere(session))):
        for verb in (relocations.move, lambda *args: relocations.merge(*args, DAY)):
            with pytest.raises(Refused):
                verb(session, place, into)


def test_a_branch_that_would_be_too_deep_stays(session):
    way = [a_room(session, "Way")]
    while len(way) < DEEPEST - 2:
        way.append(inside(session, way[-1], "On"))
    gym = a_room(session, "Gym")
    inside(session, gym, "Corner")

    with pytest.raises(Refused, match="20 levels"):
        relocations.move(session, gym, way[-1])

    relocations.move(session, gym, way[-2])
    assert max(each.depth for each in shown(session).values()) == DEEPEST - 1


def test_twenty_levels_of_long_names_stand_in_one_tree(session, engine):
    place = a_site(session)
    for level in range(DEEPEST - 1):
        name = "".join(Random(level).choices(string.ascii_lowercase + "áéíóöőúüű", k=110))
        place = inside(session, place, name)
        beside = inside(session, session.get(Place, place.parent_id), f"Beside {place.name}"[:120])
    asset = an_asset(session, place=place)

    assert place.depth == DEEPEST - 1
    assert len(session.exec(branches.above(place, EVERYTHING)).all()) == DEEPEST - 1
    assert len(branches.tree(session, EVERYTHING)) == 2 * DEEPEST - 1
    assert places.called(session, place.path, EVERYTHING).id == place.id
    assert session.exec(places.below(beside)).all() == [beside.id]
    tally = branches.tally_of(branches.tallies(session, EVERYTHING), a_site(session))
    assert (tally.here, asset.place_id) == (1, place.id)
    assert wrong(engine) == []


def test_a_merged_place_gives_everything_to_the_other_and_is_shown_no_more(session, engine):
    old, new = a_room(session, "Sala 2 (old)"), a_room(session, "Sala 2")
    corner, asset = inside(session, old, "Corner"), an_asset(session, place=old)
    label = identifiers.Label(code="ABCD2345", place_id=old.id, site_id=old.site_id)
    session.add(label)
    earlier = a_room(session, "Sala")
    relocations.merge(session, earlier, old, DAY)

    relocations.merge(session, old, new, DAY)

    assert set(shown(session)) == {"Lovrin", "Lovrin / Sala 2", "Lovrin / Sala 2 / Corner"}
    assert {asset.place_id, label.place_id, corner.parent_id} == {new.id}
    assert not old.open(DAY)
    for each in (old, earlier):
        assert places.taken_up(session, each.id, EVERYTHING).id == new.id
    assert wrong(engine) == []


def test_the_name_of_a_merged_place_is_free_again(session):
    old, new = a_room(session, "Gym"), a_room(session, "Hall")

    relocations.merge(session, old, new, DAY)

    places.rename(session, new, "Gym")
    assert set(shown(session)) == {"Lovrin", "Lovrin / Gym"}


def test_a_place_can_be_merged_into_the_one_around_it(session, engine):
    hall = a_room(session, "Hall")
    inner = inside(session, hall, "Gym")
    innermost = inside(session, inner, "Gym")
    corner = inside(session, innermost, "Gym")

    relocations.merge(session, inner, hall, DAY)

    found = shown(session)
    assert found["Lovrin / Hall / Gym"].id == innermost.id
    assert found["Lovrin / Hall / Gym / Gym"].id == corner.id
    assert wrong(engine) == []


def test_two_that_read_alike_are_not_put_side_by_side(session):
    old, new = a_room(session, "Old"), a_room(session, "New")
    inside(session, old, "Store 1")
    inside(session, new, "store-1")

    with pytest.raises(Refused, match="New has a place named Store 1 already"):
        relocations.merge(session, old, new, DAY)


def test_what_stands_there_is_not_put_where_nothing_can_stand_yet(session):
    old, new = a_room(session, "Old"), a_room(session, "New", opens_on=date(2027, 8, 25))
    asset = an_asset(session, place=old, state=State.ORDERED)
    relocations.must_merge(session, old, new, DAY)

    asset.state = State.IN_USE
    committed(session, asset)

    with pytest.raises(Refused, match="New is not open on"):
        relocations.merge(session, old, new, DAY)


def register_one(session, place, *_):
    asset = register.register(session, place=place, name="Lamp")
    plans.add(session, asset, some_terms(), DAY)


VERBS = {
    "open": lambda session, place, _, name: places.open_place(
        session, Place(name=name, kind=Kind.ZONE), place
    ),
    "rename": lambda session, place, _, name: places.rename(session, place, name),
    "move": lambda session, place, into, _: relocations.move(session, place, into),
    "merge": lambda session, place, into, _: relocations.merge(session, place, into, DAY),
    "register": register_one,
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(VERBS)),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(NAMES),
    ),
    max_size=25,
)


def lived(session, steps):
    """The life of a tree; what the house refuses does not happen. How many were registered."""
    registered = 0
    for verb, one, other, name in steps:
        known = session.exec(places.listed(EVERYTHING)).all()
        place, into = known[one % len(known)], known[other % len(known)]
        try:
            with session.begin_nested():
                VERBS[verb](session, place, into, name)
            registered += verb == "register"
        except Refused:
            session.expire_all()
    return registered


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_is_moved_and_merged_nothing_is_lost(empty_register, engine_of, steps):
    with empty_register("tree") as url:
        engine = engine_of(url)
        with transaction(engine, by=Actor("test")) as session:
            session.commit = session.flush
            a_site(session), elsewhere(session)

            registered = lived(session, steps)

        with transaction(engine, by=Actor("test"), read_only=True) as session:
            assert_whole(session, registered)
        assert wrong(engine) == []
        engine.dispose()


def assert_whole(session, registered):
    """Every thing and every plan stands in a place that is shown, and the tree is one."""
    known = {each.id: each for each in shown(session).values()}
    things = {each.id: each for each in session.exec(select(Asset))}
    for thing in things.values():
        place = known[thing.place_id]
        assert (thing.site_id, thing.partner_id) == (place.site_id, place.partner_id)
    for plan in session.exec(select(MaintenancePlan)):
        assert plan.site_id == things[plan.asset_id].site_id
    for place in known.values():
        assert_it_hangs_on_its_site(place, known)
    tallies = branches.tallies(session, EVERYTHING)
    sites = [each for each in known.values() if each.kind is Kind.SITE]
    assert sum(branches.tally_of(tallies, each).here for each in sites) == registered == len(things)
    assert len(branches.tree(session, EVERYTHING)) == len(known)


def assert_it_hangs_on_its_site(place, known):
    seen = Counter()
    while place.parent_id:
        seen[place.id] += 1
        assert seen[place.id] == 1
        assert place.path == f"{known[place.parent_id].path} / {place.name}"
        place = known[place.parent_id]
    assert place.kind is Kind.SITE
