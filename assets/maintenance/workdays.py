"""Working days: public holidays of a country, its swapped Saturdays, and what the house adds."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from assets.database import Record


class CalendarDay(Record, table=True):
    """A day that is not what the calendar of its country says: free after all, or worked."""

    __table_args__ = (UniqueConstraint("country", "day"),)

    country: str = Field(max_length=2)
    day: date
    working: bool = False
    name: str = Field(default="", max_length=120)

    @property
    def label(self) -> str:
        return f"{self.country} {self.day.isoformat()}"
