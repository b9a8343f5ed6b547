"""Fields that a house adds to its things: of one kind of equipment, or of all."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field

from assets.database import Record, Trilingual, stored
from assets.words import N_, Worded

MOST = 500


class Kind(Worded):
    """What can be written into a field."""

    TEXT = "text", N_("Text")
    NUMBER = "number", N_("Number")
    YES_NO = "yes_no", N_("Yes or no")
    DAY = "day", N_("Day")
    CHOICE = "choice", N_("One of a list")


class CustomField(Trilingual, Record, table=True):
    """One more thing to say of an asset. Values are kept under its key in `Asset.extra`."""

    key: str = Field(unique=True, max_length=40)
    type_id: UUID | None = Field(default=None, foreign_key="equipment_type.id", index=True)
    kind: Kind = Field(sa_type=stored(Kind))
    unit: str = Field(default="", max_length=20)
    choices: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    least: Decimal | None = Field(default=None, max_digits=18, decimal_places=6)
    most: Decimal | None = Field(default=None, max_digits=18, decimal_places=6)
    required: bool = False
    position: int = 0
    ended: bool = False

    @property
    def label(self) -> str:
        return self.key
