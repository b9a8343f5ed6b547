"""Spare parts as pages and programs show them: what is said of one, and what came and went."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from assets import chronicle, trail
from assets.errors import Refused
from assets.exchange.exports import Value
from assets.inventory import catalogue, places
from assets.inventory.catalogue import Model
from assets.maintenance import spares, stock
from assets.maintenance.spares import SparePart, Wanted
from assets.money import Currency, Money
from assets.rights import Rights
from assets.words import N_
from web.filters import model_of, site_of
from web.forms import Amount
from web.page import PageFor
from web.paging import Paged, Perhaps

SHOWN_MOVES = 50

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
# Under the names by which programs know them.
COLUMNS = (
    *("name", "part_number", "site", "place", "quantity", "unit", "minimum", "short"),
    *("price", "supplier", "model", "id"),
)

DETAILS = {
    "name": N_("Name"),
    "part_number": N_("Part number"),
    "unit": N_("Unit"),
    "minimum": N_("Minimum"),
    "price": N_("Price"),
    "currency": N_("Currency"),
    "supplier": N_("Supplier"),
    "model": N_("Fits"),
    "place": N_("Lies in"),
    "given_up": N_("Given up"),
}


class Asked(Paged):
    """Which spare parts, and which page of them."""

    search: str = ""
    site: str = ""
    model: str = ""
    show: Perhaps[str] = Field(default=None, pattern="^(short|given_up)$")

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        return Wanted(
            search=self.search,
            site=site_of(session, self.site, seen_by),
            model=model_of(session, self.model),
            short=self.show == "short",
            given_up=self.show == "given_up",
        )


class Details(BaseModel):
    """What is said of a part, apart from how much of it lies there."""

    name: str = Field(min_length=1, max_length=200)
    part_number: str = Field(default="", max_length=80)
    unit: str = Field(default="", max_length=20)
    minimum: Amount | None = Field(default=None, ge=0, le=999_999, decimal_places=3)
    price: Amount | None = Field(default=None, ge=0, decimal_places=2)
    currency: Currency | None = None
    supplier: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=400)
    place: str = Field(default="", max_length=400)
    given_up: bool = False
    version: int | None = None

    def describe(self, session: Session, part: SparePart, by: Rights) -> None:
        """Write it down. The name is given to the part apart from this."""
        currency = self.currency or part.price_currency or Currency.EUR
        said = {
            "unit": self.unit.strip(),
            "given_up": self.given_up,
            "place": places.called(session, self.place, by) if self.place else None,
            "model": _model(session, self.model) if self.model else None,
            "supplier": self.supplier.strip(),
            "minimum": self.minimum,
            "price": None if self.price is None else Money.of(self.price, currency),
        }
        spares.describe(session, part, said)


def _model(session: Session, words: str) -> Model:
    try:
        return catalogue.model_called(session, words)
    except Refused as no:
        no.field = "model"
        raise


def said_of(part: SparePart) -> dict[str, Any]:
    """The part as its form shows it."""
    named = {
        "minimum": "" if part.minimum is None else spares.trimmed(part.minimum),
        "price": f"{part.price.amount:.2f}" if part.price else "",
        "currency": part.price_currency or Currency.EUR,
        "supplier": part.supplier.name if part.supplier else "",
        "model": f"{part.model.maker.name} {part.model.name}" if part.model else "",
        "place": part.place.path if part.place else "",
    }
    return {name: named.get(name, getattr(part, name, "")) for name in DETAILS}


def told(row: Any) -> list[Value]:
    """A part in the order of the columns of a file."""
    minimum = None if row.minimum is None else spares.trimmed(row.minimum)
    price = Money.known(row.price_minor, row.price_currency)
    lying = (spares.trimmed(row.quantity), row.unit, minimum, str(row.short).lower())
    return [
        *(row.name, row.part_number, row.site, row.place),
        *lying,
        *(price, row.supplier, row.model, str(row.id)),
    ]


@dataclass(frozen=True)
class Moved:
    """What came or went, when, by whom and for what."""

    at: datetime
    change: Decimal
    person: str
    order: str
    reason: str
    price: Money | None


def history(page: PageFor, db: Session, part: SparePart) -> list[Moved]:
    """The latest of what came and went of a part."""
    moves = db.exec(stock.moves(part).limit(SHOWN_MOVES)).all()
    entries = db.exec(trail.history(*(move.id for move in moves))).all()
    lines = chronicle.told(db, entries, page.language)
    persons = {entry.key: each.person for (entry, _), each in zip(entries, lines, strict=True)}
    numbers = stock.numbers(db, moves)
    return [
        Moved(
            move.created_at,
            spares.trimmed(move.change),
            persons.get(move.id, ""),
            numbers.get(move.order_id, ""),
            page.say(move.reason) if move.reason == stock.FIRST_COUNT else move.reason,
            Money.known(move.price_minor, move.price_currency),
        )
        for move in moves
    ]
