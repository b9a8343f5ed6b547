from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from assets import derivations
from assets.database import Actor, transaction
from assets.errors import Refused
from assets.inventory import relocations
from assets.inventory.register import State as AssetState
from assets.maintenance import (
    closures,
    completion,
    inheritance,
    occurrences,
    reopenings,
    seasons,
)
from assets.maintenance.checklists import Checklist
from assets.maintenance.closures import Closure, Said
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import AtClosure, Shift
from assets.maintenance.terms import Kind as WorkKind
from tests.builders import a_person, a_plan, a_room, a_site, an_asset, committed, saved

DRAIN = Said("Yearly drain", date(2027, 7, 5), date(2027, 7, 25), yearly=True)
INSIDE = date(2027, 7, 14)


def heeding(session, asset, at_closure, due_on=INSIDE, **terms):
    plan = a_plan(session, asset, due_on, **terms)
    plan.at_closure, plan.on_free_day = at_closure, Shift.LATER
    return committed(session, plan)


def fresh(session, record):
    session.expire_all()
    return session.get(type(record), record.id)


def a_checklist(session):
    named = {"name_en": "Start-up", "name_ro": "Pornire", "name_hu": "Indítás"}
    return saved(session, Checklist(key="start-up", **named))


def test_a_new_closure_moves_the_duties_due_in_it_and_the_orders_open_for_them(session, engine):
    hall = a_room(session, "Pool hall")
    pool = an_asset(session, "Pool", hall)
    after = heeding(session, pool, AtClosure.AFTER)
    lift = an_asset(session, "Pool lift", hall)
    bound = heeding(session, lift, AtClosure.AFTER, kind=WorkKind.STATUTORY_INSPECTION)
    staying = heeding(session, pool, AtClosure.STAY)
    elsewhere = heeding(session, an_asset(session), AtClosure.AFTER)
    order = committed(session, occurrences.open_next(session, after, INSIDE))

    _, moves = seasons.shut(session, hall, DRAIN)
    session.commit()

    plans = [fresh(session, each) for each in (after, bound, staying, elsewhere)]
    assert [each.due_on for each in plans] == [
        date(2027, 7, 26),
        date(2027, 7, 2),
        INSIDE,
        INSIDE,
    ]
    assert {move.plan.id for move in moves} == {after.id, bound.id}
    assert plans[0].series_on == INSIDE
    assert fresh(session, order).due_on == date(2027, 7, 26)
    assert fresh(session, lift).due_on == date(2027, 7, 2)
    with transaction(engine, by=Actor("test"), read_only=True) as looking:
        assert not [no for proof in derivations.WRONG.values() for no in proof(looking) if no]


def test_what_a_closure_would_move_is_said_before_and_changes_nothing(session, engine):
    hall = a_room(session, "Pool hall")
    plan = heeding(session, an_asset(session, "Pool", hall), AtClosure.BEFORE)

    with transaction(engine, by=Actor("test")) as changes:
        (move,) = seasons.preview(changes, hall, DRAIN)

    assert (move.was, move.to) == (INSIDE, date(2027, 7, 2))
    assert fresh(session, plan).due_on == INSIDE
    assert session.exec(select(Closure)).all() == []


def test_a_closure_names_the_duties_that_come_to_it_later_too_and_where_they_go(session):
    pool = an_asset(session, "Pool", a_room(session, "Pool hall"))
    soon = heeding(session, pool, AtClosure.BEFORE, INSIDE)
    later = heeding(session, pool, AtClosure.BEFORE, date(2027, 1, 14), every=3)
    heeding(session, pool, AtClosure.BEFORE, date(2027, 2, 14), every=3)
    closure, _ = seasons.shut(session, pool, DRAIN)
    session.commit()

    found = seasons.falling(session, fresh(session, closure), date(2026, 11, 22))

    told = {each.plan.id: (each.series_on, each.due_on) for each in found}
    assert told == dict.fromkeys((later.id, soon.id), (INSIDE, date(2027, 7, 2)))


def test_a_cancelled_or_shortened_closure_gives_back_what_it_moved(session):
    hall = a_room(session, "Pool hall")
    plan = heeding(session, an_asset(session, "Pool", hall), AtClosure.AFTER)
    closure, _ = seasons.shut(session, hall, DRAIN)
    session.commit()

    seasons.change(session, closure, Said("Drain", date(2027, 7, 5), date(2027, 7, 16)))
    session.commit()
    shortened = fresh(session, plan).due_on
    seasons.cancel(session, fresh(session, closure))
    session.commit()

    assert (shortened, fresh(session, plan).due_on) == (date(2027, 7, 19), INSIDE)
    with pytest.raises(Refused, match="was cancelled"):
        seasons.cancel(session, fresh(session, closure))


def test_a_closure_that_meets_another_moves_what_is_bundled_in_that_one_and_back(session):
    hall = a_room(session, "Pool hall")
    plan = heeding(session, an_asset(session, "Pool", hall), AtClosure.WITHIN)
    seasons.shut(session, hall, DRAIN)
    session.commit()
    bundled = fresh(session, plan).due_on

    tiles, _ = seasons.shut(session, hall, Said("Tiles", date(2027, 7, 1), date(2027, 7, 4)))
    session.commit()
    together = fresh(session, plan).due_on
    seasons.cancel(session, tiles)
    session.commit()

    assert (bundled, together) == (date(2027, 7, 5), date(2027, 7, 1))
    assert fresh(session, plan).due_on == bundled


def test_what_is_left_out_gives_way_to_the_next_time(session):
    hall = a_room(session, "Pool hall")
    plan = heeding(session, an_asset(session, "Pool", hall), AtClosure.SKIP, every=1)

    seasons.shut(session, hall, DRAIN)
    session.commit()

    # 14 August 2027 is a Saturday, and the Monday after it a working day in Romania.
    found = fresh(session, plan)
    assert (found.series_on, found.due_on) == (date(2027, 8, 14), date(2027, 8, 16))


def skipping(session, pool, *done):
    """A monthly plan that closures skip, done on these days."""
    session.info["at"] = datetime(2027, 7, 15, 12, tzinfo=UTC)
    plan, technician = heeding(session, pool, AtClosure.SKIP, done[0], every=1), a_person(session)
    for day in done:
        order = occurrences.open_next(session, plan, day)
        completion.complete(session, order, technician, day)
    return plan


@pytest.mark.parametrize("done_inside", [False, True])
def test_what_was_left_out_is_called_up_again_when_its_closure_is_moved_or_cancelled(
    engine, session, done_inside
):
    pool, june = an_asset(session, "Pool"), date(2027, 6, 14)
    plan = skipping(session, pool, june, *([INSIDE] if done_inside else []))
    closure, _ = seasons.shut(session, pool, DRAIN)
    session.commit()
    skipped = fresh(session, plan).series_on

    later = Said("Drain", date(2027, 7, 19), DRAIN.ends_on)
    with transaction(engine, by=Actor("test")) as looking:
        previewed = seasons.preview_change(looking, looking.get(Closure, closure.id), later)
    moved = seasons.change(session, fresh(session, closure), later)
    after_move = fresh(session, plan)
    days = after_move.due_on, after_move.occurrence
    seasons.change(session, fresh(session, closure), DRAIN)
    seasons.cancel(session, fresh(session, closure))
    session.commit()

    assert skipped == date(2027, 8, 14)
    assert [each.to for each in previewed] == [each.to for each in moved]
    assert days == ((date(2027, 8, 16), 3) if done_inside else (INSIDE, 2))
    assert fresh(session, plan).due_on == days[0]


def test_a_time_that_would_fall_on_a_day_already_done_gives_way_to_the_next(session):
    hall = a_room(session, "Pool hall")
    pool = an_asset(session, "Pool", hall)
    plan = heeding(session, pool, AtClosure.BEFORE, date(2027, 7, 2), every=1, unit="week")
    order = occurrences.open_next(session, plan, date(2027, 7, 2))
    order.state, order.due_key = State.CANCELLED, date(9999, 12, 31)
    plan.set_due(date(2027, 7, 9))
    session.commit()

    seasons.shut(session, hall, DRAIN)
    session.commit()

    assert fresh(session, plan).due_on == date(2027, 7, 30)


def test_two_times_that_a_closure_shifts_to_one_day_are_asked_for_once(session):
    first = date(2027, 7, 9)
    pool = an_asset(session, "Pool")
    plan = heeding(session, pool, AtClosure.AFTER, first, every=1, unit="week")
    order = committed(session, occurrences.open_next(session, plan, first))
    seasons.shut(session, pool, DRAIN)
    session.commit()

    # Both the 9th and the 16th are shifted to the Monday after; the first is done on its own day.
    shifted = fresh(session, order)
    days = (shifted.early_on, shifted.due_on, shifted.late_on)
    session.info["at"] = datetime(2027, 7, 9, 12, tzinfo=UTC)
    completion.complete(session, shifted, a_person(session), first)
    session.commit()

    plan = fresh(session, plan)
    assert days == (date(2027, 7, 8), date(2027, 7, 26), date(2027, 7, 27))
    assert (plan.series_on, plan.due_on) == (date(2027, 7, 30), date(2027, 7, 30))
    assert plan.occurrence == 4


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(" ", date(2027, 7, 5), date(2027, 7, 6)), "name"),
        (Said("Drain", date(2027, 7, 5), date(2027, 7, 4)), "ends_on"),
        (Said("Drain", date(2027, 7, 5), date(2028, 7, 5), yearly=True), "ends_on"),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused_beside_the_field(session, said, field):
    with pytest.raises(Refused) as no:
        closures.shut(session, a_room(session), said)

    assert no.value.field == field


def test_a_day_before_it_ends_the_checklist_of_a_reopening_is_asked_once_a_year(session):
    site = a_site(session)
    checklist = a_checklist(session)
    said = Said("Yearly drain", DRAIN.begins_on, DRAIN.ends_on, yearly=True, checklist=checklist)
    closure, _ = seasons.shut(session, an_asset(session, "Pool"), said)
    session.commit()

    days = [(2027, 7, 23), (2027, 7, 24), (2027, 7, 25), (2027, 8, 20), (2028, 7, 24)]
    opened = [reopenings.open_due(session, date(*day), site) for day in days]

    orders = session.exec(select(WorkOrder).order_by(WorkOrder.due_on)).all()
    assert opened == [0, 1, 0, 0, 1]
    assert [order.due_on for order in orders] == [date(2027, 7, 25), date(2028, 7, 25)]
    assert {order.checklist_id for order in orders} == {checklist.id}
    assert orders[0].titles == (
        "Before it opens again: Yearly drain",
        "Înainte de redeschidere: Yearly drain",
        "Az újranyitás előtt: Yearly drain",
    )
    assert closure.asset_id == orders[0].asset_id


def test_the_order_of_a_reopening_follows_its_closure_and_ends_with_it(session):
    site, hall = a_site(session), a_room(session, "Pool hall")
    said = Said("Drain", DRAIN.begins_on, DRAIN.ends_on, checklist=a_checklist(session))
    closure, _ = seasons.shut(session, hall, said)
    session.commit()
    reopenings.open_due(session, date(2027, 7, 24), site)
    session.commit()

    longer = Said("Drain", DRAIN.begins_on, date(2027, 8, 1), checklist=said.checklist)
    seasons.change(session, closure, longer)
    session.commit()
    moved = session.exec(select(WorkOrder)).one().due_on
    seasons.cancel(session, closure)
    session.commit()

    order = session.exec(select(WorkOrder)).one()
    assert (moved, order.state) == (date(2027, 8, 1), State.CANCELLED)
    assert order.place_path == hall.path


def test_a_closure_goes_with_its_place_and_its_thing_to_another_site(session):
    hall = a_room(session, "Pool hall")
    shut = [
        committed(session, closures.shut(session, subject, DRAIN))
        for subject in (hall, an_asset(session, "Pool", hall))
    ]
    szentes = a_site(session, "SZE", "Szentes", "HU")

    relocations.move(session, hall, into=szentes)
    session.commit()

    assert {fresh(session, each).site_id for each in shut} == {szentes.id}


@pytest.mark.parametrize("asleep", ["stored", "paused"])
def test_what_sleeps_while_a_closure_is_made_heeds_it_when_it_is_asked_again(session, asleep):
    hall = a_room(session, "Pool hall")
    pool = an_asset(session, "Pool", hall)
    plan = heeding(session, pool, AtClosure.BEFORE)
    session.info["at"] = datetime(2027, 3, 1, 9, tzinfo=UTC)
    if asleep == "stored":
        pool.state = AssetState.IN_STORAGE
    else:
        inheritance.pause(session, plan)
    session.commit()

    seasons.shut(session, hall, DRAIN)
    unasked = fresh(session, pool).due_on
    pool.state = AssetState.IN_USE
    if asleep == "paused":
        inheritance.resume(session, plan)
    session.commit()

    assert unasked is None
    assert (plan.due_on, pool.due_on) == (date(2027, 7, 5) - timedelta(3),) * 2


def test_an_exception_of_the_calendar_moves_what_is_due_on_it_and_back(session):
    plan = a_plan(session, due_on=INSIDE, on_free_day=Shift.EARLIER)
    chosen = a_plan(session, due_on=date(2027, 7, 18), on_free_day=Shift.STAY)
    order = occurrences.open_next(session, plan, INSIDE)
    said = {"country": "RO", "day": INSIDE, "working": False, "name": "Bridge"}

    own = seasons.declare(session, **said)
    session.commit()
    moved = fresh(session, plan).due_on, fresh(session, order).due_on, chosen.due_on
    seasons.forget(session, own)
    session.commit()

    assert moved == (date(2027, 7, 13), date(2027, 7, 13), date(2027, 7, 18))
    assert (fresh(session, plan).due_on, fresh(session, order).due_on) == (INSIDE, INSIDE)


@pytest.mark.parametrize("moved", ["thing", "room"])
def test_what_is_put_into_a_closed_place_makes_way_like_all_that_is_there(session, moved):
    hall, gym = a_room(session, "Pool hall"), a_room(session, "Gym")
    lift = an_asset(session, "Pool lift", gym)
    plan = heeding(session, lift, AtClosure.BEFORE)
    order = occurrences.open_next(session, plan, INSIDE)
    seasons.shut(session, hall, DRAIN)
    session.info["at"] = datetime(2027, 3, 1, 9, tzinfo=UTC)
    session.commit()

    if moved == "thing":
        lift.move(hall, date(2027, 3, 1))
    else:
        relocations.move(session, gym, hall)
    session.commit()

    days = [fresh(session, each).due_on for each in (plan, order, lift)]
    assert days == [date(2027, 7, 2)] * 3
