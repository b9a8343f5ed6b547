"""Feeds: secret addresses at which a calendar program reads somebody's dates."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import diary, people, trail
from assets.agenda import Duty, Occasion
from assets.database import Record
from assets.diary import Wanted
from assets.errors import Missing, Refused
from assets.inventory.places import Place
from assets.people import Person
from assets.signins import digest
from assets.trail import private

PAST, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 5000  # dates in one calendar
MOST_FEEDS = 20  # of one person
_AT_ONCE = 500


class Feed(Record, table=True):
    """One secret that shows one person's dates, of one site or kind if it says so."""

    digest: str = Field(unique=True, max_length=64, sa_column_kwargs=private())
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(default="", max_length=120)
    site_id: UUID | None = Field(default=None, foreign_key="place.id")
    kinds: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    revoked_at: datetime | None = None

    @property
    def label(self) -> str:
        return self.name

    @property
    def occasions(self) -> list[Occasion]:
        """What it shows; nothing named is everything."""
        return [each for each in Occasion if each in self.kinds]


def issue(
    session: Session,
    person: Person,
    name: str,
    key: str,
    *,
    site: Place | None = None,
    occasions: Iterable[Occasion] = (),
) -> Feed:
    """A new feed of this person. `key` is the secret of the house: see `secret_of`."""
    if not name.strip():
        raise Refused("Give it a name.", field="name")
    if len(session.exec(of_person(person)).all()) >= MOST_FEEDS:
        raise Refused("You have {most} of them. Take one away first.", most=MOST_FEEDS)
    own_id = uuid4()
    feed = Feed(
        id=own_id,
        digest=digest(secret_of(own_id, key)),
        person_id=person.id,
        name=name.strip(),
        site_id=site.id if site else None,
        kinds=[each.value for each in Occasion if each in set(occasions)],
    )
    session.add(feed)
    session.flush()
    return feed


def secret_of(feed_id: UUID, key: str) -> str:
    """What stands in its address. It is kept nowhere: only the house's own secret leads to it."""
    sealed = hmac.new(key.encode(), b"feed " + feed_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def opens(feed: Feed, secret: str) -> bool:
    """Whether this secret leads to it. An older one does, where the house's own was changed."""
    return feed.revoked_at is None and feed.digest == digest(secret)


def of_person(person: Person) -> SelectOfScalar[Feed]:
    """The feeds of one person that still show something, by their names."""
    hers = select(Feed).where(Feed.person_id == person.id, col(Feed.revoked_at).is_(None))
    return hers.order_by(Feed.name, col(Feed.id))


def feed(session: Session, key: UUID, person: Person) -> Feed:
    found = session.exec(of_person(person).where(Feed.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such calendar address.")
    return found


def revoke(feed: Feed, at: datetime) -> None:
    """From now on nobody reads anything there."""
    feed.revoked_at = at


def behind(session: Session, secret: str) -> tuple[Feed, Person]:
    """The feed with this secret and whose it is, unless revoked or disabled."""
    standing = (
        select(Feed, Person)
        .join(Person, col(Person.id) == col(Feed.person_id))
        .where(Feed.digest == digest(secret))
        .where(col(Feed.revoked_at).is_(None), ~col(Person.disabled))
    )
    found = session.exec(standing).first()
    if found is None:
        raise Missing("There is no such calendar address.")
    return found


def shown(session: Session, feed: Feed, person: Person, on: date) -> Sequence[Duty]:
    """What the calendar holds, the earliest first: a year ahead, and of some weeks ago as much
    as there is room for.
    """
    site = session.get(Place, feed.site_id) if feed.site_id else None
    wanted = Wanted(occasions=feed.occasions, site=site)
    rights = people.rights_of(session, person)
    ahead = diary.all_of(session, wanted, (on, on + AHEAD), rights, most=MOST)
    past = on - PAST, on - timedelta(1)
    return [*diary.all_of(session, wanted, past, rights, most=MOST - len(ahead)), *ahead]


def changed_at(session: Session, duties: Sequence[Duty]) -> dict[UUID | None, datetime]:
    """When each of the records that these dates come from was changed last."""
    keys = [duty.id for duty in duties if duty.id]
    found: dict[UUID | None, datetime] = {}
    entry, batch = trail.Entry, trail.Batch
    for begin in range(0, len(keys), _AT_ONCE):
        rows = (
            select(entry.key, func.max(batch.at))
            .join(batch, col(batch.id) == col(entry.batch_id))
            .where(col(entry.key).in_(keys[begin : begin + _AT_ONCE]))
            .group_by(col(entry.key))
        )
        found |= dict(iter(session.exec(rows)))
    return found
