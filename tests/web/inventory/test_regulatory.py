import html
import re

import pytest

from assets import tokens
from assets.inventory import nomenclature
from assets.inventory.catalogue import ProtectionClass
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_model, a_person, a_site, a_type, an_asset, committed


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def bath(session):
    kind = a_type(session, "BAL-STANGER", mdr_class="IIa", emdn="V0802", service_life_years=10)
    model = a_model(session, "Trautwein", "Stanger 5")
    model.protection_class = ProtectionClass.I
    return an_asset(session, "Bath", type_id=kind.id, model_id=model.id)


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def a_list(session):
    nomenclature.replace(session, {"V0802": "MEDICAL CHAIRS", "V080201": "ELECTRIC MEDICAL CHAIRS"})
    session.commit()


def test_the_page_of_a_thing_says_where_each_value_comes_from(manager, session, bath):
    a_list(session)

    shown = read(manager.get(f"/assets/{bath.tag}"))

    assert "MDR class IIa · from the kind" in shown
    assert "Protection class Class I · from the model" in shown
    assert "EMDN code V0802 MEDICAL CHAIRS · from the kind" in shown
    assert "Usually lasts 10 years · from the kind" in shown
    assert "Applied part" not in shown


def test_what_differs_is_said_of_the_thing_alone(manager, session, bath):
    a_list(session)
    address, said = f"/assets/{bath.tag}/regulatory", {"emdn": "z 9999", "applied_part": "BF"}

    form = read(manager.get(address))
    manager.post(address, data=said | {"version": bath.version})
    late = manager.post(address, data={"emdn": "V0802", "version": bath.version})

    assert "Left empty: IIa, from the kind." in form
    shown = read(manager.get(f"/assets/{bath.tag}"))
    assert "Applied part Type BF · of its own" in shown
    unknown = (
        "EMDN code Z9999 This code is not in the nomenclature that is loaded here. · of its own"
    )
    assert unknown in shown
    assert (late.status_code, 'value="V0802"' in late.text) == (422, True)
    assert "Type BF" in late.text


def test_codes_are_offered_while_one_types(manager, session):
    a_list(session)

    by_code = manager.get("/catalogue/emdn?emdn=v0802").text
    by_word = manager.get("/catalogue/emdn?emdn=electric").text

    assert by_code.count("<option") == 2
    assert '<option value="V080201">ELECTRIC MEDICAL CHAIRS</option>' in by_word
    assert by_word.count("<option") == 1


def test_a_program_reads_and_overrides_what_is_inherited(app, session, bath):
    program = Browser(app)
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    secret = committed(session, tokens.issue(session, person))
    program.headers["Authorization"] = f"Bearer {secret}"
    address = f"/api/v1/assets/{bath.tag}/regulatory"

    before = program.get(address).json()
    changed = program.patch(address, json={"mdr_class": "IIb", "power": "230 V"}).json()
    back = program.patch(address, json={"mdr_class": None}).json()

    assert before["mdr_class"] == {"value": "IIa", "from": "kind"}
    assert changed["mdr_class"] == {"value": "IIb", "from": "own"}
    assert back["mdr_class"] == before["mdr_class"]
    assert back["power"] == {"value": "230 V", "from": "own"}


def test_a_model_says_its_classes_and_its_power_and_its_history_tells_them(manager, session):
    model = a_model(session, "Trautwein", "Stanger 5")
    said = {"maker": "Trautwein", "name": "Stanger 5", "version": model.version}
    classes = {"basis": "mdr", "protection_class": "II", "applied_part": "BF", "power": "230 V"}

    manager.post(
        f"/catalogue/models/{model.id}/edit", data=said | classes | {"service_life_years": 8}
    )

    shown = read(manager.get(f"/catalogue/models/{model.id}"))
    for each in ("Medical device (MDR)", "Class II", "Type BF", "8 years", "230 V"):
        assert each in shown
    assert "Protection class is now Class II." in shown


def test_a_kind_of_the_houses_own_is_added_in_three_languages(manager, session):
    group = a_type(session).group_id
    assert group
    names = {"name_en": "Mud oven", "name_ro": "Cuptor de nămol", "name_hu": "Iszapmelegítő"}
    said = names | {"code": "bal-mud", "group": "group of REH-TREADMILL", "pm_months": "6"}

    added = manager.post("/catalogue/types", data=said)
    again = manager.post("/catalogue/types", data=said | {"name_en": "Other"})
    wrong = manager.post("/catalogue/types", data=said | {"code": "mud oven"})
    nameless = manager.post("/catalogue/types", data=said | {"code": "X", "name_hu": ""})

    assert added.headers["location"] == "/catalogue/types/BAL-MUD"
    assert "Iszapmelegítő" in manager.get("/catalogue/types/BAL-MUD").text
    assert "There is a kind BAL-MUD already." in again.text
    assert "A key has letters, figures and hyphens" in wrong.text
    assert (again.status_code, wrong.status_code, nameless.status_code) == (422, 422, 422)


def test_a_plan_is_written_on_a_model_from_its_page(manager, session):
    model = a_model(session, "Trautwein", "Stanger 5")
    asset = an_asset(session, "Bath", model_id=model.id)
    said = {
        "title": "Descale",
        "kind": "preventive",
        "every": "3",
        "unit": "month",
        "mode": "fixed",
    }

    form = read(manager.get(f"/plans/new?model={model.id}"))
    added = manager.post("/plans", data=said | {"model": str(model.id)})

    assert "On every thing of this model: Trautwein Stanger 5" in form
    plan = read(manager.get(added.headers["location"]))
    assert "Every thing of this model is owed it: every 3 months." in plan
    assert "Descale" in read(manager.get(f"/assets/{asset.tag}"))
    shown = read(manager.get(f"/catalogue/models/{model.id}"))
    assert "Descale every 3 months" in shown
    assert "on 1 thing" in shown
