"""How the demonstration's things are bought: lots with their plan, what was met and what slips."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, select

from assets.database import alongside
from assets.demo import tale as telling
from assets.demo.tale import Story, Tale
from assets.inventory.partners import Partner
from assets.money import Currency, Money
from assets.procurement import lots, milestones, planning, schedules, stages
from assets.procurement.lots import Kind, Procedure
from assets.procurement.milestones import Milestone
from assets.procurement.projects import Project

FORESEEN = 12  # days before the planned day on which a delay is admitted


def buy(tale: Tale) -> None:
    """Tell the history of every lot."""
    officers = {row["partner"]: row["email"] for row in _officers()}
    for row in telling.lots():
        _lot(tale, row, officers[row["partner"]])


def close(tale: Tale) -> None:
    """A project that has paid all is closed at the end."""
    for row in telling.read("projects.toml")["projects"]:
        if paid := tale.on(row, "final_payment"):
            tale.happens(max(paid, tale.begins), partial(_close, tale, row["code"], paid))


def _officers() -> list[Story]:
    told = telling.read("people.toml")["people"]
    return [row for row in told if row["role"] == "procurement_officer" and "partner" in row]


def _lot(tale: Tale, row: Story, officer: str) -> None:
    planned = [tale.on(each, "baseline") for each in row["milestones"]]
    begun = min(day for day in planned if day)
    tale.happens(begun, partial(_open, tale, row, begun), who=officer)
    reason = ""
    for number, each in enumerate(row["milestones"]):
        reason = each.get("reason", reason)
        baseline, expected = tale.on(each, "baseline"), tale.on(each, "forecast")
        actual = tale.on(each, "actual")
        assert baseline is not None
        if actual and actual <= tale.day:
            tell = partial(_meet, tale, row["number"], number, actual, each.get("reason", ""))
            tale.happens(actual, tell, who=officer)
        elif (day := actual or expected) and day != baseline:
            known = min(max(begun, baseline - timedelta(FORESEEN)), tale.day)
            tell = partial(_forecast, tale, row["number"], number, day, reason)
            tale.happens(known, tell, who=officer)


def _open(tale: Tale, row: Story, begun: date, session: Session) -> None:
    partner = session.get_one(Partner, tale.id("partner", row["partner"]))
    language = next(
        each["language"]
        for each in telling.read("partners.toml")["partners"]
        if each["code"] == row["partner"]
    )
    project = session.get_one(Project, tale.id("project", row["project"]))
    opened = project.lots_numbered
    project.lots_numbered = _nth(row) - 1  # things name their lot by the number that is told
    lot = lots.open_lot(
        session,
        project,
        title=row[f"title_{language}"],
        partner=partner,
        kind=Kind(row["kind"]),
        procedure=Procedure(row["procedure"]),
        **_site_and_estimate(tale, row),
    )
    project.lots_numbered = max(opened, project.lots_numbered)
    tale.named("lot", row["number"], lot.id)
    for number, each in enumerate(row["milestones"]):
        stage = stages.coded(session, each["stage"])
        planned = tale.on(each, "baseline")
        assert planned is not None
        laid = milestones.add(session, lot, stage, planned, each.get("label", ""))
        tale.named("milestone", f"{row['number']}/{number}", laid.id)
    session.flush()
    [schedule] = schedules.together(session, [lot])
    planning.approve(session, schedule, max(begun, lot.created_at.date()))


def _nth(row: Story) -> int:
    return int(row["number"].rpartition("L")[2])


def _site_and_estimate(tale: Tale, row: Story) -> dict[str, Any]:
    currency = Currency(row["currency"])
    said: dict[str, Any] = {
        "estimate_minor": Money.read(row["budget"], currency).minor,
        "estimate_currency": currency,
    }
    if "site" in row:
        said["site_id"] = tale.id("site", row["site"])
    return said


def _milestone(tale: Tale, session: Session, number: str, position: int) -> Milestone:
    key = tale.id("milestone", f"{number}/{position}")
    one = select(Milestone).where(Milestone.id == key)
    return session.exec(one.options(*alongside(Milestone.stage))).one()


def _meet(tale: Tale, number: str, position: int, on: date, note: str, session: Session) -> None:
    _milestone(tale, session, number, position).meet(on, max(on, tale.begins), note)


def _forecast(
    tale: Tale, number: str, position: int, on: date, reason: str, session: Session
) -> None:
    _milestone(tale, session, number, position).forecast(on, reason)


def _close(tale: Tale, code: str, paid: date, session: Session) -> None:
    session.get_one(Project, tale.id("project", code)).close(paid, today=paid)
