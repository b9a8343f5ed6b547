"""What is said of a thing, field by field, under the names of the contract."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.people import Person

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
    "inventory_number",
    "external_ref",
    "owner",
    "custodian",
    "part_of",
    "accessories",
    "lot_number",
    "supplier",
    "source_document",
    "price_minor",
    "price_currency",
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
    "due_on",
    "note",
    "version",
)

# The same, and what the custom fields say of it.
EVERY = (*FIELDS, "extra")

_Site = aliased(Place)
_Seller, _Servicer = aliased(Supplier), aliased(Supplier)
_Whole = aliased(Asset)

# What is said of another record: the field's column there, and how that record is joined.
_ELSEWHERE: dict[str, tuple[Any, list[tuple[Any, Any]]]] = {
    "site": (_Site.code, [(_Site, col(_Site.id) == col(Asset.site_id))]),
    "place": (Place.name, [(Place, col(Place.id) == col(Asset.place_id))]),
    "type": (EquipmentType.key, [(EquipmentType, col(EquipmentType.id) == col(Asset.type_id))]),
    "model": (Model.name, [_MODEL := (Model, col(Model.id) == col(Asset.model_id))]),
    "maker": (Supplier.name, [_MODEL, (Supplier, col(Supplier.id) == col(Model.maker_id))]),
    "owner": (Partner.code, [(Partner, col(Partner.id) == col(Asset.partner_id))]),
    "custodian": (Person.name, [(Person, col(Person.id) == col(Asset.custodian_id))]),
    "part_of": (_Whole.tag, [(_Whole, col(_Whole.id) == col(Asset.part_of_id))]),
    "supplier": (_Seller.name, [(_Seller, col(_Seller.id) == col(Asset.supplier_id))]),
    "service_provider": (
        _Servicer.name,
        [(_Servicer, col(_Servicer.id) == col(Asset.service_provider_id))],
    ),
}


def said(fields: Sequence[str] = FIELDS) -> Select[Any]:
    """These fields as columns under their names, joined to no more than they are said of."""
    shown: list[Any] = []
    joins: dict[Any, Any] = {}
    for name in fields:
        column, ways = _ELSEWHERE.get(name, (None, []))
        shown.append(col(column if ways else getattr(Asset, name)).label(name))
        joins |= dict(ways)
    rows: Select[Any] = select(*shown).select_from(Asset)
    for table, same in joins.items():
        rows = rows.outerjoin(table, same)
    return rows
