"""Contracts as forms and programs say them: percentages as people read them, amounts as money."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from assets.money import Currency, Written
from assets.procurement.contract_lines import ContractLine
from assets.procurement.contracts import Contract
from assets.words import N_
from web.bought import PER_CENT, RATE, hundredths, per_cent, thousandths
from web.forms import Amount, Day, Sum
from web.page import PageFor

MOST_MONTHS = 600
MOST_PIECES = 100_000
DETAILS = {
    "number": N_("Number"),
    "awarded_on": N_("Awarded on"),
    "signed_on": N_("Signed on"),
    "starts_on": N_("Starts on"),
    "ends_on": N_("To be done by"),
    "net": N_("Price without VAT"),
    "vat": N_("VAT"),
    "warranty_months": N_("Months of warranty"),
    "guarantee": N_("Guarantee of good performance"),
    "guarantee_amount": N_("Amount of the guarantee"),
    "guarantee_until": N_("Guarantee until"),
    "penalty": N_("Penalty for each day, in per cent"),
    "penalty_most": N_("Penalty at most, in per cent"),
    "note": N_("Note"),
}
DAYS = ("awarded_on", "signed_on", "starts_on", "ends_on", "guarantee_until")


class Details(BaseModel):
    """What was agreed."""

    number: str = Field(min_length=1, max_length=80)
    awarded_on: Day | None = None
    signed_on: Day
    starts_on: Day | None = None
    ends_on: Day | None = None
    net: Sum
    vat: Sum = Written(Decimal(0))
    warranty_months: int | None = Field(default=None, ge=0, le=MOST_MONTHS)
    guarantee: str = Field(default="", max_length=200)
    guarantee_amount: Sum | None = None
    guarantee_until: Day | None = None
    penalty: Amount | None = Field(default=None, ge=0, le=100, decimal_places=3)
    penalty_most: Amount | None = Field(default=None, ge=0, le=100, decimal_places=3)
    note: str = Field(default="", max_length=1000)
    version: int | None = None

    def values(self, currency: Currency) -> dict[str, Any]:
        """The columns of a contract, but its number and its price without VAT."""
        insured = self.guarantee_amount
        return {name: getattr(self, name) for name in (*DAYS, "warranty_months")} | {
            "vat_minor": self.vat.of(currency, "vat").minor,
            "guarantee": self.guarantee.strip(),
            "guarantee_minor": insured.of(currency, "guarantee_amount").minor if insured else None,
            "penalty": thousandths(self.penalty),
            "penalty_most": thousandths(self.penalty_most),
            "note": self.note.strip(),
        }


class Signing(Details):
    """What was agreed, and with whom."""

    supplier: str = Field(min_length=1, max_length=200)
    currency: Currency = Currency.EUR


class Line(BaseModel):
    """So many of one thing at one price."""

    title: str = Field(min_length=1, max_length=300)
    quantity: int = Field(default=1, ge=1, le=MOST_PIECES)
    price: Sum
    vat_rate: Amount = Field(default=Decimal(0), ge=0, le=100, decimal_places=2)
    type: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=400)
    item: str = Field(default="", max_length=36)
    version: int | None = None


class Change(BaseModel):
    """A modification; an amount below zero takes away."""

    change_signed_on: Day
    reason: str = Field(min_length=1, max_length=1000)
    change_net: Sum = Written(Decimal(0))
    change_vat: Sum = Written(Decimal(0))
    change_ends_on: Day | None = None

    def values(self, currency: Currency) -> dict[str, Any]:
        return {
            "signed_on": self.change_signed_on,
            "reason": self.reason,
            "net_minor": self.change_net.of(currency, "net").minor,
            "vat_minor": self.change_vat.of(currency, "vat").minor,
            "ends_on": self.change_ends_on,
        }


class Ending(BaseModel):
    """When a contract was terminated, and why."""

    on: Day
    why: str = Field(min_length=1, max_length=1000)
    version: int | None = None


def rate(line: ContractLine) -> Decimal:
    """Its VAT in per cent."""
    return per_cent(line.vat_rate, RATE) or Decimal(0)


def rate_of(line: Line) -> int:
    return hundredths(line.vat_rate)


def said_of(page: PageFor, contract: Contract) -> dict[str, Any]:
    """The contract as its form shows it."""
    said = {name: getattr(contract, name) for name in DETAILS if hasattr(contract, name)}
    insured = contract.guaranteed
    shares = {name: per_cent(getattr(contract, name), PER_CENT) for name in _SHARES}
    return {name: "" if value is None else value for name, value in said.items()} | {
        "net": page.said(contract.net.amount),
        "vat": page.said(contract.vat.amount),
        "guarantee_amount": page.said(insured.amount) if insured else "",
        **{name: "" if share is None else page.said(share) for name, share in shares.items()},
    }


_SHARES = ("penalty", "penalty_most")
