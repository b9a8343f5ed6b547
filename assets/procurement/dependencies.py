"""Dependencies: which milestone of a lot cannot be before which other one, and by how many days."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, UniqueConstraint
from sqlmodel import Field, col, select

from assets import workdays
from assets.rights import Guarded

Free = Callable[[date], bool]


class Dependency(Guarded, table=True):
    """One milestone comes after another, so many calendar or working days later."""

    __table_args__ = (UniqueConstraint("milestone_id", "after_id"),)

    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    milestone_id: UUID = Field(foreign_key="milestone.id", ondelete="CASCADE")
    after_id: UUID = Field(foreign_key="milestone.id", index=True, ondelete="CASCADE")
    days: int = 0
    working: bool = False
    label: str = Field(default="", max_length=200)


class Link(NamedTuple):
    """A dependency, as it is reckoned with. What is usual has no row, and so no id."""

    milestone_id: UUID
    after_id: UUID
    days: int = 0
    working: bool = False
    id: UUID | None = None

    def earliest(self, after: date, free: Free) -> date:
        """The first day that suits it when the other milestone is on this day."""
        if self.working:
            return workdays.later(free, after, self.days)
        return after + timedelta(self.days)


def of_lots(keys: Iterable[UUID]) -> Select[Any]:
    """The dependencies of these lots: the lot of each, and what a Link says."""
    said = (Dependency.milestone_id, Dependency.after_id, Dependency.days, Dependency.working)
    columns: Any = (Dependency.lot_id, *said, Dependency.id)
    rows: Select[Any] = select(*columns)
    return rows.where(col(Dependency.lot_id).in_(list(keys)))
