import html
import re
from datetime import date

import pytest

from assets.maintenance import plans
from assets.maintenance.terms import Kind, Terms
from assets.rhythm import Rhythm, Unit
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed

WRITTEN = {
    "title": "Check the belt",
    "kind": "inspection",
    "every": "1",
    "unit": "month",
    "mode": "fixed",
    "first_on": "2030-01-31",
}


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def a_plan(session, place=None):
    terms = Terms("Check the belt", Kind.INSPECTION, Rhythm(1, Unit.MONTH))
    asset = an_asset(session, place=place)
    return committed(session, plans.add(session, asset, terms, date(2030, 1, 31)))


def again(session, plan):
    session.expire_all()
    return plans.plan(session, plan.id, EVERYTHING)


def test_a_plan_written_on_a_thing_shows_its_next_times_with_the_anchor_day_kept(manager, session):
    asset = an_asset(session)

    answer = manager.post("/plans", data=WRITTEN | {"asset": asset.tag})
    page = manager.get(answer.headers["location"]).text

    assert answer.status_code == 303
    for day in ("2030-01-31", "2030-02-28", "2030-03-31", "2030-04-30"):
        assert f'datetime="{day}"' in page


def test_a_plan_on_nothing_is_refused(manager):
    answer = manager.post("/plans", data=WRITTEN)

    assert answer.status_code == 422
    assert "Name the thing, or the kind of thing." in answer.text


def test_a_rhythm_of_nothing_is_refused_beside_the_field(manager, session):
    answer = manager.post("/plans", data=WRITTEN | {"asset": an_asset(session).tag, "every": "0"})

    assert answer.status_code == 422
    assert "Write a number of at least 1." in answer.text


def read(answer):
    """The text of a page as a reader sees it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_how_often_is_one_line_and_what_it_is_counted_from_is_explained(manager, session):
    plan = a_plan(session)

    for page in ("/plans/new", f"/plans/{plan.id}/edit"):
        shown = manager.get(page)
        assert "How often Every Counted in days weeks months years Counted from" in read(shown)
        assert "From the day it was done, the next day moves along." in read(shown)
        for field in ("every", "unit", "mode"):
            assert f'name="{field}"' in shown.text


def test_a_plan_that_is_refused_keeps_its_rhythm(manager):
    answer = manager.post("/plans", data=WRITTEN | {"every": "17", "unit": "week"})

    assert 'value="17"' in answer.text
    assert '<option value="week" selected>' in answer.text


def test_a_paused_plan_asks_for_nothing_until_it_goes_on(manager, session):
    plan = a_plan(session)

    manager.post(f"/plans/{plan.id}/pause")
    assert again(session, plan).living is False
    manager.post(f"/plans/{plan.id}/resume")

    assert again(session, plan).due_on == date(2030, 1, 31)


def test_a_plan_can_be_done_before_its_day(manager, session):
    plan = a_plan(session)

    answer = manager.post(f"/plans/{plan.id}/now")

    assert answer.headers["location"] == "/orders/W-00001"


def test_another_sites_plans_do_not_exist(manager, session):
    plan = a_plan(session, a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU")))

    assert manager.get(f"/plans/{plan.id}").status_code == 404
    assert manager.post(f"/plans/{plan.id}/pause").status_code == 404
    assert "Check the belt" not in manager.get("/plans").text


def test_a_technician_reads_plans_and_writes_none(app, session):
    plan = a_plan(session)
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    assert technician.get(f"/plans/{plan.id}").status_code == 200
    assert technician.get("/plans/new").status_code == 403
    assert technician.post(f"/plans/{plan.id}/end").status_code == 403
