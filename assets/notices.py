"""Notices: what is said to one person, written down once, and how far it has travelled."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Select,
    UniqueConstraint,
    delete,
    false,
    or_,
    update,
)
from sqlmodel import Field, Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Record, Row, moment_of, stored
from assets.errors import Missing, Refused
from assets.listing import Cut, Order, PageOf, page
from assets.people import Person, RoleHeld
from assets.rights import Guarded, Permission, Rights
from assets.trail import private
from assets.words import N_, Language, Worded

MAIL = "mail"
MOST_CHANNELS = 10  # of one person
CLAIMED_FOR = timedelta(minutes=5)
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)


class Kind(Worded):
    """What a notice is about: it decides which words are used."""

    DIGEST = "digest", N_("What is to be done")
    DANGER = "danger", N_("Danger")
    PRINT = "print", N_("Labels not printed")


class Notice(Guarded, table=True):
    """Something said to one person, as values; it is put into words when it is posted."""

    __table_args__ = (
        Index("ix_notice_created_at_id", "created_at", "id"),
        Index("ix_notice_person_id_created_at_id", "person_id", "created_at", "id"),
    )

    key: str = Field(unique=True, max_length=120)
    kind: Kind = Field(sa_type=stored(Kind))
    person_id: UUID = Field(foreign_key="person.id")
    day: date
    # The order, the fault or the print it is about.
    subject_id: UUID | None = Field(default=None, index=True)
    values: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))

    @property
    def label(self) -> str:
        return self.key


class Posting(Row, table=True):
    """How far a notice has travelled: tried how often, claimed by a poster until, posted when."""

    __table_args__ = (UniqueConstraint("notice_id", "channel"),)

    notice_id: UUID = Field(foreign_key="notice.id")
    channel: str = Field(default=MAIL, max_length=36)  # by mail, or the id of a channel of hers
    tries: int = 0
    next_try_at: datetime
    claimed_until: datetime | None = None
    posted_at: datetime | None = Field(default=None, index=True)
    error: str = Field(default="", max_length=500)


class Channel(Record, table=True):
    """Another way to reach a person, in the words of the Apprise library: a secret address."""

    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    address: str = Field(max_length=500, sa_column_kwargs=private())
    given_up: bool = False

    @property
    def label(self) -> str:
        return self.name

    @property
    def service(self) -> str:
        """The part of its address that is no secret: which service it is."""
        return self.address.partition(":")[0]


def write(
    session: Session,
    kind: Kind,
    person: Person,
    day: date,
    values: dict[str, Any],
    about: UUID | None = None,
) -> bool:
    """Write a notice, and what will carry it by every way she is reached; whether it is new.

    Who is told what, or on which day, is in its key: nobody is told the same thing twice.
    """
    key = f"{kind}:{person.id}:{about or day.isoformat()}"
    if session.exec(select(Notice.id).where(Notice.key == key)).first():
        return False
    notice = Notice(
        key=key,
        kind=kind,
        person_id=person.id,
        site_id=person.home_site_id,
        day=day,
        subject_id=about,
        values=values,
    )
    session.add(notice)
    session.flush()
    for way in (MAIL, *(str(each.id) for each in session.exec(channels_of(person)))):
        session.add(Posting(notice_id=notice.id, channel=way, next_try_at=moment_of(session)))
    return True


def reach(session: Session, person: Person, name: str, address: str) -> Channel:
    """From now on she is reached this way too."""
    if not name.strip():
        raise Refused("Give it a name.", field="name")
    if len(session.exec(channels_of(person)).all()) >= MOST_CHANNELS:
        raise Refused("You have {most} of them. Take one away first.", most=MOST_CHANNELS)
    channel = Channel(person_id=person.id, name=name.strip(), address=address.strip())
    session.add(channel)
    session.flush()
    return channel


def channel(session: Session, key: UUID, person: Person) -> Channel:
    found = session.exec(channels_of(person).where(Channel.id == key)).one_or_none()
    if found is None:
        raise Missing("There is no such way to reach you.")
    return found


def give_up(session: Session, channel: Channel) -> None:
    """She is not reached this way any more: what waits for it waits no longer."""
    channel.given_up = True
    waiting = (col(Posting.channel) == str(channel.id), col(Posting.posted_at).is_(None))
    session.connection().execute(delete(Posting).where(*waiting))


def channels_of(person: Person) -> SelectOfScalar[Channel]:
    """The other ways by which she is reached."""
    hers = select(Channel).where(Channel.person_id == person.id, ~col(Channel.given_up))
    return hers.order_by(Channel.name, col(Channel.id))


class Show(Worded):
    """How far the notices have come that a list shows."""

    WAITING = "waiting", N_("Waiting")
    SENT = "sent", N_("Sent")
    FAILING = "failing", N_("Tried in vain")


@dataclass(frozen=True)
class Wanted:
    """What a list of notices is asked for."""

    show: Show | None = None
    kind: Kind | None = None
    mine: bool = False


_NOTICE: Any = Notice.__table__  # type: ignore[attr-defined]
_POSTING: Any = Posting.__table__  # type: ignore[attr-defined]


def listed(session: Session, wanted: Wanted, me: Person, seen_by: Rights, cut: Cut) -> PageOf:
    """One page of the notices to her, and to those whom she sees, the latest first."""
    asked = [_hers(me, seen_by) if not wanted.mine else col(Notice.person_id) == me.id]
    if wanted.kind:
        asked.append(col(Notice.kind) == wanted.kind)
    if wanted.show:
        of_it = select(_POSTING.c.id).where(_POSTING.c.notice_id == _NOTICE.c.id)
        asked.append(of_it.where(_SHOWN[wanted.show]).exists())
    about = _NOTICE.c["values"]["name"].as_string().label("about")
    shown: list[Any] = [
        Notice.kind, Notice.day, about, Person.name, _NOTICE.c.created_at, _NOTICE.c.id
    ]  # fmt: skip
    rows: Any = select(*shown).join(Person, col(Person.id) == col(Notice.person_id)).where(*asked)
    by = Order(_NOTICE.c.created_at, _NOTICE.c.id, descending=True)
    return page(session, rows, by, cut)


_SHOWN: dict[Show, ColumnElement[bool]] = {
    Show.WAITING: _POSTING.c.posted_at.is_(None),
    Show.SENT: _POSTING.c.posted_at.is_not(None),
    Show.FAILING: _POSTING.c.posted_at.is_(None) & (_POSTING.c.error != ""),
}


def _hers(me: Person, seen_by: Rights) -> ColumnElement[bool]:
    """Her own, and those to people who work nowhere but where she sees people."""
    seen = seen_by.where(Permission.PEOPLE_SEE, Notice)
    reached = seen_by.where(Permission.PEOPLE_SEE, RoleHeld, leading=False)
    hers = (RoleHeld.person_id == Notice.person_id, ~col(RoleHeld.ended))
    beyond = select(RoleHeld.id).where(*hers, ~func.coalesce(reached, false(), type_=Boolean))
    return (col(Notice.person_id) == me.id) | (seen & ~beyond.exists())


def notice(session: Session, key: UUID, me: Person, seen_by: Rights) -> Notice:
    found = session.exec(select(Notice).where(Notice.id == key, _hers(me, seen_by))).one_or_none()
    if found is None:
        raise Missing("There is no such notice.")
    return found


def postings(session: Session, keys: Collection[UUID]) -> dict[UUID, list[Posting]]:
    """How far each of these notices has travelled, by every way."""
    found: dict[UUID, list[Posting]] = defaultdict(list)
    on_it = select(Posting).where(col(Posting.notice_id).in_(keys)).order_by(Posting.channel)
    for posting in session.exec(on_it):
        found[posting.notice_id].append(posting)
    return found


def letter_of(session: Session, notice: Notice) -> "Letter":
    """What it says to whom, as it is put into words now."""
    person = session.get_one(Person, notice.person_id)
    return Letter(
        notice.id, notice.key, notice.kind, notice.day, notice.values,
        person.name, person.email, person.language,
    )  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A notice that a poster has claimed, and to whom it goes in which language."""

    posting_id: UUID
    key: str
    kind: Kind
    day: date
    values: dict[str, Any]
    name: str
    email: str
    language: Language
    channel: str = MAIL
    address: str = ""  # of the channel, if it is none of the mail


def claim(session: Session, at: datetime, *, mail: bool = True) -> Letter | None:
    """Take the notice that has waited longest for the mail, or for another way.

    It is ours for five minutes, then anybody's.
    """
    taken = (
        update(Posting)
        .where(col(Posting.id) == _waiting(at, mail=mail).scalar_subquery())
        .values(claimed_until=at + CLAIMED_FOR, tries=Posting.tries + 1)
        .returning(col(Posting.id))
    )
    posting_id = session.connection().execute(taken).scalar_one_or_none()
    return _letter(session, posting_id) if posting_id else None


def _waiting(at: datetime, *, mail: bool) -> SelectOfScalar[UUID]:
    way = Posting.channel == MAIL if mail else Posting.channel != MAIL
    free = or_(col(Posting.claimed_until).is_(None), col(Posting.claimed_until) <= at)
    return (
        select(Posting.id)
        .join(Notice, col(Notice.id) == col(Posting.notice_id))
        .join(Person, col(Person.id) == col(Notice.person_id))
        .where(col(Posting.posted_at).is_(None), col(Posting.next_try_at) <= at, free, way)
        .where(~col(Person.disabled))
        .order_by(col(Posting.next_try_at), col(Posting.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=Posting)
    )


def _letter(session: Session, posting_id: UUID) -> Letter:
    found: Select[Any] = (
        select(
            Notice.key, Notice.kind, Notice.day, Notice.values,
            Person.name, Person.email, Person.language, Posting.channel,
        )  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(Notice.person_id))
        .join(Posting, col(Posting.notice_id) == col(Notice.id))
        .where(col(Posting.id) == posting_id)
    )  # fmt: skip
    letter = Letter(posting_id, *session.connection().execute(found).one())
    if letter.channel == MAIL:
        return letter
    channel = session.get_one(Channel, UUID(letter.channel))
    return replace(letter, address=channel.address)


def posted(session: Session, letter: Letter, at: datetime) -> None:
    """The server has taken it."""
    _note(session, letter, posted_at=at, claimed_until=None, error="")


def failed(session: Session, letter: Letter, error: str, at: datetime) -> None:
    """Try again later, and later still each time, and never give up."""
    tries = session.exec(select(Posting.tries).where(Posting.id == letter.posting_id)).one()
    wait = min(SOONEST * 2 ** min(tries - 1, 20), LATEST)
    _note(session, letter, next_try_at=at + wait, claimed_until=None, error=error[:500])


def _note(session: Session, letter: Letter, **values: Any) -> None:
    noted = update(Posting).where(col(Posting.id) == letter.posting_id).values(**values)
    session.connection().execute(noted)
