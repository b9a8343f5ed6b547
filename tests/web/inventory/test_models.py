import html
import re

import pytest
from sqlmodel import select

from assets.inventory import catalogue, shipped
from assets.inventory.catalogue import Model
from assets.inventory.suppliers import Supplier
from assets.rights import Role
from tests.builders import a_model, a_person, a_site, an_asset, committed

# The example of GS1's General Specifications, and what it becomes when one figure is misread.
GTIN, MISREAD = "09506000134352", "09506000134325"


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def only(session):
    """The one model there is."""
    session.expire_all()
    return session.exec(select(Model)).one()


def test_a_model_is_added_with_its_kind_and_its_udi(manager, session):
    shipped.load(session)
    session.commit()
    said = {"maker": "BTL", "name": "BTL-4000", "type": "baie stanger (baie galvanica generala)"}

    answer = manager.post("/catalogue/models", data=said | {"udi_di": "(01) 0950 6000 134352"})

    model = only(session)
    assert answer.headers["location"] == f"/catalogue/models/{model.id}"
    assert (model.udi_di, model.emdn) == (GTIN, "")
    assert model.type_id == catalogue.keyed(session, "BAL-STANGER").id
    assert "BTL-4000" in manager.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("udi_di", "kept"),
    [
        (GTIN[1:], GTIN),
        ("4006381333931", "04006381333931"),
        ("96385074", "00000096385074"),
        ("+H123PARTNO1234567890120", "+H123PARTNO1234567890120"),
        ("JPD-ES210", "JPD-ES210"),
    ],
)
def test_a_udi_of_gs1_is_kept_in_fourteen_figures_and_others_as_written(
    manager, session, udi_di, kept
):
    manager.post("/catalogue/models", data={"maker": "BTL", "name": "X", "udi_di": udi_di})

    assert only(session).udi_di == kept


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"maker": ""}, "Fill this in."),
        ({"udi_di": MISREAD}, "after these figures the last one must be 1."),
        ({"udi_di": "0950600013435"}, "after these figures the last one must be 9."),
        ({"udi_di": "12345"}, "A UDI-DI in figures has 14 of them, not 5."),
        ({"emdn": "120618"}, "An EMDN code is a letter and two to twelve figures"),
        ({"type": "Time machine"}, "There is no kind of equipment called Time machine."),
        ({"mdr_class": "IV"}, "Choose one of the list."),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_leaves_nothing(manager, session, said, sentence):
    answer = manager.post("/catalogue/models", data={"maker": "BTL", "name": "BTL-4000"} | said)

    assert answer.status_code == 422
    assert sentence in read(answer)
    assert session.exec(select(Model)).all() == []
    assert session.exec(select(Supplier)).all() == []


def test_the_same_model_is_not_added_twice_however_it_is_accented(manager, session):
    a_model(session, "Pásztor Kft.", "Kád")

    answer = manager.post("/catalogue/models", data={"maker": "Pasztor kft.", "name": "KAD"})

    assert answer.status_code == 422
    assert "Pásztor Kft. Kád is in the catalogue already." in answer.text


def test_a_udi_belongs_to_one_model(manager):
    manager.post("/catalogue/models", data={"maker": "BTL", "name": "One", "udi_di": GTIN})

    again = {"maker": "BTL", "name": "Two", "udi_di": GTIN[1:]}
    answer = manager.post("/catalogue/models", data=again)

    assert answer.status_code == 422
    assert "This UDI-DI is that of One." in answer.text


def test_a_corrected_name_is_found_and_told(manager, session):
    model = a_model(session, "Technogym", "Run Atris")
    said = {"maker": "Technogym", "name": "Run Artis", "version": model.version}

    manager.post(f"/catalogue/models/{model.id}/edit", data=said)

    assert "Run Artis" in manager.get("/catalogue/models?search=artis tech").text
    shown = manager.get(f"/catalogue/models/{model.id}")
    assert "Name changed from Run Atris to Run Artis." in read(shown)


def test_the_second_editor_is_told_and_keeps_what_she_typed(manager, session):
    model = a_model(session, "Technogym", "Run")
    seen = {"maker": "Technogym", "version": model.version}

    manager.post(f"/catalogue/models/{model.id}/edit", data=seen | {"name": "Run Artis"})
    second = manager.post(f"/catalogue/models/{model.id}/edit", data=seen | {"name": "Run Now"})

    assert second.status_code == 422
    assert "Run Artis" in second.text
    assert "Run Now" in second.text


@pytest.mark.parametrize("search", ["badwiz", "bad kad", "KÁD", "dv-12", "9506000134352"])
def test_a_model_is_found_by_maker_name_number_or_udi(manager, session, search):
    model = a_model(session, "Bádwizard", "Kád", part_number="DV-12")
    model.udi_di = GTIN
    committed(session, model)
    a_model(session, "Technogym", "Run Artis")

    found = read(manager.get("/catalogue/models", params={"search": search}))

    assert "Kád DV-12" in found
    assert "Run Artis" not in found


def test_the_models_are_paged_without_gaps(manager, session):
    for number in range(7):
        a_model(session, "BTL", f"Model {number}")

    address, seen = "/catalogue/models?limit=3", []
    while address:
        page = manager.get(address).text
        seen.append(re.findall(r">Model (\d)<", page))
        address = html.unescape("".join(re.findall(r'rel="next" href="([^"]+)"', page)))

    assert seen == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_a_model_leads_to_its_things(manager, session):
    model = a_model(session, "Technogym", "Run Artis")
    an_asset(session, "Treadmill 1", model_id=model.id)
    an_asset(session, "Treadmill 2", model_id=model.id)
    an_asset(session, "Technogym Run Artis, as somebody wrote")

    shown = manager.get(f"/catalogue/models/{model.id}").text
    things = html.unescape(re.findall(r'href="(/assets\?model=[^"]+)"', shown)[0])

    assert "There are 2 of this model." in shown
    assert manager.get(things).text.count('class="what"') == 2


def test_makers_are_offered_while_one_types(manager, session):
    a_model(session, "Technogym")
    a_model(session, "BTL")

    offered = manager.get("/catalogue/models/makers?maker=tech").text

    assert offered.split() == ["<option", 'value="Technogym"></option>']
