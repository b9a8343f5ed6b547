"""What happened to a thing, and what it was, as pages and as lists."""

import csv
import html
import io
import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from assets.database import Actor, transaction
from assets.inventory.register import Asset, Condition
from assets.rights import Role
from assets.trail import Entry
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset

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


def change(engine, asset, person, at, **values):
    by = Actor("web", person.id)
    with transaction(engine, by=by, at=at, reason="Spring works") as session:
        for name, value in values.items():
            setattr(session.get(Asset, asset.id), name, value)


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
    assert len(told) == sum(map(len, changes))
