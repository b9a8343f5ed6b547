from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, select

from assets import chronicle, derivations, trail
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.inventory import parts, register
from assets.inventory.register import Asset, State
from assets.people import rights_of
from assets.rights import EVERYTHING, Role
from assets.words import Language
from tests.builders import (
    DAY,
    a_person,
    a_plan,
    a_room,
    a_site,
    an_asset,
    committed,
)


def put(session, part, whole):
    parts.put_on(session, part, register.asset(session, whole.id, EVERYTHING), DAY)
    return committed(session, part)


@pytest.fixture
def unit(session):
    return an_asset(session, "Shock wave unit", a_room(session, "Cabinet"))


@pytest.fixture
def handpiece(session):
    return an_asset(session, "Handpiece", a_room(session, "Store"))


def astray(engine):
    """What the check says of parts that do not stand where their wholes stand."""
    with transaction(engine, by=Actor("test"), read_only=True) as looking:
        return [wrong for wrong in derivations.parts(looking) if wrong]


def places_of(session, *assets):
    session.expire_all()
    return {each.place_id for each in assets}


def test_a_part_stands_where_its_whole_stands(session, unit, handpiece):
    put(session, handpiece, unit)

    assert handpiece.part_of_id == unit.id
    assert places_of(session, handpiece) == {unit.place_id}
    assert [each.tag for each in session.exec(parts.of(unit))] == [handpiece.tag]


def test_where_a_whole_goes_its_parts_go_however_deep(engine, session, unit, handpiece):
    screw, hall = an_asset(session, "Screw"), a_room(session, "Hall")
    put(session, handpiece, unit)
    put(session, screw, handpiece)

    unit.move(to=hall, on=DAY)
    session.commit()

    assert places_of(session, unit, handpiece, screw) == {hall.id}
    assert astray(engine) == []


def test_a_part_that_stands_elsewhere_is_told_by_the_check(engine, session, unit, handpiece):
    put(session, handpiece, unit)
    hall = a_room(session, "Hall")

    with engine.begin() as behind:
        behind.execute(
            update(Asset.__table__).where(Asset.tag == unit.tag).values(place_id=hall.id)
        )

    assert astray(engine) == [f"asset {handpiece.id}: place_id does not follow from the rest."]


def test_what_belongs_to_a_part_follows_it_to_another_site(session, unit, handpiece):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    plan = a_plan(session, handpiece)
    put(session, handpiece, unit)

    unit.stand_in(a_room(session, "Hall", szentes), on=DAY)
    session.commit()

    session.expire_all()
    assert (handpiece.site_id, plan.site_id) == (szentes.id, szentes.id)


def test_a_part_does_not_move_by_itself(session, unit, handpiece):
    put(session, handpiece, unit)

    with pytest.raises(Refused, match="moves with it"):
        handpiece.move(to=a_room(session, "Hall"), on=DAY)
    parts.take_off(handpiece)
    handpiece.move(to=a_room(session, "Hall"), on=DAY)

    assert handpiece.part_of_id is None


def test_putting_on_and_taking_off_is_told(session, unit, handpiece):
    put(session, handpiece, unit)
    parts.take_off(handpiece)
    session.commit()

    entries = session.exec(trail.history(handpiece.id)).all()
    told = [" ".join(each.sentences) for each in chronicle.told(session, entries, Language.EN)]

    assert told[0] == "Taken off LOV-00001."
    assert "Became part of LOV-00001." in told[1]


def test_what_is_not_on_anything_is_not_taken_off(handpiece):
    with pytest.raises(Refused, match="is not part of anything"):
        parts.take_off(handpiece)


def test_nothing_is_part_of_itself_or_of_its_own_parts(session, unit, handpiece):
    put(session, handpiece, unit)

    for part, whole in ((unit, unit), (unit, handpiece)):
        with pytest.raises(Refused, match="part of") as no:
            put(session, part, whole)
        assert no.value.field == "part"


def test_parts_of_parts_go_down_five_levels(session):
    five = [an_asset(session, f"Part {number}") for number in range(5)]
    for whole, part in pairwise(five):
        put(session, part, whole)

    with pytest.raises(Refused, match="5 levels"):
        put(session, an_asset(session, "Sixth"), five[-1])
    with pytest.raises(Refused, match="5 levels"):
        put(session, five[0], an_asset(session, "Above"))


@pytest.mark.parametrize(
    ("state", "sentence"), [(State.RETIRED, "is retired"), (State.ON_LOAN, "is on_loan")]
)
def test_what_is_not_here_is_no_part(session, unit, state, sentence):
    away = an_asset(session, "Handpiece")
    away.step(state, DAY)

    with pytest.raises(Refused, match=sentence):
        put(session, away, unit)


@pytest.mark.parametrize("state", [State.ON_LOAN, State.RETIRED])
def test_a_part_that_is_here_again_joins_its_whole_by_whichever_door(
    engine, session, unit, handpiece, state
):
    put(session, handpiece, unit)
    handpiece.step(state, DAY)
    session.commit()
    unit.move(a_room(session, "Hall"), DAY)
    session.commit()

    handpiece.step(State.IN_STORAGE, DAY)
    session.commit()

    assert places_of(session, handpiece) == {unit.place_id}
    assert astray(engine) == []


def test_a_part_of_something_else_is_taken_off_first(session, unit, handpiece):
    put(session, handpiece, an_asset(session, "Another unit"))

    with pytest.raises(Refused, match="part of another thing"):
        put(session, handpiece, unit)


def test_a_part_comes_from_the_same_site(session, unit):
    szentes = a_site(session, "SZE", "Szentes", "HU")

    with pytest.raises(Refused, match="stands at another site"):
        put(session, an_asset(session, "Handpiece", a_room(session, "Hall", szentes)), unit)


def test_a_kit_is_a_thing_with_parts(session, unit, handpiece):
    case = parts.make_kit(session, "Case", a_room(session, "Hall"), [unit, handpiece], DAY)
    session.commit()

    assert [each.tag for each in session.exec(parts.of(case))] == [unit.tag, handpiece.tag]
    assert places_of(session, case, unit, handpiece) == {case.place_id}


def test_a_kit_holds_what_she_sees_and_no_more_than_a_hundred(session, unit):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    hers = rights_of(session, a_person(session, Role.TECHNICIAN, szentes))

    with pytest.raises(Missing):
        parts.chosen(session, [unit.tag], hers)
    with pytest.raises(Refused, match="At most 100"):
        parts.chosen(session, [unit.tag] * 101, EVERYTHING)
    with pytest.raises(Refused, match="Choose what belongs"):
        parts.make_kit(session, "Case", a_room(session), [], DAY)


# A forest of eight things: which is put on which, taken off or moved, in whatever order.
TRIED = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["put", "off", "move"])),
    max_size=30,
)


def test_however_parts_are_put_on_they_make_a_tree_that_stands_together(engine, session):
    rooms = [a_room(session, f"Room {number}") for number in range(8)]
    eight = [an_asset(session, f"Thing {number}", rooms[number]).id for number in range(8)]

    @settings(max_examples=12, deadline=None)
    @given(TRIED)
    def tried(steps):
        with Session(engine, info=session.info) as trying:
            for one, other, verb in steps:
                _try(trying, eight[one], eight[other], rooms[other], verb)
            _stand_together(trying, eight)

    tried()


def _try(session, one, other, room, verb):
    part = register.asset(session, one, EVERYTHING)
    try:
        if verb == "put":
            parts.put_on(session, part, register.asset(session, other, EVERYTHING), DAY)
        elif verb == "off":
            parts.take_off(part)
        else:
            part.move(to=room, on=date(2027, 3, 2))
        session.flush()
    except Refused:
        session.flush()


def _stand_together(session, keys):
    known = {each.id: each for each in session.exec(select(Asset))}
    for key in keys:
        above, part = [key], known[key]
        while part.part_of_id:
            whole = known[part.part_of_id]
            assert whole.place_id == part.place_id
            assert whole.id not in above
            above.append(whole.id)
            part = whole
        assert len(above) <= parts.DEEPEST
