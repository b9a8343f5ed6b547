"""What is said of closures: which a list is asked for, what is shut, and how it is told."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from sqlmodel import Session

from assets.errors import Refused
from assets.inventory import places, register
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import checklists
from assets.maintenance.checklists import Checklist
from assets.maintenance.closures import Closure, Said, Show, Wanted
from assets.maintenance.terms import titles_of
from assets.rights import Permission, Rights
from assets.words import N_, Language, say
from web.filters import site_of
from web.paging import Paged, Perhaps, from_address
from web.standing import Standing

SHOWN = 10


class AskedClosures(Paged):
    """Which closures a list is asked for; without a state, those of now and to come."""

    state: Perhaps[Show] = None
    site: str = ""

    def wanted(self, session: Session, seen_by: Rights) -> Wanted:
        return Wanted(self.state or Show.COMING, site_of(session, self.site, seen_by))


TheAskedClosures = Annotated[AskedClosures, from_address(AskedClosures)]


def subject(session: Session, place: str, asset: str, rights: Rights) -> Place | Asset:
    """The one thing or place that is to be shut, where she may say so."""
    if bool(place) == bool(asset):
        raise Refused("Name either a place or a thing.", field="place")
    found: Place | Asset
    if asset:
        found = register.tagged(session, asset, rights)
    else:
        found = places.called(session, place, rights)
    rights.must(Permission.PLANS_KEEP, found)
    return found


def way_to_shut(place: Place, rights: Rights) -> str:
    """The address at which she can shut this place, if she may."""
    if not rights.may(Permission.PLANS_KEEP, place):
        return ""
    return f"/closures/new?{urlencode({'place': place.path})}"


def said(session: Session, typed: Any, now: Closure | None = None) -> Said:
    """What a form, or a program, says of a closure."""
    checklist = asked(session, typed.checklist, now)
    return Said(typed.name, typed.begins_on, typed.ends_on, typed.yearly, checklist)


def asked(session: Session, words: str, now: Closure | None = None) -> Checklist | None:
    """The checklist that somebody names, if she names one."""
    kept = now.checklist_id if now else None
    return checklists.called(session, words, kept) if words.strip() else None


def standing(closure: Closure, on: date, language: Language) -> Standing:
    """Whether it is closed now, or when it will be."""
    span = closure.next_from(on)
    if closure.cancelled:
        return Standing("calm", say(language, N_("Cancelled. Nothing is closed.")))
    if span is None:
        return Standing("calm", say(language, N_("It is over since {day}."), day=closure.ends_on))
    begins, ends = span
    if begins <= on:
        return Standing("warn", say(language, N_("Closed now, until {day}."), day=ends))
    return Standing(
        "soon", say(language, N_("Closed from {begins} to {ends}."), begins=begins, ends=ends)
    )


def item(closure: Closure, on: date) -> dict[str, Any]:
    """A closure under the names of the contract."""
    span = None if closure.cancelled else closure.next_from(on)
    return {
        "id": str(closure.id),
        "name": closure.name,
        "place": closure.place.path if closure.place else None,
        "asset": closure.asset.tag if closure.asset else None,
        "begins_on": closure.begins_on.isoformat(),
        "ends_on": closure.ends_on.isoformat(),
        "yearly": closure.yearly,
        "checklist": closure.checklist.key if closure.checklist else None,
        "cancelled": closure.cancelled,
        "next": [day.isoformat() for day in span] if span else None,
        "version": closure.version,
    }


def move(each: Any) -> dict[str, Any]:
    """A duty that a closure moves, under the names of the contract."""
    return {
        "plan": str(each.plan.id),
        "titles": titles_of(each.plan)._asdict(),
        "asset": each.plan.tag,
        "from": each.was.isoformat(),
        "to": each.to.isoformat(),
    }
