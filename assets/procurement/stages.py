"""The stages that a purchase goes through, from the need to the last guarantee."""

import csv
from pathlib import Path
from typing import Any

from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Trilingual, stored
from assets.errors import Missing
from assets.procurement.lots import Kind, Status

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
    # The shortest and the longest that it usually takes, for the outlook.
    days_least: int | None = None
    days_most: int | None = None
    days_works_least: int | None = None
    days_works_most: int | None = None
    # Whether its days are working days, and in which country alone it is a stage.
    working: bool = False
    country: str = Field(default="", max_length=2)
    services: bool = True
    repeatable: bool = False
    optional: bool = False
    # Whether it must be over before the project is.
    within_project: bool = True
    reaches: Status | None = Field(default=None, sa_type=stored(Status))
    after: str = Field(default="", max_length=40)
    not_before: str = Field(default="", max_length=40)
    ocds_type: str = Field(default="", max_length=20)
    evidence_ro: str = ""
    evidence_hu: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        return self.code

    def days_for(self, kind: Kind) -> int:
        """How many days it is given when a lot of this kind is planned."""
        by_kind = self.days_works if kind is Kind.WORKS else None
        return by_kind if by_kind is not None else self.days or 0


def load(session: Session) -> list[Stage]:
    """Add the shipped stages that are not here yet. What somebody has edited stays."""
    known = set(session.exec(select(Stage.code)))
    with SHIPPED.open(encoding="utf-8", newline="") as shipped:
        fresh = [_read(row) for row in csv.DictReader(shipped) if row["code"] not in known]
    session.add_all(fresh)
    session.flush()
    return fresh


def listed() -> SelectOfScalar[Stage]:
    return select(Stage).order_by(col(Stage.position), Stage.code)


def usual(kind: Kind) -> SelectOfScalar[Stage]:
    """The stages that every lot of this kind goes through, once each."""
    fitting = {
        Kind.GOODS: col(Stage.goods),
        Kind.WORKS: col(Stage.works),
        Kind.SERVICES: col(Stage.goods) & col(Stage.works),
    }
    once = col(Stage.optional).is_(False) & col(Stage.repeatable).is_(False)
    return listed().where(fitting[kind], once, col(Stage.days).is_not(None))


def coded(session: Session, code: str) -> Stage:
    found = session.exec(select(Stage).where(Stage.code == code)).first()
    if found is None:
        raise Missing("There is no stage {code}.", code=code, field="stage")
    return found


def _read(row: dict[str, str]) -> Stage:
    names = ("code", "name_en", "name_ro", "name_hu", "after", "not_before", "ocds_type")
    texts: dict[str, Any] = {name: row[name] for name in names}
    return Stage(
        **texts,
        position=int(row["position"]),
        goods="G" in row["kind"],
        works="W" in row["kind"],
        days=_days(row["default_days"]),
        days_works=_days(row["default_days_works"]),
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
