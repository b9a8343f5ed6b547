"""What is said of a thing, field by field, under the names of the contract."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, String, TypeDecorator, cast, func, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.people import Person
from assets.rhythm import months_after

# What an export and the API say of a thing, in this order and under these names.
FIELDS = (
    "tag",
    "name",
    "state",
    "condition",
    "site",
    "place",
    "type",
    "maker",
    "model",
    "serial_number",
    "unnumbered",
    "batch_number",
    "manufactured_on",
    "expires_on",
    "udi_raw",
    "software_version",
    "udi_di",
    "emdn",
    "mdr_class",
    "basis",
    "protection_class",
    "applied_part",
    "power",
    "inventory_number",
    "external_ref",
    "owner",
    "department",
    "custodian",
    "part_of",
    "waits_for",
    "accessories",
    "lot_number",
    "supplier",
    "source_document",
    "price_minor",
    "price_currency",
    "vat_minor",
    "funding_source",
    "account",
    "class_code",
    "depreciation_months",
    "acquired_on",
    "delivered_on",
    "installed_on",
    "accepted_on",
    "in_use_on",
    "ended_on",
    "ended_reason",
    "warranty_from",
    "warranty_until",
    "service_provider",
    "service_contract",
    "service_until",
    "service_life_years",
    "replace_on",
    "verified_on",
    "verified_found",
    "verified_by",
    "due_on",
    "note",
    "version",
)

# What a thing has from its model or its kind unless it has its own.
INHERITED = ("emdn", "mdr_class", "basis", "protection_class", "applied_part", "power")

# The same, and what the custom fields say of it.
EVERY = (*FIELDS, "extra")

_Site = aliased(Place)
_Seller, _Servicer = aliased(Supplier), aliased(Supplier)
_Whole, _Room, _Verifier = aliased(Asset), aliased(Place), aliased(Person)
_KIND: tuple[Any, Any] = (EquipmentType, col(EquipmentType.id) == col(Asset.type_id))
_MODEL: tuple[Any, Any] = (Model, col(Model.id) == col(Asset.model_id))


class _Replaced(TypeDecorator[date]):
    """The day so many years after another, which the database says as `years/day`."""

    impl, cache_ok = String, True

    def process_result_value(self, value: str | None, _dialect: Any) -> date | None:
        years, _, begun = (value or "").partition("/")
        return months_after(date.fromisoformat(begun), 12 * int(years)) if begun else None


def _inherited(name: str) -> Any:
    """What holds for a thing: its own, or else that of its model or of its kind."""
    sources = (getattr(table, name, None) for table in (Asset, Model, EquipmentType))
    said: list[Any] = [col(column) for column in sources if column is not None]
    if Asset.model_fields[name].default == "":
        return func.coalesce(*(func.nullif(each, "") for each in said), "")
    return func.coalesce(*said)


def _replaced() -> Any:
    begun = func.coalesce(col(Asset.in_use_on), col(Asset.acquired_on))
    years = cast(_inherited("service_life_years"), String)
    return type_coerce(years + "/" + cast(begun, String), _Replaced)


# What is said of another record: the field's column there, and how that record is joined.
_ELSEWHERE: dict[str, tuple[Any, list[tuple[Any, Any]]]] = {
    "site": (_Site.code, [(_Site, col(_Site.id) == col(Asset.site_id))]),
    "place": (Place.name, [(Place, col(Place.id) == col(Asset.place_id))]),
    "type": (EquipmentType.key, [_KIND]),
    "model": (Model.name, [_MODEL]),
    "udi_di": (Model.udi_di, [_MODEL]),
    "maker": (Supplier.name, [_MODEL, (Supplier, col(Supplier.id) == col(Model.maker_id))]),
    "owner": (Partner.code, [(Partner, col(Partner.id) == col(Asset.partner_id))]),
    "custodian": (Person.name, [(Person, col(Person.id) == col(Asset.custodian_id))]),
    "waits_for": (_Room.name, [(_Room, col(_Room.id) == col(Asset.waits_for_id))]),
    "verified_by": (_Verifier.name, [(_Verifier, col(_Verifier.id) == col(Asset.verified_by_id))]),
    "part_of": (_Whole.tag, [(_Whole, col(_Whole.id) == col(Asset.part_of_id))]),
    "supplier": (_Seller.name, [(_Seller, col(_Seller.id) == col(Asset.supplier_id))]),
    "service_provider": (
        _Servicer.name,
        [(_Servicer, col(_Servicer.id) == col(Asset.service_provider_id))],
    ),
    "replace_on": (_replaced(), [_MODEL, _KIND]),
} | {name: (_inherited(name), [_MODEL, _KIND]) for name in INHERITED}


def said(fields: Sequence[str] = FIELDS) -> Select[Any]:
    """These fields as columns under their names, joined to no more than they are said of."""
    shown: list[Any] = []
    joins: dict[Any, Any] = {}
    for name in fields:
        column, ways = _ELSEWHERE.get(name, (None, []))
        shown.append((column if ways else getattr(Asset, name)).label(name))
        joins |= dict(ways)
    rows: Select[Any] = select(*shown).select_from(Asset)
    for table, same in joins.items():
        rows = rows.outerjoin(table, same)
    return rows
