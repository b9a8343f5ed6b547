"""The sheet as others read it: PDFium draws it and reads its words, ZXing scans its codes."""

from datetime import date, timedelta

import pypdfium2
import pytest

from assets.inventory.places import Kind, Place
from assets.maintenance import terms
from assets.maintenance.week_sheets import Line, Sheet
from assets.words import Language, Words
from labels.papers import week_sheet
from tests.labels.paper import sheets_of

LOVRIN = Place(name="Lovrin", code="LOV", kind=Kind.SITE, language=Language.RO)
SZENTES = Place(name="Szentes", code="SZE", kind=Kind.SITE, language=Language.HU)
MONDAY = date(2027, 3, 1)
BASE = "https://register.example.org"
LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"


def a_line(nth=1, due_on=MONDAY, **values):
    said = {
        "key": f"W-{nth:05}",
        "number": f"W-{nth:05}",
        "path": f"/orders/W-{nth:05}",
        "titles": Words("Check the belt", "Verificați banda", "Ellenőrizze a szíjat"),
        "kind": terms.Kind.INSPECTION,
        "due_on": due_on,
        "tag": "LOV-00017",
        "name": "Bandă de alergat",
        "place": "Parter / Sala de kinetoterapie",
    }
    return Line(**(said | values))


def printed(*lines, site=LOVRIN, more=False, base=BASE):
    return week_sheet.pdf(Sheet(site, MONDAY, lines, more=more), date(2027, 2, 26), base)


def words(pdf):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return [" ".join(page.split()) for page in pages]


def test_a_site_reads_its_week_in_its_own_language():
    (page,) = words(printed(a_line(), a_line(2, due_on=MONDAY - timedelta(3))))
    (other,) = words(printed(a_line(), site=SZENTES))

    for said in (
        "Lucrările săptămânii",
        "1 mar. 2027\N{EN DASH}7 mar. 2027",
        "Tipărit la 26 februarie 2027",
        "W-00001",
        "Verificați banda",
        "LOV-00017",
        "În întârziere",
        "Pagina 1 din 1",
    ):
        assert said in page, said
    assert page.count("În întârziere") == 1
    assert "A hét munkái" in other
    assert "Ellenőrizze a szíjat" in other


@pytest.mark.parametrize("count", [1, 40])
def test_every_task_has_its_code_under_headings_that_come_again(count):
    lines = [a_line(number) for number in range(1, count + 1)]

    pdf = printed(*lines)

    read = [code.text for sheet in sheets_of(pdf, dpi=200) for code in sheet.codes()]
    assert sorted(read) == [f"{BASE}/orders/W-{number:05}" for number in range(1, count + 1)]
    for page in words(pdf):
        assert "Verificați banda" in page
        assert "Inițiale" in page


def test_without_an_address_of_the_register_a_code_holds_the_number():
    plan = a_line(2, number="", path="/plans/9b2d", key="9b2d.2027-03-01")

    (sheet,) = sheets_of(printed(a_line(), plan, base=""), dpi=200)
    (told,) = sheets_of(printed(plan), dpi=200)

    assert [code.text for code in sheet.codes()] == ["W-00001"]
    assert [code.text for code in told.codes()] == [f"{BASE}/plans/9b2d"]


def test_an_empty_week_says_so():
    (page,) = words(printed())

    assert "Săptămâna aceasta nu este nimic de făcut." in page


def test_what_does_not_fit_is_told():
    assert "Mai multe" not in words(printed(a_line()))[0]
    assert "200" in words(printed(a_line(), more=True))[0]


def test_no_letter_is_lost_and_nothing_leaves_the_page():
    long = "Cadăpentruhidromasajsubacvatic" * 4
    told = {"name": f"{LETTERS} {long}", "place": f"<b>{LETTERS}</b> & {'ű' * 200}"}

    document = pypdfium2.PdfDocument(printed(a_line(titles=Words(LETTERS, LETTERS, ""), **told)))

    text = " ".join(" ".join(words(printed(a_line(titles=Words("", LETTERS, ""))))).split())
    assert LETTERS in text
    for page in document:
        read = page.get_textpage()
        boxes = [read.get_rect(index) for index in range(read.count_rects())]
        assert boxes
        for left, bottom, right, top in boxes:
            assert 28 <= left < right <= page.get_width() - 28
            assert 15 <= bottom < top <= page.get_height() - 28


def test_the_same_sheet_gives_the_same_bytes():
    assert printed(a_line()) == printed(a_line())
