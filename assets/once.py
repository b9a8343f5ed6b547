"""Once is once: a request repeated under its key gets the first outcome and does nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, delete, select

from assets.database import Row
from assets.errors import Refused

KEPT = timedelta(days=30)
LONGEST = 100


class Outcome(Row, table=True):
    """What a request under one key led to: its status, where it went, what it said."""

    __table_args__ = (UniqueConstraint("person_id", "key"),)

    person_id: UUID = Field(foreign_key="person.id")
    key: str = Field(max_length=LONGEST)
    fingerprint: str = Field(max_length=64)
    at: datetime = Field(index=True)
    status: int = 0
    location: str = ""
    body: Any = Field(default=None, sa_column=Column(JSON, nullable=True))


class Repeated(Exception):  # noqa: N818
    """This request has been answered before; here is what was said."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.key)
        self.outcome = outcome


def claim(
    session: Session, person_id: UUID, key: str, *, fingerprint: str, at: datetime
) -> Outcome:
    """Take the key for this transaction. Raises Repeated when it has led somewhere before.

    A second request under the same key waits here until the first has committed or not.
    """
    if len(key) > LONGEST:
        raise Refused("A key has at most {count} characters.", count=LONGEST)
    hers = col(Outcome.person_id) == person_id
    session.exec(delete(Outcome).where(hers, col(Outcome.at) < at - KEPT))
    fresh = Outcome(person_id=person_id, key=key, fingerprint=fingerprint, at=at)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    taken = dialect.insert(Outcome).values(fresh.model_dump()).on_conflict_do_nothing()
    session.connection().execute(taken)
    kept = session.exec(select(Outcome).where(hers, Outcome.key == key)).one()
    if kept.fingerprint != fingerprint:
        raise Refused("This key has been used for something else.")
    if kept.id != fresh.id:
        raise Repeated(Outcome(**kept.model_dump()))  # a copy, for this transaction ends
    return kept


def settle(session: Session, outcome: Outcome) -> None:
    """At the end: a request that led nowhere (a mistake shown in its form) frees its key."""
    if not outcome.status:
        session.delete(outcome)
