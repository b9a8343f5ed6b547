"""API tokens: what a program shows instead of signing in."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, col, select

from assets.database import Record
from assets.errors import Missing
from assets.people import Person
from assets.signins import digest
from assets.trail import private


class ApiToken(Record, table=True):
    """A secret that acts for one person, perhaps only reading. Its text is shown once."""

    digest: str = Field(unique=True, max_length=64, sa_column_kwargs=private())
    person_id: UUID = Field(foreign_key="person.id", index=True)
    read_only: bool = False
    revoked_at: datetime | None = None


def issue(session: Session, person: Person, *, read_only: bool = False) -> str:
    """A new token for this person. The text that is returned is kept nowhere."""
    secret = f"rehab_{secrets.token_urlsafe(32)}"
    session.add(ApiToken(digest=digest(secret), person_id=person.id, read_only=read_only))
    return secret


def behind(session: Session, secret: str) -> tuple[Person, ApiToken] | None:
    """The person and the token that this secret stands for, unless revoked or disabled."""
    standing = (
        select(Person, ApiToken)
        .join(ApiToken, col(ApiToken.person_id) == col(Person.id))
        .where(ApiToken.digest == digest(secret))
        .where(col(ApiToken.revoked_at).is_(None), ~col(Person.disabled))
    )
    return session.exec(standing).first()


def revoke(session: Session, secret: str, *, at: datetime) -> None:
    found = behind(session, secret)
    if found is None:
        raise Missing("There is no such token, or no longer.")
    _, token = found
    token.revoked_at = at


def revoke_all(session: Session, person: Person, *, at: datetime) -> int:
    """Revoke every token of this person, and say how many there were."""
    hers = select(ApiToken).where(ApiToken.person_id == person.id)
    standing = session.exec(hers.where(col(ApiToken.revoked_at).is_(None))).all()
    for token in standing:
        token.revoked_at = at
    return len(standing)
