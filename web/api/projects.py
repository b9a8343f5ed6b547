"""Projects, for programs: /api/v1/projects."""

from datetime import date
from typing import Annotated, Any

from fastapi import Body, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from assets.exchange import ocds
from assets.inventory import partners
from assets.money import Currency
from assets.procurement import projects
from assets.procurement.projects import Part, Project
from assets.rights import Permission
from web.access import Db, MyRights, Now, may
from web.answer import Amount, Answer, Day
from web.doors import programs
from web.named import TheProject
from web.paging import Paged

router = programs("/projects", tags=["projects"])


class Beginning(BaseModel):
    """A new project, and the code of the first partner who takes part."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=20)
    acronym: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=300)
    programme: str = Field(default="", max_length=200)
    starts_on: Day
    ends_on: Day
    total: Amount | None = None
    erdf: Amount | None = None
    durability_years: int = Field(default=5, ge=0, le=50)
    retention_years: int = Field(default=5, ge=0, le=50)
    partner: str = Field(min_length=1)
    part: Part = Part.LEAD


Posted = Annotated[Beginning, Body()]


@router.get("", dependencies=[may(Permission.PROCUREMENT_SEE)])
def index(answer: Answer, db: Db, rights: MyRights, asked: Annotated[Paged, Query()]) -> Response:
    """A page of the projects, by code. `next` is the address of the following page."""
    found = projects.found(db, asked.cut, rights)
    return answer.page(found, [item(each) for each in found.rows])


@router.post("", dependencies=[may(Permission.PROCUREMENT_KEEP)], status_code=201)
def begin(answer: Answer, db: Db, rights: MyRights, said: Posted) -> Response:
    """Begin a project. Answers 201 with it. Both amounts are in one currency."""
    first = partners.coded(db, said.partner)
    rights.must_for(Permission.PROCUREMENT_KEEP, [first.id])
    project = projects.begin(db, _told(said))
    projects.join(db, project, first, said.part)
    return answer.item(whole(db, rights, project), 201, f"/api/v1/projects/{project.code}")


@router.get("/{code}", dependencies=[may(Permission.PROCUREMENT_SEE)])
def show(answer: Answer, db: Db, rights: MyRights, project: TheProject) -> Response:
    """One project with its partners and its sites."""
    return answer.item(whole(db, rights, project))


@router.get("/{code}/ocds", dependencies=[may(Permission.PROCUREMENT_SEE)])
def contracting(
    request: Request, db: Db, rights: MyRights, now: Now, project: TheProject
) -> Response:
    """How its things were bought: a release package of the Open Contracting Data Standard 1.1.5."""
    base_url = request.app.state.settings.base_url
    said = ocds.of_project(db, rights, now, base_url, project.code)
    return Response(said, media_type="application/json")


def item(project: Project) -> dict[str, Any]:
    """A project under the names of the contract, in JSON's own types."""
    return {
        "code": project.code,
        "acronym": project.acronym,
        "title": project.title,
        "programme": project.programme,
        "starts_on": project.starts_on.isoformat(),
        "ends_on": project.ends_on.isoformat(),
        "total": project.total.json() if project.total_minor else None,
        "erdf": project.erdf.json() if project.erdf_minor else None,
        "durability_years": project.durability_years,
        "retention_years": project.retention_years,
        "durability_until": _day(project.durability_until),
        "retention_until": _day(project.retention_until),
        "final_payment_on": _day(project.final_payment_on),
        "closed": project.closed,
        "version": project.version,
    }


def whole(db: Db, rights: MyRights, project: Project) -> dict[str, Any]:
    """A project with everything that its page says."""
    joined = db.exec(projects.partners_of(project)).all()
    return item(project) | {
        "partners": [{"partner": each.partner.code, "part": each.part} for each in joined],
        "sites": [site.code for site in db.exec(projects.sites_of(project, rights))],
    }


def _told(said: Beginning) -> Project:
    total, erdf = (each and each.money for each in (said.total, said.erdf))
    if total and erdf:
        _ = total - erdf  # which refuses another currency
    granted = total or erdf
    return Project(
        **said.model_dump(exclude={"total", "erdf", "partner", "part"}),
        currency=granted.currency if granted else Currency.EUR,
        total_minor=total.minor if total else 0,
        erdf_minor=erdf.minor if erdf else 0,
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
