"""What the demonstration expects to come: who answers for it, a plan approved anew, the outlook."""

from functools import partial

from sqlmodel import Session

from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.partners import Partner
from assets.inventory.places import Place
from assets.people import Person
from assets.procurement import outlooks, planning, reports, schedules
from assets.procurement.projects import Project
from assets.rights import EVERYTHING


def foresee(tale: Tale) -> None:
    """Told last: all that it follows from has happened by then."""
    told = telling.read("foresight.toml")
    for row in told["responsible"]:
        tale.happens(tale.day, partial(_entrust, tale, row), who=row["by"])
    for row in told["approved_again"]:
        tale.happens(tale.day, partial(_approve, tale, row), who=row["by"])
    for row in told["last_reports"]:
        tale.happens(tale.day, partial(_report, tale, row), who=row["by"])
    for site in told["outlooks"]:
        tale.happens(tale.day, partial(_reckon, tale, site))


def _entrust(tale: Tale, row: Story, session: Session) -> None:
    schedule = schedules.of_lot(session, row["lot"], EVERYTHING)
    person = session.get_one(Person, tale.id("person", row["person"]))
    for code in row["milestones"]:
        planning.entrust(schedule.milestone(code), person)


def _approve(tale: Tale, row: Story, session: Session) -> None:
    schedule = schedules.of_lot(session, row["lot"], EVERYTHING)
    planning.approve(session, schedule, tale.day, row["reason"])


def _report(tale: Tale, row: Story, session: Session) -> None:
    project = session.get_one(Project, tale.id("project", row["project"]))
    partner = session.get_one(Partner, tale.id("partner", row["partner"]))
    reports.begin(session, project, partner, (row["from"], project.ends_on), row["due_on"])


def _reckon(tale: Tale, site: str, session: Session) -> None:
    outlooks.reckon_due(session, tale.day, session.get_one(Place, tale.id("site", site)))
