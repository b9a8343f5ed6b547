"""What a project promises besides things: workshops, people, strategies, works, and how many."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Trilingual
from assets.errors import Missing, Refused
from assets.procurement.projects import Project
from assets.words import Words


class ProjectResult(Trilingual, Record, table=True):
    """One promised result: how many there must be, and how many there are."""

    project_id: UUID = Field(foreign_key="project.id", index=True)
    position: int = 1
    target: int
    achieved: int = 0
    due_on: date | None = None
    note: str = Field(default="", max_length=1000)

    @property
    def label(self) -> str:
        return self.name_en

    @property
    def reached(self) -> bool:
        return self.achieved >= self.target

    def late(self, on: date) -> bool:
        """Whether it should have been reached before that day."""
        return not self.reached and self.due_on is not None and self.due_on < on


@dataclass(frozen=True)
class Said:
    """What is said of a result."""

    names: Words
    target: int
    achieved: int = 0
    due_on: date | None = None
    note: str = ""


def promise(session: Session, project: Project, said: Said) -> ProjectResult:
    """One more result of a project, after those it has."""
    last = select(func.max(ProjectResult.position)).where(ProjectResult.project_id == project.id)
    position = (session.exec(last).one() or 0) + 1
    made = ProjectResult(
        project_id=project.id, position=position, target=1, name_en="", name_ro="", name_hu=""
    )
    revise(project, made, said)
    session.add(made)
    session.flush()
    return made


def revise(project: Project, result: ProjectResult, said: Said) -> None:
    """What one of the results of this project is now. Of a closed one they stay."""
    project.must_be_open()
    names = {f"name_{each}": text.strip() for each, text in said.names._asdict().items()}
    for field, name in names.items():
        if not name:
            raise Refused("Give it a name.", field=field)
    if said.target < 1:
        raise Refused("A result is promised at least once.", field="target")
    if said.achieved < 0:
        raise Refused("Write a number of at least 0.", field="achieved")
    for field, name in names.items():
        setattr(result, field, name)
    result.target, result.achieved = said.target, said.achieved
    result.due_on, result.note = said.due_on, said.note.strip()


def of_project(project: Project) -> SelectOfScalar[ProjectResult]:
    rows = select(ProjectResult).where(ProjectResult.project_id == project.id)
    return rows.order_by(col(ProjectResult.position), col(ProjectResult.id))


def of_key(session: Session, project: Project, key: UUID) -> ProjectResult:
    found = session.exec(of_project(project).where(ProjectResult.id == key)).first()
    if found is None:
        raise Missing("There is no such result.")
    return found
