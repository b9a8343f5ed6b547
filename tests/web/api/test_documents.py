"""Documents and photos, for programs."""

import pytest

from assets import tokens
from assets.inventory.documents import Document, Kind
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_document, a_model, a_person, a_site, an_asset, committed
from tests.hostile import HTML, PDF, from_a_phone, photo
from tests.web.test_access import all_of


@pytest.fixture
def program(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


def send(program, asset, *sent, key="", **said):
    return program.post(
        f"/api/v1/assets/{asset.tag}/documents",
        data={"kind": "photo_plate"} | said,
        files=[("files", each) for each in sent],
        headers={"Idempotency-Key": key} if key else {},
    )


def test_files_are_sent_listed_and_fetched(program, session):
    asset = an_asset(session, model_id=a_model(session).id)

    sent = send(program, asset, ("plate.jpg", photo(exif=from_a_phone())), ("a.pdf", HTML))
    listed = program.get(f"/api/v1/assets/{asset.tag}/documents").json()
    (item,) = sent.json()["items"]
    file = program.get(item["file"])

    assert sent.status_code == 201
    assert sent.json()["refused"][0]["name"] == "a.pdf"
    assert (item["kind"], item["taken_at"]) == ("photo_plate", "2027-03-01T08:15:00+00:00")
    assert [(each["id"], each["from"]) for each in listed["items"]] == [(item["id"], "asset")]
    assert (file.headers["content-type"], len(file.content)) == ("image/jpeg", item["size"])


def test_when_nothing_is_kept_each_reason_is_told(program, session):
    answer = send(program, an_asset(session), ("a.pdf", HTML))

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "a.pdf", "detail": "It is a web page. Save it as PDF and send that."}
    ]


def test_the_same_request_twice_adds_once(program, session):
    asset = an_asset(session)

    answers = [send(program, asset, ("a.pdf", PDF), key="7") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(all_of(session, Document)) == 1


def test_what_is_said_is_changed_field_by_field(program, session):
    asset = an_asset(session)
    document = a_document(session, asset, Kind.CERTIFICATE, number="7")
    path, said = f"/api/v1/documents/{document.id}", {"valid_until": "2028-03-01", "number": None}

    changed = program.patch(path, json=said, headers={"If-Match": "1"})
    late = program.patch(path, json={"number": "8"}, headers={"If-Match": "1"})
    wrong = program.patch(path, json={"dated_on": "2029-01-01"})

    assert changed.json()["valid_until"] == "2028-03-01"
    assert (changed.json()["kind"], changed.json()["number"]) == ("certificate", "")
    assert (late.status_code, wrong.status_code) == (409, 409)
    assert wrong.json()["errors"][0]["field"] == "valid_until"
    for asked in ("kind=certificate", "search=paper", f"about=asset&key={asset.tag}", "ending=any"):
        listed = program.get(f"/api/v1/documents?{asked}").json()["items"]
        assert [each["id"] for each in listed] == [str(document.id)]
    assert program.get("/api/v1/documents?kind=manual").json()["items"] == []


def test_a_document_is_attached_to_a_model_and_detached_from_a_thing(program, session):
    asset, model = an_asset(session), a_model(session)
    document = a_document(session, asset, Kind.MANUAL)
    path = f"/api/v1/documents/{document.id}"

    both = program.post(f"{path}/attach", json={"about": "model", "key": str(model.id)})
    again = program.post(f"{path}/attach", json={"about": "model", "key": str(model.id)})
    one = program.post(f"{path}/detach", json={"about": "asset", "key": asset.tag})

    assert {each["about"]: each["name"] for each in both.json()["belongs_to"]} == {
        "asset": "Treadmill",
        "model": "Run Artis",
    }
    assert again.status_code == 409
    assert [each["about"] for each in one.json()["belongs_to"]] == ["model"]
    assert program.get(f"/api/v1/models/{model.id}/documents").json()["items"][0]["version"] == 1


def test_the_contract_says_what_is_sent(program):
    paths = program.get("/api/openapi.json").json()["paths"]

    sent = paths["/api/v1/assets/{key}/documents"]["post"]["requestBody"]["content"]
    assert "files" in sent["multipart/form-data"]["schema"]["properties"]
