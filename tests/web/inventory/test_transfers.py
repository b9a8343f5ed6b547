import io

import pypdfium2
import pytest

from assets.inventory import dispatches, identifiers, register, transfers
from assets.inventory.register import Condition, State
from assets.rights import EVERYTHING, Role
from tests.browser import Browser
from tests.builders import a_person, a_room, a_site, a_transfer, an_asset, committed


@pytest.fixture
def szentes(session):
    return a_site(session, "SZE", "Szentes", "HU")


@pytest.fixture
def lovrin(app, session):
    """A technician of Lovrin, who sees no other site."""
    person = a_person(session, Role.TECHNICIAN, a_site(session), name="Ana")
    return Browser(app).sign_in(person)


@pytest.fixture
def receiver(app, session, szentes):
    """A technician of Szentes."""
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN, szentes, name="Bela"))


def again(session, asset):
    session.expire_all()
    return register.asset(session, asset.id, EVERYTHING)


@pytest.mark.usefixtures("szentes")
def test_things_are_sent_to_a_site_that_one_does_not_see(lovrin, session):
    asset = an_asset(session)

    form = lovrin.get("/transfers/new", params={"tag": asset.tag}).text
    answer = lovrin.post("/transfers", data={"tags": asset.tag, "site": "SZE", "note": "For May"})

    assert "Szentes" in form
    assert '<option value="LOV"' not in form
    assert answer.headers["location"] == "/transfers/MV-00001"
    shown = lovrin.get("/transfers/MV-00001").text
    assert "On the way to Szentes since" in shown
    assert "For May" in shown
    assert "Receive" not in shown
    assert "On the way to Szentes" in lovrin.get(f"/assets/{asset.tag}").text
    assert "Lovrin → Szentes" in lovrin.get("/transfers").text


def test_a_place_there_must_be_seen_and_be_at_that_site(lovrin, session, szentes):
    asset, gym = an_asset(session), a_room(session, "Gym")
    pool = a_room(session, "Pool", szentes)
    said = {"tags": asset.tag, "site": "SZE"}

    hidden = lovrin.post("/transfers", data=said | {"place": pool.path})
    elsewhere = lovrin.post("/transfers", data=said | {"place": gym.path})

    assert "There is no place called Szentes / Pool." in hidden.text
    assert "Gym is not at Szentes." in elsewhere.text
    assert (hidden.status_code, elsewhere.status_code) == (422, 422)
    assert again(session, asset).state is State.IN_USE


@pytest.mark.usefixtures("szentes")
def test_a_double_tap_sends_once(lovrin, session):
    form = {"tags": an_asset(session).tag, "site": "SZE", "key": "k1"}

    first, second = lovrin.post("/transfers", data=form), lovrin.post("/transfers", data=form)

    assert first.headers["location"] == second.headers["location"] == "/transfers/MV-00001"


def test_labels_are_scanned_one_after_the_other_and_each_ticks_its_line(receiver, session, szentes):
    pool = a_room(session, "Pool", szentes)
    bath, bed = an_asset(session, "Bath"), an_asset(session, "Bed")
    label = committed(session, identifiers.label_of(session, bath))
    a_transfer(session, bath, bed)
    address = "/transfers/MV-00001/receive"
    scanned = {"scanned": f"https://example.org/T/{label.code}", "place": pool.path}

    one = receiver.post(address, data=scanned | {"condition": "down", "note": "Fell"})
    page = receiver.get(one.headers["location"]).text
    unknown = receiver.post(address, data={"scanned": "X-1", "place": pool.path})
    last = receiver.post(address, data={"chosen": [bed.tag], "place": pool.path})

    assert "Bath (LOV-00001) is received." in page
    assert f'value="{pool.path}"' in page
    assert 'value="LOV-00002"' in page
    assert 'value="LOV-00001"' not in page
    assert "X-1 is not in this transfer." in unknown.text
    assert last.headers["location"] == "/transfers/MV-00001"
    assert "2 of 2 things have arrived." in receiver.get("/transfers/MV-00001").text
    assert again(session, bath).condition is Condition.DOWN
    assert again(session, bath).place_id == pool.id
    assert receiver.get(f"/assets/{bath.tag}").status_code == 200


def test_nothing_scanned_is_said(receiver, session, szentes):
    a_transfer(session)

    answer = receiver.post("/transfers/MV-00001/receive", data={"place": szentes.path})

    assert answer.status_code == 422
    assert "Scan or choose what has come." in answer.text


def test_each_end_may_do_its_own_part(lovrin, receiver, session):
    asset = an_asset(session)
    a_transfer(session, asset)
    place = {"chosen": asset.tag, "place": "Gym"}

    assert lovrin.get("/transfers/MV-00001/receive").status_code == 403
    assert lovrin.post("/transfers/MV-00001/receive", data=place).status_code == 403
    assert receiver.post("/transfers/MV-00001/call-back").status_code == 403
    assert lovrin.post("/transfers/MV-00001/call-back").status_code == 303
    assert "Called back on" in receiver.get("/transfers/MV-00001").text
    assert again(session, asset).state is State.IN_USE


def test_who_stands_before_a_thing_on_its_way_is_told_where_it_goes(browser, receiver, session):
    asset = an_asset(session)
    label = committed(session, identifiers.label_of(session, asset))
    a_transfer(session, asset)

    stranger, hers = (each.get(f"/t/{label.code}").text for each in (browser, receiver))

    for page in (stranger, hers):
        assert "In transit." in page
        assert "Do not use." in page
        assert "Szentes" in page
    assert f"/transfers/MV-00001/receive?scanned={asset.tag}" in hers
    assert "/receive" not in stranger


def test_the_hand_over_sheet_is_read_by_both_ends(lovrin, receiver, session):
    a_transfer(session, an_asset(session, "Bandă de alergat"))

    for browser in (lovrin, receiver):
        answer = browser.get("/transfers/MV-00001.pdf")
        (page,) = pypdfium2.PdfDocument(io.BytesIO(answer.content))
        said = page.get_textpage().get_text_range()
        assert answer.headers["content-type"] == "application/pdf"
        assert "Bandă de alergat" in said
        assert "Bon de mișcare" in said
        assert "Átadólap" in said


def test_the_list_is_narrowed_by_sites_and_by_how_far_they_are(lovrin, session, szentes):
    for _ in range(2):
        a_transfer(session)
    done = dispatches.transfer(session, "MV-00001", EVERYTHING)
    lines = dispatches.lines_of(session, done)
    transfers.receive(session, done, lines, szentes, done.sent_on)
    session.commit()

    def shown(asked):
        page = lovrin.get(f"/transfers{asked}").text
        return [number for number in ("MV-00001", "MV-00002") if f"/transfers/{number}" in page]

    assert shown("") == shown("?from_site=LOV") == ["MV-00002"]
    assert shown("?state=received") == ["MV-00001"]
    assert shown("?to_site=LOV") == shown("?state=cancelled") == []
    assert lovrin.get("/transfers?to_site=SZE").status_code == 404
