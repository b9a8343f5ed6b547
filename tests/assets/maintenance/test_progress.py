from datetime import UTC, date, datetime, timedelta

import pytest

from assets import people
from assets.errors import Refused
from assets.inventory import suppliers
from assets.inventory.register import Asset
from assets.maintenance import completion, occurrences, orders, plans, progress
from assets.maintenance.orders import LIFE, State, WorkOrder
from assets.maintenance.terms import FailureMode, Kind, Priority, Waiting
from assets.money import Currency, Money
from assets.rights import Role
from tests.builders import DAY, a_person, a_plan, a_room, a_site, an_asset, an_order, committed

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at(session):
    session.info["at"] = AT


def an_asked(session, **values):
    said = {"title": "Mend the belt", "kind": Kind.CORRECTIVE, "due_on": DAY, "on": DAY}
    return committed(session, orders.ask(session, an_asset(session), **said | values))


def a_technician(session, name="Bela", site=None):
    return a_person(session, Role.TECHNICIAN, site or a_site(session), name=name)


def a_done(session, order, by=None):
    completion.complete(session, order, by or a_technician(session), DAY)
    session.flush()
    return order


# As the issue draws it: what may follow what, by hand.
DRAWN = {
    "draft": {"open", "cancelled"},
    "open": {"assigned", "in_progress", "waiting", "done", "cancelled"},
    "assigned": {"open", "in_progress", "waiting", "done", "cancelled"},
    "in_progress": {"waiting", "done", "cancelled"},
    "waiting": {"in_progress", "done", "cancelled"},
    "done": {"verified", "in_progress"},
    "verified": {"closed"},
    "closed": set(),
    "cancelled": set(),
}


def test_each_state_is_followed_by_those_that_are_drawn_and_by_no_other():
    order = WorkOrder(number="W-1", title="x", kind=Kind.HYGIENE, due_on=DAY, opened_on=DAY)

    for state in State:
        order.state = state
        allowed = set()
        for to in State:
            try:
                order.may_become(to)
            except Refused:
                continue
            allowed.add(to.value)
        assert allowed == DRAWN[state], state


def test_what_is_done_is_judged_by_whoever_may_verify():
    judged = {needs for state in (State.DONE, State.VERIFIED) for needs in LIFE[state].values()}

    assert judged == {"orders:verify"}


def test_work_begins_once_waits_and_goes_on(session):
    order, bela = an_asked(session), a_technician(session)

    order.begin(bela, AT)
    order.wait(Waiting.PARTS)
    waiting = (order.state, order.waiting_for)
    order.begin(bela, AT + timedelta(days=2))

    assert waiting == (State.WAITING, Waiting.PARTS)
    assert (order.state, order.waiting_for, order.started_at) == (State.IN_PROGRESS, None, AT)
    assert order.taken_by_id == bela.id


def test_a_draft_is_no_work_yet(session):
    order = an_asked(session, state=State.DRAFT)

    with pytest.raises(Refused, match="is draft: it cannot become assigned"):
        order.take(a_technician(session))
    order.become(State.OPEN)
    order.take(a_technician(session, "Cora"))

    assert order.state is State.ASSIGNED


def test_work_is_given_to_a_person_a_role_or_a_firm_and_given_back(session):
    order, bela = an_asked(session), a_technician(session)
    firm = suppliers.named(session, "Lift Service")

    progress.assign(session, order, person=bela)
    to_her = (order.taken_by_id, order.role, order.provider_id)
    progress.assign(session, order, role=Role.TECHNICIAN)
    to_role = (order.taken_by_id, order.role, order.provider_id)
    progress.assign(session, order, provider=firm)
    to_firm = (order.state, order.taken_by_id, order.role, order.provider_id)
    order.give_back()

    assert to_her == (bela.id, None, None)
    assert to_role == (None, Role.TECHNICIAN, None)
    assert to_firm == (State.ASSIGNED, None, None, firm.id)
    assert (order.state, order.provider_id) == (State.OPEN, None)


def test_work_is_given_to_nobody_who_may_not_do_it_there(session):
    order = an_asked(session)
    elsewhere = a_technician(session, site=a_site(session, "SZE", "Szentes", "HU"))
    viewer = a_person(session, Role.VIEWER, a_site(session))

    for person in (elsewhere, viewer):
        with pytest.raises(Refused, match="may do no work there") as no:
            progress.assign(session, order, person=person)
        assert no.value.field == "person"
    with pytest.raises(Refused, match="does no work"):
        progress.assign(session, order, role=Role.AUDITOR)
    with pytest.raises(Refused, match="Say whose work it is"):
        progress.assign(session, order)


def test_the_order_of_a_plan_takes_over_whose_work_it_is_and_what_it_demands(session):
    bela, plan = a_technician(session), a_plan(session)
    plan.person_id, plan.needs_photo, plan.needs_signature = bela.id, True, True
    other = a_plan(session, an_asset(session), title="Of a role")
    other.role, other.needs_certificate = Role.TECHNICIAN, True
    session.commit()

    occurrences.open_due(session, DAY)

    first, second = (orders.to_do_of(session, each) for each in (plan, other))
    assert (first.state, first.taken_by_id) == (State.ASSIGNED, bela.id)
    assert (first.needs_photo, first.needs_signature, first.needs_certificate) == (
        True,
        True,
        False,
    )
    assert (second.state, second.role, second.needs_certificate) == (
        State.ASSIGNED, Role.TECHNICIAN, True,
    )  # fmt: skip


def test_done_work_is_verified_and_closed(session):
    order, chief = a_done(session, an_order(session)), a_person(session, Role.SITE_MANAGER)

    progress.verify(session, order, chief)
    progress.close(session, order, chief)

    assert (order.state, order.verified_by_id, order.verified_at) == (State.CLOSED, chief.id, AT)
    assert (order.closed_by_id, order.closed_at) == (chief.id, AT)
    with pytest.raises(Refused, match="W-00001 is done already"):
        order.take(chief)


def test_nobody_verifies_her_own_work_where_it_was_signed(session):
    bela, order = a_technician(session), an_order(session)
    a_done(session, order, bela)
    order.needs_signature = True

    with pytest.raises(Refused, match="Somebody else must verify it"):
        progress.verify(session, order, bela)
    progress.verify(session, order, a_person(session, Role.SITE_MANAGER))

    assert order.state is State.VERIFIED


def test_what_fails_verification_is_owed_again(session):
    order = a_done(session, an_order(session, due_on=date(2027, 2, 1), every=1))
    plan = session.get_one(plans.MaintenancePlan, order.plan_id)
    moved_on = plan.due_on

    with pytest.raises(Refused, match="Say what is to be done again"):
        progress.send_back(session, order, " ")
    progress.send_back(session, order, "The cover is loose.")
    session.flush()
    again = (order.state, order.reason, order.done_on, order.place_path, order.due_key)
    owed = session.get_one(Asset, order.asset_id).due_on
    a_done(session, order, a_technician(session, "Cora"))

    assert moved_on == date(2027, 4, 1)
    assert again == (State.IN_PROGRESS, "The cover is loose.", None, "", date(2027, 2, 1))
    assert owed == date(2027, 2, 1)
    assert (plan.due_on, order.missed, order.reason) == (date(2027, 4, 1), 1, "")


def test_work_whose_next_time_has_come_is_not_sent_back(session):
    order = a_done(session, an_order(session, due_on=date(2027, 2, 1), every=1))
    plan = session.get_one(plans.MaintenancePlan, order.plan_id)
    occurrences.open_next(session, plan, DAY)

    with pytest.raises(Refused, match="W-00002, is open already"):
        progress.send_back(session, order, "Again")


def test_sent_back_work_is_where_its_thing_is_now(session):
    order = a_done(session, an_asked(session))
    hall = a_room(session, "Hall", a_site(session, "SZE", "Szentes", "HU"))
    session.get_one(Asset, order.asset_id).stand_in(hall, on=DAY)
    session.flush()

    progress.send_back(session, order, "It squeaks still.")

    assert order.site_id == hall.site_id


def test_what_is_noted_of_the_work(session):
    order = an_asked(session)
    down = AT - timedelta(hours=5)

    progress.note(
        session, order, priority=Priority.LOW, failure_mode=FailureMode.NOISE, due_on=DAY,
        vendor_cost=Money(12_50, Currency.RON), down_from=down, down_until=AT, warranty_claim=True,
    )  # fmt: skip
    session.flush()

    assert (order.vendor_minor, order.vendor_currency) == (12_50, Currency.RON)
    assert (order.down_from, order.down_until, order.warranty_claim) == (down, AT, True)
    assert order.pressing_key == "32027-03-01"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"down_from": AT, "down_until": AT - timedelta(1)}, "down_until", "before it begins"),
        ({"down_until": AT}, "down_until", "before it begins"),
        ({"down_from": AT + timedelta(hours=1)}, "down_from", "has not come yet"),
        ({"vendor_cost": Money(-1, Currency.EUR)}, "vendor_cost", "not below zero"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(session, said, field, words):
    with pytest.raises(Refused, match=words) as no:
        progress.note(session, an_asked(session), **said)

    assert no.value.field == field


def test_the_day_of_a_plans_order_is_its_plans(session):
    order = an_order(session)

    with pytest.raises(Refused, match="Its plan says when it is due"):
        progress.note(session, order, due_on=DAY + timedelta(9))


def test_a_closed_order_keeps_what_it_says(session):
    order, chief = a_done(session, an_asked(session)), a_person(session, Role.SITE_MANAGER)
    progress.verify(session, order, chief)
    progress.close(session, order, chief)

    with pytest.raises(Refused, match="closed and stays as it is"):
        progress.note(session, order, priority=Priority.LOW)


def test_work_at_a_place_needs_no_thing(session):
    gym = a_room(session)

    order = orders.ask(session, gym, title="Paint", kind=Kind.MODIFICATION, due_on=DAY, on=DAY)
    a_done(session, order)

    assert (order.asset_id, order.site_id, order.place_path) == (None, gym.site_id, gym.path)
    assert people.rights_of(session, a_technician(session, "Cora")).may("orders:see", order)
