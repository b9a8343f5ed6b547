"""The makers, models and suppliers that a list names: those known, and those it brings along."""

from collections import defaultdict
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, select

from assets.inventory.catalogue import Model
from assets.inventory.suppliers import Supplier
from assets.words import fold, sort_key


class Product(NamedTuple):
    """One model as a list names it."""

    id: UUID
    maker_id: UUID
    maker: str
    name: str
    part_number: str
    type_id: UUID | None

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.maker, self.name, self.part_number)))


class Products:
    """The catalogue, read once for a whole list, and what is to be added to it."""

    def __init__(self, session: Session) -> None:
        self.versions: dict[UUID, int] = {}
        self.companies: dict[str, UUID] = {}
        self.names: dict[UUID, str] = {}
        self.products: dict[UUID, Product] = {}
        self.new_companies: dict[UUID, dict[str, Any]] = {}
        self.new_models: dict[UUID, dict[str, Any]] = {}
        self._models: dict[tuple[str, str], list[Product]] = defaultdict(list)
        self._read(session)

    def model(
        self, maker: str, name: str, part: str, now: UUID | None = None, type_id: UUID | None = None
    ) -> Product:
        """The model of this maker and name; a new one if there is none.

        Of several that differ by their part numbers, the one that the thing has `now` is meant.
        """
        known = self.known(maker, name)
        exact = [each for each in known if each.part_number == part]
        if not part:
            stood = [each for each in known if each.id in self.versions]
            exact = [each for each in known if each.id == now] or exact or stood
        return exact[0] if len(exact) == 1 else self._add(maker, name, part, type_id)

    def known(self, maker: str, name: str) -> list[Product]:
        """The models that have or had this maker and name, or those that they turned out to be."""
        made_by = self.companies.get(fold(maker))
        stands = fold(self.names[made_by]) if made_by else ""
        return self._models.get((fold(maker), fold(name))) or self._models.get(
            (stands, fold(name)), []
        )

    def company(self, name: str) -> UUID:
        """The maker or supplier of this name; a new one if there is none."""
        folded = fold(name)
        if folded not in self.companies:
            key = uuid5(_NEW, folded)
            self.new_companies[key] = _COMPANY | {"id": key, "name": name, "folded": folded}
            self.companies[folded], self.names[key] = key, name
        return self.companies[folded]

    def _add(self, maker: str, name: str, part: str, type_id: UUID | None) -> Product:
        made_by = self.company(maker)
        key = uuid5(made_by, f"{fold(name)}\x1f{part}")
        self.new_models[key] = _MODEL | {
            "id": key,
            "maker_id": made_by,
            "type_id": type_id,
            "name": name,
            "folded": fold(name),
            "name_key": sort_key(name),
            "part_number": part,
        }
        return self._keep(Product(key, made_by, self.names[made_by], name, part, type_id))

    def _keep(self, product: Product) -> Product:
        self.products[product.id] = product
        self._models[fold(product.maker), fold(product.name)].append(product)
        return product

    def _read(self, session: Session) -> None:
        companies: Any = Supplier.__table__  # type: ignore[attr-defined]
        for row in session.execute(select(companies)):
            self.companies[row.folded] = row.merged_into_id or row.id
            self.names[row.id] = row.name
            self.versions[row.id] = row.version
        table: Any = Model.__table__  # type: ignore[attr-defined]
        rows = session.execute(select(table)).all()
        for row in rows:
            self.versions[row.id] = row.version
            if not row.merged_into_id:
                self._keep(_product(row, self.names[row.maker_id]))
        for row in rows:
            if row.merged_into_id:
                stands = self.products[row.merged_into_id]
                called = fold(self.names[row.maker_id]), row.folded
                self._models[called].append(stands._replace(part_number=row.part_number))


def _product(row: Any, maker: str) -> Product:
    return Product(row.id, row.maker_id, maker, row.name, row.part_number, row.type_id)


# The same list brings the same companies and models, whoever reads it and however often.
_NEW = UUID("3b8f7d9e-7b55-4c1e-a1c2-0b6a2f6f7f10")
_COMPANY = Supplier(name="", folded="").model_dump()
_MODEL = Model(maker_id=uuid4(), name="", folded="", name_key="").model_dump()
