"""The catalogue as lists: types, models, and how many things there are of each."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session, col, func, select

from assets.inventory import catalogue
from assets.inventory.catalogue import EquipmentType, Model, TypeGroup
from assets.inventory.register import Asset
from assets.inventory.suppliers import Supplier
from assets.listing import Cut, Order, PageOf, page, terms
from assets.rights import Permission, Rights
from assets.words import Language, fold

TYPE_FIELDS = (
    "key",
    "name_en",
    "name_ro",
    "name_hu",
    "mdr_class",
    "emdn",
    "checks",
    "pm_months",
    "est_months",
    "cal_months",
    "service_life_years",
    "note",
    "version",
)
MODEL_FIELDS = (
    "name",
    "part_number",
    "udi_di",
    "emdn",
    "mdr_class",
    "basis",
    "protection_class",
    "applied_part",
    "service_life_years",
    "power",
    "source",
    "version",
)

_TYPE: Any = EquipmentType.__table__  # type: ignore[attr-defined]
_GROUP: Any = TypeGroup.__table__  # type: ignore[attr-defined]
_MODEL: Any = Model.__table__  # type: ignore[attr-defined]


def matching(kinds: Iterable[EquipmentType], search: str) -> list[EquipmentType]:
    """Those whose key, or whose name in any language, holds all these words."""
    terms = fold(search).split()
    texts = [(kind, fold(" ".join((kind.key, *kind.names)))) for kind in kinds]
    return [kind for kind, text in texts if all(term in text for term in terms)]


def types(session: Session, search: str, family: TypeGroup | None, cut: Cut) -> PageOf:
    """One page of the equipment types by key, as rows of columns: all, or those that match."""
    asked = [_TYPE.c.group_id == family.id] if family else []
    if search.strip():
        found = matching(session.exec(catalogue.types()), search)
        asked.append(_TYPE.c.id.in_([kind.id for kind in found]))
    keyed = _types().where(*asked).add_columns(_TYPE.c.key.label("sort_key"), _TYPE.c.id)
    return page(session, keyed, Order(_TYPE.c.key, _TYPE.c.id), cut)


def models(
    session: Session,
    search: str,
    kind: EquipmentType | None,
    cut: Cut,
    maker: Supplier | None = None,
) -> PageOf:
    """One page of the models by name, as rows of columns. Every word must be found in each."""
    known = func.coalesce(_MODEL.c.udi_di, "")
    named = col(Supplier.folded) + " " + _MODEL.c.folded
    text = named + " " + func.lower(_MODEL.c.part_number) + " " + known
    asked = [text.contains(term, autoescape=True) for term in terms(search)]
    asked.append(_MODEL.c.merged_into_id.is_(None))
    if kind:
        asked.append(_MODEL.c.type_id == kind.id)
    if maker:
        asked.append(_MODEL.c.maker_id == maker.id)
    keys = (_MODEL.c.name_key.label("sort_key"), _MODEL.c.id.label("row_id"))
    rows = _models().where(*asked).add_columns(*keys)
    return page(session, rows, Order(_MODEL.c.name_key, _MODEL.c.id), cut)


def one_type(session: Session, kind: EquipmentType) -> Any:
    """The row of one equipment type."""
    return session.connection().execute(_types().where(_TYPE.c.id == kind.id)).one()


def one_model(session: Session, model: Model) -> Any:
    """The row of one model."""
    return session.connection().execute(_models().where(_MODEL.c.id == model.id)).one()


def _types() -> Select[Any]:
    shown: list[Any] = [*(_TYPE.c[name] for name in TYPE_FIELDS), _GROUP.c.key.label("group")]
    grouped: Select[Any] = select(*shown).join(TypeGroup, _GROUP.c.id == _TYPE.c.group_id)
    return grouped


def _models() -> Select[Any]:
    shown: list[Any] = [_MODEL.c[name] for name in ("id", *MODEL_FIELDS)]
    shown += [_TYPE.c[f"name_{language}"] for language in Language]
    shown += [col(Supplier.name).label("maker"), _TYPE.c.key.label("type")]
    made: Select[Any] = select(*shown).join(Supplier, col(Supplier.id) == _MODEL.c.maker_id)
    return made.outerjoin(EquipmentType, _TYPE.c.id == _MODEL.c.type_id)


def of_types(session: Session, seen_by: Rights) -> dict[UUID, int]:
    """How many things there are of each equipment type, those that are gone too."""
    return _counted(session, seen_by, Asset.type_id, None)


def of_models(session: Session, seen_by: Rights, keys: Collection[UUID]) -> dict[UUID, int]:
    """How many things there are of each of these models, those that are gone too."""
    return _counted(session, seen_by, Asset.model_id, keys)


def of_makers(session: Session, keys: Collection[UUID]) -> dict[UUID, int]:
    """How many models each of these companies makes."""
    rows: Any = select(_MODEL.c.maker_id, func.count()).group_by(_MODEL.c.maker_id)
    standing = _MODEL.c.merged_into_id.is_(None)
    asked = rows.where(_MODEL.c.maker_id.in_(keys), standing)
    return {row[0]: row[1] for row in session.connection().execute(asked)}


def of_supplier(session: Session, seen_by: Rights, supplier: Supplier) -> int:
    """How many things this company has sold, those that are gone too."""
    sold = _counted(session, seen_by, Asset.supplier_id, [supplier.id])
    return sold.get(supplier.id, 0)


def _counted(
    session: Session, seen_by: Rights, column: Any, keys: Collection[UUID] | None
) -> dict[UUID, int]:
    rows: Any = select(col(column), func.count())
    asked = rows.where(seen_by.where(Permission.ASSETS_SEE, Asset)).group_by(col(column))
    asked = asked.where(col(column).is_not(None) if keys is None else col(column).in_(keys))
    return {row[0]: row[1] for row in session.connection().execute(asked)}
