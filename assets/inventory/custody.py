"""Who has things in her care."""

from uuid import UUID

from sqlmodel import Session, select

from assets import colleagues
from assets.errors import Missing
from assets.inventory.register import Asset
from assets.people import Person
from assets.rights import Permission, Rights


def custodian(session: Session, key: UUID | None, seen_by: Rights) -> Person:
    """The person with this id, if she works where things are seen, or has one of these."""
    cares = select(Asset.custodian_id).where(
        Asset.custodian_id == key, seen_by.where(Permission.ASSETS_SEE, Asset)
    )
    there = colleagues.seen(seen_by, Permission.ASSETS_SEE).where(Person.id == key)
    found = session.exec(there).first()
    if found is None and session.exec(cares.limit(1)).first():
        found = session.get(Person, key)
    if found is None:
        raise Missing("There is no such person.")
    return found
