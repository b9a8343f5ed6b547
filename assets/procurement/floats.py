"""Floats: how many days a lot has to spare before each end that it must keep."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from assets.procurement import reports
from assets.procurement.clashes import SUPPLIED
from assets.procurement.schedules import Schedule
from assets.rights import Rights
from assets.words import N_, Language, say, say_count


class Float(NamedTuple):
    """The days between what is expected and an end; below zero, it comes too late."""

    end: str
    words: str
    on: date
    days: int

    def in_words(self, language: Language) -> str:
        if self.days == 0:
            return say(language, N_("none"))
        if self.days < 0:
            return say_count(language, "{count} day too late", "{count} days too late", -self.days)
        return say_count(language, "{count} day", "{count} days", self.days)


def of(session: Session, schedule: Schedule, seen_by: Rights) -> list[Float]:
    """What is left to a lot that is not over yet: nothing is asked of what has happened."""
    if schedule.ends_on is None or schedule.finished:
        return []
    project = schedule.lot.project
    last = reports.last_due(session, [project], seen_by).get(project.id)
    return list(_left(schedule, schedule.ends_on, last))


def _left(schedule: Schedule, ends_on: date, reported_by: date | None) -> Iterator[Float]:
    agreed = schedule.bounds.contract_ends_on
    supplied = [each for each in schedule.milestones if each.stage.code in SUPPLIED]
    if agreed and any(not each.met for each in supplied):
        over = max(each.expected_on for each in supplied)
        words = N_("To spare before the contract ends")
        yield Float("contract", words, agreed, (agreed - over).days)
    ends = schedule.lot.project.ends_on
    words = N_("To spare before the project ends")
    yield Float("project", words, ends, (ends - ends_on).days)
    if reported_by:
        words = N_("To spare before the last report")
        yield Float("last_report", words, reported_by, (reported_by - ends_on).days)
