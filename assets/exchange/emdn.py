"""The European Medical Device Nomenclature, as the Commission's spreadsheet or a CSV brings it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assets.errors import Refused
from assets.exchange import cells, delimited, letters, sheets, workbooks
from assets.words import fold

CODE = re.compile(r"[A-Z]\d{2,12}")
_LONGEST = 400
_ENGLISH = {"en", "eng", "english"}

Rows = list[list[str]]


def read(content: bytes) -> dict[str, str]:
    """Every code with its term in English, wherever in the file the two columns stand.

    Whatever stands above the list or beside it is passed over.
    """
    sheets.must_be_table(content)
    read = max(map(_terms, _tables(content)), key=len, default={})
    if not read:
        raise Refused("There are no EMDN codes with their terms in this file.")
    return read


def _tables(content: bytes) -> Iterable[Rows]:
    if content.startswith(b"PK\x03\x04"):
        return [_plain(rows) for rows in workbooks.every(content)]
    return [_plain(delimited.rows(letters.text(content)))]


def _plain(numbered: Iterable[tuple[int, Sequence[cells.Cell]]]) -> Rows:
    return [[cells.text(cell).strip() for cell in row] for _, row in numbered]


def _terms(rows: Rows) -> dict[str, str]:
    """The terms of one sheet; none where it holds no codes."""
    found = Counter(place for row in rows for place, cell in enumerate(row) if _code(cell))
    if not found:
        return {}
    (codes, _), *_ = found.most_common(1)
    coded = [row for row in rows if len(row) > codes and _code(row[codes])]
    terms = _column_of_terms(rows, coded, but=codes)
    read: dict[str, str] = {}
    for row in coded:
        term = row[terms] if terms is not None and terms < len(row) else ""
        if term:
            read.setdefault(_code(row[codes]), " ".join(term.split())[:_LONGEST])
    return read


def _column_of_terms(rows: Rows, coded: Rows, but: int) -> int | None:
    """The column with the most different words, and before all the one that is said to be English.

    The numbers of levels, and categories that repeat themselves, are no terms.
    """
    words: dict[int, set[str]] = {}
    for row in coded:
        for place, cell in enumerate(row):
            if place != but and re.search(r"[^\W\d_]{2}", cell) and not _code(cell):
                words.setdefault(place, set()).add(cell)
    english = _english(rows[: rows.index(coded[0])])
    return max(words, key=lambda place: (place in english, len(words[place])), default=None)


def _english(above: Rows) -> set[int]:
    """The columns over which something says that they are in English."""
    return {
        place
        for row in above
        for place, cell in enumerate(row)
        if _ENGLISH & set(re.split(r"[\W_]+", fold(cell)))
    }


def _code(cell: str) -> str:
    """The code that a cell holds, as it is kept; nothing if it holds another thing."""
    code = "".join(cell.split()).upper()
    return code if CODE.fullmatch(code) else ""
