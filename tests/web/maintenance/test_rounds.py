import re
from datetime import timedelta

import pytest
from sqlmodel import select

from assets.inventory import identifiers
from assets.inventory.register import Asset
from assets.maintenance import plans, rounds, routes, walks
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Found, Reached, Stop
from assets.maintenance.terms import Outcome
from assets.rights import Role
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_person,
    a_room,
    a_round,
    a_site,
    an_asset,
    committed,
    saved,
    some_terms,
)
from tests.labels.test_photographs import barcode, photo


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def stops_of(session, order):
    session.expire_all()
    return session.exec(select(Stop).where(Stop.order_id == order.id).order_by(Stop.position)).all()


def label_of(session, stop):
    asset = session.get(Asset, stop.asset_id)
    return committed(session, identifiers.label_of(session, asset)).code


def hidden(page, form):
    """What a form on the page would send without anybody typing."""
    (found,) = re.findall(rf'<form[^>]*action="{re.escape(form)}".*?</form>', page, re.DOTALL)
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found)
    return dict(inputs)


def test_a_scanned_label_says_which_stop_it_is_and_one_button_does_it(technician, session):
    order = a_round(session, 3)
    stop = stops_of(session, order)[1]
    code = label_of(session, stop)

    opened = technician.get(technician.get(f"/t/{code}").headers["location"]).text
    sent = technician.post(
        f"/orders/{order.number}/stops/{stop.id}",
        data=hidden(opened, f"/orders/{order.number}/stops/{stop.id}"),
    )

    assert f"Stop 2 of 3 of round {order.number}" in opened
    assert sent.headers["location"] == f"/orders/{order.number}#stops"
    assert stops_of(session, order)[1].reached is Reached.SCANNED
    page = technician.get(f"/orders/{order.number}").text
    assert "1 of 3 stops" in page
    assert "Done here" not in technician.get(f"/assets/{stop.asset_tag}?scanned={code}").text


def test_without_scanning_it_is_shown_so(technician, session):
    order = a_round(session)
    (stop,) = stops_of(session, order)

    technician.post(
        f"/orders/{order.number}/stops/{stop.id}", data={"found": "pass", "version": stop.version}
    )

    assert "Without scanning" in technician.get(f"/orders/{order.number}/stops").text


def test_a_typed_tag_and_a_photo_of_the_label_lead_to_the_stop(technician, session):
    order = a_round(session, 2)
    first, second = stops_of(session, order)
    code = label_of(session, second)
    picture = photo(barcode(f"HTTPS://REHAB.EXAMPLE/T/{code}"))

    typed = technician.get(f"/orders/{order.number}/stops?code={first.asset_tag.lower()}")
    sent = technician.post(
        f"/orders/{order.number}/stops/photo", files={"photo": ("x.jpg", picture, "image/jpeg")}
    )
    seen = technician.get(sent.headers["location"])
    lost = technician.get(f"/orders/{order.number}/stops?code={an_asset(session).tag}")

    assert f"/stops/{first.id}?" in typed.headers["location"]
    assert "Scanned here." not in technician.get(typed.headers["location"]).text
    assert f"/stops/{second.id}?" in seen.headers["location"]
    assert "Scanned here." in technician.get(seen.headers["location"]).text
    assert (lost.status_code, "is no stop of this round" in lost.text) == (422, True)
    technician.post("/language", data={"language": "hu", "back": "/"})
    lost = technician.get(f"/orders/{order.number}/stops?code={an_asset(session).tag}")
    assert "nem állomása ennek a körútnak" in lost.text


def test_a_failed_stop_offers_its_repair_and_shows_it_then(technician, session):
    order = a_round(session)
    (stop,) = stops_of(session, order)
    address = f"/orders/{order.number}/stops/{stop.id}"

    silent = technician.post(address, data={"found": "fail", "version": stop.version})
    failed = technician.post(
        address, data={"found": "fail", "note": "Torn belt", "version": stop.version}
    )
    offered = technician.get(failed.headers["location"]).text
    asked = {"title": "New belt", "due_on": DAY.isoformat()}
    repaired = technician.post(f"{address}/repair", data=asked)

    assert (silent.status_code, "Say what you found." in silent.text) == (422, True)
    assert "Ask for its repair?" in offered
    assert repaired.status_code == 303
    (repair,) = session.exec(select(WorkOrder).where(WorkOrder.corrects_id == order.id)).all()
    page = technician.get(f"/orders/{order.number}").text
    assert repair.number in page
    assert re.search(r'value="pass_with_remark"[^>]*checked', page)
    assert "Ask for its repair?" not in technician.get(address).text


def test_two_who_found_different_things_are_shown_what_the_other_found(technician, session):
    order = a_round(session)
    (stop,) = stops_of(session, order)
    version = stop.version
    ana = a_person(session, Role.TECHNICIAN, a_site(session), name="Ana")
    rounds.answer(session, order, stop, ana, Found(Reached.SCANNED, Outcome.PASS))
    session.commit()
    address = f"/orders/{order.number}/stops/{stop.id}"

    same = technician.post(address, data={"found": "pass", "version": version})
    other = technician.post(
        address, data={"found": "fail", "note": "Torn belt", "version": version}
    )

    assert same.status_code == 303
    assert other.status_code == 422
    assert "The register now says this" in other.text
    assert "Torn belt" in other.text
    assert stops_of(session, order)[0].outcome is Outcome.PASS


def test_things_of_a_list_become_a_round_in_the_order_in_which_they_were_put(technician, session):
    rooms = [a_room(session, name) for name in ("Pool", "Gym")]
    pool, gym = (an_asset(session, "Lamp", room) for room in rooms)
    said = {"tag": [pool.tag, gym.tag], "title": "Clean"}

    walked = technician.get("/rounds/new", params=said).text
    shifted = technician.get(
        "/rounds/new", params=said | {"tag": [gym.tag, pool.tag], "up": pool.tag}
    ).text
    order = re.findall(r'name="tag" value="([\w-]+)"', shifted)
    sent = technician.post(
        "/rounds", data={"tag": order, "title": "Clean", "kind": "hygiene", "due_on": str(DAY)}
    )

    assert re.findall(r'name="tag" value="([\w-]+)"', walked) == [gym.tag, pool.tag]
    assert order == [pool.tag, gym.tag]
    assert 'value="Clean"' in shifted
    asked = session.exec(select(WorkOrder)).one()
    assert sent.headers["location"] == f"/orders/{asked.number}"
    assert [stop.asset_tag for stop in stops_of(session, asked)] == order


def test_a_round_without_a_title_keeps_its_things(technician, session):
    thing = an_asset(session)

    answer = technician.post("/rounds", data={"tag": thing.tag, "due_on": str(DAY)})

    assert answer.status_code == 422
    assert f'name="tag" value="{thing.tag}"' in answer.text
    assert "Fill this in." in answer.text


@pytest.fixture
def plan(session):
    where = {"place_id": a_room(session).id, "site_id": a_site(session).id}
    walked = plans.new(some_terms("Look at everything"), in_rounds=True, **where)
    walked.fall_due(DAY + timedelta(1))
    return saved(session, walked)


def test_the_stops_of_a_plan_are_arranged_by_scanning_and_shifting(manager, session, plan):
    first, second, third = (an_asset(session, name) for name in ("Bath", "Lamp", "Mill"))
    address = f"/plans/{plan.id}/stops"

    told = [manager.get(address).text]
    manager.post(f"{address}/fill")
    manager.post(f"{address}/shift", data={"up": third.tag})
    manager.post(f"{address}/shift", data={"away": first.tag})
    for _ in range(2):
        manager.post(address, data={"thing": first.tag.lower()})
    lost = manager.post(address, data={"thing": "LOV-99999"})
    told.append(manager.get(address).text)

    session.expire_all()
    assert "Nobody has arranged them" in told[0]
    assert [each.tag for each in routes.arranged(session, plan)] == [
        third.tag,
        second.tag,
        first.tag,
    ]
    assert "Its rounds have 3 stops" in told[1]
    assert (lost.status_code, "There is no thing LOV-99999." in lost.text) == (422, True)


def test_who_only_looks_on_arranges_nothing(technician, session, plan):
    an_asset(session)

    seen = technician.get(f"/plans/{plan.id}/stops")
    sent = technician.post(f"/plans/{plan.id}/stops/fill")

    assert (seen.status_code, "Add a stop" in seen.text) == (200, False)
    assert sent.status_code == 403


def test_a_list_of_stops_goes_on_from_page_to_page(technician, session):
    order = a_round(session, 3)

    page = technician.get(f"/orders/{order.number}/stops?limit=2").text

    assert "Treadmill 2" in page
    assert "Treadmill 3" not in page
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "Treadmill 3" in technician.get(following.replace("&amp;", "&")).text
    assert walks.progress(session, order).count == 3
