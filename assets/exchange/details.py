"""What a row says of a thing apart from where it is and how it is, column by column."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from assets.errors import Refused
from assets.exchange import cells
from assets.exchange.cells import Cell
from assets.exchange.mappings import Field
from assets.exchange.products import Product, Products
from assets.exchange.readings import DAYS, NUMBERS, Reader, Told
from assets.inventory import describing
from assets.inventory.register import LONGEST_NOTE
from assets.money import SPENT_IN, Currency, Money
from assets.rights import Guarded
from assets.words import fold

Values = dict[str, Any]  # an asset, column by column

_TEXTS = (
    Field.NAME,
    Field.SERIAL_NUMBER,
    Field.INVENTORY_NUMBER,
    Field.EXTERNAL_REF,
    Field.LOT,
    Field.BATCH_NUMBER,
    Field.UDI_RAW,
    Field.SOFTWARE_VERSION,
    Field.ACCESSORIES,
    Field.SOURCE_DOCUMENT,
    Field.FUNDING_SOURCE,
    Field.DEPARTMENT,
    Field.ACCOUNT,
    Field.CLASS_CODE,
    Field.ENDED_REASON,
    Field.SERVICE_CONTRACT,
)
_AS_READ = (*DAYS, *NUMBERS, Field.UNNUMBERED)


class Describer:
    """Finds the columns that rows fill. `thing` is as it stands; a new one has nothing in it."""

    def __init__(self, reader: Reader, products: Products) -> None:
        self.reader, self.products = reader, products
        self.known, self.said = reader.known, reader.said

    def columns(self, told: Told, thing: Values) -> Iterator[tuple[str, Any]]:
        said = told.values
        for name in _TEXTS:
            if name in said and cells.text(thing[name]) != said[name]:
                yield name, said[name]
        yield from ((name, said[name]) for name in _AS_READ if name in said)
        kept = (("type_id", Field.TYPE), ("partner_id", Field.OWNER))
        yield from ((column, said[name].id) for column, name in kept if name in said)
        yield from self._bought(told, thing)
        if custodian := self._custodian(told, thing):
            yield "custodian_id", custodian
        yield "note", self._note(told, thing)

    def _bought(self, told: Told, thing: Values) -> Iterator[tuple[str, Any]]:
        if product := self._product(told, thing):
            yield "model_id", product.id
        sold_by = (("supplier_id", Field.SUPPLIER), ("service_provider_id", Field.SERVICE_PROVIDER))
        for column, name in sold_by:
            if name in told.values:
                yield column, self.products.company(told.values[name])
        yield from self._paid(told, thing).items()

    def _custodian(self, told: Told, thing: Values) -> UUID | None:
        if Field.CUSTODIAN not in told.values:
            return None
        here = Guarded(site_id=thing["site_id"], partner_id=thing["partner_id"])
        try:
            return self.known.custodian(told.values[Field.CUSTODIAN], here, thing["custodian_id"])
        except Refused as no:
            self.reader.refuse(told, Field.CUSTODIAN, no)
            return None

    def _product(self, told: Told, thing: Values) -> Product | None:
        said, now = told.values, thing["model_id"]
        if Field.MAKER not in said or Field.MODEL not in said:
            self._half_a_product(told, self.products.products.get(now))
            return None
        type_id = said[Field.TYPE].id if Field.TYPE in said else None
        part = said.get(Field.PART_NUMBER, "")
        return self.products.model(said[Field.MAKER], said[Field.MODEL], part, now, type_id)

    def _half_a_product(self, told: Told, now: Product | None) -> None:
        """A maker alone, or a model alone, is kept in the note rather than lost."""
        stands = {Field.MAKER: now.maker, Field.MODEL: now.name} if now else {}
        for name in (Field.MAKER, Field.MODEL):
            said = told.values.get(name)
            if said and name not in stands:
                told.noted[self.reader.headers[name]] = said
            elif said and fold(said) != fold(stands[name]):
                self.reader.refusal(told, name, Refused("Write both the maker and the model."))

    def _paid(self, told: Told, thing: Values) -> Values:
        """The price, and what of it is VAT, in the same currency."""
        site = self.known.places.get(thing["site_id"])
        usual = self.said.currency or SPENT_IN.get(site.country if site else "", Currency.EUR)
        before: Currency | None = thing["price_currency"]
        price = self._amount(told, Field.PRICE, before or usual)
        currency = price.currency if price else before
        vat = self._amount(told, Field.VAT, currency or usual)
        if vat or (thing["vat_minor"] is not None and price):
            stands = vat.currency if vat else before
            if stands != (currency or stands):
                self.reader.refusal(told, Field.VAT, describing.two_currencies())
        paid: Values = (
            {"price_minor": price.minor, "price_currency": price.currency} if price else {}
        )
        return paid | ({"vat_minor": vat.minor} if vat else {})

    def _amount(self, told: Told, name: Field, usual: Currency) -> Money | None:
        if name not in told.values:
            return None
        try:
            return amount(told.values[name], usual)
        except Refused as no:
            self.reader.refusal(told, name, no)
            return None

    def _note(self, told: Told, thing: Values) -> str:
        """The note, with a line for each heading that has no column of its own here."""
        now: str = thing["note"]
        note = _with_lines(told.values.get(Field.NOTE, now), told.noted)
        if len(note) > LONGEST_NOTE:
            no = Refused("This is too long: {most} characters at most.", most=LONGEST_NOTE)
            self.reader.refusal(told, Field.NOTE, no)
        return now if cells.text(now) == note else note


def _with_lines(note: str, noted: dict[str, str]) -> str:
    """A line under the same heading is replaced; what else people wrote there stays."""
    lines = note.splitlines() if noted else [note]
    for heading, said in noted.items():
        line = f"{heading}: {' '.join(said.split())}"
        if line not in lines:
            lines = [each for each in lines if not each.startswith(f"{heading}: ")] + [line]
    return "\n".join(lines)


def amount(cell: Cell, usual: Currency) -> Money | None:
    """An amount in the currency that it names, or else in the usual one."""
    failed = []
    for currency in (usual, *(each for each in Currency if each != usual)):
        try:
            return cells.money(cell, currency)
        except Refused as no:
            failed.append(no)
    # It named one of the currencies, and was refused there for another reason than that.
    raise next((no for no in failed if "currency" not in no.values), failed[0])
