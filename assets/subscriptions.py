"""Subscriptions: what each person is reminded of, and who is reminded instead of her."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from assets import people
from assets.database import Record, stored
from assets.errors import Refused
from assets.inventory import places
from assets.people import Person
from assets.rights import EVERYTHING, Permission
from assets.words import N_, Worded


class Topic(Worded):
    """What reminders are about."""

    SAFETY = "safety", N_("Duties of law and safety")
    DUTIES = "duties", N_("Other duties")
    AWAITED = "awaited", N_("What should have come or be back")
    MILESTONES = "milestones", N_("Milestones of purchases")
    EXPIRING = "expiring", N_("Certificates, warranties and contracts that end")
    DANGER = "danger", N_("Danger")


# What nobody can switch off: it can only be moved to somebody else.
BINDING = frozenset({Topic.SAFETY, Topic.DANGER})
# By which right somebody is told of a topic, and by which another may be told instead.
_TELLS = {
    Topic.AWAITED: (Permission.ASSETS_MOVE, Permission.ASSETS_SEE),
    Topic.MILESTONES: (Permission.PROCUREMENT_SEE, Permission.PROCUREMENT_SEE),
    Topic.EXPIRING: (Permission.ASSETS_EDIT, Permission.ASSETS_SEE),
}
_WORKS = (Permission.ORDERS_DO, Permission.ORDERS_DO)


class Wish(Record, table=True):
    """What one person wants to be told of, or who is told instead."""

    __table_args__ = (UniqueConstraint("person_id", "topic"),)

    person_id: UUID = Field(foreign_key="person.id")
    topic: Topic = Field(sa_type=stored(Topic))
    wanted: bool = True
    instead_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)

    @property
    def label(self) -> str:
        return self.topic


def of_person(session: Session, person: Person) -> dict[Topic, Wish]:
    """What she wants otherwise than everybody: by topic."""
    hers = select(Wish).where(Wish.person_id == person.id)
    return {wish.topic: wish for wish in session.exec(hers)}


def wants(session: Session, person: Person, topic: Topic) -> bool:
    """Whether she herself is told: she is unless she moved it to somebody who can be told."""
    wish = of_person(session, person).get(topic)
    if wish is None:
        return True
    if wish.instead_id:
        return _told_instead(session, wish) is None
    return wish.wanted or topic in BINDING


def moved_to(session: Session, person: Person, topic: Topic) -> Sequence[Person]:
    """Those for whom she is told of this instead."""
    moved = (
        select(Person)
        .join(Wish, col(Wish.person_id) == col(Person.id))
        .where(Wish.instead_id == person.id, Wish.topic == topic, ~col(Person.disabled))
    )
    asked = session.exec(moved.order_by(Person.email)).all()
    return [each for each in asked if _reaches(session, each, person, topic)]


def heir(session: Session, person: Person, topic: Topic) -> Person:
    """Who is told in the end of what concerns this person."""
    wish = of_person(session, person).get(topic)
    told = _told_instead(session, wish) if wish else None
    return told or person


def choose(session: Session, person: Person, topic: Topic, *, wanted: bool) -> Wish:
    """Be told of it from now on, or not. What is binding can only be moved to somebody."""
    if not wanted and topic in BINDING:
        raise Refused(
            "{topic}: this cannot be switched off. Name a colleague who is told instead.",
            topic=topic,
            field="instead",
        )
    wish = _wish(session, person, topic)
    wish.wanted, wish.instead_id = wanted, None
    return wish


def move(session: Session, person: Person, topic: Topic, to: Person) -> Wish:
    """From now on somebody else is told instead: one who works where she does."""
    if to.id == person.id:
        raise Refused("Name somebody else.", field="instead")
    if to.disabled:
        raise Refused("{name} has no account any more.", name=to.name, field="instead")
    theirs = of_person(session, to).get(topic)
    if theirs and theirs.instead_id:
        raise Refused("{name} has moved this to somebody else.", name=to.name, field="instead")
    if moved_to(session, person, topic):
        raise Refused(
            "Others have moved this to you. They must choose anew first.", field="instead"
        )
    if not _reaches(session, person, to, topic):
        raise Refused("{name} does not work where you do.", name=to.name, field="instead")
    wish = _wish(session, person, topic)
    wish.wanted, wish.instead_id = True, to.id
    return wish


def _reaches(session: Session, person: Person, other: Person, topic: Topic) -> bool:
    """Whether the other may be told of all of this topic that this person is told of."""
    hers, theirs = (people.rights_of(session, each) for each in (person, other))
    told, tells = _TELLS.get(topic, _WORKS)
    here = [site for site in places.sites(session, EVERYTHING) if hers.may(told, site)]
    return all(theirs.may(tells, site) for site in here)


def _told_instead(session: Session, wish: Wish) -> Person | None:
    """Who is told instead, unless she has gone: then it falls back to whom it came from."""
    other = session.get(Person, wish.instead_id) if wish.instead_id else None
    if other is None or other.disabled:
        return None
    person = session.get_one(Person, wish.person_id)
    return other if _reaches(session, person, other, wish.topic) else None


def _wish(session: Session, person: Person, topic: Topic) -> Wish:
    known = of_person(session, person).get(topic)
    wish = known or Wish(person_id=person.id, topic=topic)
    session.add(wish)
    return wish
