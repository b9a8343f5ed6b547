"""Budgets, invoices and reports, as a program keeps them."""

from datetime import date

import pytest

from assets import people, tokens
from assets.rights import Role
from tests.assets.procurement.money import HUF, a_rate
from tests.browser import Browser
from tests.builders import a_lot, a_partner, a_project, committed

HOME = "/api/v1/projects/ROHU00627"


def euro(amount, currency="EUR"):
    return {"amount": amount, "currency": currency}


@pytest.fixture
def program(app, session):
    partner = a_partner(session)
    project = a_project(session, partners=[partner], total_minor=100_000_00)
    a_lot(session, project=project)
    person = people.add(session, name="Ana", email="ana@demo.example")
    session.flush()
    people.give(session, person, Role.PROCUREMENT_OFFICER, partner_id=partner.id)
    secret = committed(session, tokens.issue(session, committed(session, person)))
    return Browser(app, headers={"Authorization": f"Bearer {secret}"})


def made(answer, status=201):
    assert answer.status_code == status, answer.text
    return answer.json()


def a_line(program):
    said = {"line": "PP1-5.1", "category": "CAT5", "title": "Treadmills", "partner": "TM"}
    return made(program.post(f"{HOME}/budget/lines", json=said))


def an_invoice(program, **said):
    usual = {"supplier": "Seller", "number": "FV 12", "issued_on": "2026-03-01", "currency": "HUF"}
    return program.post("/api/v1/invoices", json=usual | {"lot": "ROHU00627-L01"} | said)


def test_a_budget_from_its_first_line_to_what_is_left_of_it(program):
    a_line(program)
    made(program.post(f"{HOME}/budget", json={"reason": ""}))
    made(program.post(f"{HOME}/budget/amounts", json={"amounts": {"PP1-5.1": euro("60.50")}}), 200)
    other = program.post(f"{HOME}/budget/amounts", json={"amounts": {"PP1-5.1": euro("1", "RON")}})
    made(program.post(f"{HOME}/budget/approve", json={"approved_on": "2026-03-01"}), 200)

    told, spent = program.get(f"{HOME}/budget").json(), program.get(f"{HOME}/money").json()

    assert other.status_code == 409
    assert (told["number"], told["lines"][0]["amount"]) == (1, euro("60.50"))
    assert spent["items"][0]["left"] == euro("60.50")


def test_an_invoice_is_entered_paid_and_reported(program, session):
    a_line(program)
    a_rate(session, "391.28", HUF, month=date(2026, 3, 1))
    invoice = f"/api/v1/invoices/{made(an_invoice(program))['id']}"
    line = {"title": "Bed", "net": euro("7188244.00", "HUF"), "budget_line": "PP1-5.1"}
    bill = made(program.post(f"{invoice}/lines", json=line))["lines"][0]
    payment = {"amount": euro("7188244", "HUF"), "paid_on": "2026-03-09"}
    made(program.post(f"{invoice}/payments", json=payment))
    period = {"period_from": "2026-01-01", "period_to": "2026-03-31"}
    begun = {"project": "ROHU00627", "partner": "TM"} | period
    report = f"/api/v1/reports/{made(program.post('/api/v1/reports', json=begun))['id']}"
    made(program.post(f"{report}/declare", json={"line": bill["id"]}), 200)

    told = made(program.post(f"{report}/submit", json={"on": "2026-03-31"}), 200)

    (cost,) = told["costs"]
    assert (told["state"], cost["euro"], cost["rate"]) == ("submitted", euro("18371.10"), "391.28")
    assert program.get(f"{report}/expenditure.pdf").content.startswith(b"%PDF")
    assert program.get(f"{invoice}").json()["paid"] == euro("7188244.00", "HUF")


def test_the_same_invoice_twice_is_refused_and_a_repeat_is_not(program):
    key = {"headers": {"Idempotency-Key": "one"}}
    said = {"supplier": "S", "number": "1", "issued_on": "2026-03-01", "currency": "EUR"}

    answers = [
        program.post("/api/v1/invoices", json=said | {"partner": "TM"}, **key) for _ in range(2)
    ]
    again = program.post("/api/v1/invoices", json=said | {"partner": "TM"})

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert again.status_code == 409


def test_rates_are_loaded(program):
    rate = {"currency": "RON", "month": "2026-03-17", "per_euro": "5.0903"}

    came = made(program.post("/api/v1/rates", json={"rates": [rate]}), 200)

    assert came == {"fresh": 1, "changed": 0, "same": 0}
    (kept,) = program.get("/api/v1/rates").json()["items"]
    assert (kept["month"], kept["per_euro"]) == ("2026-03-01", "5.0903")
