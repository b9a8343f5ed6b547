import re
from datetime import timedelta

import pypdfium2
import pytest

from assets.maintenance import completion, worklists
from assets.maintenance.orders import State
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_person, a_plan, a_site, an_asset, an_order, today_at


@pytest.fixture
def today(session):
    return today_at(a_site(session))


@pytest.fixture
def technician(app, session):
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, a_site(session), name="Ana"))


def state_of(session, order):
    session.expire_all()
    return worklists.order(session, order.number, EVERYTHING).state


def typed(*rows, **common):
    """What the screen sends: each row is its key and what was typed beside it."""
    sent = {"site": "LOV", "task": [key for key, _ in rows]} | common
    for key, said in rows:
        sent |= {f"{name}-{key}": value for name, value in said.items()}
    return sent


def test_the_sheet_of_a_week_is_shown_and_printed(technician, session, today):
    order = an_order(session, due_on=today - timedelta(2))

    page = technician.get("/sheets").text
    paper = technician.get("/sheets.pdf")

    assert order.number in page
    assert "/sheets.pdf?" in page
    assert paper.headers["content-type"] == "application/pdf"
    (sheet,) = pypdfium2.PdfDocument(paper.content)
    assert order.number in sheet.get_textpage().get_text_range()


def test_an_empty_week_says_so_and_another_week_can_be_chosen(technician, session, today):
    a_plan(session, due_on=today + timedelta(14))
    later = (today + timedelta(14)).isoformat()

    assert "Nothing is to be done this week." in technician.get("/sheets").text
    assert "Treadmill" in technician.get(f"/sheets?week={later}").text
    assert "Nothing is to be done" in technician.get("/sheets?week=never").text


def test_a_whole_sheet_is_keyed_back_in_one_go(technician, session, today):
    done, left = an_order(session, due_on=today), an_order(session, an_asset(session), today)
    rows = [(done.number, {"tick": "done", "note": "7.2 bar"}), (left.number, {"tick": "left"})]

    answer = technician.post("/sheets/keying", data=typed(*rows, on=str(today), who="Ana"))

    assert answer.status_code == 303
    assert "1 task is done." in technician.get(answer.headers["location"]).text
    assert (state_of(session, done), state_of(session, left)) == (State.DONE, State.OPEN)


def test_what_cannot_be_done_is_told_beside_its_row_and_the_rest_is_done(
    technician, session, today
):
    fine, wrong, odd = (an_order(session, an_asset(session), today) for _ in range(3))
    rows = [
        (fine.number, {"tick": "done"}),
        (wrong.number, {"tick": "done", "who": "Nobody", "note": "Oiled"}),
        (odd.number, {"tick": "failed", "on": "31.02.2027", "note": "Torn"}),
    ]
    sent = typed(*rows, on=str(today), who="Ana")

    pages = [technician.post("/sheets/keying", data=sent) for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert "1 task is done." in page.text
        assert "Nobody called Nobody works there." in page.text
        assert "31.02.2027 is not a date." in page.text
        assert 'value="Oiled"' in page.text
        assert f'name="tick-{odd.number}" value="failed" checked' in page.text
        assert f"tick-{fine.number}" not in page.text
    assert (state_of(session, fine), state_of(session, wrong)) == (State.DONE, State.OPEN)


def test_what_somebody_else_has_done_meanwhile_loses_no_note(technician, session, today):
    order, bela = an_order(session, due_on=today), a_person(session, name="Bela")
    completion.complete(session, order, bela, today)
    session.commit()
    row = (order.number, {"tick": "done", "note": "7.2 bar"})

    page = technician.post("/sheets/keying", data=typed(row, on=str(today))).text

    assert f"{order.number} is done already." in page
    assert "7.2 bar" in page


def test_some_orders_are_keyed_back_by_their_numbers(technician, session, today):
    one, other = an_order(session, due_on=today), an_order(session, an_asset(session), today)

    page = technician.get(f"/sheets/keying?site=LOV&numbers={one.number}").text
    lost = technician.get("/sheets/keying?site=LOV&numbers=W-99999").text

    assert re.findall(r'name="task" value="([^"]+)"', page) == [one.number]
    assert "There is no order W-99999 here." in lost
    assert other.number in lost


def test_a_task_of_another_site_is_not_keyed_back(technician, session, today):
    theirs = an_order(
        session, an_asset(session, place=a_site(session, "SZE", "Szentes", "HU")), today
    )
    rows = typed((theirs.number, {"tick": "done"}), on=str(today))

    here = technician.post("/sheets/keying", data=rows)
    there = technician.post("/sheets/keying", data=rows | {"site": "SZE"})

    assert f"There is no order {theirs.number}." in here.text
    assert there.status_code == 404
    assert state_of(session, theirs) is State.OPEN
