import html
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pypdfium2
import pytest
from sqlmodel import select
from zxingcpp import BarcodeFormat

from assets import files, settings, tokens
from assets.inventory import identifiers
from assets.inventory.documents import Attachment, Document, Kind
from assets.inventory.register import Asset, State
from assets.procurement import deliveries, placeholders
from assets.procurement.funnel import Step
from assets.procurement.protocols import Protocol
from assets.rights import Role
from assets.words import Language
from tests.browser import Browser
from tests.builders import (
    a_bought,
    a_contract,
    a_lot,
    a_person,
    a_room,
    a_schedule,
    a_site,
    committed,
)
from tests.labels.test_photographs import barcode, photo
from web.stuck import mover

TODAY = str(datetime.now(UTC).date())


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


@pytest.fixture
def contract(session):
    lot = a_lot(session, site_id=a_site(session).id)
    contract = a_contract(session, lot, warranty_months=24)
    a_bought(session, contract, quantity=2)
    a_bought(session, contract, "Mat", quantity=20)
    return contract


@pytest.fixture
def delivery(session, contract):
    """Two treadmills and twenty mats are on their way, and stand in the register."""
    placeholders.lay(session, contract, a_room(session))
    lines = session.exec(deliveries.lines_of(contract)).all()
    noted = {line.id: line.quantity for line in lines}
    return committed(session, deliveries.announce(session, contract, noted, note_number="A 7"))


def home(delivery, more=""):
    return f"/procurement/deliveries/{delivery.id}{more}"


def things(session, name="Treadmill"):
    session.expire_all()
    return session.exec(select(Asset).where(Asset.name == name).order_by(Asset.tag)).all()


def test_from_the_page_of_the_lot_things_are_registered_and_a_delivery_announced(
    officer, session, contract
):
    first = session.exec(deliveries.lines_of(contract)).first()
    address = f"/procurement/contracts/{contract.id}"

    lot = officer.get(f"/procurement/lots/{contract.lot.number}").text
    laid = officer.post(f"{address}/things", data={"place": a_room(session).path})
    said = {"line": [str(first.id)], "noted": ["2"], "note_number": "A 7"}
    announced = officer.post(f"{address}/deliveries", data=said)

    assert "Not in the register yet: 22." in lot
    assert (laid.status_code, len(things(session))) == (303, 2)
    assert announced.status_code == 303
    page = officer.get(announced.headers["location"]).text
    assert "A 7" in page
    assert "2 still to come" in page


def test_a_count_that_is_no_number_is_said_beside_it_and_nothing_is_lost(
    officer, contract, session
):
    line = session.exec(deliveries.lines_of(contract)).first()

    said = {"line": [str(line.id)], "noted": ["two"], "note_number": "A 7"}
    answer = officer.post(f"/procurement/contracts/{contract.id}/deliveries", data=said)

    assert answer.status_code == 422
    assert 'id="noted-error"' in answer.text
    assert 'value="two"' in answer.text
    assert 'value="A 7"' in answer.text


def test_at_the_ramp_each_scan_leads_to_the_next(officer, session, delivery):
    said = {"label": "LOV-00001", "serial": "SN-1", "place": a_room(session).path}

    came = officer.post(home(delivery, "/receive"), data=said)
    onward = officer.get(came.headers["location"]).text
    again = officer.post(home(delivery, "/receive"), data=said)

    assert came.status_code == 303
    assert "LOV-00001 is received." in onward
    assert "1 of 2" in onward
    assert things(session)[0].serial_number == "SN-1"
    assert again.status_code == 422
    assert "LOV-00001 has been received already." in again.text
    assert 'value="SN-1"' in again.text


def photographed(officer, delivery, *codes, **typed):
    """The page that a photo of these codes leads to."""
    sent = officer.post(
        home(delivery, "/receive/photo"), data=typed, files={"photo": ("plate.jpg", photo(*codes))}
    )
    return officer.get(sent.headers["location"]).text if sent.status_code == 303 else sent.text


def test_a_photo_of_label_and_plate_fills_the_form_and_loses_nothing_typed(
    officer, session, delivery
):
    own = session.exec(identifiers.of_asset(things(session)[0])).one().code
    codes = [
        barcode(f"HTTP://127.0.0.1:8000/T/{own}"),
        barcode("(01)08051499973926(10)L9(21)IX-2041", BarcodeFormat.DataMatrix, gs1=True),
    ]

    page = photographed(officer, delivery, *codes, place=a_room(session).path, remark="Torn.")
    typed = dict(
        re.findall(r'type="(?:text|hidden|number)"[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', page)
    )
    came = officer.post(home(delivery, "/receive"), data=typed)

    assert (typed["label"], typed["remark"]) == (own, "Torn.")
    assert came.status_code == 303
    first = things(session)[0]
    assert (first.serial_number, first.batch_number) == ("IX-2041", "L9")


def test_of_several_codes_on_a_plate_one_is_chosen(officer, delivery):
    codes = barcode("REF 7", BarcodeFormat.Code128), barcode("SN 4711", BarcodeFormat.Code128)

    page = photographed(officer, delivery, *codes, label="LOV-00001")
    (way,) = re.findall(r'href="([^"]+)"><code>SN 4711', page)

    assert "Which one is it?" in page
    chosen = officer.get(html.unescape(way)).text
    assert 'value="SN 4711"' in chosen
    assert 'value="LOV-00001"' in chosen


def test_a_photo_without_a_code_is_said_beside_it_and_nothing_is_received(
    officer, session, delivery
):
    said = {"label": "LOV-00001", "place": a_room(session).path}

    page = photographed(officer, delivery, **said)
    unread = officer.post(
        home(delivery, "/receive"), data={"photo": "a.jpg"} | said | {"label": ""}
    )

    assert "There is no code to be read in this photo." in page
    assert 'value="LOV-00001"' in page
    assert "Read the photo first" in unread.text
    assert things(session)[0].state is State.ORDERED


def test_what_was_scanned_wrongly_is_taken_back_with_its_reason(officer, session, delivery):
    place = a_room(session).path
    said = {"label": "LOV-00001", "serial": "SN-1", "place": place}
    came = officer.post(home(delivery, "/receive"), data=said)
    (way,) = re.findall(
        r'href="([^"]+/take-back[^"]+)"', officer.get(came.headers["location"]).text
    )

    form = officer.get(way).text
    bare = officer.post(home(delivery, "/take-back"), data={"chosen": ["LOV-00001"]})
    wrong = {"chosen": ["LOV-00001"], "reason": "The next box was meant."}
    taken = officer.post(home(delivery, "/take-back"), data=wrong)
    again = officer.post(home(delivery, "/take-back"), data=wrong)

    assert 'value="LOV-00001" checked' in form
    assert 'id="reason-error"' in bare.text
    assert taken.status_code == 303
    assert "Nothing of it has been received yet." in officer.get(home(delivery)).text
    assert "LOV-00001 did not come with this delivery." in again.text
    assert "The next box was meant." in officer.get("/assets/LOV-00001/history").text


def test_a_counted_delivery_leads_back_from_the_ramp(officer, session, delivery):
    receive_all(officer, session, delivery)
    agreed = {"on": TODAY, "number": "NIR 4", "remarks": "Two follow."}
    officer.post(home(delivery, "/protocols/receipt"), data=agreed)

    page = officer.get(home(delivery, "/receive"))
    late = officer.post(home(delivery, "/receive"), data={"place": a_room(session).path})
    gone = officer.post(
        home(delivery, "/take-back"), data={"chosen": ["LOV-00001"], "reason": "Wrong."}
    )

    assert "by protocol NIR 4." in page.text
    assert f'href="{home(delivery)}"' in page.text.partition("<main")[2]
    assert (page.status_code, late.status_code) == (200, 422)
    assert "Protocol NIR 4 of" in gone.text


def receive_all(officer, session, delivery):
    place = a_room(session).path
    lines = session.exec(deliveries.lines_of(delivery.contract)).all()
    for number in (1, 2):
        said = {"label": f"LOV-0000{number}", "serial": f"SN-{number}", "place": place}
        officer.post(home(delivery, "/receive"), data=said)
    said = {"line": str(lines[1].id), "count": "18", "place": place, "remark": "Two are torn."}
    assert officer.post(home(delivery, "/receive"), data=said).status_code == 303


def kept(session, kind):
    """The words of the paper of this kind, as another reads them."""
    paper = session.exec(select(Document).where(Document.kind == kind)).one()
    path = files.kept(settings.load(), paper.digest)
    pages = pypdfium2.PdfDocument(path.read_bytes())
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return paper, " ".join(text.split())


def test_the_receipt_is_a_paper_in_the_language_of_the_site(officer, session, delivery):
    receive_all(officer, session, delivery)
    said = {"on": TODAY, "number": "NIR 4", "signed_by": "Președintele comisiei\nGestionar"}

    refused = officer.post(home(delivery, "/protocols/receipt"), data=said)
    agreed = said | {"remarks": "Furnizorul aduce două saltele."}
    drawn = officer.post(home(delivery, "/protocols/receipt"), data=agreed)

    assert refused.status_code == 422
    assert "Write what was agreed about it." in refused.text
    assert drawn.status_code == 303
    paper, text = kept(session, Kind.RECEIPT)
    assert (paper.number, paper.language) == ("NIR 4", "ro")
    for words in (
        "NIR 4",
        "Treadmill",
        "20 18 \N{MINUS SIGN}2",
        "Two are torn.",
        "În total 200.000,00 RON",  # 20 things of 10,000.00 each
        "Gestionar",
        "saltele",
    ):
        assert words in text
    assert "Notă de recepție" in text
    page = officer.get(home(delivery)).text
    assert f"/documents/{paper.id}" in page
    assert "/receive" not in page


def test_acceptance_says_what_is_missing_and_begins_the_warranty(officer, session, delivery):
    receive_all(officer, session, delivery)
    form = officer.get(home(delivery, "/protocols/acceptance")).text
    said = {"on": TODAY, "chosen": ["LOV-00001", "LOV-00002"]}

    refused = officer.post(home(delivery, "/protocols/acceptance"), data=said)
    agreed = said | {"reason": "They follow by post."}
    accepted = officer.post(home(delivery, "/protocols/acceptance"), data=agreed)

    assert "Declaration of conformity" in form
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert accepted.status_code == 303
    first = things(session)[0]
    assert (first.state, str(first.accepted_on)) == (State.ACCEPTED, TODAY)
    assert first.warranty_until.year == first.accepted_on.year + 2
    paper, text = kept(session, Kind.ACCEPTANCE)
    assert "Proces-verbal de recepție" in text
    assert "LOV-00001" in text
    held = session.exec(select(Attachment.subject_id).where(Attachment.document_id == paper.id))
    assert {each.id for each in things(session)} | {delivery.id} == set(held)


def test_a_refused_protocol_leaves_nothing(officer, session, delivery):
    receive_all(officer, session, delivery)

    said = {"on": TODAY, "chosen": ["LOV-00003"], "reason": "As agreed."}
    refused = officer.post(home(delivery, "/protocols/acceptance"), data=said)

    assert refused.status_code == 422
    assert "Write the serial number of LOV-00003" in refused.text
    assert session.exec(select(Protocol)).all() == []


def test_the_lot_proposes_what_the_register_knows_to_have_happened(officer, session, delivery):
    a_schedule(session, delivery.contract.lot, date(2026, 3, 1), ["delivery", "acceptance"])
    receive_all(officer, session, delivery)
    lines = session.exec(deliveries.lines_of(delivery.contract)).all()
    lot = f"/procurement/lots/{delivery.contract.lot.number}"
    early = officer.get(lot).text
    last = {"line": str(lines[1].id), "count": "2", "place": a_room(session).path}
    officer.post(home(delivery, "/receive"), data=last)

    proposed = officer.get(lot).text
    hidden = dict(re.findall(r'name="(version|on)" value="([^"]+)"', proposed.split("/meet")[-1]))
    officer.post(f"{lot}/milestones/delivery/meet", data=hidden)

    assert "as far as the register knows" not in early
    assert "“Delivered” happened on" in proposed
    assert "as far as the register knows" not in officer.get(lot).text


def test_who_only_looks_sees_the_delivery_and_cannot_receive(app, session, delivery):
    viewer = Browser(app).sign_in(a_person(session, Role.VIEWER))

    page = viewer.get(home(delivery))

    assert page.status_code == 200
    assert "/receive" not in page.text
    assert viewer.get(home(delivery, "/receive")).status_code == 403


def test_the_funnel_names_what_is_stuck_and_who_can_move_it(officer, session, delivery):
    receive_all(officer, session, delivery)

    page = officer.get("/procurement/funnel?step=delivered").text
    waiting = officer.get("/procurement/funnel?step=contracted").text

    assert "LOV-00001" in page
    assert "Acceptance commission: have it installed, tested and accepted." in page
    assert "2 \N{MULTIPLICATION SIGN} Mat" in waiting
    assert "Supplier: deliver it." in waiting


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2027, 4, 1), "Accounting: pay invoice F 17, due on 1 April 2027."),
        (None, "Accounting: pay invoice F 17."),
    ],
)
def test_an_invoice_that_waits_for_its_payment_is_named(due_on, words):
    row = SimpleNamespace(invoice="F 17", due_on=due_on)

    assert mover(Language.EN, Step.LABELLED, row) == words


@pytest.fixture
def program(app, session):
    secret = tokens.issue(session, a_person(session, Role.PROCUREMENT_OFFICER, name="Ana"))
    session.commit()
    browser = Browser(app)
    browser.headers["Authorization"] = f"Bearer {secret}"
    return browser


def test_programs_announce_and_receive_as_pages_do(program, session, contract):
    place = {"place": a_room(session).path}
    noted = {"lines": [{"position": 1, "noted": 1}], "note_number": "A 7"}

    laid = program.post(f"/api/v1/contracts/{contract.id}/things", json=place)
    made = program.post(f"/api/v1/contracts/{contract.id}/deliveries", json=noted)
    come = {"label": "LOV-00001", "serial": "SN-1"} | place
    received = program.post(f"{made.headers['location']}/receive", json=come)
    again = program.post(f"{made.headers['location']}/receive", json=come)
    wrong = {"tags": ["lov-00001"], "reason": "The next box was meant."}
    taken = program.post(f"{made.headers['location']}/take-back", json=wrong)
    program.post(f"{made.headers['location']}/receive", json=come)

    assert laid.json() == {"registered": 22}
    assert made.status_code == 201
    assert received.json()["items"][0]["serial_number"] == "SN-1"
    assert again.status_code == 409
    assert (taken.json()["lines"][0]["counted"], taken.json()["received_on"]) == (0, None)
    (line, _) = program.get(made.headers["location"]).json()["lines"]
    assert (line["noted"], line["counted"], line["still_to_come"]) == (1, 1, 1)
    (row,) = program.get("/api/v1/deliveries?all=true").json()["items"]
    assert (row["contract"], row["note_number"]) == ("12/2027", "A 7")


def test_programs_accept_and_ask_the_funnel_as_pages_do(program, officer, session, delivery):
    receive_all(officer, session, delivery)
    own = f"/api/v1/deliveries/{delivery.id}"
    agreed = {"on": TODAY, "tags": ["lov-00001"], "reason": "As agreed."}

    accepted = program.post(f"{own}/protocols/acceptance", json=agreed)

    assert accepted.status_code == 201
    assert [each["kind"] for each in program.get(own).json()["protocols"]] == ["acceptance"]
    first = program.get(f"{own}/things").json()["items"][0]
    assert (first["tag"], first["state"]) == ("LOV-00001", "accepted")
    (stuck,) = program.get("/api/v1/funnel?step=accepted").json()["items"]
    assert (stuck["tag"], stuck["since"]) == ("LOV-00001", TODAY)
    (row,) = program.get("/api/v1/funnel").json()["items"]
    assert (row["contracted"], row["delivered"], row["accepted"]) == (22, 20, 1)
