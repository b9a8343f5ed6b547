from datetime import date

import pytest

from assets import tokens
from assets.money import Currency
from assets.procurement import contracts, items
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_contract, a_lot, a_person, committed


@pytest.fixture
def api(app, session):
    """A program of a person."""

    def of(person):
        program = Browser(app)
        secret = committed(session, tokens.issue(session, person))
        program.headers["Authorization"] = f"Bearer {secret}"
        return program

    return of


@pytest.fixture
def lot(session):
    return a_lot(session, estimate_minor=1_000_00, estimate_currency=Currency.RON)


def lei(amount):
    return {"amount": amount, "currency": "RON"}


def test_a_program_lists_what_is_bought_takes_offers_and_signs(api, session, lot):
    officer = api(a_person(session, Role.PROCUREMENT_OFFICER))
    at = f"/api/v1/lots/{lot.number}"

    item = officer.post(f"{at}/items", json={"title": "Rails", "quantity": 2, "price": lei("5.50")})
    offer = officer.post(f"{at}/bids", json={"supplier": "A", "amount": lei("11")})
    won = officer.post(f"/api/v1/bids/{offer.json()['id']}/award", json={})
    said = {"supplier": "A", "number": "1", "signed_on": "2026-02-01", "net": lei("11.00")}
    signed = officer.post(f"{at}/contracts", json=said | {"penalty": "0.1"})
    home = signed.headers["location"]
    line = {"title": "Rails", "item": item.json()["id"], "quantity": 2, "price": lei("5.50")}
    officer.post(f"{home}/lines", json=line | {"vat_rate": "21"})
    change = {"signed_on": "2026-03-01", "reason": "More", "net": lei("1.00")}
    whole = officer.post(f"{home}/changes", json=change).json()

    assert (item.status_code, won.json()["outcome"]) == (201, "won")
    assert whole["net_with_changes"] == lei("12.00")
    assert whole["penalty"] == "0.1"
    assert [(each["title"], each["vat_rate"]) for each in whole["lines"]] == [("Rails", "21")]
    assert whole["lines"][0]["item"] == item.json()["id"]


def test_a_program_changes_only_what_it_says_and_only_what_it_has_read(api, session, lot):
    officer = api(a_person(session, Role.PROCUREMENT_OFFICER))
    contract = a_contract(session, lot, penalty=100, signed_on=date(2026, 2, 1))
    at = f"/api/v1/contracts/{contract.id}"

    changed = officer.patch(at, json={"note": "Read"}, headers={"If-Match": str(contract.version)})
    stale = officer.patch(at, json={"note": "Again"}, headers={"If-Match": "1"})
    other = officer.patch(at, json={"net": {"amount": "1", "currency": "EUR"}})

    assert (changed.json()["note"], changed.json()["penalty"]) == ("Read", "0.1")
    assert (stale.status_code, other.status_code) == (409, 409)


def test_what_is_repeated_with_its_key_is_done_once(api, session, lot):
    officer = api(a_person(session, Role.PROCUREMENT_OFFICER))
    once = {"Idempotency-Key": "rails"}

    first, again = (
        officer.post(f"/api/v1/lots/{lot.number}/items", json={"title": "Rails"}, headers=once)
        for _ in range(2)
    )

    assert first.json() == again.json()
    assert len(session.exec(items.of_lot(lot)).all()) == 1


def test_a_viewer_reads_contracts_and_signs_none(api, session, lot):
    viewer = api(a_person(session, Role.VIEWER))
    contract = committed(session, a_contract(session, lot))
    said = {"supplier": "A", "number": "1", "signed_on": "2026-02-01", "net": lei("1")}

    assert viewer.get(f"/api/v1/contracts/{contract.id}").json()["number"] == contract.number
    assert viewer.post(f"/api/v1/lots/{lot.number}/contracts", json=said).status_code == 403
    assert len(session.exec(contracts.of_lots([lot.id])).all()) == 1
