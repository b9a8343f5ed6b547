from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import pasts, replays, seals
from assets.database import Actor, transaction
from assets.inventory import places
from assets.inventory.places import Place
from assets.inventory.register import Asset, Condition
from assets.words import Language
from tests.builders import a_model, a_room, an_asset

BY = Actor("test")
BEGAN = datetime(2027, 1, 1, 12, tzinfo=UTC)


def told(engine, asset, moment):
    """The facts of the page, by their labels."""
    with transaction(engine, by=BY, read_only=True) as session:
        state = pasts.as_of(session, asset.id, moment)
        known = pasts.facts(session, asset, state, moment, Language.EN) if state else []
        return {fact.label: fact.value for fact in known}


def at(engine, moment, record, **values):
    with transaction(engine, by=BY, at=moment) as session:
        kept = session.get(type(record), record.id)
        for name, value in values.items():
            setattr(kept, name, value)


CHANGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["Bath", "Baie", "Kád", "Bath II"]),
            "condition": st.sampled_from(Condition),
            "note": st.sampled_from(["", "Squeaks", "Oiled"]),
            "acquired_on": st.sampled_from([None, date(2026, 1, 1), date(2026, 2, 1)]),
            "price_minor": st.sampled_from([None, 100, 250]),
            "unnumbered": st.booleans(),
        },
    ),
    max_size=6,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CHANGES)
def test_what_it_was_at_any_moment_is_what_it_was_seen_to_be(engine, session, changes):
    """Each change has its day, and what stood in the register is remembered after each."""
    session.info["at"] = BEGAN
    asset = an_asset(session)
    seen = [session.get(Asset, asset.id).model_dump()]
    for number, values in enumerate(changes, start=1):
        at(engine, BEGAN + timedelta(number), asset, **values)
        session.expire_all()
        seen.append(session.get(Asset, asset.id).model_dump())

    for number, row in enumerate(seen):
        state = pasts.as_of(session, asset.id, BEGAN + timedelta(number, seconds=1))
        for name, unsaid in replays.said(Asset):
            was = seals.plain(state.get(name, unsaid))
            assert (was or None) == (seals.plain(row[name]) or None), name
    assert pasts.as_of(session, asset.id, BEGAN) is None


def test_names_are_those_of_that_time(engine, session):
    session.info["at"] = BEGAN
    model = a_model(session, "Technogym", "Run Artis")
    asset = an_asset(session, "Bath", a_room(session, "Sala 2"), model_id=model.id)
    with transaction(engine, by=BY, at=BEGAN + timedelta(5)) as later:
        places.rename(later, later.get(Place, asset.place_id), "Bazin")

    before = told(engine, asset, BEGAN + timedelta(4))
    after = told(engine, asset, BEGAN + timedelta(6))

    assert (before["Place"], after["Place"]) == ("Sala 2", "Bazin")
    assert before["Model"] == "Run Artis"


def test_a_day_is_over_at_midnight_where_the_thing_stands():
    day = date(2027, 3, 1)

    lovrin, szentes = (
        pasts.end_of(day, ZoneInfo(zone)) for zone in ("Europe/Bucharest", "Europe/Budapest")
    )

    assert lovrin == datetime.combine(day, time(22), UTC)
    assert szentes == datetime.combine(day, time(23), UTC)
