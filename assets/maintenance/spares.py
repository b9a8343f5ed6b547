"""Spare parts: what lies in the store of a site for repairs, and what orders have used up."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, Relationship

from assets.database import BYTEWISE, UNLOADED, stored
from assets.inventory.catalogue import Model
from assets.inventory.places import Place
from assets.inventory.suppliers import Supplier
from assets.money import Currency
from assets.rights import Guarded
from assets.trail import derived


class SparePart(Guarded, table=True):
    """One kind of part in the store of one site: how much lies there, and how much must."""

    __table_args__ = (
        UniqueConstraint("site_id", "name_key", "part_number"),
        Index("ix_spare_part_name_key_id", "name_key", "id"),
        Index("ix_spare_part_site_id_name_key_id", "site_id", "name_key", "id"),
    )

    name: str = Field(max_length=200)
    name_key: str = Field(default="", sa_type=BYTEWISE, sa_column_kwargs=derived())
    part_number: str = Field(default="", max_length=80)
    unit: str = Field(default="", max_length=20)
    quantity: Decimal = Field(default=Decimal(0), max_digits=12, decimal_places=3)
    minimum: Decimal | None = Field(default=None, max_digits=12, decimal_places=3)
    # Whether less lies there than must: so that a list finds it.
    short: bool = Field(default=False, index=True, sa_column_kwargs=derived())
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    price_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    model_id: UUID | None = Field(default=None, foreign_key="model.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id")
    given_up: bool = False

    supplier: Supplier | None = Relationship(sa_relationship_kwargs=UNLOADED)
    model: Model | None = Relationship(sa_relationship_kwargs=UNLOADED)
    place: Place | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "SparePart.place_id"}
    )

    @property
    def label(self) -> str:
        return self.name


class StockMove(Guarded, table=True):
    """So many parts came, or went into an order, or were counted anew."""

    spare_part_id: UUID = Field(foreign_key="spare_part.id", index=True)
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    change: Decimal = Field(max_digits=12, decimal_places=3)
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    price_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    reason: str = Field(default="", max_length=500)
    # The moves that it takes back.
    undoes_id: UUID | None = Field(default=None, foreign_key="stock_move.id", unique=True)

    spare_part: SparePart = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return format(self.change.normalize(), "+f")
