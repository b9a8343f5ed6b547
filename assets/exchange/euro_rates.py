"""The Commission's monthly accounting rates of the euro (InforEuro): its CSV, workbook or JSON."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from assets.errors import Refused
from assets.exchange import cells, sheets
from assets.exchange.cells import Cell, Order
from assets.exchange.sheets import Row, Sheet
from assets.money import Currency
from assets.procurement.rates import Published, month_of
from assets.words import N_, fold

_KEPT = {each for each in Currency if each is not Currency.EUR}
_CODES = ("iso a3 code", "isoa3code", "iso code", "currency code", "currencyiso", "iso", "currency")
_VALUES = ("value", "amount", "exchange rate", "rate", "1 euro =", "1 eur", "curs", "arfolyam")
_MONTHS = ("month", "period", "datestart", "date start", "valid from", "date", "luna", "honap")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]{1,2}(\d{1,2})\.?", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/. ]{1,2}(\d{4})", re.ASCII)
_RATE = re.compile(r"\d{1,7}(?:[.,]\d{1,8})?", re.ASCII)
_DECIMALS = Decimal("0.000001")
_NONE = N_("There is no rate of RON or HUF in this file.")
_BEFORE = b"\xef\xbb\xbf \t\r\n"


def read(content: bytes, month: date | None = None) -> list[Published]:
    """What the file says of the lei and the forints. `month` is of what names no month itself."""
    sheet = _sheet(content)
    found = list(_published(sheet, month_of(month) if month else None))
    if not found:
        raise Refused(_NONE, field="file")
    seen: dict[tuple[Currency, date], Decimal] = {}
    for currency, first, per_euro in found:
        if seen.setdefault((currency, first), per_euro) != per_euro:
            raise Refused(
                "The file has two rates of {currency} for one month.",
                currency=currency,
                field="file",
            )
    return [Published(*key, per_euro) for key, per_euro in seen.items()]


def _sheet(content: bytes) -> Sheet:
    """A table; or what the Commission's address answers to programs, as a browser saves it."""
    if not content.lstrip(_BEFORE).startswith((b"[", b"{")):
        return sheets.read(content)
    sheets.must_be_table(content)
    try:
        # Figures stay as they are written.
        told = json.loads(content, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as wrong:
        raise Refused("This file is cut short. Download it again.", field="file") from wrong
    rows = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    if not rows:
        raise Refused(_NONE, field="file")
    return _of_objects(rows)


def _of_objects(told: list[dict[str, Any]]) -> Sheet:
    """Each object a row, under the names that any of them has."""
    headers = tuple(dict.fromkeys(name for each in told for name in each))
    rows = [
        Row(number, tuple(cells.text(each.get(name)) for name in headers))
        for number, each in enumerate(told, 1)
    ]
    return Sheet(headers, rows, 0)


def _published(sheet: Sheet, month: date | None) -> Iterator[Published]:
    """One rate a row, as the Commission writes them; or one currency a column."""
    when = _column(sheet, _MONTHS)
    if when is None and month is None:
        raise Refused("The file does not say which month it is of. Say it here.", field="month")
    for row in sheet.rows:
        first = month if when is None else _month(row.cells[when], row.number)
        assert first is not None
        for currency, place in _said(sheet, row):
            yield Published(currency, first, _rate(row, place))


def _said(sheet: Sheet, row: Row) -> Iterator[tuple[Currency, int]]:
    """The currencies that a row is about, and where the rate of each stands."""
    code, value = _column(sheet, _CODES), _column(sheet, _VALUES)
    if code is not None and value is not None:
        named = cells.text(row.cells[code]).upper()
        if named in _KEPT:
            yield Currency(named), value
        return
    for currency in _KEPT:
        place = _column(sheet, (fold(currency),))
        if place is not None and not cells.blank(row.cells[place]):
            yield currency, place


def _column(sheet: Sheet, names: tuple[str, ...]) -> int | None:
    headers = [fold(header) for header in sheet.headers]
    return next((headers.index(name) for name in names if name in headers), None)


def _month(cell: Cell, number: int) -> date:
    """The first day of a month, written as 2027-03, 03/2027 or a day of it, the day first."""
    said = cells.text(cell)
    try:
        if found := _YEAR_FIRST.fullmatch(said):
            return date(int(found[1]), int(found[2]), 1)
        if found := _MONTH_FIRST.fullmatch(said):
            return date(int(found[2]), int(found[1]), 1)
        day = cells.day(cell, Order.DAY_FIRST)
    except (ValueError, Refused):
        day = None
    if day is None:
        raise Refused("Row {row}: {cell} is not a month.", row=number, cell=said[:40], field="file")
    return month_of(day)


def _rate(row: Row, place: int) -> Decimal:
    """So much for one euro. Before its decimals stands a point or a comma, and nothing else."""
    cell = row.cells[place]
    said = cells.text(cell)
    if not _RATE.fullmatch(said) or not (found := Decimal(said.replace(",", "."))):
        raise Refused(
            "Row {row}: {cell} is not a rate.", row=row.number, cell=said[:40], field="file"
        )
    return found.quantize(_DECIMALS)
