"""What plans and orders have in common: kinds of work, titles, terms, and how near a day is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Field, SQLModel

from assets.inventory.register import NEVER
from assets.rhythm import Mode, Rhythm
from assets.words import N_, Worded, Words

WEEK = timedelta(days=7)


class Kind(Worded):
    """What kind of work it is."""

    PREVENTIVE = "preventive", N_("Preventive maintenance")
    INSPECTION = "inspection", N_("Inspection")
    SAFETY_TEST = "safety_test", N_("Electrical safety test")
    CALIBRATION = "calibration", N_("Calibration")
    STATUTORY_INSPECTION = "statutory_inspection", N_("Statutory inspection")
    HYGIENE = "hygiene", N_("Hygiene")
    FUNCTION_CHECK = "function_check", N_("Function check")
    CORRECTIVE = "corrective", N_("Repair")
    MODIFICATION = "modification", N_("Modification")


# What can be planned to come again. A repair cannot.
RECURRING = tuple(kind for kind in Kind if kind not in {Kind.CORRECTIVE, Kind.MODIFICATION})


class When(Worded):
    """How near the day is on which something falls due."""

    LATE = "late", N_("Late")
    TODAY = "today", N_("Today")
    WEEK = "week", N_("In the next 7 days")
    LATER = "later", N_("Later")

    def holds(self, day: ColumnElement[Any], on: date) -> ColumnElement[bool]:
        """Whether this is how near `day` is, seen from `on`."""
        first, last = self.span(on)
        return day.between(first, last)

    def span(self, on: date) -> tuple[date, date]:
        """The first and the last day that are this near."""
        spans = {
            When.LATE: (date.min, on - timedelta(1)),
            When.TODAY: (on, on),
            When.WEEK: (on + timedelta(1), on + WEEK),
            When.LATER: (on + WEEK + timedelta(1), NEVER - timedelta(1)),
        }
        return spans[self]


class Titled(SQLModel):
    """A title as somebody typed it; what is shipped has it in Romanian and Hungarian too."""

    title: str = Field(max_length=200)
    title_ro: str = Field(default="", max_length=200)
    title_hu: str = Field(default="", max_length=200)

    @property
    def titles(self) -> Words:
        return titles_of(self)


def titles_of(row: Any) -> Words:
    """The title of a plan, of an order, or of a row with the same three columns."""
    return Words(row.title, row.title_ro or row.title, row.title_hu or row.title)


@dataclass(frozen=True)
class Terms:
    """What a plan asks for: which work, how often, and what the next time is counted from."""

    title: str
    kind: Kind
    rhythm: Rhythm
    mode: Mode = Mode.FIXED
    title_ro: str = ""
    title_hu: str = ""
