"""The list on paper as others read it: PDFium reads its words and says where they stand."""

from datetime import date
from types import SimpleNamespace

import pypdfium2
import pytest

from assets.inventory.register import State
from assets.words import Language
from labels.papers import asset_list
from labels.papers.asset_list import Listed

LETTERS = "ăâîșț ĂÂÎȘȚ őűöüáéí ŐŰÖÜÁÉÍ"


def a_row(number=1, **values):
    said = {
        "tag": f"LOV-{number:05}",
        "name": "Bandă de alergat",
        "maker": "Technogym",
        "model": "Run Artis",
        "serial_number": f"SN-{number}",
        "inventory_number": None,
        "path": "Lovrin / Parter / Sala de kinetoterapie",
        "state": State.IN_USE,
    }
    return SimpleNamespace(**(said | values))


def printed(*rows, language=Language.RO, filters=()):
    return asset_list.pdf(Listed(rows, date(2027, 3, 1), language, filters))


def words(pdf):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return [" ".join(page.split()) for page in pages]


@pytest.mark.parametrize("count", [1, 15, 16, 60])
def test_every_thing_stands_on_it_once_under_headings_that_come_again(count):
    pages = words(printed(*(a_row(number) for number in range(1, count + 1))))

    everything = " ".join(pages)
    assert [everything.count(f"LOV-{number:05}") for number in range(1, count + 1)] == [1] * count
    assert len(pages) == 1 + -(-max(count - 15, 0) // 18)
    for number, page in enumerate(pages, 1):
        assert "Nr. etichetă" in page
        assert f"Pagina {number} din {len(pages)}" in page


def test_it_says_what_was_asked_for_and_on_which_day():
    (page,) = words(printed(a_row(), language=Language.HU, filters=["Lovrin", "Használatban"]))

    assert "Lovrin · Használatban" in page
    assert "2027. március 1." in page


def test_no_letter_is_lost_and_what_is_long_ends_within_its_column():
    long = a_row(name="Cadăpentruhidromasajsubacvatic" * 9, path=f"<b>{LETTERS}</b> & {'ű ' * 200}")

    document = pypdfium2.PdfDocument(printed(long, a_row(2, name=LETTERS)))

    assert LETTERS.split()[1] in " ".join(words(printed(a_row(name=LETTERS))))
    for page in document:
        read = page.get_textpage()
        boxes = [read.get_rect(index) for index in range(read.count_rects())]
        for left, bottom, right, top in boxes:
            assert 40 <= left < right <= page.get_width() - 40
            assert 20 <= bottom < top <= page.get_height() - 40


def test_an_empty_list_says_so_and_the_same_list_gives_the_same_bytes():
    first, second = printed(), printed()

    (page,) = words(first)
    assert first == second
    assert "LOV-" not in page
    assert len(page) > 30
