"""The budget of a project: its lines by partner and cost category, and how it was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, stored
from assets.errors import Missing, Refused
from assets.inventory.partners import Partner
from assets.money import Money
from assets.procurement import projects
from assets.procurement.projects import Project
from assets.rights import Guarded, Permission, Rights
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


@dataclass(frozen=True)
class Said:
    """What is said of a line."""

    code: str
    category: CostCategory
    title: str


def add_line(session: Session, project: Project, partner: Partner, said: Said) -> BudgetLine:
    """One more line. What it may cost is said in the draft of the budget."""
    projects.must_take_part(session, project, partner)
    keys: dict[str, Any] = {"project_id": project.id, "partner_id": partner.id}
    line = BudgetLine(**keys, code="", category=said.category, title="")
    correct(session, project, line, said)
    session.add(line)
    session.flush()
    return line


def correct(session: Session, project: Project, line: BudgetLine, said: Said) -> None:
    """What the line is called. Its partner stays."""
    project.must_be_open()
    code, title = said.code.strip(), said.title.strip()
    if not code:
        raise Refused("Fill this in.", field="code")
    if not title:
        raise Refused("Give it a name.", field="title")
    same = select(BudgetLine.id).where(
        BudgetLine.project_id == line.project_id, BudgetLine.code == code, BudgetLine.id != line.id
    )
    if session.exec(same).first():
        raise Refused("There is a line {code} already.", code=code, field="code")
    line.code, line.category, line.title = code, said.category, title


def lines(project: Project, seen_by: Rights) -> SelectOfScalar[BudgetLine]:
    """The lines that she sees, by their codes."""
    rows = select(BudgetLine).where(BudgetLine.project_id == project.id)
    return rows.where(seen_by.where(Permission.PROCUREMENT_SEE, BudgetLine)).order_by(
        BudgetLine.code
    )


def line(session: Session, project: Project, key: UUID, seen_by: Rights) -> BudgetLine:
    found = session.exec(lines(project, seen_by).where(BudgetLine.id == key)).first()
    if found is None:
        raise Missing("There is no such line of a budget.")
    return found


def coded(session: Session, project: Project, code: str, seen_by: Rights) -> BudgetLine:
    found = session.exec(lines(project, seen_by).where(BudgetLine.code == code.strip())).first()
    if found is None:
        raise Missing("There is no line {code} in this budget.", code=code, field="budget_line")
    return found


def versions(project: Project) -> SelectOfScalar[BudgetVersion]:
    """Every version of the budget, the latest first."""
    rows = select(BudgetVersion).where(BudgetVersion.project_id == project.id)
    return rows.order_by(col(BudgetVersion.number).desc())


def numbered(session: Session, project: Project, number: int) -> BudgetVersion:
    found = session.exec(versions(project).where(BudgetVersion.number == number)).first()
    if found is None:
        raise Missing("There is no version {number} of this budget.", number=number)
    return found


def current(session: Session, project: Project) -> BudgetVersion | None:
    """The version that holds: the last one that was approved."""
    approved = col(BudgetVersion.approved_on).is_not(None)
    return session.exec(versions(project).where(approved)).first()


def draft(session: Session, project: Project) -> BudgetVersion | None:
    open_ = col(BudgetVersion.approved_on).is_(None)
    return session.exec(versions(project).where(open_)).first()


def reallocate(session: Session, project: Project, reason: str = "") -> BudgetVersion:
    """A draft that begins with what holds now. The versions before it keep what they say."""
    project.must_be_open()
    if draft(session, project) is not None:
        raise Refused("A draft of this budget is open already.")
    before = current(session, project)
    if before is not None and not reason.strip():
        raise Refused("Say why it is changed.", field="reason")
    number = before.number + 1 if before else 1
    made = BudgetVersion(project_id=project.id, number=number, reason=reason.strip())
    session.add(made)
    session.flush()
    for each in session.exec(_of_version(before)).all() if before else ():
        values = each.model_dump(exclude={"id", "version", "created_at", "version_id"})
        session.add(BudgetAmount(**values, version_id=made.id))
    session.flush()
    return made


def assign(session: Session, version: BudgetVersion, line: BudgetLine, minor: int) -> None:
    """What the draft gives this line."""
    _must_be_draft(version)
    if minor < 0:
        raise Refused("A line of a budget is never below zero.", field=line.code)
    given = session.exec(_of_version(version).where(BudgetAmount.line_id == line.id)).first()
    if given is None:
        keys: dict[str, Any] = {"version_id": version.id, "line_id": line.id}
        given = BudgetAmount(**keys, partner_id=line.partner_id, label=line.code)
        session.add(given)
    given.amount_minor = minor
    session.flush()


def approve(
    session: Session, project: Project, version: BudgetVersion, on: date, today: date
) -> None:
    """From now on it holds, and stays as it is. It gives no more than the grant."""
    project.must_be_open()
    _must_be_draft(version)
    if on > today:
        raise Refused("{day} has not come yet.", day=on, field="approved_on")
    before = current(session, project)
    if before and before.approved_on and on < before.approved_on:
        raise Refused(
            "The version before it was approved on {day}.",
            day=before.approved_on,
            field="approved_on",
        )
    total = sum(amounts(session, version).values())
    if project.total_minor and total > project.total_minor:
        raise Refused(
            "The lines add up to {total}. The grant is {grant}.",
            total=Money(total, project.currency),
            grant=project.total,
        )
    version.approved_on = on


def give_up(session: Session, version: BudgetVersion) -> None:
    """The draft is not wanted any more. What holds goes on."""
    _must_be_draft(version)
    for each in session.exec(_of_version(version)).all():
        session.delete(each)
    session.flush()
    session.delete(version)
    session.flush()


def amounts(session: Session, version: BudgetVersion | None) -> Mapping[UUID, int]:
    """What a version gives each line."""
    if version is None:
        return {}
    return {each.line_id: each.amount_minor for each in session.exec(_of_version(version))}


def totals(session: Session, project: Project) -> Mapping[UUID, int]:
    """What each version gives in all."""
    asked = select(BudgetAmount.version_id, func.sum(BudgetAmount.amount_minor)).join(
        BudgetVersion, col(BudgetVersion.id) == col(BudgetAmount.version_id)
    )
    of_project = asked.where(BudgetVersion.project_id == project.id)
    return {
        key: int(total)
        for key, total in session.exec(of_project.group_by(col(BudgetAmount.version_id)))
    }


def _of_version(version: BudgetVersion) -> SelectOfScalar[BudgetAmount]:
    return select(BudgetAmount).where(BudgetAmount.version_id == version.id)


def _must_be_draft(version: BudgetVersion) -> None:
    if version.approved_on:
        raise Refused("Version {number} is approved and stays as it is.", number=version.number)
