"""Which duty of the timetable was kept, at which site, on which day: each once."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets.database import Row, insert_once

OPEN_DUE = "open-due"
OPEN_REOPENINGS = "open-reopenings"
WRITE_DIGESTS = "write-digests"
RECKON_OUTLOOKS = "reckon-outlooks"
POST = "post"


class Kept(Row, table=True):
    """A duty that was kept, written in the transaction that kept it."""

    __table_args__ = (UniqueConstraint("duty", "site_id", "day"),)

    duty: str = Field(max_length=40)
    site_id: UUID = Field(foreign_key="place.id")
    day: date
    at: datetime


def claim(session: Session, duty: str, site_id: UUID, day: date, *, at: datetime) -> bool:
    """Take a duty for this transaction; False if it has been kept. A second claimant waits here."""
    fresh = insert_once(session, Kept(duty=duty, site_id=site_id, day=day, at=at))
    session.exec(_kept(duty, site_id).where(Kept.day == day).with_for_update()).one()
    return fresh


def at_hour(duty: str, hour: int) -> str:
    """What a duty is called that is kept at each hour of the day for those who chose it."""
    return f"{duty}@{hour:02}"


def kept_on(session: Session, site_id: UUID, day: date) -> set[str]:
    """The duties that were kept at a site on a day."""
    there = select(Kept.duty).where(Kept.site_id == site_id, Kept.day == day)
    return set(session.exec(there))


def kept(session: Session, duty: str, site_id: UUID, day: date) -> bool:
    return session.exec(_kept(duty, site_id).where(Kept.day == day)).first() is not None


def off_since(session: Session, duty: str | None, site_id: UUID, on: date) -> date | None:
    """The first day before `on` on which nobody kept this duty here. None: not one was missed.

    Without a duty: on which none at all was kept.
    """
    before = _kept(duty, site_id).where(Kept.day < on).order_by(col(Kept.day).desc())
    last = session.exec(before.limit(1)).first()
    if last is None or last >= on - timedelta(1):
        return None
    return last + timedelta(1)


def _kept(duty: str | None, site_id: UUID) -> SelectOfScalar[date]:
    here = select(col(Kept.day)).where(Kept.site_id == site_id)
    return here.where(Kept.duty == duty) if duty else here
