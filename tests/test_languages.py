"""No word is untranslated, and what is translated says the same with the same values."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import pofile

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "assets" / "locale"
REFERENCE = sorted((ROOT / "assets" / "reference").rglob("*.csv"))
LANGUAGES = ["ro", "hu"]

VALUE = re.compile(r"{\w*}|%\(\w+\)[sd]")
CEDILLA = re.compile("[\u015f\u0163\u015e\u0162]")  # ş ţ, which Romanian does not write
NOT_HUNGARIAN = re.compile("[\u00f5\u00fb\u00d5\u00db]")  # õ û, from the wrong code page


@pytest.fixture(scope="session")
def said(tmp_path_factory):
    """Every sentence that the sources say, gathered as `make messages` gathers them."""
    gathered = tmp_path_factory.mktemp("messages") / "rehab.pot"
    here = [f"BIN={Path(sys.executable).parent}", f"POT={gathered}"]
    subprocess.run(["make", "-s", *here, str(gathered)], cwd=ROOT, check=True)
    return [message for message in read(gathered) if message.id]


def read(path):
    with path.open("rb") as written:
        return pofile.read_po(written, abort_invalid=True)


def catalogue(language):
    return read(CATALOGUES / language / "LC_MESSAGES" / "rehab.po")


def sentences(words):
    """A sentence, or each plural form of it."""
    return [words] if isinstance(words, str) else list(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(said, language):
    translated = catalogue(language)

    missing = [
        message.id
        for message in said
        if not (found := translated.get(message.id, message.context))
        or found.fuzzy
        or not all(sentences(found.string))
        or (message.pluralizable and len(found.string) != translated.num_plurals)
    ]

    assert len(said) > 100
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_speaks_of_the_same_values(language):
    for message in catalogue(language):
        meant = {value for words in sentences(message.id) for value in VALUE.findall(words)}
        for words in sentences(message.string):
            assert set(VALUE.findall(words)) <= meant, words
            if isinstance(message.id, str):
                assert set(VALUE.findall(words)) == meant, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_ends_as_it_does_in_english(language):
    for message in catalogue(language):
        if message.id:
            ends = sentences(message.id)[-1][-1:]
            for words in sentences(message.string):
                # Hungarian writes a command with an exclamation mark.
                assert ends not in ".?!:…" or words.endswith((ends, "!")), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_those_of_the_language(language):
    for message in catalogue(language):
        for words in sentences(message.string):
            assert not CEDILLA.search(words), words
            assert not NOT_HUNGARIAN.search(words) or language == "ro", words


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.stem)
def test_shipped_names_are_there_in_three_languages(path):
    with path.open(encoding="utf-8", newline="") as written:
        rows = list(csv.DictReader(written))

    assert rows
    for row in rows:
        for name, words in row.items():
            assert not CEDILLA.search(words), words
            assert words or not re.search("_(en|ro|hu)$", name), row
            assert not (name.endswith("_hu") and NOT_HUNGARIAN.search(words)), words
