"""Saying what a thing is, apart from where it stands and how it is."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from assets import colleagues
from assets.errors import Refused
from assets.inventory import catalogue, partners, suppliers
from assets.inventory.register import Asset
from assets.money import Money
from assets.rights import Permission, Rights

# Columns that hold what is said as it is said.
PLAIN = (
    "serial_number",
    "unnumbered",
    "batch_number",
    "manufactured_on",
    "expires_on",
    "udi_raw",
    "software_version",
    "inventory_number",
    "external_ref",
    "accessories",
    "source_document",
    "account",
    "class_code",
    "depreciation_months",
    "acquired_on",
    "delivered_on",
    "installed_on",
    "warranty_from",
    "warranty_until",
    "service_contract",
    "service_until",
    "service_life_years",
    "note",
)


def _custodian(session: Session, asset: Asset, words: str) -> UUID:
    return colleagues.called(session, words, colleagues.at(asset), asset.custodian_id).id


# Columns that point to what is named, and how it is found by its name.
_NAMED: dict[str, tuple[str, Callable[[Session, Asset, str], UUID]]] = {
    "type": ("type_id", lambda session, _, words: catalogue.type_called(session, words).id),
    "owner": ("partner_id", lambda session, _, words: partners.coded(session, words).id),
    "supplier": ("supplier_id", lambda session, _, words: suppliers.named(session, words).id),
    "service_provider": (
        "service_provider_id",
        lambda session, _, words: suppliers.named(session, words).id,
    ),
    "custodian": ("custodian_id", _custodian),
}


def describe(session: Session, asset: Asset, said: Mapping[str, Any], by: Rights) -> None:
    """Write down what is said under the names of the contract; what is not named stays."""
    if "name" in said:
        asset.call(said["name"] or "")
    for name in _NAMED.keys() & said.keys():
        column, find = _NAMED[name]
        setattr(asset, column, find(session, asset, said[name]) if said[name] else None)
    by.must(Permission.ASSETS_EDIT, asset)
    _buy(session, asset, said)
    for name in [name for name in PLAIN if name in said]:
        blank = Asset.model_fields[name].default
        setattr(asset, name, blank if said[name] is None else said[name])
    for no in contradictions({name: getattr(asset, name) for name in PLAIN}):
        raise no


def _buy(session: Session, asset: Asset, said: Mapping[str, Any]) -> None:
    """Which product it is, and what it cost."""
    if {"maker", "model"} <= said.keys():
        maker, name = said["maker"], said["model"]
        known = catalogue.add_model(session, maker, name, asset.type_id) if maker and name else None
        asset.model_id = known.id if known else None
    if "price" in said:
        price: Money | None = said["price"]
        asset.price_minor = price.minor if price else None
        asset.price_currency = price.currency if price else None


def contradictions(values: Mapping[str, Any]) -> list[Refused]:
    """What cannot both be true of a thing, each beside the field to be mended."""
    found = []
    if values["unnumbered"] and values["serial_number"]:
        found.append(
            Refused("It has a serial number, or it carries none: not both.", field="unnumbered")
        )
    for first, last in (("manufactured_on", "expires_on"), ("warranty_from", "warranty_until")):
        if values[first] and values[last] and values[last] < values[first]:
            found.append(Refused("This is before {day}.", day=values[first], field=last))
    return found
