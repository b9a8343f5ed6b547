import html
import re

import pytest

from assets import tokens
from assets.inventory import suppliers
from assets.inventory.suppliers import Supplier
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_model, a_person, a_site, an_asset, committed


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def program(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana")
    program = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def a_company(session, name):
    return committed(session, suppliers.named(session, name))


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_company_shows_what_it_makes_and_what_it_has_supplied(manager, session):
    model = a_model(session, "Technogym", "Run Artis")
    maker = session.get(Supplier, model.maker_id)
    an_asset(session, model_id=model.id, supplier_id=maker.id)
    a_company(session, "BTL")

    listed = read(manager.get("/catalogue/suppliers?search=techno"))
    shown = read(manager.get(f"/catalogue/suppliers/{maker.id}"))

    assert "Technogym 1" in listed
    assert "BTL" not in listed
    assert "It has supplied 1 thing here." in shown
    assert "Run Artis" in shown


def test_how_to_reach_it_is_written_down_and_not_told_in_the_history(manager, session):
    company = a_company(session, "BTL")
    said = {"name": "BTL România", "contact": "service@btl.example", "version": company.version}

    answer = manager.post(f"/catalogue/suppliers/{company.id}/edit", data=said)

    shown = read(manager.get(answer.headers["location"]))
    assert "service@btl.example" in shown
    assert "Name changed from BTL to BTL România." in shown
    assert "How to reach it has changed." in shown


def test_a_name_that_another_company_has_is_refused(manager, session):
    company = a_company(session, "BTL")
    a_company(session, "Technogym")

    answer = manager.post(f"/catalogue/suppliers/{company.id}/edit", data={"name": "TECHNOGYM"})

    assert answer.status_code == 422
    assert "There is a company named Technogym already. Merge the two." in answer.text


def test_two_companies_become_one_and_the_old_address_opens_the_other(manager, session):
    made = a_model(session, "Technogim", "Run Artis")
    dup, kept = session.get(Supplier, made.maker_id), a_company(session, "Technogym")
    an_asset(session, model_id=made.id)
    address = f"/catalogue/suppliers/{dup.id}"

    looked = read(manager.get(f"{address}/merge?into=technogym"))
    done = manager.post(f"{address}/merge", data={"into": "technogym", "version": dup.version})

    assert "1 model goes over. 1 thing goes over." in looked
    assert done.headers["location"] == f"/catalogue/suppliers/{kept.id}"
    assert manager.get(address).headers["location"] == f"/catalogue/suppliers/{kept.id}"
    assert "Technogim" not in manager.get("/catalogue/suppliers").text
    assert "Technogim" not in manager.get("/catalogue/models/makers?maker=techno").text


def test_two_models_become_one_and_the_old_address_opens_the_other(manager, session):
    old, new = a_model(session, "Technogym", "Run Atris"), a_model(session, "Technogym", "Run")
    an_asset(session, model_id=old.id)
    address = f"/catalogue/models/{old.id}"

    looked = read(manager.get(f"{address}/merge?into=technogym run"))
    stale = manager.post(f"{address}/merge", data={"into": "Technogym Run", "version": 99})
    done = manager.post(f"{address}/merge", data={"into": "Technogym Run", "version": old.version})

    assert "1 thing goes over." in looked
    assert "Somebody else changed this meanwhile." in stale.text
    assert done.headers["location"] == f"/catalogue/models/{new.id}"
    assert manager.get(address).headers["location"] == f"/catalogue/models/{new.id}"
    assert "Atris" not in manager.get("/catalogue/models").text
    assert "Merged into Run." not in read(manager.get(f"/catalogue/models/{new.id}"))


@pytest.mark.parametrize(
    ("into", "sentence"),
    [("Nobody", "There is no model called Nobody."), ("Technogym Run", "This is the same one.")],
)
def test_what_cannot_be_merged_is_said_beside_the_field(manager, session, into, sentence):
    model = a_model(session, "Technogym", "Run")

    answer = manager.post(f"/catalogue/models/{model.id}/merge", data={"into": into})

    assert answer.status_code == 422
    beside = re.search(r'id="into-error">(.*?)</p>', answer.text, re.DOTALL)
    assert sentence in beside.group(1)


def test_a_program_keeps_and_merges_companies_and_models(program, session):
    old, new = a_model(session, "Technogim", "Run Artis"), a_model(session, "Technogym", "Run")
    an_asset(session, model_id=old.id)
    address = f"/api/v1/suppliers/{old.maker_id}"

    known = program.get("/api/v1/suppliers?search=technogim").json()["items"]
    edited = program.patch(address, json={"contact": "x"}, headers={"If-Match": "1"}).json()
    late = program.patch(address, json={"contact": "y"}, headers={"If-Match": "1"})
    goes = program.get(f"/api/v1/models/{old.id}/merge?into={new.id}").json()
    models = program.post(f"/api/v1/models/{old.id}/merge", json={"into": str(new.id)}).json()
    over = program.get(f"{address}/merge?into={new.maker_id}").json()
    done = program.post(f"{address}/merge", json={"into": str(new.maker_id)}).json()

    assert known == [{"id": str(old.maker_id), "name": "Technogim", "contact": "", "version": 1}]
    assert (edited["contact"], edited["version"], late.status_code) == ("x", 2, 409)
    assert goes == {"models": 0, "plans": 0, "things": 1}
    assert models["id"] == str(new.id)
    assert over == {"models": 0, "plans": 0, "things": 0}
    assert done["id"] == str(new.maker_id)
    assert program.get(address).headers["location"] == f"/api/v1/suppliers/{new.maker_id}"
