"""What plans and orders have in common: kinds of work, titles, terms, and how near a day is."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Field, SQLModel

from assets.errors import Refused
from assets.inventory.register import NEVER
from assets.rhythm import Mode, Rhythm, Unit
from assets.rights import Role
from assets.words import N_, Language, Worded, Words, say, spoken

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


# The days and moments of an order by which figures are asked.
MEASURED_BY = ("opened_on", "late_on", "done_on", "down_from", "down_until", "reported_at")

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


class Waiting(Worded):
    """What an order waits for."""

    PARTS = "parts", N_("Parts")
    VENDOR = "vendor", N_("Service firm")
    ACCESS = "access", N_("Access")


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
class Pace:
    """How often: by the calendar, by a meter, or by whichever of the two comes first."""

    rhythm: Rhythm | None
    meter_every: Decimal | None = None
    unit: str | Words = ""


@spoken.register
def _(value: Pace, language: Language) -> str:
    if value.meter_every is None:
        return spoken(value.rhythm, language)
    counted = {"amount": value.meter_every.normalize(), "unit": value.unit}
    if value.rhythm is None:
        return say(language, N_("every {amount} {unit}"), **counted)
    both = N_("{rhythm} or every {amount} {unit}, whichever comes first")
    return say(language, both, rhythm=value.rhythm, **counted)


def pace_of(row: Any) -> Pace:
    """How often, of a row of a list of plans."""
    rhythm = Rhythm(row.every, row.unit, row.month_end) if row.every else None
    names = Words(row.meter_en, row.meter_ro, row.meter_hu)
    return Pace(rhythm, row.meter_every, row.meter_unit or names)


@dataclass(frozen=True)
class Level:
    """What every so many times takes the place of the ordinary work."""

    nth: int
    title: str
    title_ro: str = ""
    title_hu: str = ""
    checklist_id: str | None = None


def level_of(levels: Iterable[Level], occurrence: int) -> Level | None:
    """The largest of these that this time is."""
    met = (each for each in levels if occurrence % each.nth == 0)
    return max(met, key=attrgetter("nth"), default=None)


# Of a plan on a thing, spelled for an index and for a query alike: so a database sees that the
# index will do. What stands before the columns is left open.
OWED_BY_THINGS = (
    "{{0}}asset_id IS NOT NULL AND NOT {{0}}paused"
    " AND ({{0}}kind IN ({kinds}) OR {{0}}source = '{law}')"
).format(kinds=", ".join(f"'{kind}'" for kind in sorted(BINDING)), law=Source.LAW)


def binds(kind: Kind, source: Source) -> bool:
    """Whether the law, or a patient's safety, asks for it: then it is never late."""
    return kind in BINDING or source is Source.LAW


def binding(plan: Any) -> ColumnElement[bool]:
    """The same in a query, of the columns of plans."""
    found: ColumnElement[bool] = plan.kind.in_(BINDING) | (plan.source == Source.LAW)
    return found


@dataclass(frozen=True)
class Terms:
    """What a plan asks for: which work, how often, and what the next time is counted from."""

    title: str
    kind: Kind
    rhythm: Rhythm | None
    mode: Mode = Mode.FIXED
    title_ro: str = ""
    title_hu: str = ""
    source: Source = Source.POLICY
    reference: str = ""
    listed_in: Register | None = None
    quantity_id: UUID | None = None
    meter_every: Decimal | None = None
    levels: tuple[Level, ...] = ()
    early_days: int | None = None
    late_days: int | None = None
    lead_days: int = 0
    on_free_day: Shift = Shift.STAY
    at_closure: AtClosure = AtClosure.STAY
    checklist_id: UUID | None = None
    needs_certificate: bool = False
    needs_photo: bool = False
    needs_signature: bool = False
    person_id: UUID | None = None
    role: Role | None = None
    provider_id: UUID | None = None

    @property
    def every(self) -> int | None:
        return self.rhythm.every if self.rhythm else None

    @property
    def unit(self) -> Unit | None:
        return self.rhythm.unit if self.rhythm else None

    @property
    def binding(self) -> bool:
        return binds(self.kind, self.source)

    def must_hold(self) -> None:
        """Raise Refused, beside the field, for what nobody can ask for."""
        wrong = self._about_the_work() or self._about_the_meter() or self._about_the_window()
        if wrong:
            raise wrong

    def _about_the_work(self) -> Refused | None:
        if not self.title.strip():
            return Refused("Say what is to be done.", field="title")
        if self.kind not in RECURRING:
            return Refused(
                "{kind} does not come again. Ask for it as an order.", kind=self.kind, field="kind"
            )
        nths = [each.nth for each in self.levels]
        if len(set(nths)) < len(nths) or any(not each.title.strip() for each in self.levels):
            return Refused("Name each larger time once, and say what is done.", field="levels")
        return None

    def _about_the_meter(self) -> Refused | None:
        if (self.quantity_id is None) is not (self.meter_every is None):
            return Refused("Say of which meter, and after how many.", field="meter_every")
        if self.meter_every is not None and self.meter_every <= 0:
            return Refused("Say after how many: a number above 0.", field="meter_every")
        if self.rhythm is None and self.meter_every is None:
            return Refused("Say how often: by the calendar, by a meter, or both.", field="every")
        return None

    def _about_the_window(self) -> Refused | None:
        if self.binding and self.late_days:
            return Refused(
                "What the law or safety asks for is never late. Leave this empty.",
                field="late_days",
            )
        if self.rhythm and (self.early_days or 0) >= max(self.rhythm.length, 2):
            return Refused(
                "So many days before, it would be the time before. Take fewer.",
                field="early_days",
            )
        return None

    def longer_than(self, other: "Terms") -> bool:
        """Whether it asks less often, by the calendar or by the meter."""
        lengths = [each.rhythm.length if each.rhythm else math.inf for each in (self, other)]
        counts = [
            math.inf if each.meter_every is None else each.meter_every for each in (self, other)
        ]
        return lengths[0] > lengths[1] or counts[0] > counts[1]


_TENTH = 0.1
_WIDEST = 30


def window(terms: Any) -> tuple[int, int]:
    """How many days early and late it still is in time: of terms, of a plan, or of its row.

    Unless said otherwise a tenth of the interval, thirty days at most, and one at least of what
    comes once a week or more seldom. What the law or safety asks for is not late by a day.
    """
    rhythm = Rhythm(terms.every, terms.unit) if terms.every else None
    least = int(rhythm is not None and rhythm.length >= WEEK.days)
    usual = max(least, min(int(rhythm.length * _TENTH), _WIDEST)) if rhythm else 0
    early = usual if terms.early_days is None else terms.early_days
    if binds(terms.kind, terms.source):
        return early, 0
    return early, usual if terms.late_days is None else terms.late_days
