"""Somebody's list, as read from a file: column names, and rows numbered as a spreadsheet shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from assets.errors import Refused
from assets.exchange import cells, delimited, letters, workbooks
from assets.exchange.cells import Cell
from assets.words import fold

LARGEST = 50_000_000  # bytes
MOST_ROWS = 100_000
_LONGEST_CELL = 32_767  # characters, as in Excel


class Row(NamedTuple):
    """What stands under the headers, in their order, and the number shown beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A list with its headers. Blank rows and columns are gone; the numbers of rows stay true."""

    headers: tuple[str, ...]
    rows: list[Row]
    header_row: int
    left_out: tuple[str, ...] = ()  # names of further sheets of a workbook, which are not read

    def column(self, header: str) -> list[Cell]:
        place = self.headers.index(header)
        return [row.cells[place] for row in self.rows]


def read(content: bytes) -> Sheet:
    """The list in a CSV file or an Excel workbook, told apart by their content."""
    must_be_table(content)
    if content.startswith(b"PK\x03\x04"):
        numbered, left_out = workbooks.opened(content)
        return _sheet(numbered, left_out)
    return _sheet(delimited.rows(letters.text(content)), ())


def must_be_table(content: bytes) -> None:
    """Raise Refused for what is too large or cannot be a list."""
    if len(content) > LARGEST:
        raise Refused("The file is larger than {most} MB. Divide it.", most=LARGEST // 1_000_000)
    beginning = content[:100].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise Refused("There is nothing in this file.")
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("This workbook is of an old kind or has a password. Save it as plain .xlsx.")
    if beginning.startswith(b"<"):
        raise Refused("This is a web page, not a table. Open it in Excel and save it as .xlsx.")
    if beginning.startswith(b"%PDF"):
        raise Refused("This is a PDF. Ask for the list as an Excel workbook or as CSV.")


class _Head(NamedTuple):
    """The row of the headers, and which places they stand in."""

    number: int
    names: dict[int, str]


def _sheet(numbered: Iterable[tuple[int, Sequence[Cell]]], left_out: tuple[str, ...]) -> Sheet:
    filled = [each for each in numbered if any(not cells.blank(cell) for cell in each[1])]
    if not filled:
        raise Refused("There is nothing in this file.")
    first = _first_with_names(filled)
    head = _head(*filled[first])
    if len(filled) - first - 1 > MOST_ROWS:
        raise Refused("The list has more than {most} rows. Divide it.", most=MOST_ROWS)
    rows = [_row(number, row, head) for number, row in filled[first + 1 :]]
    return Sheet(tuple(head.names.values()), rows, head.number, left_out)


def _first_with_names(filled: list[tuple[int, Sequence[Cell]]]) -> int:
    """The first row with two cells filled, for titles stand alone; or else the first of all."""
    for place, (_, row) in enumerate(filled):
        if sum(not cells.blank(cell) for cell in row) > 1:
            return place
    return 0


def _head(number: int, row: Sequence[Cell]) -> _Head:
    names = {place: " ".join(cells.text(cell).split()) for place, cell in enumerate(row)}
    seen: set[str] = set()
    for name in filter(None, names.values()):
        if fold(name) in seen:
            raise Refused(
                "Two columns are called {name} in row {row}. Rename one.",
                name=name,
                row=number,
            )
        seen.add(fold(name))
    return _Head(number, {place: name for place, name in names.items() if name})


def _row(number: int, row: Sequence[Cell], head: _Head) -> Row:
    """A row may end early, as Excel writes it, but not hold what no header names."""
    for place, cell in enumerate(row):
        if place not in head.names and not cells.blank(cell):
            raise Refused(
                "Row {row} has something in column {column}, which has no name in row {header}.",
                row=number,
                column=xl_col_to_name(place),
                header=head.number,
            )
        if isinstance(cell, str) and len(cell) > _LONGEST_CELL:
            raise Refused(
                "Row {row} has a cell that is longer than {most} characters.",
                row=number,
                most=_LONGEST_CELL,
            )
    return Row(number, tuple(row[place] if place < len(row) else "" for place in head.names))
