"""The sheet as others read it: PDFium reads its words and says where they stand."""

from datetime import date

import pypdfium2
import pytest
from pypdfium2 import raw

from assets.inventory.catalogue import Model
from assets.inventory.places import Kind, Place
from assets.inventory.register import Asset, Condition, State
from assets.inventory.suppliers import Supplier
from assets.inventory.transfers import Transfer, TransferLine
from assets.words import Language
from labels.papers import hand_over

LOVRIN = Place(name="Lovrin", kind=Kind.SITE, language=Language.RO)
SZENTES = Place(name="Szentes", kind=Kind.SITE, language=Language.HU)
LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"


def a_line(number=1, name="Bandă de alergat", **values):
    maker = Supplier(name="Technogym", folded="")
    asset = Asset(
        tag=f"LOV-{number:05}",
        name=name,
        place_id=LOVRIN.id,
        serial_number=f"SN-{number}",
        inventory_number=f"INV-{number}",
        model=Model(name="Run Artis", maker_id=maker.id, maker=maker),
    )
    kind = {"condition_sent": Condition.UP, "state_before": State.IN_USE, "asset": asset}
    return TransferLine(from_place_id=LOVRIN.id, **(kind | values))


def printed(*lines, to=SZENTES, **values):
    transfer = Transfer(
        number="MV-00001",
        sent_on=date(2027, 3, 1),
        expected_on=date(2027, 3, 8),
        site=LOVRIN,
        to_site=to,
        to_site_id=to.id,
        to_place_id=to.id,
        **values,
    )
    return hand_over.pdf(transfer, lines or [a_line()], "Județul Timiș", "Szegedi Egyetem")


def sheet(*lines, **values):
    return pypdfium2.PdfDocument(printed(*lines, **values))


def words(document):
    pages = [page.get_textpage().get_text_range() for page in document]
    return [" ".join(page.split()) for page in pages]


def test_both_sites_read_it_in_their_own_language():
    (page,) = words(sheet(a_line(condition_received=Condition.DOWN, note="Zgâriat")))

    for said in (
        "Bon de mișcare",
        "Átadólap",
        "MV-00001",
        "Lovrin, Județul Timiș",
        "Szentes, Szegedi Egyetem",
        "1 martie 2027",
        "2027. március 8.",
        "LOV-00001 Bandă de alergat",
        "Technogym Run Artis",
        "SN-1",
        "INV-1",
        "Funcțional",
        "Működik",
        "Defect",
        "Üzemképtelen",
        "Zgâriat",
        "Predat de / Átadta",
        "Primit de / Átvette",
        "Pagina 1 din 1",
    ):
        assert said in page, said
    assert "Hand-over" not in page


def test_where_both_speak_alike_it_is_written_once():
    mora = Place(name="Mórahalom", kind=Kind.SITE, language=Language.RO)

    (page,) = words(sheet(to=mora))

    assert page.count("Bon de mișcare") == 1
    assert "Átad" not in page
    assert " / " not in page


@pytest.mark.parametrize("count", [1, 120])
def test_every_thing_stands_on_it_under_headings_that_come_again(count):
    pages = words(sheet(*(a_line(number) for number in range(1, count + 1))))

    everything = " ".join(pages)
    assert [f"LOV-{number:05}" in everything for number in range(1, count + 1)] == [True] * count
    assert len(pages) == (1 if count == 1 else pytest.approx(10, abs=4))
    for number, page in enumerate(pages, 1):
        assert f"Pagina {number} din {len(pages)}" in page
        assert ("Nr. etichetă Eszközszám" in page) == ("LOV-0" in page)
    assert pages[-1].count("Predat de") == 1


def test_no_letter_is_lost_and_nothing_leaves_the_page():
    long = "Cadăpentruhidromasajsubacvatic" * 6
    told = {"note": f"<b>{LETTERS}</b> & {'ű' * 300}", "name": f"{LETTERS} {long}"}

    document = sheet(a_line(**told), note=f"{LETTERS} " * 20)

    assert words(document)[0].count("ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ") >= 20
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        assert boxes
        for left, bottom, right, top in boxes:
            assert 28 <= left < right <= page.get_width() - 28
            assert 15 <= bottom < top <= page.get_height() - 28


def test_the_same_sheet_gives_the_same_bytes_with_its_letters_in_it():
    line = a_line(note=LETTERS)

    first, second = printed(line), printed(line)

    (page,) = pypdfium2.PdfDocument(first)
    texts = [each for each in page.get_objects() if each.type == raw.FPDF_PAGEOBJ_TEXT]
    assert first == second
    assert b"/Helvetica" not in first
    assert all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) == 1 for text in texts)
