"""What people write into custom fields: as it is meant there, and as it is written out again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from assets.errors import Refused
from assets.exchange import cells, mappings
from assets.exchange.cells import Cell, Order
from assets.exchange.mappings import EXTRA, Mapping
from assets.exchange.vocabulary import CHOICES, Names
from assets.inventory import custom_fields
from assets.inventory.custom_fields import (
    Choice,
    CustomField,
    Kept,
    Kind,
    Value,
    canonical,
    mark,
)
from assets.words import Words

_NAMED = 12  # choices, where somebody wrote none of them
_THOUSAND = Decimal(1000)


def read(field: CustomField, cell: Cell, order: Order | None = None) -> Value:
    """What this cell means in this field; None where it says nothing. Raises Refused."""
    try:
        return None if cells.blank(cell) else _read(field, cell, order)
    except Refused as no:
        no.field = field.name
        raise


def _read(field: CustomField, cell: Cell, order: Order | None) -> Value:
    match field.kind:
        case Kind.NUMBER:
            return cells.decimal(cell)
        case Kind.YES_NO:
            return cells.yes(cell)
        case Kind.DAY:
            return cells.day(cell, order)
        case Kind.CHOICE:
            return _names(field).only(cells.text(cell)).key
        case _:
            return cells.text(cell)


def _names(field: CustomField) -> Names[Choice]:
    """The choices by their keys and by their names in every language."""
    offered = [each.names for each in field.offered if not each.ended]
    more = ["…"] if len(offered) > _NAMED else []
    said = (", ".join([*names, *more]) for names in zip(*offered[:_NAMED], strict=True))
    named = ((each, (each.key, *each.names)) for each in field.offered)
    return Names(named, CHOICES, choices=Words(*said))


def written(field: CustomField, kept: Kept | None) -> Any:
    """A kept value as a list or a form writes it, so that it is read again as the same."""
    if kept is None:
        return None
    match field.kind:
        case Kind.NUMBER:
            return _in_one_way(canonical(Decimal(kept)))
        case Kind.DAY:
            return date.fromisoformat(str(kept))
        case _:
            return kept


def _in_one_way(number: Decimal) -> Decimal:
    """12.345 can be read in two ways, and 12.3450 in one."""
    ambiguous = number.as_tuple().exponent == -3 and 1 <= abs(number) < _THOUSAND  # noqa: PLR2004
    return number.quantize(Decimal("1.0000")) if ambiguous else number


def recognised(mapping: Mapping, headers: Sequence[str], fields: Iterable[CustomField]) -> Mapping:
    """The mapping with the columns of custom fields: extra.key, or a name that only one bears."""
    known = _headers(fields)
    columns, own = dict(mapping.columns), dict(mapping.own)
    for header in sorted(headers, key=lambda each: not each.startswith(EXTRA)):
        key = known.get(mappings.plain(header), "")
        free = columns.get(header, mappings.Field.NOTED) is mappings.Field.NOTED
        if key and free and key not in own.values():
            columns.pop(header, None)
            own[header] = key
    return replace(mapping, columns=columns, own=own)


def _headers(fields: Iterable[CustomField]) -> dict[str, str]:
    """The key of the field that each header means, unless it may mean several."""
    keys: dict[str, str] = {}
    named: dict[str, set[str]] = {}
    for field in fields:
        keys[mappings.plain(field.name)] = field.key
        for name in {mappings.plain(each) for each in field.names}:
            named.setdefault(name, set()).add(field.key)
    return {name: min(found) for name, found in named.items() if len(found) == 1} | keys


def meant(field: CustomField, words: str) -> Kept | None:
    """The kept value that these words of an address ask for; None where they mean nothing."""
    try:
        return field.plain(read(field, words))
    except Refused:
        return None


def marks(session: Session, said: dict[str, str]) -> tuple[str, ...]:
    """By which words things are found that say this in these fields, by their keys."""
    found = custom_fields.keyed(session, said)
    asked = {key: meant(found[key], said[key]) if key in found else None for key in said}
    # What is not understood is what no thing says; nor does one say anything in no field.
    return tuple(mark(key, said[key] if kept is None else kept) for key, kept in asked.items())
