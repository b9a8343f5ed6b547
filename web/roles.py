"""Where roles hold, as forms offer it and as pages say it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from assets import people
from assets.errors import Refused
from assets.inventory import partners, places
from assets.people import Person, RoleHeld
from assets.rights import Permission, Rights, Role
from assets.words import N_, Language, say

EVERYWHERE = "everywhere"


class Where(NamedTuple):
    """Where a role holds: at a site, for a partner, or everywhere when neither is named."""

    site_id: UUID | None = None
    partner_id: UUID | None = None


class Said(NamedTuple):
    """One role in words, and the id by which it is taken away."""

    key: UUID
    words: str


def choices(session: Session, rights: Rights, language: Language) -> list[tuple[str, str]]:
    """Where this person may give roles, as a form offers it."""
    sites = places.sites(session, rights)
    offered = [
        (EVERYWHERE, say(language, N_("Everywhere"))),
        *((f"site:{site.id}", site.name) for site in sites),
        *((f"partner:{each.id}", each.name) for each in session.exec(partners.listed())),
    ]
    return [(value, words) for value, words in offered if _may_give(rights, _read(value))]


def give(session: Session, person: Person, role: Role, where: str, by: Rights) -> None:
    """Give a role where the form says. Raises Forbidden where that is not hers to give."""
    meant = _read(where)
    by.must(Permission.PEOPLE_KEEP, RoleHeld(person_id=person.id, role=role, **meant._asdict()))
    people.give(session, person, role, site_id=meant.site_id, partner_id=meant.partner_id)


def said(
    session: Session, held: Iterable[RoleHeld], rights: Rights, language: Language
) -> dict[UUID, list[Said]]:
    """These roles in words, by the person who holds them."""
    names = {site.id: site.name for site in places.sites(session, rights)}
    names |= {partner.id: partner.name for partner in session.exec(partners.listed())}
    found: dict[UUID, list[Said]] = defaultdict(list)
    for each in held:
        where = each.site_id or each.partner_id
        if where is None:
            words = say(language, N_("{role}, everywhere"), role=each.role)
        else:
            words = say(language, N_("{role}, {place}"), role=each.role, place=names.get(where))
        found[each.person_id].append(Said(each.id, words))
    return found


def _may_give(rights: Rights, where: Where) -> bool:
    nobody = RoleHeld(person_id=UUID(int=0), role=Role.VIEWER, **where._asdict())
    return rights.may(Permission.PEOPLE_KEEP, nobody)


def _read(where: str) -> Where:
    kind, _, key = where.partition(":")
    if where == EVERYWHERE:
        return Where()
    try:
        return Where(**{f"{kind}_id": UUID(key)})
    except (ValueError, TypeError):
        raise Refused("Choose one of the list.", field="where") from None
