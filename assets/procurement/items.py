"""Items of a lot: what is bought in it, how many, and what is asked of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory.catalogue import EquipmentType
from assets.money import Currency, Money
from assets.procurement.lots import Lot
from assets.rights import Guarded, Permission, Rights


class LotItem(Guarded, table=True):
    """So many of one kind of thing, work or service."""

    __table_args__ = (UniqueConstraint("lot_id", "position"),)

    lot_id: UUID = Field(foreign_key="lot.id")
    position: int
    title: str = Field(max_length=300)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id")
    quantity: int = 1
    # Of one, without VAT.
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    price_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    specification: str = Field(default="", max_length=4000)
    budget_line_id: UUID | None = Field(default=None, foreign_key="budget_line.id", index=True)

    type: EquipmentType | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return f"{self.position}. {self.title}"[:200]

    @property
    def price(self) -> Money | None:
        """What one is expected to cost, without VAT."""
        return Money.known(self.price_minor, self.price_currency)

    @property
    def worth(self) -> Money | None:
        """What all of them are expected to cost, without VAT."""
        price = self.price
        return Money(price.minor * self.quantity, price.currency) if price else None

    def describe(self, *, title: str, quantity: int, price: Money | None, **values: Any) -> None:
        """What it is. `values` are specification, type_id and budget_line_id."""
        if not title.strip():
            raise Refused("Give it a name.", field="title")
        if quantity < 1:
            raise Refused("At least one is bought.", field="quantity")
        if price and price.minor < 0:
            raise Refused("A price is not below zero.", field="price")
        self.title, self.quantity = title.strip(), quantity
        self.price_minor = price.minor if price else None
        self.price_currency = price.currency if price else None
        for name, value in values.items():
            setattr(self, name, value)


def add(
    session: Session,
    lot: Lot,
    *,
    title: str,
    quantity: int = 1,
    price: Money | None = None,
    **values: Any,
) -> LotItem:
    """One more item, after the last. `values` are specification, type_id and budget_line_id."""
    taken = select(func.max(LotItem.position)).where(LotItem.lot_id == lot.id)
    position = (session.exec(taken).one() or 0) + 1
    item = LotItem(
        lot_id=lot.id,
        site_id=lot.site_id,
        partner_id=lot.partner_id,
        position=position,
        title=title,
    )
    item.describe(title=title, quantity=quantity, price=price, **values)
    session.add(item)
    session.flush()
    return item


def of_lot(lot: Lot) -> SelectOfScalar[LotItem]:
    """The items of a lot with their kinds, in their order."""
    return of_lots([lot.id])


def of_lots(keys: Iterable[UUID]) -> SelectOfScalar[LotItem]:
    rows = select(LotItem).where(col(LotItem.lot_id).in_(list(keys)))
    return rows.options(*alongside(LotItem.type)).order_by(col(LotItem.position))


def item(session: Session, key: UUID, seen_by: Rights) -> LotItem:
    rows = select(LotItem).where(LotItem.id == key).options(*alongside(LotItem.type))
    found = session.exec(rows.where(seen_by.where(Permission.PROCUREMENT_SEE, LotItem))).first()
    if found is None:
        raise Missing("There is no such item.")
    return found


def of_id(session: Session, lot: Lot, key: UUID) -> UUID:
    """The id of an item of this lot. Raises Refused for another one."""
    found = session.exec(of_lot(lot).where(LotItem.id == key)).first()
    if found is None:
        raise Refused("It is no item of {lot}.", lot=lot.number, field="item")
    return found.id


def worth(items: Iterable[LotItem]) -> list[Money]:
    """What these items are expected to cost together, one sum for each currency."""
    sums: dict[Currency, Money] = {}
    for each in items:
        if each.worth:
            zero = Money(0, each.worth.currency)
            sums[each.worth.currency] = sums.get(each.worth.currency, zero) + each.worth
    return list(sums.values())
