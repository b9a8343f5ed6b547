import html
import re
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from assets.inventory import suppliers
from assets.money import Currency, Money
from assets.procurement import (
    bids,
    contract_lines,
    contracts,
    deliveries,
    items,
    lots,
    modifications,
    thresholds,
)
from assets.rights import EVERYTHING, Role
from tests.builders import DAY, a_bought, a_contract, a_line, a_lot, a_person, a_type, committed

LOT = "/procurement/lots/ROHU00627-L01"


@pytest.fixture
def officer(browser, session):
    return browser.sign_in(a_person(session, Role.PROCUREMENT_OFFICER))


@pytest.fixture
def viewer(browser, session):
    return browser.sign_in(a_person(session, Role.VIEWER))


@pytest.fixture
def lot(session):
    return a_lot(session, estimate_minor=300_000_00, estimate_currency=Currency.RON)


@pytest.fixture
def direct(session):
    return a_lot(session, procedure=lots.Procedure.DIRECT)


@pytest.fixture
def contract(session, lot):
    return a_contract(session, lot, ends_on=date(2026, 5, 1), signed_on=date(2026, 2, 1))


def read(page):
    return html.unescape(page.text)


def only(session, asked):
    session.expire_all()
    return session.exec(asked).one()


def test_an_item_is_added_edited_and_taken_off(officer, session, lot):
    a_type(session, "REH-TREADMILL")
    committed(session, None)
    said = {"title": "Treadmill", "type": "REH-TREADMILL", "quantity": "3", "currency": "RON"}

    added = officer.post(f"{LOT}/items", data=said | {"price": "12.500,50"})
    item = only(session, items.of_lot(lot))
    page = read(officer.get(LOT))
    at = f"/procurement/items/{item.id}"
    edited = officer.post(f"{at}/edit", data=said | {"quantity": "4", "version": item.version})
    stale = officer.post(f"{at}/edit", data=said | {"quantity": "5", "version": "1"})
    gone = officer.post(f"{at}/remove")

    assert [each.status_code for each in (added, edited, stale, gone)] == [303, 303, 422, 303]
    assert "1. Treadmill" in page
    assert "RON\xa037,501.50" in page
    assert session.exec(items.of_lot(lot)).all() == []


@pytest.mark.usefixtures("lot")
def test_an_item_of_an_unknown_kind_is_refused_beside_the_field_and_stays_typed(officer):
    answer = officer.post(f"{LOT}/items", data={"title": "Rails", "type": "Nonsense"})

    assert answer.status_code == 422
    assert 'id="type-error"' in answer.text
    assert 'value="Nonsense"' in answer.text


def test_three_offers_are_compared_and_the_dearer_one_needs_a_reason(officer, session, direct):
    for name, amount in [("A", "300"), ("B", "200"), ("C", "100,50")]:
        said = {"supplier": name, "amount": amount, "currency": "RON"}
        assert officer.post(f"{LOT}/bids", data=said).status_code == 303
    offered = {each.supplier.name: each.id for each in session.exec(bids.of_lot(direct))}
    award = f"/procurement/bids/{offered['A']}/award"

    silent = officer.post(award, data={})
    awarded = officer.post(award, data={"reason": "Delivers in a week"})

    assert silent.status_code == 422
    assert 'id="reason-error"' in silent.text
    assert "C offers less." in silent.text
    assert awarded.status_code == 303
    page = read(officer.get(f"{LOT}/bids"))
    assert "A has won with RON\xa0300.00." in page
    assert "Delivers in a week" in page
    form = officer.get(f"{LOT}/contracts").text
    assert 'value="A"' in form
    assert 'value="300.00"' in form


@pytest.mark.usefixtures("direct")
def test_a_direct_purchase_says_how_many_offers_are_missing(officer):
    officer.post(f"{LOT}/bids", data={"supplier": "A", "amount": "1"})

    assert "2 more offers make the three" in officer.get(LOT).text


def test_a_rejected_offer_says_why(officer, session, lot):
    officer.post(f"{LOT}/bids", data={"supplier": "A", "amount": "1"})
    at = f"/procurement/bids/{only(session, bids.of_lot(lot)).id}"

    silent = officer.post(f"{at}/judge", data={"outcome": "rejected"})
    officer.post(f"{at}/judge", data={"outcome": "rejected", "why": "No declaration"})

    assert 'id="why-error"' in silent.text
    assert only(session, bids.of_lot(lot)).outcome is bids.Outcome.REJECTED


def test_a_contract_is_signed_with_lines_and_a_modification(officer, session, lot):
    said = {
        "supplier": "Hidro S.R.L.",
        "number": "12/2026",
        "net": "100.000,00",
        "vat": "21 000",
        "currency": "RON",
        "signed_on": "2026-02-01",
        "ends_on": "01.05.2026",
        "penalty": "0,1",
        "penalty_most": "10",
        "guarantee_amount": "5000",
        "guarantee_until": "2027-05-01",
    }

    signed = officer.post(f"{LOT}/contracts", data=said)
    contract = only(session, contracts.of_lots([lot.id]))
    at = f"/procurement/contracts/{contract.id}"
    line = {"title": "Rails", "quantity": "2", "price": "50.000,00", "vat_rate": "21"}
    officer.post(f"{at}/lines", data=line)
    change = {"change_signed_on": "2026-03-01", "reason": "Ground water", "change_net": "-2.000,00"}
    changed = officer.post(f"{at}/changes", data=change | {"change_ends_on": "2026-06-01"})
    page = read(officer.get(at))

    assert (signed.headers["location"], changed.status_code) == (at, 303)
    assert (contract.penalty, contract.penalty_most) == (100, 10_000)
    assert only(session, contract_lines.of(contract)).vat_minor == 21_000_00
    assert "RON\xa098,000.00" in page
    assert "The lines come to RON\xa0100,000.00, the contract says RON\xa098,000.00." in page
    assert "Line 1. Rails added." in page


@pytest.mark.usefixtures("contract")
def test_what_cannot_be_signed_is_refused_beside_the_field(officer, contract):
    said = {"supplier": "X", "net": "1", "signed_on": "2026-02-01"}

    twice = officer.post(f"{LOT}/contracts", data=said | {"number": "12/2027"})
    early = officer.post(
        f"/procurement/contracts/{contract.id}/changes",
        data={"change_signed_on": "2026-01-01", "reason": "Early"},
    )

    assert 'id="number-error"' in twice.text
    assert 'id="change_signed_on-error"' in early.text


def test_a_late_contract_shows_what_is_owed_and_its_letter(officer, session, contract):
    contract.penalty = 100
    committed(session, contract)
    at = f"/procurement/contracts/{contract.id}"

    page = read(officer.get(at))
    letter = officer.get(f"{at}/penalty")
    paper = officer.get(f"{at}/penalty.pdf?language=hu")

    assert re.search(r"days late\. Owed so far: RON", page)
    assert "Penalități de întârziere la contractul" in letter.text
    assert paper.content.startswith(b"%PDF")


def test_nothing_late_has_no_letter(officer, session, lot):
    contract = a_contract(session, lot)

    assert officer.get(f"/procurement/contracts/{contract.id}/penalty").status_code == 404


def test_a_line_is_put_right_and_taken_off(officer, session, contract):
    line = a_line(session, contract, "Ralis")
    at = f"/procurement/contracts/{contract.id}/lines/{line.id}"

    form = officer.get(f"{at}/edit").text
    said = {"title": "Rails", "quantity": "1", "price": "9", "version": line.version}
    edited = officer.post(f"{at}/edit", data=said)
    removed = officer.post(f"{at}/remove")

    assert 'value="10,000.00"' in form
    assert (edited.status_code, removed.status_code) == (303, 303)
    assert session.exec(contract_lines.of(contract)).all() == []


@pytest.mark.usefixtures("lot")
def test_the_thresholds_beside_the_estimate_are_a_hint(officer, session):
    thresholds.load(session)
    committed(session, None)

    page = read(officer.get(LOT))

    assert "not legal advice" in page
    assert "Direct purchase of goods in Romania" in page
    assert page.count("to be compared by hand") == 2
    assert "reached</span>" in page


@pytest.mark.usefixtures("lot")
def test_a_lot_is_described_with_its_number_in_the_state_s_system(officer, session):
    said = {"title": "Rails", "procedure": "simplified", "legal_basis": "Legea 98/2016 art. 113"}

    answer = officer.post(f"{LOT}/edit", data=said | {"notice_number": "SCN1123456"})
    page = read(officer.get(LOT))

    assert answer.status_code == 303
    assert "Legea 98/2016 art. 113" in page
    assert "SCN1123456" in page
    session.expire_all()
    assert lots.numbered(session, "ROHU00627-L01", EVERYTHING).estimate is None


def test_a_viewer_reads_all_and_changes_nothing(viewer, contract):
    at = f"/procurement/contracts/{contract.id}"

    reads = [viewer.get(each).status_code for each in (LOT, f"{LOT}/items", f"{LOT}/bids", at)]
    writes = [
        viewer.post(f"{LOT}/items", data={"title": "X"}),
        viewer.post(f"{LOT}/bids", data={"supplier": "X", "amount": "1"}),
        viewer.post(f"{at}/terminate", data={"on": "2026-05-01", "why": "X"}),
    ]

    assert reads == [200] * 4
    assert [each.status_code for each in writes] == [403] * 3
    assert "/edit" not in viewer.get(at).text


def test_thresholds_are_changed_by_who_keeps_everything(viewer, browser, session):
    known = committed(session, thresholds.load(session)[0])
    at = f"/procurement/thresholds/{known.id}/edit"
    refused = viewer.post(at, data={})
    chief = browser.sign_in(a_person(session, Role.ADMINISTRATOR))

    form = chief.get(at).text
    fields = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', form))
    kept = {name: html.unescape(fields[name]) for name in ("name_en", "name_ro", "name_hu")}
    said = kept | {"source": "Read", "verified": "true", "valid_from": "2026-01-01"}
    saved = chief.post(at, data=said | {"amount": "5.500.000,00", "currency": "EUR"})

    assert (refused.status_code, saved.status_code) == (403, 303)
    assert "EUR\xa05,500,000.00" in chief.get("/procurement/thresholds").text


def test_a_list_is_rehearsed_and_then_written_as_it_was_seen(officer, session, lot):
    text = "lot,denumire,cantitate,preț unitar,moneda\n{0},Rails,4,12.5,RON\n{0},Desk,many,1,RON\n"
    file = {"file": ("lista.csv", text.format(lot.number).encode(), "text/csv")}

    seen = officer.post("/procurement/import", data={"of": "items"}, files=file)
    before = session.exec(items.of_lot(lot)).all()
    form = dict(re.findall(r'name="(of|name|seen)" value="([^"]*)"', seen.text))
    at = re.search(r'action="(/procurement/import/\w+)"', seen.text)[1]
    other = officer.post(at, data=form | {"seen": "something else"})
    done = officer.post(at, data=form)
    session.expire_all()

    assert "many is not a number." in html.unescape(seen.text)
    assert before == []
    assert (other.status_code, done.status_code) == (422, 200)
    assert [each.label for each in session.exec(items.of_lot(lot))] == ["1. Rails"]
    assert "Rails" in officer.get("/procurement/lists.csv?of=items").text


def test_pages_of_a_lot_ask_as_often_for_many_rows_as_for_few(viewer, engine, session, contract):
    lot = contract.lot

    def fill(count):
        for number in range(count):
            name = f"{count} {number}"
            price = Money(1, Currency.RON)
            kind = a_type(session, f"K {name}")
            items.add(session, lot, title=name, price=price, type_id=kind.id)
            bids.receive(session, lot, suppliers.named(session, name), price, today=DAY)
            a_line(session, contract, name)
            modifications.add(session, contract, today=DAY, signed_on=DAY, reason=name)
        committed(session, None)

    def asked(address):
        with counting(engine) as questions:
            assert viewer.get(address).status_code == 200
        return len(questions)

    home = f"/procurement/contracts/{contract.id}"
    addresses = [LOT, f"{LOT}/items", f"{LOT}/bids", f"{LOT}/contracts", home, f"{home}/penalty"]
    fill(2)
    few = [asked(each) for each in addresses]
    fill(12)

    assert [asked(each) for each in addresses] == few


@contextmanager
def counting(engine):
    questions = []

    def note(*said):
        questions.append(said[2])

    event.listen(engine, "before_cursor_execute", note)
    yield questions
    event.remove(engine, "before_cursor_execute", note)


def test_a_delivery_that_was_announced_by_mistake_is_taken_off(officer, session, contract):
    noted = {a_bought(session, contract).id: 1}
    announced = committed(session, deliveries.announce(session, contract, noted))
    here, version = f"/procurement/deliveries/{announced.id}", announced.version

    page = officer.get(here).text
    stale = officer.post(f"{here}/remove", data={"version": version + 1})
    gone = officer.post(f"{here}/remove", data={"version": version})

    assert "Announced by mistake: take it off" in page
    assert (stale.status_code, gone.status_code) == (409, 303)
    assert gone.headers["location"] == f"{LOT}#deliveries"
    assert officer.get(here).status_code == 404
