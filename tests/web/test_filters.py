"""What narrows a list of things, wherever it leads."""

import csv
import html
import io
import re
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from assets import mergers, notices, tokens
from assets.inventory import relocations, suppliers
from assets.inventory.custom_fields import Kind
from assets.inventory.identifiers import LabelPrint
from assets.inventory.leaving import Departure
from assets.inventory.register import Condition, State
from assets.labelling import drafts, papers, printers
from assets.labelling.printers import Said, Way
from assets.maintenance import closures
from assets.procurement import releases
from assets.procurement.contracts import Contract
from assets.procurement.deliveries import Delivery
from assets.rights import Role
from labels.designs import PLATE
from tests.assets.labelling.measures import L7160
from tests.assets.maintenance.safety import a_setting, a_test, an_analyser
from tests.assets.procurement.money import a_rate
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_checklist,
    a_document,
    a_fault,
    a_field,
    a_loan,
    a_lot,
    a_model,
    a_person,
    a_plan,
    a_project,
    a_room,
    a_site,
    a_spare_part,
    a_transfer,
    a_type,
    an_asset,
    an_order,
    committed,
    some_choices,
)
from tests.procured import a_purchase
from web.filters import Sought

PAST = date(2020, 1, 1)


@pytest.fixture
def root(session):
    return a_person(session, Role.ADMINISTRATOR, name="Root")


@pytest.fixture
def browser(app, root):
    return Browser(app).sign_in(root)


@pytest.fixture
def program(app, session, root):
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, root))}"
    return program


@pytest.fixture
def narrowing(session, root):
    """For each filter, what it has to say to find the one bath and not the bike of Szentes."""
    bay, kind, model = a_room(session, "Bay"), a_type(session, "TUB"), a_model(session)
    a_field(session, "Frame", Kind.CHOICE, choices=some_choices("Steel", "Wood"))
    acme = committed(session, suppliers.named(session, "Acme"))
    bike = an_asset(session, "Bike", a_room(session, "Hall", a_site(session, "SZE", "Szentes")))
    described = {"type_id": kind.id, "model_id": model.id, "supplier_id": acme.id}
    judged = {"state": State.INSTALLED, "condition": Condition.DEGRADED}
    kept = {"lot_number": "L1", "custodian_id": root.id, "part_of_id": bike.id}
    bath = an_asset(session, "Bath", bay, **described, **judged, **kept, extra={"frame": "steel"})
    a_plan(session, bath, PAST)
    return {
        "search": "bath",
        "site": "LOV",
        "place": str(bay.id),
        "group": "group of TUB",
        "type": "TUB",
        "model": str(model.id),
        "supplier": str(acme.id),
        "state": "installed",
        "condition": "degraded",
        "due": "late",
        "lot": "L1",
        "custodian": str(root.id),
        "part_of": bike.tag,
        "extra.frame": "steel",
    }


def listed(shown):
    return re.findall(r'class="what"><a [^>]*>([^<]+)', shown)


def exported(browser, asked):
    rows = csv.DictReader(io.StringIO(browser.get("/assets.csv", params=asked).content.decode()))
    return [row["name"] for row in rows]


def answered(program, asked):
    return [each["name"] for each in program.get("/api/v1/assets", params=asked).json()["items"]]


def changed(program, asked):
    sent = {"filter": asked, "change": {"note": "Oiled"}, "dry_run": True}
    return program.post("/api/v1/assets/bulk", json=sent).json()["changed"]


def looked_at(browser, asked):
    page = browser.get("/assets/bulk", params=asked | {"all": "true", "to_note": "Oiled"}).text
    return int(re.search(r"(\d+) things? change", page)[1])


def printed(browser, session, shown):
    """How many labels are printed by the way on from the list and its one button."""
    way = html.unescape(re.search(r'href="(/labels[?][^"]+)"', shown)[1])
    (onward,) = re.findall(r'href="(/labels/arrange[^"]+)"', browser.get(way).text)
    arranged = browser.get(html.unescape(onward)).text
    (action,) = re.findall(r'action="(/labels/print[^"]*)"', arranged)
    said = {"everything": "true", "design": "plate", "stock": "L7160", "reason": "Again"}
    made = browser.post(html.unescape(action), data=said).headers["location"]
    return len(session.get(LabelPrint, UUID(made.rpartition("/")[2])).codes)


def test_each_filter_narrows_the_list_and_all_that_is_done_with_it(
    browser, program, session, narrowing
):
    assert narrowing.keys() == Sought.model_fields.keys() | {"extra.frame"}
    assert len(listed(browser.get("/assets").text)) == 2

    for name, value in narrowing.items():
        asked = {name: value}
        shown = browser.get("/assets", params=asked).text
        assert listed(shown) == exported(browser, asked) == answered(program, asked), name
        assert listed(shown) == ["Bath"], name
        assert (changed(program, asked), looked_at(browser, asked)) == (1, 1), name
        assert printed(browser, session, shown) == 1, name


def test_a_bookmark_of_what_was_merged_leads_on(browser, program, session):
    gym, sala = a_room(session, "Gym"), a_room(session, "Sala")
    old, new = a_model(session, "Acme", "Run"), a_model(session, "Acme", "Run Artis")
    sold, sells = suppliers.named(session, "Sold"), suppliers.named(session, "Sells")
    asset = an_asset(session, "Bath", gym, model_id=old.id, supplier_id=sold.id)
    an_asset(session, "Bike", a_room(session, "Hall"))
    an_order(session, asset)
    mergers.merge_models(session, old, new, DAY)
    mergers.merge_companies(session, sold, sells, DAY)
    relocations.merge(session, gym, sala, DAY)
    session.commit()

    for asked in ({"place": str(gym.id)}, {"model": str(old.id)}, {"supplier": str(sold.id)}):
        assert listed(browser.get("/assets", params=asked).text) == ["Bath"]
        assert changed(program, asked) == 1
    assert "Lovrin / Sala" in browser.get(f"/assets?place={gym.id}").text
    assert "Lovrin / Sala" in browser.get(f"/orders?place={gym.id}").text


def test_what_is_elsewhere_is_no_filter_for_who_does_not_see_it(app, session):
    szentes = a_site(session, "SZE", "Szentes", "HU")
    asset = an_asset(session, place=a_room(session, "Pool", szentes))
    bela = a_person(session, Role.TECHNICIAN, szentes, name="Bela")
    vera = Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session), name="Vera"))
    theirs = {"site": "SZE", "place": str(asset.place_id), "part_of": asset.tag}

    for name, value in (theirs | {"custodian": str(bela.id)}).items():
        for path in ("/assets", "/assets.csv", "/labels", "/assets/bulk"):
            answer = vera.get(path, params={name: value, "all": "true"})
            assert (answer.status_code, "Bela" in answer.text) == (404, False), (path, name)
    an_asset(session, "Lent", custodian_id=bela.id)
    assert "Bela" in vera.get(f"/assets?custodian={bela.id}").text


@pytest.mark.parametrize(
    "path", ["/assets", "/labels", "/orders", "/plans", "/loans", "/transfers",
             "/documents", "/trail", "/people", "/catalogue/models", "/catalogue/suppliers"],
)  # fmt: skip
def test_what_a_list_does_not_understand_is_as_good_as_not_said(browser, path):
    nonsense = ("state", "condition", "due", "when", "kind", "mine", "ending", "sort", "limit", "x")

    answer = browser.get(path, params=dict.fromkeys(nonsense, "é" * 200) | {"all": "true"})

    assert answer.status_code == 200


@pytest.mark.parametrize("asked", [{"state": "nope"}, {"due": "é" * 200}, {"condition": "0"}])
def test_what_is_done_to_all_that_is_found_is_not_done_to_more(browser, session, asked):
    an_asset(session)

    looked_at = browser.get("/assets/bulk", params=asked | {"all": "true"})
    change = browser.post("/assets/bulk", params=asked | {"all": "true"}, data={"note": "x"})
    labels = browser.post("/labels/print", params=asked, data={"everything": "true"})

    assert {each.status_code for each in (looked_at, change, labels)} == {404}
    assert not session.exec(select(LabelPrint)).all()


@pytest.fixture
def others(session):
    """For each list of programs, words that find less in it than what it shows unasked."""
    attic, ana = a_room(session, "Attic"), a_person(session, name="Ana")
    a_site(session, "SZE", "Szentes", "HU"), a_type(session, "TUB")
    kind, bath, model = a_type(session, "BIKE"), an_asset(session, "Bath"), a_model(session)
    an_order(session, bath, PAST), a_project(session, "OTHER")
    a_field(session, "Voltage", type_id=kind.id), a_document(session, bath, valid_until=DAY)
    a_loan(session, an_asset(session, "Bike")), a_transfer(session, an_asset(session, "Lamp"))
    a_fault(session, bath)
    unwritten = {"about": "asset", "key": an_asset(session, "Mat").tag}
    nowhere = {"site": "SZE", "place": str(attic.id)}
    return {
        "assets": nowhere | {
            "search": "none", "group": "group of BIKE", "type": "BIKE", "model": str(model.id),
            "supplier": str(suppliers.named(session, "Acme").id), "state": "planned",
            "condition": "down", "due": "soon", "lot": "L1", "custodian": str(ana.id),
            "part_of": bath.tag, "tag": bath.tag,
        },
        **_kept(attic),
        "orders": nowhere | {
            "when": "later", "kind": "hygiene", "state": "done", "mine": "true",
            "priority": "low", "waiting_for": "parts", "assignee": ana.email, "provider": "Acme",
            "nobodys": {"nobodys": "true", "kind": "hygiene"},
        },
        "faults": {"state": "settled", "site": "SZE", "kind": "noise", "danger": "true",
                   "asset": unwritten["key"], "order": "W-00001"},
        "plans": nowhere | {"when": "later", "kind": "hygiene", "state": "paused",
                            "source": "law", "listed_in": "iscir"},
        **_cared_for(session, bath, model),
        **_labelled(session),
        **_bought(session, ana),
        "projects": {},
        "lots": {"project": "OTHER"},
        "trail": {"who": "none", "person": str(ana.id), "kind": "notice",
                  "field": "borrower", "day": "1990-01-01"},
        "documents": {"search": "none", "ending": "over", "kind": "invoice", "site": "SZE",
                      "about": unwritten, "key": unwritten},
    }  # fmt: skip


def _bought(session, ana):
    """Things that were bought and paid, one of which is to leave; another delivery is to come."""
    lot = a_lot(session)
    other = a_lot(session, "Chairs", lot.project, lot.partner)
    thing, *_ = a_purchase(session, lot=lot)
    releases.ask(session, thing, Departure.SALE, "It was sold.", ana, DAY)
    contract = session.exec(select(Contract)).one()
    session.add(Delivery(contract_id=contract.id, number=2, partner_id=contract.partner_id))
    a_rate(session, "4.97")
    session.commit()
    invoices = {"search": "none", "project": "OTHER", "lot": other.number, "unpaid": "true"}
    reports = {"project": "OTHER"}
    return {"invoices": invoices, "reports": reports, "deliveries": {}, "rates": {}, "releases": {}}


def _kept(attic):
    return {
        "transfers": {"state": "received", "from_site": "SZE", "to_site": "LOV"},
        "loans": {"state": "returned", "site": "SZE"},
        "places": {"search": "none", "site": "SZE", "inside": str(attic.id)},
        "partners": {},
        "types": {"search": "bike ro", "group": "group of BIKE"},
        "models": {"search": "none", "type": "BIKE"},
        "suppliers": {"search": "none"},
    }  # fmt: skip


def _labelled(session):
    site = a_site(session)
    papers.add(session, site, "Film", L7160), drafts.add(session, site, "Ours", PLATE.said())
    committed(session, printers.name_one(session, site, Said("Zebra", Way.RAW, address="10.0.0.7")))
    own = {"site": "SZE", "given_up": "true"}
    return {"printers": {"given_up": "true"}, "labels/stocks": own, "labels/designs": own}


def _cared_for(session, bath, model):
    """Words for the lists of what care brings with it."""
    a_checklist(session), a_spare_part(session)
    setting = a_setting(an_analyser(session), tested_on=PAST)
    a_test(session, an_asset(session, "Tub"), setting)
    days = closures.Said("Drain", date(2199, 7, 5), date(2199, 7, 25))
    committed(session, closures.shut(session, a_site(session), days))
    told = a_person(session, name="Reader"), DAY, {"late": {"count": 0, "lines": []}}
    notices.write(session, notices.Kind.DIGEST, *told)
    session.commit()
    return {
        "checklists": {"kind": "hygiene", "withdrawn": "true", "search": "none", "type": "BIKE"},
        "closures": {"site": "SZE", "state": "past"},
        "safety-tests": {"site": "SZE", "asset": bath.tag, "verdict": "fail"},
        "spares": {"site": "SZE", "model": str(model.id), "search": "none", "show": "short"},
        "agenda": {"until": "1950-01-01", "since": "2198-01-01", "mine": "true", "site": "SZE",
                   "kind": "loan"},
        "notices": {"state": "sent", "kind": "danger", "mine": "true"},
    }  # fmt: skip


NUMBERS = {"figures", "funnel", "timeline"}  # which their filters change, not how many there are
ORDER = {"limit", "after", "before", "sort", "count"}
WIDER = {"all"}  # what shows more


def test_each_filter_of_a_list_for_programs_narrows_it_and_what_is_none_is_refused(
    app, program, others
):
    asked = {
        path.removeprefix("/api/v1/"): {each["name"] for each in way["get"].get("parameters", [])}
        for path, way in app.openapi()["paths"].items()
        if "get" in way and "{" not in path and not path.endswith((".csv", ".pdf"))
    }
    lists = {
        path: names - ORDER - WIDER
        for path, names in asked.items()
        if "after" in names and path not in NUMBERS
    }
    assert lists == {path: others[path].keys() for path in others}

    for path, filters in others.items():
        everything = len(program.get(f"/api/v1/{path}").json()["items"])
        refused = program.get(f"/api/v1/{path}?nonsense=1")
        assert (refused.status_code, everything > 0) == (422, True), path
        for name, value in filters.items():
            asked_for = value if isinstance(value, dict) else {name: value}
            found = program.get(f"/api/v1/{path}", params=asked_for).json()
            assert len(found.get("items", [...] * everything)) < everything, (path, name, found)


def test_a_question_that_is_too_long_for_a_list_is_refused_in_words(browser, program):
    words = " ".join(f"word{number}" for number in range(101))
    fields = {f"extra.field{number}": "1" for number in range(101)}
    asked = [("assets", "search"), ("models", "search"), ("suppliers", "search"),
             ("emdn", "search"), ("trail", "who")]  # fmt: skip

    told = [program.get(f"/api/v1/{path}", params={name: words}) for path, name in asked]
    changed = program.post("/api/v1/assets/bulk", json={"filter": fields, "change": {"note": "x"}})

    assert {each.status_code for each in (*told, changed)} == {409}
    shown = browser.get("/assets", params={"search": words}).text
    assert "This looks for too much at once. Take some of it away." in shown


def test_the_next_page_for_programs_is_asked_for_the_same(program, session):
    tags = [an_asset(session, f"Bath {number}").tag for number in range(3)]

    address, found = "/api/v1/assets?limit=1&" + "&".join(f"tag={tag}" for tag in tags), []
    while address:
        page = program.get(address).json()
        found += [item["tag"] for item in page["items"]]
        address = page["next"]

    assert found == tags
