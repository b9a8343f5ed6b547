from datetime import date

import pytest
from sqlmodel import select

from assets.maintenance import seasons
from assets.maintenance.closures import Closure, Said
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import AtClosure
from assets.rights import Role
from assets.words import Words
from tests.browser import Browser
from tests.builders import a_checklist, a_person, a_plan, a_room, a_site, an_asset, committed

TYPED = {"name": "Yearly drain", "begins_on": "5.7.2030", "ends_on": "2030-07-25", "yearly": "true"}


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def hall(session):
    return a_room(session, "Pool hall")


def heeding(session, asset, at_closure=AtClosure.BEFORE):
    plan = a_plan(session, asset, date(2030, 7, 10))
    plan.at_closure = at_closure
    return committed(session, plan)


def shut(session, subject, **said):
    named = {"name": "Drain", "begins_on": date(2030, 7, 5), "ends_on": date(2030, 7, 25)}
    closure, _ = seasons.shut(session, subject, Said(**(named | said)))
    return committed(session, closure)


def all_of(session, table):
    session.expire_all()
    return session.exec(select(table)).all()


def test_a_closure_says_what_it_moves_before_it_is_saved(manager, session, hall):
    plan = heeding(session, an_asset(session, "Pool", hall))
    typed = TYPED | {"place": hall.path}

    looked = manager.post("/closures", data=typed)
    before = all_of(session, Closure)
    saved_at = manager.post("/closures", data=typed | {"seen": "true"})

    assert looked.status_code == 200
    assert "It moves 1 duty." in looked.text
    assert "10 Jul 2030 → 4 Jul 2030" in looked.text
    assert 'value="Yearly drain"' in looked.text
    assert before == []
    assert all_of(session, MaintenancePlan)[0].due_on == date(2030, 7, 4)
    page = manager.get(saved_at.headers["location"]).text
    assert "Closed from 5 July 2030 to 25 July 2030." in page
    assert f"/plans/{plan.id}" in page


def test_a_closure_that_moves_nothing_is_saved_at_once_and_is_read_where_it_holds(
    manager, session, hall
):
    a_checklist(session, names=Words("Start-up", "Pornire", "Indítás"))
    pool = an_asset(session, "Pool", hall)

    answer = manager.post("/closures", data=TYPED | {"place": hall.path, "checklist": "Start-up"})

    (closure,) = all_of(session, Closure)
    assert answer.headers["location"] == f"/closures/{closure.id}"
    for page in ("/closures", f"/places/{hall.id}", f"/places/{hall.site_id}"):
        assert "Yearly drain" in manager.get(page).text, page
    assert "Yearly drain" in manager.get(f"/assets/{pool.tag}").text
    assert "Yearly drain" not in manager.get(f"/assets/{an_asset(session).tag}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends_on": "2030-07-01"}, "It cannot end before it begins."),
        ({"place": ""}, "Name either a place or a thing."),
        ({"checklist": "Nothing"}, "There is no checklist Nothing."),
        ({"begins_on": "soon"}, "soon"),
    ],
)
def test_a_mistake_is_shown_beside_its_field_and_nothing_typed_is_lost(manager, hall, typed, said):
    answer = manager.post("/closures", data=TYPED | {"place": hall.path} | typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Yearly drain"' in answer.text


def test_other_days_are_looked_at_first_and_a_cancelled_closure_gives_all_back(
    manager, session, hall
):
    heeding(session, an_asset(session, "Pool", hall), AtClosure.AFTER)
    closure = shut(session, hall)
    days = {"name": "Drain", "begins_on": "2030-07-05", "ends_on": "2030-07-28"}

    looked = manager.post(f"/closures/{closure.id}/edit", data=days | {"version": "1"})
    manager.post(f"/closures/{closure.id}/edit", data=days | {"version": "1", "seen": "true"})
    moved = all_of(session, MaintenancePlan)[0].due_on
    late = manager.post(f"/closures/{closure.id}/edit", data=days | {"version": "1"})
    manager.post(f"/closures/{closure.id}/cancel")

    assert "26 Jul 2030 → 29 Jul 2030" in looked.text
    assert moved == date(2030, 7, 29)
    assert (late.status_code, "Somebody else changed this" in late.text) == (422, True)
    assert all_of(session, MaintenancePlan)[0].due_on == date(2030, 7, 10)
    assert "Cancelled. Nothing is closed." in manager.get(f"/closures/{closure.id}").text


def test_a_technician_reads_closures_and_shuts_nothing(app, session, hall):
    closure = shut(session, hall)
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    assert technician.get(f"/closures/{closure.id}").status_code == 200
    assert "/edit" not in technician.get(f"/closures/{closure.id}").text
    assert technician.post("/closures", data=TYPED).status_code == 403
    assert technician.post(f"/closures/{closure.id}/cancel").status_code == 403


def test_a_year_of_working_days_is_read_and_a_bridge_day_added_and_taken_away(manager):
    shown = manager.get("/calendar?country=RO&year=2027").text
    typed = {"country": "RO", "day": "2027-04-29", "working": "false", "name": "Bridge day"}

    answer = manager.post("/calendar", data=typed)
    added = manager.get(answer.headers["location"]).text
    again = manager.post("/calendar", data=typed)
    manager.post("/calendar/RO/2027-04-29/forget", data={"version": "1"})
    after = manager.get("/calendar?country=RO&year=2027").text

    assert "Wednesday, 1 December 2027" in shown or "Wednesday 1 December 2027" in shown
    assert ("Bridge day" in shown, "Bridge day" in added, "Bridge day" in after) == (
        False,
        True,
        False,
    )
    assert again.status_code == 422
    assert "has its exception already" in again.text
    assert manager.get("/calendar?country=XX").status_code == 404
