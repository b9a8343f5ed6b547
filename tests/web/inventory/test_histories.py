"""What happened to a thing, and what it was, as pages and as lists."""

import csv
import html
import io
import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from assets import tokens
from assets.database import Actor, transaction
from assets.inventory import dispatches, documents, loans, transfers
from assets.inventory.custom_fields import Kind as FieldKind
from assets.inventory.documents import Kind as PaperKind
from assets.inventory.register import Condition
from assets.inventory.suppliers import Supplier
from assets.rights import EVERYTHING, Role
from assets.trail import Entry
from tests.browser import Browser
from tests.builders import (
    DAY,
    a_document,
    a_field,
    a_loan,
    a_model,
    a_person,
    a_room,
    a_site,
    a_transfer,
    a_type,
    an_asset,
    committed,
)

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def reader(browser, session):
    return browser.sign_in(a_person(session, Role.VIEWER, a_site(session)))


@pytest.fixture
def lived(engine, session):
    """A bath that Ana moved on 1 March and Éva found broken on the next day."""
    session.info["at"] = datetime(2027, 2, 1, 12, tzinfo=UTC)
    site = a_site(session)
    asset = an_asset(session, "Bath", a_room(session, "Sala 2"))
    pool = a_room(session, "Bazin")
    ana = a_person(session, Role.SITE_MANAGER, site, name="Ana Pop")
    eva = a_person(session, Role.TECHNICIAN, site, name="Szabó Éva")
    change(engine, asset, ana, NOON, place_id=pool.id)
    change(engine, asset, eva, NOON.replace(day=2), condition=Condition.DOWN, note="=1+1")
    return asset


def change(engine, record, person, at, **values):
    by = Actor("web", person.id)
    with transaction(engine, by=by, at=at, reason="Spring works") as session:
        for name, value in values.items():
            setattr(session.get(type(record), record.id), name, value)


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def events(answer):
    """What the history says, event by event."""
    found = re.search(r'<ol class="history">.*?</ol>', answer.text, re.DOTALL)
    return re.findall(r"<p>(.*?)</p>", found.group()) if found else []


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.usefixtures("lived")
def test_it_is_told_by_whom_with_her_role_at_that_site(reader):
    told = text(reader.get("/assets/LOV-00001/history"))

    assert "Moved from Sala 2 to Bazin." in told
    assert "Spring works Ana Pop, Site manager" in told
    assert "Szabó Éva, Technician" in told


@pytest.mark.usefixtures("lived")
def test_it_is_told_in_the_language_of_the_reader(reader):
    reader.post("/language", data={"language": "ro"})

    assert "Mutat din Sala 2 în Bazin." in text(reader.get("/assets/LOV-00001/history"))


@pytest.mark.parametrize(
    ("asked", "count", "words"),
    [
        ("", 3, "Registered"),
        ("who=szabo", 1, "Condition changed"),
        ("field=place_id", 2, "Moved from"),
        ("field=condition", 2, "Condition changed"),
        ("day=2027-03-01", 1, "Moved from"),
        ("day=01.03.2027&field=condition", 0, ""),
        ("field=nothing&day=someday", 3, "Registered"),
    ],
)
@pytest.mark.usefixtures("lived")
def test_it_is_narrowed_to_a_person_a_field_and_a_day(reader, asked, count, words):
    told = events(reader.get(f"/assets/LOV-00001/history?{asked}"))

    assert len(told) == count
    assert words in " ".join(told)


@pytest.mark.usefixtures("lived")
def test_it_goes_on_page_by_page(reader):
    seen, address = [], "/assets/LOV-00001/history?limit=2"
    while address:
        page = reader.get(html.unescape(address))
        seen += events(page)
        onward = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = onward and onward.group(1)

    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2027-01-31", "It was not registered yet on 31 January 2027."),
        ("2027-02-28", "Sala 2"),
        ("2027-03-01", "Bazin"),
        ("2027-03-02", "Out of order"),
    ],
)
@pytest.mark.usefixtures("lived")
def test_it_is_shown_as_it_was_when_a_day_was_over(reader, day, words):
    assert words in text(reader.get(f"/assets/LOV-00001/on/{day}"))


@pytest.mark.usefixtures("lived")
def test_a_day_is_written_as_people_write_it_and_a_wrong_one_is_said(reader):
    right = reader.get("/assets/LOV-00001/on?day=1.3.2027")
    wrong = reader.get("/assets/LOV-00001/on?day=31.02.2027")

    assert right.headers["location"] == "/assets/LOV-00001/on/2027-03-01"
    assert (wrong.status_code, "31.02.2027 is not a date." in text(wrong)) == (422, True)
    assert 'value="31.02.2027"' in wrong.text


@pytest.mark.usefixtures("lived")
def test_it_is_taken_away_field_by_field_and_nothing_in_it_is_a_formula(reader):
    told = rows(reader.get("/assets/LOV-00001/history.csv?who=szabo"))

    assert [(row["field"], row["old"], row["new"]) for row in told] == [
        ("Condition", "Working", "Out of order"),
        ("Note", "", "'=1+1"),
    ]
    assert told[0]["person"] == "Szabó Éva"
    assert told[0]["at"] == "2027-03-02T12:00:00Z"
    assert told[0]["reason"] == "Spring works"


@pytest.mark.usefixtures("lived")
def test_the_whole_history_is_taken_away_by_whoever_may_see_it(app, session):
    auditor = Browser(app).sign_in(a_person(session, Role.AUDITOR, name="Audit"))

    told = rows(auditor.get("/trail.csv?kind=asset"))

    assert [row["field"] for row in told][:2] == ["Condition", "Note"]
    assert {row["record"] for row in told} == {"LOV-00001"}
    changes = session.exec(select(Entry.changes).where(Entry.kind == "asset")).all()
    assert len(told) == sum(len(each.keys() - {"extra"}) for each in changes)


@pytest.fixture
def away(session):
    """A bath with an acceptance protocol, that was lent, and then sent to Szentes."""
    bath = an_asset(session, "Bath")
    a_document(session, bath, PaperKind.ACCEPTANCE, name="PV 12.csv")
    loan = a_loan(session, bath, "Cardiology", due_on=DAY.replace(day=20))
    loans.give_back(session, loan, DAY.replace(day=9))
    sent = a_transfer(session, bath, on=DAY.replace(day=10))
    (line,) = dispatches.lines_of(session, sent)
    transfers.receive(session, sent, [line], a_site(session, "SZE"), DAY.replace(day=12))
    session.commit()
    return bath


def test_its_loans_transfers_and_papers_are_told_among_its_own_changes(app, session, away):
    reader = Browser(app).sign_in(a_person(session, Role.AUDITOR))

    told = events(reader.get(f"/assets/{away.tag}/history"))

    assert [each for each in told if not each.startswith(("State", "Site"))] == [
        "Received on 12 March 2027.",
        "Sent to Szentes as MV-00001.",
        "Back on 9 March 2027.",
        "Lent to Cardiology until 20 March 2027.",
        "Acceptance protocol added: PV 12.csv.",
        "Registered as LOV-00001.",
    ]
    assert told[told.index("Sent to Szentes as MV-00001.") - 1].endswith("to In transit.")
    assert told[told.index("Lent to Cardiology until 20 March 2027.") - 1].endswith("to On loan.")
    only = [
        events(reader.get(f"/assets/{away.tag}/history?field={kind}"))
        for kind in ("loan", "transfer", "attachment")
    ]
    assert [len(each) for each in only] == [2, 2, 1]
    assert "Lent to Cardiology" in only[0][1]
    kinds = [row["kind"] for row in rows(reader.get(f"/assets/{away.tag}/history.csv"))]
    assert {"Asset", "Loan", "Transfer", "Document added"} < set(kinds)


def test_what_happened_at_a_site_that_she_does_not_see_is_not_told(app, session, away):
    """In Szentes one knows from where it came, and nothing of what was lent before."""
    szentes = Browser(app).sign_in(a_person(session, Role.VIEWER, a_site(session, "SZE")))

    told = " ".join(events(szentes.get(f"/assets/{away.tag}/history")))

    assert "Sent to Szentes" in told
    assert "Cardiology" not in told
    assert "PV 12.csv" in told


def test_a_paper_that_was_taken_away_stays_in_the_history(reader, session):
    bath = an_asset(session, "Bath")
    a_document(session, bath, PaperKind.MANUAL, name="How to.csv")
    attached = documents.attachments(session.exec(select(documents.Document)).one(), EVERYTHING)

    documents.detach(session, session.exec(attached).one())
    session.commit()

    assert events(reader.get(f"/assets/{bath.tag}/history"))[:2] == [
        "Manual taken away: How to.csv.",
        "Manual added: How to.csv.",
    ]


@pytest.fixture
def renamed(engine, session):
    """The address of each kind of record that was called otherwise before 1 March."""
    session.info["at"] = datetime(2027, 2, 1, 12, tzinfo=UTC)
    room, model, kind = (
        a_room(session, "Sala 2"),
        a_model(session, "Gymna", "Pulley"),
        a_type(session),
    )
    maker = session.get(Supplier, model.maker_id)
    ana = a_person(session, Role.SITE_MANAGER, a_site(session), name="Ana Pop")
    for record, values in (
        (room, {"name": "Bazin"}),
        (model, {"name": "Bazin"}),
        (maker, {"name": "Bazin"}),
        (kind, {"name_en": "Bazin"}),
    ):
        change(engine, record, ana, NOON, **values)
    return [
        ("/places", room.id, "Sala 2", "Name"),
        ("/catalogue/models", model.id, "Pulley", "Name"),
        ("/catalogue/suppliers", maker.id, "Gymna", "Name"),
        ("/catalogue/types", kind.key, "REH-TREADMILL", "Name in English"),
    ]


def test_places_models_companies_and_kinds_have_the_same_history(reader, renamed):
    for path, key, before, field in renamed:
        told = f"{path}/{key}/history"

        assert told in reader.get(f"{path}/{key}").text
        assert [
            len(events(reader.get(f"{told}?{asked}"))) for asked in ("", "who=ana", "field=note")
        ] == [2, 1, 0]
        assert len(events(reader.get(f"{told}?day=2027-03-01"))) == 1
        changed = rows(reader.get(f"{told}.csv?who=ana"))
        assert [(row["person"], row["old"], row["new"]) for row in changed] == [
            ("Ana Pop", before, "Bazin")
        ]
        assert f"{field} {before}" in text(reader.get(f"{path}/{key}/on/2027-02-28"))
        assert f"{field} Bazin" in text(reader.get(f"{path}/{key}/on/2027-03-01"))
        wrong = reader.get(f"{path}/{key}/on?day=31.02.2027")
        assert (wrong.status_code, "31.02.2027 is not a date." in text(wrong)) == (422, True)


def test_what_a_house_has_added_is_told_filtered_and_taken_away_field_by_field(
    reader, engine, session
):
    session.info["at"] = datetime(2027, 2, 1, 12, tzinfo=UTC)
    voltage, colour = (
        a_field(session, "Voltage", unit="V"),
        a_field(session, "Colour", FieldKind.TEXT),
    )
    bath = an_asset(session, "Bath", extra={voltage.key: "230", colour.key: "White"})
    ana = a_person(session, name="Ana Pop")
    change(engine, bath, ana, NOON, extra={voltage.key: "400", colour.key: "White"})
    here = f"/assets/{bath.tag}"

    assert [
        len(events(reader.get(f"{here}/history?field=extra.{each}")))
        for each in ("voltage", "colour")
    ] == [2, 1]
    assert '<option value="extra.voltage">Voltage</option>' in reader.get(f"{here}/history").text
    said = rows(reader.get(f"{here}/history.csv?field=extra.voltage"))
    assert [(row["old"], row["new"]) for row in said if row["field"] == "Voltage"] == [
        ("230\xa0V", "400\xa0V"),
        ("", "230\xa0V"),
    ]
    assert "Voltage 230 V Colour White" in text(reader.get(f"{here}/on/2027-02-28"))


def test_programs_take_the_same_histories_away(app, session, renamed):
    secret = committed(session, tokens.issue(session, a_person(session, Role.AUDITOR)))
    program = Browser(app)
    program.headers["Authorization"] = f"Bearer {secret}"

    for path, key, before, _ in renamed:
        of = f"/api/v1/{path.rpartition('/')[2]}/{key}"
        told = program.get(f"{of}/history?who=ana").json()["items"]
        assert [each["person"] for each in told] == ["Ana Pop"]
        assert [row["new"] for row in rows(program.get(f"{of}/history.csv?who=ana"))] == ["Bazin"]
        assert before in program.get(f"{of}/on/2027-02-28").json().values()
        assert program.get(f"{of}/on/2027-01-31").status_code == 404
    everything = rows(program.get("/api/v1/trail.csv?who=ana"))
    assert {row["old"] for row in everything} >= {before for _, _, before, _ in renamed}
