"""What a row changes on a thing, field by field, in values that can be spoken."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from assets.exchange.details import Values
from assets.exchange.mappings import Field
from assets.exchange.products import Products
from assets.exchange.vocabulary import Vocabulary
from assets.money import Money
from assets.words import Words

# The columns of an asset that a list can fill, in the order in which they are shown.
SHOWN: dict[str, Field] = {
    "name": Field.NAME,
    "place_id": Field.PLACE,
    "state": Field.STATE,
    "condition": Field.CONDITION,
    "type_id": Field.TYPE,
    "model_id": Field.MODEL,
    "serial_number": Field.SERIAL_NUMBER,
    "unnumbered": Field.UNNUMBERED,
    "batch_number": Field.BATCH_NUMBER,
    "manufactured_on": Field.MANUFACTURED_ON,
    "expires_on": Field.EXPIRES_ON,
    "udi_raw": Field.UDI_RAW,
    "software_version": Field.SOFTWARE_VERSION,
    "inventory_number": Field.INVENTORY_NUMBER,
    "external_ref": Field.EXTERNAL_REF,
    "partner_id": Field.OWNER,
    "department": Field.DEPARTMENT,
    "custodian_id": Field.CUSTODIAN,
    "accessories": Field.ACCESSORIES,
    "lot_number": Field.LOT,
    "supplier_id": Field.SUPPLIER,
    "source_document": Field.SOURCE_DOCUMENT,
    "price": Field.PRICE,
    "vat": Field.VAT,
    "funding_source": Field.FUNDING_SOURCE,
    "account": Field.ACCOUNT,
    "class_code": Field.CLASS_CODE,
    "depreciation_months": Field.DEPRECIATION_MONTHS,
    "acquired_on": Field.ACQUIRED_ON,
    "delivered_on": Field.DELIVERED_ON,
    "installed_on": Field.INSTALLED_ON,
    "accepted_on": Field.ACCEPTED_ON,
    "in_use_on": Field.IN_USE_ON,
    "ended_on": Field.ENDED_ON,
    "ended_reason": Field.ENDED_REASON,
    "warranty_from": Field.WARRANTY_FROM,
    "warranty_until": Field.WARRANTY_UNTIL,
    "service_provider_id": Field.SERVICE_PROVIDER,
    "service_contract": Field.SERVICE_CONTRACT,
    "service_until": Field.SERVICE_UNTIL,
    "service_life_years": Field.SERVICE_LIFE_YEARS,
    "note": Field.NOTE,
}


class Difference(NamedTuple):
    """One field of a thing as it is and as it shall be; empty where there is nothing."""

    field: Field | Words  # a custom field by its names
    old: Any
    new: Any


class Teller:
    """Names the things that columns point to."""

    def __init__(self, known: Vocabulary, products: Products) -> None:
        self._fields = known.fields
        self._named: dict[str, Callable[[Any], Any]] = {
            "place_id": lambda key: known.places[key].path if key in known.places else "…",
            "type_id": lambda key: known.types[key].names,
            "partner_id": lambda key: known.partners[key].name,
            "supplier_id": lambda key: products.names[key],
            "service_provider_id": lambda key: products.names[key],
            "custodian_id": lambda key: known.people[key].name if key in known.people else "…",
            "model_id": lambda key: products.products[key].label,
        }

    def differences(self, old: Values, new: Values) -> list[Difference]:
        """What differs between two rows of columns; all that is new, if the old one is empty."""
        pairs = (
            Difference(name, self._said(column, old), self._said(column, new))
            for column, name in SHOWN.items()
        )
        own = self._own(old.get("extra", {}), new.get("extra", {}))
        return [each for each in (*pairs, *own) if each.old != each.new]

    def _own(self, old: Values, new: Values) -> Iterator[Difference]:
        """What differs in custom fields; a list changes none but those that are asked."""
        for key, field in self._fields.items() if old != new else ():
            said = (field.read(each[key]) if key in each else "" for each in (old, new))
            yield Difference(field.names, *said)

    def _said(self, column: str, values: Values) -> Any:
        if column in ("price", "vat"):
            return Money.known(values.get(f"{column}_minor"), values.get("price_currency")) or ""
        value = values.get(column)
        if value is None or value is False or value == "":
            return ""
        return self._named[column](value) if column in self._named else value
