"""The budget of a project: its lines by partner and cost category, and how it was changed."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from assets.database import Record, stored
from assets.rights import Guarded
from assets.words import N_, Worded


class CostCategory(Worded):
    """What kind of cost a line pays, as Interreg programmes number them: Reg (EU) 2021/1059."""

    STAFF = "CAT1", N_("Staff")
    OFFICE = "CAT2", N_("Office and administration")
    TRAVEL = "CAT3", N_("Travel and accommodation")
    EXPERTISE = "CAT4", N_("External expertise and services")
    EQUIPMENT = "CAT5", N_("Equipment")
    WORKS = "CAT6", N_("Infrastructure and works")


class BudgetLine(Guarded, table=True):
    """One line of a partner's budget. What it may cost stands in each version of the budget."""

    __table_args__ = (UniqueConstraint("project_id", "code"),)

    project_id: UUID = Field(foreign_key="project.id")
    code: str = Field(max_length=40)  # the item of the application form: PP3-5.2
    category: CostCategory = Field(sa_type=stored(CostCategory))
    title: str = Field(max_length=300)

    @property
    def label(self) -> str:
        return self.code


class BudgetVersion(Record, table=True):
    """The budget as it was agreed, and each reallocation after it. One not approved is a draft."""

    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: UUID = Field(foreign_key="project.id")
    number: int
    reason: str = Field(default="", max_length=400)
    approved_on: date | None = None

    @property
    def label(self) -> str:
        return str(self.number)


class BudgetAmount(Guarded, table=True):
    """What one version gives a line, in the currency of the project."""

    __table_args__ = (UniqueConstraint("version_id", "line_id"),)

    version_id: UUID = Field(foreign_key="budget_version.id")
    line_id: UUID = Field(foreign_key="budget_line.id", index=True)
    amount_minor: int = Field(default=0, sa_type=BigInteger)
    label: str = Field(default="", max_length=60)
