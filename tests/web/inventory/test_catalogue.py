import html
import re
from datetime import date

import pytest

from assets.inventory import catalogue, shipped
from assets.maintenance import inheritance
from assets.rhythm import Mode
from assets.rights import Role
from tests.builders import a_model, a_person, a_room, a_site, an_asset, some_terms

PARTIAL = {"HX-Request-Type": "partial"}


@pytest.fixture
def manager(browser, session):
    return browser.sign_in(a_person(session, Role.SITE_MANAGER, a_site(session)))


@pytest.fixture
def kinds(session):
    """The shipped equipment types by key."""
    shipped.load(session)
    session.commit()
    return {kind.key: kind for kind in session.exec(catalogue.types())}


def elsewhere(session):
    return a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))


def read(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def row_of(answer, name):
    """One row of a table as a reader sees it."""
    rows = re.findall(r"<tr>.*?</tr>", answer.text, re.DOTALL)
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", next(r for r in rows if name in r))).split()
    )


@pytest.mark.parametrize("letters", ["stanger", "STANGER-KÁD", "elektromos furdo", "baie stanger"])
@pytest.mark.usefixtures("kinds")
def test_a_kind_is_found_in_any_of_the_three_languages(manager, letters):
    found = manager.get(f"/catalogue?search={letters}", headers=PARTIAL).text

    assert "/catalogue/types/BAL-STANGER" in found
    assert "/catalogue/types/BAL-GALV4" not in found
    assert "<title>" not in found


def test_the_kinds_stand_by_family_each_with_its_number_of_things(manager, session, kinds):
    kind = kinds["BAL-STANGER"]
    for _ in range(3):
        an_asset(session, type_id=kind.id)
    an_asset(session, place=elsewhere(session), type_id=kind.id)

    shown = manager.get("/catalogue")

    assert "Balneotherapy and hydrotherapy" in shown.text
    assert row_of(shown, "BAL-STANGER").endswith("IIa Z120618 3")


@pytest.mark.usefixtures("kinds")
def test_the_catalogue_can_be_narrowed_to_one_family(manager):
    shown = manager.get("/catalogue?group=kineto").text

    assert "/catalogue/types/KIN-" in shown
    assert "/catalogue/types/BAL-" not in shown


@pytest.mark.usefixtures("kinds")
def test_a_kind_nobody_has_heard_of_is_answered_kindly(manager):
    assert "No kind of equipment is called so." in manager.get("/catalogue?search=xyzzy").text


def test_an_empty_catalogue_says_where_kinds_come_from(manager):
    assert "The catalogue is empty." in manager.get("/catalogue").text


def test_a_kind_says_what_is_usual_for_it_and_leads_to_its_things(manager, session, kinds):
    an_asset(session, type_id=kinds["BAL-STANGER"].id)
    a_model(session, "Trautwein", "Stanger 5", type_id=kinds["BAL-STANGER"].id)

    shown = manager.get("/catalogue/types/bal-stanger")

    said = read(shown)
    assert "There is 1 thing of this kind." in said
    assert 'href="/assets?type=BAL-STANGER"' in shown.text
    assert "Maintenance every 6 months" in said
    assert "Electrical safety test every 12 months" in said
    assert "Confirm it for each model and each place." in said
    assert "Stanger 5 Trautwein" in said


def test_a_kind_shows_its_plans_with_the_number_of_her_things_that_each_holds_on(
    manager, session, kinds
):
    bath, day = kinds["BAL-STANGER"], date(2027, 3, 1)
    for place in (a_room(session), a_room(session), elsewhere(session)):
        an_asset(session, place=place, type_id=bath.id)
    plan = inheritance.add(session, bath, some_terms("Drain it", mode=Mode.FLOATING), day)
    inheritance.pause(session, inheritance.add(session, bath, some_terms("Polish it"), day))
    inheritance.end(session, inheritance.add(session, bath, some_terms("Fill it"), day), day)
    session.commit()

    shown = manager.get("/catalogue/types/BAL-STANGER")

    assert f'href="/plans/{plan.id}"' in shown.text
    said = read(shown)
    assert "Drain it every 6 months · From the day it was done on 2 things" in said
    assert "Polish it every 6 months · From the day it was due Paused" in said
    assert "Fill it" not in said


@pytest.mark.usefixtures("kinds")
def test_a_plan_of_a_kind_is_begun_from_its_page_by_whoever_may(manager, technician):
    page, way = "/catalogue/types/BAL-STANGER", "/plans/new?type=BAL-STANGER"

    assert "No plan is written for this kind." in manager.get(page).text
    assert f'href="{way}"' in manager.get(page).text
    assert 'value="BAL-STANGER"' in manager.get(way).text
    assert way not in technician.get(page).text


NAMES = {"name_en": "Stanger bath", "name_ro": "Baie Stanger", "name_hu": "Stanger-kád"}


@pytest.mark.usefixtures("kinds")
def test_names_and_intervals_are_edited_and_told(manager, session):
    said = NAMES | {"mdr_class": "IIa", "emdn": "z 120618", "pm_months": "12"}

    answer = manager.post("/catalogue/types/BAL-STANGER/edit", data=said)

    assert answer.headers["location"] == "/catalogue/types/BAL-STANGER"
    session.expire_all()
    kind = catalogue.keyed(session, "BAL-STANGER")
    assert (kind.names, kind.emdn, kind.pm_months) == (tuple(NAMES.values()), "Z120618", 12)
    history = read(manager.get("/catalogue/types/BAL-STANGER"))
    assert "Months between maintenance changed from 6 to 12." in history


@pytest.mark.usefixtures("kinds")
def test_the_group_and_the_usual_checks_of_a_kind_are_edited_and_told(manager, session):
    said = NAMES | {"group": "kineto", "checks": ["WATER", "PM"]}

    manager.post("/catalogue/types/BAL-STANGER/edit", data=said)

    session.expire_all()
    kind = catalogue.keyed(session, "BAL-STANGER")
    assert (kind.group.key, kind.checks) == ("kineto", "PM;WATER")
    form = manager.get("/catalogue/types/BAL-STANGER/edit").text
    assert 'name="checks" value="WATER" checked' in form
    assert 'name="checks" value="EST">' in form
    history = read(manager.get("/catalogue/types/BAL-STANGER"))
    assert "Preventive maintenance, Water samples" in history
    assert "Group changed from" in history


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name_hu": ""}, "Fill this in."),
        ({"name_hu": "  "}, "Give it a name in all three languages."),
        ({"pm_months": "0"}, "Write a number of at least 1."),
        ({"pm_months": "often"}, "Write a whole number."),
        ({"mdr_class": "IV"}, "Choose one of the list."),
        ({"emdn": "12-Z"}, "An EMDN code is a letter and two to twelve figures"),
    ],
)
@pytest.mark.usefixtures("kinds")
def test_nonsense_about_a_kind_is_refused(manager, session, said, sentence):
    answer = manager.post("/catalogue/types/BAL-STANGER/edit", data=NAMES | said)

    assert answer.status_code == 422
    assert sentence in answer.text
    session.expire_all()
    assert catalogue.keyed(session, "BAL-STANGER").names != tuple(NAMES.values())


def test_the_second_editor_of_a_kind_is_told(manager, kinds):
    seen = NAMES | {"version": kinds["BAL-STANGER"].version}

    manager.post("/catalogue/types/BAL-STANGER/edit", data=seen | {"note": "Confirmed"})
    second = manager.post("/catalogue/types/BAL-STANGER/edit", data=seen | {"note": "Doubtful"})

    assert second.status_code == 422
    assert "Confirmed" in second.text
    assert "Doubtful" in second.text


@pytest.mark.usefixtures("kinds")
def test_a_technician_reads_the_catalogue_but_keeps_it_not(technician, session):
    model = a_model(session)

    assert technician.get("/catalogue/types/BAL-STANGER").status_code == 200
    assert technician.get(f"/catalogue/models/{model.id}").status_code == 200
    for address in ("types/BAL-STANGER/edit", "models/new", f"models/{model.id}/edit"):
        assert technician.get(f"/catalogue/{address}").status_code == 403
    for address in ("types/BAL-STANGER/edit", "models", f"models/{model.id}/edit"):
        assert technician.post(f"/catalogue/{address}", data={}).status_code == 403


@pytest.mark.parametrize("address", ["types/NO-SUCH", "models/nonsense", "models?type=NO-SUCH"])
def test_what_is_not_in_the_catalogue_is_missing(manager, address):
    assert manager.get(f"/catalogue/{address}").status_code == 404


@pytest.mark.usefixtures("kinds")
def test_kinds_are_offered_while_one_types_in_the_readers_language(manager):
    offered = manager.get("/catalogue/kinds?type=baie").text

    assert '<option value="Stanger (full-body hydroelectric) bath">' in offered
    assert offered.count("<option") <= 20
