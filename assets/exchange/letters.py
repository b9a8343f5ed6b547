"""Text out of bytes whose encoding nobody wrote down: by fixed rules, never by chance."""

import re

from assets.errors import Refused
from assets.words import N_

_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NO_TEXT = N_("This file is not a table. Save it as an Excel workbook (.xlsx) or as CSV.")
_UNSURE = N_("The letters of this file cannot be told for certain. Save it as CSV UTF-8.")


def text(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, cp1250 or ISO-8859-2. Refuses what is none of them."""
    read = _decoded(content, _encoding(content))
    if "\0" in read:
        raise Refused(_NO_TEXT)
    return read


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKED.items():
        if content.startswith(mark):
            return encoding
    if b"\0" in content:
        return _order_of_two_bytes(content)
    return "utf-8" if _mostly_utf8(content) else _of_one_byte(content)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        read = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        if not encoding.startswith("utf"):
            raise Refused(_UNSURE) from wrong
        line = content.count(b"\n", 0, wrong.start) + 1
        raise Refused("The file is damaged in line {line}. Save it again.", line=line) from wrong
    return read if encoding.startswith("utf") else _as_written_today(read)


def _order_of_two_bytes(content: bytes) -> str:
    """UTF-16 without its mark shows by the zero in every other byte of plain letters."""
    second, first = content[1::2].count(0), content[0::2].count(0)
    if max(first, second) * 5 < len(content) or min(first, second) * 50 > len(content):
        raise Refused(_NO_TEXT)
    return "utf-16-le" if second > first else "utf-16-be"


def _mostly_utf8(content: bytes) -> bool:
    """Whether it is UTF-8, or was before it was damaged: single bytes seldom form its pairs."""
    read = content.decode("utf-8", errors="replace")
    broken = read.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(not letter.isascii() for letter in read) - broken if broken else 0
    return not broken or whole > broken


# Romanian and Hungarian letters are the same bytes in both encodings. What differs is a letter
# in ISO-8859-2 and a sign in cp1250, so the word around it decides.
_PRINTED_IN_CP1250_ONLY = re.compile(rb"[\x80-\x9f]")
_LETTER = r"[^\W\d_]"
_SIGN_IN_A_WORD = re.compile(
    rf"(?<={_LETTER})[©«¬®±¶»¦µ](?={_LETTER})|[©®](?=[a-z])|(?<={_LETTER})[ąľ]|[ąľ](?={_LETTER})"
)


def _of_one_byte(content: bytes) -> str:
    if _PRINTED_IN_CP1250_ONLY.search(content):
        return "cp1250"
    in_a_word = _SIGN_IN_A_WORD.search(content.decode("cp1250"))
    return "iso8859-2" if in_a_word else "cp1250"


_EXPECTED = frozenset(
    "ăâîşţĂÂÎŞŢáéíóöőúüűÁÉÍÓÖŐÚÜŰäßÄščžćđŠČŽĆĐľĽťŤňŇřŘěĚýÝôÔďĎąęłńśźżĄĘŁŃŚŹŻ"
    "„”“‚‘’«»–—…•€°±µ×÷·§®©™†\xa0"  # noqa: RUF001
)
_COMMA_BELOW = str.maketrans("şţŞŢ", "șțȘȚ")


def _as_written_today(read: str) -> str:
    """Encodings of one byte know ş and ţ only with a cedilla; what was meant has a comma."""
    foreign = [letter for letter in read if not letter.isascii()]
    strange = sum(letter not in _EXPECTED for letter in foreign)
    if strange * 5 > len(foreign):
        raise Refused(_UNSURE)
    return read.translate(_COMMA_BELOW)
