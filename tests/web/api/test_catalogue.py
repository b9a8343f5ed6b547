import pytest

from assets import tokens
from assets.inventory import catalogue, nomenclature, shipped
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_model, a_person, a_site, committed

GTIN = "09506000134352"  # the example of GS1's General Specifications


@pytest.fixture
def program(app, session):
    """Acts for a viewer of Lovrin by her token."""
    return _program(app, session, a_person(session, Role.VIEWER, a_site(session)))


@pytest.fixture
def keeper(app, session):
    """Acts for the manager of Lovrin."""
    return _program(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))


def _program(app, session, person):
    program = Browser(app)
    secret = committed(session, tokens.issue(session, person))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


@pytest.fixture
def kinds(session):
    shipped.load(session)
    session.commit()


def paged(program, address):
    found = []
    while address:
        page = program.get(address).json()
        found += page["items"]
        address = page["next"]
    return found


@pytest.mark.usefixtures("kinds")
def test_all_types_come_page_by_page(program, session):
    found = paged(program, "/api/v1/types?limit=50")

    assert sorted(item["key"] for item in found) == [
        kind.key for kind in session.exec(catalogue.types())
    ]
    stanger = next(item for item in found if item["key"] == "BAL-STANGER")
    assert stanger["names"]["ro"] == "Baie Stanger (baie galvanică generală)"
    assert (stanger["group"], stanger["pm_months"]) == ("balneo", 6)
    assert program.get("/api/v1/types/BAL-STANGER").json() == stanger


@pytest.mark.usefixtures("kinds")
def test_models_are_searched_and_narrowed_to_a_type(program, session):
    kind = catalogue.keyed(session, "BAL-STANGER")
    model = a_model(session, "Trautwein", "Stanger 5", type_id=kind.id)
    for number in range(3):
        a_model(session, "BTL", f"BTL-{number}")

    found = paged(program, "/api/v1/models?limit=2")

    assert [item["name"] for item in found] == ["BTL-0", "BTL-1", "BTL-2", "Stanger 5"]
    assert [item["maker"] for item in paged(program, "/api/v1/models?search=traut")] == [
        "Trautwein"
    ]
    narrowed = paged(program, "/api/v1/models?type=BAL-STANGER")
    assert [item["type"] for item in narrowed] == ["BAL-STANGER"]
    assert program.get(f"/api/v1/models/{model.id}").json() == narrowed[0]


@pytest.mark.parametrize("address", ["types/NO-SUCH", "models/nonsense", "models?type=NO-SUCH"])
def test_what_is_not_there_is_missing(program, address):
    answer = program.get(f"/api/v1/{address}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("kinds")
def test_a_model_is_entered_with_its_kind_and_its_udi(keeper):
    said = {
        "maker": "Trautwein",
        "name": "Stanger 5",
        "type": "Baie Stanger (baie galvanică generală)",
    }

    answer = keeper.post("/api/v1/models", json=said | {"udi_di": GTIN, "mdr_class": "IIa"})

    item = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/models/{item['id']}"
    assert keeper.get(answer.headers["location"]).json() == item
    assert (item["maker"], item["type"], item["udi_di"]) == ("Trautwein", "BAL-STANGER", GTIN)
    assert item["mdr_class"] == "IIa"


@pytest.mark.usefixtures("kinds")
def test_a_model_is_corrected_field_by_field(keeper, session):
    kind = catalogue.keyed(session, "BAL-STANGER")
    model = a_model(session, "Trautwein", "Stanger 5", type_id=kind.id, part_number="S5")
    address = f"/api/v1/models/{model.id}"
    before = keeper.get(address).json()

    renamed = keeper.patch(address, json={"maker": "BTL", "emdn": "z 12 06"}).json()
    emptied = keeper.patch(address, json={"type": None, "udi_di": None, "part_number": ""}).json()

    assert renamed == before | {"maker": "BTL", "emdn": "Z1206", "version": 2}
    assert emptied == renamed | {"type": None, "part_number": "", "version": 3}


def test_a_model_entered_twice_under_one_key_is_one(keeper):
    said, key = {"maker": "BTL", "name": "BTL-4000"}, {"Idempotency-Key": "m"}

    first, second = (keeper.post("/api/v1/models", json=said, headers=key) for _ in range(2))

    assert (second.status_code, second.json()) == (201, first.json())
    assert keeper.post("/api/v1/models", json=said).status_code == 409


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "run artis"}, "name"),
        ({"name": " "}, "name"),
        ({"maker": " "}, "maker"),
        ({"type": "Submarine"}, "type"),
        ({"udi_di": "123"}, "udi_di"),
        ({"emdn": "?"}, "emdn"),
    ],
)
def test_a_model_that_cannot_be_says_which_field_is_wrong(keeper, session, said, field):
    a_model(session)
    other = a_model(session, name="Skill Row")

    entered = keeper.post("/api/v1/models", json={"maker": "Technogym", "name": "New"} | said)
    changed = keeper.patch(f"/api/v1/models/{other.id}", json=said)

    for answer in (entered, changed):
        assert answer.status_code == 409
        assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.usefixtures("kinds")
def test_what_is_usual_for_a_kind_is_changed_and_the_rest_stays(keeper):
    address = "/api/v1/types/BAL-STANGER"
    before = keeper.get(address).json()

    item = keeper.patch(address, json={"names": {"en": "Stanger bath"}, "pm_months": 12}).json()

    names = before["names"] | {"en": "Stanger bath"}
    assert item == before | {"names": names, "pm_months": 12, "version": 2}
    emptied = keeper.patch(address, json={"pm_months": None, "mdr_class": ""}).json()
    assert emptied == item | {"pm_months": None, "mdr_class": "", "version": 3}
    moved = keeper.patch(address, json={"group": "kineto", "checks": ["WATER", "PM"]}).json()
    assert moved == emptied | {"group": "kineto", "checks": ["PM", "WATER"], "version": 4}


@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize(
    ("said", "field"), [({"names": {"hu": " "}}, "name_en"), ({"emdn": "?"}, "emdn")]
)
def test_a_kind_that_cannot_be_says_which_field_is_wrong(keeper, said, field):
    answer = keeper.patch("/api/v1/types/BAL-STANGER", json={"note": "x"} | said)

    assert answer.status_code == 409
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.usefixtures("kinds")
def test_a_program_that_saw_an_older_version_is_refused(keeper, session):
    said = {f"/api/v1/models/{a_model(session).id}": {"source": "Leaflet"}}
    said["/api/v1/types/BAL-STANGER"] = {"note": "Deep"}

    for address, fields in said.items():
        done = keeper.patch(address, json=fields, headers={"If-Match": "1"})
        late = keeper.patch(address, json=fields, headers={"If-Match": "1"})

        assert (done.status_code, late.status_code) == (200, 409)
        assert late.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("kinds")
def test_a_viewers_program_keeps_no_catalogue(program, session):
    model = a_model(session)

    entered = program.post("/api/v1/models", json={"maker": "BTL", "name": "BTL-4000"})
    changed = program.patch(f"/api/v1/models/{model.id}", json={"name": "x"})
    revised = program.patch("/api/v1/types/BAL-STANGER", json={"note": "x"})

    assert [each.status_code for each in (entered, changed, revised)] == [403, 403, 403]


def test_only_what_is_there_is_changed(keeper):
    assert keeper.patch("/api/v1/types/NO-SUCH", json={}).status_code == 404
    assert keeper.patch("/api/v1/models/nonsense", json={}).status_code == 404


@pytest.mark.usefixtures("kinds")
def test_a_kind_of_the_houses_own_is_added(keeper, program):
    names = {"en": "Mud oven", "ro": "Cuptor de nămol", "hu": "Iszapmelegítő"}
    said = {"key": "bal-mud", "group": "balneo", "names": names, "pm_months": 6}

    added = keeper.post("/api/v1/types", json=said)
    again = keeper.post("/api/v1/types", json=said)

    assert (added.status_code, again.status_code) == (201, 409)
    item = keeper.get(added.headers["location"]).json()
    assert (item["key"], item["group"], item["names"], item["pm_months"]) == (
        "BAL-MUD",
        "balneo",
        names,
        6,
    )
    assert program.post("/api/v1/types", json=said | {"key": "X"}).status_code == 403


def test_the_classes_of_a_model_are_kept_and_emptied(keeper, session):
    address = f"/api/v1/models/{a_model(session).id}"
    said = {"basis": "mdr", "protection_class": "II", "applied_part": "BF"}
    said |= {"service_life_years": 8, "power": "230 V"}

    kept = keeper.patch(address, json=said).json()
    emptied = keeper.patch(address, json={"basis": None, "service_life_years": None}).json()

    assert kept == kept | said
    assert emptied == kept | {"basis": None, "service_life_years": None, "version": 3}


def test_a_plan_is_written_on_a_model(keeper, session):
    model = a_model(session)
    said = {"title": "Descale", "kind": "preventive", "every": 3, "unit": "month"}

    plan = keeper.post("/api/v1/plans", json=said | {"model": str(model.id)}).json()

    assert (plan["model"], plan["type"], plan["asset"]) == (str(model.id), None, None)


def test_codes_of_the_nomenclature_are_found(program, session):
    nomenclature.replace(session, {"V0802": "MEDICAL CHAIRS", "V0301": "THERMOMETERS"})
    session.commit()

    found = program.get("/api/v1/emdn?search=chairs").json()["items"]

    assert found == [{"code": "V0802", "term": "MEDICAL CHAIRS"}]
