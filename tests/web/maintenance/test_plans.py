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
    assert "Check the belt" not in manager.get("/plans.csv").text


def test_the_list_of_plans_is_taken_away_as_it_is_shown(manager, session):
    a_plan(session)

    shown, other = (manager.get(f"/plans.csv?kind={kind}") for kind in ("inspection", "hygiene"))

    lines = shown.text.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("id,title,kind,source,listed_in,every,unit")
    assert lines[1].endswith(",LOV-00001,Treadmill,LOV,Gym,2030-01-31")
    assert len(other.text.splitlines()) == 1
    assert "/plans.csv" in manager.get("/plans").text


def test_a_technician_reads_plans_and_writes_none(app, session):
    plan = a_plan(session)
    technician = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))

    assert technician.get(f"/plans/{plan.id}").status_code == 200
    assert technician.get("/plans/new").status_code == 403
    assert technician.post(f"/plans/{plan.id}/end").status_code == 403


def test_what_a_plan_asks_for_is_written_kept_and_shown(manager, session):
    asset = an_asset(session)
    more = {
        "source": "maker",
        "reference": "Manual, page 12",
        "early_days": "2",
        "lead_days": "14",
        "needs_photo": "true",
        "role": "technician",
        "level_nth": ["3", ""],
        "level_title": ["The large service", ""],
        "level_checklist": ["", ""],
    }

    answer = manager.post("/plans", data=WRITTEN | more | {"asset": asset.tag})
    page = read(manager.get(answer.headers["location"]))
    form = manager.get(f"{answer.headers['location']}/edit").text

    for said in (
        *("Maker's manual", "Manual, page 12", "14 days ahead", "A photo", "Technician"),
        "Every 3 times The large service",
    ):
        assert said in page
    assert 'value="The large service"' in form
    assert 'name="early_days" aria-describedby="early_days-help" value="2"' in form


def test_the_next_days_are_shown_while_it_is_written_and_nothing_is_kept(manager, session):
    asked = WRITTEN | {"asset": an_asset(session).tag, "level_nth": ["2"]}
    asked |= {"level_title": ["The large one"], "level_checklist": [""]}

    whole = manager.get("/plans/dates", params=asked)
    part = manager.get("/plans/dates", params=asked, headers={"HX-Request-Type": "partial"})

    for answer in (whole, part):
        assert answer.status_code == 200
        for day in ("2030-01-31", "2030-02-28", "2030-03-31", "2030-10-31"):
            assert f'datetime="{day}"' in answer.text
        assert answer.text.count("The large one") >= 5
    assert 'value="Check the belt"' in whole.text
    assert "<form" not in part.text
    assert "Nothing is planned yet." in manager.get("/plans").text


def test_a_change_says_which_open_orders_move_and_asks_first(manager, session):
    plan = a_plan(session)
    plan.move_on(plan.due_on, plan.due_on)
    committed(session, plan)
    manager.post(f"/plans/{plan.id}/now")
    oftener = WRITTEN | {"every": "1", "unit": "week", "version": str(again(session, plan).version)}

    asked = manager.post(f"/plans/{plan.id}/edit", data=oftener)
    before = again(session, plan).due_on
    done = manager.post(f"/plans/{plan.id}/edit", data=oftener | {"confirmed": "true"})

    assert asked.status_code == 422
    assert "W-00001 Treadmill LOV-00001 from 28 Feb 2030 to 7 Feb 2030" in read(asked)
    assert "with this change 1 open order moves" in read(asked)
    assert before == date(2030, 2, 28)
    assert done.status_code == 303
    assert again(session, plan).due_on == date(2030, 2, 7)


def test_what_binds_is_paused_with_a_reason_that_is_shown(manager, session):
    written = WRITTEN | {"kind": "safety_test", "asset": an_asset(session).tag}
    address = manager.post("/plans", data=written).headers["location"]

    refused = manager.post(f"{address}/pause", data={"reason": " "})
    paused = manager.post(f"{address}/pause", data={"reason": "Tested by the maker this year"})

    assert refused.status_code == 422
    assert "Say why it shall rest." in refused.text
    assert paused.status_code == 303
    assert "Paused. Nothing falls due. Tested by the maker this year" in read(manager.get(address))


def test_work_before_its_window_is_said_to_be_extra_beforehand(manager, session):
    plan = a_plan(session)

    assert "Done before 28 Jan 2030 it is extra work" in read(manager.get(f"/plans/{plan.id}"))
    manager.post(f"/plans/{plan.id}/now")
    assert "Done before 28 Jan 2030 it is extra work" in read(manager.get("/orders/W-00001"))


def test_a_plan_on_a_place_is_a_round_or_for_each_thing_that_stands_there(manager, session):
    gym = a_room(session)
    asset = an_asset(session, place=gym)

    each = manager.post("/plans", data=WRITTEN | {"place": gym.path}).headers["location"]
    stops = {"in_rounds": "true", "stops": asset.tag}
    one = manager.post("/plans", data=WRITTEN | stops | {"place": gym.path}).headers["location"]

    assert "Every thing in this place is owed it: every month." in read(manager.get(each))
    assert "The order of the walk Treadmill LOV-00001" in read(manager.get(one))
    listed = read(manager.get("/plans"))
    assert "Round LOV, Gym every month 31 Jan 2030" in listed
    assert "Treadmill LOV-00001 LOV, Gym every month" in listed


def test_a_plan_on_a_place_of_another_site_does_not_exist(manager, session):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))

    answer = manager.post("/plans", data=WRITTEN | {"place": pool.path})

    assert answer.status_code == 422
    assert "There is no place called Szentes / Pool." in answer.text


def test_a_mistake_in_the_terms_is_said_beside_its_field_and_loses_nothing(manager, session):
    wrong = WRITTEN | {
        "asset": an_asset(session).tag,
        "checklist": "No such list",
        "reference": "A",
    }

    answer = manager.post("/plans", data=wrong)

    assert answer.status_code == 422
    assert 'id="checklist-error"' in answer.text
    assert "There is no checklist No such list." in answer.text
    assert 'value="A"' in answer.text
