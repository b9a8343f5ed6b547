"""Officers: who answers at a site for what the law asks for by name."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, Relationship

from assets.database import UNLOADED, stored
from assets.people import Person
from assets.rights import Guarded
from assets.trail import private
from assets.words import N_, Worded


class Office(Worded):
    """What somebody answers for. It is no role of signing in."""

    RSVTI = "rsvti", N_("RSVTI operator")
    DEVICE_OFFICER = "device_officer", N_("Medical device officer (műszerfelelős)")
    LASER_SAFETY = "laser_safety", N_("Laser safety officer")
    POOL_OPERATOR = "pool_operator", N_("Pool operator")


class Officer(Guarded, table=True):
    """One person in one office at one site, from a day until another."""

    office: Office = Field(sa_type=stored(Office))
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    name: str = Field(default="", max_length=120, sa_column_kwargs=private())  # of a stranger
    authorisation: str = Field(default="", max_length=120)
    valid_until: date | None = None
    since: date
    until: date | None = None

    person: Person | None = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return self.office
