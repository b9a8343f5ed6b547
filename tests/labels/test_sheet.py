import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import raw

from assets.errors import Refused
from labels.designs import DESIGNS
from labels.fields import Mark
from labels.sheet import CalledOff, sheets
from labels.stocks import L7160
from tests.labels.paper import (
    HEIGHT,
    PLACES,
    WIDTH,
    a_label,
    ink,
    sheet_of,
    sheets_of,
    without,
)

FUNDING = DESIGNS["funding"]


def labels(count):
    return [a_label(number) for number in range(count)]


@pytest.fixture
def in_a_crowd():
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize("dpi", [203, 300])
def test_every_code_scans_as_what_was_asked(dpi):
    asked = labels(30)

    printed = sheets_of(sheets(asked, on=L7160), dpi)

    read = [code.text for sheet in printed for code in sheet.codes()]
    assert sorted(read) == [label.code_text for label in asked]


def test_every_label_lies_where_the_box_of_labels_says():
    bare = [a_label(number, name="", room="") for number in range(21)]

    sheet = sheet_of(sheets(bare, on=L7160), dpi=600)

    assert sheet.page.get_size() == pytest.approx((595.28, 841.89), abs=0.1)
    for place in range(21):
        left, top, *_ = (dots * 25.4 / 600 for dots in ink(sheet.cut(place)))
        assert (left, top) == pytest.approx((3.5, 3.5), abs=0.1), PLACES[place]


def test_nothing_is_printed_beside_the_labels():
    sheet = sheet_of(sheets([a_label(n, name="Ű" * 90) for n in range(21)], on=L7160))

    stuck = [sheet.dots(x, y, x + WIDTH, y + HEIGHT) for x, y in PLACES]
    assert ink(sheet.image) is not None
    assert ink(without(sheet.image, stuck)) is None


def test_labels_follow_one_another_along_the_rows_and_onto_the_next_sheet():
    first, second = sheets_of(sheets(labels(25), on=L7160))

    tags = [sheet.words(place).split()[0] for sheet in (first, second) for place in range(4)]
    assert tags == [f"LOV-{n:05}" for n in (0, 1, 2, 3, 21, 22, 23, 24)]
    assert ink(second.cut(4)) is None


def test_used_up_places_stay_empty():
    first, second = sheets_of(sheets(labels(20), on=L7160, skipping=2))

    assert [ink(first.cut(place)) for place in (0, 1)] == [None, None]
    assert first.words(2).startswith("LOV-00000")
    assert second.words(0).startswith("LOV-00019")


def test_a_sheet_may_have_one_place_left():
    assert len(sheets_of(sheets(labels(1), on=L7160, skipping=20))) == 1


@pytest.mark.parametrize("skipping", [21, -1])
def test_a_sheet_with_no_place_left_is_refused(skipping):
    with pytest.raises(Refused, match="21"):
        sheets(labels(1), on=L7160, skipping=skipping)


def test_the_same_labels_give_the_same_bytes():
    assert sheets(labels(30), on=L7160) == sheets(iter(labels(30)), on=L7160)


@pytest.mark.usefixtures("in_a_crowd")
def test_many_who_print_at_once_get_what_each_would_get_alone():
    # Letters with accents are put together from parts, where two readers of a font collide.
    asked = [a_label(name="ăâîșțáéíóöőúüűĂÂÎȘȚÁÉÍÓ", room="ÖŐÚÜŰčćžšñČĆŽŠÑàèìòù", owner="äëïöü")]

    with ThreadPoolExecutor(8) as pool:
        together = set(pool.map(lambda _: sheets(asked, on=L7160), range(100)))

    assert together == {sheets(asked, on=L7160)}


def test_the_letters_travel_with_the_paper():
    pdf = sheets([a_label(specimen=True)], on=L7160)

    texts = [
        each for each in sheet_of(pdf).page.get_objects() if each.type == raw.FPDF_PAGEOBJ_TEXT
    ]
    assert texts
    assert b"/Helvetica" not in pdf
    assert all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) == 1 for text in texts)


def test_only_the_letters_that_are_used_travel():
    assert len(sheets(labels(1), on=L7160)) < 40_000


def test_viewers_are_told_to_print_at_full_size():
    sheet = sheet_of(sheets(labels(1), on=L7160))

    assert not raw.FPDF_VIEWERREF_GetPrintScaling(sheet.page.pdf)


def test_a_thousand_labels_come_on_forty_eight_sheets():
    printed = sheets_of(sheets((a_label(number) for number in range(1000)), on=L7160))

    assert len(printed) == 48
    assert printed[-1].words(12).startswith("LOV-00999")


def test_a_printer_s_offset_moves_everything_to_the_right_and_down():
    there, moved = (
        ink(sheet_of(sheets(labels(1), on=L7160, offset=offset), dpi=254).image)
        for offset in ((0.0, 0.0), (1.5, -2.0))
    )

    assert [after - before for before, after in zip(there, moved, strict=True)] == pytest.approx(
        [15, -20, 15, -20], abs=1
    )


def test_a_long_print_tells_how_far_it_is_and_can_be_called_off():
    told = []

    def enough(done):
        told.append(done)
        return done > 40

    with pytest.raises(CalledOff):
        sheets(labels(100), on=L7160, skipping=1, cancelled=enough)

    assert told == [20, 41]


def test_a_mark_is_stored_once_however_many_labels_bear_it():
    picture = BytesIO()
    Image.effect_noise((300, 100), 90).convert("RGB").save(picture, "PNG")
    mark = Mark("5e" * 32, 300, 100, 1, "Co-funded by the European Union", picture.getvalue())

    one, many = (
        len(sheets([a_label(n, mark=mark) for n in range(count)], L7160, design=FUNDING))
        for count in (1, 21)
    )

    assert many - one < 15_000 < one
