"""Labour: who worked how long on an order."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, Relationship

from assets.database import UNLOADED, stored
from assets.money import Currency
from assets.people import Person
from assets.rights import Guarded


class Labour(Guarded, table=True):
    """So many minutes of one person on one day."""

    order_id: UUID = Field(foreign_key="work_order.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    day: date
    minutes: int
    rate_minor: int | None = Field(default=None, sa_type=BigInteger)  # an hour
    rate_currency: Currency | None = Field(default=None, sa_type=stored(Currency))

    person: Person = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return str(self.minutes)
