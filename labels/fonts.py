"""The letters on paper: which there are, how wide they run, and how a text keeps to its place."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, pairwise
from threading import Lock
from typing import NamedTuple

from fontpkg_ibm_plex_sans_condensed import ROOT
from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont


class Face(StrEnum):
    """IBM Plex Sans Condensed: narrow, open, and with every Romanian and Hungarian letter."""

    REGULAR = "IBMPlexSansCondensed-Regular"
    STRONG = "IBMPlexSansCondensed-SemiBold"


CAPITAL = 0.698
"""How high a capital stands, as a share of the letters' size."""
LEADING = 1.22
"""From one row to the next, as a share of the letters' size."""
UNKNOWN = "◊"
"""Stands where the typeface has no letter, so that the reader sees that one is missing."""
SPELLED = {"Ω": "ohm"}
"""What is written out where the typeface has no letter for it."""

PRESS = Lock()
"""Whoever writes a PDF holds it: ReportLab cuts a font down for one document at a time."""

ELLIPSIS = "…"
_STEP = 0.1

rl_config.useA85 = 0  # a quarter less to store: no program has needed letters alone for decades

_FONTS = [TTFont(face, str(ROOT / "files" / f"{face}.ttf")) for face in Face]
for _font in _FONTS:
    registerFont(_font)
_LETTERS = frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in _FONTS))


class Setting(NamedTuple):
    """A text as it will stand: the size of its letters in millimetres, and its rows."""

    size: float
    rows: tuple[str, ...]


def printable(text: str) -> str:
    """The text on one line, in letters that the typeface has."""
    return " ".join("".join(map(_printable, unicodedata.normalize("NFC", text))).split())


def _printable(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f":
        return ""  # joiners, marks of direction and of variants are not seen on paper anyway
    if ord(letter) in _LETTERS and unicodedata.category(letter) not in {"Cc", "Cn"}:
        return letter
    return SPELLED.get(letter, UNKNOWN)


def width(text: str, face: Face) -> float:
    """How far the text runs, as a multiple of its letters' size."""
    return stringWidth(text, face, 1)


@lru_cache(maxsize=8192)
def fit(text: str, face: Face, within: float, sizes: tuple[float, float], rows: int) -> Setting:
    """Set a text as large as its rows allow, from the wished size down to the least readable one.

    Rows are used up before letters shrink, since a label is read at arm's length. Words are kept
    whole while they can be; what is still too long ends, after a whole word, with an ellipsis.
    """
    words, (wished, least) = printable(text).split(), sizes
    for size in _from(wished, down_to=least):
        wrapped = _wrapped(words, face, within / size)
        if _keeps_to(wrapped, rows, face, within / size):
            return Setting(size, tuple(wrapped))
    parted = [part for word in words for part in _parted(word, face, within / least)]
    wrapped = _wrapped(parted, face, within / least)
    if _keeps_to(wrapped, rows, face, within / least):
        return Setting(least, tuple(wrapped))
    return Setting(least, tuple(_shortened(words, rows, face, within / least)))


@lru_cache(maxsize=8192)
def whole(
    text: str, face: Face, within: float, wished: float, rows: int = 1, height: float = 1e3
) -> Setting:
    """Set a text without shortening it, as large as it gets, parted after hyphens if that helps."""
    words = printable(text)
    return max(
        (
            Setting(min(wished, _largest(parted, face, within, height)), parted)
            for parted in _hyphened(words, rows)
        ),
        key=lambda setting: (setting.size * (1 - 0.2 * len(setting.rows)), setting.size),
    )


def tall(rows: int) -> float:
    """From the top of the first row to where the last one stands, as a multiple of the size."""
    return CAPITAL + (rows - 1) * LEADING


def _largest(rows: Sequence[str], face: Face, within: float, height: float) -> float:
    widest = max(width(row, face) for row in rows)
    return min(within / max(widest, 0.1), height / tall(len(rows)))


def _hyphened(text: str, rows: int) -> Iterator[tuple[str, ...]]:
    """The text in one row, in two and so on, parted after hyphens as evenly as they allow."""
    parts = re.findall("[^-]*-|[^-]+", text)
    yield (text,)
    for count in range(2, min(rows, len(parts)) + 1):
        cuts = combinations(range(1, len(parts)), count - 1)
        ways = (
            tuple("".join(parts[a:b]) for a, b in pairwise((0, *cut, len(parts)))) for cut in cuts
        )
        yield min(ways, key=lambda way: max(map(len, way)))


def _from(wished: float, *, down_to: float) -> Iterator[float]:
    size = wished
    while size > down_to:
        yield size
        size -= _STEP
    yield down_to


def _wrapped(words: Sequence[str], face: Face, within: float) -> list[str]:
    """Rows filled one after the other; a word wider than a row has one to itself."""
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and width(longer, face) <= within:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def _keeps_to(wrapped: list[str], rows: int, face: Face, within: float) -> bool:
    return len(wrapped) <= rows and all(width(row, face) <= within for row in wrapped)


def _parted(word: str, face: Face, within: float) -> Iterator[str]:
    """A word too wide for a row in pieces that are not, cut after its hyphens and slashes first."""
    while width(word, face) > within:
        end = 1
        while width(word[: end + 1], face) <= within:
            end += 1
        end = max(word.rfind("-", 0, end), word.rfind("/", 0, end)) + 1 or end
        yield word[:end]
        word = word[end:]
    yield word


def _shortened(words: list[str], rows: int, face: Face, within: float) -> list[str]:
    shortened = [ELLIPSIS]
    for count in range(1, len(words)):
        longer = _wrapped([*words[: count - 1], words[count - 1] + ELLIPSIS], face, within)
        if not _keeps_to(longer, rows, face, within):
            break
        shortened = longer
    return shortened
