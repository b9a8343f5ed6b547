"""Ladders: who above is told when work stays late for so many days."""

from collections.abc import Sequence

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from assets.database import stored
from assets.errors import Refused
from assets.inventory.places import Place
from assets.rights import Guarded, Permission, Rights, Role

LONGEST = 365
# What a house begins with, until it says otherwise: first her manager, then the administrator.
SHIPPED = ((3, Role.SITE_MANAGER), (14, Role.ADMINISTRATOR))


class Rung(Guarded, table=True):
    """After so many days late, this role at the site is told too. Without a site: everywhere."""

    __table_args__ = (UniqueConstraint("site_id", "after_days"),)

    after_days: int
    role: Role = Field(sa_type=stored(Role))

    @property
    def label(self) -> str:
        return str(self.after_days)


def load(session: Session) -> None:
    """The shipped rungs, where nobody has set any."""
    if session.exec(select(Rung.id).limit(1)).first() is None:
        session.add_all(Rung(after_days=days, role=role) for days, role in SHIPPED)


def of_site(session: Session, site: Place) -> Sequence[Rung]:
    """The rungs that hold at a site: its own, or those of the house."""
    own = select(Rung).where(Rung.site_id == site.id).order_by(col(Rung.after_days))
    return session.exec(own).all() or of_house(session)


def of_house(session: Session) -> Sequence[Rung]:
    shared = select(Rung).where(col(Rung.site_id).is_(None)).order_by(col(Rung.after_days))
    return session.exec(shared).all()


def set_rungs(session: Session, site: Place | None, rungs: dict[int, Role], by: Rights) -> None:
    """Say anew who is told after how many days, at a site or in the whole house."""
    if not rungs:
        raise Refused("Somebody must be told. Name one role and after how many days.")
    if not all(1 <= days <= LONGEST for days in rungs):
        raise Refused("Take from 1 to {most} days.", most=LONGEST, field="after_days")
    key = site.id if site else None
    here = Rung.site_id == key if key else col(Rung.site_id).is_(None)
    known = {rung.after_days: rung for rung in session.exec(select(Rung).where(here))}
    for days in known.keys() - rungs.keys():
        session.delete(known[days])
    for days, role in rungs.items():
        rung = known.get(days) or Rung(after_days=days, role=role, site_id=key)
        by.must(Permission.PEOPLE_KEEP, rung)
        rung.role = role
        session.add(rung)
