"""Durability: what a grant has paid for stays, until its years are over or the authority knows."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from assets.database import stored
from assets.rights import Guarded
from assets.words import N_, Worded


class Departure(Worded):
    """How a funded thing is to leave."""

    DISPOSAL = "disposal", N_("Disposal")
    SALE = "sale", N_("Sale or change of owner")
    LEAVING = "leaving", N_("Leaving its site")


class Release(Guarded, table=True):
    """That one funded thing may leave early: who asked and why, who agreed, and what was told."""

    asset_id: UUID = Field(foreign_key="asset.id", index=True)
    departure: Departure = Field(sa_type=stored(Departure))
    reason: str = Field(max_length=1000)
    # Of the notice to the managing authority.
    notice_number: str = Field(default="", max_length=80)
    notice_on: date | None = None
    asked_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    asked_on: date
    agreed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    agreed_on: date | None = None
    refused_on: date | None = None
    used_on: date | None = None

    @property
    def label(self) -> str:
        return self.notice_number or self.departure.value
