from functools import cache

import pytest
from fontpkg_ibm_plex_sans_condensed import ROOT
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from labels import fonts
from labels.fonts import Face

WORDS = st.lists(st.text("aeimlțőű.", min_size=1, max_size=12), max_size=30).map(" ".join)


@cache
def measured(text, face):
    """How wide FreeType says the text is, in sizes of its letters."""
    font = ImageFont.truetype(
        ROOT / "files" / f"{face}.ttf", 1000, layout_engine=ImageFont.Layout.BASIC
    )
    return font.getlength(text) / 1000


@pytest.mark.parametrize(
    "text",
    [
        "ăâîșțĂÂÎȘȚ",
        "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
        "şţŞŢ",
        "äßçñøčžłđ",
        "„Pius Brînzeu” 6 m² · 40 °C · 5 €",
    ],
)
def test_what_is_written_here_is_printed_as_it_is(text):
    assert fonts.printable(text) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("s\u0326 o\u030b", "ș ő"),
        ("Баня", "◊◊◊◊"),
        ("ברז 7", "◊◊◊ 7"),
        ("Kád 🛁", "Kád ◊"),
        ("❤️ \u200d\u202eKád\u202c", "◊ Kád"),
        ("one\ttwo\r\nthree\u00a0four", "one two three four"),
        ("\x00\x07\x7f", "◊◊◊"),
        ("\ud800\uffff", "◊◊"),
        (" \u3000\u200b ", ""),
        ("0.1 \u03a9, 500 M\u2126", "0.1 ohm, 500 Mohm"),
    ],
)
def test_what_the_typeface_lacks_is_seen_to_be_missing(text, printed):
    assert fonts.printable(text) == printed


@given(WORDS, st.sampled_from(Face), st.integers(1, 4))
def test_a_text_keeps_to_its_rows_and_to_their_width(text, face, rows):
    set_text = fonts.fit(text, face, 31, (3.8, 2.7), rows)

    assert len(set_text.rows) <= rows
    assert 2.7 <= set_text.size <= 3.8
    for row in set_text.rows:
        assert measured(row, face) * set_text.size <= 31.05


@given(WORDS, st.integers(1, 3))
def test_a_text_is_whole_or_ends_after_a_whole_word(text, rows):
    printed = " ".join(fonts.fit(text, Face.REGULAR, 31, (3.8, 2.7), rows).rows)

    if printed.endswith("…"):
        kept = printed.removesuffix("…").split(" ")
        assert text.split(" ")[: len(kept)] == kept or kept == [""]
    else:
        assert printed == text


def test_a_short_text_has_the_letters_that_were_wished_for():
    assert fonts.fit("Gym", Face.STRONG, 31, (3.8, 2.7), 3) == (3.8, ("Gym",))


def test_rows_are_used_up_before_letters_shrink():
    size, rows = fonts.fit("Bandă de mers cu sistem", Face.STRONG, 31, (3.8, 2.7), 3)

    assert size == 3.8
    assert rows == ("Bandă de mers cu", "sistem")


def test_letters_shrink_before_a_word_is_parted():
    size, rows = fonts.fit("testsúlytehermentesítő", Face.STRONG, 31, (3.8, 2.7), 3)

    assert rows == ("testsúlytehermentesítő",)
    assert 2.7 < size < 3.8


def test_a_word_too_long_for_a_row_goes_on_in_the_next_after_its_hyphen():
    rows = fonts.fit("Kéz-/felsővégtag-rehabilitációs", Face.STRONG, 31, (3.8, 2.7), 3).rows

    assert rows == ("Kéz-/felsővégtag-", "rehabilitációs")


def test_a_word_too_long_for_all_rows_leaves_only_the_sign_that_it_is_missing():
    assert fonts.fit("x" * 500, Face.STRONG, 31, (3.8, 2.7), 3) == (2.7, ("…",))


def test_no_width_is_too_small_for_an_answer():
    assert fonts.fit("Gym", Face.STRONG, 1, (3.8, 2.7), 3).rows == ("…",)
