"""Durability: what a grant has paid for stays, until its years are over or the authority knows."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, Relationship

from assets.database import UNLOADED, stored
from assets.errors import Refused
from assets.inventory.leaving import Departure
from assets.inventory.register import Asset
from assets.people import Person
from assets.rights import Guarded
from assets.words import N_, Worded


class Standing(Worded):
    """How far a release has come."""

    ASKED = "asked", N_("Waits for the second person")
    AGREED = "agreed", N_("Agreed")
    REFUSED = "refused", N_("Not agreed")
    USED = "used", N_("It has left")


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

    asset: Asset = Relationship(sa_relationship_kwargs=UNLOADED)
    asked_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Release.asked_by_id"}
    )
    agreed_by: Person | None = Relationship(
        sa_relationship_kwargs=UNLOADED | {"foreign_keys": "Release.agreed_by_id"}
    )

    @property
    def label(self) -> str:
        return self.notice_number or self.departure.value

    @property
    def standing(self) -> Standing:
        if self.used_on:
            return Standing.USED
        if self.refused_on:
            return Standing.REFUSED
        return Standing.AGREED if self.agreed_on else Standing.ASKED

    @property
    def noticed(self) -> bool:
        """Whether the notice to the managing authority is recorded."""
        return bool(self.notice_number and self.notice_on)

    def record_notice(self, number: str, on: date | None, today: date) -> None:
        """Which letter told the managing authority, and of which day it is."""
        self._must_be_open()
        if not number.strip():
            raise Refused("Write the number of the notice.", field="notice_number")
        if on is None:
            raise Refused("Write the day of the notice.", field="notice_on")
        if on > today:
            raise Refused("This day is still to come.", field="notice_on")
        if self.asset.acquired_on and on < self.asset.acquired_on:
            raise Refused("It came on {day}.", day=self.asset.acquired_on, field="notice_on")
        self.notice_number, self.notice_on = number.strip(), on

    def agree(self, by: Person, on: date) -> None:
        """The second person agrees: not who asked, and not before the authority was told."""
        self._must_be_open()
        if by.id == self.asked_by_id:
            raise Refused("You have asked for it. Somebody else must agree.")
        if not self.noticed:
            raise Refused(
                "Record the notice to the managing authority first.", field="notice_number"
            )
        self.agreed_by_id, self.agreed_on = by.id, on

    def refuse(self, by: Person, on: date) -> None:
        """It stays. Whoever asked may take it back so too."""
        self._must_be_open()
        self.agreed_by_id, self.refused_on = by.id, on

    def _must_be_open(self) -> None:
        if self.standing is not Standing.ASKED:
            raise Refused("This has been decided already.")
