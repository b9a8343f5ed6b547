"""Spare parts: what lies in the store of a site for repairs, and how much of it must."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Index, Select, UniqueConstraint
from sqlalchemy.orm import aliased
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import BYTEWISE, UNLOADED, alongside, stored
from assets.errors import Missing, Refused
from assets.inventory import suppliers
from assets.inventory.catalogue import Model
from assets.inventory.places import Place
from assets.inventory.suppliers import Supplier
from assets.listing import Cut, Order, PageOf, page, pages, terms
from assets.money import Currency, Money
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import fold, sort_key

_FINE = Decimal("0.001")


class SparePart(Guarded, table=True):
    """One kind of part in the store of one site: how much lies there, and how much must."""

    __table_args__ = (
        UniqueConstraint("site_id", "name_key", "part_number"),
        Index("ix_spare_part_name_key_id", "name_key", "id"),
        Index("ix_spare_part_site_id_name_key_id", "site_id", "name_key", "id"),
    )

    name: str = Field(max_length=200)
    name_key: str = Field(default="", sa_type=BYTEWISE, sa_column_kwargs=derived())
    folded: str = Field(default="", sa_column_kwargs=derived())
    part_number: str = Field(default="", max_length=80)
    unit: str = Field(default="", max_length=20)
    quantity: Decimal = Field(default=_FINE - _FINE, max_digits=12, decimal_places=3)
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

    @property
    def called(self) -> str:
        """What it is chosen by: its name, with its number where it has one."""
        return called(self.name, self.part_number)

    @property
    def price(self) -> Money | None:
        """What one of it costs."""
        return Money.known(self.price_minor, self.price_currency)

    def call(self, name: str, part_number: str) -> None:
        if not name.strip():
            raise Refused("Give it a name.", field="name")
        self.name, self.part_number = name.strip(), part_number.strip()
        self.name_key = sort_key(self.name)
        self.folded = fold(f"{self.name} {self.part_number}")

    def keep(self, minimum: Decimal | None) -> None:
        """From now on at least so many must lie there."""
        self.minimum = minimum if minimum is None else fine(minimum)
        self._weigh()

    def take_in(self, change: Decimal) -> None:
        """So many more lie there, or fewer. Only a movement of stock says so."""
        self.quantity = fine(self.quantity + change)
        self._weigh()

    def cost(self, price: Money | None) -> None:
        self.price_minor = price.minor if price else None
        self.price_currency = price.currency if price else None

    def _weigh(self) -> None:
        self.short = self.minimum is not None and self.quantity < self.minimum


class StockMove(Guarded, table=True):
    """So many parts came, or went into an order, or were counted anew."""

    spare_part_id: UUID = Field(foreign_key="spare_part.id", index=True)
    order_id: UUID | None = Field(default=None, foreign_key="work_order.id", index=True)
    change: Decimal = Field(max_digits=12, decimal_places=3)
    # What one of them cost then.
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    price_currency: Currency | None = Field(default=None, sa_type=stored(Currency))
    reason: str = Field(default="", max_length=500)
    # The moves that it takes back.
    undoes_id: UUID | None = Field(default=None, foreign_key="stock_move.id", unique=True)

    spare_part: SparePart = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return format(self.change.normalize(), "+f")


def fine(quantity: Decimal) -> Decimal:
    """The same with as many decimals as are kept, so that the trail tells it as it is read."""
    return quantity.quantize(_FINE)


def trimmed(quantity: Decimal) -> Decimal:
    """The same without zeros at the end: 2 pieces, and 2.5 litres."""
    return quantity.normalize() + 0


def called(name: str, part_number: str) -> str:
    return f"{name} ({part_number})" if part_number else name


def add(session: Session, site: Place, name: str, part_number: str = "") -> SparePart:
    """A new kind of part in the store of a site. None of it lies there yet."""
    part = SparePart(name="", site_id=site.id, partner_id=site.partner_id)
    _call(session, part, name, part_number)
    session.add(part)
    session.flush()
    return part


def describe(session: Session, part: SparePart, said: Mapping[str, Any]) -> None:
    """What is said of a part, by the names of its fields. What is not said stays as it is."""
    place, model = said.get("place"), said.get("model")
    if place and place.site_id != part.site_id:
        raise Refused("{place} is at another site.", place=place.name, field="place")
    columns = {name: said[name] for name in ("unit", "given_up") if name in said}
    columns |= {"place_id": place and place.id} if "place" in said else {}
    columns |= {"model_id": model and model.id} if "model" in said else {}
    if "supplier" in said:
        words = said["supplier"]
        columns["supplier_id"] = suppliers.named(session, words).id if words else None
    for name, value in columns.items():
        setattr(part, name, value)
    if "minimum" in said:
        part.keep(said["minimum"])
    if "price" in said:
        part.cost(said["price"])


def rename(session: Session, part: SparePart, name: str, part_number: str) -> None:
    _call(session, part, name, part_number)


def _call(session: Session, part: SparePart, name: str, part_number: str) -> None:
    """Two of one site that read alike would be taken for one another."""
    alike = select(SparePart.id).where(
        SparePart.site_id == part.site_id,
        SparePart.name_key == sort_key(name.strip()),
        SparePart.part_number == part_number.strip(),
        SparePart.id != part.id,
    )
    if session.exec(alike).first():
        raise Refused(
            "{name} is in the store of this site already.",
            name=called(name.strip(), part_number.strip()),
            field="name",
        )
    part.call(name, part_number)


@dataclass(frozen=True)
class Wanted:
    """What a list of spare parts is asked for."""

    search: str = ""
    site: Place | None = None
    model: Model | None = None
    short: bool = False
    given_up: bool = False


_TABLE: Any = SparePart.__table__  # type: ignore[attr-defined]
_Site = aliased(Place)
FIELDS = ("name", "part_number", "unit", "quantity", "minimum", "short", "price_minor")


def listed(session: Session, wanted: Wanted, cut: Cut, seen_by: Rights) -> PageOf:
    """One page of the parts by their names, as rows of columns: see `_columns`."""
    rows = _columns().where(*_asked(wanted, seen_by))
    rows = rows.add_columns(_TABLE.c.name_key.label("sort_key"), _TABLE.c.id)
    return page(session, rows, Order(_TABLE.c.name_key, _TABLE.c.id), cut)


def row(session: Session, part: SparePart, seen_by: Rights) -> Any:
    """The columns of one part."""
    keyed = _columns().add_columns(_TABLE.c.name_key.label("sort_key"), _TABLE.c.id)
    seen = seen_by.where(Permission.ORDERS_SEE, SparePart)
    return session.connection().execute(keyed.where(_TABLE.c.id == part.id, seen)).one()


def _asked(wanted: Wanted, seen_by: Rights) -> list[ColumnElement[bool]]:
    asked = [seen_by.where(Permission.ORDERS_SEE, SparePart)]
    asked += [_TABLE.c.folded.contains(each, autoescape=True) for each in terms(wanted.search)]
    asked.append(_TABLE.c.given_up.is_(wanted.given_up))
    if wanted.site:
        asked.append(_TABLE.c.site_id == wanted.site.id)
    if wanted.model:
        asked.append(_TABLE.c.model_id == wanted.model.id)
    if wanted.short:
        asked.append(_TABLE.c.short.is_(True))
    return asked


def _columns() -> Select[Any]:
    """A part with its site, what it fits, who sells it and where it lies."""
    shown = [_TABLE.c[name] for name in FIELDS]
    more: list[Any] = [
        _TABLE.c.price_currency,
        _TABLE.c.version,
        col(_Site.code).label("site"),
        col(Model.name).label("model"),
        col(Supplier.name).label("supplier"),
        col(Place.path).label("place"),
    ]
    rows: Select[Any] = select(*shown, *more).select_from(SparePart)
    rows = rows.join(_Site, col(_Site.id) == _TABLE.c.site_id)
    rows = rows.outerjoin(Model, col(Model.id) == _TABLE.c.model_id)
    rows = rows.outerjoin(Supplier, col(Supplier.id) == _TABLE.c.supplier_id)
    return rows.outerjoin(Place, col(Place.id) == _TABLE.c.place_id)


def fitting(model_id: UUID, site_id: UUID | None) -> SelectOfScalar[SparePart]:
    """The parts in the store of a site that fit a model."""
    of_it = select(SparePart).where(SparePart.model_id == model_id, SparePart.site_id == site_id)
    return of_it.where(col(SparePart.given_up).is_(False)).order_by(col(SparePart.name_key))


def suggested(words: str, site_id: UUID | None) -> SelectOfScalar[SparePart]:
    """Parts of a site whose name or number holds these words, for choosing while typing."""
    here = select(SparePart).where(SparePart.site_id == site_id, col(SparePart.given_up).is_(False))
    holds = [col(SparePart.folded).contains(each, autoescape=True) for each in terms(words)]
    return here.where(*holds).order_by(col(SparePart.name_key), col(SparePart.id))


def meant(session: Session, words: str, site_id: UUID | None) -> SparePart:
    """The part of a site that somebody means by its name, by its number, or by both."""
    said = fold(words)
    found = session.exec(suggested(words.replace("(", " ").replace(")", " "), site_id)).all()
    exact = [
        part
        for part in found
        if said in {fold(part.name), fold(part.part_number), fold(part.called)}
    ]
    if not said or not exact:
        raise Refused("There is no spare part {name} in the store here.", name=words, field="part")
    if len(exact) > 1:
        raise Refused(
            "Several spare parts are called {name}. Choose one of the list.",
            name=words,
            field="part",
        )
    return exact[0]


def part(session: Session, key: UUID, seen_by: Rights) -> SparePart:
    loaded = alongside(SparePart.supplier, SparePart.place)
    loaded.append(alongside(SparePart.model)[0].joinedload(Model.maker))  # type: ignore[attr-defined]
    seen = seen_by.where(Permission.ORDERS_SEE, SparePart)
    found = session.exec(select(SparePart).where(SparePart.id == key, seen).options(*loaded))
    if (kept := found.first()) is None:
        raise Missing("There is no such spare part.")
    return kept


def everything(session: Session, wanted: Wanted, seen_by: Rights) -> Iterator[Any]:
    """All that are wanted, for taking away."""
    for found in pages(lambda cut: listed(session, wanted, cut, seen_by)):
        yield from found.rows


def short_ones(
    session: Session, site: Place | None, seen_by: Rights, most: int
) -> Sequence[SparePart]:
    """Some of the parts that lie below their minimum."""
    asked = _asked(Wanted(site=site, short=True), seen_by)
    return session.exec(
        select(SparePart).where(*asked).order_by(col(SparePart.name_key)).limit(most)
    ).all()


def shortages(session: Session, by: Rights, most: int = 100) -> int:
    """How many parts lie below their minimum where she works, counting no further than `most`."""
    hers = by.where(Permission.ORDERS_DO, SparePart)
    short = (col(SparePart.short).is_(True), col(SparePart.given_up).is_(False))
    return len(session.exec(select(SparePart.id).where(hers, *short).limit(most)).all())
