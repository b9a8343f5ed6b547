import re
from datetime import timedelta

import pytest

from assets.inventory import lendings, register
from assets.inventory.register import Condition, State
from assets.rights import EVERYTHING, Role
from tests.builders import a_loan, a_person, a_room, a_site, an_asset, today_at


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def technician(browser, session):
    return browser.sign_in(a_person(session, Role.TECHNICIAN, a_site(session)))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def test_what_is_lent_says_to_whom_and_until_when(technician, session, today):
    asset = an_asset(session, "Wheelchair")
    due_on = today + timedelta(9)

    form = technician.get("/loans/new", params={"tag": asset.tag}).text
    said = {"tags": asset.tag, "borrower": "Surgery", "due_on": due_on.isoformat()}
    answer = technician.post("/loans", data=said)

    assert "Never a patient" in form
    assert answer.headers["location"] == f"/assets/{asset.tag}"
    page = technician.get(f"/assets/{asset.tag}").text
    assert "Lent to Surgery. Due back on" in page
    assert again(session, asset).state is State.ON_LOAN


def test_several_things_are_lent_at_once_or_none(technician, session):
    one, gone = an_asset(session), an_asset(session, state=State.RETIRED)
    other = an_asset(session)
    said = {"borrower": "Surgery"}

    refused = technician.post("/loans", data=said | {"tags": f"{one.tag} {gone.tag}"})
    lent = technician.post("/loans", data=said | {"tags": f"{one.tag} {other.tag}"})

    assert refused.status_code == 422
    assert f"{gone.tag} is Retired. It cannot be lent." in refused.text
    assert lent.headers["location"] == "/loans"
    assert {again(session, each).state for each in (one, other)} == {State.ON_LOAN}


def test_a_late_loan_is_on_the_late_list_and_says_how_late(technician, session, today):
    late = a_loan(session, an_asset(session, "Wheelchair"), on=today - timedelta(9),
                  due_on=today - timedelta(3))  # fmt: skip
    a_loan(session, an_asset(session, "Crutches"), on=today - timedelta(9))

    shown = technician.get("/loans?state=late").text

    assert "Wheelchair" in shown
    assert "Crutches" not in shown
    everything = technician.get("/loans").text
    assert "Crutches" in everything
    assert '<a href="/transfers" aria-current="page">' in everything
    assert "days late." in technician.get(f"/loans/{late.id}").text
    assert "Lent to Cardiology" in technician.get("/").text


def test_it_comes_back_in_another_condition_to_another_place(technician, session, today):
    loan, store = a_loan(session, on=today - timedelta(2)), a_room(session, "Store")
    asset = register.asset(session, loan.asset_id, EVERYTHING)

    answer = technician.post(
        f"/loans/{loan.id}/return",
        data={"condition": "down", "place": store.path, "note": "No charger", "version": 1},
    )

    assert answer.headers["location"] == f"/assets/{asset.tag}"
    back = again(session, asset)
    assert (back.state, back.condition, back.place_id) == (State.IN_USE, Condition.DOWN, store.id)
    page = technician.get(f"/assets/{asset.tag}").text
    assert "Lent before" in page
    assert "No charger" in technician.get(f"/loans/{loan.id}").text


def test_a_loan_is_extended_unless_it_would_end_before_it_began(technician, session, today):
    loan = a_loan(session, on=today, due_on=today)
    address = f"/loans/{loan.id}/extend"

    before = technician.post(address, data={"due_on": str(today - timedelta(1))})
    extended = technician.post(address, data={"due_on": str(today + timedelta(5))})

    assert before.status_code == 422
    assert "It cannot be back before it is lent." in before.text.partition("<details open>")[2]
    assert extended.headers["location"] == f"/loans/{loan.id}"
    session.expire_all()
    assert lendings.loan(session, loan.id, EVERYTHING).due_on == today + timedelta(5)


def test_the_second_of_two_who_write_is_told(technician, session, today):
    loan = a_loan(session, on=today)
    technician.post(f"/loans/{loan.id}/extend", data={"due_on": str(today), "version": 1})

    second = technician.post(f"/loans/{loan.id}/return", data={"condition": "up", "version": 1})

    assert second.status_code == 422
    assert "Somebody else changed this meanwhile." in second.text
    session.expire_all()
    assert lendings.loan(session, loan.id, EVERYTHING).returned_on is None


def test_a_viewer_sees_loans_and_changes_none(browser, session):
    loan = a_loan(session)
    browser.sign_in(a_person(session, Role.VIEWER, a_site(session)))

    assert "It is back" not in browser.get(f"/loans/{loan.id}").text
    assert browser.post(f"/loans/{loan.id}/return", data={"condition": "up"}).status_code == 403


def test_several_come_back_at_once_and_a_part_with_its_whole(technician, session, today):
    unit = an_asset(session, "Unit")
    part = an_asset(session, "Part", part_of_id=unit.id)
    a_loan(session, unit, on=today)
    shown = technician.get("/loans").text
    keys = re.findall(r'name="chosen" value="([^"]+)"', shown)

    back = technician.post("/loans/return", data={"chosen": keys, "condition": "degraded"})
    technician.post("/loans/return", data={"chosen": keys, "condition": "down"})
    nothing = technician.post("/loans/return", data={})

    assert len(keys) == 2
    assert back.headers["location"] == "/loans"
    for thing in (unit, part):
        assert again(session, thing).state is State.IN_USE
        assert again(session, thing).condition is Condition.DEGRADED
    assert "Choose at least one thing." in nothing.text


def test_what_is_lent_at_another_site_is_not_brought_back_from_here(technician, session):
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    theirs = a_loan(session, an_asset(session, place=pool))
    ours = a_loan(session)

    answer = technician.post("/loans/return", data={"chosen": [str(ours.id), str(theirs.id)]})

    assert answer.status_code == 404
    session.expire_all()
    assert lendings.loan(session, ours.id, EVERYTHING).returned_on is None
