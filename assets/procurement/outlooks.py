"""Outlooks: when a project is likely to end, as it was reckoned last."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, select

from assets.database import Row, moment_of
from assets.inventory.places import Place
from assets.procurement import courses, schedules, simulations
from assets.procurement.projects import Project, ProjectSite
from assets.procurement.simulations import Course, Prospect
from assets.rights import EVERYTHING
from assets.words import N_, Language, Words, say, say_count


class Outlook(Row, table=True):
    """What a simulation of a project's lots said, and of which data it said so."""

    project_id: UUID = Field(foreign_key="project.id", unique=True)
    digest: str = Field(max_length=64)
    on: date
    reckoned_at: datetime
    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))

    @property
    def whole(self) -> Prospect | None:
        """What is to be expected of the project; nothing where no lot has a plan."""
        return Prospect(**self.said["project"]) if self.said["project"] else None

    def of_lot(self, number: str) -> Prospect | None:
        said = self.said["lots"].get(number)
        return Prospect(**said) if said else None


class Data(NamedTuple):
    """What an outlook is reckoned from, as of a day."""

    project_id: UUID
    on: date
    ends_on: int
    courses: list[Course]

    @property
    def digest(self) -> str:
        return simulations.digest(self.courses, self.ends_on)

    @property
    def said(self) -> dict[str, Any]:
        """Reckon it: this takes a while."""
        whole, lots = simulations.prospects(self.courses, self.ends_on)
        return {
            "project": asdict(whole) if whole else None,
            "lots": {number: asdict(each) for number, each in lots.items()},
        }


def data(session: Session, project: Project, on: date) -> Data:
    """The courses of all lots of a project, whoever may see them."""
    learnt = courses.learnt(session)
    found = schedules.timeline(session, project, EVERYTHING)
    told = [courses.course(each, learnt, on) for each in found if each.milestones]
    return Data(project.id, on, project.ends_on.toordinal(), told)


def of(session: Session, project: Project) -> Outlook | None:
    return session.exec(select(Outlook).where(Outlook.project_id == project.id)).first()


def overtaken(session: Session, project: Project, outlook: Outlook) -> bool:
    """Whether something has changed since it was reckoned, so that it would say something else."""
    return outlook.digest != data(session, project, outlook.on).digest


def keep(session: Session, data: Data, said: dict[str, Any]) -> Outlook:
    """What was reckoned from these data takes the place of what was said before."""
    mine = select(Outlook).where(Outlook.project_id == data.project_id)
    moment = moment_of(session)
    outlook = session.exec(mine).first() or Outlook(
        project_id=data.project_id, digest="", on=data.on, reckoned_at=moment, said={}
    )
    outlook.digest, outlook.on, outlook.reckoned_at = data.digest, data.on, moment
    outlook.said = said
    session.add(outlook)
    session.flush()
    return outlook


def reckon_due(session: Session, on: date, site: Place) -> int:
    """Reckon the outlook of each project that runs at a site, if its data have changed."""
    here = select(ProjectSite.project_id).where(ProjectSite.site_id == site.id)
    open_ones = select(Project).where(col(Project.id).in_(here), ~col(Project.closed))
    reckoned = 0
    for project in session.exec(open_ones.order_by(Project.code)).all():
        known, now = of(session, project), data(session, project, on)
        if known is None or known.digest != now.digest:
            keep(session, now, now.said)
            reckoned += 1
    return reckoned


_NEVER, _ALWAYS = 0, 100  # in a hundred cases
_SURE = {
    _NEVER: N_(
        "In eight of ten cases it is over by {day}, and never before the project ends on {end}."
    ),
    _ALWAYS: N_(
        "In eight of ten cases it is over by {day}; always before the project ends on {end}."
    ),
}


def in_words(prospect: Prospect, ends_on: date, language: Language) -> str:
    """What to expect, in one sentence that needs no figures to be understood."""
    likely = date.fromordinal(prospect.likely)
    if prospect.half == prospect.likely and prospect.chance == _ALWAYS:
        return say(language, N_("It is over on {day}."), day=likely)
    if prospect.chance in _SURE:
        return say(language, _SURE[prospect.chance], day=likely, end=ends_on)
    return say(
        language,
        N_(
            "In eight of ten cases it is over by {day}; in {chance} of a hundred it is over "
            "before the project ends on {end}."
        ),
        day=likely,
        chance=prospect.chance,
        end=ends_on,
    )


def decided_in_words(prospect: Prospect, stage: Words, language: Language) -> str:
    """What decides it, and what a week saved there brings."""
    if prospect.gain <= 0:
        return say(
            language,
            N_("“{stage}” of {lot} is the least certain; a week saved there alone changes little."),
            stage=stage,
            lot=prospect.number,
        )
    if prospect.chance_then == prospect.chance:
        return say_count(
            language,
            "“{stage}” of {lot} decides it: a week saved there brings the end forward by "
            "{count} day.",
            "“{stage}” of {lot} decides it: a week saved there brings the end forward by "
            "{count} days.",
            prospect.gain,
            stage=stage,
            lot=prospect.number,
        )
    return say_count(
        language,
        "“{stage}” of {lot} decides it: a week saved there brings the end forward by {count} day, "
        "and {chance} of a hundred cases are in time.",
        "“{stage}” of {lot} decides it: a week saved there brings the end forward by {count} days, "
        "and {chance} of a hundred cases are in time.",
        prospect.gain,
        stage=stage,
        lot=prospect.number,
        chance=prospect.chance_then,
    )
