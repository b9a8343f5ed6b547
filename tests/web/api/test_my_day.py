from datetime import date, timedelta

import pytest

from assets import tokens
from assets.inventory.register import Condition
from assets.maintenance import occurrences, seasons
from assets.maintenance.closures import Said
from assets.rights import Role
from tests.assets.maintenance.test_seasons import a_checklist
from tests.browser import Browser
from tests.builders import (
    a_lot,
    a_person,
    a_plan,
    a_room,
    a_schedule,
    a_site,
    an_asset,
    an_order,
    committed,
    today_at,
)


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def technician(app, session):
    """Acts for a technician of Lovrin by her token."""
    return _program(app, session, a_person(session, Role.TECHNICIAN, a_site(session)))


def _program(app, session, person):
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


def test_the_day_tells_what_is_late_what_is_todays_and_what_is_ahead(technician, session, today):
    late = an_order(session, an_asset(session, "Belt"), today - timedelta(4))
    now = a_plan(session, an_asset(session, "Valve"), today)
    a_plan(session, an_asset(session, "Oil"), today + timedelta(5))
    broken = an_asset(session, "Laser", condition=Condition.QUARANTINED)

    day = technician.get("/api/v1/day").json()

    assert [day[name]["count"] for name in ("late", "today", "week")] == [1, 1, 1]
    assert day["late"]["items"] == [
        {
            "titles": dict.fromkeys(("en", "ro", "hu"), "Check the belt"),
            "due_on": str(today - timedelta(4)),
            "days": -4,
            "order": late.number,
            "plan": str(late.plan_id),
            "lot": None,
            "invoice": None,
            "report": None,
            "asset": "LOV-00001",
            "name": "Belt",
            "site": "LOV",
            "place": "Gym",
            "taken_by": None,
        }
    ]
    assert [(each["order"], each["plan"]) for each in day["today"]["items"]] == [
        (None, str(now.id))
    ]
    assert (day["day"], day["following"]) == (str(today), None)
    unfit = {"asset": broken.tag, "name": "Laser", "site": "LOV", "place": "Gym"}
    assert day["unfit"] == {
        "items": [unfit | {"condition": "quarantined", "barred_on": None}],
        "count": 1,
    }


def test_what_is_shut_until_its_checklist_is_done_is_told(technician, session, today):
    pool = an_asset(session, "Pool")
    said = Said("Drain", today - timedelta(9), today + timedelta(1), checklist=a_checklist(session))
    closure, _ = committed(session, seasons.shut(session, pool, said))

    day = technician.get("/api/v1/day").json()

    known = {"name": "Drain", "closure": str(closure.id), "asset": pool.tag}
    assert day["shut"] == [known | {"order": None, "place": None}]


def test_a_free_week_tells_what_comes_next(technician, session, today):
    a_plan(session, due_on=today + timedelta(40))

    day = technician.get("/api/v1/day").json()

    assert (day["week"], day["following"]["days"]) == ({"items": [], "count": 0}, 40)


def test_who_is_on_it_is_named(technician, session, today):
    order = an_order(session, due_on=today)
    order.take(a_person(session, name="Ana"))
    session.commit()

    assert technician.get("/api/v1/day").json()["today"]["items"][0]["taken_by"] == "Ana"


def test_a_buyers_day_has_the_milestones_of_her_lots(app, session):
    lot = a_schedule(session, a_lot(session, site_id=a_site(session).id), date(2020, 3, 1)).lot
    officer = _program(app, session, a_person(session, Role.PROCUREMENT_OFFICER, a_site(session)))

    late = officer.get("/api/v1/day").json()["late"]

    assert {each["lot"] for each in late["items"]} == {lot.number}
    assert {each["order"] for each in late["items"]} == {None}


def test_another_sites_day_is_not_hers(technician, session, today):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    a_plan(session, an_asset(session, "Bath", pool), today)
    an_asset(session, "Laser", pool, condition=Condition.DOWN)
    occurrences.open_due(session, today)
    session.commit()

    day = technician.get("/api/v1/day").json()

    assert [day[name]["count"] for name in ("late", "today", "week", "unfit")] == [0, 0, 0, 0]


def test_a_stranger_has_no_day(browser):
    assert browser.get("/api/v1/day").status_code == 401
