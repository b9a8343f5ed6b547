"""Saying what a thing is, apart from where it stands and how it is."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlmodel import Session

from assets import colleagues
from assets.errors import Refused
from assets.inventory import catalogue, leaving, partners, places, suppliers
from assets.inventory.catalogue import Model
from assets.inventory.leaving import Departure
from assets.inventory.register import Asset, State
from assets.inventory.suppliers import Supplier
from assets.money import Money
from assets.rights import Permission, Rights
from assets.words import fold

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
    "funding_source",
    "department",
    "account",
    "class_code",
    "depreciation_months",
    "acquired_on",
    "delivered_on",
    "installed_on",
    "accepted_on",
    "in_use_on",
    "warranty_from",
    "warranty_until",
    "service_contract",
    "service_until",
    "service_life_years",
    "note",
)


# The days of its life, as one follows the other.
STEP_DAYS = ("delivered_on", "installed_on", "accepted_on", "in_use_on", "ended_on")
# Of these days the second is not before the first. What is here already may be paid for later.
_IN_TURN = (
    ("manufactured_on", "expires_on"),
    ("warranty_from", "warranty_until"),
    ("acquired_on", "accepted_on"),
    ("acquired_on", "in_use_on"),
    *combinations(STEP_DAYS, 2),
)
# The days that cannot be known in these states.
_NOT_YET = {
    State.PLANNED: STEP_DAYS,
    State.ORDERED: STEP_DAYS,
    State.DELIVERED: STEP_DAYS[1:],
    State.INSTALLED: STEP_DAYS[2:],
}


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
    owner = asset.partner_id
    for name in _NAMED.keys() & said.keys():
        column, find = _NAMED[name]
        setattr(asset, column, find(session, asset, said[name]) if said[name] else None)
    if owner not in (None, asset.partner_id):
        with session.no_autoflush:
            leaving.must_be_free(session, [asset.id], Departure.SALE, "owner")
    by.must(Permission.ASSETS_EDIT, asset)
    _buy(session, asset, said)
    for name in [name for name in PLAIN if name in said]:
        blank = Asset.model_fields[name].default
        setattr(asset, name, blank if said[name] is None else said[name])
    for no in contradictions(vars(asset), places.day_at(session, asset.site_id)):
        raise no


def _buy(session: Session, asset: Asset, said: Mapping[str, Any]) -> None:
    """Which product it is, and what it cost."""
    if "model" in said or "maker" in said:
        asset.model_id = _product(session, asset, said)
    before = asset.price_currency
    if "price" in said:
        price: Money | None = said["price"]
        asset.price_minor = price.minor if price else None
        asset.price_currency = price.currency if price else None
    if "vat" in said:
        vat: Money | None = said["vat"]
        asset.vat_minor = vat.minor if vat else None
        before = vat.currency if vat else None
    if asset.vat_minor is not None and before != (asset.price_currency or before):
        raise two_currencies()


def two_currencies() -> Refused:
    """What is said to a price and its VAT in different currencies."""
    return Refused("Write the VAT in the currency of the price.", field="vat")


def _product(session: Session, asset: Asset, said: Mapping[str, Any]) -> UUID | None:
    """The product of this maker and name; of what is not said, that which it has now."""
    if not (said.get("maker") or said.get("model")):
        return None
    now = session.get(Model, asset.model_id) if asset.model_id else None
    stands = (
        {"maker": session.get_one(Supplier, now.maker_id).name, "model": now.name} if now else {}
    )
    maker, name = (said.get(part, stands.get(part)) for part in ("maker", "model"))
    if not name:
        raise Refused("Name the model too.", field="model")
    if maker:
        return catalogue.add_model(session, maker, name, asset.type_id).id
    return _only(session, name)


def _only(session: Session, name: str) -> UUID:
    """The one product of this name, whoever makes it."""
    called = catalogue.models().where(Model.folded == fold(name)).limit(2)
    found = session.exec(called).all()
    if len(found) != 1:
        raise Refused("Say who makes it.", field="maker")
    return found[0].id


def contradictions(thing: Mapping[str, Any], on: date) -> list[Refused]:
    """What cannot both be true of a thing, column by column, each beside the field to be mended."""
    found = []
    if thing["unnumbered"] and thing["serial_number"]:
        found.append(
            Refused("It has a serial number, or it carries none: not both.", field="unnumbered")
        )
    for first, last in _IN_TURN:
        if thing[first] and thing[last] and thing[last] < thing[first]:
            found.append(Refused("This is before {day}.", day=thing[first], field=last))
    return [*found, *_untimely(thing, on), *_unpriced(thing)]


def _untimely(thing: Mapping[str, Any], on: date) -> Iterator[Refused]:
    """Days of steps that are not made yet."""
    for name in STEP_DAYS:
        if thing[name] and thing[name] > on:
            yield Refused("This day is still to come.", field=name)
        elif thing[name] and name in _NOT_YET.get(thing["state"], ()):
            yield Refused(
                "It is {state}. Make the step, and say the day there.",
                state=thing["state"],
                field=name,
            )


def _unpriced(thing: Mapping[str, Any]) -> Iterator[Refused]:
    vat, price = thing["vat_minor"], thing["price_minor"]
    if vat is not None and price is None:
        yield Refused("Write the price that it is contained in.", field="vat")
    elif vat is not None and not 0 <= vat <= price:
        yield Refused("It is contained in the price, and cannot be more.", field="vat")
