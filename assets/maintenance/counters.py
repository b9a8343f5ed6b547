"""Counters: the numbers that orders, reports and tests are known by, each given once."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from assets.database import insert_once


def take(session: Session, counter: Any, key: UUID, count: int) -> int:
    """The last of so many new numbers. Whoever asks at the same time waits, and gets others."""
    insert_once(session, counter(id=key))
    taken = update(counter).where(counter.id == key).values(last=counter.last + count)
    return int(session.connection().execute(taken.returning(counter.last)).scalar_one())
