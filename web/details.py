"""What a person says of a thing on its form, and the thing as that form shows it."""

from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from assets.inventory import catalogue, describing, partners, suppliers
from assets.inventory.register import Asset
from assets.money import SPENT_IN, Currency, Money
from assets.rights import Rights
from assets.words import N_, Language, spoken
from web.forms import Amount, Day

MOST_PRODUCTS = 20

DETAILS = {
    "name": N_("Name"),
    "type": N_("Kind"),
    "maker": N_("Maker"),
    "model": N_("Model"),
    "serial_number": N_("Serial number"),
    "unnumbered": N_("Carries no serial number"),
    "batch_number": N_("Batch"),
    "manufactured_on": N_("Made on"),
    "expires_on": N_("Expires on"),
    "software_version": N_("Software version"),
    "accessories": N_("Accessories"),
    "external_ref": N_("Number in another system"),
    "owner": N_("Owner"),
    "custodian": N_("Custodian"),
    "department": N_("Department"),
    "supplier": N_("Supplier"),
    "source_document": N_("Document of origin"),
    "price": N_("Price"),
    "vat": N_("VAT"),
    "currency": N_("Currency"),
    "funding_source": N_("Paid from"),
    "acquired_on": N_("Acquired on"),
    "delivered_on": N_("Delivered on"),
    "installed_on": N_("Installed on"),
    "accepted_on": N_("Accepted on"),
    "in_use_on": N_("In use since"),
    "warranty_from": N_("Warranty from"),
    "warranty_until": N_("Warranty until"),
    "service_provider": N_("Service firm"),
    "service_contract": N_("Service contract"),
    "service_until": N_("Serviced until"),
    "service_life_years": N_("Years of service"),
    "inventory_number": N_("Inventory number"),
    "account": N_("Account"),
    "class_code": N_("Classification code"),
    "depreciation_months": N_("Months of depreciation"),
    "note": N_("Note"),
}


class Details(BaseModel):
    """What a person says of a thing, apart from where it is and how it is."""

    name: str = Field(min_length=1, max_length=200)
    type: str = ""
    maker: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    serial_number: str = Field(default="", max_length=80)
    unnumbered: bool = False
    batch_number: str = Field(default="", max_length=80)
    manufactured_on: Day | None = None
    expires_on: Day | None = None
    software_version: str = Field(default="", max_length=80)
    accessories: str = Field(default="", max_length=1000)
    external_ref: str = Field(default="", max_length=120)
    owner: str = ""
    custodian: str = Field(default="", max_length=200)
    department: str = Field(default="", max_length=120)
    supplier: str = Field(default="", max_length=200)
    source_document: str = Field(default="", max_length=200)
    price: Amount | None = Field(default=None, ge=0, decimal_places=2)
    vat: Amount | None = Field(default=None, ge=0, decimal_places=2)
    currency: Currency | None = None
    funding_source: str = Field(default="", max_length=200)
    acquired_on: Day | None = None
    delivered_on: Day | None = None
    installed_on: Day | None = None
    accepted_on: Day | None = None
    in_use_on: Day | None = None
    warranty_from: Day | None = None
    warranty_until: Day | None = None
    service_provider: str = Field(default="", max_length=200)
    service_contract: str = Field(default="", max_length=120)
    service_until: Day | None = None
    service_life_years: int | None = Field(default=None, ge=1, le=100)
    inventory_number: str = Field(default="", max_length=80)
    account: str = Field(default="", max_length=40)
    class_code: str = Field(default="", max_length=20)
    depreciation_months: int | None = Field(default=None, ge=1, le=1200)
    note: str = Field(default="", max_length=4000)
    version: int | None = None

    def describe(self, session: Session, asset: Asset, by: Rights) -> None:
        """Write it down. A new thing has its owner from its place unless one is named."""
        said = self.model_dump(include=DETAILS.keys() - {"currency"})
        currency = self.currency or asset.price_currency or Currency.EUR
        for name in ("price", "vat"):
            said[name] = None if said[name] is None else Money.of(said[name], currency)
        if not self.owner:
            del said["owner"]
        describing.describe(session, asset, said, by)


def said_of(asset: Asset, language: Language) -> dict[str, Any]:
    """The thing as its form shows it."""
    named = {
        "type": asset.type.names.of(language) if asset.type else "",
        "maker": asset.model.maker.name if asset.model else "",
        "model": asset.model.name if asset.model else "",
        "owner": asset.partner.code if asset.partner else "",
        "custodian": asset.custodian.name if asset.custodian else "",
        "supplier": asset.supplier.name if asset.supplier else "",
        "service_provider": asset.service_provider.name if asset.service_provider else "",
        "price": f"{asset.price.amount:.2f}" if asset.price else "",
        "vat": f"{asset.vat.amount:.2f}" if asset.vat else "",
        "currency": asset.price_currency or SPENT_IN.get(asset.site.country, Currency.EUR),
    }
    return {name: named.get(name, getattr(asset, name, None) or "") for name in DETAILS}


def choices(session: Session, language: Language) -> dict[str, Any]:
    """The first kinds and companies, the rest of which come as one types; owners; currencies."""
    kinds = session.exec(catalogue.types().limit(MOST_PRODUCTS))
    companies = session.exec(suppliers.suggested("").limit(MOST_PRODUCTS))
    return {
        "kinds": [spoken(each.names, language) for each in kinds],
        "makers": [each.name for each in companies],
        "owners": [(each.code, each.name) for each in session.exec(partners.listed())],
        "currencies": [(each.value, each.value) for each in Currency],
    }
