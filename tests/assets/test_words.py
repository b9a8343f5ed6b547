from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.messages import mofile, pofile
from hypothesis import given
from hypothesis import strategies as st

from assets import words
from assets.words import (
    N_,
    Language,
    Worded,
    Words,
    dialled,
    fold,
    say,
    say_count,
    sort_key,
    spoken,
)

EN, RO, HU = Language
ROMANIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: ro\\n"
"Plural-Forms: nplurals=3; "
"plural=(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2);\\n"

msgid "In use"
msgstr "În folosință"

msgid "{tag} is {state} since {day}."
msgstr "Din {day}, {tag} este: {state}."

msgid "{count} day late"
msgid_plural "{count} days late"
msgstr[0] "întârziere de o zi"
msgstr[1] "întârziere de {count} zile"
msgstr[2] "întârziere de {count} de zile"
"""


class State(Worded):
    IN_USE = "in_use", N_("In use")
    RETIRED = "retired", N_("Retired")


@pytest.fixture
def romanian(tmp_path, monkeypatch):
    """A small catalogue, compiled by Babel, in the place of the shipped ones."""
    folder = tmp_path / "ro" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "rehab.mo").open("wb") as compiled:
        mofile.write_mo(compiled, pofile.read_po(ROMANIAN.strip().splitlines(), locale="ro"))
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    words.translations.cache_clear()
    yield
    words.translations.cache_clear()


def test_a_choice_is_its_stored_value_and_carries_its_words():
    choice = State("in_use")

    assert choice is State.IN_USE
    assert (str(choice), choice.words) == ("in_use", "In use")


@pytest.mark.usefixtures("romanian")
def test_a_sentence_is_said_in_the_readers_language_with_values_in_her_manner():
    sentence = N_("{tag} is {state} since {day}.")

    said = say(RO, sentence, tag="RH-0001", state=State.IN_USE, day=date(2026, 3, 1))

    assert said == "Din 1 martie 2026, RH-0001 este: În folosință."


@pytest.mark.usefixtures("romanian")
def test_a_sentence_without_a_translation_is_said_in_english():
    said = say(RO, N_("{place} is closed."), place="Shed")

    assert said == "Shed is closed."


@pytest.mark.usefixtures("romanian")
@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "întârziere de o zi"),
        (3, "întârziere de 3 zile"),
        (19, "întârziere de 19 zile"),
        (20, "întârziere de 20 de zile"),
        (101, "întârziere de 101 zile"),
        (1120, "întârziere de 1.120 de zile"),
    ],
)
def test_romanian_counts_with_de_from_twenty_on(count, said):
    late = words.days_away(-count, RO)

    assert late == said


def test_a_yes_and_a_no_are_words():
    assert [spoken(True, EN), spoken(False, EN)] == ["yes", "no"]  # noqa: FBT003


def test_english_counts_one_and_many():
    said = [say_count(EN, "{count} asset", "{count} assets", count) for count in (1, 2, 1500)]

    assert said == ["1 asset", "2 assets", "1,500 assets"]


@pytest.mark.parametrize(
    ("count", "said"),
    [(12, "in 12 days"), (1, "tomorrow"), (0, "today"), (-1, "1 day late"), (-3, "3 days late")],
)
def test_the_distance_of_a_day_is_said_as_people_say_it(count, said):
    distance = words.days_away(count, EN)

    assert distance == said


@pytest.mark.parametrize(
    ("language", "short", "medium", "full_sentence"),
    [
        (EN, "01/03/2026", "1 Mar 2026", "1 March 2026"),
        (RO, "01.03.2026", "1 mar. 2026", "1 martie 2026"),
        (HU, "2026. 03. 01.", "2026. márc. 1.", "2026. március 1."),
    ],
)
def test_a_day_is_written_as_each_language_writes_it(language, short, medium, full_sentence):
    day = date(2026, 3, 1)

    assert words.day(day, language, "short") == short
    assert words.day(day, language) == medium
    assert spoken(day, language) == full_sentence


@pytest.mark.parametrize(
    ("language", "shown"),
    [(EN, "2 Mar 2026, 01:05"), (RO, "2 mar. 2026, 01:05"), (HU, "2026. márc. 2. 1:05")],
)
def test_a_moment_is_shown_on_the_clock_of_the_site(language, shown):
    moment = datetime(2026, 3, 1, 23, 5, tzinfo=UTC)

    assert words.moment(moment, language, ZoneInfo("Europe/Bucharest")) == shown


@pytest.mark.parametrize("code", ["", "XX", "EU", "ZZ", "RO ", "150", "ro"])
def test_what_is_no_country_has_no_name(code):
    assert words.country(code, Language.EN) == ""


def test_a_country_is_named_in_the_readers_language():
    said = [words.country("HU", language) for language in Language]

    assert said == ["Hungary", "Ungaria", "Magyarország"]


def test_a_moment_in_a_sentence_says_its_zone():
    moment = datetime(2026, 3, 1, 23, 5, tzinfo=UTC)

    assert spoken(moment, EN) == "1 Mar 2026, 23:05 UTC"


@pytest.mark.parametrize(
    ("value", "english", "romanian", "hungarian"),
    [
        (1234567, "1,234,567", "1.234.567", "1\xa0234\xa0567"),
        (Decimal("12.50"), "12.50", "12,50", "12,50"),
        (Decimal("-0.00012"), "-0.00012", "-0,00012", "-0,00012"),
        (36.6, "36.6", "36,6", "36,6"),
        (None, "", "", ""),
        ("{as it is}", "{as it is}", "{as it is}", "{as it is}"),
        (Words("bath", "baie", "fürdő"), "bath", "baie", "fürdő"),
    ],
)
def test_a_value_is_written_in_the_readers_manner(value, english, romanian, hungarian):
    written = [spoken(value, language) for language in Language]

    assert written == [english, romanian, hungarian]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Secția de RECUPERARE", "sectia de recuperare"),
        ("Secţia  de\u00a0recuperare ", "sectia de recuperare"),
        ("Gyógyfürdő – Űrkúra", "gyogyfurdo – urkura"),  # noqa: RUF001
        ("Đorđe Łódź Straße", "dorde lodz strasse"),
    ],
)
def test_folding_forgets_capitals_and_accents(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdeéfghiîjklmnoóöőpqrsștțuúüűvwxyz ABC"))
def test_capitals_do_not_matter_when_searching(text):
    assert fold(text.upper()) == fold(text)


def in_one_order(names):
    """Whether each name sorts after the one before it."""
    keys = [sort_key(name) for name in names]
    return keys == sorted(set(keys))


def test_romanian_names_sort_as_in_a_romanian_dictionary():
    names = "aer aur ăsta ât bob câine deal ied iz în jar sac suc șa șură tac tuș țap țuică un"

    assert in_one_order(names.split())


def test_hungarian_names_sort_as_in_a_hungarian_dictionary():
    names = (
        "cél cukor Czuczor csatorna Csongrád kor kór kos kör kőr öl ősz udvar út üst űz zúg zsák"
    )

    assert in_one_order(names.split())


def test_numbers_in_names_sort_by_their_size():
    names = ["RH-2", "RH-0010", "Room 9", "Room 10", "Room 10a", "Room 100", "Rooms"]

    assert in_one_order(names)


def test_both_forms_of_a_romanian_letter_sort_alike():
    assert sort_key("Şură ţap") == sort_key("Șură țap")


@given(st.text())
def test_a_sort_key_sorts_alike_in_every_database(text):
    key = sort_key(text)

    assert set(key) <= set("0123456789abcdef")
    assert len(key) <= words.SORT_KEY_LENGTH


@given(st.text(alphabet="abdefghijklmnopqrtuvwxy", max_size=30), st.text(max_size=30))
def test_a_word_sorts_before_what_it_begins(beginning, rest):
    assert sort_key(beginning) <= sort_key(f"{beginning} {rest}")


@given(st.lists(st.text(alphabet="abdefghijklmnopqrtuvwxy", max_size=9)))
def test_plain_words_sort_by_the_alphabet(names):
    assert sorted(names, key=sort_key) == sorted(names)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("+40 256 123-456", "+40256123456"),
        ("(0256) 12.34/56", "0256123456"),
        ("112", "112"),
        ("abc", ""),
        ("ask Ana", ""),
        ("0256 123456 int. 12", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_only_what_is_a_number_is_dialled(said, number):
    assert dialled(said) == number
