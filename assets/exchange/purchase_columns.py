"""The columns of lists of lots, items, contracts and their lines, and how a cell is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from assets.errors import Refused
from assets.exchange import cells
from assets.exchange.mappings import plain
from assets.exchange.readings import Refusal
from assets.exchange.sheets import Row, Sheet
from assets.words import N_, Language, Worded, say

MOST_ROWS = 500


class Purchases(Worded):
    """What such a list is of."""

    LOTS = "lots", N_("Lots")
    ITEMS = "items", N_("Items of lots")
    CONTRACTS = "contracts", N_("Contracts")
    LINES = "lines", N_("Lines of contracts")


Reader = Callable[[Any], Any]


def _text(cell: Any) -> str:
    return cells.unguarded(cells.text(cell).strip())


def _as_it_is(cell: Any) -> Any:
    return cell


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its heading, and how its cells are read."""

    name: str
    words: str
    read: Reader = _text
    also: tuple[str, ...] = ()

    def known_by(self) -> Iterable[str]:
        """Every heading that is understood, folded."""
        headings = (say(language, self.words) for language in Language)
        return {plain(each) for each in (self.name, *self.also, *headings)}


_DAY, _WHOLE, _SHARE, _MONEY = cells.day, cells.whole, cells.decimal, _as_it_is
_LOT = Column("lot", N_("Lot"), also=("lot_number", "nr lot", "rész", "lot no"))
_NUMBER = Column("number", N_("Number"), also=("contract", "nr contract", "szerződésszám"))
_TITLE = Column("title", N_("Name"), also=("denumire", "description", "megnevezés", "obiect"))
_CURRENCY = Column("currency", N_("Currency"), also=("moneda", "pénznem"))
_POSITION = Column("position", N_("Position"), _WHOLE, ("nr crt", "poz", "sorszám"))
_QUANTITY = Column("quantity", N_("How many"), _WHOLE, ("cantitate", "mennyiség", "qty"))
_PRICE = Column("price", N_("Price of one without VAT"), _MONEY, ("preț unitar", "egységár"))
_LINE = Column("budget_line", N_("Budget line"), also=("linie bugetară",))

COLUMNS: dict[Purchases, tuple[Column, ...]] = {
    Purchases.LOTS: (
        Column("number", N_("Number"), also=("lot", "nr lot")),
        Column("project", N_("Project")),
        _TITLE,
        Column("kind", N_("What it buys"), also=("tip", "kind", "fajta")),
        Column("procedure", N_("Procedure")),
        Column("partner", N_("Partner")),
        Column("site", N_("Site")),
        Column(
            "estimate", N_("Estimate without VAT"), _MONEY, ("valoare estimată", "becsült érték")
        ),
        _CURRENCY,
        Column("legal_basis", N_("Legal basis")),
        Column("notice_number", N_("Number in SEAP or EKR"), also=("seap", "sicap", "ekr")),
        _LINE,
        Column("start", N_("Begins on"), _DAY),
    ),
    Purchases.ITEMS: (
        _LOT,
        _POSITION,
        _TITLE,
        Column("type", N_("Kind")),
        _QUANTITY,
        _PRICE,
        _CURRENCY,
        Column("specification", N_("What is asked of it"), also=("specificație", "műszaki leírás")),
        _LINE,
    ),
    Purchases.CONTRACTS: (
        _LOT,
        _NUMBER,
        Column("supplier", N_("Supplier"), also=("furnizor", "szállító", "contractor")),
        Column("awarded_on", N_("Awarded on"), _DAY),
        Column("signed_on", N_("Signed on"), _DAY, ("data", "data contract", "kelt")),
        Column("starts_on", N_("Starts on"), _DAY),
        Column("ends_on", N_("To be done by"), _DAY, ("termen", "határidő", "deadline")),
        Column("net", N_("Price without VAT"), _MONEY, ("valoare fără tva", "nettó", "net")),
        Column("vat", N_("VAT"), _MONEY, ("tva", "áfa")),
        _CURRENCY,
        Column("warranty_months", N_("Months of warranty"), _WHOLE, ("garanție luni",)),
        Column("guarantee", N_("Guarantee of good performance")),
        Column("guarantee_amount", N_("Amount of the guarantee"), _MONEY),
        Column("guarantee_until", N_("Guarantee until"), _DAY),
        Column("penalty", N_("Penalty for each day, in per cent"), _SHARE),
        Column("penalty_most", N_("Penalty at most, in per cent"), _SHARE),
        Column("note", N_("Note")),
    ),
    Purchases.LINES: (
        _LOT,
        Column("contract", N_("Contract"), also=("nr contract", "szerződésszám")),
        _POSITION,
        _TITLE,
        Column("item", N_("Item of the lot"), _WHOLE, ("articol", "tétel")),
        Column("type", N_("Kind")),
        _QUANTITY,
        _PRICE,
        _CURRENCY,
        Column("vat_rate", N_("VAT in per cent"), _SHARE, ("cota tva", "áfakulcs", "tva %")),
    ),
}
# Without these, a list is not one of its kind.
NEEDED = {
    Purchases.LOTS: {"title", "number"},
    Purchases.ITEMS: {"lot"},
    Purchases.CONTRACTS: {"number"},
    Purchases.LINES: {"contract"},
}


@dataclass(frozen=True)
class Meant:
    """Which column stands under which heading, and the headings that mean nothing here."""

    columns: dict[int, Column]
    left_out: tuple[str, ...]


def meant(sheet: Sheet, of: Purchases) -> Meant:
    """What the headings of this list mean. Raises Refused if it cannot be such a list."""
    if len(sheet.rows) > MOST_ROWS:
        raise Refused("The list has more than {most} rows. Divide it.", most=MOST_ROWS)
    known = {heading: each for each in COLUMNS[of] for heading in each.known_by()}
    found: dict[int, Column] = {}
    for place, header in enumerate(sheet.headers):
        column = known.get(plain(header))
        if column and column not in found.values():
            found[place] = column
    if not NEEDED[of] & {each.name for each in found.values()}:
        names = ", ".join(sheet.headers)[:400]
        raise Refused("These columns make no list of that kind: {names}.", names=names)
    left = [each for place, each in enumerate(sheet.headers) if place not in found]
    return Meant(found, tuple(left))


def told(row: Row, meant: Meant) -> tuple[dict[str, Any], list[Refusal]]:
    """What a row says, without its empty cells, and the cells that cannot be read."""
    said: dict[str, Any] = {}
    refused: list[Refusal] = []
    for place, column in meant.columns.items():
        cell = row.cells[place]
        if cells.blank(cell):
            continue
        try:
            said[column.name] = column.read(cell)
        except Refused as no:
            refused.append(Refusal(row.number, column.name, cells.text(cell), no))
    return said, refused
