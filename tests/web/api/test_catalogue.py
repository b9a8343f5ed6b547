import pytest

from assets import tokens
from assets.inventory import catalogue, shipped
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_model, a_person, a_site, committed


@pytest.fixture
def program(app, session):
    """Acts for a viewer of Lovrin by her token."""
    person = a_person(session, Role.VIEWER, a_site(session))
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
