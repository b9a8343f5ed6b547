from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from assets import checks, duties, settings, trail
from assets.database import Actor, open_engine, transaction
from assets.errors import Refused
from assets.inventory.register import Asset
from assets.inventory.register import State as AssetState
from assets.maintenance import completion, inheritance, occurrences, orders, plans
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.terms import Kind
from assets.rhythm import Mode
from tests.builders import (
    DAY,
    a_person,
    a_plan,
    a_room,
    a_site,
    a_type,
    an_asset,
    an_order,
    some_terms,
)
from tests.processes import PROCESSES

AT = datetime(2027, 3, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def later(session):
    """All of this happened before now."""
    session.info["at"] = datetime(2030, 1, 1, tzinfo=UTC)


def opened(session, on=DAY, site=None):
    """Open what is due, and answer how many orders that made."""
    count = occurrences.open_due(session, on, site)
    session.commit()
    return count


def known(session):
    return session.exec(select(WorkOrder).order_by(WorkOrder.number)).all()


def test_a_due_plan_becomes_one_order_however_often_we_look(session):
    plan = a_plan(session)
    a_plan(session, due_on=DAY + timedelta(1))

    counts = [opened(session) for _ in range(3)]

    assert counts == [1, 0, 0]
    (order,) = known(session)
    assert (order.number, order.due_on, order.title) == ("W-00001", DAY, "Check the belt")
    assert plan.due_on == DAY


def test_orders_are_on_the_trail_as_records_are(engine, session):
    plan = a_plan(session)

    with transaction(engine, by=Actor("timetable"), at=AT) as changes:
        occurrences.open_due(changes, DAY)

    (order,) = known(session)
    entry, batch = session.exec(trail.history(order.id)).one()
    assert (entry.verb, entry.label, entry.site_id) == ("created", "W-00001", plan.site_id)
    assert entry.changes["due_on"] == [None, "2027-03-01"]
    assert batch.source == "timetable"
    assert order.created_at == AT
    assert list(checks.check(engine, settings.load())) == []


def test_each_site_opens_its_own(session):
    lovrin, szentes = a_site(session), a_site(session, "SZE", "Szentes", "HU")
    for site in (lovrin, szentes):
        a_plan(session, an_asset(session, place=a_room(session, "Gym", site)))

    assert opened(session, site=szentes) == 1
    assert [order.site_id for order in known(session)] == [szentes.id]


def test_a_neglected_plan_has_one_open_order_and_waits(session):
    a_plan(session, due_on=date(2027, 1, 31), every=1)

    for month in (2, 3, 4):
        opened(session, on=date(2027, month, 28))

    assert [order.due_on for order in known(session)] == [date(2027, 1, 31)]


def test_two_open_orders_of_one_plan_are_more_than_the_database_takes(session):
    plan = a_plan(session)
    opened(session)
    (first,) = known(session)
    second = WorkOrder(**first.model_dump(exclude={"id"}) | {"number": "W-00002"})
    second.due_on = plan.due_on + timedelta(1)

    session.add(second)

    with pytest.raises(IntegrityError):
        session.flush()


def test_paused_and_ended_plans_open_nothing(session):
    paused, ended = a_plan(session), a_plan(session)
    paused.pause()
    inheritance.end(session, ended, DAY)
    session.commit()

    assert opened(session) == 0


def test_done_work_moves_the_plan_on_and_keeps_who_and_when(engine, session):
    bela, plan = a_person(session, name="Bela"), a_plan(session, due_on=date(2027, 2, 28))
    opened(session)

    with transaction(engine, by=Actor("web", bela.id), at=AT) as changes:
        order = changes.exec(select(WorkOrder)).one()
        order.take(bela)
        completion.complete(changes, order, bela, on=DAY, note=" Greased. ")

    session.expire_all()
    (done,) = known(session)
    assert (done.state, done.done_on, done.done_at) == (State.DONE, DAY, AT)
    assert (done.taken_by_id, done.done_by_id, done.note) == (bela.id, bela.id, "Greased.")
    assert plan.due_on == date(2027, 8, 28)
    assert session.get_one(Asset, plan.asset_id).due_on == plan.due_on


def test_the_day_a_late_order_was_done_says_how_many_were_missed(session):
    order = an_order(session, due_on=date(2027, 1, 4), every=1)

    completion.complete(session, order, a_person(session), on=date(2027, 3, 1), note="")

    assert order.missed == 1  # the 4th of February
    assert session.get_one(plans.MaintenancePlan, order.plan_id).due_on == date(2027, 3, 4)


def test_floating_work_is_counted_from_the_day_it_was_done(session):
    order = an_order(session, due_on=date(2027, 1, 4), every=1, mode=Mode.FLOATING)

    completion.complete(session, order, a_person(session), on=date(2027, 1, 20))

    assert session.get_one(plans.MaintenancePlan, order.plan_id).due_on == date(2027, 2, 20)


def test_work_may_be_opened_and_done_before_its_day(session):
    order = an_order(session, due_on=date(2027, 3, 20), every=1)

    completion.complete(session, order, a_person(session), on=date(2027, 3, 18))

    assert session.get_one(plans.MaintenancePlan, order.plan_id).due_on == date(2027, 4, 20)
    assert opened(session, on=date(2027, 4, 19)) == 0
    assert opened(session, on=date(2027, 4, 20)) == 1


def test_opening_the_next_one_twice_gives_the_same(session):
    plan = a_plan(session)

    first, second = (occurrences.open_next(session, plan, DAY) for _ in range(2))

    assert first.number == second.number


def test_work_of_tomorrow_cannot_be_done(session):
    order, bela = an_order(session), a_person(session)
    session.info["at"] = AT

    with pytest.raises(Refused, match="has not come yet") as no:
        completion.complete(session, order, bela, on=date(2027, 3, 4))

    assert no.value.field == "done_on"


@pytest.mark.parametrize("again", ["take", "complete", "cancel"])
def test_what_is_done_stays_done(session, again):
    order, bela = an_order(session), a_person(session)
    completion.complete(session, order, bela, on=DAY)
    verbs = {
        "take": lambda: order.take(bela),
        "complete": lambda: completion.complete(session, order, bela, on=DAY),
        "cancel": lambda: orders.cancel(session, order, "No", on=DAY),
    }

    with pytest.raises(Refused, match="W-00001 is done already"):
        verbs[again]()


def test_giving_an_occurrence_up_needs_a_reason_and_brings_the_next(session):
    order = an_order(session, due_on=date(2027, 2, 1), every=1)

    with pytest.raises(Refused, match="Say why"):
        orders.cancel(session, order, " ", on=DAY)
    orders.cancel(session, order, "The pool is drained.", on=DAY)

    assert order.state is State.CANCELLED
    assert opened(session) == 1
    assert [order.due_on for order in known(session)] == [date(2027, 2, 1), DAY]


def test_a_finished_order_keeps_what_it_was_done_to(session):
    order = an_order(session)
    completion.complete(session, order, a_person(session), on=DAY)
    asset = session.get_one(Asset, order.asset_id)

    asset.call("Renamed")
    asset.stand_in(a_room(session, "Hall", a_site(session, "SZE", "Szentes", "HU")), on=DAY)
    session.flush()

    assert (order.asset_tag, order.asset_name) == ("LOV-00001", "Treadmill")
    assert order.place_path == "Lovrin / Gym"
    assert order.site_id == a_site(session).id


def test_open_orders_go_along_to_another_site(session):
    order = an_order(session)
    asset = session.get_one(Asset, order.asset_id)
    szentes = a_site(session, "SZE", "Szentes", "HU")

    asset.stand_in(a_room(session, "Hall", szentes), on=DAY)
    session.flush()

    assert order.site_id == szentes.id


def test_nothing_is_left_to_do_on_what_retires(session):
    order = an_order(session)
    asset = session.get_one(Asset, order.asset_id)

    asset.step(AssetState.RETIRED, DAY)
    session.flush()

    assert (order.state, order.reason) == (State.CANCELLED, "The asset was retired.")
    assert opened(session, on=date(2030, 1, 1)) == 0


def test_what_is_done_in_the_moment_in_which_its_thing_retires_stays_done(session):
    order = an_order(session)
    asset = session.get_one(Asset, order.asset_id)

    with session.no_autoflush:
        order.become(State.DONE)
        asset.step(AssetState.RETIRED, DAY)
        session.flush()

    assert (order.state, order.reason) == (State.DONE, "")


def test_another_day_takes_the_open_order_along(session):
    order = an_order(session, every=1)
    plan = session.get_one(plans.MaintenancePlan, order.plan_id)

    occurrences.reschedule(session, plan, date(2027, 3, 20))

    assert order.due_on == date(2027, 3, 20)
    assert opened(session, on=date(2027, 3, 20)) == 0
    completion.complete(session, order, a_person(session), on=date(2027, 3, 20))
    assert plan.due_on == date(2027, 4, 20)


def test_a_day_that_had_its_order_is_not_given_another(session):
    order = an_order(session, every=1)
    plan = session.get_one(plans.MaintenancePlan, order.plan_id)
    completion.complete(session, order, a_person(session), on=DAY)

    with pytest.raises(Refused, match="has had its order already"):
        occurrences.reschedule(session, plan, DAY)


def test_a_plan_on_a_type_has_no_day_to_put_off(session):
    plan = inheritance.add(session, a_type(session), some_terms(), DAY)

    with pytest.raises(Refused, match="Nothing falls due by this plan"):
        occurrences.reschedule(session, plan, DAY)

    assert opened(session, on=DAY) == 0


def test_work_that_no_plan_asks_for(session):
    asset = an_asset(session)

    order = orders.ask(
        session, asset, title="Change the fuse", kind=Kind.CORRECTIVE, due_on=DAY, on=DAY
    )
    completion.complete(session, order, a_person(session), on=DAY)

    assert (order.number, order.state, order.missed) == ("W-00001", State.DONE, None)


def test_what_fell_due_while_the_program_was_off_says_so(session):
    site = a_site(session)
    days = {"Before": -1, "While off": 2, "Today": 6}
    for title, away in days.items():
        a_plan(session, due_on=DAY + timedelta(away), title=title)
    duties.claim(session, duties.OPEN_DUE, site.id, DAY, at=AT)

    opened(session, on=DAY + timedelta(6), site=site)

    off = {order.title: order.off_since for order in known(session)}
    assert off == {"Before": None, "While off": DAY + timedelta(1), "Today": None}


def _open(url, begin):
    begin.wait()
    engine = open_engine(url)
    for _ in range(5):
        with transaction(engine, by=Actor("timetable"), at=AT) as session:
            occurrences.open_due(session, DAY)
    engine.dispose()


def test_two_processes_open_each_occurrence_once_and_neither_fails(database_url, engine, session):
    asset = an_asset(session)
    for number in range(60):
        plans.add(session, asset, some_terms(f"Check {number}"), DAY - timedelta(number % 7))
    session.commit()
    begin = PROCESSES.Event()
    both = [PROCESSES.Process(target=_open, args=(database_url, begin)) for _ in range(2)]

    for each in both:
        each.start()
    begin.set()
    for each in both:
        each.join(60)

    assert [each.exitcode for each in both] == [0, 0]
    found = known(session)
    assert len({order.plan_id for order in found}) == len(found) == 60
    assert [order.number for order in found] == [f"W-{n:05}" for n in range(1, 61)]
    assert list(checks.check(engine, settings.load())) == []
