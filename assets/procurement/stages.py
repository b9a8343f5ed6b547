"""The stages that a purchase goes through, from the need to the last guarantee."""

import csv
from pathlib import Path
from typing import Any

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Trilingual, stored
from assets.errors import Missing, Refused
from assets.procurement.lots import Kind, Status
from assets.words import N_

SHIPPED = Path(__file__).parent.parent / "reference" / "milestone_stages.csv"


class Stage(Trilingual, Record, table=True):
    """One step of a purchase. Its days are a suggestion; law and contract come first."""

    position: int = Field(index=True)
    code: str = Field(unique=True, max_length=40)
    goods: bool = True
    works: bool = True
    # Counted from the stage before, or from `after`; none where only the contract can say.
    days: int | None = None
    days_works: int | None = None
    # Where the law of a country says otherwise, and whether it counts working days there.
    days_ro: int | None = None
    days_hu: int | None = None
    working_ro: bool = False
    working_hu: bool = False
    # The shortest and the longest that it usually takes, for the outlook.
    days_least: int | None = None
    days_most: int | None = None
    days_works_least: int | None = None
    days_works_most: int | None = None
    # In which country alone it is a stage; empty: in all.
    country: str = Field(default="", max_length=2)
    services: bool = True
    repeatable: bool = False
    optional: bool = False
    # Whether it must be over before the project is.
    within_project: bool = True
    reaches: Status | None = Field(default=None, sa_type=stored(Status))
    after: str = Field(default="", max_length=40)
    not_before: str = Field(default="", max_length=40)
    # The stage after which it has its days and no more, where it counts working days.
    deadline_from: str = Field(default="", max_length=40)
    ocds_type: str = Field(default="", max_length=20)
    evidence_ro: str = ""
    evidence_hu: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        return self.code

    def days_for(self, kind: Kind, country: str = "") -> int:
        """How many days it is given when a lot of this kind is planned there."""
        said = self.days_ro if country == "RO" else self.days_hu if country == "HU" else None
        if said is None and kind is Kind.WORKS:
            said = self.days_works
        return (said if said is not None else self.days) or 0

    def working_in(self, country: str) -> bool:
        """Whether its days are working days there."""
        return (country == "RO" and self.working_ro) or (country == "HU" and self.working_hu)

    def points(self, kind: Kind, country: str = "") -> tuple[int, int, int]:
        """The shortest, the usual and the longest that it takes."""
        usual = self.days_for(kind, country)
        least, most = self.days_least, self.days_most
        if kind is Kind.WORKS and self.days_works_most is not None:
            least, most = self.days_works_least, self.days_works_most
        return min(least or 0, usual), usual, max(usual if most is None else most, usual)

    def suits(self, kind: Kind, country: str) -> bool:
        fits = {Kind.GOODS: self.goods, Kind.WORKS: self.works, Kind.SERVICES: self.services}
        return fits[kind] and self.country in ("", country)

    def revise(self, **said: Any) -> None:
        """Other days, and where they are working days; see LENGTHS for what may be said."""
        for least, usual, most in _POINTS:
            days = [said[name] for name in (least, usual, most) if said[name] is not None]
            if days != sorted(days):
                raise Refused("The usual lies between the shortest and the longest.", field=usual)
        for name in LENGTHS:
            setattr(self, name, said[name])


_POINTS = (
    ("days_least", "days", "days_most"),
    ("days_works_least", "days_works", "days_works_most"),
)
LENGTHS = (
    *(name for points in _POINTS for name in points),
    *("days_ro", "days_hu", "working_ro", "working_hu"),
)
# What came to the stages later: a register that is older takes it over where nobody has edited.
LATER = (
    *("days_ro", "days_hu", "working_ro", "working_hu", "country", "services", "deadline_from"),
    *("days_least", "days_most", "days_works_least", "days_works_most"),
)


def load(session: Session) -> list[Stage]:
    """Add the shipped stages that are not here yet. What somebody has edited stays."""
    known = {each.code: each for each in session.exec(select(Stage))}
    with SHIPPED.open(encoding="utf-8", newline="") as shipped:
        read = [_read(row) for row in csv.DictReader(shipped)]
    fresh = [each for each in read if each.code not in known]
    for each in read:
        if each.code in known and _older(known[each.code]):
            for name in LATER:
                setattr(known[each.code], name, getattr(each, name))
    session.add_all(fresh)
    session.flush()
    return fresh


def _older(stage: Stage) -> bool:
    """Whether it has none of what came later, and nobody has touched it."""
    return stage.version == 1 and stage.days_most is None and stage.days_works_most is None


def listed() -> SelectOfScalar[Stage]:
    return select(Stage).order_by(col(Stage.position), Stage.code)


def usual(kind: Kind, country: str = "") -> SelectOfScalar[Stage]:
    """The stages that every lot of this kind goes through in a country, once each."""
    fitting = {
        Kind.GOODS: col(Stage.goods),
        Kind.WORKS: col(Stage.works),
        Kind.SERVICES: col(Stage.services),
    }
    once = col(Stage.optional).is_(False) & col(Stage.repeatable).is_(False)
    there = col(Stage.country).in_(("", country))
    return listed().where(fitting[kind], once, there, col(Stage.days).is_not(None))


def coded(session: Session, code: str) -> Stage:
    found = session.exec(select(Stage).where(Stage.code == code)).first()
    if found is None:
        raise Missing("There is no stage {code}.", code=code, field="stage")
    return found


_DAYS = {
    "days": "default_days",
    "days_works": "default_days_works",
    "days_ro": "romania_days",
    "days_hu": "hungary_days",
    "days_least": "least",
    "days_most": "most",
    "days_works_least": "least_works",
    "days_works_most": "most_works",
}


def _read(row: dict[str, str]) -> Stage:
    names = (
        "code",
        "name_en",
        "name_ro",
        "name_hu",
        "after",
        "not_before",
        "deadline_from",
        "ocds_type",
    )
    texts: dict[str, Any] = {name: row[name] for name in names}
    lengths: dict[str, Any] = {column: _days(row[name]) for column, name in _DAYS.items()}
    return Stage(
        **texts,
        position=int(row["position"]),
        goods="G" in row["kind"],
        works="W" in row["kind"],
        services="S" in row["kind"],
        country=row["country"],
        working_ro=row["romania_working"] == "Y",
        working_hu=row["hungary_working"] == "Y",
        **lengths,
        repeatable=row["repeatable"] == "Y",
        optional=row["optional"] == "Y",
        within_project=row["within_project"] == "Y",
        reaches=Status(row["reaches"]) if row["reaches"] else None,
        evidence_ro=row["evidence_ro"],
        evidence_hu=row["evidence_hu"],
        note=row["note"],
    )


def _days(text: str) -> int | None:
    return int(text) if text else None


# What is noted in the shipped file, as the catalogues know it.
NOTES = (
    N_("RO: HG 907/2016"),
    N_("HU: if EU-funded and above the limit"),
    N_("eForms subtype 16"),
    N_("HU: two hours after the deadline"),
    N_("HU: within 3 working days of the decision"),
    N_("HU: 10 days; 5 days in a procedure under section 115. RO: to be verified"),
    N_("Usually adds 30 to 60 days"),
    N_("HU: within the bid's validity, extended by 30 days, for works by 60"),
    N_("eForms subtype 29. HU: within 10 working days of the contract"),
    N_("As the contract says"),
    N_("eForms subtype 38"),
    N_("With the first electrical safety test, UDI, declaration of conformity, instructions"),
    N_("RO: HG 273/1994 as amended by HG 343/2017"),
    N_("Between 30 and 60 days"),
    N_("Control has 3 months"),
    N_("A project report is usually approved within 80 days"),
    N_("Five years after the final payment: Regulation (EU) 2021/1060, article 65"),
)
