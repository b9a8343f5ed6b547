"""Calendars: dated things as iCalendar (RFC 5545 and 7986), as calendar programs read them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request
from icalendar import Alarm, Calendar, Event

from assets import words
from assets.agenda import Duty
from assets.feeds import Feed
from assets.words import N_, Language

AGAIN = timedelta(hours=6)  # how often a calendar program should look
BEFORE = timedelta(days=7)


def house(request: Request) -> str:
    """Where addresses in a calendar lead to."""
    said: str = request.app.state.settings.base_url
    return said or str(request.base_url).rstrip("/")


def drawn(
    feed: Feed,
    duties: Sequence[Duty],
    changed: Mapping[UUID | None, datetime],
    base: str,
    language: Language,
) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Rehab Assets//Agenda//EN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", feed.name)
    calendar.add("X-WR-CALNAME", feed.name)
    calendar.add("REFRESH-INTERVAL", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", AGAIN)
    for duty in duties:
        calendar.add_component(_event(duty, changed.get(duty.id, feed.created_at), base, language))
    return calendar


def _event(duty: Duty, changed: datetime, base: str, language: Language) -> Event:
    """One day on which something is due. Its id stays, and its sequence rises with each change."""
    event = Event()
    event.add("UID", uid(duty, base))
    event.add("SEQUENCE", duty.version - 1)
    event.add("DTSTAMP", changed)
    event.add("LAST-MODIFIED", changed)
    event.add("DTSTART", duty.due_on)
    event.add("DTEND", _next(duty.due_on))
    event.add("SUMMARY", _summary(duty, language))
    event.add("LOCATION", ", ".join(filter(None, [duty.site, duty.place])))
    event.add("CATEGORIES", [words.spoken(duty.occasion, language)])
    event.add("TRANSP", "TRANSPARENT")
    event.add("URL", f"{base}{duty.address}")
    event.add_component(_alarm(_summary(duty, language)))
    return event


def uid(duty: Duty, base: str) -> str:
    return f"{duty.occasion}-{duty.id}@{urlsplit(base).hostname or 'rehab-assets'}"


def _summary(duty: Duty, language: Language) -> str:
    said = duty.titles.of(language)
    about = " ".join(filter(None, [duty.lot, duty.name, duty.tag]))
    return words.say(language, N_("{what}: {about}"), what=said, about=about) if about else said


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", summary)
    alarm.add("TRIGGER", -BEFORE)
    return alarm


def _next(day: date) -> date:
    return day + timedelta(1)
