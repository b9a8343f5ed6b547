"""Lists that people take away: CSV and Excel for them, JSON for their programs. Row by row."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from assets.errors import Refused
from assets.exchange.cells import guarded
from assets.money import Currency, Money

Value = str | int | float | Decimal | date | datetime | Money | None

_PIECE = 65_536  # bytes or characters that are handed over at once


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """CSV with commas, and the mark by which Excel knows UTF-8. No text in it is a formula."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    kept.write("\ufeff")
    writer.writerow([guarded(header) for header in headers])
    for row in rows:
        writer.writerow([_in_csv(value) for value in row])
        if kept.tell() > _PIECE:
            yield _taken(kept)
    yield _taken(kept)


def write_json(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """A JSON array with one object on each line."""
    kept = io.StringIO()
    kept.write("[")
    for number, row in enumerate(rows):
        item = dict(zip(headers, row, strict=True))
        kept.write("\n" if number == 0 else ",\n")
        kept.write(json.dumps(item, ensure_ascii=False, default=_in_json))
        if kept.tell() > _PIECE:
            yield _taken(kept)
    kept.write("\n]\n")
    yield _taken(kept)


def write_xlsx(
    headers: Sequence[str], rows: Iterable[Sequence[Value]], made: datetime | None = None
) -> Iterator[bytes]:
    """An Excel workbook: dates are dates, numbers are numbers, and text is never a formula.

    It says of itself when it was made: now, unless that is said.
    """
    with tempfile.TemporaryFile() as kept:
        with Workbook(kept, {"constant_memory": True}) as workbook:
            if made:
                workbook.set_properties({"created": made.astimezone(UTC).replace(tzinfo=None)})
            _fill(_Paper(workbook), headers, rows)
        kept.seek(0)
        while piece := kept.read(_PIECE):
            yield piece


def _taken(kept: io.StringIO) -> bytes:
    piece = kept.getvalue().encode()
    kept.seek(0)
    kept.truncate()
    return piece


def _in_csv(value: Value) -> Any:
    match value:
        case str():
            return guarded(value)
        case None | bool():
            return "" if value is None else str(value).lower()
        case Money():
            return f"{value.amount:.2f} {value.currency}"
        case float() | int():
            return value
        case _:
            return _in_json(value)


def _in_json(value: Decimal | date | datetime | Money) -> Any:
    match value:
        case Money():
            return value.json()
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()


class _Paper:
    """One worksheet, and how its cells look."""

    def __init__(self, workbook: Workbook) -> None:
        self.sheet = workbook.add_worksheet()
        self.head = workbook.add_format({"bold": True})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.money = {
            each: workbook.add_format({"num_format": f'#,##0.00 "{each}"'}) for each in Currency
        }

    def write(self, row: int, column: int, value: Value) -> None:
        if isinstance(value, str):
            failed = self.sheet.write_string(row, column, value)
        else:
            failed = self.sheet.write(row, column, *self._shown(value))
        if failed:
            raise Refused("Row {row} is too long or too far down for Excel. Take CSV.", row=row + 1)

    def _shown(self, value: Value) -> tuple[Any, ...]:
        match value:
            case Money():
                return value.amount, self.money[value.currency]
            case datetime():
                return value.astimezone(UTC).replace(tzinfo=None), self.moment
            case date():
                return value, self.day
            case _:
                return (value,)


def _fill(paper: _Paper, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    paper.sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        paper.sheet.write_string(0, column, header, paper.head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            paper.write(number, column, value)
