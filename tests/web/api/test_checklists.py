import pytest

from assets import tokens
from assets.maintenance.steps import StepKind
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_checked_order, a_person, a_site, a_step, a_type, committed

BELT = {"key": "belt", "kind": "verdict", "words": {"en": "Belt", "hu": "Szalag"}}
SPEED = {"key": "speed", "kind": "number", "words": {"en": "Speed"}, "unit": "km/h", "high": "5"}


@pytest.fixture
def program(app, session):
    manager = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    secret = committed(session, tokens.issue(session, manager))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def beside(answer):
    return answer.status_code, [each["field"] for each in answer.json().get("errors", [])]


def test_a_list_is_begun_changed_published_and_read_again(program, session):
    a_type(session, "PHY-US")
    said = {"names": {"hu": "Séta"}, "types": ["phy-us"], "steps": [BELT, SPEED]}

    begun = program.post("/api/v1/checklists", json=said)
    nothing = program.get("/api/v1/checklists/seta").json()["holds"]
    published = program.post("/api/v1/checklists/seta/publish", json={"source": "Manual"}).json()
    program.patch("/api/v1/checklists/seta", json={"steps": [SPEED], "kind": "hygiene"})
    second = program.post("/api/v1/checklists/seta/publish").json()

    assert (begun.status_code, begun.headers["location"]) == (201, "/api/v1/checklists/seta")
    assert begun.json()["names"] == {"en": "Séta", "ro": "Séta", "hu": "Séta"}
    assert nothing is None
    assert (published["holds"]["steps"], published["draft"]) == ([BELT, SPEED], None)
    assert (second["holds"]["number"], second["kind"], second["types"]) == (
        2,
        "hygiene",
        ["PHY-US"],
    )
    first = program.get("/api/v1/checklists/seta/versions/1").json()
    assert (first["steps"], first["source"]) == ([BELT, SPEED], "Manual")
    found = program.get("/api/v1/checklists?search=SETA&type=PHY-US").json()["items"]
    assert [(each["key"], each["number"]) for each in found] == [("seta", 2)]
    assert program.get("/api/v1/checklists?search=other").json()["items"] == []
    assert program.post("/api/v1/checklists/seta/withdraw").json()["withdrawn"] is True


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"steps": [BELT, SPEED | {"low": "6"}]}, "steps.1.high"),
        ({"steps": [BELT, BELT]}, "steps.1.key"),
        ({"steps": [{"key": "a"}]}, "steps.0.kind"),
        ({"steps": [BELT | {"colour": "red"}]}, "steps.0.colour"),
        ({"types": ["NONE"]}, "type"),
        ({"names": {}}, "name_en"),
    ],
)
def test_a_mistake_is_told_with_its_place(program, said, field):
    whole = {"names": {"en": "Walk"}, "steps": [BELT]} | said

    answer = program.post("/api/v1/checklists", json=whole)

    assert answer.status_code in {404, 409, 422}
    assert beside(answer)[1] == [field]
    assert program.get("/api/v1/checklists").json()["items"] == []


def test_a_change_of_another_version_is_refused(program):
    program.post("/api/v1/checklists", json={"names": {"en": "Walk"}, "steps": [BELT]})

    late = program.patch(
        "/api/v1/checklists/walk", json={"kind": "hygiene"}, headers={"If-Match": "7"}
    )

    assert late.status_code == 409


def test_steps_are_answered_corrected_and_acted_upon(program, session):
    a_checked_order(session, a_step("speed", unit="km/h", high=5), a_step("gel", StepKind.TICK))
    here = "/api/v1/orders/W-00001/checklist"
    headers = {"Idempotency-Key": "one"}

    first = [program.post(f"{here}/speed", json={"found": 6.5}, headers=headers) for _ in range(2)]
    lacking = program.get(here).json()["lacking"]
    work = program.post(f"{here}/speed/correct", json={"out_of_use": True})
    program.post(f"{here}/gel", json={"found": "true"})
    shown = program.get(here).json()

    assert [each.json()["outcome"] for each in first] == ["fail", "fail"]
    assert first[0].json()["found"] == "6.5"
    assert len(lacking) == 2
    assert (work.status_code, work.headers["location"]) == (201, "/api/v1/orders/W-00002")
    assert (shown["outcome"], shown["lacking"], shown["number"]) == ("fail", [], 1)
    assert [each["answer"]["version"] for each in shown["steps"]] == [2, 1]
    stale = program.post(f"{here}/gel", json={"found": "true", "version": 0})
    assert stale.status_code == 409
    program.post(f"{here}/gel/take-back")
    assert program.get(here).json()["steps"][1]["answer"] is None
    assert beside(program.post(f"{here}/gel", json={"found": "no"}))[1] == ["found"]
    assert program.get("/api/v1/orders/W-00002/checklist").status_code == 404
