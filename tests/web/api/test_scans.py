import pytest
from sqlmodel import select

from assets import tokens
from assets.inventory.identifiers import Label
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_model, a_person, a_room, a_site, an_asset, committed
from tests.labels.test_photographs import barcode, photo

GTIN = "08051499973926"


def program_of(app, session, role, site):
    program = Browser(app)
    secret = committed(session, tokens.issue(session, a_person(session, role, site)))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    return program_of(app, session, Role.SITE_MANAGER, a_site(session))


def test_a_program_is_told_what_a_code_is(program, session):
    model = a_model(session, "Mectronic", "IXYON XP ULTRA")
    model.udi_di = GTIN
    asset = an_asset(session, model_id=model.id, serial_number="IX-1")
    session.commit()

    known = program.post("/api/v1/scan", json={"code": f"(01){GTIN}(21)IX-1"}).json()
    new = program.post("/api/v1/scan", json={"code": f"(01){GTIN}(11)260300(21)IX-2"}).json()
    wrong = program.post("/api/v1/scan", json={"code": "5901234123450"}).json()

    assert (known["kind"], known["asset"]) == ("asset", asset.tag)
    assert (new["kind"], new["asset"], new["model"]["name"]) == ("udi", None, "IXYON XP ULTRA")
    assert new["udi"] == {
        "issuing_agency": "gs1",
        "udi_di": GTIN,
        "serial_number": "IX-2",
        "batch_number": "",
        "manufactured_on": "2026-03-31",
        "expires_on": None,
        "software_version": "",
    }
    assert wrong["kind"] == "barcode"
    assert wrong["doubt"] == "If this is an article number, its last figure must be 7."
    assert program.post("/api/v1/scan", json={"code": " "}).status_code == 409


def test_a_program_is_told_what_each_code_in_a_photo_is(program, session):
    asset = an_asset(session)
    plate = photo(barcode(asset.tag), barcode("INV-1"))

    told = program.post("/api/v1/scan/photo", files={"photo": ("plate.jpg", plate)}).json()["items"]
    none = program.post("/api/v1/scan/photo", files={"photo": ("plate.jpg", b"<script>")})

    assert sorted((each["kind"], each["asset"]) for each in told if each["asset"]) == [
        ("asset", asset.tag)
    ]
    assert len(told) == 2
    assert (none.status_code, none.json()["errors"][0]["field"]) == (409, "photo")
    assert program.post("/api/v1/scan/photo", data={"photo": "none"}).status_code == 422


def test_a_program_registers_what_was_scanned(program, session):
    a_room(session, "Gym")
    said = {"name": "Laser", "place": "Gym", "maker": "Mectronic", "model": "IXYON XP ULTRA"}
    read = {"serial_number": "IX-1", "batch_number": "L9", "expires_on": "2030-01-31"}
    code = f"01{GTIN}21IX-1\x1d10L9"

    made = program.post("/api/v1/assets", json=said | read | {"scanned": code})
    again = program.post("/api/v1/assets", json=said | {"scanned": code})
    known = program.post("/api/v1/scan", json={"code": code}).json()

    assert made.status_code == 201
    assert known["asset"] == made.json()["tag"]
    assert again.status_code == 409


def test_a_barcode_is_linked_listed_and_taken_off(program, session):
    asset = an_asset(session)
    here = f"/api/v1/assets/{asset.tag}/barcodes"

    linked = program.post(here, json={"code": "INV-7"})
    twice = program.post(here, json={"code": "INV-7"})
    listed = program.get(here).json()
    program.post(f"{here}/unlink", json={"code": "INV-7"})

    assert (linked.status_code, linked.json()) == (201, {"code": "INV-7"})
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (409, "code")
    assert listed == {"items": ["INV-7"]}
    assert program.get(here).json() == {"items": []}


def test_labels_in_advance_are_printed_and_claimed(app, program, session):
    asset = an_asset(session)
    made = program.post("/api/v1/labels/blank", json={"count": 2, "site": "LOV"})
    label = session.exec(select(Label).where(Label.asset_id.is_(None))).first()

    claimed = program.post(f"/api/v1/labels/{label.code}/claim", json={"thing": asset.tag})
    viewer = program_of(app, session, Role.VIEWER, a_site(session))

    assert (made.status_code, made.json()["count"]) == (201, 2)
    assert claimed.json() == {"code": label.code, "kind": "asset", "asset": asset.tag}
    assert viewer.post("/api/v1/labels/blank", json={"count": 1, "site": "LOV"}).status_code == 403
