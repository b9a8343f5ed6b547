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


# What the law or a patient's safety asks for: never late, never switched off.
BINDING = frozenset({Kind.SAFETY_TEST, Kind.STATUTORY_INSPECTION})


class Source(Worded):
    """Who asks for a duty. The first that says something about an interval is right."""

    LAW = "law", N_("Law")
    MAKER = "maker", N_("Maker's manual")
    CONTRACT = "contract", N_("Contract or warranty")
    POLICY = "policy", N_("Own rule")


class Shift(Worded):
    """What becomes of a day on which nobody works."""

    STAY = "stay", N_("Stays where it is")
    EARLIER = "earlier", N_("The working day before")
    LATER = "later", N_("The working day after")


class AtClosure(Worded):
    """What becomes of a day on which the place is closed."""

    STAY = "stay", N_("Stays where it is")
    BEFORE = "pull_before", N_("Done before closing")
    AFTER = "push_after", N_("Done after reopening")
    WITHIN = "bundle", N_("Done while it is closed")
    SKIP = "skip", N_("Left out")


class Register(Worded):
    """A list of duties that the law asks for by name."""

    ISCIR = "iscir", N_("ISCIR equipment (Romania)")
    ANNEX_13 = "annex_13", N_("Devices of annex 13 (Hungary)")


class Outcome(Worded):
    """What a check has come to."""

    PASS = "pass", N_("Passed")
    REMARK = "pass_with_remark", N_("Passed with a remark")
    FAIL = "fail", N_("Failed")
    NOT_APPLICABLE = "not_applicable", N_("Does not apply")


class FailureMode(Worded):
    """How a failure shows itself."""

    LEAKS = "leaks", N_("It leaks")
    NO_POWER = "no_power", N_("No power")
    ERROR_CODE = "error_code", N_("Error code")
    NOISE = "noise", N_("Noise")
    DAMAGED = "damaged", N_("Damaged")
    OTHER = "other", N_("Something else")
    OUT_OF_LIMITS = "out_of_limits", N_("Out of its limits")


class Cause(Worded):
    """Why it failed."""

    WEAR = "wear", N_("Wear")
    HANDLING = "handling", N_("Handling")
    ACCIDENT = "accident", N_("Accident")
    SUPPLY = "supply", N_("Power or water supply")
    SURROUNDINGS = "surroundings", N_("Surroundings")
    MAINTENANCE = "maintenance", N_("Lack of maintenance")
    MAKING = "making", N_("Fault of the maker")
    UNKNOWN = "unknown", N_("Not known")


class Remedy(Worded):
    """What was done about it."""

    REPAIRED = "repaired", N_("Repaired")
    PART_REPLACED = "part_replaced", N_("Part replaced")
    ADJUSTED = "adjusted", N_("Adjusted")
    CLEANED = "cleaned", N_("Cleaned")
    SOFTWARE = "software", N_("Software renewed")
    REPLACED = "replaced", N_("Thing replaced")
    NOTHING_FOUND = "nothing_found", N_("No fault found")


class Priority(Worded):
    """How pressing a piece of work is."""

    URGENT = "urgent", N_("At once")
    HIGH = "high", N_("High")
    NORMAL = "normal", N_("Normal")
    LOW = "low", N_("Low")


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
