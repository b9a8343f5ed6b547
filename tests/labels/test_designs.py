from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.errors import Refused
from labels.sheet import sheets
from labels.stocks import L7160
from tests.labels.paper import HEIGHT, PLACES, WIDTH, a_label, ink, overlap, sheet_of, without

ROMANIAN = "Gheorghe își sfârșește înțelept băița țâșnitoare ȘTIINȚĂ ÎNCĂ"
HUNGARIAN = "Öt hűtőházból kértünk színhúst ÁRVÍZTŰRŐ TÜKÖRFÚRÓGÉP"
LONG = "Cadă pentru hidromasaj subacvatic general și local cu duș de înaltă presiune " * 7
NONSENSE = [
    LONG,
    "x" * 500,
    "\x00\x01\x1b[31m\x7f\t\r\n",
    "🛁🏊‍♀️👩🏽‍⚕️❤️",
    "Подъёмник для бассейна",
    "כיסא הידראולי",
    "مقعد المسبح",
    "W" * 30 + " " + "m" * 30,
    "Q\u0301\u0302\u0303\u0304\u0306\u0307" * 20,
    "%)(\\/Tj ET Q <</Type>>",
    "",
]


def printed(dpi=300, **values):
    return sheet_of(sheets([a_label(**values)], on=L7160), dpi)


def test_a_label_says_tag_name_room_and_owner():
    sheet = printed(tag="SZE-00042", name="Medenceemelő", room="Uszoda 1", owner="Móra-Vitál")

    assert sheet.words(0) == "SZE-00042 Medenceemelő Uszoda 1 Móra-Vitál"


@pytest.mark.parametrize("name", [ROMANIAN, HUNGARIAN])
def test_romanian_and_hungarian_are_read_off_the_paper_as_written(name):
    sheet = printed(tag="T", name=name, room="Sală țŢ", owner="Fürdő űŰ")

    assert sheet.words(0) == f"T {name} Sală țŢ Fürdő űŰ"


def test_the_tag_stands_under_the_code_in_the_largest_letters():
    sheet = printed(tag="LOV-00042", name="Kád")

    (_, _, _, code_ends), _ = sheet.code()
    tag = next(sheet.lines())
    sizes = sheet.sizes()
    assert code_ends < tag[1] < tag[3] < PLACES[0][1] + HEIGHT - 3
    assert sizes.pop("LOV-00042") > 1.5 * max(sizes.values())


@pytest.mark.parametrize("specimen", [False, True])
@pytest.mark.parametrize("tag", ["W" * 20, "ROHU00627-L03-000123", "7"])
def test_a_tag_is_never_shortened_and_never_outdone(tag, specimen):
    sheet = printed(tag=tag, name="Kád", specimen=specimen)

    sizes = sheet.sizes()
    sizes.pop("SPECIMEN", None)
    rows = sheet.words(0).removesuffix(" SPECIMEN").removesuffix("Kád Hidroterapie 2 Județul Timiș")
    assert rows.replace(" ", "") == tag
    assert min(sizes.pop(row) for row in rows.split()) >= max(sizes.values())
    assert_orderly(sheet)


def test_a_tag_that_would_have_to_be_shortened_is_refused():
    with pytest.raises(Refused, match="too long for this label"):
        printed(tag="ROHU00627" * 20)


def test_a_long_name_ends_after_a_whole_word_with_an_ellipsis():
    name = printed(tag="T", name=LONG, room="", owner="").words(0).removeprefix("T ")

    assert name.endswith("…")
    assert LONG.startswith(name.removesuffix("…") + " ")
    assert len(name) > 50


def test_letters_that_the_typeface_lacks_are_seen_to_be_missing():
    sheet = printed(tag="T", name="Подъёмник 2", room="🛁", owner="\x07")

    assert sheet.words(0) == "T ◊◊◊◊◊◊◊◊◊ 2 ◊ ◊"


def test_nothing_missing_leaves_a_gap_at_the_top():
    with_room, without_room = printed(name=""), printed(name="", room="")

    assert with_room.words(0) == "LOV-00001 Hidroterapie 2 Județul Timiș"
    assert without_room.words(0) == "LOV-00001 Județul Timiș"


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_stays_inside_its_label_and_off_what_else_stands_there(text):
    sheet = printed(name=text, room=text, owner=text, specimen=True)

    assert_orderly(sheet)


@example("0000000000000p È", "", "", "", False)  # noqa: FBT003
@given(*[st.text(max_size=60)] * 3, st.text("A0-Ű", max_size=20), st.booleans())
@settings(max_examples=40, deadline=None)
def test_whatever_people_write_stays_inside_its_label(name, room, owner, tag, specimen):
    sheet = printed(dpi=203, tag=tag, name=name, room=room, owner=owner, specimen=specimen)

    assert_orderly(sheet)


def test_a_specimen_says_so_and_a_label_in_earnest_does_not():
    assert printed(specimen=True).words(0).endswith("SPECIMEN")
    assert "SPECIMEN" not in printed(specimen=False).words(0)


def test_the_word_specimen_keeps_clear_of_the_code():
    sheet = printed(dpi=600, specimen=True)

    code, modules = sheet.code()
    quiet = 4 * (code[2] - code[0]) / modules
    specimen = list(sheet.lines())[-1]
    kept = (code[0] - quiet, code[1] - quiet, code[2] + quiet, code[3] + quiet)
    assert specimen[2] - specimen[0] > 10
    assert not overlap(specimen, kept, by=0)


def assert_orderly(sheet):
    """The code scans, no row of text lies on another or on the code, and a rim stays white."""
    x, y = PLACES[0]
    rim = 1.5
    code, _ = sheet.code()
    lines = list(sheet.lines())
    inside = sheet.dots(x + rim, y + rim, x + WIDTH - rim, y + HEIGHT - rim)
    assert ink(without(sheet.image, [inside])) is None
    assert not [pair for pair in combinations(lines, 2) if overlap(*pair)]
    assert not [line for line in lines if overlap(line, code)]
