"""Lots, items, contracts and their lines from the officer's own list: rehearsed, then written.

The verbs of procurement are asked for every row. A row that they refuse is told and left out.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from assets.errors import No
from assets.exchange import purchase_cells, purchase_columns, purchase_rows
from assets.exchange.exports import Value
from assets.exchange.purchase_columns import COLUMNS, Purchases
from assets.exchange.purchase_rows import Done, Said
from assets.exchange.readings import Refusal
from assets.exchange.sheets import Sheet
from assets.procurement import lots
from assets.procurement.lots import Lot
from assets.rights import Rights

_AT_ONCE = 500  # lots whose rows are read together


@dataclass(frozen=True)
class Line:
    """What one row has done: to what, and whether it was new or changed; or nothing."""

    row: int
    label: str
    new: bool = False
    changed: bool = False


@dataclass
class Report:
    """What a list does, row by row."""

    lines: list[Line] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    left_out: tuple[str, ...] = ()

    @property
    def new(self) -> list[Line]:
        return [each for each in self.lines if each.new]

    @property
    def changed(self) -> list[Line]:
        return [each for each in self.lines if each.changed]

    @property
    def same(self) -> list[Line]:
        return [each for each in self.lines if not each.new and not each.changed]

    @property
    def fingerprint(self) -> str:
        """The same for the same outcome: what was looked at is what is done, or nothing is."""
        told = [*map(repr, self.lines), *(f"{each.row}{each.no}" for each in self.refused)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def bring(session: Session, sheet: Sheet, of: Purchases, today: date, by: Rights) -> Report:
    """Write what a list says, row by row. Whoever only rehearses rolls the transaction back."""
    meant = purchase_columns.meant(sheet, of)
    report = Report(left_out=meant.left_out)
    for row in sheet.rows:
        said, refused = purchase_columns.told(row, meant)
        report.refused += refused
        if refused or not said:
            continue
        try:
            with session.begin_nested():
                known, new = _VERBS[of](session, said, today, by)
                changed = session.is_modified(known)
                session.flush()
        except No as no:
            value = str(said.get(no.field, ""))
            report.refused.append(Refusal(row.number, no.field, value, no))
        else:
            label = known.label  # type: ignore[attr-defined]
            report.lines.append(Line(row.number, label, new, changed and not new))
    return report


def rows(session: Session, of: Purchases, by: Rights) -> Iterator[list[Value]]:
    """All that this person sees, in the order of the columns."""
    found = session.exec(lots.listed(by)).all()
    for begin in range(0, len(found), _AT_ONCE):
        for values in _TELLERS[of](session, found[begin : begin + _AT_ONCE]):
            yield [values.get(each.name) for each in COLUMNS[of]]


def headers(of: Purchases) -> list[str]:
    return [each.name for each in COLUMNS[of]]


_VERBS: dict[Purchases, Callable[[Session, Said, date, Rights], Done]] = {
    Purchases.LOTS: purchase_rows.lot,
    Purchases.ITEMS: purchase_rows.item,
    Purchases.CONTRACTS: purchase_rows.contract,
    Purchases.LINES: purchase_rows.line,
}
_TELLERS: dict[Purchases, Callable[[Session, Sequence[Lot]], Iterator[Said]]] = {
    Purchases.LOTS: purchase_cells.of_lots,
    Purchases.ITEMS: purchase_cells.of_items,
    Purchases.CONTRACTS: purchase_cells.of_contracts,
    Purchases.LINES: purchase_cells.of_lines,
}
