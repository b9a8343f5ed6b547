"""Three languages: what is said to whom, and how days, numbers and names are written there.

Every sentence is written in English where it is meant and put into the reader's language at the
edge, so that a sentence may be kept, mailed later, or read by two people in two languages.
"""

import gettext
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, singledispatch
from pathlib import Path
from typing import Literal, NamedTuple, Self

from babel import Locale, dates, numbers

LOCALE = Path(__file__).parent / "locale"

_BETWEEN_FIGURES = re.compile(r"[\s()./-]+")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")

Form = Literal["short", "medium", "long", "full"]


class Language(StrEnum):
    EN = "en"
    RO = "ro"
    HU = "hu"


# English as it is written in Europe: the day before the month.
WRITTEN_AS = {Language.EN: "en_GB", Language.RO: "ro", Language.HU: "hu"}


class Words(NamedTuple):
    """A name in three languages."""

    en: str
    ro: str
    hu: str

    def of(self, language: Language) -> str:
        return str(getattr(self, language))


class Worded(StrEnum):
    """Choices that carry their English words: `IN_USE = "in_use", N_("In use")`."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member


def N_(msgid: str) -> str:  # noqa: N802
    """Mark an English sentence that is put into the reader's language later."""
    return msgid


@lru_cache
def translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language. English, which the sentences are written in, needs none."""
    return gettext.translation("rehab", LOCALE, languages=[language], fallback=True)


def say(language: Language, msgid: str, **values: object) -> str:
    """A sentence in the reader's language, with its values written as the reader writes them."""
    return translations(language).gettext(msgid).format(**_all_spoken(values, language))


def say_count(language: Language, one: str, many: str, count: int, **values: object) -> str:
    """A sentence about `{count}` things, in the plural form that the language has for it."""
    sentence = translations(language).ngettext(one, many, count)
    return sentence.format(**_all_spoken({"count": count, **values}, language))


def days_away(count: int, language: Language) -> str:
    """How far a day is from today, as people say it: in 12 days, today, 3 days late."""
    if count == 0:
        return say(language, N_("today"))
    if count == 1:
        return say(language, N_("tomorrow"))
    if count < 0:
        return say_count(language, "{count} day late", "{count} days late", -count)
    return say_count(language, "in {count} day", "in {count} days", count)


@singledispatch
def spoken(value: object, language: Language) -> str:  # noqa: ARG001
    """A value as the reader writes it. Text stays as it is."""
    return str(value)


@spoken.register(type(None))
def _(_value: None, _language: Language) -> str:
    return ""


@spoken.register
def _(value: Words, language: Language) -> str:
    return value.of(language)


@spoken.register
def _(value: Worded, language: Language) -> str:
    return translations(language).gettext(value.words)


_CALLED = {Language.EN: N_("English"), Language.RO: N_("Romanian"), Language.HU: N_("Hungarian")}


@spoken.register
def _(value: Language, language: Language) -> str:
    return translations(language).gettext(_CALLED[value])


@spoken.register
def _(value: bool, language: Language) -> str:  # noqa: FBT001
    return say(language, N_("yes")) if value else say(language, N_("no"))


@dataclass(frozen=True)
class Said:
    """A sentence of ours with its values, inside another one."""

    words: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words.format(**self.values)


def in_three(value: object) -> Words:
    """A value as it is written in each language."""
    return Words(*(spoken(value, language) for language in Language))


@dataclass(frozen=True)
class Sentences:
    """Several sentences of ours, one after the other."""

    all: Sequence[Said]

    def __str__(self) -> str:
        return " ".join(map(str, self.all))


@spoken.register
def _(value: Said, language: Language) -> str:
    return say(language, value.words, **value.values)


@spoken.register
def _(value: Sentences, language: Language) -> str:
    return " ".join(spoken(each, language) for each in value.all)


@spoken.register
def _(value: int | float | Decimal, language: Language) -> str:
    return number(value, language)


@spoken.register
def _(value: date, language: Language) -> str:
    return day(value, language, "long")


@spoken.register
def _(value: datetime, language: Language) -> str:
    return f"{moment(value, language, value.tzinfo or UTC)} {value.tzname() or 'UTC'}"


@lru_cache(maxsize=20_000)
def day(value: date, language: Language, form: Form = "medium") -> str:
    """1 Mar 2026 in a list; `long` 1 March 2026 in a sentence; `short` in figures alone."""
    return dates.format_date(value, form, locale=WRITTEN_AS[language])


@lru_cache(maxsize=20_000)
def moment(value: datetime, language: Language, zone: tzinfo) -> str:
    """A day and the time on the clock of that zone."""
    there, locale = value.astimezone(zone), WRITTEN_AS[language]
    pattern = str(dates.get_datetime_format("medium", locale=locale))
    clock = dates.format_time(there.time(), "short", locale=locale)
    return pattern.replace("{1}", day(there.date(), language)).replace("{0}", clock)


# What Babel names by two letters and is no country.
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def country(code: str, language: Language) -> str:
    """What the country of these two letters is called; nothing where there is none."""
    known = code not in _NO_COUNTRIES and code.isalpha()
    return str(Locale.parse(WRITTEN_AS[language]).territories.get(code, "")) if known else ""


def number(value: float | Decimal, language: Language) -> str:
    """A number with all its decimals, also the zeros at the end: 12.50 was measured so."""
    return _written(str(value), language)


@lru_cache(maxsize=20_000)
def _written(figure: str, language: Language) -> str:
    value, locale = Decimal(figure), WRITTEN_AS[language]
    decimals = max(0, -int(value.as_tuple().exponent))
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return str(numbers.format_decimal(value, pattern, locale=locale))


def _all_spoken(values: dict[str, object], language: Language) -> dict[str, str]:
    return {
        name: value if type(value) is str else spoken(value, language)
        for name, value in values.items()
    }


# Letters that Unicode does not take apart into a letter and a mark.
_WHOLE = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h"})


def dialled(said: str) -> str:
    """What a telephone dials for these words; empty where they are no number."""
    number = _BETWEEN_FIGURES.sub("", said)
    return number if _NUMBER.fullmatch(number) else ""


def fold(text: str) -> str:
    """The form that is searched: no capitals, no accents, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(letters.translate(_WHOLE).split())


SORT_KEY_LENGTH = 200

# Romanian letters of their own (ă â î ș ț) and Hungarian ones (ö ü, and cs zs where a word begins)
# follow the letter they come from; every other accent only decides between equal words.
_ORDER = ["a", "ă", "â", "b", "c", "cs", *"defghi", "î", *"jklmno", "ö", *"pqrs", "ș", "t", "ț"]
_ORDER += ["u", "ü", *"vwxyz", "zs"]
_WEIGHTS = {letter: f"{0x10 + place:02x}" for place, letter in enumerate(_ORDER)}
_PLAIN = {"ő": "ö", "ű": "ü"}
_CEDILLAS = str.maketrans("şţ", "șț")
_PIECES = re.compile(r"(?P<gap>[\W_]+)|(?P<number>[0-9]{1,99})|\b[cz]s|\w")


def sort_key(text: str) -> str:
    """What a list is sorted by: Romanian, Hungarian and English order in one key, at most 200 long.

    It is made of 0-9 and a-f alone, so that every database sorts it alike, whatever its collation.
    Words sort before their accents, and numbers by size: Room 9 before Room 10.
    """
    composed = unicodedata.normalize("NFKC", text.casefold()).translate(_CEDILLAS)
    pieces = [_weight(piece) for piece in _PIECES.finditer(composed.strip())]
    accents = "".join(accent for _, accent in pieces).rstrip("0")
    letters = "".join(weight for weight, _ in pieces)
    return (f"{letters}00{accents}" if accents else letters)[:SORT_KEY_LENGTH]


def _weight(piece: re.Match[str]) -> tuple[str, str]:
    found = piece.group()
    if piece["gap"]:
        return "01", "0"
    if piece["number"]:
        figure = found.lstrip("0")
        return f"02{len(figure):02x}{figure}", "0"
    letter = _PLAIN.get(found, found)
    if letter in _WEIGHTS:
        return _WEIGHTS[letter], "0" if letter == found else "1"
    plain = fold(letter)
    weights = [_WEIGHTS.get(each, f"f0{ord(each):06x}") for each in plain]
    return "".join(weights), "1"
