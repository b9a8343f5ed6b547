from datetime import timedelta

import pytest

from assets.maintenance import occurrences, orders, plans, worklists
from assets.maintenance.orders import State
from assets.maintenance.terms import Kind, Terms
from assets.rhythm import Rhythm, Unit
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed, today_at


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def a_late_order(session, today, days=3, place=None):
    """One order of a monthly plan, opened on its day and late since."""
    asset = an_asset(session, "Galvanic bath", place=place)
    terms = Terms("Check the electrodes", Kind.INSPECTION, Rhythm(1, Unit.MONTH))
    plan = plans.add(session, asset, terms, today - timedelta(days))
    occurrences.open_due(session, today)
    return committed(session, orders.to_do_of(session, plan))


def again(session, order):
    session.expire_all()
    return worklists.order(session, order.number, EVERYTHING)


def test_a_late_order_says_how_late_it_is(technician, session, today):
    order = a_late_order(session, today)

    page = technician.get(f"/orders/{order.number}").text

    assert "3 days late." in page
    assert "Check the electrodes" in technician.get("/orders?when=late").text


def test_completing_from_the_page_moves_the_plan_on(technician, session, today):
    order = a_late_order(session, today)

    done = technician.post(
        f"/orders/{order.number}/complete", data={"done_on": today.isoformat(), "note": "Cleaned"}
    )

    finished = again(session, order)
    assert done.status_code == 303
    assert (finished.state, finished.note) == (State.DONE, "Cleaned")
    assert finished.done_by.name == "technician"
    assert finished.plan.due_on > today


def test_a_day_that_has_not_come_is_refused_beside_the_field(technician, session, today):
    order = a_late_order(session, today)
    tomorrow_week = (today + timedelta(7)).isoformat()

    answer = technician.post(f"/orders/{order.number}/complete", data={"done_on": tomorrow_week})

    assert answer.status_code == 422
    assert "has not come yet" in answer.text
    assert again(session, order).state is State.OPEN


def test_an_order_is_not_cancelled_without_a_reason(technician, session, today):
    order = a_late_order(session, today)

    answer = technician.post(f"/orders/{order.number}/cancel", data={"reason": ""})

    assert answer.status_code == 422
    assert "Say why it is not done." in answer.text


def test_taking_it_on_is_shown(technician, session, today):
    order = a_late_order(session, today)

    technician.post(f"/orders/{order.number}/take", data={"version": order.version})

    assert again(session, order).state is State.ASSIGNED
    assert "technician" in technician.get("/orders?mine=true").text


def test_another_sites_work_does_not_exist(technician, session, today):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    order = a_late_order(session, today, place=pool)

    assert technician.get(f"/orders/{order.number}").status_code == 404
    assert technician.post(f"/orders/{order.number}/take").status_code == 404
    assert order.number not in technician.get("/orders").text


def test_a_viewer_sees_work_and_does_none(app, session, today):
    order = a_late_order(session, today)
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert viewer.get(f"/orders/{order.number}").status_code == 200
    assert viewer.post(f"/orders/{order.number}/take").status_code == 403


def test_work_that_no_plan_asks_for_can_be_asked_for(technician, session, today):
    asset = an_asset(session)
    said = {"asset": asset.tag, "title": "Mend the belt", "kind": "corrective"}

    answer = technician.post("/orders", data=said | {"due_on": today.strftime("%d.%m.%Y")})

    assert answer.status_code == 303
    assert "Mend the belt" in technician.get(answer.headers["location"]).text


def test_nothing_to_do_says_so(technician):
    assert "Nothing is to be done." in technician.get("/orders").text
