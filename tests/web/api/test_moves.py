from datetime import timedelta

import pypdfium2
import pytest

from assets import tokens
from assets.inventory import register
from assets.inventory.register import State
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, an_asset, committed, today_at


@pytest.fixture
def program_of(app, session):
    """A program that acts for a technician of a site, or everywhere."""

    def at(site=None):
        person = a_person(session, Role.TECHNICIAN, site, name=site.name if site else "Ana")
        secret = committed(session, tokens.issue(session, person))
        program = Browser(app)
        program.headers["Authorization"] = f"Bearer {secret}"
        return program

    return at


@pytest.fixture
def szentes(session):
    return a_site(session, "SZE", "Szentes", "HU")


@pytest.fixture
def lovrin(program_of, session):
    return program_of(a_site(session))


@pytest.fixture
def today(session):
    return today_at(a_site(session))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


def test_many_things_are_moved_at_once(lovrin, session):
    one, other, store = an_asset(session), an_asset(session), a_room(session, "Store")

    answer = lovrin.post("/api/v1/moves", json={"tags": [one.tag, other.tag], "place": "Store"})

    assert answer.json() == {"tags": [one.tag, other.tag], "place": store.path}
    assert again(session, other).place_id == store.id


def test_a_transfer_from_end_to_end(lovrin, program_of, session, szentes):
    bath, bed = an_asset(session, "Bath"), an_asset(session, "Bed")
    pool, receiver = a_room(session, "Pool", szentes), program_of(szentes)

    sent = lovrin.post("/api/v1/transfers", json={"tags": [bath.tag, bed.tag], "site": "SZE"})
    address = sent.headers["location"]
    (row,) = receiver.get("/api/v1/transfers").json()["items"]
    come = {"tags": [bath.tag], "place": pool.path, "condition": "degraded"}
    partly = receiver.post(f"{address}/receive", json=come).json()
    again_ = receiver.post(f"{address}/receive", json=come)
    over = lovrin.post(f"{address}/call-back", headers={"If-Match": "1"}).json()
    pdf = receiver.get(f"{address}.pdf")

    assert (sent.status_code, address) == (201, "/api/v1/transfers/MV-00001")
    assert (row["from"], row["to"], row["things"], row["missing"]) == ("LOV", "SZE", 2, 2)
    assert [line["under_way"] for line in partly["things"]] == [False, True]
    assert partly["things"][0]["condition_received"] == "degraded"
    assert (again_.status_code, again_.json()["errors"][0]["field"]) == (409, "scanned")
    assert (over["state"], over["late"]) == ("received", False)
    assert len(pypdfium2.PdfDocument(pdf.content)) == 1
    assert again(session, bath).place_id == pool.id
    assert again(session, bed).state is State.IN_USE


def test_a_move_to_another_site_is_refused_and_says_what_to_do(program_of, session, szentes):
    asset, pool = an_asset(session), a_room(session, "Pool", szentes)

    answer = program_of().post(f"/api/v1/assets/{asset.tag}/move", json={"place": pool.path})

    assert answer.status_code == 409
    assert "Pool is at another site. Send it instead." in answer.text


def test_a_loan_from_end_to_end(lovrin, session, today):
    asset = an_asset(session)
    said = {"tags": [asset.tag], "borrower": "Surgery", "due_on": str(today)}

    (made,) = lovrin.post("/api/v1/loans", json=said).json()["items"]
    address = f"/api/v1/loans/{made['id']}"
    later = str(today + timedelta(5))
    extended = lovrin.post(f"{address}/extend", json={"due_on": later}).json()
    stale = lovrin.post(f"{address}/return", json={}, headers={"If-Match": "1"})
    back = lovrin.post(f"{address}/return", json={"condition": "down"}).json()

    assert (made["asset"], made["late"], made["returned_on"]) == (asset.tag, False, None)
    assert extended["due_on"] == later
    assert stale.status_code == 409
    assert (back["condition_lent"], back["condition_returned"]) == ("up", "down")
    assert lovrin.get("/api/v1/loans").json()["items"] == []
    assert [each["id"] for each in lovrin.get("/api/v1/loans?state=returned").json()["items"]]
    assert lovrin.get(address).json() == back


def test_several_loans_come_back_at_once(lovrin, session):
    tags = [an_asset(session).tag, an_asset(session).tag]
    lent = lovrin.post("/api/v1/loans", json={"tags": tags, "borrower": "Surgery"}).json()["items"]

    answer = lovrin.post(
        "/api/v1/loans/return", json={"loans": [each["id"] for each in lent], "condition": "down"}
    )

    assert [each["asset"] for each in answer.json()["items"]] == tags
    for each in answer.json()["items"]:
        assert (bool(each["returned_on"]), each["condition_returned"]) == (True, "down")


def test_the_same_key_sends_once(lovrin, session, szentes):
    said = {"tags": [an_asset(session).tag], "site": szentes.code}
    key = {"Idempotency-Key": "k1"}

    first = lovrin.post("/api/v1/transfers", json=said, headers=key)
    second = lovrin.post("/api/v1/transfers", json=said, headers=key)

    assert first.json() == second.json()
    assert len(lovrin.get("/api/v1/transfers").json()["items"]) == 1
