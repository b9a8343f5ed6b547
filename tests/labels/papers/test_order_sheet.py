"""The sheet of an order as others read it: PDFium reads its words, ZXing scans its code."""

from datetime import date
from decimal import Decimal

import pypdfium2
import pytest

from assets.inventory.places import Kind, Place
from assets.inventory.register import Asset
from assets.maintenance import terms
from assets.maintenance.order_sheets import Sheet
from assets.maintenance.orders import State, WorkOrder
from assets.maintenance.spares import SparePart, StockMove
from assets.words import Language, Words
from labels.papers import order_sheet
from tests.builders import a_step
from tests.labels.paper import sheets_of

LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"
BASE = "https://register.example.org"
TODAY = date(2027, 3, 1)


def a_sheet(language=Language.RO, name="Bandă de alergat", steps=(), used=(), **values):
    site = Place(name="Lovrin", kind=Kind.SITE, language=language, zone="Europe/Bucharest")
    room = Place(name="Sala 2", kind=Kind.ROOM, path="Lovrin / Sala 2")
    asset = Asset(tag="LOV-00017", name=name, place_id=room.id, place=room, serial_number="SN-1")
    said = {
        "number": "W-00012",
        "title": "Check the belt",
        "title_ro": "Verificați banda",
        "title_hu": "Ellenőrizze a szíjat",
        "kind": terms.Kind.INSPECTION,
        "due_on": TODAY,
        "opened_on": TODAY,
        "asset": asset,
        "state": State.OPEN,
    }
    order = WorkOrder(**(said | values))
    order.place = order.taken_by = order.provider = None
    return Sheet(order, site, "Technogym Run Artis", steps=steps, used=used)


def printed(*args, base=BASE, **values):
    return order_sheet.pdf(a_sheet(*args, **values), TODAY, base)


def words(pdf):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return [" ".join(page.split()) for page in pages]


def test_a_site_reads_the_order_in_its_own_language():
    (page,) = words(printed(steps=[a_step("belt", low=Decimal(5), high=Decimal(9), unit="mm")]))
    (other,) = words(printed(Language.HU))

    for said in (
        *("W-00012", "Verificați banda", "Bandă de alergat, LOV-00017", "Technogym Run Artis"),
        *("SN-1", "Lovrin / Sala 2", "1 martie 2027", "belt ro", "mm", "Listă de verificare"),
        *("Piese folosite", "Cantitate", "Semnătura", "Pagina 1 din 1"),
    ):
        assert said in page, said
    assert "Ellenőrizze a szíjat" in other


@pytest.mark.parametrize(("base", "carried"), [(BASE, f"{BASE}/orders/W-00012"), ("", "W-00012")])
def test_the_code_opens_the_order(base, carried):
    (sheet,) = sheets_of(printed(base=base), dpi=200)

    assert [code.text for code in sheet.codes()] == [carried]


def boxes(pdf):
    """The squares that can be ticked, as PDFium finds them: four and a half millimetres a side."""
    side = 4.5 / 25.4 * 72
    found = 0
    for page in pypdfium2.PdfDocument(pdf):
        for each in page.get_objects():
            if each.type == 2:
                left, bottom, right, top = each.get_bounds()
                found += abs(right - left - side) < 3 and abs(top - bottom - side) < 3
    return found


def test_each_of_sixty_steps_has_its_boxes_and_headings_come_again():
    pdf = printed(steps=[a_step(f"step{number}") for number in range(60)])

    pages = words(pdf)
    assert all(f"step{number} ro" in " ".join(pages) for number in range(60))
    assert boxes(pdf) == 120
    assert len(pages) > 1
    assert all("Limite" in page for page in pages if "step" in page)
    assert pages[-1].count("Semnătura") == 2


def test_what_was_used_and_noted_is_printed_and_no_room_is_left_to_write_once_it_is_done():
    part = SparePart(name="Curea", part_number="C-7", unit="buc.")
    used = [StockMove(change=Decimal("-2.000"), spare_part=part)]

    (page,) = words(printed(used=used, note=LETTERS, state=State.DONE, done_on=TODAY))

    assert "Curea C-7 2 buc." in page
    assert LETTERS in page


def test_no_letter_is_lost_and_nothing_leaves_the_page():
    long = f"{LETTERS} {'Cadăpentruhidromasajsubacvatic' * 9}"

    steps = [a_step("belt", words=Words("", f"<b>{LETTERS}</b> {'ű' * 300}", ""))]
    document = pypdfium2.PdfDocument(printed(name=long, steps=steps))

    for page in document:
        read = page.get_textpage()
        for left, bottom, right, top in map(read.get_rect, range(read.count_rects())):
            assert 40 <= left < right <= page.get_width() - 40
            assert 20 <= bottom < top <= page.get_height() - 40


def test_the_same_order_gives_the_same_bytes():
    sheet = a_sheet()

    assert order_sheet.pdf(sheet, TODAY) == order_sheet.pdf(sheet, TODAY)
