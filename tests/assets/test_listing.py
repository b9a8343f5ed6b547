import base64
import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, Uuid, insert
from sqlalchemy import create_engine as open_memory
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from assets.errors import Refused
from assets.inventory.partners import Partner
from assets.listing import MOST, Cut, Order, page
from tests.builders import a_partner

ROWS = Table(
    "listed",
    MetaData(),
    Column("word", String),
    Column("day", Date),
    Column("moment", UTCDateTime),
    Column("number", Integer),
    Column("id", Uuid, primary_key=True),
)
KEYS = ["word", "day", "moment", "number"]
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def memory():
    engine = open_memory("sqlite://")
    ROWS.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def a_row(number, draw):
    """Few different keys, so that the id must decide often."""
    return {
        "word": "aáb"[draw % 3],
        "day": date(2027, 3, 1) + timedelta(draw % 3),
        "moment": NOON + timedelta(microseconds=draw % 3),
        "number": draw % 3,
        "id": UUID(int=number),
    }


def fill(memory, rows):
    memory.connection().execute(ROWS.delete())
    if rows:
        memory.connection().execute(insert(ROWS), rows)


def page_through(session, by, limit, *, backwards=False):
    """Every row in the order in which somebody turning the pages meets it, and how often."""
    rows = select(by.key, by.id)
    found, cut = [], Cut(limit)
    while True:
        shown = page(session, rows, by, cut)
        found.append([row[-1] for row in shown.rows])
        mark = shown.preceding if backwards else shown.following
        if mark is None:
            return found
        cut = Cut(limit, before=mark) if backwards else Cut(limit, after=mark)


@given(
    draws=st.lists(st.integers(0, 8), max_size=25),
    limit=st.integers(1, 7),
    name=st.sampled_from(KEYS),
    descending=st.booleans(),
)
def test_turning_the_pages_meets_every_row_once_and_in_order(
    memory, draws, limit, name, descending
):
    made = [a_row(number, draw) for number, draw in enumerate(draws)]
    fill(memory, made)
    by = Order(ROWS.c[name], ROWS.c.id, descending)

    pages = page_through(memory, by, limit)

    made.sort(key=lambda row: (row[name], row["id"]), reverse=descending)
    assert [key for rows in pages for key in rows] == [row["id"] for row in made]
    assert all(len(rows) == limit for rows in pages[:-1])


@given(draws=st.lists(st.integers(0, 8), min_size=1, max_size=25), limit=st.integers(1, 7))
def test_turning_back_shows_the_pages_that_came_before(memory, draws, limit):
    fill(memory, [a_row(number, draw) for number, draw in enumerate(draws)])
    by = Order(ROWS.c.word, ROWS.c.id)
    rows = select(ROWS.c.word, ROWS.c.id)

    first = page(memory, rows, by, Cut(limit))
    if first.following is None:
        return
    second = page(memory, rows, by, Cut(limit, after=first.following))
    back = page(memory, rows, by, Cut(limit, before=second.preceding))

    assert back.rows == first.rows
    assert back.preceding is None
    assert back.following == first.following


def test_an_empty_list_has_one_page_and_no_neighbours(session):
    shown = page(session, partners(), by_code(), Cut())

    assert (shown.rows, shown.following, shown.preceding) == ([], None, None)


def test_a_page_stays_where_it_is_while_rows_come_and_go_before_it(session):
    for code in "BDFH":
        a_partner(session, code)
    first = page(session, partners(), by_code(), Cut(2))

    session.delete(session.exec(select(Partner).where(Partner.code == "D")).one())
    a_partner(session, "A")
    second = page(session, partners(), by_code(), Cut(2, after=first.following))

    assert [row.code for row in second.rows] == ["F", "H"]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (10**9, MOST), (7, 7)])
def test_nobody_gets_more_on_a_page_than_there_may_be(session, asked, given):
    rows = [Partner(code=f"P{number:03}", name="P", country="RO") for number in range(MOST + 1)]
    session.add_all(rows)
    session.commit()

    assert len(page(session, partners(), by_code(), Cut(asked)).rows) == given


def by_code():
    return Order(col(Partner.code), col(Partner.id))


def partners():
    return select(Partner.name, Partner.code, Partner.id)


def mark(*says):
    return base64.urlsafe_b64encode(json.dumps(says).encode()).decode().rstrip("=")


ID = UUID(int=1).hex


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "====",
        "é",
        "W10",  # []
        "[" * 100_000,
        base64.urlsafe_b64encode(b"[" * 4_000).decode(),
        mark("TM"),
        mark("TM", 5),
        mark("TM", "no id"),
        mark("TM", None),
        mark("TM", ID, "more"),
        mark(5, ID),
        mark(None, ID),
        mark(["TM"], ID),
        mark({"a": 1}, ID),
        mark("T\0M", ID),
        mark("\ud800", ID),
        mark("T" * 5_000, ID),
        base64.urlsafe_b64encode(b'["\xff", "1"]').decode(),
    ],
)
def test_a_mark_that_somebody_made_up_is_refused_with_a_sentence(session, forged):
    a_partner(session)

    with pytest.raises(Refused, match="Begin at the first one"):
        page(session, partners(), by_code(), Cut(after=forged))
    with pytest.raises(Refused, match="Begin at the first one"):
        page(session, partners(), by_code(), Cut(before=forged))


@pytest.mark.parametrize("forged", ["noon", "0001-01-01T00:00:00+14:00", 5, None, "9999"])
def test_a_made_up_moment_is_refused_too(session, forged):
    by = Order(col(Partner.created_at), col(Partner.id))
    rows = select(Partner.name, Partner.created_at, Partner.id)

    with pytest.raises(Refused, match="Begin at the first one"):
        page(session, rows, by, Cut(after=mark(forged, ID)))


def test_moments_are_met_to_the_microsecond_on_every_database(session):
    by = Order(col(Partner.created_at), col(Partner.id), descending=True)
    for number in range(7):
        moment = datetime(2027, 3, 1, 12, 0, 0, number // 2, tzinfo=UTC)
        session.add(Partner(code=f"P{number}", name="P", country="RO", created_at=moment))
    session.commit()

    met = [key for rows in page_through(session, by, 2) for key in rows]

    assert len(met) == len(set(met)) == 7


@pytest.mark.parametrize(
    ("rows", "cut", "counted"),
    [
        (3, Cut(limit=2, count_to=5), 3),
        (5, Cut(limit=2, count_to=5), 5),
        (9, Cut(limit=2, count_to=5), 6),  # more than five
        (9, Cut(limit=7, count_to=5), 8),
        (3, Cut(limit=3), 3),
        (3, Cut(limit=2), None),
    ],
)
def test_the_first_page_knows_how_many_there_are_if_it_was_asked(memory, rows, cut, counted):
    fill(memory, [a_row(number, 0) for number in range(rows)])

    found = page(memory, select(ROWS.c.word, ROWS.c.id), Order(ROWS.c.word, ROWS.c.id), cut)

    assert found.counted == counted
    assert len(found.rows) == min(rows, cut.limit)


def test_a_later_page_does_not_count(memory):
    fill(memory, [a_row(number, 0) for number in range(9)])
    rows, by = select(ROWS.c.word, ROWS.c.id), Order(ROWS.c.word, ROWS.c.id)
    first = page(memory, rows, by, Cut(limit=2, count_to=5))

    later = page(memory, rows, by, Cut(limit=2, count_to=5, after=first.following))

    assert later.counted is None
    assert len(later.rows) == 2
