"""One cell of somebody's list, and what is meant by it: nothing when blank, and never a guess."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from assets import money as amounts
from assets.errors import Refused
from assets.money import Currency, Money
from assets.words import N_, Worded, fold

Cell = str | int | float | bool | date | datetime | time | timedelta | None


class Order(Worded):
    """What comes first in 01/03/2026."""

    DAY_FIRST = "day_first", N_("The day first")
    MONTH_FIRST = "month_first", N_("The month first")


def blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


_SPACES = re.compile(r"[^\S\n\t ]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")


def text(cell: Cell) -> str:
    """What the cell says, as one would copy it: a serial number is no 3271901481.0."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() and cell.isprintable() else _cleaned(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{_exact(cell):f}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() else cell.date().isoformat()
    return "" if cell is None else str(cell)


def _cleaned(cell: str) -> str:
    composed = unicodedata.normalize("NFC", cell).replace("\r\n", "\n")
    return _UNSEEN.sub("", _SPACES.sub(" ", composed)).strip()


def decimal(cell: Cell) -> Decimal | None:
    """A number with decimal comma or point. Refuses 1,234, which can be read in two ways."""
    if blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _exact(cell)
    return amounts.figure(text(cell))


def whole(cell: Cell) -> int | None:
    found = decimal(cell)
    if found is not None and found != found.to_integral_value():
        raise Refused("{cell} is not a whole number.", cell=text(cell))
    return None if found is None else int(found)


def money(cell: Cell, currency: Currency) -> Money | None:
    if blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Money.of(_exact(cell), currency)
    return Money.read(text(cell), currency)


_YES = frozenset(["yes", "y", "true", "da", "d", "adevarat", "igen", "i", "igaz", "1", "x"])
_NO = frozenset(["no", "n", "false", "nu", "fals", "nem", "hamis", "0"])


def yes(cell: Cell) -> bool | None:
    """A yes or no in any of the three languages."""
    said = fold(text(cell))
    if said not in _YES | _NO | {""}:
        raise Refused("{cell} is neither yes nor no.", cell=text(cell))
    return said in _YES if said else None


def day(cell: Cell, order: Order | None = None) -> date | None:
    """A day. Without an order, 01/03/2026 is refused, for it can be two days."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell is None:
        return cell
    written = text(cell)
    return _day(written, order) if written else None


def proven_order(column: Iterable[Cell]) -> Order | None:
    """The order that a whole column was written in, if its certain dates all show the same one."""
    seen = {_proof(text(cell)) for cell in column if isinstance(cell, str)} - {None}
    return seen.pop() if len(seen) == 1 else None


_MIDNIGHT = r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-./]) ?(\d\d?)\2 ?(\d\d?)\.?{_MIDNIGHT}", re.ASCII)
_DOTTED = re.compile(rf"(\d\d?)(\.) ?(\d\d?)\. ?(\d{{4}}|\d\d)\.?{_MIDNIGHT}", re.ASCII)
_SLASHED = re.compile(rf"(\d\d?)([-/])(\d\d?)\2(\d{{4}}|\d\d){_MIDNIGHT}", re.ASCII)


@lru_cache(maxsize=10_000)
def _day(written: str, order: Order | None) -> date:
    if found := _YEAR_FIRST.fullmatch(written):
        days = {_date(found[1], found[3], found[4])}
    elif found := _DOTTED.fullmatch(written):
        days = {_date(found[4], found[3], found[1])}
    elif found := _SLASHED.fullmatch(written):
        days = _either(found[1], found[3], found[4], order)
    else:
        days = set()
    return _only({each for each in days if each}, written)


def _either(one: str, other: str, year: str, order: Order | None) -> set[date | None]:
    readings = {
        Order.DAY_FIRST: _date(year, other, one),
        Order.MONTH_FIRST: _date(year, one, other),
    }
    return {readings[order]} if order else set(readings.values())


def _proof(written: str) -> Order | None:
    found = _SLASHED.fullmatch(written)
    if not found:
        return None
    day_first, month_first = (
        _date(found[4], *pair) for pair in (found.group(3, 1), found.group(1, 3))
    )
    if bool(day_first) == bool(month_first):
        return None
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def _only(days: set[date], written: str) -> date:
    if not days:
        raise Refused(
            "{cell} is not a date. Write it as 2026-03-01 or 01.03.2026.", cell=written[:40]
        )
    if len(days) > 1:
        raise Refused(
            "{cell} can be {one} or {other}. Say what comes first, or write it as {iso}.",
            cell=written,
            one=min(days),
            other=max(days),
            iso=min(days).isoformat(),
        )
    return days.pop()


_YEARS = range(1900, 2200)


def _date(year: str, month: str, on: str) -> date | None:
    """The date, or None where the calendar has no such day. 00 to 69 are years of this century."""
    number = int(year) + (0 if len(year) > len("yy") else 2000 if year < "70" else 1900)
    try:
        return date(number, int(month), int(on)) if number in _YEARS else None
    except ValueError:
        return None


def _exact(value: float) -> Decimal:
    """The number that a spreadsheet shows: it keeps fifteen digits."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


# Where a spreadsheet would begin to reckon: at the start of a cell, and after what it may take
# for the end of one. Exports put an apostrophe there, and imports take that apostrophe away.
_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_WIDE = "".join(chr(ord(each) + 0xFEE0) for each in "=+-@")  # what East Asian keyboards type
_RECKONS = rf"(?='*[=+\-@\t\r{_WIDE}])"
_UNGUARDED = re.compile(f"{_BEGINS}{_RECKONS}")
_GUARDED = re.compile(f"{_BEGINS}'{_RECKONS}")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return _UNGUARDED.sub("'", text)


def unguarded(text: str) -> str:
    return _GUARDED.sub("", text) if "'" in text else text
