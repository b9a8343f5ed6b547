import pytest
from sqlmodel import select

from assets import tokens
from assets.inventory.register import Asset
from assets.procurement import items
from assets.rights import Role
from assets.trail import Batch
from tests.browser import Browser
from tests.builders import a_lot, a_person, a_room, a_site, committed

LIST = "name,place\nBike,Gym\nBed,Gim\n"


@pytest.fixture
def program(app, session):
    """Acts for the manager of Lovrin by her token."""
    return acting_for(app, session, a_person(session, Role.SITE_MANAGER, a_site(session)))


def acting_for(app, session, person, **limits):
    program = Browser(app)
    secret = committed(session, tokens.issue(session, person, **limits))
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def names(session):
    session.expire_all()
    return [each.name for each in session.exec(select(Asset).order_by(Asset.tag))]


def test_a_list_is_brought_in_and_each_refused_row_is_told(program, session):
    a_room(session, "Gym")

    answer = program.post("/api/v1/import?name=ours.csv", content=LIST)

    assert answer.status_code == 200
    assert answer.json() == {
        "created": 1,
        "changed": 0,
        "same": 0,
        "refused": [
            {
                "row": 3,
                "column": "place",
                "value": "Gim",
                "expected": "There is no place called Gim here. The nearest name is Gym.",
            }
        ],
        "left_out": [],
    }
    assert names(session) == ["Bike"]
    last = session.exec(select(Batch).order_by(Batch.number.desc())).first()
    assert (last.reason, last.source) == ("ours.csv", "api")


def test_a_dry_run_writes_nothing(program, session):
    a_room(session, "Gym")

    answer = program.post("/api/v1/import?dry_run=true", content=LIST)

    assert answer.json()["created"] == 1
    assert names(session) == []


def test_a_repeat_under_the_same_key_gets_the_first_answer(program, session):
    a_room(session, "Gym")
    once = {"Idempotency-Key": "k1"}

    first, second = (program.post("/api/v1/import", content=LIST, headers=once) for _ in range(2))

    assert first.json() == second.json()
    assert names(session) == ["Bike"]


def test_what_is_no_list_is_a_problem(program):
    answer = program.post("/api/v1/import", content=b"%PDF-1.7")

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"].startswith("This is a PDF.")


def test_nobody_brings_in_a_list_without_the_right(app, session):
    person = a_person(session, Role.SITE_MANAGER, a_site(session))
    reader = acting_for(app, session, person, read_only=True)
    technician = acting_for(app, session, a_person(session, Role.TECHNICIAN, a_site(session)))

    assert reader.post("/api/v1/import", content=LIST).status_code == 403
    assert technician.post("/api/v1/import", content=LIST).status_code == 403
    assert Browser(app).post("/api/v1/import", content=LIST).status_code == 401


def test_a_program_rehearses_a_list_of_purchases_and_then_writes_it(app, session):
    lot = a_lot(session)
    program = acting_for(app, session, a_person(session, Role.PROCUREMENT_OFFICER))
    text = f"lot,denumire,cantitate\n{lot.number},Rails,4\n{lot.number},Desk,many\n"

    tried = program.post("/api/v1/import/purchases?of=items&dry_run=true", content=text)
    before = session.exec(items.of_lot(lot)).all()
    done = program.post("/api/v1/import/purchases?of=items&name=ours.csv", content=text)
    session.expire_all()

    assert (tried.status_code, before) == (200, [])
    assert tried.json() == done.json()
    assert (done.json()["created"], done.json()["refused"][0]["column"]) == (1, "quantity")
    assert [each.label for each in session.exec(items.of_lot(lot))] == ["1. Rails"]
