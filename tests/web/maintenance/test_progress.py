import re

import pytest

from assets import signins, tokens
from assets.inventory import suppliers
from assets.maintenance import labour, orders, worklists
from assets.maintenance.orders import State
from assets.maintenance.terms import Kind, Outcome, Priority, Waiting
from assets.money import Currency
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import (
    PASSWORD,
    a_person,
    a_room,
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
def bela(session):
    return a_person(session, Role.TECHNICIAN, a_site(session), name="Béla Kiss")


@pytest.fixture
def technician(app, bela):
    return Browser(app).sign_in(bela)


@pytest.fixture
def manager(app, session):
    return Browser(app).sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def order(session, today):
    return an_order(session, due_on=today, kind=Kind.INSPECTION)


def again(session, order):
    session.expire_all()
    return worklists.order(session, order.number, EVERYTHING)


def test_taken_and_done_are_two_taps(technician, session, order, today):
    path = f"/orders/{order.number}"

    technician.post(f"{path}/take")
    technician.post(f"{path}/complete", data={"done_on": today.isoformat()})

    assert again(session, order).state is State.DONE


def test_work_begins_waits_for_parts_and_goes_on(technician, session, order):
    path = f"/orders/{order.number}"

    technician.post(f"{path}/begin")
    unsaid = technician.post(f"{path}/wait")
    technician.post(f"{path}/wait", data={"waiting_for": "parts"})
    waiting = again(session, order).waiting_for
    page = technician.get(path).text
    technician.post(f"{path}/begin")

    assert (unsaid.status_code, waiting) == (422, Waiting.PARTS)
    assert "It waits for parts." in page
    assert again(session, order).state is State.IN_PROGRESS
    assert "It waits no more." in technician.get(path).text


def test_it_is_given_to_a_person_by_typing_and_to_nobody_who_works_elsewhere(
    technician, manager, session, order
):
    a_person(session, Role.TECHNICIAN, a_site(session, "SZE", "Szentes", "HU"), name="Ana Far")
    path = f"/orders/{order.number}"

    offered = manager.get(f"{path}/workers", params={"person": "b"}).text
    elsewhere = manager.post(f"{path}/assign", data={"person": "Ana Far"})
    given = manager.post(f"{path}/assign", data={"person": "bela kiss"})

    assert "Béla Kiss" in offered
    assert "Ana" not in manager.get(f"{path}/workers", params={"person": "ana"}).text
    assert elsewhere.status_code == 422
    assert "Nobody called Ana Far works there." in elsewhere.text
    assert given.status_code == 303
    assert order.number in technician.get("/orders?mine=true").text


def test_work_of_a_role_is_everybodys_who_holds_it_here(technician, manager, order):
    manager.post(f"/orders/{order.number}/assign", data={"role": "technician"})

    assert order.number in technician.get("/orders?mine=true").text
    assert order.number not in manager.get("/orders?mine=true").text
    assert order.number not in technician.get("/orders?nobodys=true").text


def test_work_of_a_firm_tells_how_to_call_it(manager, session, order):
    firm = committed(session, suppliers.named(session, "Lift Service"))
    firm.describe(contact="Service desk, +40 256 123 456, service@lift.example")
    session.commit()

    manager.post(f"/orders/{order.number}/assign", data={"provider": "lift service"})

    assert 'href="tel:+40256123456"' in manager.get(f"/orders/{order.number}").text
    assert order.number in manager.get("/orders", params={"provider": "Lift Service"}).text
    assert order.number not in manager.get("/orders", params={"assignee": "Béla Kiss"}).text


def test_what_is_lacking_is_shown_before_and_refused_all_at_once(technician, session, order):
    order.needs_certificate = order.needs_signature = True
    session.commit()
    path = f"/orders/{order.number}"

    page = technician.get(path).text
    answer = technician.post(
        f"{path}/complete", data={"done_on": str(order.due_on), "note": "Greased the belt"}
    )

    assert "Before it is done:" in page
    assert answer.status_code == 422
    assert "lacking: Add the certificate. Sign it with your name." in answer.text
    assert "Greased the belt" in answer.text


def signed(browser, order, secret, name="Bela Kiss"):
    said = {"done_on": str(order.due_on), "signed_by": name, "secret": secret}
    return browser.post(f"/orders/{order.number}/complete", data=said)


def test_an_order_is_signed_with_a_name_and_a_password_or_a_pin(technician, session, order, bela):
    order.needs_signature = True
    session.commit()

    wrong = signed(technician, order, "not hers")
    other = signed(technician, order, PASSWORD, "Ana")
    technician.post("/me/pin", data={"old_password": PASSWORD, "pin": "0427"})
    right = signed(technician, order, "0427")

    assert "This is neither your password nor your PIN." in wrong.text
    assert 'value="not hers"' not in wrong.text
    assert "Write your name as it stands here: Béla Kiss." in other.text
    assert (wrong.status_code, other.status_code, right.status_code) == (422, 422, 303)
    done = again(session, order)
    assert (done.signed_by, done.signed_by_id, done.state) == ("Béla Kiss", bela.id, State.DONE)


def test_a_pin_is_four_to_eight_digits_and_asks_for_the_password(technician, session, bela):
    without = technician.post("/me/pin", data={"old_password": "no", "pin": "0427"})
    letters = technician.post("/me/pin", data={"old_password": PASSWORD, "pin": "abcd"})

    session.refresh(bela)
    assert "This is not your password." in without.text
    assert "Take four to eight digits." in letters.text
    assert not bela.pin_hash


def test_a_program_sets_the_pin_of_its_own_person_and_asks_for_the_password(app, session, bela):
    program, only_reads = Browser(app), Browser(app)
    for each, read_only in ((program, False), (only_reads, True)):
        secret = committed(session, tokens.issue(session, bela, read_only=read_only))
        each.headers["Authorization"] = f"Bearer {secret}"
    address = "/api/v1/me/pin"

    wrong = program.post(address, json={"old_password": "no", "pin": "0427"})
    letters = program.post(address, json={"old_password": PASSWORD, "pin": "abcd"})
    before = program.get("/api/v1/me").json()
    refused = only_reads.post(address, json={"old_password": PASSWORD, "pin": "0427"})
    right = program.post(address, json={"old_password": PASSWORD, "pin": "0427"})

    said = [each["field"] for answer in (wrong, letters) for each in answer.json()["errors"]]
    assert said == ["old_password", "pin"]
    assert (before["email"], before["has_pin"]) == (bela.email, False)
    assert (refused.status_code, right.json()["has_pin"]) == (403, True)
    session.refresh(bela)
    assert signins.vouched(bela, "0427")


def test_who_guesses_too_often_must_wait(technician, session, order):
    order.needs_signature = True
    session.commit()

    for guess in range(10):
        signed(technician, order, f"{guess:04}")

    assert "Too many attempts." in signed(technician, order, PASSWORD).text
    assert again(session, order).state is State.OPEN


def test_a_failed_check_asks_for_the_repair_in_the_same_breath(technician, session, order):
    failed = technician.post(
        f"/orders/{order.number}/complete",
        data={"done_on": str(order.due_on), "outcome": "fail", "note": "Cracked"},
    )
    asked = technician.get(failed.headers["location"]).text
    tag = re.search(r'name="asset"[^>]*value="([^"]+)"', asked)[1]
    said = {"asset": tag, "title": "Weld it", "kind": "corrective", "due_on": str(order.due_on)}
    technician.post("/orders", data=said | {"corrects": order.number})

    page = technician.get(f"/orders/{order.number}").text
    assert failed.headers["location"] == f"/orders/new?corrects={order.number}"
    assert "Repair: Check the belt" in asked
    assert "It stays owed until it is." in page
    assert "Weld it, Open" in page
    assert again(session, order).outcome is Outcome.FAIL


def test_the_manager_verifies_sends_back_and_closes(technician, manager, session, order, today):
    path = f"/orders/{order.number}"
    technician.post(f"{path}/complete", data={"done_on": today.isoformat()})

    not_hers = technician.post(f"{path}/verify")
    manager.post(f"{path}/send-back", data={"reason": "The cover is loose."})
    told = technician.get(path).text
    technician.post(f"{path}/complete", data={"done_on": today.isoformat()})
    manager.post(f"{path}/verify")
    manager.post(f"{path}/close")

    assert not_hers.status_code == 403
    assert "It was sent back: The cover is loose." in told
    assert again(session, order).state is State.CLOSED


def test_time_and_costs_are_summed_on_the_page(technician, session, order, today):
    path = f"/orders/{order.number}"
    said = {"minutes": "1:30", "day": today.isoformat(), "rate": "40", "currency": "RON"}

    technician.post(f"{path}/labour", data=said)
    technician.post(f"{path}/edit", data={
        "priority": "low", "vendor_cost": "12,50", "currency": "EUR", "warranty_claim": "true",
        "down_from": "2026-01-05T08:00", "down_until": "2026-01-05T10:30",
    })  # fmt: skip

    noted = again(session, order)
    page = technician.get(path).text
    assert (noted.vendor_minor, noted.vendor_currency) == (1250, Currency.EUR)
    assert (noted.priority, noted.warranty_claim) == (Priority.LOW, True)
    assert noted.down_from.hour == 6  # eight o'clock at Lovrin, in winter
    assert "1 h 30 min" in page
    assert "RON\xa060.00" in page
    assert "EUR\xa012.50 + RON\xa060.00" in page
    assert "Béla Kiss worked on it for 90 minutes" in page
    (worked,) = session.exec(labour.of_order(noted)).all()
    technician.post(f"{path}/labour/{worked.id}/remove")
    assert "Time taken away: 90 minutes of Béla Kiss" in technician.get(path).text


@pytest.mark.parametrize("minutes", ["0", "1441", "x", "25:00", "1:x"])
def test_no_such_time_is_written_down(technician, order, minutes):
    answer = technician.post(
        f"/orders/{order.number}/labour", data={"minutes": minutes, "day": str(order.due_on)}
    )

    assert answer.status_code == 422
    assert 'id="minutes-error"' in answer.text


def test_many_are_done_at_once_from_the_list(technician, session, today):
    first, second = (an_order(session, due_on=today) for _ in range(2))
    second.needs_photo = True
    session.commit()
    both = {"numbers": f"{first.number} {second.number}", "done_on": today.isoformat()}

    shown = technician.get("/orders/done", params={"number": [first.number, second.number]}).text
    refused = technician.post("/orders/done", data=both)
    left = again(session, first).state
    done = technician.post("/orders/done", data=both | {"numbers": first.number})

    assert "Add a photo." in shown
    assert refused.status_code == 422
    assert f"{second.number}: This is still lacking: Add a photo." in refused.text
    assert (left, done.status_code) == (State.OPEN, 303)
    assert again(session, first).state is State.DONE


def test_work_on_many_things_is_an_order_each_and_at_a_place_one_without_a_thing(
    technician, session, today
):
    tags = [an_asset(session, name).tag for name in ("Bike", "Mat")]
    gym = a_room(session)
    said = {"title": "Clean", "kind": "hygiene", "due_on": today.isoformat()}

    form = technician.get("/orders/new", params={"tag": tags}).text
    technician.post("/orders", data=said | {"asset": " ".join(tags)})
    placed = technician.post("/orders", data=said | {"place": gym.path, "title": "Paint"})
    nowhere = technician.post("/orders", data=said)

    assert " ".join(tags) in form
    listed = technician.get("/orders").text
    assert all(tag in listed for tag in tags)
    assert "Paint" in technician.get(f"/orders?place={gym.id}").text
    assert "Paint" in technician.get("/").text
    assert gym.path in technician.get(placed.headers["location"]).text
    assert "Name the things, or the place." in nowhere.text


def test_a_draft_is_asked_for_when_it_is_ready(technician, session, today):
    asset = an_asset(session)
    said = {"asset": asset.tag, "title": "Repaint", "kind": "modification", "draft": "true"}
    path = technician.post("/orders", data=said | {"due_on": str(today)}).headers["location"]

    taken = technician.post(f"{path}/take")
    technician.post(f"{path}/open")

    assert taken.status_code == 422
    order = worklists.order(session, path.rpartition("/")[2], EVERYTHING)
    assert order.state is State.OPEN


def test_the_last_time_is_one_tap_away(technician, session, order, today):
    technician.post(f"/orders/{order.number}/complete", data={"done_on": today.isoformat()})
    asset = order.asset_id
    said = {"title": "Mend", "kind": Kind.CORRECTIVE, "due_on": today, "on": today}
    thing = worklists.order(session, order.number, EVERYTHING).asset
    new = committed(session, orders.ask(session, thing, **said))

    page = technician.get(f"/orders/{new.number}").text

    assert asset == new.asset_id
    assert f'href="/orders/{order.number}"' in page


def test_the_list_of_work_is_taken_away_as_it_is_shown(technician, session, order, today):
    an_order(session, due_on=today, title="Wash", kind=Kind.HYGIENE)

    lines = technician.get("/orders.csv?kind=inspection").text.splitlines()

    assert lines[0].lstrip("\ufeff").startswith("number,title,kind,priority,state")
    assert len(lines) == 2
    assert lines[1].startswith(f"{order.number},Check the belt,inspection")
