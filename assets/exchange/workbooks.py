"""Excel workbooks from strangers: looked through before they are opened."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from assets.errors import Refused
from assets.exchange.cells import Cell

_UNPACKED = 300_000_000  # bytes, far more than 100,000 rows take
_CELLS = 10_000_000  # the reader makes room for every cell of the rectangle, also empty ones
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
_FAILED = re.compile(rb"""\br="([A-Z]+[0-9]+)"[^>]*\bt="e\"""")


class Opened(NamedTuple):
    """The first sheet that is shown and filled: its numbered rows, and the names of the others."""

    rows: Iterator[tuple[int, Sequence[Cell]]]
    left_out: tuple[str, ...]


def opened(content: bytes) -> Opened:
    try:
        _look_through(content)
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        filled = [sheet for sheet in _shown(workbook) if sheet.height]
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as wrong:
        raise Refused("This Excel workbook is damaged. Save it again.") from wrong
    if not filled:
        raise Refused("There is nothing in this file.")
    return Opened(_numbered(filled[0]), tuple(sheet.name for sheet in filled[1:]))


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    """From the first row and the first column, whether or not the list begins there."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [*before, *row]


def _shown(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for sheet in workbook.sheets_metadata:
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            yield workbook.get_sheet_by_name(sheet.name)


def _look_through(content: bytes) -> None:
    """Refuse what would fill the memory once unpacked, and cells whose value Excel has not."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if "xl/workbook.xml" not in packed.namelist():
            raise Refused("This is not an Excel workbook. Save it as .xlsx.")
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            raise Refused("This workbook is too large once it is unpacked. Divide it.")
        for part in packed.infolist():
            if not part.filename.startswith("xl/media/"):
                _look_at(packed.read(part))


def _look_at(part: bytes) -> None:
    down, right = _reach(part)
    if down * right > _CELLS:
        raise Refused(
            "A sheet reaches down to row {row} and over {columns} columns. "
            "Delete what stands far below or beside the list.",
            row=down,
            columns=right,
        )
    if failed := _FAILED.search(part):
        raise Refused(
            "Cell {cell} holds an error instead of a value. Mend it or empty it.",
            cell=failed[1].decode(),
        )


def _reach(part: bytes) -> tuple[int, int]:
    """The lowest row and the rightmost column that the part names."""
    down, columns = 1, {b"A"}
    for place in _PLACE.finditer(part):
        column, row = place.groups()
        columns.add(column)
        down = max(down, int(row))
    return down, max(_column(letters) for letters in columns)


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column
