"""What a project promises, for programs: /api/v1/projects/{code}/results."""

from typing import Annotated, Any

from fastapi import Body
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.procurement import results
from assets.procurement.results import ProjectResult, Said
from assets.rights import Permission
from assets.words import Words
from web.access import Db, may
from web.answer import Answer, Day
from web.budgeted import TheResult
from web.doors import programs
from web.named import TheProject

router = programs("/projects/{code}/results", tags=["results"])

MOST = 10**9


class Names(BaseModel):
    """A name in three languages."""

    model_config = ConfigDict(extra="forbid")

    en: str = Field(min_length=1, max_length=200)
    ro: str = Field(min_length=1, max_length=200)
    hu: str = Field(min_length=1, max_length=200)


class Promising(BaseModel):
    """What is said of a result."""

    model_config = ConfigDict(extra="forbid")

    name: Names
    target: int = Field(ge=1, le=MOST)
    achieved: int = Field(default=0, ge=0, le=MOST)
    due_on: Day | None = None
    note: str = Field(default="", max_length=1000)

    @property
    def said(self) -> Said:
        names = Words(**self.name.model_dump())
        return Said(names, self.target, self.achieved, self.due_on, self.note)


Posted = Annotated[Promising, Body()]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, project: TheProject) -> Response:
    """The results of a project, in its order."""
    found = db.exec(results.of_project(project))
    return answer.item({"items": [item(each) for each in found], "next": None})


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def promise(answer: Answer, db: Db, project: TheProject, said: Posted) -> Response:
    """One more result. Answers 201 with it."""
    return answer.item(item(results.promise(db, project, said.said)), 201)


@router.put("/{result}", dependencies=[may(Permission.PROCUREMENT_KEEP)])
def revise(
    answer: Answer, db: Db, project: TheProject, result: TheResult, said: Posted
) -> Response:
    """Say a result anew. `If-Match` takes its version."""
    results.revise(project, result, said.said)
    db.flush()  # which counts the version on
    return answer.item(item(result))


def item(result: ProjectResult) -> dict[str, Any]:
    return {
        "id": str(result.id),
        "name": result.names._asdict(),
        "target": result.target,
        "achieved": result.achieved,
        "due_on": result.due_on.isoformat() if result.due_on else None,
        "note": result.note,
        "version": result.version,
    }
