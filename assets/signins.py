"""Signing in: the sessions of browsers, and the attempts that did not work."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Field, Session, col, delete, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from assets import people
from assets.database import Row
from assets.errors import Refused
from assets.people import Person

LASTS = timedelta(days=30)
WATCHED = timedelta(minutes=15)
MOST_PER_PERSON = 10
MOST_PER_ADDRESS = 60


class SignIn(Row, table=True):
    """A browser that someone signed in with; only the digest of its secret is kept."""

    digest: str = Field(unique=True, max_length=64)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    at: datetime
    until: datetime
    ended_at: datetime | None = None
    browser: str = Field(default="", max_length=200)


class Attempt(Row, table=True):
    """A sign-in that did not work, kept for as long as attempts are counted."""

    whom: str = Field(max_length=64, index=True)
    whence: str = Field(max_length=64, index=True)
    at: datetime = Field(index=True)


def refuse_too_many(session: Session, *, email: str, address: str, at: datetime) -> None:
    """Raise Refused when this person or this address has failed too often of late."""
    since = at - WATCHED
    recent = select(func.count()).select_from(Attempt).where(col(Attempt.at) > since)
    by_person = session.exec(recent.where(Attempt.whom == digest(email.strip().lower()))).one()
    by_address = session.exec(recent.where(Attempt.whence == digest(address))).one()
    if by_person >= MOST_PER_PERSON or by_address >= MOST_PER_ADDRESS:
        minutes = int(WATCHED.total_seconds() // 60)
        raise Refused("Too many attempts. Wait {minutes} minutes and try again.", minutes=minutes)


def recognised(person: Person | None, password: str) -> bool:
    """Whether the password is hers. Equally slow for people who do not exist."""
    if person is None or not person.password_hash or person.disabled:
        people.hasher.hash(password)
        return False
    return people.hasher.verify(password, person.password_hash)


def vouched(person: Person, secret: str) -> bool:
    """Whether this is the PIN with which she signs, or her password."""
    if person.pin_hash and secret.isdecimal() and people.hasher.verify(secret, person.pin_hash):
        return True
    return recognised(person, secret)


def begin(session: Session, person: Person, *, at: datetime, browser: str) -> str:
    """Sign in: returns the secret for the browser's cookie."""
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            digest=digest(secret),
            person_id=person.id,
            at=at,
            until=at + LASTS,
            browser=browser[:200],
        )
    )
    session.exec(delete(Attempt).where(col(Attempt.whom) == digest(person.email)))
    return secret


def failed(session: Session, *, email: str, address: str, at: datetime) -> None:
    session.exec(delete(Attempt).where(col(Attempt.at) <= at - WATCHED))
    session.add(Attempt(whom=digest(email.strip().lower()), whence=digest(address), at=at))


def person_behind(session: Session, secret: str, *, at: datetime) -> Person | None:
    """Who is signed in with this secret: nobody, if it has ended or she has been disabled."""
    return session.exec(_going_on(), params={"digest": digest(secret), "at": at}).first()


@cache
def _going_on() -> SelectOfScalar[Person]:
    """Every page asks this, and to build it takes longer than to ask it."""
    return (
        select(Person)
        .join(SignIn, col(SignIn.person_id) == col(Person.id))
        .where(SignIn.digest == bindparam("digest"), col(SignIn.ended_at).is_(None))
        .where(col(SignIn.until) > bindparam("at"), ~col(Person.disabled))
    )


def end(session: Session, secret: str, *, at: datetime) -> None:
    session.exec(update(SignIn).where(col(SignIn.digest) == digest(secret)).values(ended_at=at))


def end_all(session: Session, person: Person, *, at: datetime, but: str = "") -> None:
    """Sign this person out everywhere, but for the browser with that secret."""
    going_on = (col(SignIn.person_id) == person.id, col(SignIn.ended_at).is_(None))
    others = col(SignIn.digest) != digest(but)
    session.exec(update(SignIn).where(*going_on, others).values(ended_at=at))


def going_on(person: Person, at: datetime) -> SelectOfScalar[SignIn]:
    """Where this person is signed in, the latest first."""
    hers = select(SignIn).where(SignIn.person_id == person.id, col(SignIn.ended_at).is_(None))
    return hers.where(SignIn.until > at).order_by(col(SignIn.at).desc())


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
