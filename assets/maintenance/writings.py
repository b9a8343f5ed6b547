"""Writings: the plans that types, models and places hand on, and which of them an asset is owed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.inventory.places import Place
from assets.maintenance.plans import MaintenancePlan


class _Spot(NamedTuple):
    """Where a place stands in the tree of its site."""

    site_id: UUID | None
    path_key: str

    def within(self, other: "_Spot") -> bool:
        inside = f"{self.path_key}\x1f".startswith(f"{other.path_key}\x1f")
        return inside and self.site_id == other.site_id


class Writings:
    """What is written for these assets, and still asked for."""

    def __init__(self, session: Session, assets: Iterable[Any]) -> None:
        met = {(each.type_id, each.model_id, each.place_id) for each in assets}
        self._on_kinds = _on_kinds(session, {key for kinds in met for key in kinds[:2] if key})
        self._placed = list(session.exec(_placed()))
        keys = {key for *_, key in met} | {plan.place_id for plan in self._placed}
        self._spots = _spots(session, keys) if self._placed else {}

    @staticmethod
    def on_places(session: Session) -> bool:
        """Whether anything is written on places at all."""
        return session.exec(_placed().limit(1)).first() is not None

    @property
    def placed(self) -> bool:
        """Whether it matters where a thing stands."""
        return bool(self._placed)

    def of(
        self, type_id: UUID | None, model_id: UUID | None, place_id: UUID
    ) -> list[MaintenancePlan]:
        """What a thing of this type and model is owed that stands in this place."""
        placed = [plan for plan in self._placed if self._reaches(plan, type_id, place_id)]
        return [*self._on_kinds[type_id], *self._on_kinds[model_id], *placed]

    def _reaches(self, plan: MaintenancePlan, type_id: UUID | None, place_id: UUID) -> bool:
        asked = plan.type_id is None or plan.type_id == type_id
        return asked and self._spots[place_id].within(self._spots[plan.place_id])


def _on_kinds(session: Session, keys: set[UUID]) -> dict[UUID | None, list[MaintenancePlan]]:
    found: dict[UUID | None, list[MaintenancePlan]] = defaultdict(list)
    plan = MaintenancePlan
    written = col(plan.type_id).in_(keys) | col(plan.model_id).in_(keys)
    asked = written, col(plan.ended_on).is_(None), col(plan.place_id).is_(None)
    for each in session.exec(select(plan).where(*asked)).all() if keys else ():
        found[each.type_id or each.model_id].append(each)
    return found


def _placed() -> SelectOfScalar[MaintenancePlan]:
    plan = MaintenancePlan
    here = col(plan.place_id).is_not(None) & ~col(plan.in_rounds)
    return select(plan).where(here, col(plan.ended_on).is_(None))


def _spots(session: Session, keys: Iterable[UUID | None]) -> dict[UUID | None, _Spot]:
    told = select(Place.id, Place.site_id, Place.path_key).where(col(Place.id).in_(keys))
    return {key: _Spot(site_id, path_key) for key, site_id, path_key in session.exec(told)}
