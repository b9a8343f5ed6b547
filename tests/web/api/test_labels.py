import pypdfium2
import pytest
import zxingcpp

from assets import people, tokens
from assets.inventory import identifiers
from assets.labelling.printers import Printer, Speech, Way
from assets.rights import Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed


@pytest.fixture
def program(app, session):
    """Acts for a technician of Lovrin by her token."""
    return _program(app, session, a_person(session, Role.TECHNICIAN, a_site(session)))


def _program(app, session, person):
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {committed(session, tokens.issue(session, person))}"
    return program


@pytest.fixture
def theirs(session):
    """A thing at Szentes."""
    pool = a_room(session, "Pool", a_site(session, "SZE", "Szentes", "HU"))
    return an_asset(session, place=pool)


def codes_in(pdf):
    """What an independent reader finds on the sheets, printed at 300 dpi."""
    pages = [page.render(scale=300 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def code_of(session, asset):
    return session.exec(identifiers.of_asset(asset)).one().code


def test_named_things_get_sheets_whose_codes_open_them(program, session):
    things = [an_asset(session, f"Bath {number}") for number in range(3)]

    answer = program.post(
        "/api/v1/labels", json={"tags": [each.tag for each in things], "first": 5}
    )
    sheets = program.get(answer.json()["pdf"])

    item = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/labels/{item['id']}"
    assert program.get(answer.headers["location"]).json() == item
    assert (item["count"], item["stock"], item["first"]) == (3, "L7160", 5)
    assert sheets.headers["content-type"] == "application/pdf"
    assert sorted(code.rpartition("/")[2] for code in codes_in(sheets.content)) == sorted(
        code_of(session, each) for each in things
    )


@pytest.mark.parametrize(
    ("path", "said"), [("", {"tags": ["LOV-00001"]}), ("/blank", {"count": 1, "site": "LOV"})]
)
def test_what_a_program_prints_on_a_printer_is_on_its_way_in_one_step(program, session, path, said):
    an_asset(session)
    zebra = Printer(name="Zebra", way=Way.RAW, speech=Speech.ZPL, address="10.0.0.7")
    zebra.site_id, zebra.partner_id = a_site(session).id, a_site(session).partner_id
    session.add(zebra)
    session.commit()

    asked = said | {"printer": str(zebra.id), "stock": "11354"}
    sent = program.post(f"/api/v1/labels{path}", json=asked).json()
    paper = program.post(f"/api/v1/labels{path}", json=said | {"reason": "Torn."}).json()

    run = program.get(sent["run"]).json()
    assert (run["print"], run["state"], run["count"]) == (sent["id"], "waiting", 1)
    assert "run" not in paper


def test_what_is_not_printed_yet_is_found_by_a_filter(program, session):
    done, left = an_asset(session, "Done"), an_asset(session, "Left")
    program.post("/api/v1/labels", json={"tags": [done.tag]})

    made = program.post("/api/v1/labels", json={"site": "LOV", "unprinted": True})

    assert made.json()["count"] == 1
    assert session.exec(identifiers.of_asset(left)).one().prints == 1
    assert (
        program.post("/api/v1/labels", json={"search": "done", "reason": "Lost."}).json()["count"]
        == 1
    )


def test_a_repeat_under_the_same_key_prints_once(program, session):
    asset = an_asset(session)
    said, key = {"tags": [asset.tag]}, {"Idempotency-Key": "labels"}

    first, second = (program.post("/api/v1/labels", json=said, headers=key) for _ in range(2))

    assert (second.status_code, second.json()) == (201, first.json())
    assert session.exec(identifiers.of_asset(asset)).one().prints == 1


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"tags": []}, 409, "tags"),
        ({"tags": [], "search": "nothing like it"}, 409, "tags"),
        ({"first": 22}, 409, "first"),
        ({"first": 0}, 422, "body.first"),
        ({"stock": "A4"}, 404, "stock"),
        ({"site": "SZE", "tags": []}, 404, "site"),
        ({"state": "lost"}, 422, "body.state"),
    ],
)
@pytest.mark.usefixtures("theirs")
def test_a_print_that_cannot_be_says_which_field_is_wrong(program, session, said, status, field):
    answer = program.post("/api/v1/labels", json={"tags": [an_asset(session).tag]} | said)

    assert answer.status_code == status
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_another_sites_labels_do_not_exist_for_programs(app, program, session, theirs):
    other = _program(app, session, a_person(session, Role.TECHNICIAN, name="Other"))
    made = other.post("/api/v1/labels", json={"tags": [theirs.tag]}).json()

    assert program.get(f"/api/v1/labels/{made['id']}").status_code == 404
    assert program.get(made["pdf"]).status_code == 404
    assert program.post("/api/v1/labels", json={"tags": [theirs.tag]}).status_code == 404
    assert program.get("/api/v1/labels/nonsense.pdf").status_code == 404


def test_a_viewers_program_prints_nothing(app, session):
    asset = an_asset(session)
    viewer = _program(app, session, a_person(session, Role.VIEWER, a_site(session)))

    assert viewer.post("/api/v1/labels", json={"tags": [asset.tag]}).status_code == 403


def test_a_right_at_one_site_labels_nothing_at_another_that_she_sees(app, session, theirs):
    ana = a_person(session, Role.TECHNICIAN, a_site(session))
    people.give(session, ana, Role.VIEWER, site_id=theirs.site_id)
    program = _program(app, session, ana)

    named = program.post("/api/v1/labels", json={"tags": [theirs.tag]})
    found = program.post("/api/v1/labels", json={"site": "SZE"})

    assert named.status_code == 403
    assert [each["field"] for each in found.json()["errors"]] == ["tags"]  # there are none
