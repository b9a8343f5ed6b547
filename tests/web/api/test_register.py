import pytest
from sqlalchemy import event

from assets import tokens
from assets.exchange import outgoing
from assets.inventory.register import State
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    return _program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))


def _program(app, session, person, **limits):
    secret = committed(session, tokens.issue(session, person, **limits))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def test_a_list_answers_items_and_the_next_page(program, session):
    for number in range(3):
        an_asset(session, f"Bed {number}")

    first = program.get("/api/v1/assets?limit=2&count=true").json()
    second = program.get(first["next"]).json()

    assert [item["name"] for item in first["items"]] == ["Bed 0", "Bed 1"]
    assert first["count"] == 3
    assert [item["name"] for item in second["items"]] == ["Bed 2"]
    assert second["next"] is None
    assert "count" not in program.get("/api/v1/assets").json()


def test_registering_answers_201_with_the_item(program, session):
    a_room(session, "Gym")
    price = {"amount": "1234.50", "currency": "RON"}

    answer = program.post("/api/v1/assets", json={"name": "Bath", "place": "Gym", "price": price})

    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/assets/LOV-00001"
    item = answer.json()
    assert (item["tag"], item["site"], item["place"]) == ("LOV-00001", "LOV", "Gym")
    assert item["price"] == price


def test_a_repeat_under_the_same_key_gets_the_first_answer(program, session):
    a_room(session, "Gym")
    key = {"Idempotency-Key": "order-7"}
    said = {"name": "Bath", "place": "Gym"}

    first = program.post("/api/v1/assets", json=said, headers=key)
    second = program.post("/api/v1/assets", json=said, headers=key)
    other = program.post("/api/v1/assets", json=said | {"name": "Bed"}, headers=key)

    assert (second.status_code, second.json()) == (201, first.json())
    assert other.status_code == 409
    assert program.get("/api/v1/assets?count=true").json()["count"] == 1


def test_editing_an_old_version_is_refused(program, session):
    asset = an_asset(session, "Bath")
    address = f"/api/v1/assets/{asset.tag}"

    done = program.patch(address, json={"note": "By the window"}, headers={"If-Match": "1"})
    late = program.patch(address, json={"note": "In the cellar"}, headers={"If-Match": "1"})

    assert (done.status_code, done.json()["version"]) == (200, 2)
    assert late.status_code == 409
    assert late.headers["content-type"] == "application/problem+json"
    assert program.get(address).json()["note"] == "By the window"


def test_moving_is_an_address_of_its_own(program, session):
    asset = an_asset(session, place=a_room(session, "Gym"))
    a_room(session, "Store")

    answer = program.post(f"/api/v1/assets/{asset.tag}/move", json={"place": "Store"})

    assert answer.json()["place"] == "Store"


def test_a_reading_token_only_reads(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program, asset = _program(app, session, person, read_only=True), an_asset(session)

    assert program.get(f"/api/v1/assets/{asset.tag}").status_code == 200
    assert program.patch(f"/api/v1/assets/{asset.tag}", json={"note": "x"}).status_code == 403


def test_without_a_token_nobody_answers(browser):
    answer = browser.get("/api/v1/assets")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_another_sites_things_do_not_exist_for_programs(program, session):
    asset = an_asset(
        session, place=a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    )

    assert program.get(f"/api/v1/assets/{asset.tag}").status_code == 404
    assert program.get("/api/v1/assets?count=true").json() == {
        "items": [],
        "next": None,
        "count": 0,
    }
    assert program.get("/api/v1/assets?site=SZE").status_code == 404


@pytest.mark.parametrize("said", [{}, {"name": ""}, {"name": "x", "place": "Gym", "colour": "red"}])
def test_nonsense_is_answered_as_a_problem(program, session, said):
    a_room(session, "Gym")

    answer = program.post("/api/v1/assets", json=said)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


FULL = {
    "batch_number": "B-7",
    "udi_raw": "(01)08051499973926(21)1",
    "manufactured_on": "2026-12-01",
    "expires_on": "2036-12-01",
    "software_version": "4.2",
    "accessories": "Two hoses",
    "supplier": "Medimpex",
    "source_document": "Invoice 118",
    "account": "2132",
    "class_code": "2.2.9",
    "depreciation_months": 48,
    "delivered_on": "2025-01-12",
    "accepted_on": "2025-01-16",
    "in_use_on": "2025-01-17",
    "department": "Balneo ward",
    "price": {"amount": "1234.50", "currency": "RON"},
    "vat": {"amount": "197.11", "currency": "RON"},
    "funding_source": "County budget",
    "warranty_from": "2027-01-20",
    "warranty_until": "2029-01-20",
    "service_provider": "Servis SRL",
    "service_contract": "S-12/2027",
    "service_until": "2028-01-31",
    "service_life_years": 9,
}


def test_the_full_record_is_written_and_read_under_the_same_names(program, session):
    ana = a_person(session, Role.TECHNICIAN, a_site(session), name="Ana Pop")
    asset = an_asset(session)
    address = f"/api/v1/assets/{asset.tag}"

    said = program.patch(address, json=FULL | {"custodian": ana.email, "unnumbered": True}).json()
    cleared = program.patch(address, json={"custodian": None, "service_until": None}).json()

    assert {name: said[name] for name in FULL} == FULL
    assert (said["custodian"], said["unnumbered"], said["part_of"]) == ("Ana Pop", True, None)
    assert (cleared["custodian"], cleared["service_until"]) == (None, None)
    assert cleared["supplier"] == "Medimpex"
    assert sorted(said) == sorted((*outgoing.HEADERS, "extra"))


def test_a_price_can_be_taken_back(program, session):
    asset = an_asset(session, price_minor=100, price_currency="RON")

    assert (
        program.patch(f"/api/v1/assets/{asset.tag}", json={"price": None}).json()["price"] is None
    )


@pytest.mark.parametrize(
    ("state", "instead"),
    [
        ("on_loan", "Lend it instead"),
        ("in_transit", "Send it instead"),
        ("accepted", "make the step to Accepted then"),
        ("disposed", "make the step to Disposed of then"),
    ],
)
def test_nothing_is_registered_as_what_only_a_step_makes_of_it(program, session, state, instead):
    said = {"name": "Bath", "place": a_room(session).path, "state": state}

    answer = program.post("/api/v1/assets", json=said)

    assert (answer.status_code, instead in answer.json()["title"]) == (409, True)
    assert program.get("/api/v1/assets").json()["items"] == []


def test_a_program_makes_steps_by_the_same_rules(program, session):
    asset = an_asset(session)
    address = f"/api/v1/assets/{asset.tag}/state"

    lent = program.post(address, json={"state": "on_loan"})
    unsaid = program.post(address, json={"state": "retired"})
    done = program.post(address, json={"state": "retired", "reason": "Worn out"})

    assert "Lend it instead" in lent.json()["title"]
    assert "Say why it goes." in unsaid.text
    assert (done.json()["state"], done.json()["ended_reason"]) == ("retired", "Worn out")


def test_a_program_dates_its_steps_and_says_what_it_has_seen(program, session):
    asset = an_asset(session, state=State.ORDERED)
    address = f"/api/v1/assets/{asset.tag}"

    ahead = program.post(f"{address}/state", json={"state": "delivered", "on": "2124-01-01"})
    done = program.post(f"{address}/state", json={"state": "delivered", "on": "2025-02-03"})
    seen = program.post(f"{address}/verify", json={"found": True, "on": "2025-03-01"}).json()

    assert (ahead.status_code, "still to come" in ahead.text) == (409, True)
    assert done.json()["delivered_on"] == "2025-02-03"
    assert (seen["verified_on"], seen["verified_found"]) == ("2025-03-01", True)
    assert seen["verified_by"]
    assert (
        program.post(f"{address}/verify", json={"found": True, "on": "2025-02-01"}).status_code
        == 409
    )


def test_a_program_puts_parts_on_and_makes_kits(program, session):
    unit, handpiece, bed = (an_asset(session, name) for name in ("Unit", "Handpiece", "Bed"))
    said = {"name": "Case", "place": a_room(session, "Hall").path, "parts": [bed.tag]}

    on = program.post(f"/api/v1/assets/{unit.tag}/parts", json={"part": handpiece.tag}).json()
    listed = program.get(f"/api/v1/assets?part_of={unit.tag}").json()["items"]
    off = program.post(f"/api/v1/assets/{handpiece.tag}/take-off").json()
    kit = program.post("/api/v1/kits", json=said)

    assert (on["tag"], on["part_of"], off["part_of"]) == (handpiece.tag, unit.tag, None)
    assert [item["tag"] for item in listed] == [handpiece.tag]
    assert (kit.status_code, kit.json()["name"]) == (201, "Case")
    assert program.get(f"/api/v1/assets/{bed.tag}").json()["place"] == "Hall"


@pytest.mark.sqlite
def test_on_a_full_disk_a_program_is_told_so_and_nothing_is_changed(program, engine, session):
    asset = an_asset(session)
    path = f"/api/v1/assets/{asset.tag}"
    event.listen(engine, "begin", _leave_no_room)

    answers = (program.patch(path, json={"note": f"{number:04000}"}) for number in range(1, 100))
    told = next(answer for answer in answers if answer.status_code != 200)

    event.remove(engine, "begin", _leave_no_room)
    assert (told.status_code, told.json()["title"].split(",")[0]) == (507, "The disk is full")
    kept = program.get(path).json()
    assert kept["version"] == int(kept["note"] or 0) + 1


def _leave_no_room(connection):
    connection.exec_driver_sql("PRAGMA max_page_count = 1")
