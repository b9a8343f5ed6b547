"""Excel workbooks from strangers: looked through before they are opened."""

import re
import zipfile
import zlib
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
from assets.words import N_

_UNPACKED = 300_000_000  # bytes, far more than 100,000 rows take
_CELLS = 5_000_000  # the reader makes room for every cell of a rectangle, also for empty ones
_PLACE = re.compile(rb"""\sr\s*=\s*["'](?:([A-Z]{0,3})([0-9]{1,7})["'])?""")
_DAMAGED = N_("This Excel workbook is damaged. Save it again.")


# What the packing and the reader say of files that were cut short, mangled or locked.
_SIGNS_OF_DAMAGE = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class Opened(NamedTuple):
    """The first sheet that is shown and filled: its numbered rows, and the names of the others."""

    rows: Iterator[tuple[int, Sequence[Cell]]]
    left_out: tuple[str, ...]


def opened(content: bytes) -> Opened:
    try:
        _look_through(content)
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        filled = [(place, sheet) for place, sheet in _shown(workbook) if sheet.height]
        if not filled:
            raise Refused("There is nothing in this file.")
        place, first = filled[0]
        _refuse_errors(content, place)
        return Opened(_numbered(first), tuple(sheet.name for _, sheet in filled[1:]))
    except _SIGNS_OF_DAMAGE as wrong:
        raise Refused(_DAMAGED) from wrong


def every(content: bytes) -> Iterator[Iterator[tuple[int, Sequence[Cell]]]]:
    """The rows of each sheet that is shown."""
    try:
        _look_through(content)
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        for _, sheet in _shown(workbook):
            yield _numbered(sheet)
    except _SIGNS_OF_DAMAGE as wrong:
        raise Refused(_DAMAGED) from wrong


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    """From the first row and the first column, whether or not the list begins there."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [*before, *row]


def _shown(workbook: CalamineWorkbook) -> Iterator[tuple[int, CalamineSheet]]:
    for place, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            yield place, workbook.get_sheet_by_name(sheet.name)


def _look_through(content: bytes) -> None:
    """Refuse what would fill the memory once unpacked: the reader itself has no limit."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if "xl/workbook.xml" not in packed.namelist():
            raise Refused("This is not an Excel workbook. Save it as .xlsx.")
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            raise Refused("This workbook is too large once it is unpacked. Divide it.")
        room = sum(_room(packed.read(part)) for part in packed.infolist())
    if room > _CELLS:
        raise Refused(
            "A sheet reaches too far. Delete what stands far below the list or far beside it."
        )


def _room(part: bytes) -> int:
    """How many cells the reader would make room for, and none in a part that is no sheet."""
    if b"sheetData" not in part:
        return 0
    down, right = _reach(part)
    return down * right


def _reach(part: bytes) -> tuple[int, int]:
    """The lowest row and the rightmost column that the part names."""
    down, columns = 1, {b"A"}
    for place in _PLACE.finditer(part):
        column, row = place.groups()
        if row is None:
            raise Refused(_DAMAGED)
        columns.add(column)
        down = max(down, int(row))
    return down, max(_column(letters) for letters in columns)


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column


_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*:id="([^"]+)"')
_LINK = rb'<Relationship\s(?=[^>]*\bId="%b")[^>]*\bTarget="/?(?:xl/)?([^"]+)"'
_FAILED = re.compile(rb'\sr="([A-Z]+[0-9]+)"[^>]*\st="e"')


def _refuse_errors(content: bytes, place: int) -> None:
    """Refuse cells in which Excel shows #N/A and its like: the reader takes them for blank."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        name = _SHEET.findall(packed.read("xl/workbook.xml"))[place]
        links = packed.read("xl/_rels/workbook.xml.rels")
        link = re.search(_LINK % re.escape(name), links)
        sheet = packed.read(f"xl/{link[1].decode()}") if link else b""
    if failed := _FAILED.search(sheet):
        raise Refused(
            "Cell {cell} holds an error instead of a value. Mend it or empty it.",
            cell=failed[1].decode(),
        )
