"""What a grant lets go: the days on which its things may leave, and its papers be given away."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import select

from assets.agenda import Duty, Occasion, Source
from assets.inventory.places import Place
from assets.procurement import projects
from assets.procurement.projects import Project, ProjectSite
from assets.rights import Rights
from assets.words import N_, Said, in_three

PROJECT: Any = Project.__table__  # type: ignore[attr-defined]


def durability(rights: Rights) -> Source:
    words = N_("Its things must stay until this day")
    return _of_projects(rights, PROJECT.c.stays_until, Occasion.DURABILITY, words)


def retention(rights: Rights) -> Source:
    words = N_("Its papers must be kept until this day")
    return _of_projects(rights, PROJECT.c.papers_until, Occasion.RETENTION, words)


def at(site: Place) -> ColumnElement[bool]:
    """The projects that work at this site."""
    working = select(ProjectSite.id).where(
        ProjectSite.project_id == PROJECT.c.id, ProjectSite.site_id == site.id
    )
    return working.correlate(PROJECT).exists()


def _of_projects(rights: Rights, day: Any, occasion: Occasion, words: str) -> Source:
    titles = in_three(Said(words))
    shown: list[Any] = [Project.id, Project.version, Project.code, Project.acronym]
    rows: Any = select(*shown).add_columns(day.label("due_on"))

    def read(row: Any) -> Duty:
        return Duty(
            titles,
            row.due_on,
            name=row.acronym,
            project=row.code,
            occasion=occasion,
            id=row.id,
            version=row.version,
        )

    asked = (projects.seen(rights), day.is_not(None))
    return Source(PROJECT, asked, day, rows, read)
