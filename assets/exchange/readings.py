"""What each row of a list says, cell by cell, before it is asked what that changes here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from assets.errors import No, Refused
from assets.exchange import cells, custom_fields
from assets.exchange.cells import Cell, Order
from assets.exchange.mappings import EXTRA, Field, Mapping
from assets.exchange.sheets import Row, Sheet
from assets.exchange.vocabulary import Vocabulary, choices
from assets.inventory.catalogue import Model
from assets.inventory.custom_fields import Kind
from assets.inventory.places import Place
from assets.inventory.register import Asset, Condition, State
from assets.inventory.suppliers import Supplier
from assets.money import Currency
from assets.people import Person
from assets.words import Language, say

DAYS = (
    Field.MANUFACTURED_ON,
    Field.EXPIRES_ON,
    Field.ACQUIRED_ON,
    Field.DELIVERED_ON,
    Field.INSTALLED_ON,
    Field.ACCEPTED_ON,
    Field.IN_USE_ON,
    Field.ENDED_ON,
    Field.WARRANTY_FROM,
    Field.WARRANTY_UNTIL,
    Field.SERVICE_UNTIL,
)

# What is counted, and how far.
NUMBERS = {Field.DEPRECIATION_MONTHS: 1200, Field.SERVICE_LIFE_YEARS: 100}

# How much fits into the columns that keep a text.
_TEXTS: dict[Field, Any] = {
    Field.NAME: Asset.name,
    Field.SERIAL_NUMBER: Asset.serial_number,
    Field.INVENTORY_NUMBER: Asset.inventory_number,
    Field.EXTERNAL_REF: Asset.external_ref,
    Field.BATCH_NUMBER: Asset.batch_number,
    Field.UDI_RAW: Asset.udi_raw,
    Field.SOFTWARE_VERSION: Asset.software_version,
    Field.ACCESSORIES: Asset.accessories,
    Field.SOURCE_DOCUMENT: Asset.source_document,
    Field.FUNDING_SOURCE: Asset.funding_source,
    Field.DEPARTMENT: Asset.department,
    Field.ACCOUNT: Asset.account,
    Field.CLASS_CODE: Asset.class_code,
    Field.ENDED_REASON: Asset.ended_reason,
    Field.SERVICE_CONTRACT: Asset.service_contract,
    Field.NOTE: Asset.note,
    Field.MAKER: Supplier.name,
    Field.SUPPLIER: Supplier.name,
    Field.SERVICE_PROVIDER: Supplier.name,
    Field.CUSTODIAN: Person.email,
    Field.MODEL: Model.name,
    Field.PART_NUMBER: Model.part_number,
}

# What another program may say in words of its own.
_LOOSE = {
    Field.SITE,
    Field.PLACE,
    Field.TYPE,
    Field.OWNER,
    Field.CUSTODIAN,
    Field.LOT,
    Field.STATE,
    Field.CONDITION,
}

_BREAKS = re.compile(r"\s*[\n\t]\s*")


class Refusal(NamedTuple):
    """One cell, or with no column one row, that cannot be taken, and the reason."""

    row: int
    column: str
    value: str
    no: No

    def said(self, language: Language) -> str:
        """What was expected, in the reader's words."""
        return say(language, self.no.words, **self.no.values)


@dataclass(frozen=True)
class Said:
    """What the person who brings a list says about the whole of it."""

    order: Order | None = None  # of 01/03/2026, where the column does not prove it
    place: Place | None = None  # of new things whose row names none
    currency: Currency | None = None  # of amounts that name none


@dataclass(slots=True)
class Told:
    """What one row says. A blank cell says nothing."""

    number: int
    values: dict[Field, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)  # what custom fields say, by their keys
    written: dict[str, str] = field(default_factory=dict)  # by field, or by heading of the note
    noted: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    place: Place | None = None

    @property
    def identity(self) -> str:
        """All that the row says of the thing, in one order: by this it is known again."""
        said = sorted(self.written.items())
        return "\x1e".join(f"{name}\x1f{text}" for name, text in said if name not in _NOT_OF_IT)


_NOT_OF_IT = {Field.TAG, Field.VERSION}

Read = Callable[[Cell], Any]


class Reader:
    """Reads the rows of one list."""

    def __init__(self, sheet: Sheet, mapping: Mapping, known: Vocabulary, said: Said) -> None:
        self.sheet, self.mapping, self.known, self.said = sheet, mapping, known, said
        self.headers: dict[str, str] = {
            field: header for header, field in mapping.columns.items()
        } | {f"{EXTRA}{key}": header for header, key in mapping.own.items()}
        self.unsure: set[str] = set()  # headers of dates that can be read in two ways
        self._read: dict[Field, Read] = self._readers()
        self._columns = [
            (place, header, mapping.columns[header])
            for place, header in enumerate(sheet.headers)
            if header in mapping.columns
        ]
        self._own = [
            (place, header, mapping.own[header])
            for place, header in enumerate(sheet.headers)
            if header in mapping.own
        ]
        self._read_own = {key: self._own_reader(key) for _, _, key in self._own}

    def rows(self) -> Iterator[Told]:
        return (self._row(row) for row in self.sheet.rows)

    def refusal(self, told: Told, name: str | None, no: No) -> None:
        """Refuse what this row says in the column of that field, or the row as a whole."""
        header = self.headers.get(name, "") if name else ""
        value = told.written.get(name, "") if name else ""
        told.refusals.append(Refusal(told.number, header, value, no))

    def place(self, told: Told, now: Place | None = None) -> Place | None:
        """Where the row says that the thing stands, which stands `now` somewhere."""
        words = told.values.get(Field.PLACE)
        if not words:
            return None
        try:
            return self.known.place(words, told.values.get(Field.SITE), now)
        except Refused as no:
            self.refuse(told, Field.PLACE, no)
            return None

    def _row(self, row: Row) -> Told:
        told = Told(row.number)
        for place, header, name in self._columns:
            cell = row.cells[place]
            if cells.blank(cell) or not (written := cells.text(cell)):
                continue
            if name is Field.NOTED:
                told.noted[header] = told.written[f"note {header}"] = written
                continue
            told.written[name] = written
            try:
                told.values[name] = self._read[name](cell)
            except Refused as no:
                self.refuse(told, name, no)
        self._hear(told, row)
        return told

    def _hear(self, told: Told, row: Row) -> None:
        """What the columns of custom fields say."""
        for place, header, key in self._own:
            cell = row.cells[place]
            if cells.blank(cell) or not (written := cells.text(cell)):
                continue
            told.written[f"{EXTRA}{key}"] = written
            try:
                told.own[key] = self._read_own[key](cell)
            except Refused as no:
                if "iso" in no.values:
                    self.unsure.add(header)
                self.refusal(told, f"{EXTRA}{key}", no)

    def refuse(self, told: Told, name: Field, no: Refused) -> None:
        """Refuse what this row says there; words of another program go into the note."""
        header = self.headers[name]
        if self.mapping.loose and name in _LOOSE:
            told.noted[header] = told.written[name]
            return
        if name in DAYS and _readable(told.written[name]):
            self.unsure.add(header)
        self.refusal(told, name, no)

    def _readers(self) -> dict[Field, Read]:
        readers: dict[Field, Read] = {
            Field.STATE: _lookup(choices(State).only),
            Field.CONDITION: _lookup(choices(Condition).only),
            Field.SITE: _lookup(self.known.sites.only),
            Field.TYPE: _lookup(self.known.kinds.only),
            Field.OWNER: _lookup(self.known.owners.only),
            Field.LOT: _lookup(self.known.lot),
            Field.TAG: partial(_text, most=LINE),
            Field.PART_OF: partial(_text, most=LINE),
            Field.PLACE: partial(_text, most=_LONGEST_PATH),
            Field.PRICE: lambda cell: cell,
            Field.VAT: lambda cell: cell,
            Field.VERSION: cells.whole,
            Field.UNNUMBERED: cells.yes,
        }
        readers |= {name: partial(_number, most=most) for name, most in NUMBERS.items()}
        readers |= {name: partial(_text, most=_room(column)) for name, column in _TEXTS.items()}
        readers |= {name: partial(cells.day, order=self._order(name)) for name in DAYS}
        return readers

    def _own_reader(self, key: str) -> Read:
        asked = self.known.fields.get(key)
        if asked is None:
            raise Refused("There is no field {name}.", name=key)
        if asked.kind is not Kind.CHOICE:
            return partial(custom_fields.read, asked, order=self._order(f"{EXTRA}{key}"))
        return _lookup(partial(custom_fields.read, asked))

    def _order(self, name: str) -> Order | None:
        """What the column proves by its certain dates, or else what the person said."""
        header = self.headers.get(name)
        proven = cells.proven_order(self.sheet.column(header)) if header else None
        return proven or self.said.order


def _text(cell: Cell, most: int) -> str:
    said = cells.text(cell)
    if len(said) > most:
        raise Refused("This is too long: {most} characters at most.", most=most)
    return said if most > LINE else _BREAKS.sub(" ", said)


def _number(cell: Cell, most: int) -> int | None:
    number = cells.whole(cell)
    if number is not None and not 1 <= number <= most:
        raise Refused("Write a number from 1 to {most}.", most=most)
    return number


LINE = 200  # what is longer than a line may have several
_LONGEST_PATH = 3000


def _room(column: Any) -> int:
    most: int = column.property.columns[0].type.length
    return most


def _lookup(find: Callable[[str], Any]) -> Read:
    """Look each word up once; lists repeat themselves."""
    found: dict[str, Any] = {}

    def read(cell: Cell) -> Any:
        words = cells.text(cell)
        if words not in found:
            try:
                found[words] = find(words)
            except Refused as no:
                found[words] = no
        if isinstance(found[words], Refused):
            raise found[words]
        return found[words]

    return read


def _readable(written: str) -> bool:
    """Whether it is a date at least when one says what comes first."""
    try:
        cells.day(written, Order.DAY_FIRST)
    except Refused:
        return False
    return True
