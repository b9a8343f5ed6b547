"""What is said of officers: whom a form or a program means, and how an office is told."""

from datetime import date
from typing import Any

from sqlmodel import Session

from assets import colleagues
from assets.errors import Refused
from assets.inventory.places import Place
from assets.maintenance.officers import Officer, Said
from assets.words import N_, Language, say
from web.standing import Standing


def said(session: Session, typed: Any, site: Place, now: Officer | None = None) -> Said:
    """Who is meant. A colleague works at the site, or has held the office so far."""
    person = None
    if words := typed.person.strip():
        held = now.person_id if now else None
        try:
            person = colleagues.called(session, words, colleagues.at(site), held)
        except Refused as no:
            raise Refused(no.words, field="person", **no.values) from None
    return Said(
        person, typed.name, typed.authorisation, typed.valid_until, typed.since, typed.until
    )


def standing(officer: Officer, on: date, language: Language) -> Standing:
    """Whether the office is held, and whether the authorisation still stands."""
    if officer.until and officer.until < on:
        return Standing("calm", say(language, N_("In office until {day}."), day=officer.until))
    if officer.since > on:
        return Standing("soon", say(language, N_("In office from {day}."), day=officer.since))
    if officer.expired(on):
        words = N_("The authorisation ended on {day}.")
        return Standing("bad", say(language, words, day=officer.valid_until))
    if officer.expires_soon(on):
        words = N_("The authorisation ends on {day}.")
        return Standing("warn", say(language, words, day=officer.valid_until))
    return Standing("good", say(language, N_("In office.")))


def item(officer: Officer, site: str) -> dict[str, Any]:
    """An officer under the names of the contract."""
    days = ("valid_until", "since", "until")
    said = {name: getattr(officer, name) for name in days}
    return {
        "id": str(officer.id),
        "site": site,
        "office": officer.office,
        "person": officer.person.email if officer.person else None,
        "name": officer.called,
        "authorisation": officer.authorisation,
        **{name: day.isoformat() if day else None for name, day in said.items()},
        "version": officer.version,
    }
