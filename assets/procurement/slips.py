"""Slips in words: how a lot stands against its plan."""

from datetime import date
from functools import lru_cache

from assets.procurement.dependencies import Link
from assets.procurement.milestones import Milestone
from assets.procurement.schedules import Schedule, Standing
from assets.words import N_, Language, say, say_count


def in_words(schedule: Schedule, on: date, language: Language) -> str:
    """How a lot stands, in one sentence that names the worst."""
    standing = schedule.standing(on)
    if standing is Standing.UNPLANNED:
        return say(language, standing.words)
    if standing is Standing.BEYOND:
        return say_count(
            language,
            "Ends {count} day after the project",
            "Ends {count} days after the project",
            schedule.beyond_days,
        )
    if standing is Standing.LATE:
        return _late_in_words(
            min(schedule.late(on), key=lambda each: each.forecast_on), on, language
        )
    if standing is Standing.SLIPPING and (slipping := schedule.slipping):
        return _slipping_in_words(slipping, language)
    slip = days_in_words(schedule.slip_days, language)
    return say(language, N_("Finished, {slip}"), slip=slip) if schedule.finished else slip


def _late_in_words(milestone: Milestone, on: date, language: Language) -> str:
    return say_count(
        language,
        "{count} day late: {stage}",
        "{count} days late: {stage}",
        (on - milestone.forecast_on).days,
        stage=milestone.names,
    )


def _slipping_in_words(milestone: Milestone, language: Language) -> str:
    return say_count(
        language,
        "{count} day later than planned: {stage}",
        "{count} days later than planned: {stage}",
        milestone.slip_days,
        stage=milestone.names,
    )


def link_in_words(link: Link, after: Milestone, language: Language) -> str:
    """What a milestone waits for: 10 working days after “Contract signed”."""
    if not link.days:
        return say(language, N_("after “{stage}”"), stage=after.names)
    if link.working:
        return say_count(
            language,
            "{count} working day after “{stage}”",
            "{count} working days after “{stage}”",
            link.days,
            stage=after.names,
        )
    return say_count(
        language,
        "{count} day after “{stage}”",
        "{count} days after “{stage}”",
        link.days,
        stage=after.names,
    )


@lru_cache(maxsize=2_000)
def days_in_words(days: int, language: Language) -> str:
    """9 days later than planned, as planned, 2 days earlier than planned."""
    if days == 0:
        return say(language, N_("as planned"))
    if days < 0:
        return say_count(
            language, "{count} day earlier than planned", "{count} days earlier than planned", -days
        )
    return say_count(
        language, "{count} day later than planned", "{count} days later than planned", days
    )
