from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from assets import checks, people, settings
from assets.database import Actor, transaction
from assets.errors import Missing, Refused
from assets.inventory import identifiers, places
from assets.inventory.places import Kind as PlaceKind
from assets.inventory.places import Place
from assets.inventory.register import Asset, State
from assets.listing import Cut
from assets.maintenance import occurrences, plans, rounds, routes, walks
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Found, Reached, Stop
from assets.maintenance.terms import Kind, Outcome, Priority
from assets.rights import EVERYTHING, Role
from tests.builders import (
    DAY,
    a_person,
    a_room,
    a_round,
    a_site,
    a_type,
    an_asset,
    an_order,
    committed,
    saved,
    some_terms,
)

AT = datetime(2027, 3, 1, 4, tzinfo=UTC)
PASSED = Found(Reached.SCANNED, Outcome.PASS)


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


def a_round_plan(session, place, due_on=DAY, **values):
    """A plan that is walked over all that stands in a place."""
    where = {"place_id": place.id, "site_id": place.site_id, "partner_id": place.partner_id}
    plan = plans.new(some_terms("Look at everything"), in_rounds=True, **(where | values))
    plan.fall_due(due_on)
    return saved(session, plan)


def opened(session, on=DAY):
    occurrences.open_due(session, on)
    session.commit()


def walked(session, plan):
    """The tags of the stops of the plan's round, as one walks."""
    of_it = select(Stop).join(WorkOrder, WorkOrder.id == Stop.order_id)
    stops = session.exec(of_it.where(WorkOrder.plan_id == plan.id).order_by(Stop.position)).all()
    assert [stop.position for stop in stops] == list(range(1, len(stops) + 1))
    return [stop.asset_tag for stop in stops]


def stops_of(session, order):
    return session.exec(select(Stop).where(Stop.order_id == order.id).order_by(Stop.position)).all()


def test_a_round_leads_from_room_to_room_and_leaves_out_what_is_gone_or_away(session):
    ten, nine = a_room(session, "Room 10"), a_room(session, "Room 9")
    tags = [
        an_asset(session, name, place).tag
        for name, place in [("Ultrasound", ten), ("Bath", ten), ("Lamp", nine)]
    ]
    an_asset(session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))
    for state in (State.RETIRED, State.PLANNED, State.ON_LOAN, State.IN_TRANSIT):
        committed(session, an_asset(session, "Away", nine)).state = state
    session.commit()
    plan = a_round_plan(session, a_site(session))

    opened(session)

    assert walked(session, plan) == [tags[2], tags[1], tags[0]]


def test_a_round_keeps_to_its_place_and_to_its_kind(session):
    gym, hall = a_room(session, "Gym"), a_room(session, "Gym annex")
    kind = a_type(session)
    zone = places.open_place(session, Place(name="Zone", kind=PlaceKind.ZONE), gym)
    here = an_asset(session, "Mill", zone, type_id=kind.id)
    an_asset(session, "Chair", gym)
    an_asset(session, "Mill", hall, type_id=kind.id)
    plan = a_round_plan(session, gym, type_id=kind.id)

    opened(session)

    assert walked(session, plan) == [here.tag]


def test_an_arranged_round_is_walked_as_it_was_arranged(session):
    gym = a_room(session)
    first, second, third, left = (an_asset(session, name, gym) for name in "ABCD")
    plan = a_round_plan(session, gym)

    for wished in ([first, third], [third, first], [third, first, left, second]):
        routes.arrange(session, plan, wished)
    routes.arrange(session, plan, [third, second, first])
    session.commit()
    opened(session)

    assert walked(session, plan) == [third.tag, second.tag, first.tag]


def test_a_thing_of_another_site_is_no_stop(session):
    plan = a_round_plan(session, a_room(session))
    theirs = an_asset(session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes")))

    with pytest.raises(Refused, match="stands at another site"):
        routes.arrange(session, plan, [theirs])


def test_many_rounds_are_laid_out_in_a_handful_of_questions(engine, session):
    """However many there are: counted at the database."""
    rooms = [a_room(session, f"Room {number}") for number in range(12)]
    things = [an_asset(session, "Lamp", room) for room in rooms]
    all_plans = [a_round_plan(session, room) for room in rooms]
    for plan, thing in list(zip(all_plans, things, strict=True))[:6]:
        routes.arrange(session, plan, [thing])
    session.commit()
    asked = []

    with transaction(engine, by=Actor("timetable"), at=AT) as changes:
        event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        occurrences.open_due(changes, DAY)

    assert [walked(session, plan) for plan in all_plans] == [[thing.tag] for thing in things]
    about_stops = [each for each in asked if "plan_stop" in each or "INTO stop" in each]
    assert 3 <= len(about_stops) <= 5
    assert list(checks.check(engine, settings.load())) == []


def test_a_round_is_asked_for_in_ones_own_order_and_stands_where_all_its_stops_are(session):
    site = a_site(session)
    floor = places.open_place(session, Place(name="Ground floor", kind=PlaceKind.FLOOR), site)
    rooms = [
        places.open_place(session, Place(name=name, kind=PlaceKind.ROOM), floor)
        for name in ("Gym", "Pool")
    ]
    things = [an_asset(session, "Lamp", place) for place in (rooms[1], rooms[0])]

    order = rounds.ask(
        session, things, title="Clean the lamps", kind=Kind.HYGIENE, due_on=DAY, on=DAY
    )

    assert (order.asset_id, order.place_id, order.site_id) == (None, floor.id, site.id)
    assert [stop.asset_id for stop in stops_of(session, order)] == [each.id for each in things]


@pytest.mark.parametrize(
    ("state", "said"),
    [(State.ON_LOAN, "is on_loan: no round meets it"), (State.RETIRED, "no round meets it")],
)
def test_a_round_is_not_asked_for_what_it_cannot_meet(session, state, said):
    away = an_asset(session)
    away.state = state

    with pytest.raises(Refused, match=said):
        rounds.ask(session, [away], title="Look", kind=Kind.INSPECTION, due_on=DAY, on=DAY)


def test_a_stop_keeps_what_was_found_and_what_the_thing_was_then(session):
    order = a_round(session, 2)
    stop, bela = stops_of(session, order)[0], a_person(session)
    thing = session.get(Asset, stop.asset_id)
    thing.call("Treadmill, new belt")

    rounds.answer(session, order, stop, bela, Found(Reached.TYPED, Outcome.REMARK, " Squeaks "))
    thing.call("Sold")
    session.commit()

    assert (stop.reached, stop.outcome, stop.note) == (Reached.TYPED, Outcome.REMARK, "Squeaks")
    assert (stop.asset_name, stop.place_path) == ("Treadmill, new belt", "Lovrin / Gym")
    assert (stop.done_by_id, stop.done_at) == (bela.id, session.info["at"])


@pytest.mark.parametrize(
    ("found", "no"),
    [
        (Found(Reached.PASSED_BY), "Say why it is left out."),
        (Found(Reached.SCANNED, Outcome.FAIL, " "), "Say what you found."),
        (Found(Reached.TYPED, Outcome.REMARK), "Say what you found."),
    ],
)
def test_what_is_not_well_needs_words(session, found, no):
    order = a_round(session)

    with pytest.raises(Refused, match=no) as refused:
        rounds.answer(session, order, stops_of(session, order)[0], a_person(session), found)

    assert refused.value.field == "note"


def test_to_answer_twice_changes_nothing(session):
    order = a_round(session)
    stop, bela = stops_of(session, order)[0], a_person(session)
    rounds.answer(session, order, stop, bela, PASSED)
    session.commit()
    before = (stop.version, stop.done_at)

    session.info["at"] += timedelta(minutes=1)
    again = Found(Reached.TYPED, Outcome.PASS)
    rounds.answer(session, order, stop, a_person(session, name="Ana"), again)
    session.commit()

    assert (stop.version, stop.done_at) == before
    assert (stop.reached, stop.done_by_id) == (Reached.SCANNED, bela.id)


def test_a_round_lacks_what_is_neither_done_nor_left_out(session):
    order, bela = a_round(session, 2), a_person(session)
    first, second = stops_of(session, order)

    rounds.answer(session, order, first, bela, PASSED)
    halfway = rounds.lacking(session, order)
    rounds.answer(session, order, second, bela, Found(Reached.PASSED_BY, note="Locked"))

    assert halfway == [rounds.OPEN_STOPS]
    assert rounds.lacking(session, order) == []
    assert rounds.lacking(session, an_order(session)) == []
    assert walks.progress(session, order) == walks.Progress(count=2, done=2, failed=0)


def test_what_comes_next_is_the_first_open_stop(session):
    order = a_round(session, 3)
    first, second, third = stops_of(session, order)

    rounds.answer(session, order, second, a_person(session), PASSED)
    following = walks.following(session, order)
    rounds.answer(session, order, first, a_person(session, name="Ana"), PASSED)

    assert following.id == first.id
    assert walks.following(session, order).id == third.id


def test_what_failed_is_put_right_by_one_order(session):
    order, bela = a_round(session, 2), a_person(session)
    failed, well = stops_of(session, order)
    rounds.answer(session, order, failed, bela, Found(Reached.SCANNED, Outcome.FAIL, "Torn belt"))

    one, same = (
        rounds.repair(session, order, failed, "New belt", due_on=DAY, on=DAY) for _ in range(2)
    )

    assert one.number == same.number
    assert (one.kind, one.asset_id, one.corrects_id) == (
        Kind.CORRECTIVE,
        failed.asset_id,
        order.id,
    )
    with pytest.raises(Refused, match="Nothing failed"):
        rounds.repair(session, order, well, "New belt", due_on=DAY, on=DAY)


def test_stops_are_listed_as_they_are_now_until_they_are_done(session):
    order = a_round(session, 2)
    first, second = stops_of(session, order)
    rounds.answer(session, order, first, a_person(session), PASSED)
    for stop in (first, second):
        session.get(Asset, stop.asset_id).call("Renamed")
    session.commit()

    found = walks.listed(session, order, Cut(limit=1))
    rest = walks.listed(session, order, Cut(limit=1, after=found.following))

    assert [(row.name, row.done_by) for row in (*found.rows, *rest.rows)] == [
        ("Treadmill 1", "technician"),
        ("Renamed", None),
    ]


def test_a_thing_tells_of_its_open_stops_whom_they_concern(session):
    order = a_round(session)
    (stop,) = stops_of(session, order)
    thing = session.get(Asset, stop.asset_id)
    bela, viewer = a_person(session), people.rights_of(session, a_person(session, Role.VIEWER))

    told, untold = (walks.open_at(session, thing, by) for by in (EVERYTHING, viewer))
    rounds.answer(session, order, stop, bela, PASSED)

    assert [(each.id, of.number) for each, of in told] == [(stop.id, order.number)]
    assert untold == []
    assert walks.open_at(session, thing, EVERYTHING) == []


def test_a_stop_is_found_on_its_own_round_alone(session):
    one, other = a_round(session), a_round(session)
    (stop,) = stops_of(session, other)

    with pytest.raises(Missing):
        walks.stop(session, one, stop.id)
    for code, no in ((an_asset(session).tag, "is no stop of this round"), ("LOV-999", "no thing")):
        with pytest.raises(Refused, match=no):
            walks.scanned(session, one, [code], EVERYTHING)


def test_a_label_that_was_read_proves_where_somebody_stood_and_a_tag_does_not(session):
    order = a_round(session, 2)
    here, there = stops_of(session, order)
    label = committed(session, identifiers.label_of(session, session.get(Asset, here.asset_id)))
    address = f"HTTPS://REHAB.EXAMPLE/T/{label.code}"

    reached = [
        walks.reached_by(session, here, code, EVERYTHING)
        for code in (label.code, address, here.asset_tag.lower(), "")
    ]

    assert reached == [Reached.SCANNED, Reached.SCANNED, Reached.TYPED, Reached.TYPED]
    assert walks.scanned(session, order, [address], EVERYTHING).id == here.id
    with pytest.raises(Refused, match="code of something else"):
        walks.reached_by(session, there, label.code, EVERYTHING)


def test_a_round_presses_as_much_as_the_most_critical_thing_on_it(session):
    gym, store = a_room(session), a_room(session, "Store")
    things = [an_asset(session, place=gym, criticality=each) for each in (1, 4)]
    light = an_asset(session, place=store, criticality=1)
    named = {"title": "Look", "kind": Kind.CORRECTIVE, "due_on": DAY, "on": DAY}

    asked = [rounds.ask(session, each, **named).priority for each in (things, [light])]
    for place in (gym, store):
        a_round_plan(session, place)
    opened(session)

    planned = select(WorkOrder).where(WorkOrder.plan_id.is_not(None)).order_by(WorkOrder.priority)
    assert asked == [Priority.URGENT, Priority.LOW]
    assert {each.priority for each in session.exec(planned)} == {Priority.HIGH, Priority.LOW}
