from datetime import timedelta

import pytest

from assets import people, tokens
from assets.maintenance import inheritance
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_person,
    a_plan,
    a_room,
    a_site,
    a_type,
    an_asset,
    committed,
    some_terms,
    today_at,
)

CHECK = {"title": "Check", "kind": "inspection", "every": 6, "unit": "month"}


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    return _program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))


def _program(app, session, person):
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def today(session):
    return today_at(a_site(session))


def on_a_type(session, **terms):
    plan = inheritance.add(session, a_type(session), some_terms(**terms), DAY)
    return committed(session, plan)


def test_a_plan_is_written_and_listed(program, session, today):
    asset = an_asset(session, "Treadmill")
    said = CHECK | {"asset": asset.tag, "first_on": str(today - timedelta(1))}

    made = program.post("/api/v1/plans", json=said)

    assert made.status_code == 201
    assert program.get(made.headers["location"]).json() == made.json()
    assert (made.json()["asset"], made.json()["type"]) == (asset.tag, None)
    late = program.get("/api/v1/plans?when=late").json()["items"]
    assert [each["id"] for each in late] == [made.json()["id"]]
    assert program.get(f"/api/v1/assets/{asset.tag}").json()["due_on"] == str(today - timedelta(1))


def test_a_plan_without_a_first_day_begins_today(program, session, today):
    made = program.post("/api/v1/plans", json=CHECK | {"asset": an_asset(session).tag})

    assert made.json()["due_on"] == str(today)


def test_a_plan_on_a_kind_of_thing_reaches_every_thing_of_it(program, session):
    kind = a_type(session)
    an_asset(session, type_id=kind.id)

    made = program.post("/api/v1/plans", json=CHECK | {"type": kind.key})

    assert made.status_code == 201
    assert (made.json()["type"], made.json()["asset"]) == (kind.key, None)
    given = program.get("/api/v1/plans").json()["items"]
    heir = program.get(f"/api/v1/plans/{given[0]['id']}").json()
    assert (heir["from_plan"], heir["overridden"]) == (made.json()["id"], False)


def test_a_plan_written_twice_under_one_key_is_one(program, session):
    said, key = CHECK | {"asset": an_asset(session).tag}, {"Idempotency-Key": "p"}

    first, second = (program.post("/api/v1/plans", json=said, headers=key) for _ in range(2))

    assert (second.status_code, second.json()) == (201, first.json())
    assert len(program.get("/api/v1/plans").json()["items"]) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"asset": ""}, "asset"),
        ({"asset": "", "type": "Submarine"}, "type"),
        ({"kind": "corrective"}, "kind"),
        ({"every": 101, "unit": "year"}, "every"),
        ({"title": " "}, "title"),
    ],
)
def test_a_plan_that_cannot_be_says_which_field_is_wrong(program, session, said, field):
    asset = an_asset(session)

    answer = program.post("/api/v1/plans", json=CHECK | {"asset": asset.tag} | said)

    assert answer.status_code == 409
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_the_terms_are_changed_and_the_rest_stays(program, session):
    address = f"/api/v1/plans/{a_plan(session, title_ro='Curea', title_hu='Szíj').id}"
    before = program.get(address).json()

    item = program.patch(address, json={"every": 3, "mode": "floating"}).json()
    renamed = program.patch(address, json={"title": "Look at the belt"}).json()

    changed = {"every": 3, "mode": "floating", "early_on": None}
    assert item == before | changed | {"version": 2}
    titles = dict.fromkeys(("en", "ro", "hu"), "Look at the belt")
    assert renamed == item | {"title": "Look at the belt", "titles": titles, "version": 3}


def test_terms_that_cannot_be_say_which_field_is_wrong(program, session):
    answer = program.patch(f"/api/v1/plans/{a_plan(session).id}", json={"kind": "modification"})

    assert answer.status_code == 409
    assert [each["field"] for each in answer.json()["errors"]] == ["kind"]


def test_a_program_that_saw_an_older_version_is_refused(program, session):
    address = f"/api/v1/plans/{a_plan(session).id}"
    program.patch(address, json={"every": 3})

    asked = [program.patch(address, json={"every": 1}, headers={"If-Match": "1"})]
    asked += [
        program.post(f"{address}/{verb}", json=said, headers={"If-Match": "1"})
        for verb, said in {"reschedule": {"due_on": str(DAY)}, "pause": {}, "end": {}}.items()
    ]

    assert {each.status_code for each in asked} == {409}
    assert program.get(address).json()["version"] == 2


def test_a_plan_is_put_off_paused_resumed_and_ended(program, session, today):
    address = f"/api/v1/plans/{a_plan(session).id}"

    moved = program.post(f"{address}/reschedule", json={"due_on": "2027-04-01"}).json()
    paused = program.post(f"{address}/pause").json()
    resumed = program.post(f"{address}/resume", headers={"If-Match": str(paused["version"])}).json()
    ended = program.post(f"{address}/end").json()

    assert moved["due_on"] == "2027-04-01"
    assert (paused["paused"], resumed["paused"]) == (True, False)
    assert ended["ended_on"] == str(today)


def test_the_next_time_is_opened_now_and_once(program, session):
    plan = a_plan(session)

    first, second = (program.post(f"/api/v1/plans/{plan.id}/now") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.headers["location"] == f"/api/v1/orders/{first.json()['number']}"
    assert second.json() == first.json()
    assert first.json()["due_on"] == str(DAY)


def test_a_plan_on_a_kind_is_paused_for_all_and_has_no_day_of_its_own(program, session):
    an_asset(session, type_id=a_type(session).id)
    address = f"/api/v1/plans/{on_a_type(session).id}"

    assert program.post(f"{address}/pause").json()["paused"] is True
    assert program.get("/api/v1/plans").json()["items"] == []
    assert len(program.get("/api/v1/plans?state=paused").json()["items"]) == 1
    assert program.post(f"{address}/now").status_code == 409
    assert program.post(f"{address}/reschedule", json={"due_on": str(DAY)}).status_code == 409


def test_a_technicians_program_does_the_work_and_keeps_no_plan(app, session):
    technician = _program(app, session, a_person(session, Role.TECHNICIAN, a_site(session)))
    address = f"/api/v1/plans/{a_plan(session).id}"

    assert technician.patch(address, json={"every": 3}).status_code == 403
    assert technician.post(f"{address}/end").status_code == 403
    assert technician.post("/api/v1/plans", json=CHECK | {"type": "x"}).status_code == 403
    assert technician.post(f"{address}/now").status_code == 201


def test_another_sites_plans_do_not_exist_for_programs(program, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    asset = an_asset(session, place=a_room(session, "Pool", szentes))
    address = f"/api/v1/plans/{a_plan(session, asset).id}"

    assert program.patch(address, json={"every": 3}).status_code == 404
    assert program.post(f"{address}/now").status_code == 404
    assert program.post("/api/v1/plans", json=CHECK | {"asset": asset.tag}).status_code == 404


def test_a_right_at_one_site_plans_nothing_at_another_that_she_sees(app, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    asset = an_asset(session, place=a_room(session, "Pool", szentes))
    ana = a_person(session, Role.SITE_MANAGER, a_site(session))
    people.give(session, ana, Role.VIEWER, site_id=szentes.id)

    answer = _program(app, session, ana).post("/api/v1/plans", json=CHECK | {"asset": asset.tag})

    assert answer.status_code == 403


def test_all_that_a_plan_asks_for_is_written_and_answered(program, session):
    said = CHECK | {
        "asset": an_asset(session).tag,
        "source": "law",
        "reference": "§ 27",
        "listed_in": "annex_13",
        "lead_days": 30,
        "early_days": 10,
        "on_free_day": "earlier",
        "needs_certificate": True,
        "levels": [{"nth": 2, "title": "The large one"}],
    }

    item = program.post("/api/v1/plans", json=said).json()
    emptied = program.patch(f"/api/v1/plans/{item['id']}", json={"listed_in": None}).json()

    assert {name: item[name] for name in said if name not in {"asset", "levels"}} == {
        name: value for name, value in said.items() if name not in {"asset", "levels"}
    }
    assert [each["title"] for each in item["levels"]] == ["The large one"]
    assert item["binding"] is True
    assert (emptied["listed_in"], emptied["reference"]) == (None, "§ 27")
    found = program.get("/api/v1/plans?source=law").json()["items"]
    assert [each["id"] for each in found] == [item["id"]]
    assert program.get("/api/v1/plans?source=maker").json()["items"] == []


def test_the_next_times_by_other_terms_are_told_and_not_kept(program, session):
    address = f"/api/v1/plans/{a_plan(session).id}"

    program.post(f"{address}/now")

    told = program.post(f"{address}/dates", json={"every": 1, "month_end": True}).json()
    new = program.post("/api/v1/plans/dates", json=CHECK | {"first_on": "2027-08-31"}).json()

    days = [each["due_on"] for each in told["items"][:3]]
    assert days == ["2027-03-01", "2027-04-30", "2027-05-31"]
    assert told["moves"] == []
    assert [each["due_on"] for each in new["items"][:3]] == [
        "2027-08-31", "2028-02-29", "2028-08-31",
    ]  # fmt: skip
    assert program.get(address).json()["every"] == 6
    assert len(program.get("/api/v1/plans").json()["items"]) == 1


def test_the_open_orders_that_other_terms_would_move_are_told_and_stay(program, session):
    plan = a_plan(session, every=12)
    plan.move_on(plan.due_on, plan.due_on)
    address = f"/api/v1/plans/{committed(session, plan).id}"
    program.post(f"{address}/now")

    moves = program.post(f"{address}/dates", json={"every": 6}).json()["moves"]

    assert moves == [
        {"order": "W-00001", "asset": "LOV-00001", "from": "2028-03-01", "to": "2027-09-01"}
    ]
    assert program.get("/api/v1/orders/W-00001").json()["due_on"] == "2028-03-01"


def test_a_program_pauses_what_binds_with_a_reason_alone(program, session):
    plan = a_plan(session, kind="statutory_inspection")

    refused = program.post(f"/api/v1/plans/{plan.id}/pause")
    paused = program.post(f"/api/v1/plans/{plan.id}/pause", json={"reason": "Renewed elsewhere"})

    assert refused.status_code == 409
    assert [each["field"] for each in refused.json()["errors"]] == ["reason"]
    assert paused.json()["paused"] is True


def test_a_program_plans_a_round(program, session):
    place = a_room(session, "Hall")
    said = CHECK | {"place": place.path, "in_rounds": True, "unit": "day", "every": 1}

    item = program.post("/api/v1/plans", json=said).json()

    assert (item["place"], item["in_rounds"], item["asset"]) == (place.path, True, None)
    listed = program.get("/api/v1/plans").json()["items"]
    assert [(each["asset"], each["place"]) for each in listed] == [(None, "Hall")]
