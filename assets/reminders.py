"""Reminders: what must be said to whom. Written down once where it is decided, and posted later."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Select, UniqueConstraint, or_, update
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import agenda, awaited, duties, people
from assets.agenda import Duty, Group
from assets.database import Record, Row, moment_of, stored
from assets.inventory.places import Place
from assets.maintenance.terms import When
from assets.people import Person
from assets.rights import Guarded, Role
from assets.trail import private
from assets.words import N_, Language, Worded

MAIL = "mail"
CLAIMED_FOR = timedelta(minutes=5)
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)


class Kind(StrEnum):
    """What a notice is about: it decides which words are used."""

    DIGEST = "digest"


class Notice(Guarded, table=True):
    """Something said to one person, as values; it is put into words when it is posted."""

    key: str = Field(unique=True, max_length=120)
    kind: Kind = Field(sa_type=stored(Kind))
    person_id: UUID = Field(foreign_key="person.id", index=True)
    day: date
    subject_id: UUID | None = Field(default=None, index=True)  # the order or the fault it is about
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


class Topic(Worded):
    """What reminders are about."""

    SAFETY = "safety", N_("Duties of law and safety")
    DUTIES = "duties", N_("Other duties")
    AWAITED = "awaited", N_("What should have come or be back")
    EXPIRING = "expiring", N_("Certificates, warranties and contracts that end")
    DANGER = "danger", N_("Danger")


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


class Rung(Guarded, table=True):
    """After so many days late, this role at the site is told too. Without a site: everywhere."""

    __table_args__ = (UniqueConstraint("site_id", "after_days"),)

    after_days: int
    role: Role = Field(sa_type=stored(Role))

    @property
    def label(self) -> str:
        return str(self.after_days)


def write_digests(session: Session, on: date, site: Place) -> int:
    """Write one digest for each person who is at home here and has work at any of her sites.

    It tells what is late, what is today's and what falls due within a week, and what should have
    arrived or be back; nothing, no digest.
    """
    known = set(session.exec(select(Notice.person_id).where(Notice.day == on)).all())
    off = duties.off_since(session, duties.WRITE_DIGESTS, site.id, on)
    written = 0
    for person in session.exec(_at_home(site)).all():
        if person.id not in known and (values := _digest(session, person, on)):
            values["off"] = [off.isoformat(), (on - timedelta(1)).isoformat()] if off else None
            _write(session, Kind.DIGEST, person, on, values)
            written += 1
    return written


def _at_home(site: Place) -> SelectOfScalar[Person]:
    at_home = select(Person).where(Person.home_site_id == site.id, ~col(Person.disabled))
    return at_home.order_by(Person.email)


def _digest(session: Session, person: Person, on: date) -> dict[str, Any]:
    """The values of her digest for that day; empty when there is nothing to say."""
    rights = people.rights_of(session, person)
    sources = agenda.work(rights)
    near = {"late": When.LATE, "today": When.TODAY, "week": When.WEEK}
    groups = {name: agenda.group(session, sources, when, on) for name, when in near.items()}
    groups["awaited"] = awaited.by_now(session, rights, on)
    if not any(group.count for group in groups.values()):
        return {}
    return {name: _plain(group) for name, group in groups.items()}


def _plain(group: Group) -> dict[str, Any]:
    return {"count": group.count, "lines": [_line(duty) for duty in group.duties]}


def _line(duty: Duty) -> dict[str, Any]:
    return {
        "number": duty.number,
        "titles": list(duty.titles),
        "tag": duty.tag,
        "name": duty.name,
        "place": duty.place,
        "site": duty.site,
        "due_on": duty.due_on.isoformat(),
        "transfer": duty.transfer,
        "loan": str(duty.loan_id) if duty.loan_id else "",
    }


def _write(session: Session, kind: Kind, person: Person, on: date, values: dict[str, Any]) -> None:
    """The notice, and the posting that will carry it."""
    notice = Notice(
        key=f"{kind}:{person.id}:{on.isoformat()}",
        kind=kind,
        person_id=person.id,
        site_id=person.home_site_id,
        day=on,
        values=values,
    )
    session.add(notice)
    session.flush()
    session.add(Posting(notice_id=notice.id, next_try_at=moment_of(session)))


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


def claim(session: Session, at: datetime) -> Letter | None:
    """Take the notice that has waited longest. It is ours for five minutes, then anybody's."""
    taken = (
        update(Posting)
        .where(col(Posting.id) == _waiting(at).scalar_subquery())
        .values(claimed_until=at + CLAIMED_FOR, tries=Posting.tries + 1)
        .returning(col(Posting.id))
    )
    posting_id = session.connection().execute(taken).scalar_one_or_none()
    return _letter(session, posting_id) if posting_id else None


def _waiting(at: datetime) -> SelectOfScalar[UUID]:
    free = or_(col(Posting.claimed_until).is_(None), col(Posting.claimed_until) <= at)
    return (
        select(Posting.id)
        .join(Notice, col(Notice.id) == col(Posting.notice_id))
        .join(Person, col(Person.id) == col(Notice.person_id))
        .where(col(Posting.posted_at).is_(None), col(Posting.next_try_at) <= at, free)
        .where(~col(Person.disabled))
        .order_by(col(Posting.next_try_at), col(Posting.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=Posting)
    )


def _letter(session: Session, posting_id: UUID) -> Letter:
    found: Select[Any] = (
        select(
            Notice.key, Notice.kind, Notice.day, Notice.values,
            Person.name, Person.email, Person.language,
        )  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(Notice.person_id))
        .join(Posting, col(Posting.notice_id) == col(Notice.id))
        .where(col(Posting.id) == posting_id)
    )  # fmt: skip
    return Letter(posting_id, *session.connection().execute(found).one())


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
